#include "findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct code_info codes[LINT_CODES] = {
    [LINT_ALLOW] = {"allow", "a remark that allows nothing, or without a reason"},
    [LINT_CLASS_BAR] = {"class-bar", "a | between letters of a class, where it means itself"},
    [LINT_CLASS_RANGE] = {"class-range", "a range of letters that takes signs as well"},
    [LINT_CLASS_TWICE] = {"class-twice", "a character that stands twice in a class"},
    [LINT_DEPRECATED] = {"deprecated", "a deprecated rule that nothing replaces"},
    [LINT_DOUBLE_QUOTED] = {"double-quoted", "an expression in double quotes with a backslash"},
    [LINT_EMPTY_BRANCH] = {"empty-branch", "a part that can be empty where that hides others"},
    [LINT_EXPLODES] = {"explodes", "an expression that some text makes take very long"},
    [LINT_FOLDED] = {"folded", "a character that never stands in normalized text"},
    [LINT_LINES] = {"lines", "an expression over several lines, whose breaks are part of it"},
    [LINT_NEVER] = {"never", "what can never hold or match"},
    [LINT_NO_ANCHOR] = {"no-anchor", "an expression that is tried at every place"},
    [LINT_NO_EXAMPLE] = {"no-example", "a rule without an example that it finds, or leaves alone"},
    [LINT_SCRIPT] = {"script", "a script by its extensions, marks of other scripts included"},
    [LINT_SHADOWED] = {"shadowed", "what something before it always takes"},
    [LINT_UNBOUNDED] = {"unbounded", "a repetition without a bound of what no mark ends"},
    [LINT_UNLISTED] = {"unlisted", "a file in the folder that the pack does not use"},
    [LINT_UNUSED] = {"unused", "a group, field or kind that nothing uses"},
};

enum code code_named(struct sv name) {
    size_t i = 0;
    while (i < LINT_CODES && !sv_is(name, codes[i].name))
        i++;
    return (enum code)i;
}

static struct finding *add(struct findings *f, enum code code, const char *file, unsigned line,
                           unsigned column) {
    f->p = mem_room(f->p, f->n, &f->size, sizeof *f->p);
    f->p[f->n] = (struct finding){.file = file, .line = line, .column = column, .code = code};
    f->p[f->n].number = f->n;
    return &f->p[f->n++];
}

/* Cuts a number behind a colon off the end of a place; 0 where there is none. */
static unsigned cut_number(struct sv *place) {
    size_t at = place->n;
    while (at > 0 && place->p[at - 1] >= '0' && place->p[at - 1] <= '9')
        at--;
    if (at == place->n || at == 0 || place->p[at - 1] != ':') return 0;
    unsigned number = (unsigned)strtoul(place->p + at, NULL, 10);
    place->n = at - 1;
    return number;
}

void findings_error(struct findings *f, const struct err *e) {
    struct sv place = sv_of(e->place);
    unsigned last = cut_number(&place), first = last ? cut_number(&place) : 0;
    const char *file = arena_copy(f->arena, place).p;
    struct finding *x = add(f, LINT_ERROR, file, first ? first : last, first ? last : 0);
    x->text = arena_copy(f->arena, sv_of(e->text));
}

__attribute__((format(printf, 2, 0))) static struct sv say(struct arena *a, const char *format,
                                                           va_list arguments) {
    char text[2048];
    vsnprintf(text, sizeof text, format, arguments);
    return arena_copy(a, sv_of(text));
}

void findings_warn(struct findings *f, enum code code, const struct node *at, size_t offset,
                   const char *format, ...) {
    struct line_column c = node_place(at, offset);
    struct finding *x = add(f, code, at->file, c.line, c.column);
    va_list arguments;
    va_start(arguments, format);
    x->text = say(f->arena, format, arguments);
    va_end(arguments);
}

void findings_warn_file(struct findings *f, enum code code, const char *file, unsigned line,
                        unsigned column, const char *format, ...) {
    struct finding *x = add(f, code, file, line, column);
    va_list arguments;
    va_start(arguments, format);
    x->text = say(f->arena, format, arguments);
    va_end(arguments);
}

static int by_place(const void *a, const void *b) {
    const struct finding *x = a, *y = b;
    int files = strcmp(x->file, y->file);
    if (files != 0) return files;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    if (x->column != y->column) return x->column < y->column ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

static bool same(const struct finding *x, const struct finding *y) {
    return x->line == y->line && x->column == y->column && x->code == y->code &&
           strcmp(x->file, y->file) == 0 && sv_eq(x->text, y->text);
}

void findings_sort(struct findings *f) {
    size_t n = 0;
    if (f->n > 1) qsort(f->p, f->n, sizeof *f->p, by_place);
    for (size_t i = 0; i < f->n; i++)
        if (n == 0 || !same(&f->p[n - 1], &f->p[i])) f->p[n++] = f->p[i];
    f->n = n;
}

void findings_release(struct findings *f) {
    free(f->p);
}
