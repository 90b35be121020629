/* Files of Stata (.dta, format 118) and SPSS (.sav) by ReadStat, and the limits that it does not
 * see to: what would be cut, changed or unreadable is refused here, with STATUS_SYSTEM, so that it
 * is the caller who has to say what becomes of it.
 */
#ifndef TIYAO_STATFILE_H
#define TIYAO_STATFILE_H

#include "outfile.h"

enum stat_kind { STAT_DTA, STAT_SAV };

enum stat_type {
    STAT_TEXT,    /* of a fixed width in bytes */
    STAT_LONG,    /* text of any length (strL): Stata only, held in memory */
    STAT_INTEGER, /* STAT_LEAST to STAT_MOST */
    STAT_DOUBLE,
};

enum {
    STAT_DTA_TEXT = 2045,    /* bytes of a fixed text */
    STAT_SAV_TEXT = 32759,   /* bytes of a text: 32767 less what ReadStat may lose of a full one */
    STAT_NAME = 32,          /* bytes of a name, for both */
    STAT_DTA_LABEL = 80,     /* characters of a variable's label, and of the file's */
    STAT_SAV_LABEL = 255,    /* bytes of a variable's label */
    STAT_SAV_CATEGORY = 120, /* bytes of a value's label */
    STAT_DTA_CATEGORY = 32000,
    STAT_SAV_TITLE = 64,
    STAT_MOST = 2147483620, /* above it Stata has its missing values */
    STAT_LEAST = -2147483647,
};
/* Doubles beyond are missing values to Stata. */
#define STAT_DOUBLE_MOST 8.9e307

/* A value that has a label. */
struct stat_label {
    int code;
    bool missing; /* no value, but a reason: Stata's .a, a user-missing value of SPSS */
    struct sv text;
};

struct stat_variable {
    const char *name;
    enum stat_type type;
    size_t width; /* of STAT_TEXT, in bytes, at least 1 */
    struct sv label;
    const char *format; /* "" for the usual one */
    bool nominal;       /* a name or a code, no amount */
    struct stat_label *labels;
    size_t n_labels;
};

/* Labels cut between characters to what the kind holds. */
struct sv stat_cut_label(enum stat_kind kind, struct sv label);
struct sv stat_cut_category(enum stat_kind kind, struct sv label);
/* Whether a name may be that of a variable in both kinds. */
bool stat_is_name(const char *name);

struct stat_writer;
/* The variables must outlive the writer. Nothing is written before the first row or the end. */
struct stat_writer *stat_create(enum stat_kind kind, struct outfile *file,
                                const struct stat_variable *variables, size_t n, uint64_t rows,
                                struct sv title, struct err *e);
/* Makes a text known that a STAT_LONG variable will get: all of them before the first row. Those
 * that are equal are held once. A file tells at its beginning where its sections begin, the one of
 * long texts behind the rows among them, so ReadStat has to have the texts by then; it takes them
 * one by one and keeps its copies until the end, and has no call that would ask for them later. */
int stat_long(struct stat_writer *w, struct sv text, struct err *e);
int stat_begin_row(struct stat_writer *w, struct err *e);
int stat_text(struct stat_writer *w, size_t i, struct sv text, struct err *e); /* "" is missing */
int stat_number(struct stat_writer *w, size_t i, double number, struct err *e);
int stat_missing(struct stat_writer *w, size_t i, struct err *e);
/* The value of the label that is missing. */
int stat_reason(struct stat_writer *w, size_t i, struct err *e);
int stat_end_row(struct stat_writer *w, struct err *e);
int stat_finish(struct stat_writer *w, struct err *e);
void stat_free(struct stat_writer *w);

/* ---- reading ---- */

enum stat_state { STAT_IS_MISSING, STAT_IS_REASON, STAT_IS_TEXT, STAT_IS_NUMBER };
struct stat_value {
    enum stat_state state;
    struct sv text;
    double number;
};
struct stat_reader {
    void *context;
    /* Before the rows; "" where there is no label, no set of labels for values. */
    int (*variable)(void *context, size_t i, const char *name, const char *label, const char *set,
                    struct err *e);
    /* A value that has a label in a set; before the rows or behind them. */
    int (*label)(void *context, const char *set, bool missing, double code, const char *text,
                 struct err *e);
    int (*row)(void *context, const struct stat_value *values, size_t n, struct err *e);
};
int stat_read(enum stat_kind kind, const char *path, const struct stat_reader *r, struct err *e);

#endif
