#include "differ.h"

#include <stdlib.h>

#include "ink.h"

enum { AROUND = 2, MOST_PAIRS = 4000000 };

struct lines {
    struct sv *item;
    size_t n, size;
};

static void split(struct lines *l, struct sv text) {
    while (text.n > 0) {
        const char *feed = memchr(text.p, '\n', text.n);
        size_t n = feed ? (size_t)(feed - text.p) : text.n, skip = n + (feed != NULL);
        l->item = mem_room(l->item, l->n, &l->size, sizeof *l->item);
        l->item[l->n++] = (struct sv){text.p, n};
        text = (struct sv){text.p + skip, text.n - skip};
    }
}

/* One line of what is shown. */
struct step {
    char mark; /* ' ', '-' or '+' */
    struct sv line;
};

struct script {
    struct step *item;
    size_t n;
};

static void add(struct script *s, char mark, struct sv line) {
    s->item[s->n++] = (struct step){mark, line};
}

/* How many lines from i of a and from k of b can be kept at most; a row of the table each i. */
static uint32_t *count_common(const struct sv *a, size_t n, const struct sv *b, size_t m) {
    uint32_t *common = mem_zero((n + 1) * (m + 1) * sizeof *common);
    for (size_t i = n; i-- > 0;)
        for (size_t k = m; k-- > 0;) {
            const uint32_t *below = &common[(i + 1) * (m + 1) + k];
            uint32_t *here = &common[i * (m + 1) + k];
            if (sv_eq(a[i], b[k]))
                *here = below[1] + 1;
            else
                *here = below[0] > here[1] ? below[0] : here[1];
        }
    return common;
}

/* The middle, where the texts begin and end differently. Too much to be compared is taken for
 * wholly different. */
static void compare(struct script *s, const struct sv *a, size_t n, const struct sv *b, size_t m) {
    bool small = n * m <= MOST_PAIRS;
    uint32_t *common = small ? count_common(a, n, b, m) : NULL;
    size_t i = 0, k = 0;
    while (i < n || k < m) {
        const uint32_t *here = common ? &common[i * (m + 1) + k] : NULL;
        if (here && i < n && k < m && sv_eq(a[i], b[k])) {
            add(s, ' ', a[i++]);
            k++;
        } else if (i < n && (!here || k == m || here[m + 1] >= here[1])) {
            add(s, '-', a[i++]);
        } else {
            add(s, '+', b[k++]);
        }
    }
    free(common);
}

/* Whether something changed stands so near that the line is shown. */
static bool is_near(const struct script *s, size_t i) {
    size_t from = i > AROUND ? i - AROUND : 0;
    for (size_t k = from; k <= i + AROUND && k < s->n; k++)
        if (s->item[k].mark != ' ') return true;
    return false;
}

static void show(struct str *out, const struct script *s) {
    bool left_out = false;
    for (size_t i = 0; i < s->n; i++) {
        bool near = is_near(s, i);
        if (!near && !left_out) str_c(out, "  ...\n");
        left_out = !near;
        if (!near) continue;
        char mark[] = {s->item[i].mark, ' ', '\0'};
        enum ink ink = mark[0] == '-' ? INK_BAD : mark[0] == '+' ? INK_GOOD : INK_PLAIN;
        ink_c(out, ink, mark);
        ink_put(out, ink, s->item[i].line);
        str_byte(out, '\n');
    }
}

void differ_put(struct str *out, struct sv before, struct sv now) {
    struct lines a = {0}, b = {0};
    split(&a, before);
    split(&b, now);
    struct script s = {.item = mem_alloc((a.n + b.n) * sizeof *s.item)};
    size_t first = 0, last = 0, least = a.n < b.n ? a.n : b.n;
    while (first < least && sv_eq(a.item[first], b.item[first]))
        add(&s, ' ', a.item[first++]);
    while (last < least - first && sv_eq(a.item[a.n - 1 - last], b.item[b.n - 1 - last]))
        last++;
    compare(&s, a.item + first, a.n - first - last, b.item + first, b.n - first - last);
    for (size_t i = a.n - last; i < a.n; i++)
        add(&s, ' ', a.item[i]);
    show(out, &s);
    free(s.item);
    free(a.item);
    free(b.item);
}
