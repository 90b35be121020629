#include "sheettext.h"

#include "utf8.h"

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* Whether an escape stands at the beginning: _xHHHH_. */
static bool is_escape(const char *p, size_t n) {
    if (n < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_') return false;
    for (int i = 2; i < 6; i++)
        if (!is_hex(p[i])) return false;
    return true;
}

static bool is_control(char c) {
    return (unsigned char)c < 0x20 && c != '\t' && c != '\n';
}

/* How much the character at the beginning takes: its code units, or as many characters as it is
 * written with, which the library counts. */
static size_t cost(const char *p, size_t n, unsigned width) {
    if (is_control(*p) || is_escape(p, n)) return 7;
    return width == 4 ? 2 : 1;
}

size_t sheet_units(struct sv text) {
    size_t units = 0;
    for (size_t at = 0; at < text.n;) {
        unsigned width = utf8_width((unsigned char)text.p[at]);
        units += width == 4 ? 2 : 1;
        at += width;
    }
    return units;
}

struct sv sheet_cut(struct sv text) {
    size_t units = 0, at = 0;
    if (text.n <= SHEET_CELL / 7) return text;
    while (at < text.n) {
        unsigned width = utf8_width((unsigned char)text.p[at]);
        units += cost(text.p + at, text.n - at, width);
        if (units > SHEET_CELL) break;
        at += width;
    }
    return (struct sv){text.p, at};
}

/* Bytes of the noncharacter at the beginning: U+FFFE or U+FFFF. */
static size_t no_character(const char *p, size_t n) {
    return n >= 3 && memcmp(p, "\xEF\xBF", 2) == 0 && (unsigned char)p[2] >= 0xBE ? 3 : 0;
}

bool sheet_is_xml(struct sv text) {
    if (memchr(text.p, '\0', text.n)) return false;
    const char *end = text.p + text.n;
    for (const char *p = text.p; p < end && (p = memchr(p, 0xEF, (size_t)(end - p))); p++)
        if (no_character(p, (size_t)(end - p))) return false;
    return true;
}

void sheet_put_xml(struct str *s, struct sv text) {
    for (size_t at = 0; at < text.n;) {
        size_t n = no_character(text.p + at, text.n - at);
        if (n > 0)
            str_c(s, "\xEF\xBF\xBD");
        else if (text.p[at] == '\0')
            str_c(s, "\xE2\x90\x80");
        else
            str_byte(s, text.p[at]);
        at += n ? n : 1;
    }
}

void sheet_escape(struct str *s, struct sv text) {
    for (size_t at = 0; at < text.n; at++) {
        if (is_control(text.p[at]))
            str_printf(s, "_x%04X_", (unsigned)(unsigned char)text.p[at]);
        else if (text.p[at] == '_' && is_escape(text.p + at, text.n - at))
            str_c(s, "_x005F_");
        else
            str_byte(s, text.p[at]);
    }
}

void sheet_unescape(struct str *s, struct sv text) {
    for (size_t at = 0; at < text.n; at++) {
        uint32_t c = 0;
        if (text.p[at] != '_' || !is_escape(text.p + at, text.n - at)) {
            str_byte(s, text.p[at]);
            continue;
        }
        for (size_t i = at + 2; i < at + 6; i++)
            c = 16 * c +
                (uint32_t)(text.p[i] <= '9' ? text.p[i] - '0' : (text.p[i] | 32) - 'a' + 10);
        utf8_put(s, c);
        at += 6;
    }
}
