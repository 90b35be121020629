/* Cues: verbs of saying, and who speaks them. */
#include "speech.h"
#include "subject.h"

void speech_read_cues(struct speech *t) {
    struct scene *s = t->s;
    struct mention_list l = scene_select(s, &t->plan->from, &t->plan->when);
    t->cues = arena_zero(s->arena, l.n * sizeof *t->cues);
    t->spans = arena_alloc(s->arena, l.n * sizeof *t->spans);
    t->n_cues = l.n;
    for (size_t i = 0; i < l.n; i++) {
        struct span span = l.p[i]->span;
        uint32_t last = span.end > span.start ? span.end - 1 : span.start;
        t->spans[i] = span;
        t->cues[i] = (struct cue){.mention = l.p[i],
                                  .span = span,
                                  .head = span.start,
                                  .sentence = scene_sentence(s, last),
                                  .block = scene_block(s, span.start),
                                  .speech = scene_speech(s, span.start)};
    }
}

/* The number of the cue before or behind cue i in the same place (the same speech, or outside any)
 * and sentence, -1 where there is none. */
int64_t cue_neighbour(const struct speech *t, int64_t i, int64_t step) {
    const struct cue *c = &t->cues[i];
    int steps = 0;
    for (int64_t k = i + step; k >= 0 && k < (int64_t)t->n_cues && steps < SPEECH_STEPS;
         k += step, steps++) {
        if (t->cues[k].sentence != c->sentence) return -1;
        if (t->cues[k].speech == c->speech) return k;
    }
    return -1;
}

static struct value rows_touching(struct scene *s, struct span span) {
    const struct span_index *x = scene_tied(s);
    size_t first = span_index_first(x, span.start), n = 0, most = 0;
    for (size_t i = first; i < x->n && x->spans[i].start < span.end; i++)
        most += x->mentions[i]->n_rows;
    struct item *items = arena_alloc(s->arena, most * sizeof *items);
    for (size_t i = first; i < x->n && x->spans[i].start < span.end; i++) {
        const struct mention *m = x->mentions[i];
        for (size_t k = 0; k < m->n_rows && m->span.end > span.start; k++) {
            size_t j = 0;
            while (j < n && items[j].row != m->rows[k])
                j++;
            if (j == n) items[n++] = (struct item){m->rows[k]->key, m->span, m->rows[k]};
        }
    }
    return (struct value){items, n};
}

struct value speaker_rows(struct scene *s, const struct mention *m) {
    struct item *items = arena_alloc(s->arena, m->n_rows * sizeof *items);
    for (size_t i = 0; i < m->n_rows; i++)
        items[i] = (struct item){m->rows[i]->key, m->span, m->rows[i]};
    return (struct value){items, m->n_rows};
}

struct value speaker_named(struct scene *s, const struct mention *m, uint32_t field) {
    struct value v = mention_get(m, field);
    if (!field || !mention_has(m, field)) return (struct value){NULL, 0};
    struct span span = v.items[0].span;
    struct value rows = span.end > span.start ? rows_touching(s, span) : (struct value){NULL, 0};
    return rows.n ? rows : v;
}

bool cue_speaker_from_who(struct speech *t, struct cue *c) {
    struct value v = speaker_named(t->s, c->mention, t->plan->who);
    if (v.n == 0) return false;
    struct span span = mention_get(c->mention, t->plan->who).items[0].span;
    c->subject = true;
    c->speaker = v;
    if (span.end > span.start && span.start < c->head) c->head = span.start;
    return true;
}

/* Somebody speaks of himself: whoever has the floor by a label. */
static bool speaker_from_label(struct speech *t, struct cue *c) {
    const struct label *l = speech_label(t, c->block);
    if (!l || !t->plan->self || !mention_has(c->mention, t->plan->self)) return false;
    c->subject = true;
    c->speaker = l->speaker;
    c->nobody = l->speaker.n == 0;
    return true;
}

/* Where looking left from a cue ends: the sentence's beginning, or the cue before. */
static uint32_t left_bound(const struct speech *t, const struct cue *c, int64_t before) {
    uint32_t from = c->sentence < 0 ? 0 : t->s->sentences[c->sentence].start;
    if (before >= 0 && t->spans[before].end > from) from = t->spans[before].end;
    return from;
}

/* A subject and those joined to it, in the order of the text. */
static struct value speakers_joined(struct speech *t, struct mention *m) {
    size_t n;
    struct row **rows = subject_chain(t->s, m, t->plan->joined, &n);
    struct item *items = arena_alloc(t->s->arena, n * sizeof *items);
    for (size_t i = 0; i < n; i++) {
        struct row *r = rows[n - 1 - i];
        items[i] = (struct item){r->key, m->span, r};
    }
    return (struct value){items, n};
}

static bool speaker_left(struct speech *t, struct cue *c, uint32_t from) {
    struct mention *m = subject_left(t->s, from, c->span.start);
    if (!m) return false;
    c->speaker = speaker_rows(t->s, m);
    if (t->plan->joined && m->n_rows == 1) c->speaker = speakers_joined(t, m);
    c->head = m->span.start;
    c->subject = true;
    return true;
}

static bool body_left(struct speech *t, struct cue *c, uint32_t from) {
    struct scene *s = t->s;
    int64_t i = span_at(t->bodies.spans, t->bodies.n, c->span.start);
    for (int steps = 0; i >= 0 && steps < 64; i--, steps++) {
        struct span span = t->bodies.spans[i];
        if (span.start < from) return false;
        if (span.end > c->span.start || scene_speech(s, span.start) >= 0) continue;
        if (!subject_may_be(s, span)) continue;
        c->speaker = value_of(s, (struct item){scene_text(s, span), span, NULL});
        c->head = span.start;
        c->subject = true;
        return true;
    }
    return false;
}

const struct hold *speech_held(const struct speech *t, int64_t block) {
    const struct hold *h = t->n_holds ? &t->holds[t->n_holds - 1] : NULL;
    return h && h->block == block ? h : NULL;
}

/* A clause begins here: nothing that could be a subject stands before. */
static bool begins_clause(const struct speech *t, uint32_t at, int64_t sentence) {
    size_t from, to;
    if (!t->plan->bare || sentence < 0) return true;
    if (at == t->s->sentences[sentence].start) return true;
    return rx_match(t->plan->bare, scene_before(t->s, at, WINDOW), 0, &from, &to);
}

/* Behind the cue before, a clause begins with a body right before this cue. */
static bool body_between(struct speech *t, struct cue *c, uint32_t from) {
    enum { NEAR = 4 };
    if (!t->plan->bare || !body_left(t, c, from)) return false;
    struct span span = c->speaker.items[0].span;
    if (span.end + NEAR >= c->span.start && begins_clause(t, span.start, c->sentence)) return true;
    c->subject = false;
    c->head = c->span.start;
    return false;
}

/* The speaker of who talked last in the block, else by a label, else the nearest subject. */
static void speaker_from_before(struct speech *t, struct cue *c) {
    const struct hold *h = speech_held(t, c->block);
    if (h) {
        c->speaker = h->speaker;
        c->nobody = h->nobody;
        c->unnamed = h->nobody && h->carries;
        return;
    }
    const struct label *l = speech_label(t, c->block);
    const struct mention *m = l ? NULL : subject_of(t->s, c->span.start);
    if (l) c->speaker = l->speaker;
    if (m) c->speaker = speaker_rows(t->s, m);
}

void cue_find_speaker(struct speech *t, int64_t i) {
    struct cue *c = &t->cues[i];
    if (c->known) return;
    c->known = true;
    c->nobody = t->plan->nobody && mention_has(c->mention, t->plan->nobody);
    c->unnamed = c->nobody;
    if (c->nobody || cue_speaker_from_who(t, c) || speaker_from_label(t, c)) return;
    int64_t before = cue_neighbour(t, i, -1);
    if (speaker_left(t, c, left_bound(t, c, before))) return;
    if (before >= 0 && body_between(t, c, left_bound(t, c, before))) return;
    if (before >= 0) {
        cue_find_speaker(t, before);
        c->speaker = t->cues[before].speaker;
        c->nobody = t->cues[before].nobody;
        c->unnamed = t->cues[before].unnamed;
        if (c->speaker.n > 0 || c->nobody) return;
    }
    if (body_left(t, c, left_bound(t, c, -1))) return;
    if (begins_clause(t, c->span.start, c->sentence))
        speaker_from_before(t, c);
    else
        c->nobody = true;
}

/* ---- places ---- */

struct span speech_block(const struct speech *t, int64_t b) {
    return b < 0 ? (struct span){0, t->s->length} : t->s->blocks[b].span;
}

/* The last cue outside speech that begins before a place. */
int64_t cue_before(const struct speech *t, uint32_t at) {
    int64_t i = at > 0 ? span_at(t->spans, t->n_cues, at - 1) : -1;
    while (i >= 0 && t->cues[i].speech >= 0)
        i--;
    return i;
}

/* The first cue outside speech that begins at or behind a place. */
int64_t cue_behind(const struct speech *t, uint32_t at) {
    int64_t i = at > 0 ? span_at(t->spans, t->n_cues, at - 1) + 1 : 0, n = (int64_t)t->n_cues;
    while (i < n && t->cues[i].speech >= 0)
        i++;
    return i < n ? i : -1;
}

uint32_t speech_sentence_end(const struct speech *t, int64_t sentence) {
    return sentence < 0 ? t->s->length : t->s->sentences[sentence].end;
}

/* Nothing but a mark follows the cue in its sentence. */
bool cue_closes(const struct speech *t, int64_t c) {
    return speech_sentence_end(t, t->cues[c].sentence) - t->spans[c].end <= 2;
}
