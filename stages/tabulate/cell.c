#include "cell.h"

#include <string.h>

/* ---- reading ---- */

static bool is_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Joins the lines of a value: a space stays between ASCII letters or digits. */
static struct sv join_lines(struct sv v, struct arena *a) {
    if (!memchr(v.p, '\n', v.n) && !memchr(v.p, '\r', v.n)) return v;
    char *joined = arena_alloc(a, v.n), *to = joined;
    bool broken = false;
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i];
        if (c == '\n' || c == '\r') {
            broken = true;
            continue;
        }
        if (broken && to > joined && is_word(to[-1]) && is_word(c)) *to++ = ' ';
        broken = false;
        *to++ = c;
    }
    return (struct sv){joined, (size_t)(to - joined)};
}

static int read_text(struct sv raw, bool join, struct cell *cell, struct arena *a, struct err *e) {
    if (raw.p[0] != '"') {
        cell->text = raw;
        return 0;
    }
    if (json_string(raw, &cell->text, a, e) != 0) return -1;
    if (cell->text.p == raw.p + 1)
        cell->raw = raw; /* nothing is escaped in it */
    else if (join)
        cell->text = join_lines(cell->text, a);
    return 0;
}

static size_t escaped_size(struct sv item) {
    size_t n = item.n;
    for (size_t i = 0; i < item.n; i++)
        n += item.p[i] == ';';
    return n;
}

/* Joins the items by ";", which is "\;" within one. */
static struct sv join_items(const struct cell *cell, struct arena *a) {
    size_t n = 0;
    for (size_t i = 0; i < cell->n; i++)
        n += escaped_size(cell->items[i]) + 1;
    char *joined = arena_alloc(a, n), *to = joined;
    for (size_t i = 0; i < cell->n; i++) {
        struct sv item = cell->items[i];
        if (i > 0) *to++ = ';';
        for (size_t k = 0; k < item.n; k++) {
            if (item.p[k] == ';') *to++ = '\\';
            *to++ = item.p[k];
        }
    }
    return (struct sv){joined, (size_t)(to - joined)};
}

void cell_join(struct cell *cell, struct arena *a) {
    cell->text = cell->n ? join_items(cell, a) : SV("");
}

static int read_list(struct sv raw, bool join, struct cell *cell, struct arena *a, struct err *e) {
    struct json_array at = {raw.p, raw.p + raw.n}; /* a single value is a list of one */
    struct sv item;
    size_t n = 0;
    cell->text = SV("");
    if (sv_is(raw, "[]")) return 0;
    if (raw.p[0] == '[' && json_array(&at, raw, e) != 0) return -1;
    for (struct json_array count = at; json_next(&count, &item);)
        n++;
    cell->items = arena_alloc(a, n * sizeof *cell->items);
    while (json_next(&at, &item)) {
        struct cell one = {0};
        if (item.p[0] == '[' || item.p[0] == '{')
            return err_set(e, STATUS_USAGE, "an item of the list is no text");
        if (read_text(item, join, &one, a, e) != 0) return -1;
        if (one.text.n > 0 || raw.p[0] == '[') cell->items[cell->n++] = one.text;
    }
    cell_join(cell, a);
    return 0;
}

int cell_read(struct cell *cell, const struct column *column, struct sv raw, struct arena *a,
              struct err *e) {
    bool join = column->source == FROM_VALUES;
    if (!raw.p || sv_is(raw, "null")) return 0;
    if (column->list) return read_list(raw, join, cell, a, e);
    if (raw.p[0] == '[') return err_set(e, STATUS_USAGE, "a list, which the schema does not have");
    if (raw.p[0] == '{') return err_set(e, STATUS_USAGE, "an object, which no cell can hold");
    return read_text(raw, join, cell, a, e);
}

/* ---- checks ---- */

static size_t digits(struct sv v, size_t i) {
    size_t from = i;
    while (i < v.n && v.p[i] >= '0' && v.p[i] <= '9')
        i++;
    return i - from;
}

static bool is_integer(struct sv v) {
    size_t minus = v.n > 0 && v.p[0] == '-', n = digits(v, minus);
    return n > 0 && minus + n == v.n && (n == 1 || v.p[minus] != '0');
}

static bool is_number(struct sv v) {
    const char *point = memchr(v.p, '.', v.n);
    size_t n = point ? (size_t)(point - v.p) : v.n;
    if (point && (n + 1 == v.n || digits(v, n + 1) != v.n - n - 1)) return false;
    return is_integer((struct sv){v.p, n});
}

static bool is_boolean(struct sv v) {
    return sv_is(v, "true") || sv_is(v, "false");
}

static bool is_date(struct sv v) {
    return v.n == 10 && digits(v, 0) == 4 && v.p[4] == '-' && digits(v, 5) == 2 && v.p[7] == '-' &&
           digits(v, 8) == 2;
}

static bool is_string(struct sv v) {
    return memchr(v.p, '\0', v.n) == NULL;
}

static bool (*const is_of[])(struct sv) = {is_string, is_integer, is_number, is_boolean, is_date};

static int check_text(const struct column *column, struct sv v, struct err *e) {
    if (!is_of[column->type](v))
        return err_set(e, STATUS_USAGE, "value \"%.*s\" is no %s", (int)v.n, v.p,
                       column->type == TYPE_STRING ? "text: it holds a NUL"
                                                   : schema_type_name(column->type));
    if (!column_allows(column, v))
        return err_set(e, STATUS_USAGE, "value \"%.*s\" is not allowed", (int)v.n, v.p);
    return 0;
}

int cell_check(const struct cell *cell, const struct column *column, struct err *e) {
    if (cell->text.n == 0 && cell->n == 0)
        return column->required ? err_set(e, STATUS_USAGE, "it is empty") : 0;
    if (cell->raw.p && column->type == TYPE_STRING && !column->allowed) return 0;
    if (!cell->items) return check_text(column, cell->text, e);
    for (size_t i = 0; i < cell->n; i++)
        if (check_text(column, cell->items[i], e) != 0) return -1;
    return 0;
}

/* ---- writing ---- */

void cell_put(const struct cell *cell, const struct column *column, struct str *json) {
    if (column->list) {
        str_byte(json, '[');
        for (size_t i = 0; i < cell->n; i++) {
            if (i > 0) str_byte(json, ',');
            json_put(json, cell->items[i]);
        }
        str_byte(json, ']');
    } else if (column->type >= TYPE_INTEGER && column->type <= TYPE_BOOLEAN) {
        str_sv(json, cell->text.n ? cell->text : SV("null"));
    } else if (cell->raw.p) {
        str_sv(json, cell->raw);
    } else {
        json_put(json, cell->text);
    }
}
