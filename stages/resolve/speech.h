/* Who is talking where: cues, the quotations and places they govern.
 *
 * A cue is a verb of saying, a quote here a speech: an outermost quotation that is talk. Cues are
 * referred to by their number. All is of the document's arena.
 */
#ifndef TIYAO_RESOLVE_SPEECH_H
#define TIYAO_RESOLVE_SPEECH_H

#include "scene.h"

enum { SPEECH_STEPS = 256 }; /* cues of one sentence that are looked at for one place */

/* A verb of saying. */
struct cue {
    struct mention *mention;
    struct span span;
    uint32_t head; /* where its subject begins, else the cue */
    int64_t sentence, block;
    int64_t speech; /* the speech it stands in, -1 outside */
    struct value speaker;
    bool known;   /* speaker has been found, or there is none */
    bool subject; /* it has a subject of its own */
    bool nobody;  /* somebody unnamed, or not recognized */
    bool unnamed; /* the pack says so */
    bool asks;    /* it has a content */
    bool ends;    /* its clause ends the content of another */
};

struct content_plan {
    struct condition_list when, next;
    uint32_t as, field, least;
    struct rx *skip, *until, *trim;
    bool apart; /* from speech: it holds only what is said in other words */
};

struct speech_plan {
    struct name_list from, bodies, copy, mark, labels;
    struct condition_list when, cuts;
    uint32_t who, nobody, self, as, quoted, gap, behind, carry;
    struct rx *bare, *joined;
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
    bool carries; /* beyond its sentence: a row, or somebody that the pack says is unnamed */
};

/* Who speaks from a block on, until the next label; nobody known where speaker is empty. */
struct label {
    int64_t block;
    struct value speaker;
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
    struct label *labels;
    size_t n_labels;
};

/* ---- label.c ---- */

void speech_read_labels(struct speech *t);
/* The label that a block stands under, NULL where it stands under none. */
const struct label *speech_label(const struct speech *t, int64_t block);

/* ---- cue.c ---- */

void speech_read_cues(struct speech *t);
/* Finds the speaker of a cue, once. */
void cue_find_speaker(struct speech *t, int64_t i);
/* The speaker that the cue's field names; false where it names nobody. */
bool cue_speaker_from_who(struct speech *t, struct cue *c);
/* The number of the cue before (step -1) or behind (1) in the same place (the same speech, or
 * outside any) and sentence, -1 where there is none. */
int64_t cue_neighbour(const struct speech *t, int64_t i, int64_t step);
/* The last cue outside speech that begins before a place, the first that begins at or behind it. */
int64_t cue_before(const struct speech *t, uint32_t at);
int64_t cue_behind(const struct speech *t, uint32_t at);
/* Nothing but a mark follows the cue in its sentence. */
bool cue_closes(const struct speech *t, int64_t c);
/* What a field of a mention names: the rows that its span touches, else its text. */
struct value speaker_named(struct scene *s, const struct mention *m, uint32_t field);
/* The rows that a mention is tied to. */
struct value speaker_rows(struct scene *s, const struct mention *m);
/* Who holds the floor in a block at this stage of the walk, NULL where nobody does. */
const struct hold *speech_held(const struct speech *t, int64_t block);
struct span speech_block(const struct speech *t, int64_t b);
uint32_t speech_sentence_end(const struct speech *t, int64_t sentence);

/* ---- quote.c ---- */

void speech_read_quotes(struct speech *t);
/* Finds the speaker of a quote; those before it have been looked at. */
void quote_attribute(struct speech *t, size_t i);
/* Quotes that fill their block and that nobody was found for: what the next block begins with. */
void quotes_attribute_backwards(struct speech *t);

/* ---- content.c ---- */

/* Adds a mention for what each proposing cue governs. */
void speech_add_contents(struct speech *t);
/* How many code points from a place on the expression matches. */
uint32_t speech_skip(const struct scene *s, uint32_t at, struct rx *skip);
/* Takes off what the expression matches at the end, but no mark that closes a quotation begun
 * inside. */
struct span speech_trim(const struct scene *s, struct span span, struct rx *trim);

#endif
