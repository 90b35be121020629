/* What the modules of converters share with expr.c, which reads and evaluates expressions; nobody
 * else needs it. Each module has a table that ends with a NULL name.
 */
#ifndef TIYAO_CONVERT_H
#define TIYAO_CONVERT_H

#include "expr.h"
#include "pack.h"

enum { MOST_ARGUMENTS = 12 };

struct expr {
    enum { EXPR_TEXT, EXPR_GROUP, EXPR_CALL } what;
    struct sv text;  /* the text; the group's name */
    struct sv field; /* of the group's mention; NULL p for its text */
    unsigned number; /* of the group, 0 where it is not known */
    const struct converter *converter;
    struct expr *arguments[MOST_ARGUMENTS];
    size_t n;
    const char *from; /* where it stands in the text of its node */
    int32_t list;     /* of a converter that looks up, and the number of the field it reads */
    int list_field;
    const int16_t *numbers; /* the field of every term, where it is one and expr_prepare was here */
    const int32_t *through; /* where the second argument looks up: by the place of what it finds,
                               from -1 on, the place in this list of what it gives, or -1 */
};

struct converter {
    const char *name;
    size_t least, most; /* arguments */
    bool (*convert)(const struct expr *x, const struct expr_match *m, struct value *out);
    /* The value where it is only added up and need not be written as text first; or NULL. */
    double (*number)(const struct expr *x, const struct expr_match *m);
    bool looks_up; /* the first argument is a list, the third one of its fields */
    bool latin;    /* needs the pack's table of readings */
};

extern const struct converter convert_texts[], convert_lists[], convert_numbers[], convert_dates[];

static const struct value CONVERT_EMPTY = {{"", 0}, 0, 0};

/* The value of an argument, empty where there is none; false where it refuses. */
bool convert_argument(const struct expr *x, size_t i, const struct expr_match *m,
                      struct value *out);
/* Makes the place of a value hold that of another. */
void convert_widen(struct value *to, struct value v);
/* An argument that is a numeral from end to end; false where it is none, *v being its text. */
bool convert_numeral(const struct expr *x, size_t i, const struct expr_match *m, struct value *v,
                     struct numeral *n);
/* Of a converter that looks up: fills numbers and through, where they can be. */
void convert_prepare_list(struct expr *x, struct pack *p);
/* As strtod, quicker for the small whole numbers that lists hold. */
double convert_small(const char *text);

#endif
