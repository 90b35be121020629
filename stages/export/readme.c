#include "readme.h"

#include "words.h"

static void put_datasets(struct str *s, const struct book *b) {
    for (size_t i = 0; i < b->n; i++) {
        const struct dataset *d = &b->datasets[i];
        str_printf(s, "%s.csv  (%llu)  ", d->name.p, (unsigned long long)d->rows);
        str_sv(s, d->label);
        str_c(s, ": ");
        str_sv(s, d->about);
        str_c(s, "\n");
    }
}

/* Programs, rules, input, command: all that the package knows of how the datasets were made. */
static int put_origin(struct str *s, struct book *b, struct err *e) {
    struct json_object own, pack;
    struct json_array at;
    struct sv item, raw = json_get(&b->package, "tiyao");
    struct str rules = {0};
    if (!raw.p) return 0;
    if (json_object(&own, raw, &b->arena, e) != 0) return -1;
    str_c(s, "\ntiyao ");
    str_sv(s, schema_text(&own, "version", &b->arena));
    str_c(s, "\ndocuments: ");
    str_sv(s, schema_text(&own, "documents", &b->arena));
    str_c(s, ", skipped: ");
    str_sv(s, schema_text(&own, "skipped", &b->arena));
    str_c(s, "; paths and sums in documents.csv\n");
    raw = json_get(&own, "packs");
    if (raw.p && json_array(&at, raw, e) != 0) return -1;
    while (raw.p && json_next(&at, &item)) {
        if (json_object(&pack, item, &b->arena, e) != 0) return -1;
        str_c(s, "rules: ");
        str_sv(s, schema_text(&pack, "name", &b->arena));
        str_c(s, " ");
        str_sv(s, schema_text(&pack, "version", &b->arena));
        str_c(s, ", sha256 ");
        str_sv(s, schema_text(&pack, "sha256", &b->arena));
        str_c(s, "\n");
        str_c(&rules, rules.n ? " " : "");
        str_sv(&rules, schema_text(&pack, "name", &b->arena));
    }
    str_printf(s, "command: tiyao run IN OUT RULES=\"%s\"\n", rules.p ? rules.p : "");
    str_release(&rules);
    return 0;
}

int readme_put(struct str *s, struct book *b, struct err *e) {
    struct words w;
    struct json_array at;
    struct sv item, text;
    if (words_read(&w, b, e) != 0) return -1;
    struct sv raw = json_get(&w.words, "intro");
    str_sv(s, words_of(&w, "title"));
    str_c(s, "\n\n");
    if (raw.p && json_array(&at, raw, e) != 0) return -1;
    while (raw.p && json_next(&at, &item)) {
        if (json_string(item, &text, &b->arena, e) != 0) return -1;
        str_sv(s, text);
        str_c(s, "\n\n");
    }
    put_datasets(s, b);
    return put_origin(s, b, e);
}
