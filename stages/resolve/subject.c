#include "subject.h"

#include <stddef.h>

#include "operations.h"

enum { MOST_STEPS = 256 }; /* candidates looked at for one place */

/* ---- quotation ---- */

struct quotation_plan {
    struct rx *has;
    uint32_t shortest;
};

static bool is_speech(const struct scene *s, const struct quotation_plan *p, struct span q) {
    size_t from, to;
    if (!p) return true;
    if (q.end - q.start < p->shortest) return false;
    return !p->has || rx_match(p->has, scene_text(s, q), 0, &from, &to);
}

static void find_speech(struct scene *s) {
    s->speech = arena_alloc(s->arena, s->n_quotes * sizeof *s->speech);
    s->n_speech = 0;
    for (size_t i = 0; i < s->n_quotes; i++)
        if (is_speech(s, s->quotation_plan, s->quotes[i])) s->speech[s->n_speech++] = s->quotes[i];
}

int64_t scene_speech(struct scene *s, uint32_t at) {
    if (!s->speech) find_speech(s);
    int64_t i = span_at(s->speech, s->n_speech, at);
    return i >= 0 && at < s->speech[i].end ? i : -1;
}

static void run_quotation(struct scene *s, const void *plan) {
    s->quotation_plan = plan;
    s->speech = NULL;
    s->subjects_fresh = false;
}

static const struct key quotation_keys[] = {
    {.name = "has", .type = KEY_RX, .offset = offsetof(struct quotation_plan, has)},
    {.name = "shortest",
     .type = KEY_NUMBER,
     .offset = offsetof(struct quotation_plan, shortest),
     .number = 1},
    {.name = NULL},
};

const struct op_def op_quotation = {"quotation", quotation_keys, sizeof(struct quotation_plan),
                                    run_quotation, NULL};

/* ---- subject ---- */

struct subject_plan {
    struct name_list kinds;
    struct rx *not_before, *not_after;
    uint32_t blocks, sentences;
};

static void run_subject(struct scene *s, const void *plan) {
    s->subject_plan = plan;
    s->subjects_fresh = false;
}

static const struct key subject_keys[] = {
    {.name = "kinds",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct subject_plan, kinds)},
    {.name = "not_before",
     .type = KEY_RX_BEFORE,
     .offset = offsetof(struct subject_plan, not_before)},
    {.name = "not_after", .type = KEY_RX_AFTER, .offset = offsetof(struct subject_plan, not_after)},
    {.name = "blocks",
     .type = KEY_NUMBER,
     .offset = offsetof(struct subject_plan, blocks),
     .number = 1},
    {.name = "sentences",
     .type = KEY_NUMBER,
     .offset = offsetof(struct subject_plan, sentences),
     .number = 12},
    {.name = NULL},
};

const struct op_def op_subject = {"subject", subject_keys, sizeof(struct subject_plan), run_subject,
                                  NULL};

/* ---- candidates ---- */

/* All mentions of the kinds outside speech, tied or not: tying goes on while they are asked for. */
static const struct span_index *candidates(struct scene *s) {
    static const struct span_index none;
    const struct subject_plan *p = s->subject_plan;
    if (!p) return &none;
    if (s->subjects_fresh) return &s->subjects;
    struct mention_list l = scene_select(s, &p->kinds, NULL);
    size_t n = 0;
    for (size_t i = 0; i < l.n; i++) {
        l.p[i]->subject = FITNESS_UNKNOWN;
        if (scene_speech(s, l.p[i]->span.start) < 0) l.p[n++] = l.p[i];
    }
    l.n = n;
    span_index_build(s, &s->subjects, l);
    s->subjects_fresh = true;
    return &s->subjects;
}

bool subject_may_be(const struct scene *s, struct span span) {
    const struct subject_plan *p = s->subject_plan;
    return !p || scene_stands_free(s, span, p->not_before, p->not_after);
}

static bool fits(const struct scene *s, struct mention *m) {
    if (m->n_rows == 0) return false;
    if (m->subject == FITNESS_UNKNOWN) m->subject = subject_may_be(s, m->span) ? FITS : FITS_NOT;
    return m->subject == FITS;
}

/* A sentence outside speech stands before a sentence in its block. */
static bool is_under_way(struct scene *s, int64_t b, int64_t sentence) {
    for (int64_t i = sentence - 1; i >= 0 && sentence - i < MOST_STEPS; i--) {
        if (s->sentences[i].start < s->blocks[b].span.start) return false;
        if (scene_speech(s, s->sentences[i].start) < 0) return true;
    }
    return false;
}

/* The block where looking back from a sentence of block b ends: only what begins a block looks into
 * earlier ones. */
static int64_t first_block(struct scene *s, int64_t b, int64_t sentence) {
    const struct subject_plan *p = s->subject_plan;
    int64_t last = b;
    uint32_t left = is_under_way(s, b, sentence) ? 0 : p->blocks;
    for (int64_t i = b - 1; i >= 0 && left > 0 && b - i < MOST_STEPS; i--)
        if (s->blocks[i].number == s->blocks[b].number) {
            last = i;
            left--;
        }
    return last;
}

/* What bounds a walk back through the candidates. */
struct walk {
    int64_t block, first_block, sentence, first_sentence;
};

static bool in_reach(const struct scene *s, const struct walk *w, const struct mention *m,
                     int64_t sentence, bool *skip) {
    int64_t b = scene_block(s, m->span.start);
    *skip = b >= 0 && s->blocks[b].number != s->blocks[w->block].number;
    return b >= w->first_block && sentence >= w->first_sentence;
}

struct mention *subject_of(struct scene *s, uint32_t at) {
    const struct span_index *x = candidates(s);
    const struct subject_plan *p = s->subject_plan;
    int64_t speech = scene_speech(s, at), b = scene_block(s, at), group = -1;
    if (x->n == 0 || b < 0) return NULL;
    if (speech >= 0) at = s->speech[speech].start;
    struct walk w = {.block = b, .sentence = scene_sentence(s, at)};
    w.first_block = first_block(s, b, w.sentence);
    w.first_sentence = w.sentence - (int64_t)p->sentences;
    struct mention *best = NULL;
    int64_t i = at > 0 ? span_at(x->spans, x->n, at - 1) : -1;
    for (int steps = 0; i >= 0 && steps < MOST_STEPS; i--, steps++) {
        struct mention *m = x->mentions[i];
        int64_t sentence = scene_sentence(s, m->span.start);
        bool skip;
        if (best && sentence != group) return best;
        if (!in_reach(s, &w, m, sentence, &skip)) return best;
        if (skip || !fits(s, m)) continue;
        best = m;
        group = sentence;
    }
    return best;
}

struct mention *subject_left(struct scene *s, uint32_t from, uint32_t at) {
    const struct span_index *x = candidates(s);
    int64_t i = at > 0 && x->n ? span_at(x->spans, x->n, at - 1) : -1;
    for (int steps = 0; i >= 0 && steps < MOST_STEPS; i--, steps++) {
        if (x->spans[i].start < from) return NULL;
        if (fits(s, x->mentions[i])) return x->mentions[i];
    }
    return NULL;
}

struct mention *subject_right(struct scene *s, uint32_t from, uint32_t to) {
    const struct span_index *x = candidates(s);
    int64_t at = from > 0 && x->n ? span_at(x->spans, x->n, from - 1) : -1;
    size_t i = (size_t)(at + 1);
    for (int steps = 0; i < x->n && steps < MOST_STEPS; i++, steps++) {
        if (x->spans[i].start >= to) return NULL;
        if (fits(s, x->mentions[i])) return x->mentions[i];
    }
    return NULL;
}

/* Adds the row that a mention is tied to, once; returns how many there are. */
static size_t add_row(struct row **rows, size_t got, const struct mention *m) {
    for (size_t k = 0; k < got; k++)
        if (m->n_rows == 0 || rows[k] == m->rows[0]) return got;
    if (m->n_rows > 0) rows[got++] = m->rows[0];
    return got;
}

/* Those that the sentence of the subject names before a place. */
static size_t several_in_sentence(struct scene *s, const struct mention *first, uint32_t at,
                                  size_t n, struct row **rows) {
    int64_t number = scene_sentence(s, first->span.start);
    struct span sentence = number < 0 ? first->span : s->sentences[number];
    const struct span_index *x = candidates(s);
    size_t got = 0;
    for (size_t i = span_index_first(x, first->span.start); i < x->n && got < n; i++) {
        if (x->spans[i].start >= sentence.end || x->spans[i].start >= at) break;
        got = add_row(rows, got, x->mentions[i]);
    }
    return got;
}

/* Those that were subjects last before a place, as they came. */
static size_t several_before(struct scene *s, uint32_t at, size_t n, struct row **rows) {
    const struct span_index *x = candidates(s);
    const struct subject_plan *p = s->subject_plan;
    int64_t least = scene_sentence(s, at) - (int64_t)p->sentences;
    int64_t i = at > 0 ? span_at(x->spans, x->n, at - 1) : -1;
    size_t got = 0;
    for (int steps = 0; i >= 0 && got < n && steps < MOST_STEPS; i--, steps++) {
        if (scene_sentence(s, x->spans[i].start) < least) break;
        if (fits(s, x->mentions[i])) got = add_row(rows, got, x->mentions[i]);
    }
    for (size_t k = 0; k < got / 2; k++) {
        struct row *other = rows[k];
        rows[k] = rows[got - 1 - k];
        rows[got - 1 - k] = other;
    }
    return got;
}

size_t subject_several(struct scene *s, uint32_t at, size_t n, struct row ***rows) {
    struct mention *first = subject_of(s, at);
    if (n > MOST_STEPS) n = MOST_STEPS;
    *rows = arena_alloc(s->arena, n * sizeof(struct row *));
    if (!first) return 0;
    size_t got = several_in_sentence(s, first, at, n, *rows);
    if (got < n) got = several_before(s, at, n, *rows);
    return got < n ? 0 : got;
}

struct row **subject_chain(struct scene *s, struct mention *last, struct rx *joined, size_t *n) {
    const struct span_index *x = candidates(s);
    struct row **rows = arena_alloc(s->arena, MOST_STEPS * sizeof(struct row *));
    int64_t i = span_at(x->spans, x->n, last->span.start);
    size_t got = add_row(rows, 0, last);
    for (uint32_t from = last->span.start; joined && i >= 0 && got < MOST_STEPS; i--) {
        size_t begins, ends;
        if (x->spans[i].end > from) continue;
        struct sv between = scene_text(s, (struct span){x->spans[i].end, from});
        if (x->mentions[i]->n_rows == 0 || !rx_match(joined, between, 0, &begins, &ends)) break;
        if (begins > 0 || ends < between.n) break;
        got = add_row(rows, got, x->mentions[i]);
        from = x->spans[i].start;
    }
    *n = got;
    return rows;
}
