#include "textrules.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

const char *const kind_names[KIND_COUNT] = {
    [KIND_HEADLINE] = "headline", [KIND_SUBHEAD] = "subhead", [KIND_BYLINE] = "byline",
    [KIND_CAPTION] = "caption",   [KIND_EDITOR] = "editor",   [KIND_PARAGRAPH] = "paragraph",
    [KIND_PAGE] = "page",
};

/* ---- the file ---- */

/* Reads folder/name. */
static int read_in(struct node **root, const char *folder, const char *name, struct arena *a,
                   struct err *e) {
    struct str path = {0};
    str_printf(&path, "%s/%s", folder, name);
    int result = yaml_read(root, path.p, a, e);
    str_release(&path);
    return result;
}

static int need(struct node **part, const struct node *root, const char *key, struct err *e) {
    *part = node_get(root, key);
    if (!*part) return node_err(root, e, "key \"%s\" is missing", key);
    return (*part)->kind == NODE_MAP ? 0 : node_err(*part, e, "a mapping was expected");
}

static int read_text(const char *folder, struct sv name, struct node **normalize,
                     struct node **layout, struct arena *a, struct err *e) {
    static const char *const keys[] = {"normalize", "layout", NULL};
    struct node *root;
    if (read_in(&root, folder, name.p, a, e) != 0 || node_keys(root, keys, e) != 0) return -1;
    return need(normalize, root, "normalize", e) != 0 ? -1 : need(layout, root, "layout", e);
}

int textrules_find(const char *const *folders, size_t n, struct node **normalize,
                   struct node **layout, struct arena *a, struct err *e) {
    const char *folder = NULL;
    struct sv name = {NULL, 0};
    for (size_t i = n; !name.p && i > 0; i--) {
        struct node *root;
        folder = folders[i - 1];
        if (read_in(&root, folder, "pack.yaml", a, e) != 0 ||
            node_text(root, "text", &name, e) != 0)
            return -1;
    }
    if (!name.p) return err_at(e, STATUS_USAGE, folder, "no pack names its `text` file");
    return read_text(folder, name, normalize, layout, a, e);
}

/* ---- marks ---- */

static void set_marks(struct textrules *t, struct sv text, unsigned mark) {
    unsigned width;
    for (size_t i = 0; i < text.n; i += width) {
        uint32_t c = utf8_at(text.p + i, &width);
        if (c < MARK_TABLED) t->marks[c] |= (uint16_t)mark;
    }
}

static int read_marks(struct textrules *t, const struct node *layout, struct err *e) {
    static const struct {
        const char *key;
        unsigned mark;
    } lists[] = {
        {"sentence_end", MARK_END}, {"closers", MARK_CLOSER}, {"pauses", MARK_PAUSE},
        {"leads", MARK_LEAD},       {"inner", MARK_INNER},    {"whole", MARK_BRACKET},
        {"stops", MARK_STOP},       {"lists", MARK_LIST},
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct sv text;
        if (node_text(layout, lists[i].key, &text, e) != 0) return -1;
        set_marks(t, text, lists[i].mark);
    }
    return 0;
}

static int read_mark(const struct node *n, uint32_t *c, struct err *e) {
    unsigned width = 0;
    if (n->kind == NODE_TEXT && n->text.n > 0) *c = utf8_at(n->text.p, &width);
    if (n->kind == NODE_TEXT && width && width == n->text.n && *c < MARK_TABLED) return 0;
    return node_err(n, e, "one mark was expected");
}

static int read_pairs(struct textrules *t, const struct node *pairs, struct quote_pair *out,
                      struct err *e) {
    for (size_t i = 0; i < pairs->n; i++) {
        const struct node *pair = pairs->items[i];
        if (pair->kind != NODE_LIST || pair->n != 2)
            return node_err(pair, e, "a pair of marks was expected");
        if (read_mark(pair->items[0], &out[i].open, e) != 0 ||
            read_mark(pair->items[1], &out[i].close, e) != 0)
            return -1;
        t->marks[out[i].open] |= MARK_OPENS;
        t->marks[out[i].close] |= MARK_CLOSES;
    }
    return 0;
}

static int list_of(const struct node *layout, const char *key, struct node **list, struct err *e) {
    *list = node_get(layout, key);
    if (!*list || (*list)->kind == NODE_LIST) return 0;
    return node_err(*list, e, "a list was expected");
}

static int read_quotes(struct textrules *t, const struct node *layout, struct arena *a,
                       struct err *e) {
    struct node *quotes, *brackets;
    if (list_of(layout, "quotes", &quotes, e) != 0 ||
        list_of(layout, "brackets", &brackets, e) != 0)
        return -1;
    t->n_quotes = quotes ? quotes->n : 0;
    t->quotes = arena_zero(a, (t->n_quotes + 1) * sizeof *t->quotes);
    if (quotes && read_pairs(t, quotes, t->quotes, e) != 0) return -1;
    if (!brackets) return 0;
    struct quote_pair *unused = arena_zero(a, (brackets->n + 1) * sizeof *unused);
    return read_pairs(t, brackets, unused, e);
}

/* ---- expressions ---- */

static int read_number(const struct node *map, const char *key, uint32_t *out, struct err *e) {
    struct sv text;
    if (node_text(map, key, &text, e) != 0) return -1;
    if (!text.p) return node_err(map, e, "key \"%s\" is missing", key);
    *out = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9' || text.n > 6)
            return node_err(node_get(map, key), e, "a whole number was expected");
        *out = *out * 10 + (uint32_t)(text.p[i] - '0');
    }
    return 0;
}

static int read_kind(const struct node *block, enum block_kind *out, struct err *e) {
    struct sv name;
    if (node_text(block, "kind", &name, e) != 0) return -1;
    for (int k = 0; name.p && k < KIND_COUNT; k++)
        if (sv_is(name, kind_names[k])) {
            *out = (enum block_kind)k;
            return 0;
        }
    struct str known = {0};
    for (int k = 0; k < KIND_COUNT; k++)
        node_known(&known, kind_names[k]);
    const struct node *at = node_get(block, "kind");
    if (!at) at = block;
    return node_unknown(at, "kind of block", at->text, &known, e);
}

static int read_block(struct textrules *t, const struct node *block, struct err *e) {
    static const char *const keys[] = {"kind", "match", "longest", "under_head", "end", NULL};
    struct block_rule *r = &t->blocks[t->n_blocks];
    struct sv match, under_head;
    if (node_keys(block, keys, e) != 0 || read_kind(block, &r->kind, e) != 0 ||
        node_text(block, "match", &match, e) != 0 ||
        node_text(block, "under_head", &under_head, e) != 0 ||
        read_number(block, "longest", &r->longest, e) != 0)
        return -1;
    if (!match.p) return node_err(block, e, "key \"match\" is missing");
    if (node_get(block, "end") && read_number(block, "end", &r->end, e) != 0) return -1;
    r->under_head = under_head.p && sv_is(under_head, "true");
    if (rx_compile(&r->rx, node_get(block, "match"), match, e) != 0) return -1;
    if (r->longest > t->longest_rule) t->longest_rule = r->longest;
    t->n_blocks++;
    return 0;
}

static int read_blocks(struct textrules *t, const struct node *layout, struct arena *a,
                       struct err *e) {
    struct node *blocks;
    if (list_of(layout, "blocks", &blocks, e) != 0) return -1;
    t->blocks = arena_zero(a, ((blocks ? blocks->n : 0) + 1) * sizeof *t->blocks);
    for (size_t i = 0; blocks && i < blocks->n; i++)
        if (read_block(t, blocks->items[i], e) != 0) return -1;
    return 0;
}

/* An expression with something before and behind it; NULL where the key is missing. */
static int read_expression(const struct node *layout, const char *key, const char *before,
                           const char *behind, struct rx **out, struct err *e) {
    struct sv text;
    if (node_text(layout, key, &text, e) != 0) return -1;
    if (!text.p) return 0;
    if (rx_compile(out, node_get(layout, key), text, e) != 0) return -1; /* for its message */
    rx_free(*out);
    *out = NULL;
    struct str whole = {0};
    str_printf(&whole, "%s(?:%s)%s", before, text.p, behind);
    int result = rx_compile(out, node_get(layout, key), str_view(&whole), e);
    str_release(&whole);
    return result;
}

static int read_expressions(struct textrules *t, const struct node *layout, struct err *e) {
    const struct {
        const char *key, *before, *behind;
        struct rx **rx;
    } all[] = {
        {"starts", "\\A", "", &t->starts},           {"cuts_name", "", "\\z", &t->cuts_name},
        {"cuts_phrase", "", "\\z", &t->cuts_phrase}, {"space", "", "", &t->space},
        {"cuts_word", "", "", &t->cuts_word},        {"not_end", "", "", &t->not_end},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (read_expression(layout, all[i].key, all[i].before, all[i].behind, all[i].rx, e) != 0)
            return -1;
    return 0;
}

static int fill(struct textrules *t, const struct node *layout, struct arena *a, struct err *e) {
    static const char *const keys[] = {
        "sentence_end", "stops",     "closers",     "pauses",   "lists",   "leads",  "inner",
        "quotes",       "brackets",  "whole",       "headline", "running", "clause", "starts",
        "cuts_name",    "cuts_word", "cuts_phrase", "space",    "not_end", "blocks", NULL};
    if (node_keys(layout, keys, e) != 0 || read_marks(t, layout, e) != 0 ||
        read_quotes(t, layout, a, e) != 0 ||
        read_number(layout, "headline", &t->longest_headline, e) != 0 ||
        read_number(layout, "running", &t->running, e) != 0 ||
        read_number(layout, "clause", &t->clause, e) != 0)
        return -1;
    return read_expressions(t, layout, e) != 0 ? -1 : read_blocks(t, layout, a, e);
}

int textrules_open(struct textrules **out, const struct node *layout, struct arena *a,
                   struct err *e) {
    struct textrules *t = arena_zero(a, sizeof *t);
    int result = fill(t, layout, a, e);
    *out = result == 0 ? t : NULL;
    if (result != 0) textrules_close(t);
    return result;
}

void textrules_close(struct textrules *t) {
    if (!t) return;
    for (size_t i = 0; i < t->n_blocks; i++)
        rx_free(t->blocks[i].rx);
    rx_free(t->starts);
    rx_free(t->cuts_name);
    rx_free(t->cuts_phrase);
    rx_free(t->space);
    rx_free(t->cuts_word);
    rx_free(t->not_end);
}

/* ---- lines ---- */

/* The last code points of a text, at most n. */
static struct sv tail(struct sv text, uint32_t n) {
    size_t from = text.n;
    while (from > 0 && n > 0)
        n -= ((unsigned char)text.p[--from] & 0xC0) != 0x80;
    return (struct sv){text.p + from, text.n - from};
}

enum block_kind textrules_kind(const struct textrules *t, struct sv text, size_t cps,
                               bool under_head) {
    size_t start, end;
    for (size_t i = 0; i < t->n_blocks; i++) {
        const struct block_rule *r = &t->blocks[i];
        if (cps <= r->longest && (under_head || !r->under_head) &&
            rx_match(r->rx, r->end ? tail(text, r->end) : text, 0, &start, &end))
            return r->kind;
    }
    return KIND_PARAGRAPH;
}

static bool matches(struct rx *rx, struct sv text) {
    size_t start, end;
    return rx && rx_match(rx, text, 0, &start, &end);
}

bool textrules_starts(const struct textrules *t, struct sv text) {
    return matches(t->starts, text);
}

bool textrules_cuts_name(const struct textrules *t, struct sv tail) {
    return matches(t->cuts_name, tail);
}

bool textrules_cuts_phrase(const struct textrules *t, struct sv tail) {
    return matches(t->cuts_phrase, tail);
}

enum seam textrules_seam(const struct textrules *t, struct sv text) {
    if (matches(t->cuts_word, text)) return SEAM_WORD;
    return matches(t->space, text) ? SEAM_SPACE : SEAM_NOTHING;
}

/* The first code points of a text, at most n. */
static struct sv head(struct sv text, uint32_t n) {
    size_t to = 0;
    while (to < text.n && n-- > 0)
        to += utf8_width((unsigned char)text.p[to]);
    return (struct sv){text.p, to};
}

bool textrules_no_end(const struct textrules *t, struct sv text, size_t behind) {
    if (!t->not_end) return false;
    struct sv before = tail((struct sv){text.p, behind}, TEXTRULES_LOOK);
    struct sv rest = head((struct sv){text.p + behind, text.n - behind}, TEXTRULES_LOOK);
    struct sv window = {before.p, before.n + rest.n};
    size_t start, end, from = 0;
    while (rx_match(t->not_end, window, from, &start, &end) && start < before.n) {
        if (end == before.n) return true;
        from = start + utf8_width((unsigned char)window.p[start]);
    }
    return false;
}

unsigned textrules_heading(struct sv text, size_t *prefix) {
    unsigned level = 0;
    while (level < text.n && text.p[level] == '#')
        level++;
    *prefix = level;
    while (*prefix < text.n && (text.p[*prefix] == ' ' || text.p[*prefix] == '\t'))
        ++*prefix;
    return level > 0 && level <= 6 && *prefix > level && *prefix < text.n ? level : 0;
}

bool textrules_emphasized(struct sv text) {
    return text.n > 4 && memcmp(text.p, "**", 2) == 0 && memcmp(text.p + text.n - 2, "**", 2) == 0;
}
