#include <math.h>
#include <stdlib.h>

#include "ink.h"
#include "syntax.h"
#include "utf8.h"
#include "view.h"
#include "width.h"

enum { DEEPEST = 6, SHOWN_COLUMNS = 16, MOST_NEAR = 5, MOST_PIECES = 8 };

/* ---- what it was made of ---- */

static void put_expression(const struct view *v, struct sv text) {
    str_byte(v->out, '`');
    view_put_short(v, text);
    str_byte(v->out, '`');
}

/* `%{a}` of %{b} of %{c}, the innermost first. */
static void put_piece(const struct view *v, const struct trace_piece *p) {
    struct str *s = v->out;
    if (p->part != PATTERN_MATCH) str_c(s, p->part == PATTERN_AFTER ? "after: " : "not_after: ");
    put_expression(v, p->piece->source);
    for (size_t i = p->n_within; i-- > 0;) {
        str_c(s, " of ");
        ink_put(s, INK_PLAIN, p->within[i]->source);
    }
}

static const struct trace_event *event_of(const struct view *v, const struct mention *m) {
    for (size_t i = view_first(v, m->start); i < v->n_all_events; i++) {
        const struct trace_event *event = &v->all_events[i];
        if (view_key(event) != m->start) break;
        if (event->what == TRACE_STANDS && event->mention && event->rule == m->rule &&
            event->end == m->end)
            return event;
    }
    return NULL;
}

static void put_kind(const struct view *v, int32_t kind) {
    ink_put(v->out, INK_HEAD, v->pack->kinds[kind].name);
}

static void put_parts(const struct view *v, const struct trace_event *event, unsigned depth);

static void put_part(const struct view *v, const struct trace_part *part, unsigned depth) {
    struct str *s = v->out;
    str_printf(s, "%*s", (int)(2 * depth), "");
    put_piece(v, &part->piece);
    str_byte(s, ' ');
    view_put_text(v, part->start, part->end);
    if (part->mention && part->mention->rule) {
        str_c(s, ", by ");
        view_put_rule(v, part->mention->rule);
        str_printf(s, ", phase %lld", (long long)part->mention->rule->phase);
    } else if (part->mention) {
        str_c(s, ", by the scanner of numerals");
    }
    str_byte(s, '\n');
    const struct trace_event *below = part->mention ? event_of(v, part->mention) : NULL;
    if (below && depth < DEEPEST) put_parts(v, below, depth + 1);
}

static void put_parts(const struct view *v, const struct trace_event *event, unsigned depth) {
    for (size_t i = 0; i < event->n_parts; i++)
        put_part(v, &event->parts[i], depth);
}

/* ---- one event ---- */

static void put_fields(const struct view *v, const struct mention *m) {
    struct str *s = v->out;
    for (size_t i = 0; i < m->n_fields; i++) {
        str_c(s, i == 0 ? "    " : ", ");
        ink_put(s, INK_FAINT, m->fields[i].name);
        str_byte(s, ' ');
        view_put_short(v, m->fields[i].value.text);
    }
    if (m->n_fields > 0) str_byte(s, '\n');
}

/* "kind "text" 3:4-3:6, rule (file:line)" */
static void put_head(const struct view *v, const struct trace_event *event) {
    struct str *s = v->out;
    str_c(s, "  ");
    put_kind(v, event->rule->kind);
    str_byte(s, ' ');
    view_put_text(v, event->start, event->end);
    str_byte(s, ' ');
    view_put_place(v, event->start, event->end);
    str_c(s, "\n    ");
    view_put_rule(v, event->rule);
    str_printf(s, ", phase %lld", (long long)event->rule->phase);
    if (event->rule->n_alternatives > 1) str_printf(s, ", alternative %zu", event->alternative + 1);
    str_byte(s, '\n');
}

static void put_mention_of(const struct view *v, const struct mention *m) {
    view_put_text(v, m->start, m->end);
    str_c(v->out, " of ");
    if (m->rule)
        view_put_rule(v, m->rule);
    else
        str_c(v->out, "the scanner of numerals");
}

static void put_step(const struct view *v, const struct trace_event *event) {
    const struct mention *mine = event->mention, *other = event->other;
    struct str *s = v->out;
    switch (event->step) {
    case STEP_PHASE:
        str_c(s, "which stood there from a lower phase");
        break;
    case STEP_PRIORITY:
        str_printf(s, "by its priority, %lld to %lld", (long long)other->rule->priority,
                   (long long)mine->rule->priority);
        break;
    case STEP_SCORE:
        str_printf(s, "by its score, %g to %g", other->score, mine->score);
        break;
    case STEP_LENGTH:
        str_c(s, "which is longer");
        break;
    case STEP_START:
        str_c(s, "which begins earlier");
        break;
    case STEP_ID:
        str_c(s, "whose rule's id comes first");
        break;
    case STEP_FIELDS:
        str_c(s, "whose fields come first");
        break;
    }
}

static void put_lost(const struct view *v, const struct trace_event *event) {
    str_c(v->out, "    falls to ");
    if (event->other) {
        put_mention_of(v, event->other);
        str_c(v->out, ", ");
        put_step(v, event);
    }
    str_byte(v->out, '\n');
}

static void put_passed_over(const struct view *v, const struct trace_event *event) {
    struct str *s = v->out;
    if (event->what == TRACE_TWIN) {
        str_c(s, "    is the same as what it stands beside: ");
        put_mention_of(v, event->other);
    } else if (event->what == TRACE_SPENT) {
        str_c(s, "    comes too late: the rule had used up its budget in this document");
    } else if (event->other) {
        str_c(s, "    is passed over: the rule took ");
        view_put_text(v, event->other->start, event->other->end);
        str_c(s, " and went on behind it");
    } else {
        str_c(s, "    is passed over: the rule took another match there");
    }
    str_byte(s, '\n');
}

/* ---- refusals ---- */

static void put_condition(const struct view *v, const struct trace_event *event) {
    const struct condition *c = event->condition;
    struct str *s = v->out;
    str_c(s, event->excepts ? "unless (" : "where (");
    view_put_node(v, c->at);
    str_c(s, "): ");
    ink_put(s, INK_PLAIN, c->group);
    str_c(s, ", ");
    str_c(s, c->key);
    str_byte(s, ' ');
    if (c->at->kind == NODE_TEXT)
        view_put_short(v, c->at->text);
    else if (c->test == TEST_LENGTH)
        str_printf(s, "%u to %u", c->shortest, c->longest);
    else
        for (size_t i = 0; i < c->at->n; i++) {
            if (i > 0) str_c(s, ", ");
            ink_put(s, INK_PLAIN, c->at->items[i]->text);
        }
    str_c(s, event->excepts ? ", holds for \"" : ", fails for \"");
    ink_put(s, INK_BAD, event->text);
    str_byte(s, '"');
}

static void put_score(const struct view *v, const struct trace_event *event) {
    struct str *s = v->out;
    str_printf(s, "score %g, at_least %g:", event->score, event->rule->at_least);
    for (size_t i = 0; i < event->rule->n_score; i++) {
        const struct share *share = &event->rule->score[i];
        if (isfinite(share->least)) str_printf(s, ", at_least %g", share->least);
        str_printf(s, "%s %g ", i > 0 ? "," : "", event->shares[i]);
        put_expression(v, share->at->text);
    }
}

static void put_text_before(const struct view *v, size_t at) {
    const char *text = v->origin->layout.text.p;
    size_t from = at;
    unsigned bytes;
    for (size_t n = 0; n < SHOWN_COLUMNS && from > v->around.start;) {
        from = utf8_back(text, v->around.start, from, 1);
        n += width_of(utf8_at(text + from, &bytes));
    }
    if (from >= at)
        str_c(v->out, "the beginning of the sentence");
    else
        view_put_text(v, from, at);
}

static void put_reason(const struct view *v, const struct trace_event *event) {
    struct str *s = v->out;
    const struct rule *rule = event->rule;
    const struct node *key = NULL;
    str_c(s, "    refused: ");
    switch (event->reason) {
    case REASON_BEFORE:
    case REASON_NOT_BEFORE:
        key = node_get(rule->at, event->reason == REASON_BEFORE ? "before" : "not_before");
        str_c(s, event->reason == REASON_BEFORE ? "before (" : "not_before (");
        view_put_node(v, key);
        str_c(s,
              event->reason == REASON_BEFORE ? ") wants something else than " : ") does not want ");
        put_text_before(v, event->match_start);
        break;
    case REASON_CONDITION:
        put_condition(v, event);
        break;
    case REASON_SPAN:
        str_c(s, "the group of span, ");
        ink_put(s, INK_PLAIN, rule->span);
        str_c(s, ", took nothing");
        break;
    case REASON_OUTSIDE:
        str_c(s, "outside (");
        view_put_node(v, node_get(rule->at, "outside"));
        str_c(s, "): it lies in ");
        put_kind(v, event->other->kind);
        str_byte(s, ' ');
        put_mention_of(v, event->other);
        break;
    case REASON_INSIDE:
        str_c(s, "inside (");
        view_put_node(v, node_get(rule->at, "inside"));
        str_c(s, "): it lies in no");
        for (size_t i = 0; i < rule->n_inside; i++) {
            str_c(s, i > 0 ? " or " : " ");
            put_kind(v, rule->inside[i]);
        }
        break;
    case REASON_SCORE:
        put_score(v, event);
        break;
    case REASON_VALUE:
        str_c(s, "the field ");
        ink_put(s, INK_PLAIN, event->field->name);
        str_printf(s, ": %s() has no value for \"", event->converter);
        ink_put(s, INK_BAD, event->text);
        str_byte(s, '"');
        break;
    }
    str_byte(s, '\n');
}

/* ---- near misses ---- */

/* The end of what is shown of the text behind a place: some columns, no more than the line. */
static size_t some_text(const struct view *v, size_t from) {
    struct sv text = v->origin->layout.text;
    unsigned bytes;
    for (size_t n = 0; n < SHOWN_COLUMNS && from < text.n && text.p[from] != '\n'; from += bytes)
        n += width_of(utf8_at(text.p + from, &bytes));
    return from;
}

/* What reads alike, though it stands in several places of the expression. */
static bool reads_alike(const struct trace_piece *a, const struct trace_piece *b) {
    if (a->n_within != b->n_within || a->part != b->part || a->denies != b->denies) return false;
    for (size_t i = 0; i < a->n_within; i++)
        if (!sv_eq(a->within[i]->source, b->within[i]->source)) return false;
    return sv_eq(a->piece->source, b->piece->source);
}

static bool is_said_before(const struct trace_event *event, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (reads_alike(&event->pieces[k], &event->pieces[i])) return true;
    return false;
}

static void put_pieces(const struct view *v, const struct trace_event *event) {
    size_t shown = 0;
    for (size_t i = 0; i < event->n_pieces; i++) {
        if (is_said_before(event, i)) continue;
        if (shown > 0) str_c(v->out, " or ");
        if (shown++ == MOST_PIECES && !v->all) {
            str_c(v->out, "...");
            return;
        }
        put_piece(v, &event->pieces[i]);
    }
}

static void put_failed(const struct view *v, const struct trace_event *event) {
    struct str *s = v->out;
    str_c(s, "  ");
    view_put_rule(v, event->rule);
    if (event->rule->n_alternatives > 1) str_printf(s, ", alternative %zu", event->alternative + 1);
    str_c(s, "\n    ");
    if (event->what == TRACE_CUT) {
        str_c(s, "takes too long to be watched from ");
        view_put_text(v, event->match_start, some_text(v, event->match_start));
        str_byte(s, '\n');
        return;
    }
    if (event->match_end > event->match_start) {
        str_c(s, "matches ");
        view_put_text(v, event->match_start, event->match_end);
        str_c(s, ", then ");
    }
    str_c(s, "needs ");
    put_pieces(v, event);
    size_t end = some_text(v, event->failed_at);
    str_c(s, " where ");
    if (end > event->failed_at)
        view_put_text(v, event->failed_at, end);
    else
        str_c(s, "the text ends");
    str_c(s, end > event->failed_at ? " stands" : "");
    if (event->unpreceded) str_c(s, "; what stands before would be refused too");
    str_byte(s, '\n');
}

static void put_absent(const struct view *v, const struct trace_event *event) {
    const struct anchor *a = &event->rule->alternatives[event->alternative].anchor;
    struct str *s = v->out;
    enum { MOST_SHOWN = 12 };
    str_c(s, "  ");
    view_put_rule(v, event->rule);
    if (event->rule->n_alternatives > 1) str_printf(s, ", alternative %zu", event->alternative + 1);
    str_c(s, "\n    nothing stands here that each match must hold:");
    for (size_t i = 0; i < a->n && i < MOST_SHOWN; i++) {
        const struct anchor_item *item = &a->items[i];
        str_c(s, i > 0 ? ", " : " ");
        if (item->what == ANCHOR_TEXT) ink_put(s, INK_PLAIN, item->text);
        if (item->what == ANCHOR_LIST) str_printf(s, "%%{%s}", v->pack->lists[item->index].name.p);
        if (item->what == ANCHOR_KIND) str_printf(s, "%%{@%s}", v->pack->kinds[item->index].name.p);
    }
    str_c(s, a->n > MOST_SHOWN ? ", ...\n" : "\n");
}

/* The one that got further is before. */
static int by_nearness(const void *a, const void *b) {
    const struct trace_event *x = *(const struct trace_event *const *)a,
                             *y = *(const struct trace_event *const *)b;
    size_t got_x = x->match_end - x->match_start, got_y = y->match_end - y->match_start;
    if (got_x != got_y) return got_x > got_y ? -1 : 1;
    int id = sv_cmp(x->rule->id, y->rule->id);
    if (id) return id;
    if (x->match_start != y->match_start) return x->match_start < y->match_start ? -1 : 1;
    return (x->alternative > y->alternative) - (x->alternative < y->alternative);
}

static bool is_shown_before(const struct trace_event *const *near, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (near[k]->rule == near[i]->rule) return true;
    return false;
}

/* An attempt at the one rule that took nothing. */
static bool is_idle(const struct trace_event *event) {
    return event->what == TRACE_FAILED && event->match_end == event->match_start;
}

static bool is_near(const struct view *v, const struct trace_event *event) {
    if (event->what == TRACE_CUT) return true;
    return event->what == TRACE_FAILED && !is_idle(event) &&
           view_covers(v, event->match_start, event->failed_at + 1);
}

/* ---- all ---- */

static void put_heading(const struct view *v, const char *text, bool *said) {
    if (*said) return;
    ink_c(v->out, INK_HEAD, text);
    str_byte(v->out, '\n');
    *said = true;
}

/* The attempts in the order of how far they got; *n of them, to be freed. */
static const struct trace_event **near_events(const struct view *v, size_t *n) {
    const struct trace_event **near = mem_alloc((v->n_events + 1) * sizeof(*near));
    *n = 0;
    for (size_t i = 0; i < v->n_events; i++)
        if (is_near(v, &v->events[i])) near[(*n)++] = &v->events[i];
    if (*n > 1) qsort(near, *n, sizeof(*near), by_nearness);
    return near;
}

static void tell_near(const struct view *v) {
    size_t n, shown = 0, left = 0;
    bool said = false;
    const struct trace_event **near = near_events(v, &n);
    for (size_t i = 0; i < n; i++) {
        if (!v->all && !v->only && is_shown_before(near, i)) continue;
        if (!v->all && shown == MOST_NEAR) {
            left++;
            continue;
        }
        put_heading(v, "nearly matched", &said);
        put_failed(v, near[i]);
        shown++;
    }
    if (left > 0)
        str_printf(v->out, "  and %zu more %s%s: --all shows them\n", left,
                   v->only ? "attempt" : "rule", left == 1 ? "" : "s");
    free(near);
}

static bool is_around(const struct view *v, const struct trace_event *event) {
    return event->match_start >= v->around.start && event->match_start <= v->around.end;
}

/* Whether anything came of an alternative, or is said of it already. */
static bool is_told_of(const struct view *v, size_t i) {
    for (size_t k = 0; k < v->n_events; k++)
        if (v->events[k].alternative == v->events[i].alternative && is_around(v, &v->events[k]) &&
            (!is_idle(&v->events[k]) || k < i))
            return true;
    return false;
}

/* Alternatives of the one rule that are tried here and take nothing anywhere. */
static void tell_idle(const struct view *v) {
    for (size_t i = 0; i < v->n_events; i++) {
        const struct trace_event *event = &v->events[i];
        if (!is_idle(event) || !is_around(v, event) || is_told_of(v, i)) continue;
        str_c(v->out, "  ");
        view_put_rule(v, event->rule);
        if (event->rule->n_alternatives > 1)
            str_printf(v->out, ", alternative %zu", event->alternative + 1);
        str_c(v->out, "\n    begins nowhere here: needs ");
        put_pieces(v, event);
        str_byte(v->out, '\n');
    }
}

static void tell_stands(const struct view *v) {
    bool said = false;
    for (size_t i = 0; i < v->n_events; i++) {
        const struct trace_event *event = &v->events[i];
        if (event->what != TRACE_STANDS || !view_covers(v, event->start, event->end)) continue;
        put_heading(v, "mentions", &said);
        put_head(v, event);
        if (event->mention) put_fields(v, event->mention);
        if ((v->at_place || v->all || v->only)) put_parts(v, event, 3);
    }
}

/* Matches that a rule passed over lie in what it took, as a rule, and say little. */
static bool is_other(const struct view *v, const struct trace_event *event) {
    if (event->what == TRACE_STANDS || event->what >= TRACE_FAILED) return false;
    if (event->what == TRACE_SKIPPED && !v->all && !v->only) return false;
    return view_covers(v, event->match_start, event->match_end);
}

static void tell_others(const struct view *v) {
    bool said = false;
    for (size_t i = 0; i < v->n_events; i++) {
        const struct trace_event *event = &v->events[i];
        if (!is_other(v, event)) continue;
        put_heading(v, "matched, and no mention", &said);
        put_head(v, event);
        if (event->what == TRACE_LOST)
            put_lost(v, event);
        else if (event->what == TRACE_REFUSED)
            put_reason(v, event);
        else
            put_passed_over(v, event);
    }
}

static void tell_absent(const struct view *v) {
    for (size_t i = 0; i < v->n_events; i++)
        if (v->events[i].what == TRACE_ABSENT && is_around(v, &v->events[i]))
            put_absent(v, &v->events[i]);
}

void tell_all(const struct view *v) {
    tell_stands(v);
    tell_others(v);
    tell_near(v);
    tell_idle(v);
    tell_absent(v);
}
