#include "charclass.h"

#include <stdlib.h>

#include "syntax.h"
#include "utf8.h"

/* Escapes of control characters. */
static const struct {
    char letter;
    uint32_t c;
} controls[] = {{'a', 7}, {'b', 8}, {'e', 27}, {'f', 12}, {'n', 10}, {'r', 13}, {'t', 9}};

bool class_escape(struct sv v, uint32_t *c) {
    unsigned width;
    if (v.n < 2) return false;
    if (!syntax_is_letter(v.p[1])) return *c = utf8_at(v.p + 1, &width), true;
    if (v.p[1] == 'x') {
        unsigned long value = strtoul(v.p + (v.n > 2 && v.p[2] == '{' ? 3 : 2), NULL, 16);
        return *c = (uint32_t)value, value <= 0x10FFFF;
    }
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        if (v.p[1] == controls[i].letter) return *c = controls[i].c, true;
    return false;
}

/* Reads one character or set; returns its bytes. */
static size_t unit(struct sv v, size_t at, struct class_entry *out) {
    struct sv rest = {v.p + at, v.n - at};
    unsigned width;
    if (rest.n > 1 && rest.p[0] == '[' && rest.p[1] == ':') {
        const char *close = memchr(rest.p, ']', rest.n);
        out->set = close && close[-1] == ':' && close + 1 < rest.p + rest.n;
        if (out->set) return (size_t)(close + 1 - rest.p);
    }
    if (rest.p[0] == '\\') {
        size_t n = syntax_escape(rest);
        if (n > rest.n) n = rest.n;
        out->set = !class_escape((struct sv){rest.p, n}, &out->low);
        return n;
    }
    out->low = utf8_at(rest.p, &width);
    return width;
}

bool class_next(struct sv v, size_t *at, struct class_entry *out) {
    if (*at + 1 >= v.n) return false;
    *out = (struct class_entry){.at = *at};
    *at += unit(v, *at, out);
    out->high = out->low;
    if (!out->set && *at + 2 < v.n && v.p[*at] == '-') {
        struct class_entry high = {0};
        size_t n = unit(v, *at + 1, &high);
        if (!high.set) {
            out->high = high.low;
            *at += 1 + n;
        }
    }
    out->n = *at - out->at;
    return true;
}
