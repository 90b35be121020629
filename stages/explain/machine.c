#include "syntax.h"
#include "utf8.h"
#include "view.h"

static const char *const whats[] = {
    [TRACE_STANDS] = "stands",   [TRACE_LOST] = "lost",   [TRACE_TWIN] = "twin",
    [TRACE_SKIPPED] = "skipped", [TRACE_SPENT] = "spent", [TRACE_REFUSED] = "refused",
    [TRACE_FAILED] = "failed",   [TRACE_CUT] = "cut",     [TRACE_ABSENT] = "absent",
};
static const char *const steps[] = {
    [STEP_PHASE] = "phase",   [STEP_PRIORITY] = "priority", [STEP_SCORE] = "score",
    [STEP_LENGTH] = "length", [STEP_START] = "start",       [STEP_ID] = "id",
    [STEP_FIELDS] = "fields",
};
static const char *const reasons[] = {
    [REASON_BEFORE] = "before", [REASON_NOT_BEFORE] = "not_before", [REASON_CONDITION] = "where",
    [REASON_SPAN] = "span",     [REASON_OUTSIDE] = "outside",       [REASON_INSIDE] = "inside",
    [REASON_SCORE] = "score",   [REASON_VALUE] = "value",
};

static void put_c(struct str *s, const char *key, const char *text) {
    json_put_str(s, key, sv_of(text));
}

static void put_double(struct str *s, const char *key, double n) {
    json_key(s, key);
    str_printf(s, "%g", n);
}

/* Code points of the normalized text, its text, and the bytes of the file. */
static void put_span(const struct view *v, size_t start, size_t end) {
    struct str *s = v->out;
    struct place p;
    struct err ignored;
    json_put_int(s, "start", (int64_t)utf8_cp_of(&v->origin->index, start));
    json_put_int(s, "end", (int64_t)utf8_cp_of(&v->origin->index, end));
    json_put_str(s, "text", (struct sv){v->origin->layout.text.p + start, end - start});
    if (start >= end || origin_place(v->origin, start, end, &p, &ignored) != 0) return;
    json_put_int(s, "byte_start", (int64_t)p.byte_start);
    json_put_int(s, "byte_end", (int64_t)p.byte_end);
}

static void put_rule(const struct view *v, const struct rule *rule) {
    struct str *s = v->out;
    json_put_str(s, "rule", rule->id);
    const struct node *at = rule->import ? rule->import : rule->at;
    json_put_str(s, "file", view_file(at));
    json_put_int(s, "line", at->line);
    json_put_str(s, "kind", v->pack->kinds[rule->kind].name);
    json_put_int(s, "phase", rule->phase);
}

static void put_mention(const struct view *v, const char *key, const struct mention *m) {
    if (!m) return;
    json_key(v->out, key);
    str_byte(v->out, '{');
    if (m->rule) put_rule(v, m->rule);
    put_span(v, m->start, m->end);
    str_byte(v->out, '}');
}

static void put_fields(const struct view *v, const struct mention *m) {
    json_key(v->out, "fields");
    str_byte(v->out, '{');
    for (size_t i = 0; i < m->n_fields; i++)
        json_put_str(v->out, m->fields[i].name.p, m->fields[i].value.text);
    str_byte(v->out, '}');
}

static void put_piece(const struct view *v, const struct trace_piece *p) {
    struct str *s = v->out;
    json_put_str(s, "piece", p->piece->source);
    if (p->part != PATTERN_MATCH) put_c(s, "key", p->part == PATTERN_AFTER ? "after" : "not_after");
    json_key(s, "within");
    str_byte(s, '[');
    for (size_t i = 0; i < p->n_within; i++) {
        if (i > 0) str_byte(s, ',');
        json_put(s, p->within[i]->source);
    }
    str_byte(s, ']');
    if (p->denies) str_c(s, ",\"denies\":true");
}

static void put_parts(const struct view *v, const struct trace_event *event) {
    struct str *s = v->out;
    json_key(s, "parts");
    str_byte(s, '[');
    for (size_t i = 0; i < event->n_parts; i++) {
        if (i > 0) str_byte(s, ',');
        str_byte(s, '{');
        put_piece(v, &event->parts[i].piece);
        put_span(v, event->parts[i].start, event->parts[i].end);
        put_mention(v, "mention", event->parts[i].mention);
        str_byte(s, '}');
    }
    str_byte(s, ']');
}

static void put_needs(const struct view *v, const struct trace_event *event) {
    struct str *s = v->out;
    json_put_int(s, "failed_at", (int64_t)utf8_cp_of(&v->origin->index, event->failed_at));
    json_key(s, "needs");
    str_byte(s, '[');
    for (size_t i = 0; i < event->n_pieces; i++) {
        if (i > 0) str_byte(s, ',');
        str_byte(s, '{');
        put_piece(v, &event->pieces[i]);
        str_byte(s, '}');
    }
    str_byte(s, ']');
    if (event->unpreceded) str_c(s, ",\"unpreceded\":true");
}

static void put_condition(struct str *s, const struct trace_event *event) {
    const struct condition *c = event->condition;
    json_put_str(s, "group", c->group);
    put_c(s, "test", c->key);
    json_put_str(s, "took", event->text);
    json_put_str(s, "condition_file", view_file(c->at));
    json_put_int(s, "condition_line", c->at->line);
}

static void put_reason(const struct view *v, const struct trace_event *event) {
    struct str *s = v->out;
    put_c(s, "reason", event->excepts ? "unless" : reasons[event->reason]);
    if (event->reason == REASON_CONDITION) put_condition(s, event);
    if (event->reason == REASON_VALUE) {
        json_put_str(s, "field", event->field->name);
        put_c(s, "converter", event->converter);
        json_put_str(s, "given", event->text);
    }
    if (event->reason != REASON_SCORE) return;
    put_double(s, "score", event->score);
    put_double(s, "at_least", event->rule->at_least);
    json_key(s, "shares");
    for (size_t i = 0; i < event->rule->n_score; i++)
        str_printf(s, "%s%g", i > 0 ? "," : "[", event->shares[i]);
    str_byte(s, ']');
}

static void put_event(const struct view *v, const struct trace_event *event) {
    struct str *s = v->out;
    str_byte(s, '{');
    put_c(s, "what", whats[event->what]);
    put_rule(v, event->rule);
    json_put_int(s, "alternative", (int64_t)event->alternative + 1);
    put_span(v, event->start, event->end);
    if (event->mention) put_fields(v, event->mention);
    if (event->parts) put_parts(v, event);
    put_mention(v, "other", event->other);
    if (event->what == TRACE_LOST) put_c(s, "step", steps[event->step]);
    if (event->what == TRACE_REFUSED) put_reason(v, event);
    if (event->what == TRACE_FAILED) put_needs(v, event);
    str_c(s, "}\n");
}

static void put_row(const struct view *v, const struct json_object *row) {
    struct str *s = v->out;
    str_c(s, "{\"what\":\"row\"");
    for (size_t i = 0; i < row->n; i++) {
        if (sv_is(row->members[i].key, "record")) continue;
        str_byte(s, ',');
        json_put(s, row->members[i].key);
        str_byte(s, ':');
        str_sv(s, row->members[i].raw);
    }
    str_c(s, "}\n");
}

static bool is_here(const struct view *v, const struct trace_event *event) {
    if (event->what == TRACE_ABSENT) return true;
    if (event->what == TRACE_STANDS) return view_covers(v, event->start, event->end);
    bool failed = event->what == TRACE_FAILED || event->what == TRACE_CUT;
    return view_covers(v, event->match_start, failed ? event->failed_at + 1 : event->match_end);
}

void machine_tell(const struct view *v) {
    for (size_t i = 0; i < v->n_rows && !v->only; i++)
        if (rows_cover(v, &v->rows[i])) put_row(v, &v->rows[i].object);
    for (size_t i = 0; i < v->n_events; i++)
        if (is_here(v, &v->events[i])) put_event(v, &v->events[i]);
}
