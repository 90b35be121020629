#include "scene.h"

#include <string.h>

void *scene_room(struct scene *s, void *p, size_t n, size_t *size, size_t width) {
    if (n < *size) return p;
    *size = *size ? 2 * *size : 4;
    void *grown = arena_alloc(s->arena, *size * width);
    if (n) memcpy(grown, p, n * width);
    return grown;
}

/* ---- text ---- */

struct sv scene_metadata(struct scene *s, const char *member) {
    struct json_object document, known;
    struct err ignored;
    struct sv text = {"", 0};
    if (document_object(s->document, "document", &document, &ignored) != 0) return text;
    struct sv raw = json_get(&document, "metadata");
    if (raw.p && json_object(&known, raw, s->arena, &ignored) == 0 && json_get(&known, member).p)
        member_string(&known, member, &text, s->arena, &ignored);
    return text;
}

struct sv scene_text(const struct scene *s, struct span span) {
    size_t from = utf8_byte_of(&s->index, span.start);
    if (span.end <= span.start) return (struct sv){s->text.p + from, 0};
    return (struct sv){s->text.p + from, utf8_byte_of(&s->index, span.end) - from};
}

struct sv scene_before(const struct scene *s, uint32_t at, uint32_t most) {
    size_t end = utf8_byte_of(&s->index, at), from = end;
    while (from > 0 && most > 0) {
        from--;
        most -= ((unsigned char)s->text.p[from] & 0xC0) != 0x80;
    }
    return (struct sv){s->text.p + from, end - from};
}

struct sv scene_after(const struct scene *s, uint32_t at, uint32_t most) {
    size_t from = utf8_byte_of(&s->index, at), end = from;
    for (; end < s->text.n && most > 0; most--)
        end += utf8_width((unsigned char)s->text.p[end]);
    return (struct sv){s->text.p + from, end - from};
}

struct sv scene_pieces(const struct scene *s, struct spans spans) {
    if (spans.n == 1) return scene_text(s, spans.p[0]);
    size_t n = 0;
    for (size_t i = 0; i < spans.n; i++)
        n += scene_text(s, spans.p[i]).n;
    char *p = arena_alloc(s->arena, n + 1);
    n = 0;
    for (size_t i = 0; i < spans.n; i++) {
        struct sv part = scene_text(s, spans.p[i]);
        memcpy(p + n, part.p, part.n);
        n += part.n;
    }
    return (struct sv){p, n};
}

bool scene_stands_free(const struct scene *s, struct span span, struct rx *not_before,
                       struct rx *not_after) {
    size_t from, to;
    if (not_before && rx_match(not_before, scene_before(s, span.start, WINDOW), 0, &from, &to))
        return false;
    return !not_after || !rx_match(not_after, scene_after(s, span.end, WINDOW), 0, &from, &to);
}

int64_t span_at(const struct span *spans, size_t n, uint32_t at) {
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (spans[middle].start <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return (int64_t)low - 1;
}

int64_t scene_sentence(const struct scene *s, uint32_t at) {
    return span_at(s->sentences, s->n_sentences, at);
}

int64_t scene_block(const struct scene *s, uint32_t at) {
    size_t low = 0, high = s->n_blocks;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->blocks[middle].span.start <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return (int64_t)low - 1;
}

/* ---- mentions ---- */

static bool comes_before(const struct mention *a, const struct mention *b) {
    if (a->span.start != b->span.start) return a->span.start < b->span.start;
    return a->span.end < b->span.end;
}

/* Stable merge of p[0 .. n) and p[n .. n + m). */
static void merge(struct mention **p, size_t n, size_t m, struct mention **spare) {
    memcpy(spare, p, n * sizeof(*p));
    size_t i = 0, k = 0, at = 0;
    while (i < n && k < m) {
        if (comes_before(p[n + k], spare[i]))
            p[at++] = p[n + k++];
        else
            p[at++] = spare[i++];
    }
    memcpy(p + at, spare + i, (n - i) * sizeof(*p));
}

static void sort(struct mention **p, size_t n, struct mention **spare) {
    if (n < 2) return;
    size_t half = n / 2;
    sort(p, half, spare);
    sort(p + half, n - half, spare);
    if (comes_before(p[half], p[half - 1])) merge(p, half, n - half, spare);
}

/* Mentions that were added since the last time are put where they belong. */
static void put_in_order(struct scene *s) {
    size_t added = s->n_mentions - s->sorted;
    if (added == 0) return;
    struct mention **spare = arena_alloc(s->arena, s->n_mentions * sizeof(struct mention *));
    sort(s->mentions + s->sorted, added, spare);
    merge(s->mentions, s->sorted, added, spare);
    s->sorted = s->n_mentions;
}

struct mention_list scene_select(struct scene *s, const struct name_list *kinds,
                                 const struct condition_list *when) {
    put_in_order(s);
    struct mention_list l = {arena_alloc(s->arena, s->n_mentions * sizeof(struct mention *)), 0};
    for (size_t i = 0; i < s->n_mentions; i++) {
        struct mention *m = s->mentions[i];
        if (!name_list_has(kinds, m->kind)) continue;
        if (when && when->n && !scene_holds(s, m, when)) continue;
        l.p[l.n++] = m;
    }
    return l;
}

struct mention *scene_add_mention(struct scene *s, uint32_t kind, struct sv rule,
                                  struct span span) {
    struct mention *m = arena_alloc(s->arena, sizeof *m);
    *m = (struct mention){.kind = kind, .rule = rule, .span = span, .cue = -1};
    s->mentions =
        scene_room(s, s->mentions, s->n_mentions, &s->size_mentions, sizeof(struct mention *));
    s->mentions[s->n_mentions++] = m;
    s->tied_fresh = s->subjects_fresh = false;
    return m;
}

struct value mention_get(const struct mention *m, uint32_t field) {
    for (size_t i = 0; m && i < m->n_fields; i++)
        if (m->fields[i].name == field) return m->fields[i].value;
    return (struct value){NULL, 0};
}

bool mention_has(const struct mention *m, uint32_t field) {
    struct value v = mention_get(m, field);
    for (size_t i = 0; field && i < v.n; i++)
        if (item_text(&v.items[i]).n) return true;
    return false;
}

void mention_set(struct scene *s, struct mention *m, uint32_t field, struct value v) {
    for (size_t i = 0; i < m->n_fields; i++)
        if (m->fields[i].name == field) {
            m->fields[i].value = v;
            return;
        }
    m->fields = scene_room(s, m->fields, m->n_fields, &m->size_fields, sizeof *m->fields);
    m->fields[m->n_fields++] = (struct field){field, v};
}

struct span mention_span(const struct mention *m, uint32_t field) {
    struct value v = field ? mention_get(m, field) : (struct value){NULL, 0};
    if (v.n && v.items[0].span.end > v.items[0].span.start) return v.items[0].span;
    return m->span;
}

struct spans mention_pieces(struct scene *s, const struct mention *m) {
    if (m->pieces.n) return m->pieces;
    struct span *p = arena_alloc(s->arena, sizeof *p);
    *p = m->span;
    return (struct spans){p, 1};
}

void scene_occurs(struct scene *s, struct row *r, struct spans pieces, struct sv form,
                  struct sv rule) {
    s->occurrences = scene_room(s, s->occurrences, s->n_occurrences, &s->size_occurrences,
                                sizeof *s->occurrences);
    s->occurrences[s->n_occurrences++] = (struct occurrence){r, pieces, form, rule};
    r->mentions++;
}

void scene_tie(struct scene *s, struct mention *m, struct row *r, struct sv form,
               struct spans pieces) {
    struct row **rows = arena_alloc(s->arena, (m->n_rows + 1) * sizeof(struct row *));
    if (m->n_rows) memcpy(rows, m->rows, m->n_rows * sizeof(struct row *));
    rows[m->n_rows++] = r;
    m->rows = rows;
    s->tied_fresh = false;
    scene_occurs(s, r, pieces, form, m->rule);
}

/* ---- what touches what ---- */

void span_index_build(struct scene *s, struct span_index *x, struct mention_list l) {
    *x = (struct span_index){l.p, arena_alloc(s->arena, l.n * sizeof *x->spans),
                             arena_alloc(s->arena, l.n * sizeof *x->reach), l.n};
    uint32_t reach = 0;
    for (size_t i = 0; i < l.n; i++) {
        x->spans[i] = l.p[i]->span;
        if (l.p[i]->span.end > reach) reach = l.p[i]->span.end;
        x->reach[i] = reach;
    }
}

size_t span_index_first(const struct span_index *x, uint32_t start) {
    size_t low = 0, high = x->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (x->reach[middle] > start)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

bool span_index_touches(const struct span_index *x, struct span span) {
    size_t i = span_index_first(x, span.start);
    return i < x->n && x->spans[i].start < span.end;
}

bool span_index_holds(const struct span_index *x, struct span span) {
    for (size_t i = span_index_first(x, span.start); i < x->n; i++) {
        if (x->spans[i].start > span.start) return false;
        if (x->spans[i].end >= span.end) return true;
    }
    return false;
}

const struct span_index *scene_tied(struct scene *s) {
    if (s->tied_fresh) return &s->tied;
    put_in_order(s);
    struct mention_list l = {arena_alloc(s->arena, s->n_mentions * sizeof(struct mention *)), 0};
    for (size_t i = 0; i < s->n_mentions; i++)
        if (s->mentions[i]->n_rows) l.p[l.n++] = s->mentions[i];
    span_index_build(s, &s->tied, l);
    s->tied_fresh = true;
    return &s->tied;
}

int scene_run(struct scene *s, struct out *o, struct err *e) {
    for (size_t i = 0; i < s->program->n; i++)
        s->program->ops[i].def->run(s, s->program->ops[i].plan);
    return scene_write(s, o, e);
}
