/* How rows are compared with gold: the file that a pack names under `evaluate`.
 *
 * tiyao-evaluate(1) describes it. A dataset that stands in the gold and not in the file is compared
 * as a set of the columns that its gold names. All memory is of the arena.
 */
#ifndef TIYAO_EVALUATE_YARDSTICK_H
#define TIYAO_EVALUATE_YARDSTICK_H

#include "arena.h"
#include "rx.h"
#include "yaml.h"

enum { MOST_DATASETS = 64, MOST_COLUMNS = 64, MOST_KEYS = 8 };

enum method {
    METHOD_SETS,     /* rows are sets of keys */
    METHOD_TEXTS,    /* rows are texts that overlap with those of the gold */
    METHOD_SEQUENCE, /* rows stand in the order of the text, as the gold does */
};

/* A column that is compared. */
struct column {
    struct sv name;
    bool is_name;       /* a variant of a name counts as the name */
    struct rx *without; /* what is left out of its values; NULL: nothing */
};

/* What a row of METHOD_SETS is known by: parts, each of columns that are joined. */
struct key {
    struct sv figure;
    size_t columns[MOST_COLUMNS];
    bool begins[MOST_COLUMNS]; /* a part begins with this column */
    size_t n;
};

/* Figures of METHOD_TEXTS and METHOD_SEQUENCE, beside the dataset's first. */
enum { FIGURE_ROWS, FIGURE_TEXT, FIGURE_KIND, FIGURE_REST };
enum { FIGURE_DETECT, FIGURE_VALUE, FIGURE_APART };

struct dataset {
    struct sv name;
    enum method method;
    bool of_gold; /* the yardstick does not know it */
    struct column columns[MOST_COLUMNS];
    size_t n_columns;
    struct key keys[MOST_KEYS]; /* METHOD_SETS; the first is that of the rows */
    size_t n_keys;
    /* The others: columns, -1 where there is none. The text's number is 0. */
    int who, kind;
    struct sv *kinds; /* METHOD_TEXTS: kinds whose rows are compared one by one, all where kind is
                         -1; METHOD_SEQUENCE: kinds whose values are not compared */
    size_t n_kinds;
    bool same[MOST_COLUMNS]; /* METHOD_SEQUENCE: columns that make up the value */
    struct sv figures[MOST_KEYS];
    size_t n_figures;
};

struct yardstick {
    struct arena arena;
    const struct node *normalize; /* NULL: NFKC alone */
    /* The dataset of the gold whose rows list the variants of names; name.p is NULL: none. */
    struct {
        struct sv dataset, name, variants;
    } names;
    struct dataset *datasets;
    size_t n;
};

/* Reads the file of the first pack among the folders that names one; without any, all datasets are
 * of the gold. */
int yardstick_read(struct yardstick *y, const char *const *folders, size_t n, struct err *e);
void yardstick_release(struct yardstick *y);

struct dataset *yardstick_find(const struct yardstick *y, struct sv name);
/* A dataset of the gold; NULL where there are too many. */
struct dataset *yardstick_add(struct yardstick *y, struct sv name);
/* The number of a column, made where it is missing; -1 where there are too many. */
int dataset_column(struct dataset *d, struct sv name);
/* Once its columns are known: a dataset of the gold has one key, of all of them. */
void dataset_close(struct dataset *d);
/* Whether a kind is among the dataset's kinds. */
bool dataset_lists(const struct dataset *d, struct sv kind);

#endif
