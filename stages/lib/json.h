/* JSON values, read without building a tree and written without one.
 *
 * A value is kept as the bytes it was written with ("raw") and decoded on demand. Any valid JSON
 * (RFC 8259) is accepted, in any key order; invalid JSON, invalid UTF-8 and nesting deeper than 64
 * are refused with the offset. Lone surrogate escapes decode to U+FFFD. Writers put no white space.
 */
#ifndef TIYAO_JSON_H
#define TIYAO_JSON_H

#include "arena.h"
#include "err.h"
#include "str.h"

struct json_member {
    struct sv key; /* decoded */
    struct sv raw; /* the value as written */
};

/* An object's members in the order written. */
struct json_object {
    struct json_member *members;
    size_t n;
};

/* Whether v is one valid value and white space; *at gets the byte where it stops being one. */
bool json_valid(struct sv v, size_t *at);

/* Reads one object that fills v but for white space; members and keys are of arena a. */
int json_object(struct json_object *o, struct sv v, struct arena *a, struct err *e);
/* The raw value of a key; p is NULL where there is none. */
static inline struct sv json_get(const struct json_object *o, const char *key) {
    struct sv k = sv_of(key);
    for (size_t i = 0; i < o->n; i++)
        if (sv_eq(o->members[i].key, k)) return o->members[i].raw;
    return (struct sv){NULL, 0};
}

/* Reads an object whose members are expected in one order, without white space, as we write them.
 * Values are checked as json_object checks them. What is refused here may still be valid, in
 * another order perhaps: json_object then says. Keys are given as `"NAME":`. */
struct json_walk {
    const char *p, *end;
};
bool json_walk(struct json_walk *w, struct sv v);
/* Goes past the next key, or refuses and stays. */
bool json_walk_key(struct json_walk *w, struct sv key);
bool json_walk_value(struct json_walk *w, struct sv *raw);
/* A string without escapes; text is a part of v. */
bool json_walk_string(struct json_walk *w, struct sv *text);
/* Goes into an object that is the value, and out of an object at its end. */
bool json_walk_in(struct json_walk *w);
bool json_walk_out(struct json_walk *w);

/* Decodes a raw string: points into raw where nothing is escaped, else into arena a. */
int json_string(struct sv raw, struct sv *out, struct arena *a, struct err *e);
int json_int(struct sv raw, int64_t *out, struct err *e);
bool json_bool(struct sv raw, bool otherwise);

/* Steps through a raw array: json_array(&at, raw), then json_next(&at, &item) until it is false.
 * Raw values come from json_object, which checked them; here they are not checked again. */
struct json_array {
    const char *p, *end;
};
int json_array(struct json_array *at, struct sv raw, struct err *e);
bool json_next(struct json_array *at, struct sv *item);
/* How many items are left. */
size_t json_count(struct json_array at);
/* Steps through the members of a raw object, {raw.p + 1, raw.p + raw.n - 1}: the key, raw, and then
 * its value by json_next. */
bool json_next_key(struct json_array *at, struct sv *key);
/* Reads the next item as a number, quickly; false at the end. */
bool json_next_int(struct json_array *at, int64_t *item);

/* Writers: a quoted and escaped string; `"key":` with a comma before it unless it is the first. */
void json_put(struct str *s, struct sv v);
void json_key(struct str *s, const char *key);
void json_put_str(struct str *s, const char *key, struct sv v);
void json_put_int(struct str *s, const char *key, int64_t v);

#endif
