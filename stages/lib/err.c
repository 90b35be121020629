#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

static const char *program = "tiyao";

void err_program(const char *name) {
    program = name;
}

/* Cuts text to whole characters after vsnprintf may have cut it anywhere. */
static void keep_whole(char *text) {
    size_t n = strlen(text);
    while (n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0x80)
        n--;
    if (n == 0 || (unsigned char)text[n - 1] < 0x80) return;
    unsigned char lead = (unsigned char)text[n - 1];
    if (strlen(text + n - 1) < utf8_width(lead)) text[n - 1] = '\0';
}

__attribute__((format(printf, 4, 0))) static void
fill(struct err *e, enum status status, const char *place, const char *format, va_list arguments) {
    char text[sizeof e->text];
    char where[sizeof e->place];
    vsnprintf(text, sizeof text, format, arguments);
    snprintf(where, sizeof where, "%s", place ? place : "");
    keep_whole(text);
    keep_whole(where);
    e->status = status;
    memcpy(e->text, text, sizeof text);
    memcpy(e->place, where, sizeof where);
}

int err_at(struct err *e, enum status status, const char *place, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fill(e, status, place, format, arguments);
    va_end(arguments);
    return -1;
}

int err_set(struct err *e, enum status status, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fill(e, status, NULL, format, arguments);
    va_end(arguments);
    return -1;
}

/* Marks that turn the direction of writing or stand for nothing: not to be shown on a terminal. */
static bool is_unsafe(uint32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x2028 || c == 0x2029;
}

static void put_safe(struct str *s, const char *text) {
    struct sv v = sv_of(text);
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

void err_say(const char *place, const char *level, const char *text) {
    struct str s = {0};
    put_safe(&s, program);
    str_c(&s, ": ");
    if (place && place[0]) {
        put_safe(&s, place);
        str_c(&s, ": ");
    }
    str_c(&s, level);
    str_c(&s, ": ");
    put_safe(&s, text);
    str_byte(&s, '\n');
    fwrite(s.p, 1, s.n, stderr);
    str_release(&s);
}

void err_warn(const char *place, const char *format, ...) {
    struct err e;
    va_list arguments;
    va_start(arguments, format);
    fill(&e, STATUS_INPUT, place, format, arguments);
    va_end(arguments);
    err_say(e.place, "warning", e.text);
}
