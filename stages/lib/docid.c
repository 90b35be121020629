#include "docid.h"

#include "han.h"
#include "sha256.h"
#include "utf8.h"

enum { LONGEST = 240, MARK = 8 }; /* bytes of an id; hexadecimal digits that tell ids apart */

/* The last part of the path without its last ending; a dot in front begins no ending. */
static struct sv stem_of(struct sv path) {
    size_t from = path.n, to = path.n;
    while (from > 0 && path.p[from - 1] != '/')
        from--;
    for (size_t i = path.n; i > from + 1; i--)
        if (path.p[i - 1] == '.') {
            to = i - 1;
            break;
        }
    return (struct sv){path.p + from, to - from};
}

static bool is_letter(uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_plain(uint32_t c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/* Appends the stem with safe characters; true where there is a letter. */
static bool put_safe(struct str *out, struct sv stem) {
    bool letter = false;
    size_t valid = utf8_valid(stem);
    for (size_t i = 0; i < stem.n;) {
        unsigned width = 1;
        uint32_t c = 0;
        if (i < valid) c = utf8_at(stem.p + i, &width);
        if (is_plain(c) || han_is(c))
            str_put(out, stem.p + i, width);
        else
            for (unsigned k = 0; k < width; k++)
                str_byte(out, '_');
        letter = letter || is_letter(c) || han_is(c);
        i += width;
        if (i >= valid) valid = i + utf8_valid((struct sv){stem.p + i, stem.n - i});
    }
    return letter;
}

static void cut(struct str *s, size_t to) {
    while (to > 0 && ((unsigned char)s->p[to] & 0xC0) == 0x80)
        to--;
    s->n = to;
    s->p[to] = '\0';
}

void docid_make(struct str *out, struct sv relative_path, bool stem_is_shared) {
    struct str stem = {0};
    size_t from = out->n;
    if (!put_safe(&stem, stem_of(relative_path))) str_c(out, "d-");
    str_sv(out, str_view(&stem));
    str_release(&stem);
    if (out->n - from > LONGEST) {
        cut(out, from + LONGEST - 1 - MARK);
        stem_is_shared = true;
    }
    if (!stem_is_shared) return;
    char hex[SHA256_HEX];
    struct sha256 sum;
    sha256_init(&sum);
    sha256_update(&sum, relative_path);
    sha256_hex(&sum, hex);
    str_byte(out, '-');
    str_put(out, hex, MARK);
}

void docid_show_path(struct str *out, struct sv path) {
    for (size_t i = 0; i < path.n;) {
        size_t good = utf8_valid((struct sv){path.p + i, path.n - i});
        str_put(out, path.p + i, good);
        i += good;
        if (i < path.n) str_printf(out, "\\x%02X", (unsigned char)path.p[i++]);
    }
}
