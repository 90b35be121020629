#include "codebook.h"

#include <string.h>

struct book {
    struct str *out;
    struct json_object words, types; /* of the language */
    struct sv suffix;
    struct arena *arena;
};

static struct sv word(const struct book *b, const char *key) {
    return schema_text(&b->words, key, b->arena);
}

/* Member key in the book's language; without that in the one that has no suffix. */
static struct sv label(const struct book *b, const struct json_object *o, const char *key) {
    struct str name = {0};
    str_c(&name, key);
    str_sv(&name, b->suffix);
    struct sv text = schema_text(o, name.p, b->arena);
    str_release(&name);
    return text.n ? text : schema_text(o, key, b->arena);
}

/* A cell of a Markdown table. */
static void put_cell(struct str *s, struct sv v) {
    str_c(s, " ");
    for (size_t i = 0; i < v.n; i++) {
        if (v.p[i] == '|') str_byte(s, '\\');
        str_byte(s, v.p[i] == '\n' ? ' ' : v.p[i]);
    }
    str_c(s, " |");
}

static void put_code(struct str *s, struct sv v) {
    struct str code = {0};
    if (v.n > 0) {
        str_byte(&code, '`');
        str_sv(&code, v);
        str_byte(&code, '`');
    }
    put_cell(s, str_view(&code));
    str_release(&code);
}

static void put_type(const struct book *b, const struct column *c) {
    struct str text = {0};
    str_sv(&text, schema_text(&b->types, schema_type_name(c->type), b->arena));
    if (c->list) {
        str_c(&text, ", ");
        str_sv(&text, word(b, "list"));
    }
    put_cell(b->out, str_view(&text));
    str_release(&text);
}

static void put_column(const struct book *b, const struct column *c) {
    str_byte(b->out, '|');
    put_code(b->out, c->name);
    put_cell(b->out, label(b, &c->field, "title"));
    put_type(b, c);
    put_cell(b->out, c->required ? word(b, "yes") : SV(""));
    put_cell(b->out, label(b, &c->field, "description"));
    put_code(b->out, schema_text(&c->field, "example", b->arena));
    str_byte(b->out, '\n');
}

static void put_header(const struct book *b) {
    static const char *const columns[] = {"column",   "label", "type",
                                          "required", "about", "example"};
    enum { N = sizeof columns / sizeof columns[0] };
    str_c(b->out, "\n|");
    for (size_t i = 0; i < N; i++)
        put_cell(b->out, word(b, columns[i]));
    str_c(b->out, "\n|");
    for (size_t i = 0; i < N; i++)
        str_c(b->out, "---|");
    str_byte(b->out, '\n');
}

/* The categories of a column or of its items, as a list. */
static int put_categories(const struct book *b, const struct column *c, struct err *e) {
    struct json_object field = c->field, category;
    struct json_array at;
    struct sv raw = json_get(&field, "items"), item;
    if (raw.p && json_object(&field, raw, b->arena, e) != 0) return -1;
    raw = json_get(&field, "categories");
    if (!raw.p) return 0;
    if (json_array(&at, raw, e) != 0) return -1;
    str_printf(b->out, "\n`%s`: ", c->name.p);
    str_sv(b->out, word(b, "values"));
    str_c(b->out, "\n\n");
    while (json_next(&at, &item)) {
        if (item.p[0] != '{') continue;
        if (json_object(&category, item, b->arena, e) != 0) return -1;
        str_c(b->out, "- `");
        str_sv(b->out, schema_text(&category, "value", b->arena));
        str_c(b->out, "`: ");
        str_sv(b->out, label(b, &category, "label"));
        str_byte(b->out, '\n');
    }
    return 0;
}

static int put_dataset(const struct book *b, const struct schema *s, struct err *e) {
    str_c(b->out, "\n## ");
    str_sv(b->out, label(b, &s->object, "title"));
    str_printf(b->out, " (`%s.csv`)\n\n", s->name.p);
    str_sv(b->out, label(b, &s->object, "description"));
    str_byte(b->out, '\n');
    put_header(b);
    for (size_t i = 0; i < s->n; i++)
        put_column(b, &s->columns[i]);
    for (size_t i = 0; i < s->n; i++)
        if (put_categories(b, &s->columns[i], e) != 0) return -1;
    return 0;
}

static int put_intro(const struct book *b, struct err *e) {
    struct json_array at;
    struct sv raw = json_get(&b->words, "intro"), item, text;
    str_c(b->out, "# ");
    str_sv(b->out, word(b, "title"));
    str_byte(b->out, '\n');
    if (!raw.p) return 0;
    if (json_array(&at, raw, e) != 0) return -1;
    while (json_next(&at, &item)) {
        if (json_string(item, &text, b->arena, e) != 0) return -1;
        str_byte(b->out, '\n');
        str_sv(b->out, text);
        str_byte(b->out, '\n');
    }
    return 0;
}

static int put_language(struct book *b, const struct schemas *schemas, struct sv raw,
                        struct err *e) {
    if (json_object(&b->words, raw, b->arena, e) != 0) return -1;
    struct sv types = json_get(&b->words, "types");
    if (json_object(&b->types, types.p ? types : SV("{}"), b->arena, e) != 0) return -1;
    b->suffix = word(b, "suffix");
    if (put_intro(b, e) != 0) return -1;
    for (size_t i = 0; i < schemas->n; i++)
        if (put_dataset(b, &schemas->item[i], e) != 0) return -1;
    return 0;
}

static int put_languages(struct book *b, const struct schemas *schemas, struct sv text,
                         struct err *e) {
    struct json_object words;
    struct json_array at;
    struct sv item;
    if (json_object(&words, text, b->arena, e) != 0) return -1;
    struct sv raw = json_get(&words, "languages");
    if (!raw.p) return err_set(e, STATUS_USAGE, "it has no languages");
    if (json_array(&at, raw, e) != 0) return -1;
    for (size_t i = 0; json_next(&at, &item); i++) {
        if (i > 0) str_byte(b->out, '\n');
        if (put_language(b, schemas, item, e) != 0) return -1;
    }
    return 0;
}

int codebook_put(struct str *s, const struct schemas *schemas, const char *folder, struct arena *a,
                 struct err *e) {
    struct str path = {0};
    struct book b = {.out = s, .arena = a};
    struct sv text;
    str_printf(&path, "%s/codebook.words.json", folder);
    int result = schema_file(&text, path.p, a, e);
    if (result == 0 && put_languages(&b, schemas, text, e) != 0) {
        struct err plain = *e;
        result = err_at(e, STATUS_USAGE, path.p, "%s", plain.text);
    }
    str_release(&path);
    return result;
}
