#include "metadata.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "charset.h"
#include "csvcell.h"
#include "isodate.h"

/* A date as spreadsheets write it, 2024/3/5, is read too. */
struct scan {
    const char *p, *end;
};

static bool is_digit(const struct scan *s) {
    return s->p < s->end && *s->p >= '0' && *s->p <= '9';
}

static int number(struct scan *s, int most_digits) {
    int n = 0, v = 0;
    for (; n < most_digits && is_digit(s); n++)
        v = v * 10 + (*s->p++ - '0');
    return n > 0 ? v : -1;
}

static bool one_of(struct scan *s, const char *marks) {
    if (s->p == s->end || !*s->p || !strchr(marks, *s->p)) return false;
    s->p++;
    return true;
}

static bool is_time(struct scan s) {
    static const int most[] = {23, 59, 60};
    for (size_t i = 0; i < 3; i++) {
        const char *from = s.p;
        int v = i == 0 || one_of(&s, ":") ? number(&s, 2) : -2;
        if (v == -2 && i == 2) break; /* no seconds */
        if (v < 0 || v > most[i] || s.p - from < (i == 0 ? 2 : 3)) return false;
    }
    if (one_of(&s, "Z")) return s.p == s.end;
    if (!one_of(&s, "+-")) return s.p == s.end;
    int hours = number(&s, 2);
    return hours >= 0 && hours <= 14 && (!one_of(&s, ":") || number(&s, 2) >= 0) && s.p == s.end;
}

/* ISO 8601 of a cell; false where it is no date. */
static bool published(struct sv cell, struct str *out) {
    struct scan s = {cell.p, cell.p + cell.n};
    struct isodate d = {0};
    d.year = number(&s, 4);
    if (one_of(&s, "-/.")) d.month = number(&s, 2);
    if (d.month > 0 && one_of(&s, "-/.")) d.day = number(&s, 2);
    if (!isodate_exists(d)) return false;
    isodate_put(out, d);
    if (s.p == s.end) return true;
    if (!d.day || !one_of(&s, "T ") || !is_time(s)) return false;
    str_byte(out, 'T');
    str_put(out, s.p, (size_t)(s.end - s.p));
    return true;
}

static bool is_plain(struct sv v) {
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] < ' ' || v.p[i] == 0x7F) return false;
    return true;
}

/* ---- the file ---- */

enum column { PATH, PUBLISHED, PUBLICATION, ENCODING, COLUMNS };
static const char *const names[COLUMNS] = {"path", "published", "publication", "encoding"};

struct reading {
    struct metadata *m;
    const char *file;
    int at[COLUMNS]; /* numbers of cells, -1 where a column is missing */
    size_t cells;    /* of the header, 0 before it */
};

/* Says what is wrong with a row, and with which of its cells. */
static int bad(struct reading *r, uint64_t line, struct sv cell, const char *words) {
    struct str place = {0};
    str_printf(&place, "%s:%llu", r->file, (unsigned long long)line);
    if (cell.n)
        err_warn(place.p, "\"%.*s\" %s", (int)cell.n, cell.p, words);
    else
        err_warn(place.p, "%s", words);
    str_release(&place);
    r->m->bad++;
    return 0;
}

static int header(struct reading *r, const struct csv_row *row, struct err *e) {
    r->cells = row->n;
    for (size_t i = 0; i < COLUMNS; i++)
        r->at[i] = csv_column(row, sv_of(names[i]));
    if (r->at[PATH] < 0) return err_at(e, STATUS_USAGE, r->file, "there is no column \"path\"");
    if (r->at[PUBLISHED] < 0 && r->at[PUBLICATION] < 0 && r->at[ENCODING] < 0)
        return err_at(e, STATUS_USAGE, r->file,
                      "there is none of the columns \"published\", \"publication\", \"encoding\"");
    return 0;
}

static struct sv cell(const struct reading *r, const struct csv_row *row, enum column c) {
    return r->at[c] < 0 ? SV("") : row->cells[r->at[c]];
}

static int add(struct reading *r, const struct csv_row *row, struct err *e) {
    struct metadata *m = r->m;
    struct str date = {0};
    if (r->cells == 0) return header(r, row, e);
    if (row->n != r->cells)
        return bad(r, row->line, SV(""), "the row has not as many cells as the header");
    struct sv path = cell(r, row, PATH), day = cell(r, row, PUBLISHED);
    struct sv publication = cell(r, row, PUBLICATION), encoding = cell(r, row, ENCODING);
    if (sv_begins(path, SV("./"))) path = (struct sv){path.p + 2, path.n - 2};
    const char *known = encoding.n ? charset_name(encoding) : "";
    if (path.n == 0 || memchr(path.p, '\0', path.n))
        return bad(r, row->line, SV(""), "the row has no path");
    if (!known) return bad(r, row->line, encoding, "is no encoding that is known");
    if (!is_plain(publication)) return bad(r, row->line, publication, "holds control characters");
    if (day.n && !published(day, &date)) {
        str_release(&date);
        return bad(r, row->line, day, "is no date");
    }
    m->rows = mem_room(m->rows, m->n, &m->size, sizeof *m->rows);
    m->rows[m->n++] =
        (struct metadata_row){arena_copy(&m->arena, path), arena_copy(&m->arena, str_view(&date)),
                              arena_copy(&m->arena, publication), sv_of(known), row->line};
    str_release(&date);
    return 0;
}

static int by_path(const void *a, const void *b) {
    const struct metadata_row *x = a, *y = b;
    int order = sv_cmp(x->path, y->path);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Of several rows of one path the first counts. */
static void part_equals(struct reading *r) {
    struct metadata *m = r->m;
    size_t n = 0;
    if (m->n > 0) qsort(m->rows, m->n, sizeof *m->rows, by_path);
    for (size_t i = 0; i < m->n; i++) {
        if (n > 0 && sv_eq(m->rows[n - 1].path, m->rows[i].path))
            bad(r, m->rows[i].line, m->rows[i].path, "stands in a row before");
        else
            m->rows[n++] = m->rows[i];
    }
    m->n = n;
}

static int read_rows(struct reading *r, struct err *e) {
    struct csv_file *f = csv_open(r->file, e);
    struct csv_row row;
    int got = -1;
    if (f) csv_ragged(f);
    while (f && (got = csv_next(f, &row, e)) > 0 && add(r, &row, e) == 0)
        continue;
    csv_close(f);
    return got == 0 ? 0 : -1;
}

int metadata_read(struct metadata *m, const char *file, struct err *e) {
    struct reading r = {.m = m, .file = file};
    if (access(file, F_OK) != 0) return 0;
    if (read_rows(&r, e) != 0) {
        e->status = e->status == STATUS_INPUT ? STATUS_USAGE : e->status;
        return -1;
    }
    part_equals(&r);
    return 0;
}

static int to_path(const void *key, const void *row) {
    return sv_cmp(*(const struct sv *)key, ((const struct metadata_row *)row)->path);
}

const struct metadata_row *metadata_find(const struct metadata *m, struct sv path) {
    return m->n ? bsearch(&path, m->rows, m->n, sizeof *m->rows, to_path) : NULL;
}

void metadata_release(struct metadata *m) {
    free(m->rows);
    arena_release(&m->arena);
    *m = (struct metadata){0};
}
