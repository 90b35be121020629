#include "list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "utf8.h"

struct reader {
    struct list *list;
    const char *file;
    size_t line, size;
    size_t terms; /* read */
    struct arena *arena;
    struct err *err;
    list_listener *listener; /* NULL: the first wrong line ends the reading */
    void *context;
    size_t wrong; /* lines */
};

enum { MOST_WRONG = 50 };

static int refuse(const struct reader *r, const char *text, struct sv term) {
    char place[sizeof r->err->place];
    snprintf(place, sizeof place, "%s:%zu", r->file, r->line);
    return err_at(r->err, STATUS_USAGE, place, "%s \"%.*s\"", text, (int)term.n, term.p);
}

/* Cuts what stands before the next tab off the front of *rest; false where nothing is left. */
static bool next_field(struct sv *rest, struct sv *field) {
    if (!rest->p) return false;
    const char *tab = rest->n ? memchr(rest->p, '\t', rest->n) : NULL;
    *field = (struct sv){rest->p, tab ? (size_t)(tab - rest->p) : rest->n};
    *rest = tab ? (struct sv){tab + 1, rest->n - field->n - 1} : (struct sv){NULL, 0};
    return true;
}

/* The fields behind a term, "" where the line has fewer than the list. */
static int read_fields(struct reader *r, struct sv text, struct sv rest, struct sv *fields) {
    struct sv field;
    size_t n = 0;
    while (next_field(&rest, &field)) {
        if (n == r->list->n_fields)
            return refuse(r, "more fields than the pack declares behind", text);
        fields[n++] = arena_copy(r->arena, field);
    }
    while (n < r->list->n_fields)
        fields[n++] = SV("");
    return 0;
}

static struct term *new_term(struct reader *r, struct sv text, unsigned length) {
    struct list *l = r->list;
    l->terms = mem_room(l->terms, l->n, &r->size, sizeof *l->terms);
    l->terms[l->n].text = arena_copy(r->arena, text);
    if (length < l->shortest) l->shortest = length;
    if (length > l->longest) l->longest = length;
    return &l->terms[l->n++];
}

static int add_term(struct reader *r, struct sv line) {
    struct list *l = r->list;
    struct sv text = {0};
    next_field(&line, &text);
    size_t length = utf8_count(text);
    if (text.n == 0) return refuse(r, "no term before the first tab in", line);
    if (length > LIST_LONGEST) return refuse(r, "term longer than 63 characters", text);
    const struct term *known = l->n_files > 1 ? list_find(l, text) : NULL;
    if (known ? known->file == l->n_files : !trie_add(&l->trie, text, (uint32_t)l->n))
        return refuse(r, "term is given twice:", text);
    struct term *term = known ? &l->terms[known - l->terms] : new_term(r, text, (unsigned)length);
    struct sv *fields = arena_zero(r->arena, l->n_fields * sizeof *fields);
    term->fields = fields;
    term->file = l->n_files;
    r->terms++;
    return read_fields(r, text, line, fields);
}

static int read_line(struct reader *r, struct sv line, bool valid) {
    if (line.n > 0 && line.p[line.n - 1] == '\r') line.n--;
    if (line.n == 0 || line.p[0] == '#') return 0;
    if (!valid && utf8_valid(line) != line.n) return refuse(r, "not valid UTF-8:", line);
    if (memchr(line.p, '\0', line.n)) return refuse(r, "a NUL character behind", line);
    return add_term(r, line);
}

/* Tells what is wrong with a line; -1 where that ends the reading. */
static int tell(struct reader *r) {
    if (!r->listener) return -1;
    r->listener(r->context, r->err);
    if (++r->wrong < MOST_WRONG) return 0;
    return err_at(r->err, STATUS_USAGE, r->file, "so many lines are wrong that the rest is left");
}

static int read_lines(struct reader *r, struct sv text) {
    bool valid = utf8_valid(text) == text.n; /* quicker than line by line */
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0)
        text = (struct sv){text.p + 3, text.n - 3};
    while (text.n > 0) {
        const char *feed = memchr(text.p, '\n', text.n);
        struct sv line = {text.p, feed ? (size_t)(feed - text.p) : text.n};
        size_t step = line.n + (feed != NULL);
        text = (struct sv){text.p + step, text.n - step};
        r->line++;
        if (read_line(r, line, valid) != 0 && tell(r) != 0) return -1;
    }
    return 0;
}

/* The bytes of a file, to be unmapped; NULL where there are none. */
static int map_file(char **bytes, size_t *n, const char *file, struct err *e) {
    struct stat about;
    int fd = open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return err_at(e, STATUS_USAGE, file, "cannot open: %s", strerror(errno));
    int result = 0;
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
        result = err_at(e, STATUS_USAGE, file, "not a regular file");
    size_t size = result == 0 ? (size_t)about.st_size : 0;
    char *p = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    close(fd);
    if (p == MAP_FAILED) return err_at(e, STATUS_SYSTEM, file, "%s", strerror(errno));
    *bytes = p;
    *n = size;
    return result;
}

static size_t count_lines(struct sv text) {
    size_t n = 0;
    while (text.n > 0) {
        const char *feed = memchr(text.p, '\n', text.n);
        size_t step = feed ? (size_t)(feed - text.p) + 1 : text.n;
        text = (struct sv){text.p + step, text.n - step};
        n++;
    }
    return n;
}

static void add_file(struct list *l, const char *file, struct arena *a) {
    const char **files = arena_alloc(a, (l->n_files + 1) * sizeof *files);
    if (l->n_files > 0) memcpy(files, l->files, l->n_files * sizeof *files);
    files[l->n_files++] = arena_copy(a, sv_of(file)).p;
    l->files = files;
}

int list_read(struct list *l, const char *file, struct arena *a, struct err *e) {
    return list_check(l, file, a, NULL, NULL, e);
}

int list_check(struct list *l, const char *file, struct arena *a, list_listener *listener,
               void *context, struct err *e) {
    struct reader r = {.list = l,
                       .file = file,
                       .size = l->n,
                       .arena = a,
                       .err = e,
                       .listener = listener,
                       .context = context};
    char *bytes = NULL;
    size_t n = 0;
    int result = map_file(&bytes, &n, file, e);
    add_file(l, file, a);
    if (l->n_files == 1) {
        l->shortest = LIST_LONGEST;
        trie_init(&l->trie, count_lines((struct sv){bytes, n}));
    }
    if (result != 0) return -1;
    result = read_lines(&r, (struct sv){bytes, n});
    if (bytes) munmap(bytes, n);
    if (l->n == 0) l->shortest = l->longest = 1; /* so that what names it is not wrong too */
    if (result == 0 && r.terms == 0 && r.wrong == 0)
        return err_at(e, STATUS_USAGE, file, "the list has no terms");
    return result;
}

void list_release(struct list *l) {
    trie_release(&l->trie);
    free(l->terms);
    l->terms = NULL;
}

const struct term *list_find(const struct list *l, struct sv text) {
    uint32_t node = 0, before = 0;
    unsigned n = 0, width;
    for (size_t at = 0; at < text.n; at += width, n++) {
        uint32_t c = utf8_at(text.p + at, &width);
        if (n == 1 && !trie_may(&l->trie, before, c)) return NULL;
        node = at == 0 ? trie_begin(&l->trie, c) : trie_step(&l->trie, node, c);
        if (!node) return NULL;
        before = c;
    }
    uint32_t value = node ? trie_first(&l->trie, node) : 0;
    return value ? &l->terms[l->trie.values[value].value] : NULL;
}

uint64_t list_lengths(const struct list *l, struct sv text) {
    uint64_t lengths = 0;
    uint32_t node = 0, before = 0;
    unsigned n = 0, width;
    for (size_t at = 0; at < text.n && n < LIST_LONGEST; at += width, n++) {
        uint32_t c = utf8_at(text.p + at, &width);
        if (n == 1 && !trie_may(&l->trie, before, c)) break;
        node = at == 0 ? trie_begin(&l->trie, c) : trie_step(&l->trie, node, c);
        before = c;
        if (!node) break;
        if (trie_first(&l->trie, node)) lengths |= (uint64_t)1 << n;
    }
    return lengths;
}

int list_field(const struct list *l, struct sv name) {
    for (size_t i = 0; i < l->n_fields; i++)
        if (sv_eq(l->fields[i], name)) return (int)i;
    return -1;
}
