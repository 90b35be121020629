#include "ink.h"
#include "view.h"

/* ---- reading ---- */

static int read_pieces(const struct view *v, struct row *row, struct err *e) {
    struct json_array at, probe;
    int64_t start, end;
    size_t most = 0;
    if (member_array(&row->object, "pieces", &at, e) != 0) return -1;
    for (probe = at; json_next_int(&probe, &start) && json_next_int(&probe, &end);)
        most++;
    row->pieces = arena_alloc(v->origin->arena, most * sizeof *row->pieces);
    while (json_next_int(&at, &start) && json_next_int(&at, &end)) {
        if (start < 0 || end < start || end > (int64_t)v->origin->map.normalized_n)
            return err_set(e, STATUS_INPUT, "a piece of a row is none of the text");
        row->pieces[row->n_pieces++] =
            (struct stretch){utf8_byte_of(&v->origin->index, (size_t)start),
                             utf8_byte_of(&v->origin->index, (size_t)end)};
    }
    return 0;
}

int rows_read(struct view *v, struct err *e) {
    struct row *rows = arena_zero(v->origin->arena, v->document->n * sizeof *rows);
    v->rows = rows;
    for (size_t i = 0; i < v->document->n; i++) {
        const struct record *r = &v->document->records[i];
        if (!sv_is(r->type, "row")) continue;
        struct row *row = &rows[v->n_rows++];
        if (record_object(v->document, r, &row->object, e) != 0 || read_pieces(v, row, e) != 0)
            return -1;
    }
    return 0;
}

bool rows_cover(const struct view *v, const struct row *row) {
    for (size_t i = 0; i < row->n_pieces; i++)
        if (view_covers(v, row->pieces[i].start, row->pieces[i].end)) return true;
    return false;
}

/* ---- telling ---- */

static void put_pieces(const struct view *v, const struct row *row) {
    for (size_t i = 0; i < row->n_pieces; i++) {
        str_c(v->out, i == 0 ? "    read from " : " and ");
        view_put_text(v, row->pieces[i].start, row->pieces[i].end);
        str_byte(v->out, ' ');
        view_put_place(v, row->pieces[i].start, row->pieces[i].end);
    }
    str_byte(v->out, '\n');
}

/* A text, or the texts of an array joined by semicolons. */
static struct sv plain(struct sv raw, struct arena *a) {
    struct err ignored;
    struct sv item, text;
    struct json_array at;
    struct str s = {0};
    if (raw.n > 0 && raw.p[0] == '"')
        return json_string(raw, &text, a, &ignored) == 0 ? text : SV("");
    if (json_array(&at, raw, &ignored) != 0) return SV("");
    while (json_next(&at, &item)) {
        if (json_string(item, &text, a, &ignored) != 0) continue;
        if (s.n > 0) str_byte(&s, ';');
        str_sv(&s, text);
    }
    struct sv all = arena_copy(a, str_view(&s));
    str_release(&s);
    return all;
}

static void put_values(const struct view *v, const struct json_object *row) {
    struct json_object values;
    struct err ignored;
    struct arena *a = v->origin->arena;
    bool first = true;
    if (json_object(&values, json_get(row, "values"), a, &ignored) != 0) return;
    for (size_t i = 0; i < values.n; i++) {
        struct sv text = plain(values.members[i].raw, a);
        if (text.n == 0) continue;
        str_c(v->out, first ? "    " : ", ");
        ink_put(v->out, INK_FAINT, values.members[i].key);
        str_byte(v->out, ' ');
        view_put_short(v, text);
        first = false;
    }
    if (!first) str_byte(v->out, '\n');
}

static const struct rule *rule_of(const struct pack *p, struct sv id) {
    for (size_t i = 0; i < p->n_rules; i++)
        if (sv_eq(p->rules[i]->id, id)) return p->rules[i];
    return NULL;
}

static void put_makers(const struct view *v, struct sv dataset, struct sv id) {
    const struct rule *rule = rule_of(v->pack, id);
    struct sv kind = rule ? v->pack->kinds[rule->kind].name : (struct sv){"", 0};
    const struct operation *o = operations_find(v->operations, dataset, kind);
    if (rule || id.n > 0) str_c(v->out, "    ");
    if (rule)
        view_put_rule(v, rule);
    else
        ink_put(v->out, INK_NAME, id);
    if (o) {
        str_c(v->out, rule || id.n > 0 ? ", made a row by " : "    made a row by ");
        ink_put(v->out, INK_NAME, o->name->text);
        str_c(v->out, " (");
        view_put_node(v, o->name);
        str_byte(v->out, ')');
    }
    if (rule || id.n > 0 || o) str_byte(v->out, '\n');
}

static struct sv member(const struct view *v, const struct row *row, const char *key) {
    struct err ignored;
    struct sv text;
    bool there = member_string(&row->object, key, &text, v->origin->arena, &ignored) == 0;
    return there ? text : SV("");
}

static void tell_row(const struct view *v, const struct row *row) {
    struct sv dataset = member(v, row, "dataset");
    str_c(v->out, "  ");
    ink_put(v->out, INK_HEAD, dataset);
    str_byte(v->out, ' ');
    ink_put(v->out, INK_NAME, member(v, row, "id"));
    str_byte(v->out, '\n');
    put_makers(v, dataset, member(v, row, "rule"));
    put_values(v, &row->object);
    put_pieces(v, row);
}

void rows_tell(const struct view *v) {
    bool said = false;
    for (size_t i = 0; i < v->n_rows; i++) {
        if (!rows_cover(v, &v->rows[i])) continue;
        if (!said) {
            ink_c(v->out, INK_HEAD, "rows");
            str_byte(v->out, '\n');
        }
        said = true;
        tell_row(v, &v->rows[i]);
    }
}
