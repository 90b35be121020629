#include "row.h"

#include <stdio.h>
#include <string.h>

#include "cell.h"
#include "csvcell.h"

/* ---- reading ---- */

static int at_record(const struct row *r, const struct row_context *c, struct err *e) {
    snprintf(e->place, sizeof e->place, "%s:%zu", c->document->source, r->line);
    return -1;
}

/* Names the row, and the rule that made it, if one did. */
static int in_row(const struct row *r, const struct row_context *c, struct err *e) {
    const struct schema *s = &c->schemas->item[r->dataset];
    struct str rule = {0};
    str_c(&rule, "");
    if (r->rule.n > 0) str_printf(&rule, " of rule \"%.*s\"", (int)r->rule.n, r->rule.p);
    err_set(e, e->status, "dataset \"%s\", row \"%.*s\"%s: %s", s->name.p, (int)r->id.n, r->id.p,
            rule.p, e->text);
    str_release(&rule);
    return at_record(r, c, e);
}

/* The next value's column, s->n where there are no more. The search begins at column `from`. */
static int find_column(size_t *column, const struct schema *s, size_t from,
                       struct json_array *members, struct arena *a, struct err *e) {
    struct sv key;
    size_t i = from, looked = 0;
    *column = s->n;
    if (!json_next_key(members, &key)) return 0;
    if (json_string(key, &key, a, e) != 0) return -1;
    for (; looked < s->n && !sv_eq(s->columns[i % s->n].name, key); looked++)
        i++;
    *column = i % s->n;
    if (looked < s->n && s->columns[*column].source == FROM_VALUES) return 0;
    return err_set(e, STATUS_USAGE, "the schema has no column \"%.*s\" for a value", (int)key.n,
                   key.p);
}

static int read_values(struct row *r, const struct row_context *c, struct sv raw, struct err *e) {
    const struct schema *s = &c->schemas->item[r->dataset];
    r->values = arena_zero(c->document->arena, s->n * sizeof *r->values);
    if (!raw.p) return 0;
    if (raw.p[0] != '{') return err_set(e, STATUS_INPUT, "its values are no object");
    struct json_array members = {raw.p + 1, raw.p + raw.n - 1};
    for (size_t i = 0;; i++) {
        if (find_column(&i, s, i, &members, c->document->arena, e) != 0) return -1;
        if (i == s->n) return 0;
        json_next(&members, &r->values[i]);
    }
}

static int read_place(struct row *r, const struct row_context *c, struct json_array pieces,
                      struct err *e) {
    struct arena *a = c->document->arena;
    size_t n = 0, size = (size_t)(pieces.end - pieces.p) / 4 + 1; /* "0,1," at least */
    struct extent *spans = arena_alloc(a, size * sizeof *spans);
    int64_t start, end;
    while (json_next_int(&pieces, &start)) {
        bool whole = json_next_int(&pieces, &end);
        if (!whole || start < 0 || end < 0 || start > UINT32_MAX || end > UINT32_MAX)
            return err_set(e, STATUS_INPUT, "the pieces are no pairs of offsets");
        spans[n++] = (struct extent){(uint32_t)start, (uint32_t)end};
    }
    if (n == 0) return 0;
    if (!c->map) return err_set(e, STATUS_INPUT, "it has pieces, but the document has no text");
    r->placed = true;
    return spanmap_place(c->map, spans, n, &r->place, a, e);
}

/* The raw JSON of a string if that has no escapes. */
static struct sv plain_raw(const struct json_object *o, const char *key, struct sv text) {
    struct sv raw = json_get(o, key);
    return text.p == raw.p + 1 ? raw : (struct sv){NULL, 0};
}

static int read_members(struct row *r, const struct row_context *c, const struct json_object *o,
                        struct json_array *pieces, struct err *e) {
    struct arena *a = c->document->arena;
    struct sv dataset;
    if (member_string(o, "dataset", &dataset, a, e) != 0 ||
        member_string(o, "id", &r->id, a, e) != 0 ||
        member_string(o, "rule", &r->rule, a, e) != 0 || member_array(o, "pieces", pieces, e) != 0)
        return -1;
    r->id_raw = plain_raw(o, "id", r->id);
    r->rule_raw = plain_raw(o, "rule", r->rule);
    r->dataset = schemas_find(c->schemas, dataset);
    if (r->dataset < c->schemas->n) return 0;
    return err_set(e, STATUS_USAGE, "there is no schema of dataset \"%.*s\"", (int)dataset.n,
                   dataset.p);
}

/* The pieces' raw JSON too. */
static int read_any(struct row *r, const struct row_context *c, const struct record *record,
                    struct json_array *pieces, struct err *e) {
    struct json_object o;
    if (record_object(c->document, record, &o, e) != 0) return -1;
    if (read_members(r, c, &o, pieces, e) != 0) return at_record(r, c, e);
    return read_values(r, c, json_get(&o, "values"), e) == 0 ? 0 : in_row(r, c, e);
}

static struct sv quoted(struct sv plain) {
    return (struct sv){plain.p - 1, plain.n + 2};
}

static bool walk_text(struct json_walk *w, const char *key, struct sv *text) {
    return json_walk_key(w, sv_of(key)) && json_walk_string(w, text);
}

/* The same for a row as resolve writes it, in half the time. False: it is not so. */
static bool read_usual(struct row *r, const struct row_context *c, struct sv line,
                       struct json_array *pieces) {
    struct json_walk w;
    struct sv type, dataset, raw;
    struct err ignored;
    if (!json_walk(&w, line) || !walk_text(&w, "\"record\":", &type) ||
        !walk_text(&w, "\"dataset\":", &dataset) || !walk_text(&w, "\"id\":", &r->id) ||
        !walk_text(&w, "\"rule\":", &r->rule) || !json_walk_key(&w, SV("\"pieces\":")) ||
        !json_walk_value(&w, &raw) || json_array(pieces, raw, &ignored) != 0 ||
        !json_walk_key(&w, SV("\"values\":")) || !json_walk_in(&w))
        return false;
    r->id_raw = quoted(r->id);
    r->rule_raw = quoted(r->rule);
    r->dataset = schemas_find(c->schemas, dataset);
    if (r->dataset == c->schemas->n) return false;
    const struct schema *s = &c->schemas->item[r->dataset];
    r->values = arena_zero(c->document->arena, s->n * sizeof *r->values);
    for (size_t i = 0; i < s->n; i++)
        if (s->columns[i].source == FROM_VALUES && json_walk_key(&w, s->columns[i].key) &&
            !json_walk_value(&w, &r->values[i]))
            return false;
    for (int i = 0; i < 2; i++) /* of the values, of the record */
        if (!json_walk_out(&w)) return false;
    return w.p == w.end;
}

int row_read(struct row *r, const struct row_context *c, const struct record *record,
             struct err *e) {
    struct json_array pieces;
    *r = (struct row){.line = record->number};
    if (!read_usual(r, c, record->line, &pieces)) {
        *r = (struct row){.line = record->number};
        if (read_any(r, c, record, &pieces, e) != 0) return -1;
    }
    return read_place(r, c, pieces, e) == 0 ? 0 : in_row(r, c, e);
}

int row_order(const void *a, const void *b) {
    const struct row *x = a, *y = b;
    uint32_t xs[2] = {x->place.start, x->place.end}, ys[2] = {y->place.start, y->place.end};
    for (int i = 0; i < 2; i++)
        if (xs[i] != ys[i]) return xs[i] < ys[i] ? -1 : 1;
    if (x->id.n != y->id.n) return x->id.n < y->id.n ? -1 : 1;
    return sv_cmp(x->id, y->id);
}

/* ---- cells ---- */

static struct sv number_text(uint64_t v, struct arena *a) {
    char *end = (char *)arena_alloc(a, 20) + 20, *p = end;
    do {
        *--p = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    return (struct sv){p, (size_t)(end - p)};
}

static void fill_pieces(const struct place *p, struct cell *cell, struct arena *a) {
    if (p->n < 2) return;
    cell->items = arena_alloc(a, p->n * sizeof *cell->items);
    for (size_t i = 0; i < p->n; i++) {
        struct sv start = number_text(p->stretches[i].start, a);
        struct sv end = number_text(p->stretches[i].end, a);
        char *item = arena_alloc(a, start.n + 1 + end.n);
        memcpy(item, start.p, start.n);
        item[start.n] = '-';
        memcpy(item + start.n + 1, end.p, end.n);
        cell->items[cell->n++] = (struct sv){item, start.n + 1 + end.n};
    }
    cell_join(cell, a);
}

/* What follows from where the row was read. */
static void fill_place(const struct row *r, const struct row_context *c, enum column_source source,
                       struct cell *cell) {
    struct arena *a = c->document->arena;
    const struct place *p = &r->place;
    const uint64_t offsets[] = {p->start, p->end, p->byte_start, p->byte_end};
    if (!r->placed) return;
    if (source == FROM_PIECES)
        fill_pieces(p, cell, a);
    else if (source == FROM_ORIGINAL)
        cell->text = spanmap_text(c->map, p, a);
    else
        cell->text = number_text(offsets[source - FROM_START], a);
}

static int fill(const struct row *r, const struct row_context *c, size_t i, struct cell *cell,
                struct err *e) {
    const struct column *column = &c->schemas->item[r->dataset].columns[i];
    struct arena *a = c->document->arena;
    *cell = (struct cell){.text = SV("")};
    switch (column->source) {
    case FROM_VALUES:
    case FROM_RECORD:
        return cell_read(cell, column, r->values[i], a, e);
    case FROM_ID:
        *cell = (struct cell){.text = r->id, .raw = r->id_raw};
        return 0;
    case FROM_DOC_ID:
        *cell = (struct cell){.text = c->document->doc_id, .raw = c->doc_id_raw};
        return 0;
    case FROM_RULE:
        *cell = (struct cell){.text = r->rule, .raw = r->rule_raw};
        return 0;
    case FROM_COUNT:
        cell->text = number_text(c->counts[column->counted], a);
        return 0;
    default:
        fill_place(r, c, column->source, cell);
        return 0;
    }
}

/* ---- writing ---- */

static int in_column(const struct row *r, const struct row_context *c, size_t i, struct err *e) {
    struct err plain = *e;
    const struct column *column = &c->schemas->item[r->dataset].columns[i];
    err_set(e, plain.status, "column \"%s\": %s", column->name.p, plain.text);
    return in_row(r, c, e);
}

int row_put(const struct row *r, const struct row_context *c, struct str *csv, struct str *json,
            struct err *e) {
    const struct schema *s = &c->schemas->item[r->dataset];
    for (size_t i = 0; i < s->n; i++) {
        const struct column *column = &s->columns[i];
        struct cell cell;
        if (fill(r, c, i, &cell, e) != 0 || cell_check(&cell, column, e) != 0)
            return in_column(r, c, i, e);
        csv_field(csv, cell.text, i == 0);
        str_sv(json, column->lead);
        cell_put(&cell, column, json);
    }
    csv_end(csv);
    str_byte(json, '}');
    return 0;
}
