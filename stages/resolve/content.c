/* What a cue governs. */
#include "speech.h"

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
        uint32_t most = span.end - span.start < WINDOW ? span.end - span.start : WINDOW;
        struct sv window = scene_before(s, span.end, most);
        size_t from, to;
        if (!rx_match(trim, window, 0, &from, &to) || from == to) break;
        span.end -= (uint32_t)utf8_count((struct sv){window.p + from, to - from});
    }
    return span;
}

uint32_t speech_skip(const struct scene *s, uint32_t at, struct rx *skip) {
    size_t from, to;
    struct sv window = scene_after(s, at, WINDOW);
    if (!skip || !rx_match(skip, window, 0, &from, &to)) return 0;
    return (uint32_t)utf8_count((struct sv){window.p, to});
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
    /* An addressee may stand between, but no content of its own. */
    uint32_t from = t->spans[c].end + speech_skip(t->s, t->spans[c].end, t->plan->content->skip);
    if (q->span.start > from + t->plan->content->least) return NULL;
    uint32_t end = q->span.end;
    bool ends = speech_sentence_end(t, scene_sentence(t->s, end - 1)) == end || is_mark(t, end);
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
    uint32_t end = speech_sentence_end(t, cue->sentence), from = cue->span.end;
    if (cue->speech >= 0 && t->quotes[cue->speech].span.end < end)
        end = t->quotes[cue->speech].span.end;
    for (int64_t n = cue_neighbour(t, c, 1); n >= 0; n = cue_neighbour(t, n, 1)) {
        if (!t->cues[n].ends) continue;
        cue_find_speaker(t, n);
        const struct cue *next = &t->cues[n];
        int64_t at = next->span.start > from ? clause_before(t, next, from) : -1;
        /* A verb of saying right behind the cue is what is asked for. */
        if (at < 0 || (at == (int64_t)from && !next->subject)) continue;
        return (uint32_t)at < end ? (uint32_t)at : end;
    }
    return end;
}

/* Without the speeches that it ends with: those that begin it or stand behind a mark. */
static struct span without_speech(const struct speech *t, struct span span) {
    for (;;) {
        span = speech_trim(t->s, span, t->plan->content->trim);
        int64_t i = span.end > span.start ? span_at(t->s->speech, t->n_quotes, span.end - 1) : -1;
        const struct quote *q = i >= 0 ? &t->quotes[i] : NULL;
        if (!q || q->span.start < span.start || q->span.end < span.end) return span;
        if (q->span.start > span.start && !is_mark(t, q->span.start - 1)) return span;
        span.end = q->span.start;
    }
}

/* Up to where the expression first matches, but for the very beginning. */
static struct span cut_until(const struct scene *s, struct span span, struct rx *until) {
    size_t from, to;
    struct sv text = scene_text(s, span);
    if (until && text.n > 0 && rx_match(until, text, 0, &from, &to) && from > 0)
        span.end = span.start + (uint32_t)utf8_count((struct sv){text.p, from});
    return span;
}

/* From behind the cue on. */
static struct span content_behind(struct speech *t, int64_t c) {
    const struct content_plan *p = t->plan->content;
    struct span span = {t->spans[c].end, content_end(t, c)};
    span.start += speech_skip(t->s, span.start, p->skip);
    if (span.end < span.start) span.end = span.start;
    span = cut_until(t->s, span, p->until);
    return p->apart ? without_speech(t, span) : speech_trim(t->s, span, p->trim);
}

static struct span content_of(struct speech *t, int64_t c) {
    const struct content_plan *p = t->plan->content;
    if (p->apart) return content_behind(t, c);
    const struct quote *q = t->cues[c].speech < 0 ? object(t, c) : NULL;
    if (q) return speech_trim(t->s, inside(q), p->trim);
    struct span span = content_behind(t, c);
    if (span.end - span.start >= p->least) return span;
    int64_t before = span_at(t->s->speech, t->n_quotes, t->spans[c].start);
    if (before >= 0 && t->quotes[before].cue == c && t->quotes[before].relation == CUE_BEHIND)
        span = speech_trim(t->s, inside(&t->quotes[before]), p->trim);
    return span;
}

/* Before any mention is added: what a condition has looked up of kinds is good until then. */
static void hold_conditions(struct speech *t) {
    for (size_t i = 0; i < t->n_cues; i++) {
        struct cue *c = &t->cues[i];
        c->asks = scene_holds(t->s, c->mention, &t->plan->content->when);
        c->ends = scene_holds(t->s, c->mention, &t->plan->content->next);
    }
}

void speech_add_contents(struct speech *t) {
    const struct content_plan *p = t->plan->content;
    hold_conditions(t);
    for (size_t i = 0; i < t->n_cues; i++) {
        if (!t->cues[i].asks) continue;
        struct span span = content_of(t, (int64_t)i);
        if (span.end <= span.start || span.end - span.start < p->least) continue;
        struct mention *m = scene_add_mention(t->s, p->as, t->cues[i].mention->rule, span);
        struct item text = {scene_text(t->s, span), span, NULL};
        mention_set(t->s, m, p->field, value_of(t->s, text));
        m->cue = (int64_t)i;
    }
}
