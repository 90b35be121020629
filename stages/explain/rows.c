#include "ink.h"
#include "view.h"

/* Whether one of a row's pieces covers the place. */
static int covers(const struct view *v, const struct json_object *row, bool *out, struct err *e) {
    struct json_array at;
    int64_t start, end;
    *out = false;
    if (member_array(row, "pieces", &at, e) != 0) return -1;
    while (json_next_int(&at, &start) && json_next_int(&at, &end)) {
        if (start < 0 || end < start || end > (int64_t)v->origin->map.normalized_n)
            return err_set(e, STATUS_INPUT, "a piece of a row is none of the text");
        *out |= view_covers(v, utf8_byte_of(&v->origin->index, (size_t)start),
                            utf8_byte_of(&v->origin->index, (size_t)end));
    }
    return 0;
}

static void put_pieces(const struct view *v, const struct json_object *row) {
    struct json_array at;
    struct err ignored;
    int64_t start, end;
    bool first = true;
    if (member_array(row, "pieces", &at, &ignored) != 0) return;
    while (json_next_int(&at, &start) && json_next_int(&at, &end)) {
        size_t from = utf8_byte_of(&v->origin->index, (size_t)start);
        size_t to = utf8_byte_of(&v->origin->index, (size_t)end);
        str_c(v->out, first ? "    read from " : " and ");
        view_put_text(v, from, to);
        str_byte(v->out, ' ');
        view_put_place(v, from, to);
        first = false;
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

static int tell_row(const struct view *v, const struct json_object *row, struct err *e) {
    struct arena *a = v->origin->arena;
    struct sv dataset, id, rule;
    if (member_string(row, "dataset", &dataset, a, e) != 0 ||
        member_string(row, "id", &id, a, e) != 0 || member_string(row, "rule", &rule, a, e) != 0)
        return -1;
    str_c(v->out, "  ");
    ink_put(v->out, INK_HEAD, dataset);
    str_byte(v->out, ' ');
    ink_put(v->out, INK_NAME, id);
    str_byte(v->out, '\n');
    put_makers(v, dataset, rule);
    put_values(v, row);
    put_pieces(v, row);
    return 0;
}

int rows_each(const struct view *v,
              int (*each)(const struct view *v, const struct json_object *row, struct err *e),
              struct err *e) {
    for (size_t i = 0; i < v->document->n; i++) {
        const struct record *r = &v->document->records[i];
        struct json_object row;
        bool here;
        if (!sv_is(r->type, "row")) continue;
        if (record_object(v->document, r, &row, e) != 0 || covers(v, &row, &here, e) != 0)
            return -1;
        if (here && each(v, &row, e) != 0) return -1;
    }
    return 0;
}

int rows_tell(const struct view *v, struct err *e) {
    size_t before = v->out->n;
    ink_c(v->out, INK_HEAD, "rows");
    str_byte(v->out, '\n');
    size_t heading = v->out->n;
    if (rows_each(v, tell_row, e) != 0) return -1;
    if (v->out->n == heading) str_ends(v->out, v->out->p + before);
    return 0;
}
