#include "guard.h"

#include <unistd.h>

#include "csvcell.h"
#include "outfile.h"

enum { BLOCK = 64 * 1024 };

static size_t digits(struct sv v, size_t at) {
    size_t n = at;
    while (n < v.n && v.p[n] >= '0' && v.p[n] <= '9')
        n++;
    return n - at;
}

/* A sign, digits, and perhaps a point and more digits. */
static bool is_plain_number(struct sv v) {
    size_t at = v.n > 0 && (v.p[0] == '-' || v.p[0] == '+'), n = digits(v, at);
    at += n;
    if (n == 0 || at == v.n) return n > 0;
    n = digits(v, at + 1);
    return v.p[at] == '.' && n > 0 && at + 1 + n == v.n;
}

bool guard_needs(struct sv text) {
    if (text.n == 0 || !memchr("=+-@\t\r'", text.p[0], 7)) return false;
    return !is_plain_number(text);
}

struct sv guard_off(struct sv text) {
    if (text.n == 0 || text.p[0] != '\'') return text;
    return (struct sv){text.p + 1, text.n - 1};
}

static int copy_rows(struct csv_file *f, struct str *out, struct err *e) {
    static const char name[] = "standard output";
    struct csv_row row;
    int got;
    while ((got = csv_next(f, &row, e)) > 0) {
        for (size_t i = 0; i < row.n; i++)
            csv_field(out, guard_off(row.cells[i]), i == 0);
        csv_end(out);
        if (out->n < BLOCK) continue;
        if (outfile_write(STDOUT_FILENO, str_view(out), name, e) != 0) return -1;
        str_clear(out);
    }
    return got < 0 ? -1 : outfile_write(STDOUT_FILENO, str_view(out), name, e);
}

int guard_undo(const char *path, struct err *e) {
    struct str out = {0};
    struct csv_file *f = csv_open(path, e);
    int result = f ? copy_rows(f, &out, e) : -1;
    csv_close(f);
    str_release(&out);
    return result;
}
