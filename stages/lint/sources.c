#include "sources.h"

#include <fcntl.h>
#include <stdlib.h>

#include "wholefile.h"

enum { LARGEST = 64 * 1024 * 1024 };

static void split(struct source *s, struct sv text, struct arena *a) {
    size_t most = 1;
    for (size_t i = 0; i < text.n; i++)
        most += text.p[i] == '\n';
    struct sv *lines = arena_alloc(a, most * sizeof *lines);
    for (size_t at = 0; at < text.n;) {
        const char *feed = memchr(text.p + at, '\n', text.n - at);
        size_t end = feed ? (size_t)(feed - text.p) : text.n;
        bool cr = end > at && text.p[end - 1] == '\r';
        lines[s->n++] = (struct sv){text.p + at, end - at - cr};
        at = end + 1;
    }
    s->lines = lines;
}

static void read_file(struct source *s, struct arena *a) {
    struct str bytes = {0};
    uint64_t size;
    if (wholefile_read(&bytes, AT_FDCWD, s->file, LARGEST, &size) == WHOLEFILE_READ) {
        struct sv text = arena_copy(a, str_view(&bytes));
        bool bom = text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0;
        split(s, bom ? (struct sv){text.p + 3, text.n - 3} : text, a);
    }
    str_release(&bytes);
}

const struct source *sources_file(struct sources *s, const char *file) {
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->p[i].file, file) == 0) return &s->p[i];
    s->p = mem_room(s->p, s->n, &s->size, sizeof *s->p);
    s->p[s->n] = (struct source){.file = arena_copy(s->arena, sv_of(file)).p};
    read_file(&s->p[s->n], s->arena);
    return &s->p[s->n++];
}

struct sv sources_line(struct sources *s, const char *file, unsigned line) {
    const struct source *source = sources_file(s, file);
    return line >= 1 && line <= source->n ? source->lines[line - 1] : (struct sv){NULL, 0};
}

void sources_release(struct sources *s) {
    free(s->p);
}
