/* A stage as a value, and the one main loop that runs it.
 *
 * The library owns the loop: it reads options, opens each input named on the command line (or
 * stdin), hands documents to each(), copies the document's records and then what each() wrote to
 * stdout, ends every document and the stream, checks what was written, and turns errors into
 * messages and exit statuses. A stage supplies a struct and the bodies.
 */
#ifndef TIYAO_STAGE_H
#define TIYAO_STAGE_H

#include "stream.h"

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_NUMBER };

struct option_def {
    char letter;         /* 0 where there is only the long form */
    const char *name;    /* without -- */
    const char *operand; /* name of the operand in the help, NULL for a flag */
    const char *help;
    enum option_kind kind;
    void *value; /* bool *, struct texts * or uint64_t * */
};

/* What was given for an OPTION_TEXT option, in order; it may be given more than once. */
enum { MOST_TEXTS = 64 };
struct texts {
    const char *item[MOST_TEXTS];
    size_t n;
};

struct stage {
    const char *name;                 /* "match": the program is tiyao-match */
    const char *summary;              /* one line, no full stop */
    const char *operands;             /* synopsis of the operands, "[FILE ...]" */
    const struct option_def *options; /* ends with a NULL name */
    /* Called once, after options; opens rules and tables. NULL where there is nothing to do. */
    int (*start)(struct err *e);
    /* A filter: called for each document. Writes its records through o. A stage that wants to
     * change what passes through sets replaces. */
    int (*each)(const struct document *d, struct out *o, struct err *e);
    /* A source or sink instead of a filter: does the whole run over the operands itself. */
    int (*run)(int n, char **operands, struct out *o, struct err *e);
    /* Types of records that end here: a NULL-ended list, or NULL where all pass through. */
    const char *const *takes;
    bool sink; /* writes no record stream: standard output is left alone */
    /* Called after the last document. */
    int (*finish)(struct out *o, struct err *e);
    void (*release)(void);
};

/* Says that some input was bad: the run goes on and ends with STATUS_INPUT. */
void stage_bad_input(void);

int stage_main(const struct stage *s, int argc, char **argv);

#endif
