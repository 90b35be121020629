#include "fold.h"

#include <stdlib.h>
#include <string.h>

#include "foldtable.h"
#include "han.h"
#include "utf8.h"

/* A combining sequence longer than this is cut, or ordering the marks of hostile text would take
 * time that grows with its square. */
enum { LONGEST_SEQUENCE = 128 };

uint32_t fold_one(const struct fold *f, uint32_t c) {
    return foldtable_first(f, c);
}

_Static_assert((int)FOLD_MADE == (int)FOLD_TABLED, "all that is not its own fold");

uint8_t *fold_made(const struct fold *f) {
    uint8_t *made = mem_zero(FOLD_MADE);
    for (uint32_t c = 0; c < FOLD_MADE; c++) {
        uint32_t to = f->table[c] & FOLD_VALUE;
        if (!(f->table[c] & FOLD_EXPANDS) && to < FOLD_MADE) made[to] = 1;
    }
    for (size_t i = 0; i < f->n_pool; i++)
        if (f->pool[i] < FOLD_MADE) made[f->pool[i]] = 1;
    return made;
}

/* utf8_write where nearly everything takes three bytes. */
static inline char *write_cp(char *to, uint32_t c) {
    if (c < 0x80) {
        *to = (char)c;
        return to + 1;
    }
    if (c < 0x800 || c > 0xFFFF) return to + utf8_write(to, c);
    to[0] = (char)(0xE0 | c >> 12);
    to[1] = (char)(0x80 | (c >> 6 & 0x3F));
    to[2] = (char)(0x80 | (c & 0x3F));
    return to + 3;
}

/* ---- what comes out ---- */

void folded_clear(struct folded *out) {
    str_clear(&out->text);
    out->n_runs = out->han = out->hant = out->hans = 0;
}

void folded_release(struct folded *out) {
    str_release(&out->text);
    free(out->runs);
    *out = (struct folded){0};
}

static void add_run(struct folded *out, uint32_t start, uint32_t n, uint32_t decoded) {
    if (n == decoded && out->n_runs > 0) {
        struct fold_run *last = &out->runs[out->n_runs - 1];
        if (last->folded == last->decoded && last->start + last->decoded == start) {
            last->folded += n;
            last->decoded += n;
            return;
        }
    }
    out->runs = mem_room(out->runs, out->n_runs, &out->size_runs, sizeof *out->runs);
    out->runs[out->n_runs++] = (struct fold_run){start, n, decoded};
}

void folded_put(struct folded *out, uint32_t c, uint32_t start, uint32_t decoded) {
    utf8_put(&out->text, c);
    add_run(out, start, 1, decoded);
}

static void put_all(struct folded *out, const uint32_t *c, size_t n, uint32_t start,
                    uint32_t decoded) {
    if (n == 0) return;
    for (size_t i = 0; i < n; i++)
        utf8_put(&out->text, c[i]);
    add_run(out, start, (uint32_t)n, decoded);
}

static void count_script(struct folded *out, uint32_t entry) {
    out->han += (entry & FOLD_HAN) != 0;
    out->hant += (entry & FOLD_HANT) != 0;
    out->hans += (entry & FOLD_HANS) != 0;
}

/* ---- the slow ways; each returns how many code points it took ---- */

struct source {
    const uint32_t *c, *at;
    size_t n;
};

static void put_entry(const struct fold *f, struct folded *out, uint32_t entry, uint32_t start) {
    count_script(out, entry);
    if (entry & FOLD_EXPANDS) {
        const struct expansion *x = &f->expansions[entry & FOLD_VALUE];
        put_all(out, f->pool + x->from, x->n, start, 1);
    } else {
        folded_put(out, entry & FOLD_VALUE, start, 1);
    }
}

/* Maps a phrase's fold back: one to one where it is as long, else as a whole, which a phrase that a
 * line break parts cannot. */
static size_t put_phrase(const struct fold *f, struct folded *out, const struct source *s, size_t i,
                         const struct phrase *p) {
    const uint32_t *c = f->pool + p->from;
    if (p->length != p->n && s->at[i + p->length - 1] - s->at[i] != p->length - 1) return 0;
    for (size_t k = 0; k < p->length; k++)
        count_script(out, foldtable_at(f, s->c[i + k]));
    for (size_t k = 0; p->length == p->n && k < p->n; k++)
        folded_put(out, c[k], s->at[i + k], 1);
    if (p->length != p->n) put_all(out, c, p->n, s->at[i], (uint32_t)p->length);
    return p->length;
}

/* The longest phrase that begins at i. */
static size_t fold_phrase(const struct fold *f, struct folded *out, const struct source *s,
                          size_t i) {
    const struct phrase *best = NULL;
    uint32_t node = trie_begin(&f->trie, s->c[i]);
    for (size_t k = i + 1; node; k++) {
        uint32_t value = trie_first(&f->trie, node);
        if (value) best = &f->phrases[f->trie.values[value].value];
        if (k >= s->n) break;
        node = trie_step(&f->trie, node, s->c[k]);
    }
    return best ? put_phrase(f, out, s, i, best) : 0;
}

static bool among(const uint32_t *set, uint32_t c) {
    while (*set && *set != c)
        set++;
    return *set != 0;
}

/* A run of look-alikes that begins at i, between neighbours where they mean another character. */
static size_t fold_alike(const struct fold *f, struct folded *out, const struct source *s,
                         size_t i) {
    const struct alike *a = &f->alike;
    size_t k = i;
    if (!a->as || i == 0 || !among(a->after, s->c[i - 1])) return 0;
    while (k < s->n && among(a->characters, s->c[k]))
        k++;
    if (k == s->n || !among(a->before, s->c[k])) return 0;
    for (size_t j = i; j < k; j++)
        folded_put(out, a->as, s->at[j], 1);
    return k - i;
}

/* The end of the combining sequence that begins at i. */
static size_t sequence_end(const struct fold *f, const struct source *s, size_t i) {
    size_t k = i + 1;
    while (k < s->n && k - i < LONGEST_SEQUENCE && s->at[k] == s->at[k - 1] + 1 &&
           (foldtable_at(f, s->c[k]) & FOLD_COMBINES))
        k++;
    return k;
}

static size_t fold_sequence(const struct fold *f, struct folded *out, const struct source *s,
                            size_t i, size_t end, struct err *e) {
    struct str composed = {0};
    for (size_t k = i; k < end; k++)
        count_script(out, foldtable_at(f, s->c[k]));
    if (foldtable_compose(f, s->c + i, end - i, &composed, e) != 0) return 0;
    put_all(out, (const uint32_t *)(const void *)composed.p, composed.n / sizeof(uint32_t),
            s->at[i], (uint32_t)(end - i));
    str_release(&composed);
    return end - i;
}

/* 0 only in case of an error. */
static size_t fold_slowly(const struct fold *f, struct folded *out, const struct source *s,
                          size_t i, struct err *e) {
    uint32_t entry = foldtable_at(f, s->c[i]);
    size_t end = sequence_end(f, s, i);
    if (end > i + 1 || (entry & FOLD_COMBINES)) return fold_sequence(f, out, s, i, end, e);
    size_t taken = entry & FOLD_PHRASE ? fold_phrase(f, out, s, i) : 0;
    if (taken == 0 && (entry & FOLD_PHRASE)) taken = fold_alike(f, out, s, i);
    if (taken == 0) put_entry(f, out, entry, s->at[i]);
    return taken ? taken : 1;
}

/* ---- the fast way ---- */

/* Folds one to one from i on, as far as that goes; returns where it stopped. */
static size_t fold_plainly(const struct fold *f, struct folded *out, const struct source *s,
                           size_t i) {
    const size_t from = i;
    char *to = str_room(&out->text, 4 * (s->n - i));
    size_t han = 0, hant = 0, hans = 0;
    uint32_t entry = i < s->n ? foldtable_at(f, s->c[i]) : 0;
    while (i < s->n) {
        uint32_t next = i + 1 < s->n ? foldtable_at(f, s->c[i + 1]) : 0;
        if ((entry & FOLD_SLOW) || (next & FOLD_COMBINES)) break;
        if (i > from && s->at[i] != s->at[i - 1] + 1) break;
        to = write_cp(to, entry & FOLD_VALUE);
        han += (entry & FOLD_HAN) != 0;
        hant += (entry & FOLD_HANT) != 0;
        hans += (entry & FOLD_HANS) != 0;
        entry = next;
        i++;
    }
    out->text.n = (size_t)(to - out->text.p);
    out->text.p[out->text.n] = '\0';
    out->han += han;
    out->hant += hant;
    out->hans += hans;
    if (i > from) add_run(out, s->at[from], (uint32_t)(i - from), (uint32_t)(i - from));
    return i;
}

int fold_text(const struct fold *f, struct folded *out, const uint32_t *c, const uint32_t *at,
              size_t n, struct err *e) {
    const struct source s = {c, at, n};
    for (size_t i = 0; i < n;) {
        size_t stop = fold_plainly(f, out, &s, i);
        if (stop == i) {
            size_t taken = fold_slowly(f, out, &s, i, e);
            if (taken == 0) return -1;
            stop = i + taken;
        }
        i = stop;
    }
    return 0;
}
