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
    bool twice = known ? known->file == l->n_files : !trie_add(&l->trie, text, (uint32_t)l->n);
    /* Also of a term given twice, for the terms keep step with the values of the trie. */
    struct term *term = known ? &l->terms[known - l->terms] : new_term(r, text, (unsigned)length);
    struct sv *fields = arena_zero(r->arena, l->n_fields * sizeof *fields);
    term->fields = fields;
    term->file = l->n_files;
    r->terms++;
    int result = read_fields(r, text, line, fields);
    return twice ? refuse(r, "term is given twice:", text) : result;
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

/* Each term has one value in the trie, added in the order of the terms: values[0] is not used. */
static int32_t place_of(uint32_t value) {
    return (int32_t)value - 1;
}

/* Whether a term of two and more characters may begin with those of text: false is sure. */
static bool may_begin(const struct list *l, struct sv text, uint32_t first, unsigned width) {
    unsigned next;
    return width < text.n && trie_may(&l->trie, first, utf8_at(text.p + width, &next));
}

int32_t list_place(const struct list *l, struct sv text) {
    unsigned width;
    if (text.n == 0) return -1;
    uint32_t c = utf8_at(text.p, &width);
    if (width < text.n && !may_begin(l, text, c, width)) return -1;
    uint32_t node = trie_begin(&l->trie, c);
    for (size_t at = width; node && at < text.n; at += width)
        node = trie_step(&l->trie, node, utf8_at(text.p + at, &width));
    return place_of(node ? trie_first(&l->trie, node) : 0);
}

const struct term *list_find(const struct list *l, struct sv text) {
    int32_t place = list_place(l, text);
    return place < 0 ? NULL : &l->terms[place];
}

static bool small_number(struct sv text, int16_t *out) {
    char *end;
    long n = strtol(text.p, &end, 10);
    *out = (int16_t)n;
    return (text.n == 0 || (text.p[0] != '+' && text.p[0] != ' ')) && end == text.p + text.n &&
           n == *out;
}

const int16_t *list_numbers(struct list *l, int field, struct arena *a) {
    if (!l->numbers) l->numbers = arena_zero(a, l->n_fields * sizeof *l->numbers);
    if (l->numbers[field]) return l->numbers[field];
    int16_t *numbers = arena_alloc(a, (l->n + 1) * sizeof *numbers);
    for (size_t i = 0; i < l->n; i++)
        if (!small_number(l->terms[i].fields[field], &numbers[i])) return NULL;
    return l->numbers[field] = numbers;
}

uint64_t list_lengths(const struct list *l, struct sv text) {
    unsigned width;
    if (text.n == 0) return 0;
    uint32_t c = utf8_at(text.p, &width);
    size_t end = may_begin(l, text, c, width) ? text.n : width;
    if (end == width && !trie_may_alone(&l->trie, c)) return 0;
    uint32_t node = trie_begin(&l->trie, c);
    uint64_t lengths = node && trie_first(&l->trie, node) ? 1 : 0;
    size_t at = width;
    for (unsigned n = 1; node && at < end && n < LIST_LONGEST; n++, at += width) {
        node = trie_step(&l->trie, node, utf8_at(text.p + at, &width));
        if (node && trie_first(&l->trie, node)) lengths |= (uint64_t)1 << n;
    }
    return lengths;
}

int list_field(const struct list *l, struct sv name) {
    for (size_t i = 0; i < l->n_fields; i++)
        if (sv_eq(l->fields[i], name)) return (int)i;
    return -1;
}
