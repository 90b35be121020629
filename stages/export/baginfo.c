#include "baginfo.h"

#include <stdlib.h>
#include <strings.h>

#include "dates.h"
#include "utf8.h"
#include "version.h"

static const char *const ours[] = {"Bag-Software-Agent", "Bagging-Date", "External-Description",
                                   "Payload-Oxum"};
enum { AGENT, DATE, DESCRIPTION, OXUM, N_OURS };

static bool is_ours(struct sv label) {
    for (size_t i = 0; i < N_OURS; i++)
        if (strlen(ours[i]) == label.n && strncasecmp(ours[i], label.p, label.n) == 0) return true;
    return false;
}

/* Bytes of the label that stands in front of ": " and a text, 0 where there is none. */
static size_t label_of(struct sv line) {
    const char *colon = memchr(line.p, ':', line.n);
    size_t n = colon ? (size_t)(colon - line.p) : 0;
    bool spaced = n > 0 && (line.p[0] == ' ' || line.p[n - 1] == ' ');
    bool text = n + 2 < line.n && line.p[n + 1] == ' ' && line.p[n + 2] != ' ';
    return text && !spaced ? n : 0;
}

static bool is_one_line(struct sv line) {
    for (size_t i = 0; i < line.n; i++)
        if ((unsigned char)line.p[i] < ' ' || line.p[i] == 0x7F) return false;
    return utf8_valid(line) == line.n;
}

int baginfo_check(const char *const *lines, size_t n, struct err *e) {
    for (size_t i = 0; i < n; i++) {
        struct sv line = sv_of(lines[i]);
        size_t label = label_of(line);
        if (label == 0 || !is_one_line(line))
            return err_set(e, STATUS_USAGE, "a line of bag-info.txt is \"LABEL: TEXT\", not \"%s\"",
                           lines[i]);
        if (is_ours((struct sv){line.p, label}))
            return err_set(e, STATUS_USAGE, "\"%.*s\" is written anyway", (int)label, line.p);
    }
    return 0;
}

/* A line, whatever stands in the text. */
static void put_line(struct str *s, const char *label, struct sv text) {
    if (text.n == 0) return;
    str_c(s, label);
    str_c(s, ": ");
    for (size_t i = 0; i < text.n; i++)
        str_byte(s, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
    str_byte(s, '\n');
}

/* The day is told by who makes the bag, or not at all: the clock would give other bytes each day.
 */
static void put_date(struct str *s) {
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    struct str day = {0};
    if (epoch && *epoch) date_put(&day, strtoll(epoch, NULL, 10) / (24L * 60 * 60));
    put_line(s, ours[DATE], str_view(&day));
    str_release(&day);
}

void baginfo_oxum(struct str *s, uint64_t bytes, size_t files) {
    str_printf(s, "%s: %llu.%zu\n", ours[OXUM], (unsigned long long)bytes, files);
}

void baginfo_put(struct str *s, const struct export *x, uint64_t bytes, size_t files) {
    for (size_t i = 0; i < x->n_info; i++)
        str_printf(s, "%s\n", x->info[i]);
    put_line(s, ours[DESCRIPTION], book_label(x->book, &x->book->package, "title"));
    put_line(s, ours[AGENT], SV("tiyao " TIYAO_VERSION));
    put_date(s);
    baginfo_oxum(s, bytes, files);
}
