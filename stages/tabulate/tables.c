#include "tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csvcell.h"

enum { LONGEST_NAME = 255, CUT_NAME = 200 };

/* ---- opening and closing ---- */

static int put_header(struct table *t, const struct schema *s, struct err *e) {
    for (size_t i = 0; i < s->n; i++)
        csv_field(&t->csv.buffer, s->columns[i].name, i == 0);
    csv_end(&t->csv.buffer);
    return outfile_step(&t->csv, e);
}

static int open_table(struct table *t, const struct schema *s, int folder, struct err *e) {
    struct str name = {0};
    str_printf(&name, "%s.csv", s->name.p);
    int result = outfile_open(&t->csv, folder, name.p, true, e);
    str_clear(&name);
    str_printf(&name, "%s.jsonl", s->name.p);
    if (result == 0) result = outfile_open(&t->jsonl, folder, name.p, false, e);
    str_release(&name);
    return result == 0 ? put_header(t, s, e) : -1;
}

int tables_open(struct tables *t, const struct schemas *s, int folder, struct err *e) {
    *t = (struct tables){.schemas = s};
    t->table = mem_alloc(s->n * sizeof *t->table);
    t->counts = mem_alloc(s->n * sizeof *t->counts);
    for (size_t i = 0; i < s->n; i++)
        t->table[i] = (struct table){0};
    for (size_t i = 0; i < s->n; i++)
        if (open_table(&t->table[i], &s->item[i], folder, e) != 0) return -1;
    return folder_open(&t->json, folder, "json", ".json", e);
}

int tables_finish(struct tables *t, struct err *e) {
    for (size_t i = 0; i < t->schemas->n; i++) {
        struct table *table = &t->table[i];
        if (outfile_finish(&table->csv, e) != 0 || outfile_finish(&table->jsonl, e) != 0) return -1;
        sha256_hex(&table->csv.sum, table->hash);
    }
    return 0;
}

int tables_rename(struct tables *t, struct err *e) {
    if (folder_commit(&t->json, e) != 0) return -1;
    for (size_t i = 0; i < t->schemas->n; i++)
        if (outfile_rename(&t->table[i].csv, e) != 0 || outfile_rename(&t->table[i].jsonl, e) != 0)
            return -1;
    return 0;
}

void tables_drop(struct tables *t) {
    for (size_t i = 0; t->table && i < t->schemas->n; i++) {
        outfile_drop(&t->table[i].csv);
        outfile_drop(&t->table[i].jsonl);
        free(t->table[i].rows);
    }
    folder_drop(&t->json);
    free(t->table);
    free(t->counts);
    str_release(&t->nested);
    str_release(&t->doc_id);
    spanmap_release(&t->map);
    *t = (struct tables){0};
}

/* ---- the rows of a document ---- */

/* What is read of a document before its rows. */
struct parts {
    struct json_object document, normalized; /* normalized has no members where there is none */
    bool mapped;                             /* the map is read */
};

static int read_parts(struct tables *t, const struct document *d, struct parts *p, struct err *e) {
    struct json_object decoded;
    bool text = document_find(d, "decoded") && document_find(d, "normalized");
    *p = (struct parts){0};
    if (document_object(d, "document", &p->document, e) != 0) return -1;
    if (!text) return 0;
    if (document_object(d, "normalized", &p->normalized, e) != 0) return -1;
    p->mapped = document_find(d, "row") != NULL;
    if (!p->mapped) return 0;
    if (document_object(d, "decoded", &decoded, e) != 0) return -1;
    return spanmap_read(&t->map, &decoded, &p->normalized, d->arena, e);
}

static int read_rows(struct tables *t, const struct row_context *c, struct err *e) {
    const struct document *d = c->document;
    for (size_t i = 0; i < t->schemas->n; i++)
        t->table[i].n = 0;
    for (size_t i = 0; i < d->n; i++) {
        struct row r;
        if (!sv_is(d->records[i].type, "row")) continue;
        if (row_read(&r, c, &d->records[i], e) != 0) return -1;
        struct table *table = &t->table[r.dataset];
        table->rows = mem_room(table->rows, table->n, &table->size, sizeof *table->rows);
        table->rows[table->n++] = r;
    }
    for (size_t i = 0; i < t->schemas->n; i++)
        t->counts[i] = t->table[i].n;
    return 0;
}

/* ---- the row of the document itself ---- */

static bool has_item(struct sv raw, const char *item) {
    struct json_array at = {raw.p + 1, raw.p + raw.n};
    struct sv one;
    while (json_next(&at, &one))
        if (one.n > 2 && sv_is((struct sv){one.p + 1, one.n - 2}, item)) return true;
    return false;
}

/* The document's warnings, and "budget" where a rule was stopped. */
static struct sv all_warnings(const struct document *d, struct sv raw) {
    struct str s = {0};
    if (!document_find(d, "limit") || (raw.p && raw.p[0] != '[')) return raw;
    if (raw.p && has_item(raw, "budget")) return raw;
    str_put(&s, raw.p ? raw.p : "[", raw.p ? raw.n - 1 : 1);
    str_c(&s, raw.p && raw.n > 2 ? ",\"budget\"]" : "\"budget\"]");
    struct sv all = arena_copy(d->arena, str_view(&s));
    str_release(&s);
    return all;
}

/* Fills the columns that the records of the document give. */
static void fill_document_row(struct tables *t, const struct document *d, const struct parts *p,
                              struct row *r) {
    const struct schema *s = &t->schemas->item[0];
    for (size_t i = 0; i < s->n; i++) {
        if (s->columns[i].source != FROM_RECORD) continue;
        const char *name = s->columns[i].name.p;
        bool script = strcmp(name, "script") == 0;
        r->values[i] = json_get(script ? &p->normalized : &p->document, name);
        if (strcmp(name, "warnings") == 0) r->values[i] = all_warnings(d, r->values[i]);
    }
    t->documents++;
    t->skipped += json_bool(json_get(&p->document, "skipped"), false);
}

/* The row that the rules made for it, if any, completed. */
static int make_document_row(struct tables *t, const struct document *d, const struct parts *p,
                             struct err *e) {
    struct table *table = &t->table[0];
    table->rows = mem_room(table->rows, 0, &table->size, sizeof *table->rows);
    struct row *r = &table->rows[0];
    if (table->n > 1)
        return err_set(e, STATUS_USAGE, "document \"%.*s\" has %zu rows of dataset \"documents\"",
                       (int)d->doc_id.n, d->doc_id.p, table->n);
    if (table->n == 0) {
        *r = (struct row){.line = d->records[0].number};
        r->values = arena_zero(d->arena, t->schemas->item[0].n * sizeof *r->values);
    }
    table->n = 1;
    r->id = d->doc_id;
    r->id_raw = str_view(&t->doc_id);
    fill_document_row(t, d, p, r);
    return 0;
}

/* ---- writing ---- */

static bool in_order(const struct table *t) {
    for (size_t i = 1; i < t->n; i++)
        if (row_order(&t->rows[i - 1], &t->rows[i]) > 0) return false;
    return true;
}

/* The row's JSON goes to both the lines and the nested document. */
static int put_row(struct tables *t, const struct row *r, const struct row_context *c,
                   const char *before, struct err *e) {
    struct table *table = &t->table[r->dataset];
    struct str *lines = &table->jsonl.buffer;
    size_t from = lines->n;
    if (row_put(r, c, &table->csv.buffer, lines, e) != 0) return -1;
    str_c(&t->nested, before);
    str_put(&t->nested, lines->p + from, lines->n - from);
    str_byte(lines, '\n');
    table->written++;
    return outfile_step(&table->csv, e) == 0 ? outfile_step(&table->jsonl, e) : -1;
}

static int put_rows(struct tables *t, size_t dataset, const struct row_context *c, struct err *e) {
    struct table *table = &t->table[dataset];
    if (!in_order(table)) qsort(table->rows, table->n, sizeof *table->rows, row_order);
    str_c(&t->nested, ",\n");
    json_put(&t->nested, t->schemas->item[dataset].name);
    str_c(&t->nested, ":[");
    for (size_t i = 0; i < table->n; i++)
        if (put_row(t, &table->rows[i], c, i ? ",\n" : "\n", e) != 0) return -1;
    str_byte(&t->nested, ']');
    return 0;
}

/* DOC_ID.json; an id too long for a file name is cut and told apart by its sha256. */
static int put_nested(struct tables *t, const struct document *d, struct err *e) {
    struct str name = {0};
    struct sv id = d->doc_id;
    if (memchr(id.p, '/', id.n) || memchr(id.p, '\0', id.n))
        return err_set(e, STATUS_INPUT, "\"%.*s\" is no id of a document", (int)id.n, id.p);
    if (id.n + 5 > LONGEST_NAME) {
        char hex[SHA256_HEX];
        struct sha256 sum;
        sha256_init(&sum);
        sha256_update(&sum, id);
        sha256_hex(&sum, hex);
        size_t n = CUT_NAME;
        while (((unsigned char)id.p[n] & 0xC0) == 0x80)
            n--;
        str_put(&name, id.p, n);
        str_printf(&name, "-%.16s.json", hex);
    } else {
        str_sv(&name, id);
        str_c(&name, ".json");
    }
    int result = folder_put(&t->json, name.p, str_view(&t->nested), e);
    str_release(&name);
    return result;
}

int tables_document(struct tables *t, const struct document *d, struct err *e) {
    struct parts p;
    if (read_parts(t, d, &p, e) != 0) return -1;
    str_clear(&t->doc_id);
    json_put(&t->doc_id, d->doc_id);
    const struct spanmap *map = p.mapped ? &t->map : NULL;
    struct row_context c = {t->schemas, d, str_view(&t->doc_id), map, t->counts};
    if (read_rows(t, &c, e) != 0 || make_document_row(t, d, &p, e) != 0) return -1;
    str_clear(&t->nested);
    if (put_row(t, &t->table[0].rows[0], &c, "", e) != 0) return -1;
    t->nested.n--; /* the brace: its datasets follow */
    for (size_t i = 1; i < t->schemas->n; i++)
        if (put_rows(t, i, &c, e) != 0) return -1;
    str_c(&t->nested, "}\n");
    return put_nested(t, d, e);
}
