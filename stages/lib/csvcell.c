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

/* A row that was read and not handed over yet. */
struct queued {
    size_t first, n; /* its cells, in ends */
    uint64_t line;
};

struct csv_file {
    char *path;
    int fd;
    struct csv_parser parser;
    struct str text; /* the cells of the rows, one behind the other */
    size_t *ends;    /* in text, of each cell */
    size_t n, size;
    struct queued *rows;
    size_t n_rows, size_rows, at; /* at: the next to hand over */
    size_t begun;                 /* where the row that is being read begins, in ends */
    struct sv *cells;             /* of the row that is handed over */
    size_t size_cells;
    char *block;
    uint64_t line, next; /* lines where the row begins, where the reading is */
    size_t width;        /* cells of the header, 0 before it */
    bool ragged;         /* rows may have any number of cells */
    bool bom_gone, ended;
    bool fresh;     /* a row begins at the next byte */
    struct err err; /* why it ended, after the rows in front of that place */
    bool failed;
};

__attribute__((format(printf, 3, 4))) static void refuse(struct csv_file *f, uint64_t line,
                                                         const char *format, ...) {
    char place[sizeof f->err.place], text[sizeof f->err.text];
    va_list arguments;
    if (f->failed) return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(place, sizeof place, "%s:%llu", f->path, (unsigned long long)line);
    err_at(&f->err, STATUS_INPUT, place, "%s", text);
    f->failed = f->ended = true;
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

/* Where in text the cell begins. */
static size_t start_of(const struct csv_file *f, size_t cell) {
    return cell > 0 ? f->ends[cell - 1] : 0;
}

static void on_cell(void *cell, size_t n, void *context) {
    struct csv_file *f = context;
    if (f->failed) return;
    if (f->text.n - start_of(f, f->begun) + n > LARGEST_ROW) {
        refuse(f, f->line, "a row larger than 64 MB");
        return;
    }
    f->ends = mem_room(f->ends, f->n, &f->size, sizeof *f->ends);
    if (n > 0) str_put(&f->text, cell, n);
    f->ends[f->n++] = f->text.n;
    f->next += feeds_in(cell, n);
}

/* Also called for the line ends that end no row. */
static void on_row(int end, void *context) {
    struct csv_file *f = context;
    if (f->n > f->begun && !f->failed) {
        f->rows = mem_room(f->rows, f->n_rows, &f->size_rows, sizeof *f->rows);
        f->rows[f->n_rows++] = (struct queued){f->begun, f->n - f->begun, f->line};
    }
    f->next += end == '\n';
    f->line = f->next;
    f->begun = f->n;
    f->fresh = end == '\n';
}

static int no_space(unsigned char c) {
    (void)c;
    return 0;
}

static const char *past_bom(struct csv_file *f, const char *p, size_t *n) {
    bool bom = !f->bom_gone && *n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0;
    f->bom_gone = true;
    if (!bom) return p;
    *n -= 3;
    return p + 3;
}

/* Forgets the rows that were handed over; the cells of a row that is not whole yet stay. */
static void forget(struct csv_file *f) {
    size_t from = start_of(f, f->begun), n = f->n - f->begun;
    if (n > 0) memmove(f->text.p, f->text.p + from, f->text.n - from);
    f->text.n -= from;
    for (size_t i = 0; i < n; i++)
        f->ends[i] = f->ends[f->begun + i] - from;
    f->n = n;
    f->begun = f->n_rows = f->at = 0;
}

static void parse_error(struct csv_file *f) {
    if (csv_error(&f->parser) == CSV_EPARSE)
        refuse(f, f->line, "a quote stands where none may");
    else
        refuse(f, f->line, "%s", csv_strerror(csv_error(&f->parser)));
}

/* The quoted cell that begins at p, which goes to the text; what is behind it, where that is still
 * within the block, else NULL. */
static const char *take_cell(struct csv_file *f, const char *p, const char *end) {
    if (p == end || *p++ != '"') return NULL;
    for (const char *quote; (quote = memchr(p, '"', (size_t)(end - p))) && quote + 1 < end;) {
        bool doubled = quote[1] == '"';
        str_put(&f->text, p, (size_t)(quote - p) + doubled);
        p = quote + 1 + doubled;
        if (!doubled) return p;
    }
    return NULL;
}

/* A row of quoted cells, as we write them, that is whole within the block is taken at once; any
 * other is for libcsv, which looks at each byte. How many bytes it has, 0 where it is another. */
static size_t take_row(struct csv_file *f, const char *from, size_t n) {
    const char *p = from, *end = from + n;
    size_t before = f->text.n;
    while ((p = take_cell(f, p, end))) {
        f->ends = mem_room(f->ends, f->n, &f->size, sizeof *f->ends);
        f->ends[f->n++] = f->text.n;
        if (*p == ',') {
            p++;
            continue;
        }
        if (*p == '\r' && p + 1 < end) p++;
        if (*p != '\n') break;
        f->next += feeds_in(f->text.p + before, f->text.n - before);
        on_row('\n', f);
        return (size_t)(p + 1 - from);
    }
    f->n = f->begun;
    f->text.n = before;
    return 0;
}

/* To the end of the line or of the block. */
static size_t parse_line(struct csv_file *f, const char *from, size_t n) {
    const char *feed = memchr(from, '\n', n);
    if (feed) n = (size_t)(feed + 1 - from);
    f->fresh = false;
    if (csv_parse(&f->parser, from, n, on_cell, on_row, f) != n) parse_error(f);
    return n;
}

static void parse_block(struct csv_file *f, size_t n) {
    const char *from = past_bom(f, f->block, &n);
    while (n > 0 && !f->failed) {
        size_t taken = f->fresh ? take_row(f, from, n) : 0;
        if (taken == 0) taken = parse_line(f, from, n);
        from += taken;
        n -= taken;
    }
    /* A cell that does not end would fill the memory. */
    if (f->text.n - start_of(f, f->begun) + f->parser.entry_pos > LARGEST_ROW)
        refuse(f, f->line, "a row larger than 64 MB");
}

/* Reads a block; at the end of the file ended is set. */
static void read_block(struct csv_file *f) {
    ssize_t n;
    forget(f);
    do
        n = read(f->fd, f->block, BLOCK);
    while (n < 0 && errno == EINTR);
    if (n > 0) {
        parse_block(f, (size_t)n);
        return;
    }
    f->ended = true;
    if (n < 0) {
        err_at(&f->err, STATUS_SYSTEM, f->path, "cannot read: %s", strerror(errno));
        f->failed = true;
    } else if (csv_fini(&f->parser, on_cell, on_row, f) != 0) {
        refuse(f, f->line, "a quoted cell is not closed");
    }
}

/* All the cells together, and no character that lies across two of them. */
static bool is_utf8(const struct csv_file *f, const struct queued *q) {
    size_t from = start_of(f, q->first), end = f->ends[q->first + q->n - 1];
    if (end == from) return true;
    if (utf8_valid((struct sv){f->text.p + from, end - from}) != end - from) return false;
    for (size_t i = q->first; i + 1 < q->first + q->n; i++)
        if (f->ends[i] < end && ((unsigned char)f->text.p[f->ends[i]] & 0xC0) == 0x80) return false;
    return true;
}

/* What is wrong with a row ends the reading in front of it. */
static bool check_row(struct csv_file *f, const struct queued *q) {
    bool failed = f->failed;
    f->failed = false; /* an error further on has to wait */
    if (!is_utf8(f, q))
        refuse(f, q->line, "the text is not UTF-8");
    else if (!f->ragged && f->width > 0 && q->n != f->width)
        refuse(f, q->line, "the row has %zu cell%s, the header %zu", q->n, q->n == 1 ? "" : "s",
               f->width);
    if (f->failed) {
        f->at = f->n_rows;
        return false;
    }
    f->failed = failed;
    if (f->width == 0) f->width = q->n;
    return true;
}

static void show_row(struct csv_file *f, const struct queued *q, struct csv_row *row) {
    while (f->size_cells < q->n)
        f->cells = mem_room(f->cells, f->size_cells, &f->size_cells, sizeof *f->cells);
    const char *text = f->text.p ? f->text.p : "";
    for (size_t i = 0, from = start_of(f, q->first); i < q->n; from = f->ends[q->first + i++])
        f->cells[i] = (struct sv){text + from, f->ends[q->first + i] - from};
    *row = (struct csv_row){f->cells, q->n, q->line};
}

int csv_next(struct csv_file *f, struct csv_row *row, struct err *e) {
    while (f->at == f->n_rows && !f->ended)
        read_block(f);
    if (f->at < f->n_rows) {
        const struct queued *q = &f->rows[f->at++];
        if (check_row(f, q)) {
            show_row(f, q, row);
            return 1;
        }
    }
    if (!f->failed) return 0;
    *e = f->err;
    return -1;
}

struct csv_file *csv_open(const char *path, struct err *e) {
    struct stat st;
    e->place[0] = '\0';
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return err_at(e, STATUS_INPUT, path, "cannot open: %s", strerror(errno)), NULL;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        err_at(e, STATUS_INPUT, path, "is no regular file");
        close(fd);
        return NULL;
    }
    struct csv_file *f = mem_zero(sizeof *f);
    *f = (struct csv_file){.fd = fd, .line = 1, .next = 1, .fresh = true};
    f->path = mem_alloc(strlen(path) + 1);
    memcpy(f->path, path, strlen(path) + 1);
    f->block = mem_alloc(BLOCK);
    (void)csv_init(&f->parser,
                   CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL); /* allocates nothing */
    csv_set_blk_size(&f->parser, BLOCK);
    csv_set_space_func(&f->parser, no_space);
    return f;
}

void csv_ragged(struct csv_file *f) {
    f->ragged = true;
}

void csv_close(struct csv_file *f) {
    if (!f) return;
    close(f->fd);
    csv_free(&f->parser);
    str_release(&f->text);
    free(f->ends);
    free(f->rows);
    free(f->cells);
    free(f->block);
    free(f->path);
    free(f);
}

int csv_read(const char *path, int (*each)(void *context, const struct csv_row *row, struct err *e),
             void *context, struct err *e) {
    struct csv_file *f = csv_open(path, e);
    struct csv_row row;
    int got = -1;
    while (f && (got = csv_next(f, &row, e)) > 0) {
        if (each(context, &row, e) == 0) continue;
        if (!e->place[0])
            snprintf(e->place, sizeof e->place, "%s:%llu", path, (unsigned long long)row.line);
        got = -1;
        break;
    }
    csv_close(f);
    return got;
}
