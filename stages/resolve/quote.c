/* Quotations that are talk, and whose they are. */
#include "speech.h"
#include "subject.h"

void speech_read_quotes(struct speech *t) {
    struct scene *s = t->s;
    (void)scene_speech(s, 0); /* finds them */
    t->n_quotes = s->n_speech;
    t->quotes = arena_zero(s->arena, t->n_quotes * sizeof *t->quotes);
    for (size_t i = 0; i < t->n_quotes; i++)
        t->quotes[i] = (struct quote){
            .span = s->speech[i], .block = scene_block(s, s->speech[i].start), .cue = -1};
}

static void give_quote(struct speech *t, struct quote *q, int64_t cue, enum relation r) {
    cue_find_speaker(t, cue);
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
                 q->span.start == speech_block(t, q->block).start &&
                 speech_block(t, t->cues[c].block).end - t->spans[c].end <= 2 && !is_taken(t, i, c);
    if (!same && !above) return false;
    give_quote(t, q, c, CUE_BEFORE);
    return true;
}

static uint32_t next_quote(const struct speech *t, size_t i, int64_t block) {
    uint32_t end = speech_block(t, block).end;
    return i + 1 < t->n_quotes && t->quotes[i + 1].span.start < end ? t->quotes[i + 1].span.start
                                                                    : end;
}

/* The cue behind a quotation that may belong to it, -1 where there is none. */
static int64_t follow_up(struct speech *t, size_t i) {
    const struct quote *q = &t->quotes[i];
    int64_t c = cue_behind(t, q->span.end);
    if (c < 0 || t->cues[c].block != q->block) return -1;
    if (t->spans[c].start >= next_quote(t, i, q->block)) return -1;
    if (t->cues[c].sentence > scene_sentence(t->s, q->span.end - 1) + 1) return -1;
    cue_find_speaker(t, c);
    uint32_t head = t->cues[c].head > q->span.end ? t->cues[c].head : q->span.end;
    uint32_t most = t->cues[c].subject ? t->plan->behind : t->plan->gap;
    return head - q->span.end <= most ? c : -1;
}

static bool subject_behind(struct speech *t, size_t i) {
    struct quote *q = &t->quotes[i];
    uint32_t to = next_quote(t, i, q->block), most = q->span.end + t->plan->behind;
    const struct mention *m = subject_right(t->s, q->span.end, to < most ? to : most);
    if (!m || scene_sentence(t->s, m->span.start) > scene_sentence(t->s, q->span.end - 1) + 1)
        return false;
    q->speaker = speaker_rows(t->s, m);
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
    q->speaker = speaker_rows(t->s, m);
    q->relation = HELD;
    return q->known = true;
}

static bool fills_up_to_end(const struct speech *t, const struct quote *q) {
    return q->span.end == speech_block(t, q->block).end;
}

/* Its attribution ends the block: (...) she said. */
static bool is_attributed_at_end(const struct speech *t, const struct quote *q) {
    if (q->relation != CUE_BEHIND || q->cue < 0 || !cue_closes(t, q->cue)) return false;
    return speech_sentence_end(t, t->cues[q->cue].sentence) == speech_block(t, q->block).end;
}

/* The quotation that ends the block before, but for its attribution: its speaker goes on. */
static bool goes_on(struct speech *t, size_t i) {
    struct quote *q = &t->quotes[i];
    if (i == 0 || q->span.start != speech_block(t, q->block).start) return false;
    const struct quote *p = &t->quotes[i - 1];
    if (p->block + 1 != q->block || !p->known) return false;
    if (!fills_up_to_end(t, p) && !is_attributed_at_end(t, p)) return false;
    q->speaker = p->speaker;
    q->cue = p->cue;
    q->relation = HELD;
    return q->known = true;
}

/* It begins a sentence that goes on with the cue and a subject of its own. */
static bool opens_sentence(const struct speech *t, const struct quote *q, int64_t c) {
    int64_t first = scene_sentence(t->s, q->span.start);
    if (first < 0 || t->s->sentences[first].start != q->span.start) return false;
    return t->cues[c].subject && t->cues[c].sentence == scene_sentence(t->s, q->span.end - 1);
}

void quote_attribute(struct speech *t, size_t i) {
    struct quote *q = &t->quotes[i];
    if (q->span.end <= q->span.start || lead_in(t, i)) return;
    const struct hold *h = speech_held(t, q->block);
    if (h && h->nobody) h = NULL;
    bool begins = q->span.start == speech_block(t, q->block).start || !h;
    int64_t c = follow_up(t, i);
    if (c >= 0 && (begins || cue_closes(t, c) || opens_sentence(t, q, c))) {
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
void quotes_attribute_backwards(struct speech *t) {
    for (size_t i = t->n_quotes; i-- > 0;) {
        struct quote *q = &t->quotes[i];
        if (q->known || q->span.end <= q->span.start || !fills_up_to_end(t, q)) continue;
        const struct quote *n = i + 1 < t->n_quotes ? &t->quotes[i + 1] : NULL;
        uint32_t next = q->block + 1 < (int64_t)t->s->n_blocks ? speech_block(t, q->block + 1).start
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
