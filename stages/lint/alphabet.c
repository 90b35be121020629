#include "alphabet.h"

#include "charclass.h"
#include "rx.h"
#include "samples.h"
#include "utf8.h"

/* How many of each source are taken, so that there is room for all of them. */
enum { OF_PIECE = 4, OF_TREES = 44, OF_EXAMPLES = 56, DEEPEST = 12, MOST_SAMPLE = 256 };

static void add(struct alphabet *a, uint32_t c, size_t most) {
    if (a->n >= most) return;
    for (size_t i = 0; i < a->n; i++)
        if (a->c[i] == c) return;
    a->c[a->n++] = c;
}

const struct piece *alphabet_tree(const struct alphabet *a, const struct piece *ref) {
    const struct define *d = lint_define(a->l, ref);
    return d && d->regex.p ? a->l->trees[d - a->l->pack.defines] : NULL;
}

/* ---- making it ---- */

static void add_text(struct alphabet *a, struct sv text, size_t of_text, size_t most) {
    unsigned width;
    for (size_t i = 0, n = 0; i < text.n && n < of_text; i += width, n++)
        add(a, utf8_at(text.p + i, &width), most);
}

static void add_class(struct alphabet *a, struct sv class) {
    struct class_entry entry;
    size_t n = 0;
    for (size_t at = class_begin(class); n < OF_PIECE && class_next(class, &at, &entry); n++)
        if (!entry.set) add(a, entry.low, OF_TREES);
}

static void add_list(struct alphabet *a, const struct piece *q) {
    const struct define *d = lint_define(a->l, q);
    if (!d || d->regex.p) return;
    const struct list *list = &a->l->pack.lists[d->list];
    if (list->n > 0) add_text(a, list->terms[0].text, 1, OF_TREES);
}

static void add_tree(struct alphabet *a, const struct piece *q, int depth) {
    const struct piece *tree = q->kind == PIECE_REF ? alphabet_tree(a, q) : NULL;
    if (q->kind == PIECE_TEXT) add_text(a, q->text, OF_PIECE, OF_TREES);
    if (q->kind == PIECE_CLASS) add_class(a, q->source);
    if (q->kind == PIECE_REF) add_list(a, q);
    if (tree && depth < DEEPEST) add_tree(a, tree, depth + 1);
    for (const struct piece *part = q->first; part && a->n < OF_TREES; part = part->next)
        add_tree(a, part, depth);
}

void alphabet_make(struct alphabet *a, struct lint *l, const struct piece *const *trees, size_t n) {
    *a = (struct alphabet){.l = l};
    add_text(a, SV("a1 A"), 4, OF_TREES);
    for (size_t i = 0; i < n; i++)
        if (trees[i]) add_tree(a, trees[i], 0);
    add_text(a, samples_text(l), 200, OF_EXAMPLES);
    add_text(a, SV("!-.,x\n"), 6, MOST_CHARACTERS);
}

/* ---- sets ---- */

static uint64_t mask_of_one(struct alphabet *a, const struct piece *q) {
    uint64_t mask = 0;
    struct rx *x;
    struct err ignored;
    bool digits = sv_is(q->source, "\\d"), others = sv_is(q->source, "\\D");
    struct sv text = digits ? SV("[0-9]") : others ? SV("[^0-9]") : q->source;
    for (size_t i = 0; i < a->n_masks; i++)
        if (sv_eq(a->masked[i], q->source)) return a->masks[i];
    if (rx_compile(&x, NULL, text, &ignored) != 0) return 0;
    for (size_t i = 0; i < a->n; i++) {
        char c[4] = "";
        size_t start, end, n = utf8_write(c, a->c[i]);
        if (rx_match(x, (struct sv){c, n}, 0, &start, &end)) mask |= (uint64_t)1 << i;
    }
    rx_free(x);
    if (a->n_masks < MOST_MASKS) {
        a->masked[a->n_masks] = q->source;
        a->masks[a->n_masks++] = mask;
    }
    return mask;
}

static uint64_t mask_of_text(const struct alphabet *a, struct sv text) {
    unsigned width;
    uint32_t c = text.n > 0 ? utf8_at(text.p, &width) : 0;
    for (size_t i = 0; text.n > 0 && width == text.n && i < a->n; i++)
        if (a->c[i] == c) return (uint64_t)1 << i;
    return 0;
}

static uint64_t mask_of_list(const struct alphabet *a, const struct list *list) {
    uint64_t mask = 0;
    for (size_t i = 0; i < a->n; i++) {
        char c[4] = "";
        size_t n = utf8_write(c, a->c[i]);
        if (list_find(list, (struct sv){c, n})) mask |= (uint64_t)1 << i;
    }
    return mask;
}

static uint64_t mask_at(struct alphabet *a, const struct piece *q, int depth) {
    uint64_t mask = 0;
    const struct define *d = q->kind == PIECE_REF ? lint_define(a->l, q) : NULL;
    const struct piece *tree = d ? alphabet_tree(a, q) : NULL;
    switch (q->kind) {
    case PIECE_TEXT:
        return mask_of_text(a, q->text);
    case PIECE_ANY:
    case PIECE_CLASS:
    case PIECE_SET:
        return mask_of_one(a, q);
    case PIECE_REF:
        if (tree) return depth < DEEPEST ? mask_at(a, tree, depth + 1) : 0;
        return d ? mask_of_list(a, &a->l->pack.lists[d->list]) : 0;
    case PIECE_GROUP:
        return syntax_looks(q) ? 0 : mask_at(a, q->first, depth);
    case PIECE_CHOICE:
        for (const struct piece *part = q->first; part; part = part->next)
            mask |= mask_at(a, part, depth);
        return mask;
    default:
        return 0;
    }
}

uint64_t alphabet_mask(struct alphabet *a, const struct piece *q) {
    return mask_at(a, q, 0);
}

/* ---- samples ---- */

/* What a sample is like. */
struct wish {
    bool full;
    size_t branch;
    int depth;
};

static void sample(struct alphabet *a, const struct piece *q, struct wish w, struct str *out);

static void sample_one(struct alphabet *a, const struct piece *q, struct str *out) {
    uint64_t mask = mask_of_one(a, q);
    for (size_t i = 0; i < a->n; i++)
        if (mask >> i & 1) {
            utf8_put(out, a->c[i]);
            return;
        }
}

static void sample_ref(struct alphabet *a, const struct piece *q, struct wish w, struct str *out) {
    const struct define *d = lint_define(a->l, q);
    const struct piece *tree = alphabet_tree(a, q);
    int32_t kind = q->is_kind ? pack_kind(&a->l->pack, q->text) : NONE;
    w.depth++;
    if (kind != NONE) str_sv(out, samples_of_kind(a->l, kind));
    if (tree && w.depth < DEEPEST) sample(a, tree, w, out);
    if (!d || tree || d->regex.p) return;
    const struct list *list = &a->l->pack.lists[d->list];
    if (list->n > 0) str_sv(out, list->terms[0].text);
}

static void sample_repeat(struct alphabet *a, const struct piece *q, struct wish w,
                          struct str *out) {
    unsigned n = q->min == 0 && w.full ? 1 : q->min;
    for (unsigned i = 0; i < n && out->n < MOST_SAMPLE; i++)
        sample(a, q->first, w, out);
}

static void sample(struct alphabet *a, const struct piece *q, struct wish w, struct str *out) {
    const struct piece *part = q->first;
    if (out->n >= MOST_SAMPLE) return;
    switch (q->kind) {
    case PIECE_TEXT:
        str_sv(out, q->text);
        break;
    case PIECE_ANY:
    case PIECE_CLASS:
    case PIECE_SET:
        sample_one(a, q, out);
        break;
    case PIECE_REF:
        sample_ref(a, q, w, out);
        break;
    case PIECE_GROUP:
        if (!syntax_looks(q)) sample(a, q->first, w, out);
        break;
    case PIECE_REPEAT:
        sample_repeat(a, q, w, out);
        break;
    case PIECE_SEQUENCE:
        for (; part; part = part->next)
            sample(a, part, w, out);
        break;
    case PIECE_CHOICE:
        for (; w.branch > 0 && part->next; w.branch--)
            part = part->next;
        w.branch = 0;
        sample(a, part, w, out);
        break;
    case PIECE_EDGE:
        break;
    }
}

void alphabet_sample(struct alphabet *a, const struct piece *q, bool full, size_t branch,
                     struct str *out) {
    sample(a, q, (struct wish){full, branch, 0}, out);
}
