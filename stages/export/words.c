#include "words.h"

#include "share.h"

static int find_language(struct words *w, const struct book *b, struct sv text, struct err *e) {
    struct json_object all;
    struct json_array at;
    struct sv item;
    if (json_object(&all, text, w->arena, e) != 0) return -1;
    struct sv raw = json_get(&all, "languages");
    if (!raw.p) return err_set(e, STATUS_SYSTEM, "it has no languages");
    if (json_array(&at, raw, e) != 0) return -1;
    while (json_next(&at, &item)) {
        if (json_object(&w->words, item, w->arena, e) != 0) return -1;
        if (sv_is(words_of(w, "suffix"), b->chinese ? ":zh" : "")) break;
    }
    raw = json_get(&w->words, "types");
    return json_object(&w->types, raw.p ? raw : SV("{}"), w->arena, e);
}

int words_read(struct words *w, struct book *b, struct err *e) {
    struct str path = {0};
    struct sv text;
    *w = (struct words){.arena = &b->arena};
    int result = share_path(&path, "schemas/codebook.words.json", e);
    if (result == 0) result = schema_file(&text, path.p, w->arena, e);
    if (result == 0) result = find_language(w, b, text, e);
    str_release(&path);
    return result;
}

struct sv words_of(const struct words *w, const char *key) {
    return schema_text(&w->words, key, w->arena);
}

struct sv words_type(const struct words *w, const struct column *c) {
    struct sv type = schema_text(&w->types, schema_type_name(c->type), w->arena);
    if (!c->list) return type;
    struct str s = {0};
    str_sv(&s, type);
    str_c(&s, ", ");
    str_sv(&s, words_of(w, "list"));
    type = arena_copy(w->arena, str_view(&s));
    str_release(&s);
    return type;
}

struct sv words_values(const struct words *w, const struct book_column *c) {
    struct str s = {0};
    for (size_t i = 0; i < c->n; i++) {
        if (i > 0) str_c(&s, "; ");
        str_sv(&s, c->categories[i].value);
        if (c->categories[i].label.n > 0) str_c(&s, ": ");
        str_sv(&s, c->categories[i].label);
    }
    struct sv all = arena_copy(w->arena, str_view(&s));
    str_release(&s);
    return all;
}
