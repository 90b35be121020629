/* From records to a scene. */
#include <stdio.h>
#include <string.h>

#include "scene.h"

static int check_span(const struct scene *s, int64_t start, int64_t end, struct span *out,
                      struct err *e) {
    if (start < 0 || end < start || end > (int64_t)s->length)
        return err_set(e, STATUS_INPUT, "a span lies outside the text");
    *out = (struct span){(uint32_t)start, (uint32_t)end};
    return 0;
}

/* ---- layout ---- */

struct triples {
    int64_t *p;
    size_t n; /* numbers */
};

static int read_numbers(struct scene *s, const struct json_object *o, const char *key, size_t width,
                        struct triples *out, struct err *e) {
    struct json_array at;
    if (member_array(o, key, &at, e) != 0) return -1;
    size_t most = (size_t)(at.end - at.p) / 2 + 1;
    out->p = arena_alloc(s->arena, most * sizeof *out->p);
    out->n = 0;
    while (out->n < most && json_next_int(&at, &out->p[out->n]))
        out->n++;
    if (out->n % width) return err_set(e, STATUS_INPUT, "member \"%s\": incomplete", key);
    return 0;
}

static int read_sentences(struct scene *s, const struct json_object *o, struct err *e) {
    struct triples t;
    if (read_numbers(s, o, "sentences", 2, &t, e) != 0) return -1;
    s->n_sentences = t.n / 2;
    s->sentences = arena_alloc(s->arena, s->n_sentences * sizeof *s->sentences);
    for (size_t i = 0; i < s->n_sentences; i++)
        if (check_span(s, t.p[2 * i], t.p[2 * i + 1], &s->sentences[i], e) != 0) return -1;
    return 0;
}

static int read_quotes(struct scene *s, const struct json_object *o, struct err *e) {
    struct triples t;
    if (read_numbers(s, o, "quotes", 3, &t, e) != 0) return -1;
    s->quotes = arena_alloc(s->arena, t.n / 3 * sizeof *s->quotes);
    s->all_quotes = arena_alloc(s->arena, t.n / 3 * sizeof *s->all_quotes);
    for (size_t i = 0; i < t.n; i += 3) {
        struct span *span = &s->all_quotes[s->n_all_quotes++];
        if (check_span(s, t.p[i], t.p[i + 1], span, e) != 0) return -1;
        if (t.p[i + 2] == 1) s->quotes[s->n_quotes++] = *span;
    }
    return 0;
}

enum { MOST_BLOCK_KINDS = 64 };

static int read_block_kinds(struct scene *s, const struct json_object *o, uint32_t *kinds,
                            size_t *n, struct err *e) {
    struct json_array at;
    struct sv item, name;
    if (member_array(o, "kinds", &at, e) != 0) return -1;
    for (*n = 0; *n < MOST_BLOCK_KINDS && json_next(&at, &item); (*n)++) {
        if (json_string(item, &name, s->arena, e) != 0) return -1;
        kinds[*n] = names_find(&s->program->names, name);
    }
    return 0;
}

static int read_blocks(struct scene *s, const struct json_object *o, struct err *e) {
    uint32_t kinds[MOST_BLOCK_KINDS];
    size_t n;
    struct triples t;
    if (read_block_kinds(s, o, kinds, &n, e) != 0 || read_numbers(s, o, "blocks", 3, &t, e) != 0)
        return -1;
    s->n_blocks = t.n / 3;
    s->blocks = arena_alloc(s->arena, s->n_blocks * sizeof *s->blocks);
    for (size_t i = 0; i < s->n_blocks; i++) {
        int64_t kind = t.p[3 * i], start = t.p[3 * i + 1], end = t.p[3 * i + 2];
        if (kind < 0 || kind >= (int64_t)n)
            return err_set(e, STATUS_INPUT, "member \"blocks\": an unknown kind");
        s->blocks[i].kind = kinds[kind];
        s->blocks[i].number = (uint32_t)kind;
        if (check_span(s, start, end, &s->blocks[i].span, e) != 0) return -1;
    }
    return 0;
}

/* ---- mentions ---- */

/* [TEXT] or [TEXT,start,end] */
static int read_item(struct scene *s, struct sv raw, struct item *item, struct err *e) {
    struct json_array at;
    struct sv text;
    int64_t start, end;
    if (json_array(&at, raw, e) != 0) return -1;
    if (!json_next(&at, &text)) return err_set(e, STATUS_INPUT, "a field without a text");
    if (json_string(text, &item->text, s->arena, e) != 0) return -1;
    if (!json_next_int(&at, &start)) return 0;
    if (!json_next_int(&at, &end)) return err_set(e, STATUS_INPUT, "a field's span is incomplete");
    return check_span(s, start, end, &item->span, e);
}

static int read_fields(struct scene *s, struct mention *m, struct sv raw, struct err *e) {
    struct json_object o;
    if (json_object(&o, raw, s->arena, e) != 0) return -1;
    m->fields = arena_alloc(s->arena, o.n * sizeof *m->fields);
    m->size_fields = o.n;
    for (size_t i = 0; i < o.n; i++) {
        uint32_t name = names_find(&s->program->names, o.members[i].key);
        if (!name) continue;
        struct item *item = arena_zero(s->arena, sizeof *item);
        if (read_item(s, o.members[i].raw, item, e) != 0) return -1;
        m->fields[m->n_fields++] = (struct field){name, {item, item->text.n ? 1 : 0}};
    }
    return 0;
}

static int read_mention(struct scene *s, const struct json_object *o, struct err *e) {
    struct sv kind, rule, fields = json_get(o, "fields");
    int64_t start, end;
    struct span span;
    if (member_string(o, "kind", &kind, s->arena, e) != 0) return -1;
    uint32_t name = names_find(&s->program->names, kind);
    if (!name) return 0;
    if (member_string(o, "rule", &rule, s->arena, e) != 0 ||
        member_int(o, "start", &start, e) != 0 || member_int(o, "end", &end, e) != 0 ||
        check_span(s, start, end, &span, e) != 0)
        return -1;
    struct mention *m = scene_add_mention(s, name, rule, span);
    return fields.p ? read_fields(s, m, fields, e) : 0;
}

/* The kind of a record written as ours are, so that the rest of it need not be read where no
 * operation asks for the kind. */
static bool is_asked_for(const struct scene *s, struct sv line) {
    static const char head[] = "{\"record\":\"mention\",\"kind\":\"";
    size_t n = sizeof head - 1;
    if (line.n <= n || memcmp(line.p, head, n) != 0) return true;
    const char *end = memchr(line.p + n, '"', line.n - n);
    struct sv kind = {line.p + n, end ? (size_t)(end - line.p) - n : 0};
    if (!end || memchr(kind.p, '\\', kind.n)) return true;
    return names_find(&s->program->names, kind) != 0;
}

static int read_mentions(struct scene *s, const struct document *d, struct err *e) {
    struct json_object o;
    for (size_t i = 0; i < d->n; i++) {
        const struct record *r = &d->records[i];
        if (!sv_is(r->type, "mention") || !is_asked_for(s, r->line)) continue;
        if (record_object(d, r, &o, e) != 0) return -1;
        if (read_mention(s, &o, e) == 0) continue;
        if (!e->place[0]) snprintf(e->place, sizeof e->place, "%s:%zu", d->source, r->number);
        return -1;
    }
    return 0;
}

int scene_read(struct scene *s, const struct program *p, const struct document *d, struct err *e) {
    struct json_object normalized, segments;
    *s = (struct scene){.program = p, .arena = d->arena, .doc_id = d->doc_id, .document = d};
    s->datasets = arena_zero(d->arena, p->n_datasets * sizeof *s->datasets);
    s->entities = arena_zero(d->arena, p->n_datasets * sizeof(const void *));
    if (!document_find(d, "normalized")) return 0;
    if (document_object(d, "normalized", &normalized, e) != 0 ||
        member_string(&normalized, "text", &s->text, d->arena, e) != 0 ||
        document_object(d, "segments", &segments, e) != 0)
        return -1;
    utf8_index_init(&s->index, s->text, d->arena);
    s->length = (uint32_t)utf8_cp_of(&s->index, s->text.n);
    if (read_blocks(s, &segments, e) != 0 || read_sentences(s, &segments, e) != 0 ||
        read_quotes(s, &segments, e) != 0 || read_mentions(s, d, e) != 0)
        return -1;
    return 1;
}
