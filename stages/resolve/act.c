/* Demands that hang together become one act. */
#include <stddef.h>

#include "operations.h"
#include "speech.h"

struct act_plan {
    struct name_list from;
    struct condition_list when;
    uint32_t as, field, speaker, starts, weak, doer, least;
    struct rx *trim, *head;
    bool pieces; /* all that an attribution cuts is joined, weak or not */
};

/* The act that is being put together. */
struct act {
    struct scene *s;
    const struct act_plan *plan;
    struct mention *first; /* NULL: none is open */
    struct span *pieces;
    size_t n, size;
    int64_t speech, cue, sentence, block; /* of its end */
};

static bool is_weak(const struct act_plan *p, const struct mention *m) {
    return p->weak && mention_has(m, p->weak);
}

static bool is_start(const struct act_plan *p, const struct mention *m) {
    return p->starts && mention_has(m, p->starts);
}

static struct span *last_piece(struct act *a) {
    return &a->pieces[a->n - 1];
}

/* Trims the pieces and drops empty ones; returns their length. */
static uint32_t tidy(struct act *a) {
    uint32_t length = 0;
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++) {
        struct span span =
            i + 1 == a->n ? speech_trim(a->s, a->pieces[i], a->plan->trim) : a->pieces[i];
        if (span.end <= span.start) continue;
        length += span.end - span.start;
        a->pieces[n++] = span;
    }
    a->n = n;
    return length;
}

static void close(struct act *a) {
    struct scene *s = a->s;
    if (!a->first) return;
    const struct mention *first = a->first;
    a->first = NULL;
    if (tidy(a) < a->plan->least) return;
    struct span hull = {a->pieces[0].start, a->pieces[a->n - 1].end};
    struct mention *m = scene_add_mention(s, a->plan->as, first->rule, hull);
    m->cue = first->cue;
    m->pieces = (struct spans){a->pieces, a->n};
    for (size_t i = 0; i < first->n_fields; i++)
        mention_set(s, m, first->fields[i].name, first->fields[i].value);
    struct item text = {scene_pieces(s, m->pieces), hull, NULL};
    mention_set(s, m, a->plan->field, value_of(s, text));
}

/* Where the act ends now. */
static void reach(struct act *a, const struct mention *m) {
    uint32_t last = last_piece(a)->end > 0 ? last_piece(a)->end - 1 : 0;
    a->speech = scene_speech(a->s, last);
    a->sentence = scene_sentence(a->s, last);
    a->block = scene_block(a->s, last);
    a->cue = m->cue;
}

static void add_piece(struct act *a, struct span span) {
    a->pieces = scene_room(a->s, a->pieces, a->n, &a->size, sizeof *a->pieces);
    a->pieces[a->n++] = span;
}

static void begin(struct act *a, struct mention *m) {
    close(a);
    a->first = m;
    a->pieces = NULL;
    a->n = a->size = 0;
    add_piece(a, m->span);
    reach(a, m);
}

static void go_on(struct act *a, const struct mention *m) {
    if (m->span.end > last_piece(a)->end) last_piece(a)->end = m->span.end;
    int64_t cue = a->cue;
    reach(a, m);
    if (m->cue < 0) a->cue = cue;
}

/* A cue stands between what the act has and the mention: the attribution of an interrupted speech.
 */
static bool is_interrupted(const struct act *a, const struct mention *m) {
    if (m->cue < 0) return false;
    struct span cue = a->s->cues[m->cue].span;
    return cue.start >= a->pieces[a->n - 1].end && cue.end <= m->span.start;
}

static bool is_inner_cue(const struct act *a, int64_t cue) {
    return cue >= 0 && a->s->cues[cue].speech >= 0;
}

enum step { BEGIN, GO_ON, NEW_PIECE };

/* A demand behind an act that ends in speech: the same speech goes on; another one, or what stands
 * outside, only where an attribution has cut the speech, in the middle of a sentence of one doer or
 * where it is weak or all are pieces. */
static enum step step_from_speech(const struct act *a, const struct mention *m, int64_t speech) {
    if (speech == a->speech) return is_inner_cue(a, m->cue) && m->cue != a->cue ? BEGIN : GO_ON;
    if (m->cue != a->cue || !is_interrupted(a, m)) return BEGIN;
    bool same =
        scene_sentence(a->s, m->span.start) == a->sentence && !mention_has(m, a->plan->doer);
    return same || a->plan->pieces || is_weak(a->plan, m) ? NEW_PIECE : BEGIN;
}

/* It hangs on the act's cue, or on one without a subject in the act's own text, which is a verb of
 * what is demanded. */
static bool has_same_cue(const struct act *a, const struct mention *m) {
    if (m->cue == a->cue) return true;
    if (m->cue < 0) return false;
    const struct cue *c = &a->s->cues[m->cue];
    return !c->subject && c->span.start >= a->pieces[0].start &&
           c->span.end <= a->pieces[a->n - 1].end;
}

/* What a demand that does not overlap the act does to it. */
static enum step step_of(const struct act *a, const struct mention *m) {
    int64_t speech = scene_speech(a->s, m->span.start);
    int64_t apart = scene_sentence(a->s, m->span.start) - a->sentence;
    if (is_start(a->plan, m) || scene_block(a->s, m->span.start) != a->block) return BEGIN;
    if (a->speech >= 0) return step_from_speech(a, m, speech);
    if (!has_same_cue(a, m) || apart > 1) return BEGIN;
    if (m->cue < 0 && !mention_has(m, a->plan->speaker)) return apart == 0 ? GO_ON : BEGIN;
    return is_interrupted(a, m) ? BEGIN : GO_ON;
}

/* A weak demand does not begin an act, but one of nobody's that comes right behind an act of
 * nobody's stands for itself. */
static bool may_begin(const struct act *a, const struct mention *m) {
    if (!is_weak(a->plan, m)) return true;
    if (!a->first || mention_has(m, a->plan->speaker) || m->cue >= 0) return false;
    if (a->cue >= 0 || mention_has(a->first, a->plan->speaker)) return false;
    return scene_block(a->s, m->span.start) == a->block &&
           scene_sentence(a->s, m->span.start) - a->sentence <= 1;
}

/* What is left of the act is the head of a list, which its items say better. */
static bool is_head(const struct act *a) {
    size_t from, to;
    return a->plan->head && a->n == 1 &&
           rx_match(a->plan->head, scene_text(a->s, a->pieces[0]), 0, &from, &to);
}

static void overlap(struct act *a, struct mention *m) {
    if (!is_start(a->plan, m) || m->span.start == last_piece(a)->start) {
        go_on(a, m);
        return;
    }
    last_piece(a)->end = m->span.start;
    if (is_head(a)) a->first = NULL;
    begin(a, m);
}

static void take(struct act *a, struct mention *m) {
    if (a->first && m->span.start < last_piece(a)->end) {
        overlap(a, m);
        return;
    }
    enum step step = a->first ? step_of(a, m) : BEGIN;
    if (step == GO_ON) go_on(a, m);
    if (step == NEW_PIECE) {
        add_piece(a, m->span);
        reach(a, m);
    }
    if (step == BEGIN && may_begin(a, m)) begin(a, m);
}

static void run_act(struct scene *s, const void *plan) {
    struct act a = {.s = s, .plan = plan};
    struct mention_list l = scene_select(s, &a.plan->from, &a.plan->when);
    for (size_t i = 0; i < l.n; i++)
        take(&a, l.p[i]);
    close(&a);
}

static const struct key act_keys[] = {
    {.name = "from",
     .type = KEY_NAMES,
     .required = true,
     .offset = offsetof(struct act_plan, from)},
    {.name = "when", .type = KEY_WHEN, .offset = offsetof(struct act_plan, when)},
    {.name = "as", .type = KEY_NAME, .required = true, .offset = offsetof(struct act_plan, as)},
    {.name = "field",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct act_plan, field)},
    {.name = "speaker",
     .type = KEY_NAME,
     .required = true,
     .offset = offsetof(struct act_plan, speaker)},
    {.name = "starts", .type = KEY_NAME, .offset = offsetof(struct act_plan, starts)},
    {.name = "weak", .type = KEY_NAME, .offset = offsetof(struct act_plan, weak)},
    {.name = "doer", .type = KEY_NAME, .offset = offsetof(struct act_plan, doer)},
    {.name = "trim", .type = KEY_RX_BEFORE, .offset = offsetof(struct act_plan, trim)},
    {.name = "head", .type = KEY_RX_BEFORE, .offset = offsetof(struct act_plan, head)},
    {.name = "pieces", .type = KEY_BOOL, .offset = offsetof(struct act_plan, pieces)},
    {.name = "least", .type = KEY_NUMBER, .offset = offsetof(struct act_plan, least), .number = 4},
    {.name = NULL},
};

const struct op_def op_act = {"act", act_keys, sizeof(struct act_plan), run_act, NULL};
