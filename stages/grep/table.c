#include "show.h"

/* ---- text with tabs ---- */

/* A cell holds no tab and no line end. */
static void put_cell(struct str *s, struct sv text) {
    str_byte(s, '\t');
    for (size_t i = 0; i < text.n; i++)
        str_byte(s, strchr("\t\r\n", text.p[i]) && text.p[i] ? ' ' : text.p[i]);
}

static void put_number(struct str *s, uint64_t n) {
    str_byte(s, '\t');
    str_uint(s, n);
}

static struct sv original_of(const struct hits *h, const struct hit *hit, struct arena *a) {
    return spanmap_text(h->map, &hit->place, a);
}

static struct sv text_of(const struct hits *h, const struct mention *m) {
    return (struct sv){h->text.p + m->start, m->end - m->start};
}

static struct sv field_of(const struct mention *m, struct sv name) {
    for (size_t i = 0; i < m->n_fields; i++)
        if (sv_eq(m->fields[i].name, name)) return m->fields[i].value.text;
    return SV("");
}

void show_tsv_head(struct str *s, const struct rule *rule) {
    str_c(s, "path\tline\tcolumn\tbyte_start\tbyte_end\ttext\ttext_original");
    for (size_t i = 0; i < rule->n_fields; i++)
        put_cell(s, rule->fields[i].name);
    str_byte(s, '\n');
}

void show_tsv(struct str *s, const struct hits *h) {
    struct arena a = {0};
    for (size_t i = 0; i < h->n; i++) {
        const struct hit *hit = &h->hits[i];
        const struct rule *rule = hit->mention->rule;
        for (size_t k = 0; k < h->path.n; k++)
            str_byte(s, strchr("\t\r\n", h->path.p[k]) ? ' ' : h->path.p[k]);
        put_number(s, hit->spot.line);
        put_number(s, hit->spot.column);
        put_number(s, hit->place.byte_start);
        put_number(s, hit->place.byte_end);
        put_cell(s, text_of(h, hit->mention));
        put_cell(s, original_of(h, hit, &a));
        for (size_t k = 0; k < rule->n_fields; k++)
            put_cell(s, field_of(hit->mention, rule->fields[k].name));
        str_byte(s, '\n');
    }
    arena_release(&a);
}

/* ---- JSON ---- */

static void put_fields(struct str *s, const struct mention *m) {
    json_key(s, "fields");
    str_byte(s, '{');
    for (size_t i = 0; i < m->n_fields; i++)
        json_put_str(s, m->fields[i].name.p, m->fields[i].value.text);
    str_byte(s, '}');
}

void show_json(struct str *s, const struct hits *h) {
    struct arena a = {0};
    for (size_t i = 0; i < h->n; i++) {
        const struct hit *hit = &h->hits[i];
        const struct mention *m = hit->mention;
        str_byte(s, '{');
        json_put_str(s, "path", h->path);
        json_put_int(s, "line", (int64_t)hit->spot.line);
        json_put_int(s, "column", (int64_t)hit->spot.column);
        json_put_int(s, "start", hit->place.start);
        json_put_int(s, "end", hit->place.end);
        json_put_int(s, "byte_start", (int64_t)hit->place.byte_start);
        json_put_int(s, "byte_end", (int64_t)hit->place.byte_end);
        json_put_str(s, "left",
                     (struct sv){h->text.p + hit->around.start, m->start - hit->around.start});
        json_put_str(s, "text", text_of(h, m));
        json_put_str(s, "right", (struct sv){h->text.p + m->end, hit->around.end - m->end});
        json_put_str(s, "text_original", original_of(h, hit, &a));
        put_fields(s, m);
        str_c(s, "}\n");
    }
    arena_release(&a);
}
