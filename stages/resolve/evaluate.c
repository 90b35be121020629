/* Values and conditions on a document. */
#include <string.h>

#include "scene.h"

struct sv item_text(const struct item *i) {
    return i->row ? i->row->key : i->text;
}

struct value value_of(struct scene *s, struct item item) {
    struct item *p = arena_alloc(s->arena, sizeof *p);
    *p = item;
    return (struct value){p, 1};
}

struct sv value_text(struct scene *s, struct value v) {
    size_t n = 0;
    if (v.n == 0) return SV("");
    if (v.n == 1) return item_text(&v.items[0]);
    for (size_t i = 0; i < v.n; i++)
        n += item_text(&v.items[i]).n + 1;
    char *p = arena_alloc(s->arena, n);
    n = 0;
    for (size_t i = 0; i < v.n; i++) {
        struct sv t = item_text(&v.items[i]);
        if (i) p[n++] = ';';
        if (t.n) memcpy(p + n, t.p, t.n);
        n += t.n;
    }
    return (struct sv){p, n};
}

/* ---- values ---- */

/* Before rows have numbers their ids only serve to tell them apart. */
struct sv row_id(struct scene *s, struct row *r) {
    struct str id = {0};
    if (r->id.p) return r->id;
    if (s->numbered && r->prefix.n == 0) return r->id = s->doc_id;
    if (s->numbered) {
        str_sv(&id, s->doc_id);
        str_byte(&id, '.');
        str_sv(&id, r->prefix);
        str_uint(&id, r->number);
    } else {
        str_byte(&id, '#');
        str_uint(&id, r->order);
    }
    struct sv copy = arena_copy(s->arena, str_view(&id));
    str_release(&id);
    if (s->numbered) r->id = copy;
    return copy;
}

static struct value ids_of(struct scene *s, struct value v) {
    struct item *items = arena_zero(s->arena, v.n * sizeof *items);
    for (size_t i = 0; i < v.n; i++)
        items[i].text = v.items[i].row ? row_id(s, v.items[i].row) : SV("");
    return (struct value){items, v.n};
}

static struct value field_value(struct scene *s, const struct expr *x, const struct mention *m,
                                struct row *r) {
    bool known = false;
    struct value v = {NULL, 0};
    if (r) v = row_list_value(s, r, x->name, &known);
    if (known) return v;
    if (r && r->key_field && r->key_field == x->name)
        return value_of(s, (struct item){.text = r->key});
    if (r && r->each && r->each_field == x->name) return (struct value){r->each, 1};
    return mention_get(m, x->name);
}

static struct value text_item(struct scene *s, struct sv text) {
    return value_of(s, (struct item){.text = text});
}

static struct sv sentence_of(struct scene *s, const struct mention *m) {
    int64_t i = m ? scene_sentence(s, m->span.start) : -1;
    return i < 0 ? SV("") : scene_text(s, s->sentences[i]);
}

static struct sv own_text(struct scene *s, const struct mention *m, const struct row *r) {
    if (r && r->pieces.n) return scene_pieces(s, r->pieces);
    return m ? scene_pieces(s, mention_pieces(s, m)) : SV("");
}

static struct sv number_text(struct scene *s, size_t n) {
    struct str t = {0};
    str_uint(&t, n);
    struct sv copy = arena_copy(s->arena, str_view(&t));
    str_release(&t);
    return copy;
}

static struct sv built_in(struct scene *s, const struct expr *x, const struct mention *m,
                          const struct row *r) {
    const struct program *p = s->program;
    switch (x->source) {
    case EXPR_TEXT:
        return own_text(s, m, r);
    case EXPR_SENTENCE:
        return sentence_of(s, m);
    case EXPR_KIND:
        return m ? p->names.texts[m->kind] : SV("");
    case EXPR_RULE:
        return r ? r->rule : m ? m->rule : SV("");
    case EXPR_MENTIONS:
        return number_text(s, r ? r->mentions : 0);
    case EXPR_DATASET:
        return r && r->target ? p->names.texts[p->datasets[r->target->dataset]] : SV("");
    case EXPR_ROW:
        return r && r->target ? row_id(s, r->target) : SV("");
    case EXPR_FORM:
        return r ? r->form : SV("");
    default:
        return x->text;
    }
}

static bool is_empty(struct value v) {
    for (size_t i = 0; i < v.n; i++)
        if (item_text(&v.items[i]).n) return false;
    return true;
}

struct value scene_value(struct scene *s, const struct expr *x, const struct mention *m,
                         struct row *r) {
    struct value v =
        x->source == EXPR_FIELD ? field_value(s, x, m, r) : text_item(s, built_in(s, x, m, r));
    if (x->otherwise.p && is_empty(v)) return text_item(s, x->otherwise);
    if (x->original) return originals_of(s, v);
    return x->id ? ids_of(s, v) : v;
}

struct value scene_column(struct scene *s, const struct column *c, const struct mention *m,
                          struct row *r) {
    if (c->n == 1) return scene_value(s, c->exprs, m, r);
    size_t n = 0;
    struct value *parts = arena_alloc(s->arena, c->n * sizeof *parts);
    for (size_t i = 0; i < c->n; i++)
        n += (parts[i] = scene_value(s, &c->exprs[i], m, r)).n;
    struct item *items = arena_alloc(s->arena, n * sizeof *items);
    n = 0;
    for (size_t i = 0; i < c->n; i++) {
        if (parts[i].n) memcpy(items + n, parts[i].items, parts[i].n * sizeof *items);
        n += parts[i].n;
    }
    return (struct value){items, n};
}

/* ---- conditions ---- */

/* Where mentions of some kinds lie, kept for a condition until mentions are added. */
struct covers {
    const struct name_list *kinds;
    size_t n_mentions;
    struct span_index index;
    struct covers *next;
};

static const struct span_index *cover_of(struct scene *s, const struct name_list *kinds) {
    struct covers *c = s->covers;
    while (c && c->kinds != kinds)
        c = c->next;
    if (!c) {
        c = arena_zero(s->arena, sizeof *c);
        *c = (struct covers){.kinds = kinds, .next = s->covers, .n_mentions = SIZE_MAX};
        s->covers = c;
    }
    if (c->n_mentions != s->n_mentions)
        span_index_build(s, &c->index, scene_select(s, kinds, NULL));
    c->n_mentions = s->n_mentions;
    return &c->index;
}

static bool one_is(struct value v, const struct condition *c) {
    for (size_t i = 0; i < v.n; i++)
        for (size_t k = 0; k < c->n_texts; k++)
            if (sv_eq(item_text(&v.items[i]), c->texts[k])) return true;
    return false;
}

static bool one_is_tied(struct value v) {
    for (size_t i = 0; i < v.n; i++)
        if (v.items[i].row) return true;
    return false;
}

static uint32_t block_kind(const struct scene *s, const struct mention *m) {
    int64_t b = scene_block(s, m->span.start);
    return b < 0 ? 0 : s->blocks[b].kind;
}

static bool holds(struct scene *s, const struct mention *m, const struct condition *c) {
    struct value v = mention_get(m, c->field);
    size_t from, to;
    switch (c->test) {
    case TEST_IS:
        return one_is(v, c);
    case TEST_NOT:
        return !one_is(v, c);
    case TEST_EMPTY:
        return is_empty(v) == c->wanted;
    case TEST_MATCHES:
        return rx_match(c->rx, value_text(s, v), 0, &from, &to);
    case TEST_TIED:
        return one_is_tied(v) == c->wanted;
    case TEST_BLOCK:
        return name_list_has(&c->names, block_kind(s, m));
    case TEST_NOT_BLOCK:
        return !name_list_has(&c->names, block_kind(s, m));
    case TEST_QUOTED:
        return (scene_speech(s, m->span.start) >= 0) == c->wanted;
    case TEST_INSIDE:
        return span_index_holds(cover_of(s, &c->names), m->span);
    default:
        return !span_index_touches(cover_of(s, &c->names), m->span);
    }
}

bool scene_holds(struct scene *s, const struct mention *m, const struct condition_list *when) {
    for (size_t i = 0; i < when->n; i++)
        if (!holds(s, m, &when->items[i])) return false;
    return true;
}
