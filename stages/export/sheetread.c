#include "sheetread.h"

#include <archive.h>
#include <archive_entry.h>
#include <libxml/xmlreader.h>
#include <stdlib.h>

#include "sheettext.h"

enum { BLOCK = 64 * 1024, MOST_COLUMNS = 16384 };

/* Where the text of a cell is, while its row is read. */
struct place {
    enum sheet_kind kind;
    size_t from, to;
};

struct sheets {
    struct archive *archive;
    xmlTextReader *reader; /* of the sheet */
    struct str text;       /* of the row */
    struct str raw;        /* of the cell, escaped */
    struct place *places;
    size_t n, size;
    struct sheet_value *values;
    size_t size_values;
};

static int broken(struct err *e, const char *what) {
    return err_set(e, STATUS_SYSTEM, "the workbook does not read back: %s", what);
}

struct sheets *sheets_open(const char *path, struct err *e) {
    struct sheets *w = mem_zero(sizeof *w);
    w->archive = archive_read_new();
    archive_read_support_format_zip(w->archive);
    if (archive_read_open_filename(w->archive, path, BLOCK) == ARCHIVE_OK) return w;
    broken(e, archive_error_string(w->archive));
    sheets_close(w);
    return NULL;
}

void sheets_close(struct sheets *w) {
    if (!w) return;
    xmlFreeTextReader(w->reader);
    archive_read_free(w->archive);
    str_release(&w->text);
    str_release(&w->raw);
    free(w->places);
    free(w->values);
    free(w);
}

static int read_entry(void *context, char *to, int n) {
    struct sheets *w = context;
    return (int)archive_read_data(w->archive, to, (size_t)n);
}

static bool is_sheet(const char *name) {
    static const char folder[] = "xl/worksheets/sheet";
    return name && strncmp(name, folder, sizeof folder - 1) == 0;
}

int sheets_next(struct sheets *w, struct err *e) {
    struct archive_entry *entry;
    int code;
    xmlFreeTextReader(w->reader);
    w->reader = NULL;
    do
        code = archive_read_next_header(w->archive, &entry);
    while (code == ARCHIVE_OK && !is_sheet(archive_entry_pathname(entry)));
    if (code == ARCHIVE_EOF) return 0;
    if (code != ARCHIVE_OK) return broken(e, archive_error_string(w->archive));
    w->reader =
        xmlReaderForIO(read_entry, NULL, w, NULL, "UTF-8",
                       XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    return w->reader ? 1 : broken(e, "no memory");
}

/* ---- a row ---- */

static bool is_named(const struct sheets *w, const char *name) {
    return strcmp((const char *)xmlTextReaderConstLocalName(w->reader), name) == 0;
}

/* "AB12" is column 27. */
static size_t column_of(const char *reference) {
    size_t column = 0;
    for (; *reference >= 'A' && *reference <= 'Z' && column < MOST_COLUMNS; reference++)
        column = 26 * column + (size_t)(*reference - 'A') + 1;
    return column - 1;
}

static int begin_cell(struct sheets *w, struct err *e) {
    xmlChar *at = xmlTextReaderGetAttribute(w->reader, (const xmlChar *)"r");
    xmlChar *type = xmlTextReaderGetAttribute(w->reader, (const xmlChar *)"t");
    size_t column = at ? column_of((const char *)at) : MOST_COLUMNS;
    const char *t = type ? (const char *)type : "n";
    enum sheet_kind kind = strcmp(t, "n") == 0   ? SHEET_NUMBER
                           : strcmp(t, "b") == 0 ? SHEET_BOOLEAN
                                                 : SHEET_TEXT;
    bool shared = strcmp(t, "s") == 0;
    xmlFree(at);
    xmlFree(type);
    if (column >= MOST_COLUMNS || shared) return broken(e, "a cell of no column, or shared text");
    while (w->n <= column) {
        w->places = mem_room(w->places, w->n, &w->size, sizeof *w->places);
        w->places[w->n++] = (struct place){SHEET_EMPTY, 0, 0};
    }
    w->places[column] = (struct place){kind, w->text.n, w->text.n};
    str_clear(&w->raw);
    return 0;
}

static void end_cell(struct sheets *w) {
    struct place *p = &w->places[w->n - 1];
    sheet_unescape(&w->text, str_view(&w->raw));
    p->to = w->text.n;
    if (p->kind != SHEET_TEXT && p->to == p->from) p->kind = SHEET_EMPTY;
}

static void show(struct sheets *w, struct sheet_row *row) {
    while (w->size_values < w->n)
        w->values = mem_room(w->values, w->size_values, &w->size_values, sizeof *w->values);
    for (size_t i = 0; i < w->n; i++) {
        const struct place *p = &w->places[i];
        w->values[i] = (struct sheet_value){
            p->kind, {(w->text.p ? w->text.p : "") + p->from, p->to - p->from}};
    }
    row->cells = w->values;
    row->n = w->n;
}

static void begin_row(struct sheets *w, struct sheet_row *row) {
    xmlChar *number = xmlTextReaderGetAttribute(w->reader, (const xmlChar *)"r");
    row->number = number ? strtoull((const char *)number, NULL, 10) : 0;
    xmlFree(number);
    w->n = 0;
    str_clear(&w->text);
}

/* Where in the XML the reading is. */
struct place_in_xml {
    bool cell, text; /* in <c>; in <t> or <v> of it */
};

/* One node: 1 where it ends the row. */
static int read_node(struct sheets *w, struct place_in_xml *in, struct sheet_row *row,
                     struct err *e) {
    switch (xmlTextReaderNodeType(w->reader)) {
    case XML_READER_TYPE_ELEMENT:
        if (is_named(w, "row")) begin_row(w, row);
        if (is_named(w, "c") && !xmlTextReaderIsEmptyElement(w->reader)) {
            in->cell = true;
            return begin_cell(w, e);
        }
        in->text = in->cell && (is_named(w, "t") || is_named(w, "v")) &&
                   !xmlTextReaderIsEmptyElement(w->reader);
        return is_named(w, "row") && xmlTextReaderIsEmptyElement(w->reader);
    case XML_READER_TYPE_END_ELEMENT:
        in->text = false;
        if (is_named(w, "c")) end_cell(w);
        in->cell = in->cell && !is_named(w, "c");
        return is_named(w, "row");
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_WHITESPACE:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        if (in->text) str_c(&w->raw, (const char *)xmlTextReaderConstValue(w->reader));
        return 0;
    default:
        return 0;
    }
}

int sheets_row(struct sheets *w, struct sheet_row *row, struct err *e) {
    struct place_in_xml in = {false, false};
    int read, got = 0;
    while (got == 0 && (read = xmlTextReaderRead(w->reader)) != 0)
        got = read < 0 ? broken(e, "its XML is broken") : read_node(w, &in, row, e);
    if (got > 0) show(w, row);
    return got;
}
