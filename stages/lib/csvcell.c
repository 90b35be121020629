#include "csvcell.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "utf8.h"

void csv_field(struct str *s, struct sv v, bool first) {
    size_t most = 2 * v.n + 3;
    char *at = str_room(s, most);
    if (!first) *at++ = ',';
    at += csv_write2(at, most, v.n ? v.p : "", v.n, CSV_QUOTE);
    *at = '\0';
    s->n = (size_t)(at - s->p);
}

void csv_end(struct str *s) {
    str_byte(s, '\n');
}

int csv_column(const struct csv_row *header, struct sv name) {
    for (size_t i = 0; i < header->n; i++)
        if (sv_eq(header->cells[i], name)) return (int)i;
    return -1;
}

/* ---- reading ---- */

enum { BLOCK = 64 * 1024, LARGEST_ROW = 64 * 1024 * 1024 };

struct reading {
    const char *path;
    int (*each)(void *context, const struct csv_row *row, struct err *e);
    void *context;
    struct str text; /* the cells of the row, one behind the other */
    size_t *ends;    /* in text, of each cell */
    size_t n, size;
    struct sv *cells;
    size_t size_cells;
    uint64_t line, next; /* lines where the row begins, where the reading is */
    size_t width;        /* cells of the header, 0 before it */
    bool bom_gone;
    int result; /* -1: an error was set, what follows is passed over */
    struct err *err;
};

__attribute__((format(printf, 2, 3))) static void refuse(struct reading *r, const char *format,
                                                         ...) {
    char place[sizeof r->err->place], text[sizeof r->err->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(place, sizeof place, "%s:%llu", r->path, (unsigned long long)r->line);
    r->result = err_at(r->err, STATUS_INPUT, place, "%s", text);
}

/* libcsv does not count lines: those within cells are counted here, those between rows by what ends
 * them. */
static uint64_t feeds_in(const char *p, size_t n) {
    uint64_t count = 0;
    const char *end = p + n;
    while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL)
        count++, p++;
    return count;
}

static void on_cell(void *cell, size_t n, void *context) {
    struct reading *r = context;
    if (r->result != 0) return;
    if (r->text.n + n > LARGEST_ROW) {
        refuse(r, "a row larger than 64 MB");
        return;
    }
    r->ends = mem_room(r->ends, r->n, &r->size, sizeof *r->ends);
    if (n > 0) str_put(&r->text, cell, n);
    r->ends[r->n++] = r->text.n;
    r->next += feeds_in(cell, n);
}

static void hand_over(struct reading *r) {
    r->cells = mem_room(r->cells, 0, &r->size_cells, sizeof *r->cells);
    while (r->size_cells < r->n)
        r->cells = mem_room(r->cells, r->size_cells, &r->size_cells, sizeof *r->cells);
    for (size_t i = 0, from = 0; i < r->n; from = r->ends[i++])
        r->cells[i] = (struct sv){(r->text.p ? r->text.p : "") + from, r->ends[i] - from};
    const struct csv_row row = {r->cells, r->n, r->line};
    r->result = r->each(r->context, &row, r->err);
    if (r->result != 0 && !r->err->place[0])
        snprintf(r->err->place, sizeof r->err->place, "%s:%llu", r->path,
                 (unsigned long long)r->line);
}

/* All the cells together, and no character that lies across two of them. */
static bool is_utf8(const struct reading *r) {
    if (utf8_valid(str_view(&r->text)) != r->text.n) return false;
    for (size_t i = 0; i + 1 < r->n; i++)
        if (r->ends[i] < r->text.n && ((unsigned char)r->text.p[r->ends[i]] & 0xC0) == 0x80)
            return false;
    return true;
}

static void check_row(struct reading *r) {
    if (!is_utf8(r))
        refuse(r, "the text is not UTF-8");
    else if (r->width > 0 && r->n != r->width)
        refuse(r, "the row has %zu cell%s, the header %zu", r->n, r->n == 1 ? "" : "s", r->width);
    else
        hand_over(r);
    if (r->width == 0) r->width = r->n;
}

/* Also called for the line ends that end no row. */
static void on_row(int end, void *context) {
    struct reading *r = context;
    if (r->n > 0 && r->result == 0) check_row(r);
    r->next += end == '\n';
    r->line = r->next;
    str_clear(&r->text);
    r->n = 0;
}

static int no_space(unsigned char c) {
    (void)c;
    return 0;
}

static const char *past_bom(struct reading *r, const char *p, size_t *n) {
    if (r->bom_gone || *n < 3 || memcmp(p, "\xEF\xBB\xBF", 3) != 0) {
        r->bom_gone = true;
        return p;
    }
    r->bom_gone = true;
    *n -= 3;
    return p + 3;
}

/* A cell that does not end would fill the memory. */
static void check_size(struct reading *r, const struct csv_parser *parser) {
    if (r->result == 0 && r->text.n + parser->entry_pos > LARGEST_ROW)
        refuse(r, "a row larger than 64 MB");
}

static int parse_all(struct reading *r, int fd, struct csv_parser *parser) {
    char *block = mem_alloc(BLOCK);
    ssize_t n = 0;
    while (r->result == 0) {
        n = read(fd, block, BLOCK);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        size_t left = (size_t)n;
        const char *from = past_bom(r, block, &left);
        if (csv_parse(parser, from, left, on_cell, on_row, r) != left) break;
        check_size(r, parser);
    }
    if (n < 0)
        r->result = err_at(r->err, STATUS_SYSTEM, r->path, "cannot read: %s", strerror(errno));
    free(block);
    if (r->result != 0) return -1;
    if (csv_error(parser) == CSV_EPARSE)
        refuse(r, "a quote stands where none may");
    else if (csv_error(parser) != CSV_SUCCESS)
        refuse(r, "%s", csv_strerror(csv_error(parser)));
    else if (csv_fini(parser, on_cell, on_row, r) != 0 && r->result == 0)
        refuse(r, "a quoted cell is not closed");
    return r->result;
}

static int read_open(struct reading *r, int fd) {
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return err_set(r->err, STATUS_SYSTEM, "out of memory");
    csv_set_blk_size(&parser, BLOCK);
    csv_set_space_func(&parser, no_space);
    int result = parse_all(r, fd, &parser);
    csv_free(&parser);
    return result;
}

int csv_read(const char *path, int (*each)(void *context, const struct csv_row *row, struct err *e),
             void *context, struct err *e) {
    struct reading r = {path, each, context, .line = 1, .next = 1, .err = e};
    struct stat st;
    e->place[0] = '\0';
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return err_at(e, STATUS_INPUT, path, "cannot open: %s", strerror(errno));
    int result = fstat(fd, &st) == 0 && S_ISREG(st.st_mode)
                     ? read_open(&r, fd)
                     : err_at(e, STATUS_INPUT, path, "is no regular file");
    close(fd);
    str_release(&r.text);
    free(r.ends);
    free(r.cells);
    return result;
}
