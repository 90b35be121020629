#include "foldtable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>

#include "fold.h"
#include "han.h"
#include "share.h"
#include "utf8.h"
#include "wholefile.h"

enum { LARGEST_TABLE = 16 * 1024 * 1024, LONGEST_TERM = 64 };

/* Code points of UTF-8; at most LONGEST_TERM are written. */
static size_t code_points(struct sv v, uint32_t c[LONGEST_TERM]) {
    size_t n = 0;
    unsigned width;
    for (size_t i = 0; i < v.n && n < LONGEST_TERM; i += width)
        c[n++] = utf8_at(v.p + i, &width);
    return n;
}

static size_t to_pool(struct fold *f, const uint32_t *c, size_t n) {
    size_t from = f->n_pool;
    for (size_t i = 0; i < n; i++) {
        f->pool = mem_room(f->pool, f->n_pool, &f->size_pool, sizeof *f->pool);
        f->pool[f->n_pool++] = c[i];
    }
    return from;
}

/* The value part of an entry that folds to c[0..n). */
static uint32_t value_of(struct fold *f, const uint32_t *c, size_t n) {
    if (n == 1) return c[0];
    f->expansions =
        mem_room(f->expansions, f->n_expansions, &f->size_expansions, sizeof *f->expansions);
    f->expansions[f->n_expansions] = (struct expansion){to_pool(f, c, n), n};
    return (uint32_t)f->n_expansions++ | FOLD_EXPANDS;
}

/* ---- NFKC ---- */

/* Unified ideographs and Hangul syllables: NFKC leaves them, and they are half of the table. */
static bool is_inert_block(uint32_t c) {
    return (c >= 0x3400 && c < 0xA000) || (c >= 0xAC00 && c < 0xF900) ||
           (c >= 0x20000 && c < 0x2F800);
}

/* The NFKC of UTF-16 text, as code points; n is how many fit. */
static size_t normalize(const void *nfkc, const UChar *text, int32_t length, uint32_t *c,
                        size_t most, UErrorCode *status) {
    size_t n = 0;
    int32_t size = 4 * length + 32; /* grows by at most 18 times; then it is asked again */
    UChar *out = mem_alloc((size_t)size * sizeof *out);
    int32_t got = unorm2_normalize(nfkc, text, length, out, size, status);
    if (*status == U_BUFFER_OVERFLOW_ERROR) {
        *status = U_ZERO_ERROR;
        out = mem_grow(out, (size_t)got * sizeof *out);
        got = unorm2_normalize(nfkc, text, length, out, got, status);
    }
    for (int32_t i = 0; U_SUCCESS(*status) && i < got && n < most;) {
        uint32_t x = out[i++];
        if (U16_IS_LEAD(x) && i < got) x = (uint32_t)U16_GET_SUPPLEMENTARY(x, out[i++]);
        c[n++] = x;
    }
    free(out);
    return n;
}

static void add_nfkc(struct fold *f, uint32_t c, UErrorCode *status) {
    UChar text[2];
    uint32_t folded[LONGEST_TERM];
    int32_t length = 0;
    if (unorm2_isInert(f->nfkc, (UChar32)c)) return;
    U16_APPEND_UNSAFE(text, length, c);
    size_t n = normalize(f->nfkc, text, length, folded, LONGEST_TERM, status);
    if (U_FAILURE(*status)) return;
    f->table[c] = value_of(f, folded, n);
    if (!unorm2_hasBoundaryBefore(f->nfkc, (UChar32)c)) f->table[c] |= FOLD_COMBINES;
}

static int add_compatibility(struct fold *f, struct err *e) {
    UErrorCode status = U_ZERO_ERROR;
    f->nfkc = unorm2_getNFKCInstance(&status);
    for (uint32_t c = 0; c < FOLD_TABLED; c++) {
        f->table[c] = c;
        bool surrogate = c >= 0xD800 && c < 0xE000;
        if (!surrogate && !is_inert_block(c) && U_SUCCESS(status)) add_nfkc(f, c, &status);
    }
    if (U_SUCCESS(status)) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot read ICU's normalization data: %s",
                   u_errorName(status));
}

/* ---- Traditional to Simplified ---- */

/* Single characters by code point, 0 where there is none. */
struct single {
    uint32_t *to;
};

static void add_phrase(struct fold *f, struct sv key, size_t length, const uint32_t *c, size_t n) {
    f->phrases = mem_room(f->phrases, f->n_phrases, &f->size_phrases, sizeof *f->phrases);
    f->phrases[f->n_phrases] = (struct phrase){length, to_pool(f, c, n), n};
    trie_add(&f->trie, key, (uint32_t)f->n_phrases++);
}

/* A line `key TAB value[ value ...]`; the first value of the first line for a key counts. */
static bool add_line(struct fold *f, struct single *singles, struct sv line) {
    uint32_t key[LONGEST_TERM], value[LONGEST_TERM];
    if (line.n > 0 && line.p[line.n - 1] == '\r') line.n--;
    if (line.n == 0) return true;
    const char *tab = memchr(line.p, '\t', line.n);
    if (!tab || tab == line.p || utf8_valid(line) != line.n) return false;
    struct sv left = {line.p, (size_t)(tab - line.p)}, right = {tab + 1, line.n - left.n - 1};
    const char *space = memchr(right.p, ' ', right.n);
    if (space) right.n = (size_t)(space - right.p);
    size_t n = code_points(left, key), m = code_points(right, value);
    if (m == 0 || n == LONGEST_TERM || m == LONGEST_TERM) return false;
    if (n > 1)
        add_phrase(f, left, n, value, m);
    else if (m != 1 || key[0] >= FOLD_TABLED)
        return false;
    else if (singles->to[key[0]] == 0)
        singles->to[key[0]] = value[0];
    return true;
}

static int add_table(struct fold *f, struct single *singles, const struct node *name,
                     struct err *e) {
    struct str path = {0}, bytes = {0};
    uint64_t size;
    if (share_path(&path, name->text.p, e) != 0) return -1;
    int result = 0;
    if (wholefile_read(&bytes, AT_FDCWD, path.p, LARGEST_TABLE, &size) != WHOLEFILE_READ)
        result = err_at(e, STATUS_SYSTEM, path.p, "cannot read the table: %s", strerror(errno));
    struct sv rest = str_view(&bytes);
    for (size_t number = 1; result == 0 && rest.n > 0; number++) {
        const char *end = memchr(rest.p, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.p) : rest.n;
        if (!add_line(f, singles, (struct sv){rest.p, n})) {
            str_printf(&path, ":%zu", number);
            result = err_at(e, STATUS_SYSTEM, path.p, "a key, a tab and a value were expected");
        }
        n += end != NULL;
        rest = (struct sv){rest.p + n, rest.n - n};
    }
    str_release(&path);
    str_release(&bytes);
    return result;
}

static uint32_t simplified(const struct single *singles, uint32_t c) {
    return c < FOLD_TABLED && singles->to[c] ? singles->to[c] : c;
}

static void apply_singles(struct fold *f, const struct single *singles, size_t n_pool) {
    for (uint32_t c = 0; c < FOLD_TABLED; c++)
        if (!(f->table[c] & FOLD_EXPANDS)) {
            uint32_t value = f->table[c] & FOLD_VALUE;
            f->table[c] = (f->table[c] & ~(uint32_t)FOLD_VALUE) | simplified(singles, value);
        }
    for (size_t i = 0; i < n_pool; i++)
        f->pool[i] = simplified(singles, f->pool[i]);
}

/* ---- the census of scripts ---- */

/* Characters of one script only, after the tables: a Traditional one is replaced and replaces none.
 * Those in `both` are written in either. */
static void mark_scripts(struct fold *f, const struct single *singles, struct sv both) {
    uint32_t *to = singles->to;
    for (uint32_t c = 0; c < FOLD_TABLED; c++)
        if (to[c] && to[c] != c) {
            f->table[c] |= FOLD_HANT;
            if (to[c] < FOLD_TABLED) f->table[to[c]] |= FOLD_HANS;
        }
    for (uint32_t c = 0; c < FOLD_TABLED; c++) {
        if (han_is(c)) f->table[c] |= FOLD_HAN;
        if ((f->table[c] & FOLD_HANT) && (f->table[c] & FOLD_HANS))
            f->table[c] &= ~(uint32_t)(FOLD_HANT | FOLD_HANS);
    }
    unsigned width;
    for (size_t i = 0; i < both.n; i += width) {
        uint32_t c = utf8_at(both.p + i, &width);
        if (c < FOLD_TABLED) f->table[c] &= ~(uint32_t)(FOLD_HANT | FOLD_HANS);
    }
}

/* ---- the pack's own ---- */

static void fix(struct fold *f, uint32_t c, const uint32_t *to, size_t n) {
    uint32_t kept = f->table[c] & (uint32_t)(FOLD_COMBINES | FOLD_HAN | FOLD_HANT | FOLD_HANS);
    f->table[c] = kept | value_of(f, to, n) | FOLD_FIXED;
}

static void add_kept(struct fold *f, struct sv keep) {
    unsigned width;
    for (size_t i = 0; i < keep.n; i += width) {
        uint32_t c = utf8_at(keep.p + i, &width);
        if (c < FOLD_TABLED) fix(f, c, &c, 1);
    }
}

static int add_own(struct fold *f, const struct node *also, struct err *e) {
    if (!also) return 0;
    if (also->kind != NODE_MAP) return node_err(also, e, "a mapping was expected");
    for (size_t i = 0; i < also->n; i++) {
        uint32_t key[LONGEST_TERM], value[LONGEST_TERM];
        if (also->items[i]->kind != NODE_TEXT)
            return node_err(also->items[i], e, "a text was expected");
        size_t n = code_points(also->keys[i]->text, key);
        if (n != 1 || key[0] >= FOLD_TABLED)
            return node_err(also->keys[i], e, "one character was expected");
        fix(f, key[0], value, code_points(also->items[i]->text, value));
    }
    return 0;
}

static void mark_phrases(struct fold *f) {
    for (uint32_t c = 0; c < FOLD_TABLED; c++)
        if (trie_begin(&f->trie, c)) f->table[c] |= FOLD_PHRASE;
}

static int add_tables(struct fold *f, struct single *singles, const struct node *tables,
                      struct err *e) {
    if (!tables) return 0;
    if (tables->kind != NODE_LIST) return node_err(tables, e, "a list was expected");
    for (size_t i = 0; i < tables->n; i++) {
        if (tables->items[i]->kind != NODE_TEXT)
            return node_err(tables->items[i], e, "the name of a table was expected");
        if (add_table(f, singles, tables->items[i], e) != 0) return -1;
    }
    return 0;
}

static int fill(struct fold *f, struct single *singles, const struct node *normalize_node,
                struct err *e) {
    static const char *const keys[] = {"keep", "also", "tables", "both", NULL};
    struct sv keep, both;
    if (node_keys(normalize_node, keys, e) != 0 ||
        node_text(normalize_node, "keep", &keep, e) != 0 ||
        node_text(normalize_node, "both", &both, e) != 0 || add_compatibility(f, e) != 0)
        return -1;
    size_t n_pool = f->n_pool;
    if (add_tables(f, singles, node_get(normalize_node, "tables"), e) != 0) return -1;
    apply_singles(f, singles, n_pool);
    mark_scripts(f, singles, both);
    add_kept(f, keep);
    if (add_own(f, node_get(normalize_node, "also"), e) != 0) return -1;
    mark_phrases(f);
    return 0;
}

int fold_open(struct fold **out, const struct node *normalize_node, struct err *e) {
    struct fold *f = mem_zero(sizeof *f);
    struct single singles = {mem_zero(FOLD_TABLED * sizeof *singles.to)};
    f->table = mem_alloc(FOLD_TABLED * sizeof *f->table);
    trie_init(&f->trie);
    int result = fill(f, &singles, normalize_node, e);
    free(singles.to);
    *out = f;
    if (result == 0) return 0;
    fold_close(f);
    *out = NULL;
    return -1;
}

void fold_close(struct fold *f) {
    if (!f) return;
    trie_release(&f->trie);
    free(f->table);
    free(f->pool);
    free(f->expansions);
    free(f->phrases);
    free(f);
}

/* ---- combining sequences ---- */

static void put_folded(const struct fold *f, struct str *composed, uint32_t c) {
    uint32_t entry = foldtable_at(f, c), value = entry & FOLD_VALUE;
    if (entry & FOLD_EXPANDS) {
        const struct expansion *x = &f->expansions[value];
        str_put(composed, (const char *)(f->pool + x->from), x->n * sizeof *f->pool);
    } else {
        str_put(composed, (const char *)&value, sizeof value);
    }
}

int foldtable_compose(const struct fold *f, const uint32_t *c, size_t n, struct str *composed,
                      struct err *e) {
    UErrorCode status = U_ZERO_ERROR;
    str_clear(composed);
    if (foldtable_at(f, c[0]) & FOLD_FIXED) {
        put_folded(f, composed, c[0]);
        c++;
        n--;
    }
    UChar *text = mem_alloc((2 * n + 1) * sizeof *text);
    int32_t length = 0;
    for (size_t i = 0; i < n; i++)
        U16_APPEND_UNSAFE(text, length, c[i]);
    size_t most = 18 * n + 1;
    uint32_t *normal = mem_alloc(most * sizeof *normal);
    size_t m = normalize(f->nfkc, text, length, normal, most, &status);
    for (size_t i = 0; i < m; i++)
        put_folded(f, composed, normal[i]);
    free(text);
    free(normal);
    if (U_SUCCESS(status)) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot normalize: %s", u_errorName(status));
}
