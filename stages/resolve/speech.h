/* Who is talking where: cues, the quotations and places they govern. */
#ifndef TIYAO_RESOLVE_SPEECH_H
#define TIYAO_RESOLVE_SPEECH_H

#include "scene.h"

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
    bool nobody;  /* somebody unnamed */
};

/* Takes off what the expression matches at the end, but no mark that closes a quotation begun
 * inside. */
struct span speech_trim(const struct scene *s, struct span span, struct rx *trim);

#endif
