#include "speech.h"

#include <stddef.h>

#include "operations.h"
#include "subject.h"

/* ---- the floor ---- */

static bool has_row(struct value v) {
    for (size_t i = 0; i < v.n; i++)
        if (v.items[i].row) return true;
    return false;
}

static void take_floor(struct speech *t, struct span span, int64_t block, int64_t cue,
                       struct value speaker, bool nobody) {
    bool unnamed = cue >= 0 && t->cues[cue].unnamed;
    uint32_t last = span.end > span.start ? span.end - 1 : span.start;
    t->holds[t->n_holds++] = (struct hold){span,    block,  scene_sentence(t->s, last), cue,
                                           speaker, nobody, has_row(speaker) || unnamed};
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
                cue_find_speaker(t, (int64_t)c);
                if (now->speaker.n > 0 || now->nobody)
                    take_floor(t, now->span, now->block, (int64_t)c, now->speaker, now->nobody);
            }
            c++;
        } else {
            const struct quote *now = &t->quotes[q];
            quote_attribute(t, q++);
            if (now->known && now->speaker.n > 0)
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
        if (!c->nobody && !cue_speaker_from_who(t, c)) c->speaker = t->quotes[c->speech].speaker;
    }
}

/* ---- what a cue governs ---- */

/* The last cue before a place in its sentence and in the same speech (or outside any). */
static int64_t governing(const struct speech *t, uint32_t at, int64_t sentence, int64_t speech) {
    int64_t i = span_at(t->spans, t->n_cues, at);
    for (int steps = 0; i >= 0 && t->cues[i].sentence == sentence && steps < SPEECH_STEPS;
         i--, steps++)
        if (t->cues[i].speech == speech && t->spans[i].start < at) return i;
    return -1;
}

/* A cue that ends the sentence of what stands before it. */
static int64_t closing(const struct speech *t, uint32_t from, int64_t sentence) {
    int64_t i = cue_behind(t, from), last = -1;
    for (int steps = 0; i >= 0 && i < (int64_t)t->n_cues && steps < SPEECH_STEPS; i++, steps++) {
        if (t->cues[i].sentence != sentence) break;
        if (t->cues[i].speech < 0) last = i;
    }
    return last >= 0 && cue_closes(t, last) ? last : -1;
}

static bool is_among(const struct row *r, struct value v) {
    for (size_t i = 0; i < v.n; i++)
        if (v.items[i].row == r) return true;
    return false;
}

/* A row holds the floor beyond its sentence, a body where it asks for something. */
static bool carries(const struct speech *t, const struct hold *h) {
    return h->carries || (h->speaker.n > 0 && h->cue >= 0 && t->cues[h->cue].asks);
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
    if (!h || !carries(t, h) || h->block != scene_block(t->s, m->span.start)) return NULL;
    if (sentence - h->sentence > (int64_t)t->plan->carry) return NULL;
    uint32_t from = speech_sentence_end(t, h->sentence);
    if (from < h->span.end) from = h->span.end;
    const struct mention *other = subject_right(t->s, from, m->span.start);
    return other && !is_among(other->rows[0], h->speaker) ? NULL : h;
}

static void mark_as(struct speech *t, struct mention *m, struct value speaker, int64_t cue) {
    const struct speech_plan *p = t->plan;
    m->cue = cue;
    if (speaker.n > 0) mention_set(t->s, m, p->as, speaker);
    for (size_t i = 0; cue >= 0 && i < p->copy.n; i++)
        if (mention_has(t->cues[cue].mention, p->copy.ids[i]) && !mention_has(m, p->copy.ids[i]))
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
    cue_find_speaker(t, c);
    return t->cues[c].subject;
}

static void mark_outside(struct speech *t, struct mention *m, int64_t sentence) {
    int64_t cue = m->cue >= 0 ? m->cue : governing(t, m->span.start, sentence, -1);
    if (cue < 0) cue = closing(t, m->span.end, sentence);
    if (cue < 0 && is_lead(t, m, sentence)) return;
    if (cue >= 0) {
        cue_find_speaker(t, cue);
        mark_as(t, m, t->cues[cue].speaker, cue);
        return;
    }
    const struct hold *h = t->plan->carry ? floor_at(t, m, sentence) : NULL;
    const struct label *l = h ? NULL : speech_label(t, scene_block(t->s, m->span.start));
    if (h) mark_as(t, m, h->speaker, h->cue);
    if (l) mark_as(t, m, l->speaker, -1);
}

/* What begins with a cue, or with the subject of one, is what the cue governs: it begins behind it.
 */
static void cut_cue(struct speech *t, struct mention *m) {
    const struct content_plan *p = t->plan->content;
    int64_t i = m->span.start > 0 ? span_at(t->spans, t->n_cues, m->span.start - 1) + 1 : 0;
    if (i >= (int64_t)t->n_cues || t->spans[i].end >= m->span.end) return;
    const struct cue *c = &t->cues[i];
    if (c->speech != scene_speech(t->s, m->span.start)) return;
    if (!scene_holds(t->s, c->mention, &t->plan->cuts)) return;
    cue_find_speaker(t, i);
    if (c->span.start != m->span.start && (!c->subject || c->head < m->span.start)) return;
    m->span.start = c->span.end + (p ? speech_skip(t->s, c->span.end, p->skip) : 0);
    if (m->span.start > m->span.end) m->span.start = m->span.end;
    m->cue = i;
    t->s->sorted = 0;
}

static void mark_all(struct speech *t) {
    struct mention_list l = scene_select(t->s, &t->plan->mark, NULL);
    for (size_t i = 0; i < l.n; i++) {
        if (l.p[i]->cue < 0 && t->plan->cuts.n) cut_cue(t, l.p[i]);
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
        if (t->cues[i].speaker.n > 0)
            mention_set(t->s, t->cues[i].mention, t->plan->as, t->cues[i].speaker);
}

static void run_speech(struct scene *s, const void *plan) {
    struct speech t = {.s = s, .plan = plan};
    speech_read_labels(&t);
    speech_read_cues(&t);
    speech_read_quotes(&t);
    span_index_build(s, &t.bodies, scene_select(s, &t.plan->bodies, NULL));
    walk(&t);
    quotes_attribute_backwards(&t);
    find_inner_speakers(&t);
    if (t.plan->content) speech_add_contents(&t);
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
    {.name = "until", .type = KEY_RX, .offset = offsetof(struct content_plan, until)},
    {.name = "trim", .type = KEY_RX_BEFORE, .offset = offsetof(struct content_plan, trim)},
    {.name = "least",
     .type = KEY_NUMBER,
     .offset = offsetof(struct content_plan, least),
     .number = 4},
    {.name = "apart", .type = KEY_BOOL, .offset = offsetof(struct content_plan, apart)},
    {.name = NULL},
};

static const struct key speech_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct speech_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct speech_plan, when)},
    {.name = "cuts", .type = KEY_WHEN, .offset = offsetof(struct speech_plan, cuts)},
    {.name = "who", .type = KEY_NAME, .offset = offsetof(struct speech_plan, who)},
    {.name = "nobody", .type = KEY_NAME, .offset = offsetof(struct speech_plan, nobody)},
    {.name = "self", .type = KEY_NAME, .offset = offsetof(struct speech_plan, self)},
    {.name = "labels", .type = KEY_NAMES, .offset = offsetof(struct speech_plan, labels)},
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
    {.name = "joined", .type = KEY_RX, .offset = offsetof(struct speech_plan, joined)},
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
