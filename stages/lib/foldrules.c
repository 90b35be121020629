/* What a pack says of folding, put into the table. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "foldtable.h"
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

/* ---- Traditional to Simplified ---- */

/* Single characters by code point, 0 where there is none. */
struct single {
    uint32_t *to;
};

static void add_phrase(struct fold *f, struct sv key, size_t length, const uint32_t *c, size_t n) {
    f->phrases = mem_room(f->phrases, f->n_phrases, &f->size_phrases, sizeof *f->phrases);
    f->phrases[f->n_phrases] = (struct phrase){length, foldtable_pool(f, c, n), n};
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
    f->table[c] = kept | foldtable_value(f, to, n) | FOLD_FIXED;
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

/* The characters of a text, ended with 0; to be freed. */
static uint32_t *set_of(struct sv text) {
    uint32_t *set = mem_zero((text.n + 1) * sizeof *set);
    unsigned width;
    for (size_t i = 0, n = 0; i < text.n; i += width)
        set[n++] = utf8_at(text.p + i, &width);
    return set;
}

static int add_alike(struct fold *f, const struct node *alike, struct err *e) {
    static const char *const keys[] = {"characters", "as", "after", "before", NULL};
    struct sv text[4];
    uint32_t as[LONGEST_TERM];
    if (!alike) return 0;
    if (node_keys(alike, keys, e) != 0) return -1;
    for (size_t i = 0; i < 4; i++)
        if (node_text(alike, keys[i], &text[i], e) != 0) return -1;
    if (code_points(text[1], as) != 1)
        return node_err(alike, e, "\"as\": one character was expected");
    f->alike = (struct alike){set_of(text[0]), set_of(text[2]), set_of(text[3]), as[0]};
    return 0;
}

static void mark_phrases(struct fold *f) {
    for (uint32_t c = 0; c < FOLD_TABLED; c++)
        if (trie_begin(&f->trie, c)) f->table[c] |= FOLD_PHRASE;
    for (const uint32_t *c = f->alike.characters; c && *c; c++)
        if (*c < FOLD_TABLED) f->table[*c] |= FOLD_PHRASE;
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
    static const char *const keys[] = {"keep", "also", "alike", "tables", "both", NULL};
    struct sv keep, both;
    if (node_keys(normalize_node, keys, e) != 0 ||
        node_text(normalize_node, "keep", &keep, e) != 0 ||
        node_text(normalize_node, "both", &both, e) != 0 || foldtable_compatibility(f, e) != 0)
        return -1;
    size_t n_pool = f->n_pool;
    if (add_tables(f, singles, node_get(normalize_node, "tables"), e) != 0) return -1;
    apply_singles(f, singles, n_pool);
    mark_scripts(f, singles, both);
    add_kept(f, keep);
    if (add_own(f, node_get(normalize_node, "also"), e) != 0 ||
        add_alike(f, node_get(normalize_node, "alike"), e) != 0)
        return -1;
    mark_phrases(f);
    return 0;
}

int fold_open(struct fold **out, const struct node *normalize_node, struct err *e) {
    struct fold *f = mem_zero(sizeof *f);
    struct single singles = {mem_zero(FOLD_TABLED * sizeof *singles.to)};
    f->table = mem_alloc(FOLD_TABLED * sizeof *f->table);
    trie_init(&f->trie, 0);
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
    free(f->alike.characters);
    free(f->alike.after);
    free(f->alike.before);
    free(f);
}
