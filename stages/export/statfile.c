#include "statfile.h"

#include <math.h>
#include <readstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "names.h"
#include "utf8.h"

/* ReadStat loses the last byte of some texts that fill a variable of several segments (1.1.8; the
 * file is right). So there is room behind them. */
enum { SEGMENT = 255, SLACK = 8 };

static const char *const kinds[] = {"dta", "sav"};

static int failed(enum stat_kind kind, readstat_error_t code, struct err *e) {
    return err_set(e, STATUS_SYSTEM, "%s: %s", kinds[kind], readstat_error_message(code));
}

/* ---- limits ---- */

static struct sv cut_bytes(struct sv v, size_t most) {
    if (v.n <= most) return v;
    while (most > 0 && ((unsigned char)v.p[most] & 0xC0) == 0x80)
        most--;
    return (struct sv){v.p, most};
}

static struct sv cut_characters(struct sv v, size_t most) {
    size_t at = 0;
    for (size_t n = 0; at < v.n && n < most; n++)
        at += utf8_width((unsigned char)v.p[at]);
    return (struct sv){v.p, at};
}

struct sv stat_cut_label(enum stat_kind kind, struct sv label) {
    return kind == STAT_DTA ? cut_characters(label, STAT_DTA_LABEL)
                            : cut_bytes(label, STAT_SAV_LABEL);
}

struct sv stat_cut_category(enum stat_kind kind, struct sv label) {
    return cut_bytes(label, kind == STAT_DTA ? STAT_DTA_CATEGORY : STAT_SAV_CATEGORY);
}

/* Words that Stata or SPSS keeps for itself, in lower case. */
static const char *const reserved[] = {
    "_all", "_b",  "byte",  "_coef", "_cons", "double", "float", "if",   "in",  "int", "long",
    "_n",   "_pi", "_pred", "_rc",   "_skip", "strl",   "using", "with", "all", "and", "by",
    "eq",   "ge",  "gt",    "le",    "lt",    "ne",     "not",   "or",   "to",  "e",
};

static bool is_reserved(const char *name) {
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        size_t at = 0;
        while (name[at] && (name[at] | 32) == (reserved[i][at] | 32))
            at++;
        if (!name[at] && !reserved[i][at]) return true;
    }
    return strncmp(name, "str", 3) == 0 && name[3] &&
           strspn(name + 3, "0123456789") == strlen(name + 3);
}

bool stat_is_name(const char *name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    size_t n = strlen(name);
    return n > 0 && n <= STAT_NAME && strchr(letters, name[0]) && strspn(name, others) == n &&
           name[n - 1] != '_' && !is_reserved(name);
}

/* ---- writing ---- */

struct stat_writer {
    enum stat_kind kind;
    readstat_writer_t *writer;
    struct outfile *file;
    const struct stat_variable *variables;
    readstat_variable_t **handles;
    size_t n;
    struct names longs; /* the long texts, numbered as ReadStat has them but from 1 */
    struct str room;    /* a text with a NUL behind */
    struct err err;     /* of a write */
    bool full;
};

static ssize_t write_bytes(const void *data, size_t n, void *context) {
    struct stat_writer *w = context;
    str_put(&w->file->buffer, data, n);
    if (!w->full && outfile_step(w->file, &w->err) != 0) w->full = true;
    return w->full ? -1 : (ssize_t)n;
}

static int bad(const struct stat_writer *w, size_t i, const char *what, struct err *e) {
    return err_set(e, STATUS_SYSTEM, "%s: variable \"%s\": %s", kinds[w->kind],
                   w->variables[i].name, what);
}

/* What ReadStat said, or what made it say that. */
static int checked(struct stat_writer *w, readstat_error_t code, struct err *e) {
    if (code == READSTAT_OK) return 0;
    if (!w->full) return failed(w->kind, code, e);
    *e = w->err;
    return -1;
}

static const char *room(struct stat_writer *w, struct sv text) {
    str_clear(&w->room);
    str_sv(&w->room, text);
    return w->room.p ? w->room.p : "";
}

static readstat_type_t type_of(const struct stat_writer *w, enum stat_type type) {
    if (type == STAT_TEXT) return READSTAT_TYPE_STRING;
    if (type == STAT_LONG) return READSTAT_TYPE_STRING_REF;
    return type == STAT_INTEGER && w->kind == STAT_DTA ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE;
}

static int add_labels(struct stat_writer *w, size_t i, struct err *e) {
    const struct stat_variable *v = &w->variables[i];
    bool integer = type_of(w, v->type) == READSTAT_TYPE_INT32;
    if (v->n_labels == 0) return 0;
    readstat_label_set_t *set = readstat_add_label_set(w->writer, type_of(w, v->type), v->name);
    for (size_t k = 0; k < v->n_labels; k++) {
        const struct stat_label *l = &v->labels[k];
        if (stat_cut_category(w->kind, l->text).n < l->text.n || memchr(l->text.p, 0, l->text.n))
            return bad(w, i, "the label of a value is too long", e);
        const char *text = room(w, l->text);
        if (l->missing && w->kind == STAT_DTA)
            readstat_label_tagged_value(set, 'a', text);
        else if (integer)
            readstat_label_int32_value(set, l->code, text);
        else
            readstat_label_double_value(set, l->code, text);
        if (l->missing && w->kind == STAT_SAV &&
            readstat_variable_add_missing_double_value(w->handles[i], l->code) != READSTAT_OK)
            return bad(w, i, "no missing value can be declared", e);
    }
    readstat_variable_set_label_set(w->handles[i], set);
    return 0;
}

static int add_variable(struct stat_writer *w, size_t i, struct err *e) {
    const struct stat_variable *v = &w->variables[i];
    size_t most = w->kind == STAT_DTA ? STAT_DTA_TEXT : STAT_SAV_TEXT;
    if (!stat_is_name(v->name)) return bad(w, i, "no name of a variable", e);
    if (v->type == STAT_TEXT && (v->width == 0 || v->width > most)) return bad(w, i, "too wide", e);
    if (v->type == STAT_LONG && w->kind == STAT_SAV) return bad(w, i, "no long texts", e);
    if (stat_cut_label(w->kind, v->label).n < v->label.n || memchr(v->label.p, 0, v->label.n))
        return bad(w, i, "the label is too long", e);
    size_t width = v->type != STAT_TEXT ? 0 : v->width;
    if (w->kind == STAT_SAV && width > SEGMENT) width += SLACK;
    readstat_variable_t *handle =
        readstat_add_variable(w->writer, v->name, type_of(w, v->type), width);
    w->handles[i] = handle;
    readstat_variable_set_label(handle, room(w, v->label));
    if (v->format[0]) readstat_variable_set_format(handle, v->format);
    readstat_variable_set_measure(handle,
                                  v->nominal ? READSTAT_MEASURE_NOMINAL : READSTAT_MEASURE_SCALE);
    if (v->type != STAT_TEXT) readstat_variable_set_display_width(handle, 12);
    return add_labels(w, i, e);
}

/* When the datasets were made, where that is told; else the same in every file, whatever the zone.
 */
static int set_time(struct stat_writer *w, struct err *e) {
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t at = epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : 946684800;
    setenv("TZ", "UTC0", 1);
    tzset();
    return checked(w, readstat_writer_set_file_timestamp(w->writer, at), e);
}

static int begin(struct stat_writer *w, uint64_t rows, struct sv title, struct err *e) {
    readstat_writer_set_file_format_version(w->writer, w->kind == STAT_DTA ? 118 : 2);
    if (w->kind == STAT_SAV) readstat_writer_set_compression(w->writer, READSTAT_COMPRESS_ROWS);
    title = w->kind == STAT_DTA ? cut_characters(title, STAT_DTA_LABEL)
                                : cut_bytes(title, STAT_SAV_TITLE);
    readstat_writer_set_file_label(w->writer, room(w, title));
    if (set_time(w, e) != 0) return -1;
    for (size_t i = 0; i < w->n; i++)
        if (add_variable(w, i, e) != 0) return -1;
    if (rows > INT32_MAX)
        return err_set(e, STATUS_SYSTEM, "%s: more than 2147483647 rows", kinds[w->kind]);
    readstat_error_t code = w->kind == STAT_DTA
                                ? readstat_begin_writing_dta(w->writer, w, (long)rows)
                                : readstat_begin_writing_sav(w->writer, w, (long)rows);
    return checked(w, code, e);
}

struct stat_writer *stat_create(enum stat_kind kind, struct outfile *file,
                                const struct stat_variable *variables, size_t n, uint64_t rows,
                                struct sv title, struct err *e) {
    struct stat_writer *w = mem_zero(sizeof *w);
    *w = (struct stat_writer){.kind = kind, .file = file, .variables = variables, .n = n};
    w->handles = mem_zero((n + 1) * sizeof *w->handles);
    w->writer = readstat_writer_init();
    readstat_set_data_writer(w->writer, write_bytes);
    if (begin(w, rows, title, e) == 0) return w;
    stat_free(w);
    return NULL;
}

void stat_free(struct stat_writer *w) {
    if (!w) return;
    readstat_writer_free(w->writer);
    names_release(&w->longs);
    str_release(&w->room);
    free(w->handles);
    free(w);
}

int stat_begin_row(struct stat_writer *w, struct err *e) {
    return checked(w, readstat_begin_row(w->writer), e);
}

int stat_end_row(struct stat_writer *w, struct err *e) {
    return checked(w, readstat_end_row(w->writer), e);
}

int stat_finish(struct stat_writer *w, struct err *e) {
    return checked(w, readstat_end_writing(w->writer), e);
}

int stat_long(struct stat_writer *w, struct sv text, struct err *e) {
    if (names_find(&w->longs, text) != 0) return 0;
    if (memchr(text.p, '\0', text.n) || text.n > INT32_MAX)
        return err_set(e, STATUS_SYSTEM, "%s: no long text", kinds[w->kind]);
    const readstat_string_ref_t *ref = readstat_add_string_ref(w->writer, room(w, text));
    names_add(&w->longs, (struct sv){ref->data, text.n});
    return 0;
}

static int insert_long(struct stat_writer *w, size_t i, struct sv text, struct err *e) {
    uint32_t number = names_find(&w->longs, text);
    if (number == 0) return bad(w, i, "a long text that was not made known", e);
    readstat_string_ref_t *ref = readstat_get_string_ref(w->writer, (int)number - 1);
    return checked(w, readstat_insert_string_ref(w->writer, w->handles[i], ref), e);
}

int stat_missing(struct stat_writer *w, size_t i, struct err *e) {
    if (w->variables[i].type == STAT_LONG) return insert_long(w, i, SV(""), e);
    return checked(w, readstat_insert_missing_value(w->writer, w->handles[i]), e);
}

int stat_text(struct stat_writer *w, size_t i, struct sv text, struct err *e) {
    const struct stat_variable *v = &w->variables[i];
    if (text.n == 0) return stat_missing(w, i, e);
    if (memchr(text.p, '\0', text.n)) return bad(w, i, "a text with a NUL", e);
    if (v->type == STAT_TEXT && text.n > v->width) return bad(w, i, "a text that is too long", e);
    const char *p = room(w, text);
    if (v->type == STAT_TEXT)
        return checked(w, readstat_insert_string_value(w->writer, w->handles[i], p), e);
    if (v->type != STAT_LONG) return bad(w, i, "a text where a number goes", e);
    return insert_long(w, i, text, e);
}

int stat_number(struct stat_writer *w, size_t i, double number, struct err *e) {
    const struct stat_variable *v = &w->variables[i];
    if (v->type == STAT_INTEGER &&
        (number < STAT_LEAST || number > STAT_MOST || trunc(number) != number))
        return bad(w, i, "no integer that fits", e);
    if (v->type == STAT_DOUBLE && !(fabs(number) <= STAT_DOUBLE_MOST))
        return bad(w, i, "a number that is too large", e);
    if (v->type != STAT_INTEGER && v->type != STAT_DOUBLE)
        return bad(w, i, "a number where a text goes", e);
    readstat_error_t code =
        type_of(w, v->type) == READSTAT_TYPE_INT32
            ? readstat_insert_int32_value(w->writer, w->handles[i], (int32_t)number)
            : readstat_insert_double_value(w->writer, w->handles[i], number);
    return checked(w, code, e);
}

int stat_reason(struct stat_writer *w, size_t i, struct err *e) {
    const struct stat_variable *v = &w->variables[i];
    if (w->kind == STAT_DTA)
        return checked(w, readstat_insert_tagged_missing_value(w->writer, w->handles[i], 'a'), e);
    for (size_t k = 0; k < v->n_labels; k++)
        if (v->labels[k].missing) return stat_number(w, i, v->labels[k].code, e);
    return bad(w, i, "no reason is declared", e);
}

/* ---- reading ---- */

struct reading {
    const struct stat_reader *r;
    enum stat_kind kind;
    struct err *err;
    bool failed;
    size_t n, at; /* variables; of the row, how many are read */
    struct stat_value *values;
    struct str *rooms; /* texts of the row, by variable */
};

static int stop(struct reading *g, int result) {
    if (result == 0) return READSTAT_HANDLER_OK;
    g->failed = true;
    return READSTAT_HANDLER_ABORT;
}

/* Texts are read as they are, so the file has to say what they are. Stata's know but UTF-8. */
static int on_metadata(readstat_metadata_t *m, void *context) {
    struct reading *g = context;
    int n = readstat_get_var_count(m);
    const char *encoding = readstat_get_file_encoding(m);
    if (g->kind == STAT_SAV && (!encoding || strcmp(encoding, "UTF-8") != 0))
        return stop(g, err_set(g->err, STATUS_SYSTEM, "sav: the file says that its text is %s",
                               encoding ? encoding : "of no encoding"));
    g->n = n > 0 ? (size_t)n : 0;
    g->values = mem_zero((g->n + 1) * sizeof *g->values);
    g->rooms = mem_zero((g->n + 1) * sizeof *g->rooms);
    return READSTAT_HANDLER_OK;
}

static int on_variable(int i, readstat_variable_t *v, const char *set, void *context) {
    struct reading *g = context;
    const char *label = readstat_variable_get_label(v);
    return stop(g, g->r->variable(g->r->context, (size_t)i, readstat_variable_get_name(v),
                                  label ? label : "", set ? set : "", g->err));
}

static double number_of(readstat_value_t value) {
    switch (readstat_value_type(value)) {
    case READSTAT_TYPE_INT8:
        return readstat_int8_value(value);
    case READSTAT_TYPE_INT16:
        return readstat_int16_value(value);
    case READSTAT_TYPE_INT32:
        return readstat_int32_value(value);
    default:
        return readstat_double_value(value);
    }
}

static int on_label(const char *set, readstat_value_t value, const char *label, void *context) {
    struct reading *g = context;
    bool tagged = readstat_value_is_tagged_missing(value);
    return stop(
        g, g->r->label(g->r->context, set, tagged, tagged ? 0 : number_of(value), label, g->err));
}

static struct stat_value value_of(struct reading *g, size_t i, readstat_variable_t *v,
                                  readstat_value_t value) {
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
        const char *text = readstat_string_value(value);
        str_clear(&g->rooms[i]);
        str_c(&g->rooms[i], text ? text : "");
        return (struct stat_value){g->rooms[i].n ? STAT_IS_TEXT : STAT_IS_MISSING,
                                   str_view(&g->rooms[i]), 0};
    }
    if (readstat_value_is_tagged_missing(value) || readstat_value_is_defined_missing(value, v))
        return (struct stat_value){.state = STAT_IS_REASON};
    if (readstat_value_is_system_missing(value))
        return (struct stat_value){.state = STAT_IS_MISSING};
    return (struct stat_value){.state = STAT_IS_NUMBER, .number = number_of(value)};
}

static int on_value(int row, readstat_variable_t *v, readstat_value_t value, void *context) {
    struct reading *g = context;
    size_t i = (size_t)readstat_variable_get_index(v);
    (void)row;
    if (i != g->at || i >= g->n)
        return stop(
            g, err_set(g->err, STATUS_SYSTEM, "%s: values come in another order", kinds[g->kind]));
    g->values[i] = value_of(g, i, v, value);
    g->at++;
    if (g->at < g->n) return READSTAT_HANDLER_OK;
    g->at = 0;
    return stop(g, g->r->row(g->r->context, g->values, g->n, g->err));
}

int stat_read(enum stat_kind kind, const char *path, const struct stat_reader *r, struct err *e) {
    struct reading g = {.r = r, .kind = kind, .err = e};
    readstat_parser_t *p = readstat_parser_init();
    readstat_set_handler_character_encoding(p, NULL); /* as the file has it: on_metadata looks */
    readstat_set_metadata_handler(p, on_metadata);
    readstat_set_variable_handler(p, on_variable);
    readstat_set_value_label_handler(p, on_label);
    readstat_set_value_handler(p, on_value);
    readstat_error_t code =
        kind == STAT_DTA ? readstat_parse_dta(p, path, &g) : readstat_parse_sav(p, path, &g);
    readstat_parser_free(p);
    for (size_t i = 0; g.rooms && i < g.n; i++)
        str_release(&g.rooms[i]);
    free(g.rooms);
    free(g.values);
    if (g.failed) return -1;
    return code == READSTAT_OK ? 0 : failed(kind, code, e);
}
