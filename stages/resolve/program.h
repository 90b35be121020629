/* The operations of a rule pack, read and checked.
 *
 * An operation is a plan (a struct of its own) filled from a YAML mapping after a table of keys,
 * and a function that runs the plan on a document. tiyao-rules(5), "resolve", describes them. All
 * memory is of the program's arena and lives until program_release.
 */
#ifndef TIYAO_RESOLVE_PROGRAM_H
#define TIYAO_RESOLVE_PROGRAM_H

#include "names.h"
#include "rx.h"
#include "yaml.h"

struct scene;
struct program;

/* Some names. */
struct name_list {
    const uint32_t *ids;
    size_t n;
};
bool name_list_has(const struct name_list *l, uint32_t id);

/* A pair of a mapping NAME: NAME, or NAME: text where the value is no name. */
struct name_pair {
    uint32_t name, value;
    struct sv text;
};
struct pair_list {
    const struct name_pair *pairs;
    size_t n;
};

/* ---- values ---- */

enum expr_source {
    EXPR_CONSTANT,
    EXPR_FIELD,
    EXPR_TEXT,     /* $.text */
    EXPR_SENTENCE, /* $.sentence */
    EXPR_KIND,     /* $.kind */
    EXPR_RULE,     /* $.rule */
    EXPR_MENTIONS, /* $.mentions */
    EXPR_DATASET,  /* $.dataset */
    EXPR_ROW,      /* $.row */
    EXPR_FORM,     /* $.form */
};

struct expr {
    enum expr_source source;
    uint32_t name;       /* EXPR_FIELD */
    bool id;             /* $F.id */
    bool original;       /* $F.original */
    struct sv text;      /* EXPR_CONSTANT */
    struct sv otherwise; /* what an empty one reads as */
};

struct column {
    struct sv text;
    uint32_t name;
    const struct expr *exprs;
    size_t n;
    bool list;
};
struct column_list {
    const struct column *columns;
    size_t n;
};

/* ---- conditions ---- */

enum test {
    TEST_IS,
    TEST_NOT,
    TEST_EMPTY,
    TEST_MATCHES,
    TEST_TIED,
    TEST_BLOCK,
    TEST_NOT_BLOCK,
    TEST_QUOTED,
    TEST_INSIDE,
    TEST_OUTSIDE
};

struct condition {
    enum test test;
    uint32_t field;
    const struct sv *texts; /* TEST_IS, TEST_NOT */
    size_t n_texts;
    struct name_list names; /* kinds of blocks or mentions */
    bool wanted;
    struct rx *rx;
};
struct condition_list {
    const struct condition *items;
    size_t n;
};

/* ---- keys of an operation ---- */

enum key_type {
    KEY_NAME,      /* uint32_t */
    KEY_NAMES,     /* struct name_list: one name or a list of them */
    KEY_TEXT,      /* struct sv */
    KEY_NUMBER,    /* uint32_t */
    KEY_BOOL,      /* bool: true or false */
    KEY_RX,        /* struct rx *: as it stands */
    KEY_RX_BEFORE, /* struct rx *: must end at the end */
    KEY_RX_AFTER,  /* struct rx *: must begin at the beginning */
    KEY_WHEN,      /* struct condition_list */
    KEY_COLUMNS,   /* struct column_list */
    KEY_PAIRS,     /* struct pair_list: names */
    KEY_DATASET,   /* uint32_t: a dataset that an operation before makes */
    KEY_DATASETS,  /* struct name_list: such datasets */
    KEY_MAKES,     /* uint32_t: a dataset that this one makes */
    KEY_EXPR,      /* struct expr */
    KEY_CHOICE,    /* uint32_t: number of the word in choices */
    KEY_PLAN,      /* const void *: a mapping with keys of its own (plan, size) */
    KEY_PLANS,     /* struct plan_list: a list of such */
};

struct plan_list {
    const void *plans;
    size_t n;
};

struct key {
    const char *name;
    enum key_type type;
    bool required;
    size_t offset; /* in the plan */
    const char *const *choices;
    const struct key *keys; /* KEY_PLAN, KEY_PLANS */
    size_t size;
    uint32_t number; /* KEY_NUMBER: where the key is missing */
};

struct op_def {
    const char *name;
    const struct key *keys; /* ends with a NULL name */
    size_t size;            /* of the plan */
    void (*run)(struct scene *s, const void *plan);
    /* What the keys alone cannot say; NULL where there is nothing. */
    int (*check)(const void *plan, const struct node *at, struct err *e);
};

struct op {
    const struct op_def *def;
    const void *plan;
};

struct program {
    struct arena arena;
    struct names names;
    struct op *ops;
    size_t n, size;
    struct rx **rxs;
    size_t n_rxs, size_rxs;
    uint32_t *datasets; /* names, in order of first declaration */
    size_t n_datasets, size_datasets;
};

/* Reads the `resolve` parts of a pack and adds their operations. */
int program_read(struct program *p, const char *folder, struct err *e);
void program_release(struct program *p);
/* The number of a dataset in datasets. */
size_t program_dataset(const struct program *p, uint32_t name);

#endif
