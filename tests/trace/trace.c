/* Checks that every row of a run can be traced to the bytes of its file, by a way of its own: files
 * are decoded by ICU, the CSV is read by the few lines below, the chain's own code has no part.
 *
 *   trace check IN OUT     for every row: byte_start and byte_end are where start and end stand in
 *                          the file, the pieces lie between them, and *_original is what they
 *                          decode to; writes a record stream of these texts for tiyao-normalize
 *   trace compare OUT FILE FILE is that stream normalized: the normalized columns are its texts
 *
 * Says each row that fails on stderr; the status is then 1.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "json.h"
#include "utf8.h"

enum { MOST_DATASETS = 64, MOST_SAID = 20 };
static struct str datasets[MOST_DATASETS]; /* names, in order */
static size_t n_datasets;
static unsigned long rows_checked, rows_failed;

static void die(const char *what, const char *name) {
    fprintf(stderr, "trace: %s \"%s\"\n", what, name);
    exit(3);
}

static bool read_whole(struct str *s, const char *name) {
    FILE *f = fopen(name, "rb");
    size_t n;
    str_clear(s);
    str_c(s, "");
    if (!f) return false;
    while ((n = fread(str_room(s, 65536), 1, 65536, f)) > 0) {
        s->n += n;
        s->p[s->n] = '\0';
    }
    fclose(f);
    return true;
}

/* ---- CSV ---- */

struct table {
    struct str text; /* fields, each ended by NUL in place */
    struct sv *cells;
    size_t n_columns, n_rows, size;
};

/* Every field is quoted, as libcsv writes them; a quote inside is doubled. */
static void csv_read(struct table *t, const char *folder, const char *dataset) {
    struct str name = {0};
    size_t n = 0;
    *t = (struct table){0};
    str_printf(&name, "%s/%s.csv", folder, dataset);
    if (!read_whole(&t->text, name.p)) die("cannot read", name.p);
    for (char *p = t->text.p, *end = p + t->text.n; p < end;) {
        if (*p++ != '"') die("a field is not quoted in", name.p);
        char *to = p, *from = p;
        while (from < end && (*from != '"' || from[1] == '"')) {
            from += *from == '"';
            *to++ = *from++;
        }
        if (from >= end) die("a quotation does not end in", name.p);
        t->cells = mem_room(t->cells, n, &t->size, sizeof *t->cells);
        t->cells[n++] = (struct sv){p, (size_t)(to - p)};
        char after = from[1];
        *to = '\0';
        p = from + 2;
        if (after == '\n' && t->n_columns == 0) t->n_columns = n;
        if (after == '\n' && n % t->n_columns != 0) die("rows of unequal length in", name.p);
        if (after != '\n' && after != ',') die("no comma behind a field in", name.p);
    }
    if (t->n_columns == 0) die("no header in", name.p);
    t->n_rows = n / t->n_columns - 1;
    str_release(&name);
}

static void csv_release(struct table *t) {
    free(t->cells);
    str_release(&t->text);
}

static long column(const struct table *t, const char *name) {
    for (size_t i = 0; i < t->n_columns; i++)
        if (sv_is(t->cells[i], name)) return (long)i;
    return -1;
}

/* A cell of a row, rows from 0; "" where there is no such column. */
static struct sv cell(const struct table *t, size_t row, const char *name) {
    long c = column(t, name);
    return c < 0 ? SV("") : t->cells[(row + 1) * t->n_columns + (size_t)c];
}

static size_t number(struct sv cell_text) {
    return (size_t)strtoull(cell_text.p, NULL, 10);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct str *)a)->p, ((const struct str *)b)->p);
}

/* All tables of the folder but documents, whatever packs brought them. */
static void find_datasets(const char *folder) {
    DIR *d = opendir(folder);
    if (!d) die("cannot open", folder);
    for (struct dirent *entry; (entry = readdir(d)) && n_datasets < MOST_DATASETS;) {
        const char *stop = strchr(entry->d_name, '.');
        if (!stop || stop == entry->d_name || strcmp(stop, ".csv") != 0) continue;
        if (strcmp(entry->d_name, "documents.csv") == 0) continue;
        str_put(&datasets[n_datasets++], entry->d_name, (size_t)(stop - entry->d_name));
    }
    closedir(d);
    qsort(datasets, n_datasets, sizeof *datasets, by_name);
}

/* ---- documents ---- */

struct text {
    char id[256];
    uint32_t *cps; /* n code points */
    size_t *bytes; /* where each begins in the file; bytes[n] is its end */
    size_t n;
};

static const struct {
    const char *encoding, *converter, *bom;
    size_t bom_length;
} encodings[] = {
    {"utf-8", "UTF-8", "\xEF\xBB\xBF", 3},   {"utf-16le", "UTF-16LE", "\xFF\xFE", 2},
    {"utf-16be", "UTF-16BE", "\xFE\xFF", 2}, {"gb18030", "gb18030", "\x84\x31\x95\x33", 4},
    {"big5-hkscs", "Big5-HKSCS", NULL, 0},   {"windows-1252", "windows-1252", NULL, 0},
};

static void decode(struct text *t, const struct str *file, const char *converter, size_t skip) {
    UErrorCode code = U_ZERO_ERROR;
    UConverter *c = ucnv_open(converter, &code);
    size_t room = file->n * 2 + 16;
    UChar *units = mem_alloc(room * sizeof *units);
    int32_t *from = mem_alloc(room * sizeof *from);
    UChar *to = units;
    const char *source = file->p + skip;
    if (U_FAILURE(code)) die("ICU knows no", converter);
    ucnv_toUnicode(c, &to, units + room, &source, file->p + file->n, from, true, &code);
    if (U_FAILURE(code)) die("ICU cannot decode by", converter);
    ucnv_close(c);
    t->n = 0;
    t->cps = mem_alloc((size_t)(to - units + 1) * sizeof *t->cps);
    t->bytes = mem_alloc((size_t)(to - units + 1) * sizeof *t->bytes);
    for (ptrdiff_t i = 0; i < to - units; i++) {
        t->bytes[t->n] = skip + (size_t)from[i];
        t->cps[t->n++] = U16_IS_LEAD(units[i]) && i + 1 < to - units
                             ? (uint32_t)U16_GET_SUPPLEMENTARY(units[i], units[i + 1])
                             : units[i];
        if (U16_IS_LEAD(units[i])) i++;
    }
    t->bytes[t->n] = file->n;
    free(units);
    free(from);
}

/* The name of a file whose bytes that are not UTF-8 are shown as \xNN. */
static void hidden_bytes(struct str *name) {
    char *to = name->p, *from = name->p;
    for (; *from; to++) {
        unsigned byte;
        if (sscanf(from, "\\x%2X", &byte) == 1) {
            *to = (char)byte;
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

static void open_text(struct text *t, const char *in, const struct table *documents, struct sv id) {
    struct str name = {0}, file = {0};
    size_t row = 0, e = 0;
    while (row < documents->n_rows && !sv_eq(cell(documents, row, "doc_id"), id))
        row++;
    if (row == documents->n_rows) die("no document", id.p);
    free(t->cps);
    free(t->bytes);
    snprintf(t->id, sizeof t->id, "%s", id.p);
    str_printf(&name, "%s/%s", in, cell(documents, row, "path").p);
    if (!read_whole(&file, name.p)) {
        hidden_bytes(&name);
        if (!read_whole(&file, name.p)) die("cannot read", name.p);
    }
    const size_t n_encodings = sizeof encodings / sizeof encodings[0];
    while (e < n_encodings && !sv_is(cell(documents, row, "encoding"), encodings[e].encoding))
        e++;
    if (e == n_encodings) die("encoding of", name.p);
    bool bom = encodings[e].bom && file.n >= encodings[e].bom_length &&
               memcmp(file.p, encodings[e].bom, encodings[e].bom_length) == 0;
    decode(t, &file, encodings[e].converter, bom ? encodings[e].bom_length : 0);
    str_release(&name);
    str_release(&file);
}

/* ---- rows ---- */

static void complain(const struct table *t, size_t row, const char *why) {
    if (rows_failed++ < MOST_SAID)
        fprintf(stderr, "trace: row %s: %s\n", t->cells[(row + 1) * t->n_columns].p, why);
}

/* Appends code points start to end; false where they are not all in the text. */
static bool put_span(struct str *s, const struct text *t, size_t start, size_t end) {
    if (start >= end || end > t->n) return false;
    for (size_t i = start; i < end; i++)
        utf8_put(s, t->cps[i]);
    return true;
}

static bool put_pieces(struct str *s, const struct text *t, const struct table *table, size_t row) {
    size_t start = number(cell(table, row, "start")), end = number(cell(table, row, "end"));
    const char *p = cell(table, row, "pieces").p;
    if (!*p) return put_span(s, t, start, end);
    for (;;) {
        char *after;
        size_t from = strtoull(p, &after, 10), to = 0;
        if (*after == '-') to = strtoull(after + 1, &after, 10);
        if (from < start || to > end || !put_span(s, t, from, to)) return false;
        if (*after != ';') return *after == '\0';
        p = after + 1;
    }
}

static bool bytes_agree(const struct text *t, const struct table *table, size_t row) {
    size_t start = number(cell(table, row, "start")), end = number(cell(table, row, "end"));
    return start < end && end <= t->n &&
           t->bytes[start] == number(cell(table, row, "byte_start")) &&
           t->bytes[end] == number(cell(table, row, "byte_end"));
}

/* The column NAME_original, and that called NAME where there is one: -1 where not. */
static long original_of(const struct table *t, long *plain) {
    static const char ending[] = "_original";
    *plain = -1;
    for (size_t i = 0; i < t->n_columns; i++) {
        struct sv name = t->cells[i];
        size_t n = sizeof ending - 1;
        if (name.n <= n || memcmp(name.p + name.n - n, ending, n) != 0) continue;
        for (size_t k = 0; k < t->n_columns; k++)
            if (sv_eq(t->cells[k], (struct sv){name.p, name.n - n})) *plain = (long)k;
        return (long)i;
    }
    return -1;
}

static struct sv cell_at(const struct table *t, size_t row, long c) {
    return c < 0 ? SV("") : t->cells[(row + 1) * t->n_columns + (size_t)c];
}

static void put_record(struct sv id, struct sv text) {
    struct str s = {0};
    json_put_str(&s, "doc_id", id);
    printf("{\"record\":\"document\",%s,\"path\":\"\",\"sha256\":\"\",\"bytes\":0,"
           "\"encoding\":\"utf-8\",\"warnings\":[],\"skipped\":false}\n",
           s.p);
    str_clear(&s);
    json_put_str(&s, "text", text);
    printf("{\"record\":\"decoded\",%s,\"first\":0,\"widths\":[%zu,1]}\n", s.p, utf8_count(text));
    str_clear(&s);
    json_put_str(&s, "doc_id", id);
    printf("{\"record\":\"end\",%s}\n", s.p);
    str_release(&s);
}

static void check_row(const struct text *t, const struct table *table, size_t row) {
    struct str decoded = {0};
    long plain, c = original_of(table, &plain);
    str_c(&decoded, "");
    rows_checked++;
    if (cell(table, row, "rule_id").n == 0) complain(table, row, "no rule_id");
    if (!bytes_agree(t, table, row))
        complain(table, row, "the bytes are not where start and end are");
    if (!put_pieces(&decoded, t, table, row))
        complain(table, row, "the pieces are not in the text");
    struct sv original = cell_at(table, row, c);
    if (c < 0) complain(table, row, "no column holds the original");
    if (c >= 0 && !sv_eq(str_view(&decoded), original)) {
        complain(table, row, "the original differs from what the bytes decode to");
        if (rows_failed < MOST_SAID)
            fprintf(stderr, "    bytes:    %s\n    original: %s\n", decoded.p, original.p);
    }
    put_record(table->cells[(row + 1) * table->n_columns], original);
    str_release(&decoded);
}

static int check(const char *in, const char *out) {
    struct table documents;
    struct text t = {"", NULL, NULL, 0};
    csv_read(&documents, out, "documents");
    find_datasets(out);
    for (size_t d = 0; d < n_datasets; d++) {
        struct table table;
        csv_read(&table, out, datasets[d].p);
        for (size_t row = 0; row < table.n_rows; row++) {
            struct sv id = cell(&table, row, "doc_id");
            if (!t.cps || !sv_is(id, t.id)) open_text(&t, in, &documents, id);
            check_row(&t, &table, row);
        }
        csv_release(&table);
    }
    printf("{\"record\":\"complete\",\"documents\":%lu,\"records\":%lu}\n", rows_checked,
           3 * rows_checked);
    fprintf(stderr, "trace: %lu rows checked\n", rows_checked);
    free(t.cps);
    free(t.bytes);
    csv_release(&documents);
    return rows_failed > 0 || fflush(stdout) != 0;
}

/* ---- normalized texts ---- */

static void without_space(struct str *s, struct sv v) {
    str_clear(s);
    str_c(s, "");
    for (size_t i = 0; i < v.n;) {
        unsigned width;
        uint32_t c = utf8_at(v.p + i, &width);
        if (c > 0x20 && c != 0xA0 && c != 0x3000) str_put(s, v.p + i, width);
        i += width;
    }
}

/* Columns that hold some of the normalized text; a column NAME beside NAME_original holds all. */
static const struct {
    const char *dataset, *column;
} parts[] = {{"titles", "organization"}, {"titles", "position"}};

static void complain_of(const struct table *t, size_t row, const char *name, const struct str *want,
                        const struct str *have) {
    complain(t, row, name);
    if (rows_failed < MOST_SAID)
        fprintf(stderr, "    original: %s\n    column:   %s\n", want->p, have->p);
}

static void compare_row(const struct table *t, size_t row, const char *dataset, struct sv text) {
    struct str want = {0}, have = {0};
    long plain;
    (void)original_of(t, &plain);
    without_space(&want, text);
    without_space(&have, cell_at(t, row, plain));
    if (plain >= 0 && !sv_eq(str_view(&want), str_view(&have)))
        complain_of(t, row, t->cells[plain].p, &want, &have);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(parts[i].dataset, dataset) != 0) continue;
        without_space(&have, cell(t, row, parts[i].column));
        if (!strstr(want.p, have.p)) complain_of(t, row, parts[i].column, &want, &have);
    }
    rows_checked++;
    str_release(&want);
    str_release(&have);
}

/* The next normalized text of the stream; false at its end. */
static bool next_text(FILE *f, char **line, size_t *size, struct arena *a, struct sv *text) {
    ssize_t n;
    while ((n = getline(line, size, f)) > 0) {
        struct json_object o;
        struct err e = {0};
        struct sv type;
        if (json_object(&o, (struct sv){*line, (size_t)n - 1}, a, &e) != 0) die("no JSON", e.text);
        if (json_string(json_get(&o, "record"), &type, a, &e) != 0) die("no record", *line);
        if (sv_is(type, "normalized")) return json_string(json_get(&o, "text"), text, a, &e) == 0;
    }
    return false;
}

static int compare(const char *out, const char *file) {
    FILE *f = fopen(file, "rb");
    char *line = NULL;
    size_t size = 0;
    struct arena a = {0};
    if (!f) die("cannot read", file);
    find_datasets(out);
    for (size_t d = 0; d < n_datasets; d++) {
        struct table table;
        csv_read(&table, out, datasets[d].p);
        for (size_t row = 0; row < table.n_rows; row++) {
            struct sv text;
            arena_reset(&a);
            if (!next_text(f, &line, &size, &a, &text)) die("too few texts in", file);
            compare_row(&table, row, datasets[d].p, text);
        }
        csv_release(&table);
    }
    fclose(f);
    free(line);
    arena_release(&a);
    fprintf(stderr, "trace: %lu normalized texts compared\n", rows_checked);
    return rows_failed > 0;
}

int main(int argc, char **argv) {
    if (argc == 4 && strcmp(argv[1], "check") == 0) return check(argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "compare") == 0) return compare(argv[2], argv[3]);
    fprintf(stderr, "usage: trace check IN OUT | trace compare OUT FILE\n");
    return 2;
}
