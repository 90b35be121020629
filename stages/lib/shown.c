#include "shown.h"

#include "utf8.h"

/* Marks that turn the direction of writing or stand for nothing: not to be shown on a terminal. */
static bool is_unsafe(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x2028 || c == 0x2029;
}

void shown_put(struct str *s, struct sv v) {
    while (v.n > 0) {
        unsigned width = utf8_width((unsigned char)v.p[0]);
        bool whole = width <= v.n && utf8_valid((struct sv){v.p, width}) == width;
        if (!whole) width = 1;
        if (whole && !is_unsafe(utf8_at(v.p, &width)))
            str_put(s, v.p, width);
        else
            for (unsigned i = 0; i < width; i++)
                str_printf(s, "\\x%02X", (unsigned char)v.p[i]);
        v = (struct sv){v.p + width, v.n - width};
    }
}
