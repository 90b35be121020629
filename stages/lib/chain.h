/* The first programs of the chain, run as children: files in, a record stream out.
 *
 * tiyao-read, tiyao-normalize and tiyao-segment from the folder of the running program, on request
 * tiyao-match and tiyao-resolve too, joined by pipes and started without a shell, so names of files
 * are never read as anything else. Their messages go to standard error as they are. SIGPIPE has to
 * be ignored, as stage_main does.
 */
#ifndef TIYAO_CHAIN_H
#define TIYAO_CHAIN_H

#include "stream.h"

struct chain_of {
    const char *const *files;
    size_t n_files;
    struct sv text; /* the one document where no file is named: any bytes */
    const char *const *packs;
    size_t n_packs;
    bool rows; /* to tiyao-resolve, all records kept; else to tiyao-segment */
};

/* Runs the programs and hands each document to `each`, which returns 0, or -1 to stop. Input that
 * they skipped counts as bad input; where one of them fails that is the error, whatever came of the
 * stream. No process is left when this returns. */
int chain_run(const struct chain_of *of,
              int (*each)(void *context, const struct document *d, struct err *e), void *context,
              struct err *e);

#endif
