#include "least.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bound {
    struct sv figure;
    double least;
};

/* The next `FIGURE=SHARE` of a list; false at its end. */
static bool next_bound(struct sv *rest, struct sv *item) {
    if (rest->n == 0) return false;
    const char *comma = memchr(rest->p, ',', rest->n);
    size_t n = comma ? (size_t)(comma - rest->p) : rest->n;
    *item = (struct sv){rest->p, n};
    n += comma != NULL;
    *rest = (struct sv){rest->p + n, rest->n - n};
    return true;
}

static int read_bound(struct bound *b, struct sv item, struct err *e) {
    char text[32] = "", *end = text;
    const char *equals = item.n ? memchr(item.p, '=', item.n) : NULL;
    b->figure = (struct sv){item.p, equals ? (size_t)(equals - item.p) : 0};
    if (equals && item.n - b->figure.n - 1 < sizeof text)
        memcpy(text, equals + 1, item.n - b->figure.n - 1);
    if (strspn(text, "0123456789.") == strlen(text)) b->least = strtod(text, &end);
    if (b->figure.n > 0 && end != text && *end == '\0' && b->least <= 1) return 0;
    return err_set(e, STATUS_USAGE,
                   "option --least takes FIGURE=SHARE, the share from 0 to 1, not \"%.*s\"",
                   (int)item.n, item.p);
}

int least_check(const struct texts *given, struct err *e) {
    struct bound b;
    for (size_t i = 0; i < given->n; i++) {
        struct sv rest = sv_of(given->item[i]), item;
        if (rest.n == 0) return read_bound(&b, rest, e);
        while (next_bound(&rest, &item))
            if (read_bound(&b, item, e) != 0) return -1;
    }
    return 0;
}

static int compare_one(const struct bound *b, const struct score *s, size_t *below, struct err *e) {
    const struct figure *f = score_figure(s, b->figure);
    if (!f)
        return err_set(e, STATUS_USAGE, "no figure \"%.*s\" was compared", (int)b->figure.n,
                       b->figure.p);
    if (figure_is_empty(f)) {
        ++*below;
        err_warn(NULL, "%s has neither rows nor gold, %g was expected", f->name.p, b->least);
    } else if (figure_f1(f) < b->least) {
        ++*below;
        err_warn(NULL, "%s is %.4f, %g was expected", f->name.p, figure_f1(f), b->least);
    }
    return 0;
}

int least_compare(const struct texts *given, const struct score *s, size_t *below, struct err *e) {
    *below = 0;
    for (size_t i = 0; i < given->n; i++) {
        struct sv rest = sv_of(given->item[i]), item;
        struct bound b;
        while (next_bound(&rest, &item))
            if (read_bound(&b, item, e) != 0 || compare_one(&b, s, below, e) != 0) return -1;
    }
    return 0;
}
