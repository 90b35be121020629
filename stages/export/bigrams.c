#include "bigrams.h"

#include "han.h"
#include "utf8.h"

/* Bytes of the Han character at the beginning, 0 where there is another. */
static size_t han_at(struct sv v) {
    unsigned width;
    if (v.n == 0 || (unsigned char)v.p[0] < 0xE3) return 0; /* no Han below U+3000 */
    return han_is(utf8_at(v.p, &width)) ? width : 0;
}

static struct sv behind(struct sv v, size_t n) {
    return (struct sv){v.p + n, v.n - n};
}

/* Writes the run that v begins with, whose first character has width bytes; the rest of v. */
static struct sv put_run(struct str *s, struct sv v, size_t width) {
    str_byte(s, ' ');
    for (bool alone = true;; alone = false) {
        struct sv next = behind(v, width);
        size_t other = han_at(next);
        if (other > 0 || alone) {
            str_put(s, v.p, width + other);
            str_byte(s, ' ');
        }
        v = next;
        if (other == 0) return v;
        width = other;
    }
}

void bigrams_put(struct str *s, struct sv text) {
    while (text.n > 0) {
        size_t width = han_at(text);
        if (width > 0) {
            text = put_run(s, text, width);
            continue;
        }
        unsigned n = utf8_width((unsigned char)text.p[0]);
        if (text.p[0] == '\0')
            str_byte(s, ' ');
        else
            str_put(s, text.p, n);
        text = behind(text, n);
    }
}
