#include "snapshot.h"

#include <stdlib.h>

#include "origin.h"
#include "shown.h"
#include "tsv.h"

/* A line and where it belongs. */
struct entry {
    uint32_t start, end; /* of the decoded text */
    bool is_row;
    size_t number; /* as they come */
    struct str line;
};

/* A row, and what other rows call it: DATASET@LINE:COLUMN, with /2 behind the dataset where it is
 * the second one there. Numbers of rows would change with every row that is new before them. */
struct row {
    struct json_object record;
    struct sv dataset, id, rule, label;
    struct place place; /* n 0 where it was read from nowhere */
};

struct snapshot {
    const struct snapshot_of *of;
    struct arena *arena;
    struct row *rows;
    size_t n_rows, size_rows;
    struct origin origin;
    struct entry *entries;
    size_t n, size;
};

static struct entry *new_entry(struct snapshot *s) {
    s->entries = mem_room(s->entries, s->n, &s->size, sizeof *s->entries);
    s->entries[s->n] = (struct entry){.number = s->n};
    return &s->entries[s->n++];
}

/* ---- values ---- */

/* What stands for a row where a value is its id. */
static struct sv label_of(const struct snapshot *s, struct sv text) {
    if (!sv_begins(text, s->of->document->doc_id)) return text;
    for (size_t i = 0; i < s->n_rows; i++)
        if (sv_eq(s->rows[i].id, text)) return s->rows[i].label;
    return text;
}

static int put_text(const struct snapshot *s, struct str *line, struct sv raw, struct err *e) {
    struct sv text;
    if (json_string(raw, &text, s->arena, e) != 0) return -1;
    shown_put(line, label_of(s, text));
    return 0;
}

/* A text, or a list of texts in brackets; *is_empty where there is nothing to be shown. */
static int put_value(const struct snapshot *s, struct str *line, struct sv raw, bool *is_empty,
                     struct err *e) {
    struct json_array at;
    struct sv item;
    *is_empty = raw.n <= 2; /* "" or [] */
    if (raw.n == 0 || raw.p[0] != '[') return put_text(s, line, raw, e);
    if (json_array(&at, raw, e) != 0) return -1;
    str_byte(line, '[');
    for (size_t n = 0; json_next(&at, &item); n++) {
        if (n > 0) str_c(line, "; ");
        if (put_text(s, line, item, e) != 0) return -1;
    }
    str_byte(line, ']');
    return 0;
}

static int put_values(const struct snapshot *s, struct str *line, struct sv raw, struct err *e) {
    struct json_object all;
    if (json_object(&all, raw, s->arena, e) != 0) return -1;
    str_c(line, " {");
    for (size_t i = 0, shown = 0; i < all.n; i++) {
        bool is_empty;
        size_t before = line->n;
        if (shown > 0) str_c(line, ", ");
        shown_put(line, all.members[i].key);
        str_c(line, ": ");
        if (put_value(s, line, all.members[i].raw, &is_empty, e) != 0) return -1;
        if (is_empty) line->n = before;
        shown += !is_empty;
    }
    str_c(line, "}");
    return 0;
}

/* ---- places ---- */

/* Puts LINE:COLUMN. */
static void put_spot(struct snapshot *s, struct entry *entry, const struct place *p) {
    struct spot spot = origin_spot(&s->origin, p->start);
    str_printf(&entry->line, "%zu:%zu", spot.line, spot.column);
    entry->start = p->start;
    entry->end = p->end;
}

static int read_pieces(const struct snapshot *s, struct sv raw, struct extent **spans, size_t *n,
                       struct err *e) {
    struct json_array at;
    int64_t start, end;
    *spans = arena_alloc(s->arena, (raw.n / 4 + 1) * sizeof **spans); /* "0,1," each */
    *n = 0;
    if (json_array(&at, raw, e) != 0) return -1;
    while (json_next_int(&at, &start)) {
        if (!json_next_int(&at, &end) || start < 0 || end < start || end > UINT32_MAX)
            return err_set(e, STATUS_INPUT, "the pieces are no pairs of offsets");
        (*spans)[(*n)++] = (struct extent){(uint32_t)start, (uint32_t)end};
    }
    return 0;
}

/* ---- records ---- */

static void put_word(struct str *line, struct sv word) {
    str_byte(line, ' ');
    shown_put(line, word);
}

static void put_quoted(struct str *line, struct sv text) {
    str_c(line, " \"");
    shown_put(line, text);
    str_byte(line, '"');
}

static int add_mention(struct snapshot *s, const struct mention *m, struct err *e) {
    struct place p;
    struct entry *entry = new_entry(s);
    struct str *line = &entry->line;
    if (origin_place(&s->origin, m->start, m->end, &p, e) != 0) return -1;
    put_spot(s, entry, &p);
    str_c(line, " mention");
    put_word(line, s->of->pack->kinds[m->kind].name);
    put_word(line, m->rule->id);
    put_quoted(line, spanmap_text(&s->origin.map, &p, s->arena));
    str_c(line, " {");
    for (size_t i = 0; i < m->n_fields; i++) {
        if (i > 0) str_c(line, ", ");
        shown_put(line, m->fields[i].name);
        str_c(line, ": ");
        shown_put(line, m->fields[i].value.text);
    }
    str_byte(line, '}');
    return 0;
}

/* Where the rule was given up: the character there, the last one where that is the end. */
static int add_limit(struct snapshot *s, const struct limit *l, struct err *e) {
    struct place p;
    struct entry *entry = new_entry(s);
    struct sv text = s->origin.layout.text;
    if (text.n > 0) {
        size_t at = l->at < text.n ? l->at : utf8_back(text.p, 0, text.n, 1);
        size_t end = at + utf8_width((unsigned char)text.p[at]);
        if (origin_place(&s->origin, at, end, &p, e) != 0) return -1;
        put_spot(s, entry, &p);
    }
    str_c(&entry->line, text.n > 0 ? " limit" : "- limit");
    put_word(&entry->line, l->rule->id);
    return 0;
}

static void put_label(struct snapshot *s, struct row *row) {
    struct str label = {0};
    size_t before = 0;
    for (size_t i = 0; i + 1 < s->n_rows; i++)
        before += sv_eq(s->rows[i].dataset, row->dataset) && s->rows[i].place.n == row->place.n &&
                  (row->place.n == 0 || s->rows[i].place.start == row->place.start);
    str_sv(&label, row->dataset);
    if (before > 0) str_printf(&label, "/%zu", before + 1);
    if (row->place.n > 0) {
        struct spot spot = origin_spot(&s->origin, row->place.start);
        str_printf(&label, "@%zu:%zu", spot.line, spot.column);
    }
    row->label = arena_copy(s->arena, str_view(&label));
    str_release(&label);
}

static int read_row(struct snapshot *s, struct sv record, struct err *e) {
    struct extent *spans;
    size_t n;
    s->rows = mem_room(s->rows, s->n_rows, &s->size_rows, sizeof *s->rows);
    struct row *row = &s->rows[s->n_rows++];
    *row = (struct row){0};
    if (json_object(&row->record, record, s->arena, e) != 0 ||
        member_string(&row->record, "dataset", &row->dataset, s->arena, e) != 0 ||
        member_string(&row->record, "id", &row->id, s->arena, e) != 0 ||
        member_string(&row->record, "rule", &row->rule, s->arena, e) != 0 ||
        read_pieces(s, json_get(&row->record, "pieces"), &spans, &n, e) != 0 ||
        (n > 0 && spanmap_place(&s->origin.map, spans, n, &row->place, s->arena, e) != 0))
        return -1;
    put_label(s, row);
    return 0;
}

static int add_row(struct snapshot *s, const struct row *row, struct err *e) {
    struct entry *entry = new_entry(s);
    struct str *line = &entry->line;
    bool placed = row->place.n > 0;
    entry->is_row = true;
    if (placed)
        put_spot(s, entry, &row->place);
    else
        str_byte(line, '-');
    str_c(line, " row");
    put_word(line, (struct sv){row->label.p, strcspn(row->label.p, "@")});
    if (row->rule.n > 0) put_word(line, row->rule);
    if (placed) put_quoted(line, spanmap_text(&s->origin.map, &row->place, s->arena));
    return put_values(s, line, json_get(&row->record, "values"), e);
}

/* ---- the whole ---- */

static int by_place(const void *a, const void *b) {
    const struct entry *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    if (x->is_row != y->is_row) return x->is_row ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

static int add_all(struct snapshot *s, struct err *e) {
    struct found found;
    engine_run(s->of->engine, &s->origin.layout, s->arena, &found);
    for (size_t i = 0; i < found.n_mentions; i++)
        if (s->of->handed_on[found.mentions[i].kind] && add_mention(s, &found.mentions[i], e) != 0)
            return -1;
    for (size_t i = 0; i < found.n_limits; i++)
        if (add_limit(s, &found.limits[i], e) != 0) return -1;
    struct sv rows = s->of->rows, line;
    while (tsv_line(&rows, &line))
        if (read_row(s, line, e) != 0) return -1;
    for (size_t i = 0; i < s->n_rows; i++)
        if (add_row(s, &s->rows[i], e) != 0) return -1;
    return 0;
}

int snapshot_put(struct str *out, const struct snapshot_of *of, struct err *e) {
    struct snapshot s = {.of = of, .arena = of->document->arena};
    int result = origin_read(&s.origin, of->document, e);
    if (result == 0) result = add_all(&s, e);
    if (s.n > 1) qsort(s.entries, s.n, sizeof *s.entries, by_place);
    for (size_t i = 0; i < s.n; i++) {
        str_sv(out, str_view(&s.entries[i].line));
        str_byte(out, '\n');
        str_release(&s.entries[i].line);
    }
    free(s.entries);
    free(s.rows);
    origin_release(&s.origin);
    return result;
}
