#include "wordsheets.h"

#include "sheettext.h"

/* What a cell can hold of a text. */
static struct sv held(struct book *b, struct sv text) {
    struct str clean = {0};
    text = sheet_cut(text);
    if (sheet_is_xml(text)) return text;
    sheet_put_xml(&clean, text);
    text = arena_copy(&b->arena, str_view(&clean));
    str_release(&clean);
    return text;
}

static struct word_row *add_row(struct word_sheet *s, struct book *b, uint64_t number,
                                const struct sv *cells, size_t n) {
    struct word_row *row = &s->rows[s->n++];
    *row = (struct word_row){.number = number, .n = n};
    for (size_t i = 0; i < n; i++)
        row->cells[i] = held(b, cells[i]);
    return row;
}

static void make_room(struct word_sheet *s, struct book *b, size_t rows) {
    s->rows = arena_zero(&b->arena, rows * sizeof *s->rows);
}

/* ---- codebook ---- */

static void make_codebook(struct word_sheet *s, struct book *b, const struct words *w) {
    static const double widths[WORD_CELLS] = {14, 16, 16, 10, 8, 60, 60, 30};
    const struct sv header[WORD_CELLS] = {words_of(w, "dataset"),  words_of(w, "column"),
                                          words_of(w, "label"),    words_of(w, "type"),
                                          words_of(w, "required"), words_of(w, "about"),
                                          words_of(w, "values"),   words_of(w, "example")};
    size_t rows = 1;
    *s = (struct word_sheet){
        .name = "codebook", .widths = widths, .columns = WORD_CELLS, .filtered = true};
    for (size_t i = 0; i < b->n; i++)
        rows += b->datasets[i].schema.n;
    make_room(s, b, rows);
    add_row(s, b, 1, header, WORD_CELLS)->header = true;
    for (size_t i = 0; i < b->n; i++) {
        const struct dataset *d = &b->datasets[i];
        for (size_t k = 0; k < d->schema.n; k++) {
            const struct book_column *c = &d->columns[k];
            const struct sv cells[WORD_CELLS] = {
                d->name,
                c->column->name,
                c->label,
                words_type(w, c->column),
                c->column->required ? words_of(w, "yes") : SV(""),
                c->about,
                words_values(w, c),
                schema_text(&c->column->field, "example", &b->arena)};
            add_row(s, b, s->n + 1, cells, WORD_CELLS);
        }
    }
}

/* ---- about ---- */

static void put_datasets(struct word_sheet *s, struct book *b, uint64_t number) {
    for (size_t i = 0; i < b->n; i++) {
        const struct dataset *d = &b->datasets[i];
        struct str rows = {0};
        str_uint(&rows, d->rows);
        const struct sv cells[] = {d->name, d->label, d->about,
                                   arena_copy(&b->arena, str_view(&rows))};
        add_row(s, b, number++, cells, 4)->counted = true;
        str_release(&rows);
    }
}

static int make_about(struct word_sheet *s, struct book *b, const struct words *w, struct err *e) {
    static const double widths[] = {18, 30, 90, 12};
    const struct sv title[] = {words_of(w, "title"), book_label(b, &b->package, "title")};
    const struct sv version[] = {words_of(w, "version"), book_label(b, &b->package, "version")};
    const struct sv header[] = {words_of(w, "dataset"), words_of(w, "label"), words_of(w, "about"),
                                words_of(w, "rows")};
    struct json_array at;
    struct sv item, raw = json_get(&w->words, "intro"), intro[3] = {SV(""), SV(""), SV("")};
    uint64_t number = 1;
    if (json_array(&at, raw.p ? raw : SV("[]"), e) != 0) return -1;
    *s = (struct word_sheet){.name = "about", .widths = widths, .columns = 4};
    make_room(s, b, json_count(at) + b->n + 3);
    add_row(s, b, number++, title, 2)->header = true;
    add_row(s, b, number++, version, 2);
    while (json_next(&at, &item)) {
        if (json_string(item, &intro[2], &b->arena, e) != 0) return -1;
        add_row(s, b, number++, intro, 3)->tall = true;
    }
    add_row(s, b, ++number, header, 4)->header = true; /* a row is left free */
    put_datasets(s, b, number + 1);
    return 0;
}

int wordsheets_make(struct word_sheet sheets[WORD_SHEETS], struct book *b, struct err *e) {
    struct words w;
    if (words_read(&w, b, e) != 0) return -1;
    make_codebook(&sheets[0], b, &w);
    return make_about(&sheets[1], b, &w, e);
}
