#include "engine.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "utf8.h"

/* ---- what is made once ---- */

/* A growing array of byte offsets. */
struct places {
    size_t *p;
    size_t n, size;
};

static void places_add(struct places *l, size_t at) {
    l->p = mem_room(l->p, l->n, &l->size, sizeof *l->p);
    l->p[l->n++] = at;
}

/* One expression of one rule. */
struct way {
    const struct rule *rule;
    struct pattern *x;
    bool asks;          /* what stands behind its anchor's texts and terms is asked at once */
    struct places hits; /* where its anchor's texts and terms begin, in this document */
};

/* The ways that wait for one text or for the terms of one list. */
struct waiting {
    uint32_t *ways;
    size_t n, size;
};

/* The mentions that stand, of one kind. */
struct shelf {
    struct mention *p;
    size_t n, size;
    size_t sorted;     /* so many are known to be in order */
    size_t longest;    /* bytes of the longest */
    uint8_t *starts;   /* a bit a byte of text: a mention begins there */
    uint8_t *ends;     /* the same for where one ends */
    uint8_t *occupied; /* a bit a byte of text: lies in a mention */
};

struct engine {
    struct pack *pack;
    bool prefilter;
    struct way *ways; /* in the order of the rules */
    size_t n_ways;
    struct trie anchors; /* values are indexes of waiting */
    struct waiting *waiting;
    size_t n_waiting, size_waiting;
    int32_t *waiting_of_list;
    struct shelf *shelves;              /* a kind each */
    uint8_t *beginnings[MOST_SCANNERS]; /* beside the pack's numerals */
    struct tally *tallies;              /* beside ways; NULL where nothing is counted */
    /* of the document at hand */
    const struct layout *layout;
    struct arena *arena;
    struct mention *candidates;
    size_t n_candidates, size_candidates;
    struct limit *limits;
    size_t n_limits, size_limits;
    size_t *offsets;
    size_t size_offsets;
};

static uint32_t new_waiting(struct engine *g) {
    g->waiting = mem_room(g->waiting, g->n_waiting, &g->size_waiting, sizeof *g->waiting);
    g->waiting[g->n_waiting] = (struct waiting){0};
    return (uint32_t)g->n_waiting++;
}

static void wait_for(struct engine *g, uint32_t waiting, uint32_t way) {
    struct waiting *w = &g->waiting[waiting];
    w->ways = mem_room(w->ways, w->n, &w->size, sizeof *w->ways);
    w->ways[w->n++] = way;
}

static uint32_t waiting_for_text(struct engine *g, struct sv text) {
    uint32_t node = 0;
    for (size_t at = 0; at < text.n;) {
        unsigned width;
        uint32_t c = utf8_at(text.p + at, &width);
        node = at == 0 ? trie_begin(&g->anchors, c) : trie_step(&g->anchors, node, c);
        if (!node) break;
        at += width;
    }
    uint32_t value = node ? g->anchors.first_value[node] : 0;
    if (value) return g->anchors.values[value].value;
    uint32_t waiting = new_waiting(g);
    trie_add(&g->anchors, text, waiting);
    return waiting;
}

static void add_list_terms(struct engine *g, uint32_t list) {
    const struct list *l = &g->pack->lists[list];
    uint32_t waiting = new_waiting(g);
    g->waiting_of_list[list] = (int32_t)waiting;
    for (size_t i = 0; i < l->n; i++)
        trie_add(&g->anchors, l->terms[i].text, waiting);
}

/* Texts are all entered before lists, so that a text's node holds its own value only. */
static void enter_anchors(struct engine *g, bool lists) {
    for (size_t w = 0; w < g->n_ways; w++) {
        const struct anchor *a = &g->ways[w].x->anchor;
        if (g->ways[w].x->at_start) continue;
        for (size_t i = 0; i < a->n; i++) {
            const struct anchor_item *item = &a->items[i];
            if (item->what == ANCHOR_TEXT && !lists)
                wait_for(g, waiting_for_text(g, item->text), (uint32_t)w);
            if (item->what != ANCHOR_LIST || !lists) continue;
            if (g->waiting_of_list[item->index] == NONE) add_list_terms(g, item->index);
            wait_for(g, (uint32_t)g->waiting_of_list[item->index], (uint32_t)w);
        }
    }
}

static bool asks(const struct peek *p) {
    bool kinds = false;
    for (size_t i = 0; i < p->n; i++)
        kinds |= p->items[i].what == PEEK_KIND;
    return !p->any && p->n > 0 && !kinds;
}

static void collect_ways(struct engine *g) {
    size_t n = 0;
    for (size_t i = 0; i < g->pack->n_rules; i++)
        n += g->pack->rules[i]->n_alternatives;
    g->ways = mem_zero(n * sizeof *g->ways);
    for (size_t i = 0; i < g->pack->n_rules; i++) {
        const struct rule *rule = g->pack->rules[i];
        for (size_t k = 0; k < rule->n_alternatives; k++)
            g->ways[g->n_ways++] = (struct way){
                rule, &rule->alternatives[k], asks(&rule->alternatives[k].anchor.behind), {0}};
    }
}

/* What may begin with a character: bits of a table by code point below 0x10000. */
enum { BEGINS_NUMERAL = 1, BEGINS_WORD = 2 };

static uint8_t *beginnings(const struct numerals *n) {
    uint8_t *table = mem_zero(TRIE_BMP);
    for (uint32_t c = 0; c < TRIE_BMP; c++) {
        if (n->list->trie.root[c]) table[c] |= BEGINS_NUMERAL;
        if (n->none && n->none->trie.root[c]) table[c] |= BEGINS_WORD;
    }
    for (uint32_t c = '0'; c <= '9'; c++)
        table[c] |= BEGINS_NUMERAL;
    return table;
}

struct engine *engine_new(struct pack *p, bool prefilter) {
    struct engine *g = mem_zero(sizeof *g);
    g->pack = p;
    g->prefilter = prefilter;
    g->shelves = mem_zero(p->n_kinds * sizeof *g->shelves);
    g->waiting_of_list = mem_alloc(p->n_lists * sizeof *g->waiting_of_list);
    for (size_t i = 0; i < p->n_lists; i++)
        g->waiting_of_list[i] = NONE;
    trie_init(&g->anchors);
    for (size_t i = 0; i < p->n_numerals; i++)
        g->beginnings[i] = beginnings(&p->numerals[i]);
    collect_ways(g);
    enter_anchors(g, false);
    enter_anchors(g, true);
    return g;
}

void engine_free(struct engine *g) {
    if (!g) return;
    for (size_t i = 0; i < g->n_ways; i++)
        free(g->ways[i].hits.p);
    for (size_t i = 0; i < g->n_waiting; i++)
        free(g->waiting[i].ways);
    for (size_t i = 0; i < g->pack->n_kinds; i++)
        free(g->shelves[i].p);
    free(g->ways);
    free(g->waiting);
    free(g->waiting_of_list);
    free(g->shelves);
    for (size_t i = 0; i < g->pack->n_numerals; i++)
        free(g->beginnings[i]);
    free(g->tallies);
    free(g->candidates);
    free(g->limits);
    free(g->offsets);
    trie_release(&g->anchors);
    free(g);
}

/* ---- counting ---- */

void engine_profile(struct engine *g) {
    g->tallies = mem_zero(g->n_ways * sizeof *g->tallies);
    for (size_t i = 0; i < g->n_ways; i++) {
        const struct way *w = &g->ways[i];
        size_t alternative = (size_t)(w->x - w->rule->alternatives);
        g->tallies[i] = (struct tally){.rule = w->rule, .alternative = alternative};
    }
}

const struct tally *engine_tally(const struct engine *g, size_t *n) {
    *n = g->n_ways;
    return g->tallies;
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static void count_win(struct engine *g, const struct rule *rule) {
    for (size_t i = 0; g->tallies && i < g->n_ways; i++)
        if (g->ways[i].rule == rule) {
            g->tallies[i].wins++;
            return;
        }
}

/* ---- mentions that stand ---- */

static bool bit(const uint8_t *bits, size_t i) {
    return bits[i / 8] >> (i % 8) & 1;
}

static void set_bit(uint8_t *bits, size_t i) {
    bits[i / 8] = (uint8_t)(bits[i / 8] | 1U << (i % 8));
}

static bool is_free(const struct shelf *s, size_t start, size_t end) {
    for (size_t i = start; i < end; i++)
        if (bit(s->occupied, i)) return false;
    return true;
}

static void shelve(struct engine *g, const struct mention *m) {
    struct shelf *s = &g->shelves[m->kind];
    s->p = mem_room(s->p, s->n, &s->size, sizeof *s->p);
    s->p[s->n++] = *m;
    if (m->end - m->start > s->longest) s->longest = m->end - m->start;
    set_bit(s->starts, m->start);
    set_bit(s->ends, m->end);
    for (size_t i = m->start; i < m->end; i++)
        set_bit(s->occupied, i);
}

static int by_place(const void *a, const void *b) {
    const struct mention *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    return x->rule && y->rule ? sv_cmp(x->rule->id, y->rule->id) : 0;
}

static void sort_shelves(struct engine *g) {
    for (size_t i = 0; i < g->pack->n_kinds; i++) {
        struct shelf *s = &g->shelves[i];
        if (s->n > s->sorted) qsort(s->p, s->n, sizeof *s->p, by_place);
        s->sorted = s->n;
    }
}

/* The first mention on the shelf that begins at or behind a place. */
static size_t first_from(const struct shelf *s, size_t start) {
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->p[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct mention *mention_at(const struct shelf *s, size_t start, size_t end) {
    if (!bit(s->starts, start)) return NULL;
    for (size_t i = first_from(s, start); i < s->n && s->p[i].start == start; i++)
        if (s->p[i].end == end) return &s->p[i];
    return NULL;
}

/* Whether some mention on the shelf holds all of start to end. */
static bool holds(const struct shelf *s, size_t start, size_t end) {
    if (s->n == 0 || !bit(s->occupied, start)) return false;
    for (size_t i = first_from(s, start + 1); i-- > 0 && start - s->p[i].start < s->longest;)
        if (s->p[i].end >= end) return true;
    return false;
}

/* ---- one search ---- */

enum { BUDGET_BYTES = 65536 };

/* A rule's steps in this document: what it declares is for 64 KiB of text, a longer one has more.
 */
static uint64_t budget(const struct engine *g, uint64_t steps) {
    return steps * (1 + g->layout->text.n / BUDGET_BYTES);
}

/* What the callouts of one rule's searches share. */
struct trial {
    struct engine *g;
    struct way *way;
    size_t base, base_end; /* the scope, in bytes of the text */
    uint64_t steps;
    uint64_t steps_before;    /* the search at hand */
    size_t candidates_before; /* of the engine */
    size_t given_up_at;
    size_t memo_at[MOST_REFS]; /* the lengths last looked up for each list, and where */
    uint64_t memo[MOST_REFS];
};

/* expr_match first, so that its callbacks find the rest. */
struct match {
    struct expr_match expr;
    const struct trial *trial;
    const size_t *offsets; /* of the scope */
    unsigned groups;
};

static bool group_value(const struct expr_match *m, struct sv name, struct value *out) {
    const struct match *x = (const struct match *)m;
    unsigned g = pattern_group(x->trial->way->x, name);
    if (g == 0 || g >= x->groups || x->offsets[2 * (size_t)g] == RX_UNSET) return false;
    size_t base = x->trial->base;
    out->start = base + x->offsets[2 * (size_t)g];
    out->end = base + x->offsets[2 * (size_t)g + 1];
    out->text = (struct sv){m->text.p + out->start, out->end - out->start};
    return true;
}

static bool field_value(const struct expr_match *m, size_t start, size_t end, struct sv name,
                        struct value *out) {
    const struct engine *g = ((const struct match *)m)->trial->g;
    for (size_t k = 0; k < g->pack->n_kinds; k++) {
        const struct mention *found = mention_at(&g->shelves[k], start, end);
        for (size_t i = 0; found && i < found->n_fields; i++)
            if (sv_eq(found->fields[i].name, name)) {
                *out = found->fields[i].value;
                return true;
            }
    }
    return false;
}

static struct match match_of(const struct trial *t, const size_t *offsets, unsigned groups) {
    struct match m = {{t->g->pack, t->g->arena, t->g->layout->text, group_value, field_value},
                      t,
                      offsets,
                      groups};
    return m;
}

static int kind_callout(struct trial *t, const struct ref *r, enum ref_callout which,
                        const struct rx_call *call) {
    const struct shelf *s = &t->g->shelves[r->index];
    size_t at = t->base + call->at;
    if (which == REF_BEGINS) return at >= t->base_end || !bit(s->starts, at);
    if (!bit(s->ends, at)) return 1;
    return mention_at(s, t->base + call->offsets[2 * (size_t)r->group], at) == NULL;
}

/* The lengths of the list's terms that begin at a place (bytes of the text), as list_lengths. */
static uint64_t lengths_at(struct trial *t, const struct list *l, size_t number, size_t from) {
    if (t->memo_at[number] != from) {
        t->memo_at[number] = from;
        t->memo[number] =
            list_lengths(l, (struct sv){t->g->layout->text.p + from, t->base_end - from});
    }
    return t->memo[number];
}

static int list_callout(struct trial *t, const struct ref *r, size_t number, enum ref_callout which,
                        const struct rx_call *call) {
    const struct list *l = &t->g->pack->lists[r->index];
    size_t at = t->base + call->at;
    if (which == REF_BEGINS) return lengths_at(t, l, number, at) == 0;
    if (which == REF_LONG) return lengths_at(t, l, number, at) >> (l->shortest + REF_SHORT) == 0;
    size_t from = t->base + call->offsets[2 * (size_t)r->group];
    size_t length = utf8_count((struct sv){t->g->layout->text.p + from, at - from});
    return !(lengths_at(t, l, number, from) >> (length - 1) & 1);
}

static int on_callout(void *context, const struct rx_call *call);

static size_t back(const char *text, size_t least, size_t at, unsigned characters) {
    for (unsigned i = 0; i < characters && at > least; i++)
        while (at-- > least && ((unsigned char)text[at] & 0xC0) == 0x80)
            continue;
    return at;
}

/* Whether a term of the list ends at a place (bytes of the text). */
static bool term_ends(const struct trial *t, const struct list *l, size_t at) {
    const char *text = t->g->layout->text.p;
    size_t from = at;
    for (unsigned n = 1; n <= l->longest && from > t->base; n++) {
        from = back(text, t->base, from, 1);
        if (n >= l->shortest && list_find(l, (struct sv){text + from, at - from})) return true;
    }
    return false;
}

/* Whether the rest of a context matches so that it ends at a place of the scope. */
static bool rest_ends(struct trial *t, struct pattern *x, size_t at) {
    const char *text = t->g->layout->text.p + t->base;
    struct way *way = t->way, context = {t->way->rule, x, false, {0}};
    size_t end = t->base_end;
    t->way = &context;
    t->base_end = t->base + at;
    if (x->n_refs > 0) memset(t->memo_at, 0xFF, sizeof t->memo_at);
    struct rx_search s = {{text, at}, back(text, 0, at, x->longest), RX_UNSET, on_callout, t};
    uint64_t steps_before = t->steps_before;
    t->steps_before = t->steps;
    bool matches = rx_search(x->rx, &s, NULL) == RX_MATCH;
    t->steps_before = steps_before;
    if (x->n_refs > 0) memset(t->memo_at, 0xFF, sizeof t->memo_at);
    t->way = way;
    t->base_end = end;
    return matches;
}

/* Whether the character before a place is one of the context's single characters. */
static bool one_ends(struct trial *t, struct context *c, size_t at) {
    const char *text = t->g->layout->text.p + t->base;
    size_t from = back(text, 0, at, 1), start, end;
    unsigned width;
    if (at == 0) return false;
    uint32_t character = utf8_at(text + from, &width);
    uint8_t *known = character < TRIE_BMP ? &c->known[character] : NULL;
    if (known && *known) return *known == 1;
    bool matches = rx_match(c->one.rx, (struct sv){text + from, at - from}, 0, &start, &end);
    if (known) *known = matches ? 1 : 2;
    return matches;
}

static bool text_ends(const struct trial *t, const struct context *c, size_t at) {
    const char *text = t->g->layout->text.p + t->base;
    for (size_t i = 0; i < c->n_texts; i++)
        if (c->texts[i].n <= at &&
            memcmp(text + at - c->texts[i].n, c->texts[i].p, c->texts[i].n) == 0)
            return true;
    return false;
}

static bool context_ends(struct trial *t, struct context *c, size_t at) {
    size_t place = t->base + at;
    if (c->at_start && at == 0) return true;
    if (c->has_one && one_ends(t, c, at)) return true;
    if (text_ends(t, c, at)) return true;
    for (size_t i = 0; i < c->n_kinds; i++)
        if (at > 0 && bit(t->g->shelves[c->kinds[i]].ends, place)) return true;
    for (size_t i = 0; i < c->n_lists; i++)
        if (term_ends(t, &t->g->pack->lists[c->lists[i]], place)) return true;
    return c->has_rest && rest_ends(t, &c->rest, at);
}

static bool has_context(const struct rule *rule) {
    return rule->before || rule->not_before;
}

/* Whether a match may start at a place (bytes of the text), by what stands before it. */
static bool may_start(struct trial *t, size_t place) {
    const struct rule *rule = t->way->rule;
    size_t at = place - t->base;
    if (rule->before && !context_ends(t, rule->before, at)) return false;
    return !rule->not_before || !context_ends(t, rule->not_before, at);
}

/* Whether a term of the list holds all of a stretch of the text. */
static bool is_part(const struct engine *g, const struct list *l, const struct value *v) {
    struct sv text = g->layout->text;
    size_t from = v->start;
    for (unsigned n = 0; n < l->longest; n++) {
        uint64_t lengths = list_lengths(l, (struct sv){text.p + from, text.n - from});
        size_t end = from;
        for (; lengths; lengths >>= 1)
            end += utf8_width((unsigned char)text.p[end]);
        if (end >= v->end && end > from) return true;
        if (from == 0) break;
        from = back(text.p, 0, from, 1);
    }
    return false;
}

typedef bool holds_test(const struct condition *c, const struct engine *g, const struct value *v);

static bool is_in(const struct condition *c, const struct engine *g, const struct value *v) {
    return list_find(&g->pack->lists[c->list], v->text) != NULL;
}

static bool is_no_part(const struct condition *c, const struct engine *g, const struct value *v) {
    return !is_part(g, &g->pack->lists[c->list], v);
}

static bool is_matched(const struct condition *c, const struct engine *g, const struct value *v) {
    size_t from, to;
    (void)g;
    return rx_match(c->rx, v->text, 0, &from, &to);
}

static bool has_length(const struct condition *c, const struct engine *g, const struct value *v) {
    (void)g;
    size_t length = utf8_count(v->text);
    return length >= c->shortest && length <= c->longest;
}

/* By condition_test: what is asked, and the answer that passes. */
static const struct {
    holds_test *holds;
    bool passes;
} condition_tests[] = {
    [TEST_IN] = {is_in, true},
    [TEST_NOT_IN] = {is_in, false},
    [TEST_NOT_PART] = {is_no_part, true},
    [TEST_MATCHES] = {is_matched, true},
    [TEST_NOT_MATCHES] = {is_matched, false},
    [TEST_LENGTH] = {has_length, true},
};

static bool condition_holds(const struct condition *c, const struct engine *g,
                            const struct value *v) {
    return condition_tests[c->test].holds(c, g, v) == condition_tests[c->test].passes;
}

static bool conditions_hold(const struct rule *rule, const struct match *m) {
    for (size_t i = 0; i < rule->n_conditions; i++) {
        struct value v;
        const struct condition *c = &rule->conditions[i];
        if (group_value(&m->expr, c->group, &v) && !condition_holds(c, m->trial->g, &v))
            return false;
    }
    return true;
}

static bool place_holds(const struct rule *rule, const struct engine *g, size_t start, size_t end) {
    for (size_t i = 0; i < rule->n_outside; i++)
        if (holds(&g->shelves[rule->outside[i]], start, end)) return false;
    bool inside = rule->n_inside == 0;
    for (size_t i = 0; i < rule->n_inside && !inside; i++)
        inside = holds(&g->shelves[rule->inside[i]], start, end);
    return inside;
}

static bool own_span(const struct rule *rule, const struct match *m, size_t *start, size_t *end) {
    struct value v = {{"", 0}, m->trial->base + m->offsets[0], m->trial->base + m->offsets[1]};
    if (rule->span.n > 0 && !group_value(&m->expr, rule->span, &v)) return false;
    *start = v.start;
    *end = v.end;
    return v.end > v.start;
}

static double score_of(const struct rule *rule, const struct match *m) {
    double score = 0;
    for (size_t i = 0; i < rule->n_score; i++)
        score += expr_number(rule->score[i], &m->expr);
    return score;
}

/* Whether what was matched satisfies all that the rule asks of it. */
static bool passes(const struct match *m, double *score) {
    const struct rule *rule = m->trial->way->rule;
    size_t start, end;
    if (!conditions_hold(rule, m) || !own_span(rule, m, &start, &end)) return false;
    if (!place_holds(rule, m->trial->g, start, end)) return false;
    *score = score_of(rule, m);
    return !rule->has_score || *score >= rule->at_least;
}

static bool read_values(const struct match *m, struct mention_field *fields, size_t *n) {
    const struct rule *rule = m->trial->way->rule;
    for (size_t i = 0; i < rule->n_fields && *n < MOST_FIELDS; i++) {
        struct mention_field *f = &fields[*n];
        f->name = rule->fields[i].name;
        if (!expr_value(rule->fields[i].value, &m->expr, &f->value)) return false;
        *n += f->value.text.n > 0;
    }
    return true;
}

static void add_candidate(const struct match *m, double score) {
    struct engine *g = m->trial->g;
    const struct rule *rule = m->trial->way->rule;
    struct mention_field fields[MOST_FIELDS];
    struct mention c = {.kind = rule->kind, .rule = rule, .score = score};
    size_t n = 0;
    if (!own_span(rule, m, &c.start, &c.end) || !read_values(m, fields, &n)) return;
    struct mention_field *kept = arena_alloc(g->arena, n * sizeof *kept);
    if (n) memcpy(kept, fields, n * sizeof *kept);
    c.fields = kept;
    c.n_fields = n;
    g->candidates =
        mem_room(g->candidates, g->n_candidates, &g->size_candidates, sizeof *g->candidates);
    g->candidates[g->n_candidates++] = c;
}

/* The end of an expression was reached: a match, if the rule's conditions hold. Where all ways are
 * asked for it is taken and the search sent on as if it had failed. */
static int end_callout(struct trial *t, const struct rx_call *call) {
    size_t offsets[2 * 256];
    unsigned groups = call->groups < 256 ? call->groups : 256;
    memcpy(offsets, call->offsets, 2 * groups * sizeof *offsets);
    offsets[0] = call->start;
    offsets[1] = call->at;
    struct match m = match_of(t, offsets, groups);
    double score;
    if (!passes(&m, &score)) return 1;
    if (!t->way->rule->all) return 0;
    add_candidate(&m, score);
    return 1;
}

static int answer(struct trial *t, const struct rx_call *call) {
    if (call->number == CALLOUT_STEP) return 0;
    if (call->number == CALLOUT_END) return end_callout(t, call);
    size_t number = (call->number - 1) / 3;
    enum ref_callout which = (enum ref_callout)(call->number - 3 * number);
    const struct ref *r = &t->way->x->refs[number];
    return r->is_list ? list_callout(t, r, number, which, call) : kind_callout(t, r, which, call);
}

static int on_callout(void *context, const struct rx_call *call) {
    struct trial *t = context;
    if (call->number == RX_AGAIN) {
        t->steps = t->steps_before;
        t->g->n_candidates = t->candidates_before;
        return 0;
    }
    int result = ++t->steps > budget(t->g, t->way->rule->stop) ? -1 : answer(t, call);
    if (t->steps <= budget(t->g, t->way->rule->stop)) return result;
    t->given_up_at = t->base + call->start; /* also where a context used the budget up */
    return -1;
}

/* ---- one way over the document ---- */

static void give_up(struct trial *t, size_t at) {
    struct engine *g = t->g;
    g->limits = mem_room(g->limits, g->n_limits, &g->size_limits, sizeof *g->limits);
    g->limits[g->n_limits++] = (struct limit){t->way->rule, at, t->steps};
}

/* Searches for a match that starts from low to high (bytes of the text) and takes it. 1: taken;
 * 0: none; -1: the rule gave up. */
static int try_term(struct trial *t, size_t at);

static int try_starts(struct trial *t, size_t low, size_t high) {
    struct engine *g = t->g;
    if (low == high && t->way->x->is_term && g->prefilter) return try_term(t, low);
    struct sv scope = {g->layout->text.p + t->base, t->base_end - t->base};
    struct rx_search s = {scope, low - t->base, high - t->base, on_callout, t};
    t->steps_before = ++t->steps;
    t->candidates_before = g->n_candidates;
    enum rx_result result = rx_search(t->way->x->rx, &s, g->offsets);
    if (result < 0) {
        give_up(t, result == RX_GIVEN_UP ? t->given_up_at : low);
        return -1;
    }
    if (result == RX_NONE) return 0;
    struct match m = match_of(t, g->offsets, t->way->x->n_groups);
    add_candidate(&m, score_of(t->way->rule, &m));
    return 1;
}

static size_t behind(const struct trial *t, size_t at) {
    return at < t->base_end ? at + utf8_width((unsigned char)t->g->layout->text.p[at]) : at + 1;
}

/* A rule that is one list: its longest term at a place that satisfies the rule is the match. */
static int try_term(struct trial *t, size_t at) {
    struct engine *g = t->g;
    const struct pattern *x = t->way->x;
    const struct list *l = &g->pack->lists[x->refs[0].index];
    uint64_t lengths = list_lengths(l, (struct sv){g->layout->text.p + at, t->base_end - at});
    struct rx_call call = {CALLOUT_END, g->offsets, x->n_groups, at - t->base, 0};
    if (++t->steps > budget(t->g, t->way->rule->stop)) {
        give_up(t, at);
        return -1;
    }
    for (unsigned n = LIST_LONGEST; n > 0; n--) {
        if (!(lengths >> (n - 1) & 1)) continue;
        size_t end = at;
        for (unsigned i = 0; i < n; i++)
            end += utf8_width((unsigned char)g->layout->text.p[end]);
        call.at = end - t->base;
        for (unsigned i = 0; i < x->n_groups; i++) {
            g->offsets[2 * (size_t)i] = call.start;
            g->offsets[2 * (size_t)i + 1] = call.at;
        }
        if (end_callout(t, &call) != 0) continue;
        struct match m = match_of(t, g->offsets, x->n_groups);
        add_candidate(&m, score_of(t->way->rule, &m));
        return 1;
    }
    return 0;
}

/* One start; what stands before it is asked first, which is cheaper than a search. */
static int try_start(struct trial *t, size_t at) {
    if (has_context(t->way->rule)) {
        if (++t->steps > budget(t->g, t->way->rule->stop)) {
            give_up(t, at);
            return -1;
        }
        if (!may_start(t, at)) return 0;
    }
    return try_starts(t, at, at);
}

/* Tries the starts of a window from its end backwards until one matches. */
static int try_backwards(struct trial *t, size_t low, size_t high, size_t *next) {
    const char *text = t->g->layout->text.p;
    int result = 0;
    *next = behind(t, high);
    for (size_t at = high;; at = back(text, low, at, 1)) {
        result = try_start(t, at);
        if (result > 0) *next = t->base + t->g->offsets[1];
        if (result != 0 || at == low) return result < 0 ? -1 : 0;
    }
}

/* Tries start after start. */
static int try_singly(struct trial *t, size_t low, size_t high, size_t *next) {
    for (*next = low; *next <= high;) {
        int result = try_start(t, *next);
        if (result < 0) return -1;
        *next = result > 0 ? t->base + t->g->offsets[1] : behind(t, *next);
    }
    return 0;
}

/* Tries all starts from low to high; *next becomes the first start not tried. -1: it gave up. */
static int try_window(struct trial *t, size_t low, size_t high, size_t *next) {
    if (t->way->rule->nearest) return try_backwards(t, low, high, next);
    if (has_context(t->way->rule)) return try_singly(t, low, high, next);
    for (*next = low; *next <= high;) {
        int result = try_starts(t, *next, high);
        if (result < 0) return -1;
        if (result == 0) break;
        *next = t->base + t->g->offsets[1];
    }
    if (*next <= high) *next = behind(t, high);
    return 0;
}

static struct stretches scopes_of(const struct engine *g, const struct rule *rule,
                                  struct stretch *whole) {
    const struct layout *l = g->layout;
    *whole = (struct stretch){0, l->text.n};
    if (rule->scope == SCOPE_SENTENCE) return l->sentences;
    if (rule->scope == SCOPE_QUOTATION) return l->quotes;
    if (rule->scope == SCOPE_DOCUMENT) return (struct stretches){whole, 1};
    return l->blocks;
}

static bool scope_counts(const struct engine *g, const struct rule *rule, size_t i) {
    return rule->scope != SCOPE_BLOCK || sv_eq(g->layout->block_kinds[i], rule->block_kind);
}

static void try_everywhere(struct trial *t, struct stretches scopes) {
    for (size_t i = 0; i < scopes.n; i++) {
        size_t next;
        if (!scope_counts(t->g, t->way->rule, i)) continue;
        t->base = scopes.p[i].start;
        t->base_end = scopes.p[i].end;
        memset(t->memo_at, 0xFF, sizeof t->memo_at);
        size_t high = t->way->x->at_start ? t->base : t->base_end;
        if (try_window(t, t->base, high, &next) < 0) return;
    }
}

static void try_at_hits(struct trial *t, struct stretches scopes) {
    const struct anchor *a = &t->way->x->anchor;
    const struct places *hits = &t->way->hits;
    const char *text = t->g->layout->text.p;
    size_t scope = 0, next = 0;
    for (size_t i = 0; i < hits->n; i++) {
        size_t at = hits->p[i];
        while (scope < scopes.n && scopes.p[scope].end <= at)
            scope++;
        if (scope == scopes.n) return;
        if (at < scopes.p[scope].start || !scope_counts(t->g, t->way->rule, scope)) continue;
        if (t->base != scopes.p[scope].start || t->base_end != scopes.p[scope].end) {
            t->base = next = scopes.p[scope].start;
            t->base_end = scopes.p[scope].end;
            memset(t->memo_at, 0xFF, sizeof t->memo_at);
        }
        size_t high = back(text, t->base, at, a->before_min);
        if (utf8_count((struct sv){text + high, at - high}) < a->before_min) continue;
        if (high < next) continue; /* tried */
        size_t low = back(text, next, high, a->before_max - a->before_min);
        if (try_window(t, low, high, &next) < 0) return;
    }
}

static int by_offset(const void *a, const void *b) {
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static bool class_takes(const struct peek_item *p, struct sv text, uint32_t c) {
    size_t start, end;
    uint8_t *known = c < TRIE_BMP ? &p->known[c] : NULL;
    if (known && *known) return *known == 1;
    bool takes = rx_match(p->rx, text, 0, &start, &end);
    if (known) *known = takes ? 1 : 2;
    return takes;
}

/* Whether the character at a place can be what stands behind the anchor. */
static bool may_follow(const struct engine *g, const struct peek *p, size_t at) {
    struct sv text = g->layout->text;
    if (p->any || p->n == 0) return true;
    if (at >= text.n) return false;
    unsigned width;
    uint32_t c = utf8_at(text.p + at, &width);
    for (size_t i = 0; i < p->n; i++) {
        const struct peek_item *item = &p->items[i];
        if (item->what == PEEK_CHARACTER && item->index == c) return true;
        if (item->what == PEEK_LIST && trie_begin(&g->pack->lists[item->index].trie, c))
            return true;
        if (item->what == PEEK_KIND && bit(g->shelves[item->index].starts, at)) return true;
        if (item->what == PEEK_CLASS && class_takes(item, (struct sv){text.p + at, width}, c))
            return true;
    }
    return false;
}

/* Adds where mentions of the anchor's kinds begin, if what follows them may be right. */
static void add_kind_hits(struct engine *g, struct way *w) {
    const struct anchor *a = &w->x->anchor;
    bool mixed = w->hits.n > 0;
    for (size_t i = 0; i < a->n; i++) {
        if (a->items[i].what != ANCHOR_KIND) continue;
        const struct shelf *s = &g->shelves[a->items[i].index];
        mixed |= w->hits.n > 0;
        for (size_t k = 0; k < s->n; k++)
            if (may_follow(g, &a->behind, s->p[k].end)) places_add(&w->hits, s->p[k].start);
    }
    if (mixed && w->hits.n > 1) qsort(w->hits.p, w->hits.n, sizeof *w->hits.p, by_offset);
}

/* Returns the steps it took. */
static uint64_t try_way(struct engine *g, struct way *w, uint64_t steps) {
    struct trial t = {.g = g, .way = w, .base = RX_UNSET, .steps = steps};
    struct stretch whole;
    struct stretches scopes = scopes_of(g, w->rule, &whole);
    if (g->size_offsets < 2 * (size_t)w->x->n_groups) {
        g->size_offsets = 2 * (size_t)w->x->n_groups;
        g->offsets = mem_grow(g->offsets, g->size_offsets * sizeof *g->offsets);
    }
    if (w->x->anchor.n == 0 || w->x->at_start || (!g->prefilter && !w->rule->nearest)) {
        try_everywhere(&t, scopes);
    } else {
        add_kind_hits(g, w);
        if (w->hits.n > 0) try_at_hits(&t, scopes);
    }
    return t.steps;
}

static uint64_t run_way(struct engine *g, size_t i, uint64_t steps) {
    if (!g->tallies) return try_way(g, &g->ways[i], steps);
    struct tally *t = &g->tallies[i];
    size_t before = g->n_candidates;
    uint64_t from = now(), after = try_way(g, &g->ways[i], steps);
    t->nanoseconds += now() - from;
    t->hits += g->ways[i].hits.n;
    t->steps += after - steps;
    t->matches += g->n_candidates - before;
    return after;
}

/* ---- conflicts ---- */

static int by_spans(const struct mention *a, const struct mention *b) {
    for (size_t i = 0; i < a->n_fields && i < b->n_fields; i++) {
        const struct value *x = &a->fields[i].value, *y = &b->fields[i].value;
        if (x->start != y->start) return x->start < y->start ? -1 : 1;
        if (x->end != y->end) return x->end < y->end ? -1 : 1;
        int text = sv_cmp(x->text, y->text);
        if (!text) text = sv_cmp(a->fields[i].name, b->fields[i].name);
        if (text) return text;
    }
    return (a->n_fields > b->n_fields) - (a->n_fields < b->n_fields);
}

static int by_strength(const void *a, const void *b) {
    const struct mention *x = a, *y = b;
    size_t length_x = x->end - x->start, length_y = y->end - y->start;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    if (x->rule->priority != y->rule->priority)
        return x->rule->priority > y->rule->priority ? -1 : 1;
    if (x->score > y->score || x->score < y->score) return x->score > y->score ? -1 : 1;
    if (length_x != length_y) return length_x > length_y ? -1 : 1;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    int id = sv_cmp(x->rule->id, y->rule->id);
    return id ? id : by_spans(x, y);
}

static bool is_twin(const struct mention *a, const struct mention *b) {
    return a->kind == b->kind && a->start == b->start && a->end == b->end && by_spans(a, b) == 0;
}

static void decide(struct engine *g) {
    if (g->n_candidates == 0) return;
    qsort(g->candidates, g->n_candidates, sizeof *g->candidates, by_strength);
    for (size_t i = 0; i < g->n_candidates; i++) {
        const struct mention *c = &g->candidates[i];
        bool overlap = g->pack->kinds[c->kind].overlap;
        if (overlap && i > 0 && is_twin(c, c - 1)) continue;
        if (!overlap && !is_free(&g->shelves[c->kind], c->start, c->end)) continue;
        shelve(g, c);
        count_win(g, c->rule);
    }
    g->n_candidates = 0;
    sort_shelves(g);
}

/* ---- numerals ---- */

/* The end of the longest word at a place that holds numerals and is no number, or the place. */
static size_t past_word(const struct list *l, struct sv text, size_t at) {
    uint64_t lengths = l ? list_lengths(l, (struct sv){text.p + at, text.n - at}) : 0;
    size_t end = at;
    for (; lengths; lengths >>= 1)
        end += utf8_width((unsigned char)text.p[end]);
    return end;
}

static size_t past_digits(struct sv text, size_t at) {
    while (at < text.n && ((text.p[at] >= '0' && text.p[at] <= '9') || text.p[at] == '.'))
        at++;
    return at;
}

/* Reads a numeral at a place where one may begin; returns where to look next. */
static size_t take_numeral(struct engine *g, const struct numerals *n, size_t at) {
    struct sv text = g->layout->text;
    struct numeral found;
    if (!numeral_read(n, text, at, &found)) return past_digits(text, at);
    struct mention m = {.kind = n->kind, .start = at, .end = at + found.length};
    shelve(g, &m);
    return m.end;
}

static void scan_numerals(struct engine *g, const struct numerals *n, const uint8_t *table) {
    struct sv text = g->layout->text;
    unsigned width;
    for (size_t at = 0; at < text.n;) {
        uint32_t c = utf8_at(text.p + at, &width);
        uint8_t may = c < TRIE_BMP ? table[c] : BEGINS_NUMERAL | BEGINS_WORD;
        size_t next = may & BEGINS_WORD ? past_word(n->none, text, at) : at;
        if (next == at && may & BEGINS_NUMERAL) next = take_numeral(g, n, at);
        at = next > at ? next : at + width;
    }
}

/* ---- the whole ---- */

/* Whether a way's anchor that ends at a place is followed by what may stand behind it. Mentions are
 * not known yet: where they may follow nothing is asked. */
static bool may_hit(const struct engine *g, const struct way *w, size_t end) {
    return !w->asks || may_follow(g, &w->x->anchor.behind, end);
}

static void add_hits(struct engine *g, uint32_t node, size_t at, size_t end) {
    const struct trie *t = &g->anchors;
    for (uint32_t v = t->first_value[node]; v; v = t->values[v].next) {
        const struct waiting *w = &g->waiting[t->values[v].value];
        for (size_t i = 0; i < w->n; i++) {
            struct way *way = &g->ways[w->ways[i]];
            bool known = way->hits.n > 0 && way->hits.p[way->hits.n - 1] == at;
            if (!known && may_hit(g, way, end)) places_add(&way->hits, at);
        }
    }
}

static void find_anchors(struct engine *g) {
    struct sv text = g->layout->text;
    const struct trie *t = &g->anchors;
    unsigned width = 1, more = 0;
    uint32_t c = text.n > 0 ? utf8_at(text.p, &width) : 0, next;
    for (size_t at = 0; at < text.n; at += width, width = more, c = next) {
        size_t to = at + width;
        next = to < text.n ? utf8_at(text.p + to, &more) : 0;
        uint32_t node = trie_begin(t, c);
        if (!node) continue;
        add_hits(g, node, at, to);
        if (to >= text.n || !trie_may(t, c, next)) continue;
        node = trie_step(t, node, next);
        for (to += more; node;
             node = trie_step(t, node, utf8_at(text.p + to, &width)), to += width) {
            add_hits(g, node, at, to);
            if (to >= text.n) break;
        }
        width = utf8_width((unsigned char)text.p[at]);
    }
}

static void clear(struct engine *g) {
    size_t bytes = g->layout->text.n / 8 + 1;
    for (size_t i = 0; i < g->n_ways; i++)
        g->ways[i].hits.n = 0;
    for (size_t i = 0; i < g->pack->n_kinds; i++) {
        struct shelf *s = &g->shelves[i];
        s->n = s->sorted = s->longest = 0;
        s->starts = arena_zero(g->arena, bytes);
        s->ends = arena_zero(g->arena, bytes);
        s->occupied = arena_zero(g->arena, bytes);
    }
    g->n_candidates = g->n_limits = 0;
}

static int by_place_and_kind(const void *a, const void *b) {
    const struct mention *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    int id = sv_cmp(x->rule->id, y->rule->id);
    return id ? id : by_spans(x, y);
}

static void gather(struct engine *g, struct found *out) {
    size_t n = 0;
    for (size_t i = 0; i < g->pack->n_kinds; i++)
        if (g->pack->kinds[i].emit) n += g->shelves[i].n;
    struct mention *all = arena_alloc(g->arena, n * sizeof *all);
    n = 0;
    for (size_t i = 0; i < g->pack->n_kinds; i++) {
        const struct shelf *s = &g->shelves[i];
        if (!g->pack->kinds[i].emit) continue;
        for (size_t k = 0; k < s->n; k++)
            if (s->p[k].rule) all[n++] = s->p[k];
    }
    if (n > 1) qsort(all, n, sizeof *all, by_place_and_kind);
    *out = (struct found){all, n, g->limits, g->n_limits};
}

void engine_run(struct engine *g, const struct layout *l, struct arena *a, struct found *out) {
    g->layout = l;
    g->arena = a;
    clear(g);
    for (size_t i = 0; i < g->pack->n_numerals; i++)
        scan_numerals(g, &g->pack->numerals[i], g->beginnings[i]);
    find_anchors(g);
    uint64_t steps = 0;
    for (size_t i = 0; i < g->n_ways; i++) {
        const struct rule *rule = g->ways[i].rule;
        bool same = i > 0 && g->ways[i - 1].rule == rule;
        if (i > 0 && g->ways[i - 1].rule->phase != rule->phase) decide(g);
        if (!same) steps = 0;
        if (steps <= budget(g, rule->stop)) steps = run_way(g, i, steps);
        if (steps > budget(g, rule->warn) && (i + 1 == g->n_ways || g->ways[i + 1].rule != rule))
            err_warn(NULL, "rule \"%.*s\" took %llu steps in one document", (int)rule->id.n,
                     rule->id.p, (unsigned long long)steps);
    }
    decide(g);
    gather(g, out);
}
