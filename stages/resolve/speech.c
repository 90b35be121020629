#include "speech.h"

#include <stddef.h>

#include "operations.h"
#include "subject.h"

struct content_plan {
    struct condition_list when, next;
    uint32_t as, field, least;
    struct rx *skip, *trim;
};

struct speech_plan {
    struct name_list from, bodies, copy, mark;
    struct condition_list when;
    uint32_t who, nobody, as, quoted, gap, behind, carry;
    struct rx *bare;
    const struct content_plan *content;
};

enum relation { RELATION_NONE, CUE_BEFORE, CUE_BEHIND, HELD };

/* What is known of a speech (a quotation that is talk). */
struct quote {
    struct span span;
    int64_t block, cue;
    struct value speaker;
    enum relation relation;
    bool known;
};

/* Who holds the floor from a place on. */
struct hold {
    struct span span; /* of what gave it */
    int64_t block, sentence, cue;
    struct value speaker;
    bool nobody;
};

struct speech {
    struct scene *s;
    const struct speech_plan *plan;
    struct cue *cues;
    struct span *spans; /* of the cues */
    size_t n_cues;
    struct quote *quotes;
    size_t n_quotes;
    struct hold *holds;
    size_t n_holds;
    struct span_index bodies;
};

static bool is_somebody(struct value v) {
    return v.n > 0;
}

/* ---- cues ---- */

static void read_cues(struct speech *t) {
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
static int64_t neighbour(const struct speech *t, int64_t i, int64_t step) {
    const struct cue *c = &t->cues[i];
    for (int64_t k = i + step; k >= 0 && k < (int64_t)t->n_cues; k += step) {
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

static struct value rows_of(struct scene *s, const struct mention *m) {
    struct item *items = arena_alloc(s->arena, m->n_rows * sizeof *items);
    for (size_t i = 0; i < m->n_rows; i++)
        items[i] = (struct item){m->rows[i]->key, m->span, m->rows[i]};
    return (struct value){items, m->n_rows};
}

static bool speaker_from_who(struct speech *t, struct cue *c) {
    struct value v = mention_get(c->mention, t->plan->who);
    if (!t->plan->who || !mention_has(c->mention, t->plan->who)) return false;
    struct span span = v.items[0].span;
    c->subject = true;
    c->speaker = v;
    if (span.end <= span.start) return true;
    struct value rows = rows_touching(t->s, span);
    if (rows.n) c->speaker = rows;
    if (span.start < c->head) c->head = span.start;
    return true;
}

/* Where looking left from a cue ends: the sentence's beginning, or the cue before. */
static uint32_t left_bound(const struct speech *t, const struct cue *c, int64_t before) {
    uint32_t from = c->sentence < 0 ? 0 : t->s->sentences[c->sentence].start;
    if (before >= 0 && t->spans[before].end > from) from = t->spans[before].end;
    return from;
}

static bool speaker_left(struct speech *t, struct cue *c, uint32_t from) {
    const struct mention *m = subject_left(t->s, from, c->span.start);
    if (!m) return false;
    c->speaker = rows_of(t->s, m);
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

static const struct hold *held(const struct speech *t, int64_t block) {
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

/* The speaker of who talked last in the block, else the nearest subject. */
static void speaker_from_before(struct speech *t, struct cue *c) {
    const struct hold *h = held(t, c->block);
    if (h) {
        c->speaker = h->speaker;
        c->nobody = h->nobody;
        return;
    }
    const struct mention *m = subject_of(t->s, c->span.start);
    if (m) c->speaker = rows_of(t->s, m);
}

static void find_speaker(struct speech *t, int64_t i) {
    struct cue *c = &t->cues[i];
    if (c->known) return;
    c->known = true;
    c->nobody = t->plan->nobody && mention_has(c->mention, t->plan->nobody);
    if (c->nobody || speaker_from_who(t, c)) return;
    int64_t before = neighbour(t, i, -1);
    if (speaker_left(t, c, left_bound(t, c, before))) return;
    if (before >= 0 && body_between(t, c, left_bound(t, c, before))) return;
    if (before >= 0) {
        find_speaker(t, before);
        c->speaker = t->cues[before].speaker;
        c->nobody = t->cues[before].nobody;
        if (is_somebody(c->speaker) || c->nobody) return;
    }
    if (body_left(t, c, left_bound(t, c, -1))) return;
    if (begins_clause(t, c->span.start, c->sentence))
        speaker_from_before(t, c);
    else
        c->nobody = true;
}

/* ---- quotations ---- */

static void read_quotes(struct speech *t) {
    struct scene *s = t->s;
    (void)scene_speech(s, 0); /* finds them */
    t->n_quotes = s->n_speech;
    t->quotes = arena_zero(s->arena, t->n_quotes * sizeof *t->quotes);
    for (size_t i = 0; i < t->n_quotes; i++)
        t->quotes[i] = (struct quote){
            .span = s->speech[i], .block = scene_block(s, s->speech[i].start), .cue = -1};
}

static struct span block_span(const struct speech *t, int64_t b) {
    return b < 0 ? (struct span){0, t->s->length} : t->s->blocks[b].span;
}

/* The last cue outside speech that begins before a place. */
static int64_t cue_before(const struct speech *t, uint32_t at) {
    int64_t i = at > 0 ? span_at(t->spans, t->n_cues, at - 1) : -1;
    while (i >= 0 && t->cues[i].speech >= 0)
        i--;
    return i;
}

/* The first cue outside speech that begins at or behind a place. */
static int64_t cue_behind(const struct speech *t, uint32_t at) {
    int64_t i = at > 0 ? span_at(t->spans, t->n_cues, at - 1) + 1 : 0, n = (int64_t)t->n_cues;
    while (i < n && t->cues[i].speech >= 0)
        i++;
    return i < n ? i : -1;
}

static void give_quote(struct speech *t, struct quote *q, int64_t cue, enum relation r) {
    find_speaker(t, cue);
    q->cue = cue;
    q->speaker = t->cues[cue].speaker;
    q->relation = r;
    q->known = true;
}

/* The cue stands behind the quotation before, whose it is. */
static bool is_taken(const struct speech *t, size_t i, int64_t c) {
    return i > 0 && t->quotes[i - 1].cue == c && t->quotes[i - 1].relation == CUE_BEHIND;
}

/* A cue right before it, in its sentence or at the end of the block before. */
static bool lead_in(struct speech *t, size_t i) {
    struct quote *q = &t->quotes[i];
    int64_t c = cue_before(t, q->span.start);
    if (c < 0 || t->spans[c].end > q->span.start) return false;
    if (i > 0 && t->quotes[i - 1].span.end > t->spans[c].start) return false;
    if (q->span.start - t->spans[c].end > t->plan->gap) return false;
    bool same =
        t->cues[c].block == q->block && t->cues[c].sentence == scene_sentence(t->s, q->span.start);
    bool above = t->cues[c].block + 1 == q->block &&
                 q->span.start == block_span(t, q->block).start &&
                 block_span(t, t->cues[c].block).end - t->spans[c].end <= 2 && !is_taken(t, i, c);
    if (!same && !above) return false;
    give_quote(t, q, c, CUE_BEFORE);
    return true;
}

static uint32_t next_quote(const struct speech *t, size_t i, int64_t block) {
    uint32_t end = block_span(t, block).end;
    return i + 1 < t->n_quotes && t->quotes[i + 1].span.start < end ? t->quotes[i + 1].span.start
                                                                    : end;
}

static uint32_t sentence_end(const struct speech *t, int64_t sentence) {
    return sentence < 0 ? t->s->length : t->s->sentences[sentence].end;
}

/* The cue behind a quotation that may belong to it, -1 where there is none. */
static int64_t follow_up(struct speech *t, size_t i) {
    const struct quote *q = &t->quotes[i];
    int64_t c = cue_behind(t, q->span.end);
    if (c < 0 || t->cues[c].block != q->block) return -1;
    if (t->spans[c].start >= next_quote(t, i, q->block)) return -1;
    if (t->cues[c].sentence > scene_sentence(t->s, q->span.end - 1) + 1) return -1;
    find_speaker(t, c);
    uint32_t head = t->cues[c].head > q->span.end ? t->cues[c].head : q->span.end;
    uint32_t most = t->cues[c].subject ? t->plan->behind : t->plan->gap;
    return head - q->span.end <= most ? c : -1;
}

/* Nothing but a mark follows the cue in its sentence. */
static bool closes(const struct speech *t, int64_t c) {
    return sentence_end(t, t->cues[c].sentence) - t->spans[c].end <= 2;
}

static bool subject_behind(struct speech *t, size_t i) {
    struct quote *q = &t->quotes[i];
    uint32_t to = next_quote(t, i, q->block), most = q->span.end + t->plan->behind;
    const struct mention *m = subject_right(t->s, q->span.end, to < most ? to : most);
    if (!m || scene_sentence(t->s, m->span.start) > scene_sentence(t->s, q->span.end - 1) + 1)
        return false;
    q->speaker = rows_of(t->s, m);
    q->relation = HELD;
    q->known = true;
    return true;
}

/* The subject of the sentence that it stands in the middle of. */
static bool subject_in_front(struct speech *t, size_t i) {
    struct quote *q = &t->quotes[i];
    int64_t sentence = scene_sentence(t->s, q->span.start);
    if (sentence < 0) return false;
    uint32_t from = t->s->sentences[sentence].start;
    if (i > 0 && t->quotes[i - 1].span.end > from) from = t->quotes[i - 1].span.end;
    const struct mention *m = subject_left(t->s, from, q->span.start);
    if (!m) return false;
    q->speaker = rows_of(t->s, m);
    q->relation = HELD;
    return q->known = true;
}

static bool fills_up_to_end(const struct speech *t, const struct quote *q) {
    return q->span.end == block_span(t, q->block).end;
}

/* The quotation that ends the block before: its speaker goes on. */
static bool goes_on(struct speech *t, size_t i) {
    struct quote *q = &t->quotes[i];
    if (i == 0 || q->span.start != block_span(t, q->block).start) return false;
    const struct quote *p = &t->quotes[i - 1];
    if (p->block + 1 != q->block || !fills_up_to_end(t, p) || !p->known) return false;
    q->speaker = p->speaker;
    q->cue = p->cue;
    q->relation = HELD;
    return q->known = true;
}

static void attribute(struct speech *t, size_t i) {
    struct quote *q = &t->quotes[i];
    if (q->span.end <= q->span.start || lead_in(t, i)) return;
    const struct hold *h = held(t, q->block);
    if (h && h->nobody) h = NULL;
    bool begins = q->span.start == block_span(t, q->block).start || !h;
    int64_t c = follow_up(t, i);
    if (c >= 0 && (begins || closes(t, c))) {
        give_quote(t, q, c, CUE_BEHIND);
    } else if (subject_in_front(t, i)) {
        return;
    } else if (h) {
        q->speaker = h->speaker;
        q->cue = h->cue;
        q->relation = HELD;
        q->known = true;
    } else if (!subject_behind(t, i)) {
        goes_on(t, i);
    }
}

/* A quotation that fills its block and that nobody was found for: what the next block begins with.
 */
static void attribute_backwards(struct speech *t) {
    for (size_t i = t->n_quotes; i-- > 0;) {
        struct quote *q = &t->quotes[i];
        if (q->known || q->span.end <= q->span.start || !fills_up_to_end(t, q)) continue;
        const struct quote *n = i + 1 < t->n_quotes ? &t->quotes[i + 1] : NULL;
        uint32_t next = q->block + 1 < (int64_t)t->s->n_blocks ? block_span(t, q->block + 1).start
                                                               : t->s->length;
        int64_t c = cue_behind(t, next);
        if (n && n->block == q->block + 1 && n->span.start == next) {
            if (!n->known) continue;
            q->speaker = n->speaker;
            q->cue = n->cue;
            q->relation = HELD;
            q->known = true;
        } else if (c >= 0 && t->cues[c].block == q->block + 1 &&
                   t->spans[c].start - next <= t->plan->behind) {
            give_quote(t, q, c, CUE_BEHIND);
        }
    }
}

/* ---- the floor ---- */

static void take_floor(struct speech *t, struct span span, int64_t block, int64_t cue,
                       struct value speaker, bool nobody) {
    uint32_t last = span.end > span.start ? span.end - 1 : span.start;
    t->holds[t->n_holds++] =
        (struct hold){span, block, scene_sentence(t->s, last), cue, speaker, nobody};
}

/* In reading order: each cue outside speech and each speech takes the floor. */
static void walk(struct speech *t) {
    size_t c = 0, q = 0;
    t->holds = arena_alloc(t->s->arena, (t->n_cues + t->n_quotes) * sizeof *t->holds);
    while (c < t->n_cues || q < t->n_quotes) {
        bool cue =
            q == t->n_quotes || (c < t->n_cues && t->spans[c].start < t->quotes[q].span.start);
        if (cue) {
            const struct cue *now = &t->cues[c];
            if (now->speech < 0) {
                find_speaker(t, (int64_t)c);
                if (is_somebody(now->speaker) || now->nobody)
                    take_floor(t, now->span, now->block, (int64_t)c, now->speaker, now->nobody);
            }
            c++;
        } else {
            const struct quote *now = &t->quotes[q];
            attribute(t, q++);
            if (now->known && is_somebody(now->speaker))
                take_floor(t, now->span, now->block, now->cue, now->speaker, false);
        }
    }
}

/* Inside a speech its speaker is the subject of cues without one. */
static void find_inner_speakers(struct speech *t) {
    for (size_t i = 0; i < t->n_cues; i++) {
        struct cue *c = &t->cues[i];
        if (c->speech < 0) continue;
        c->known = true;
        c->nobody = t->plan->nobody && mention_has(c->mention, t->plan->nobody);
        if (!c->nobody && !speaker_from_who(t, c)) c->speaker = t->quotes[c->speech].speaker;
    }
}

/* ---- what a cue governs ---- */

/* The last cue before a place in its sentence and in the same speech (or outside any). */
static int64_t governing(const struct speech *t, uint32_t at, int64_t sentence, int64_t speech) {
    int64_t i = span_at(t->spans, t->n_cues, at);
    for (; i >= 0 && t->cues[i].sentence == sentence; i--)
        if (t->cues[i].speech == speech && t->spans[i].start < at) return i;
    return -1;
}

/* A cue that ends the sentence of what stands before it. */
static int64_t closing(const struct speech *t, uint32_t from, int64_t sentence) {
    int64_t i = cue_behind(t, from), last = -1;
    for (; i >= 0 && i < (int64_t)t->n_cues && t->cues[i].sentence == sentence; i++)
        if (t->cues[i].speech < 0) last = i;
    return last >= 0 && closes(t, last) ? last : -1;
}

static bool is_among(const struct row *r, struct value v) {
    for (size_t i = 0; i < v.n; i++)
        if (v.items[i].row == r) return true;
    return false;
}

/* Who holds the floor at a place, unless a sentence since then has another subject. */
static const struct hold *floor_at(struct speech *t, const struct mention *m, int64_t sentence) {
    size_t low = 0, high = t->n_holds;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->holds[middle].span.end <= m->span.start)
            low = middle + 1;
        else
            high = middle;
    }
    const struct hold *h = low ? &t->holds[low - 1] : NULL;
    if (!h || h->block != scene_block(t->s, m->span.start)) return NULL;
    if (sentence - h->sentence > (int64_t)t->plan->carry) return NULL;
    uint32_t from = sentence_end(t, h->sentence);
    if (from < h->span.end) from = h->span.end;
    const struct mention *other = subject_right(t->s, from, m->span.start);
    return other && !is_among(other->rows[0], h->speaker) ? NULL : h;
}

static void mark_as(struct speech *t, struct mention *m, struct value speaker, int64_t cue) {
    const struct speech_plan *p = t->plan;
    m->cue = cue;
    if (is_somebody(speaker)) mention_set(t->s, m, p->as, speaker);
    for (size_t i = 0; cue >= 0 && i < p->copy.n; i++)
        if (mention_has(t->cues[cue].mention, p->copy.ids[i]))
            mention_set(t->s, m, p->copy.ids[i], mention_get(t->cues[cue].mention, p->copy.ids[i]));
}

static void mark_in_speech(struct speech *t, struct mention *m, int64_t speech, int64_t sentence) {
    const struct quote *q = &t->quotes[speech];
    int64_t cue = m->cue >= 0 ? m->cue : governing(t, m->span.start, sentence, speech);
    struct value yes = value_of(t->s, (struct item){.text = SV("yes")});
    if (t->plan->quoted) mention_set(t->s, m, t->plan->quoted, yes);
    if (cue >= 0)
        mark_as(t, m, t->cues[cue].speaker, cue);
    else
        mark_as(t, m, q->speaker, q->cue);
}

/* It stands before a cue that has a subject of its own: the floor has passed on. */
static bool is_lead(struct speech *t, const struct mention *m, int64_t sentence) {
    int64_t c = cue_behind(t, m->span.end);
    if (c < 0 || t->cues[c].sentence != sentence) return false;
    find_speaker(t, c);
    return t->cues[c].subject;
}

static void mark_outside(struct speech *t, struct mention *m, int64_t sentence) {
    int64_t cue = m->cue >= 0 ? m->cue : governing(t, m->span.start, sentence, -1);
    if (cue < 0) cue = closing(t, m->span.end, sentence);
    if (cue < 0 && is_lead(t, m, sentence)) return;
    if (cue >= 0) {
        find_speaker(t, cue);
        mark_as(t, m, t->cues[cue].speaker, cue);
        return;
    }
    const struct hold *h = t->plan->carry ? floor_at(t, m, sentence) : NULL;
    if (h) mark_as(t, m, h->speaker, h->cue);
}

static void mark_all(struct speech *t) {
    struct mention_list l = scene_select(t->s, &t->plan->mark, NULL);
    for (size_t i = 0; i < l.n; i++) {
        int64_t sentence = scene_sentence(t->s, l.p[i]->span.start);
        int64_t speech = scene_speech(t->s, l.p[i]->span.start);
        if (speech >= 0)
            mark_in_speech(t, l.p[i], speech, sentence);
        else
            mark_outside(t, l.p[i], sentence);
    }
}

static void mark_cues(struct speech *t) {
    for (size_t i = 0; i < t->n_cues; i++)
        if (is_somebody(t->cues[i].speaker))
            mention_set(t->s, t->cues[i].mention, t->plan->as, t->cues[i].speaker);
}

/* ---- contents ---- */

/* A quotation that begins at or behind `from` ends at a place. */
static bool closes_quote(const struct scene *s, uint32_t from, uint32_t end) {
    int64_t q = span_at(s->all_quotes, s->n_all_quotes, end - 1);
    for (; q >= 0 && s->all_quotes[q].start >= from; q--)
        if (s->all_quotes[q].end == end) return true;
    return false;
}

struct span speech_trim(const struct scene *s, struct span span, struct rx *trim) {
    while (trim && span.end > span.start) {
        if (closes_quote(s, span.start, span.end)) break;
        struct sv window = scene_before(s, span.end, 1);
        size_t from, to;
        if (!rx_match(trim, window, 0, &from, &to) || from == to) break;
        span.end--;
    }
    return span;
}

static bool is_mark(const struct speech *t, uint32_t at) {
    size_t from, to;
    struct rx *trim = t->plan->content->trim;
    return trim && rx_match(trim, scene_after(t->s, at, 1), 0, &from, &to) && to > from;
}

/* The quotation that a cue leads into and that is its whole object. */
static const struct quote *object(const struct speech *t, int64_t c) {
    int64_t i = span_at(t->s->speech, t->n_quotes, t->spans[c].end) + 1;
    if (t->spans[c].end == 0 || i >= (int64_t)t->n_quotes) return NULL;
    if (i > 0 && t->quotes[i - 1].span.start == t->spans[c].end) i--;
    const struct quote *q = &t->quotes[i];
    if (q->cue != c || q->relation != CUE_BEFORE) return NULL;
    uint32_t end = q->span.end;
    bool ends = sentence_end(t, scene_sentence(t->s, end - 1)) == end || is_mark(t, end);
    return ends ? q : NULL;
}

static struct span inside(const struct quote *q) {
    return (struct span){q->span.start + 1, q->span.end};
}

/* Where the clause of the next cue begins: the mark before its head, not far from it. -1 where it
 * begins no clause. */
static int64_t clause_before(const struct speech *t, const struct cue *next, uint32_t from) {
    uint32_t most = next->subject ? t->plan->behind : 0, at = next->head;
    for (uint32_t i = 0; at > from && i <= most; i++, at--)
        if (is_mark(t, at - 1)) return at - 1;
    return -1;
}

static uint32_t content_end(struct speech *t, int64_t c) {
    const struct cue *cue = &t->cues[c];
    uint32_t end = sentence_end(t, cue->sentence), from = cue->span.end;
    if (cue->speech >= 0 && t->quotes[cue->speech].span.end < end)
        end = t->quotes[cue->speech].span.end;
    for (int64_t n = neighbour(t, c, 1); n >= 0; n = neighbour(t, n, 1)) {
        if (!scene_holds(t->s, t->cues[n].mention, &t->plan->content->next)) continue;
        find_speaker(t, n);
        const struct cue *next = &t->cues[n];
        int64_t at = next->span.start > from ? clause_before(t, next, from) : -1;
        /* A verb of saying right behind the cue is what is asked for. */
        if (at < 0 || (at == (int64_t)from && !next->subject)) continue;
        return (uint32_t)at < end ? (uint32_t)at : end;
    }
    return end;
}

static struct span content_of(struct speech *t, int64_t c) {
    const struct content_plan *p = t->plan->content;
    const struct quote *q = t->cues[c].speech < 0 ? object(t, c) : NULL;
    if (q) return speech_trim(t->s, inside(q), p->trim);
    struct span span = {t->spans[c].end, content_end(t, c)};
    size_t from, to;
    struct sv window = scene_after(t->s, span.start, WINDOW);
    if (p->skip && rx_match(p->skip, window, 0, &from, &to))
        span.start += (uint32_t)utf8_count((struct sv){window.p, to});
    if (span.end < span.start) span.end = span.start;
    span = speech_trim(t->s, span, p->trim);
    if (span.end - span.start >= p->least) return span;
    int64_t before = span_at(t->s->speech, t->n_quotes, t->spans[c].start);
    if (before >= 0 && t->quotes[before].cue == c && t->quotes[before].relation == CUE_BEHIND)
        span = speech_trim(t->s, inside(&t->quotes[before]), p->trim);
    return span;
}

static void add_contents(struct speech *t) {
    const struct content_plan *p = t->plan->content;
    for (size_t i = 0; i < t->n_cues; i++) {
        if (!scene_holds(t->s, t->cues[i].mention, &p->when)) continue;
        struct span span = content_of(t, (int64_t)i);
        if (span.end <= span.start || span.end - span.start < p->least) continue;
        struct mention *m = scene_add_mention(t->s, p->as, t->cues[i].mention->rule, span);
        struct item text = {scene_text(t->s, span), span, NULL};
        mention_set(t->s, m, p->field, value_of(t->s, text));
        m->cue = (int64_t)i;
    }
}

static void run_speech(struct scene *s, const void *plan) {
    struct speech t = {.s = s, .plan = plan};
    read_cues(&t);
    read_quotes(&t);
    span_index_build(s, &t.bodies, scene_select(s, &t.plan->bodies, NULL));
    walk(&t);
    attribute_backwards(&t);
    find_inner_speakers(&t);
    if (t.plan->content) add_contents(&t);
    mark_all(&t);
    mark_cues(&t);
    s->cues = t.cues;
    s->n_cues = t.n_cues;
}

static const struct key content_keys[] = {
    {.name = "when",
     .type = KEY_WHEN,
     .required = true,
     .offset = offsetof(struct content_plan, when)},
    {.name = "next", .type = KEY_WHEN, .offset = offsetof(struct content_plan, next)},
    {.name = "as", .type = KEY_NAME, .required = true, .offset = offsetof(struct content_plan, as)},
    {.name = "field",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct content_plan, field)},
    {.name = "skip", .type = KEY_RX_AFTER, .offset = offsetof(struct content_plan, skip)},
    {.name = "trim", .type = KEY_RX_BEFORE, .offset = offsetof(struct content_plan, trim)},
    {.name = "least",
     .type = KEY_NUMBER,
     .offset = offsetof(struct content_plan, least),
     .number = 4},
    {.name = NULL},
};

static const struct key speech_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct speech_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct speech_plan, when)},
    {.name = "who", .type = KEY_NAME, .offset = offsetof(struct speech_plan, who)},
    {.name = "nobody", .type = KEY_NAME, .offset = offsetof(struct speech_plan, nobody)},
    {.name = "bodies", .type = KEY_NAMES, .offset = offsetof(struct speech_plan, bodies)},
    {.name = "as", .type = KEY_NAME, .required = true, .offset = offsetof(struct speech_plan, as)},
    {.name = "copy", .type = KEY_NAMES, .offset = offsetof(struct speech_plan, copy)},
    {.name = "mark", .type = KEY_NAMES, .offset = offsetof(struct speech_plan, mark)},
    {.name = "quoted", .type = KEY_NAME, .offset = offsetof(struct speech_plan, quoted)},
    {.name = "gap", .type = KEY_NUMBER, .offset = offsetof(struct speech_plan, gap), .number = 16},
    {.name = "behind",
     .type = KEY_NUMBER,
     .offset = offsetof(struct speech_plan, behind),
     .number = 48},
    {.name = "carry",
     .type = KEY_NUMBER,
     .offset = offsetof(struct speech_plan, carry),
     .number = 8},
    {.name = "bare", .type = KEY_RX_BEFORE, .offset = offsetof(struct speech_plan, bare)},
    {.name = "content",
     .type = KEY_PLAN,
     .offset = offsetof(struct speech_plan, content),
     .keys = content_keys,
     .size = sizeof(struct content_plan)},
    {.name = NULL},
};

const struct op_def op_speech = {"speech", speech_keys, sizeof(struct speech_plan), run_speech,
                                 NULL};
