#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "shown.h"
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

void err_say(const char *place, const char *level, const char *text) {
    struct str s = {0};
    shown_put(&s, sv_of(program));
    str_c(&s, ": ");
    if (place && place[0]) {
        shown_put(&s, sv_of(place));
        str_c(&s, ": ");
    }
    str_c(&s, level);
    str_c(&s, ": ");
    shown_put(&s, sv_of(text));
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
