#include "view.h"

#include "ink.h"
#include "share.h"
#include "width.h"

static struct sv text_of(const struct view *v, size_t start, size_t end) {
    return (struct sv){v->origin->layout.text.p + start, end - start};
}

size_t view_first(const struct view *v, size_t key) {
    size_t low = 0, high = v->n_all_events;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (view_key(&v->all_events[middle]) < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void view_put_text(const struct view *v, size_t start, size_t end) {
    str_byte(v->out, '"');
    ink_line(v->out, INK_MATCH, text_of(v, start, end));
    str_byte(v->out, '"');
}

static void put_spot(struct str *s, struct spot spot) {
    str_printf(s, "%zu:%zu", spot.line, spot.column);
}

void view_put_place(const struct view *v, size_t start, size_t end) {
    struct place p;
    struct err ignored;
    struct str s = {0};
    if (start >= end || origin_place(v->origin, start, end, &p, &ignored) != 0) return;
    put_spot(&s, origin_spot(v->origin, p.start));
    str_byte(&s, '-');
    put_spot(&s, origin_spot(v->origin, p.end));
    ink_put(v->out, INK_PLACE, str_view(&s));
    str_release(&s);
    struct sv original = spanmap_text(&v->origin->map, &p, v->origin->arena);
    if (sv_eq(original, text_of(v, start, end))) return;
    str_c(v->out, ", in the file \"");
    ink_line(v->out, INK_PLAIN, original);
    str_byte(v->out, '"');
}

void view_put_short(const struct view *v, struct sv text) {
    enum { MOST = 60 };
    size_t n = 0, at = 0;
    for (; at < text.n && n < MOST; n++)
        at += utf8_width((unsigned char)text.p[at]);
    ink_line(v->out, INK_PLAIN, (struct sv){text.p, at});
    if (at < text.n) str_c(v->out, "...");
}

struct sv view_file(const struct node *at) {
    static struct str shipped;
    struct err ignored;
    struct sv file = sv_of(at->file);
    if (!shipped.p && share_path(&shipped, "rules/", &ignored) != 0) str_c(&shipped, "rules/");
    if (file.n <= shipped.n || memcmp(file.p, shipped.p, shipped.n) != 0) return file;
    return (struct sv){file.p + shipped.n, file.n - shipped.n};
}

void view_put_node(const struct view *v, const struct node *at) {
    struct str s = {0};
    str_sv(&s, view_file(at));
    str_printf(&s, ":%u", at->line);
    ink_put(v->out, INK_PLACE, str_view(&s));
    str_release(&s);
}

void view_put_rule(const struct view *v, const struct rule *rule) {
    ink_put(v->out, INK_NAME, rule->id);
    str_c(v->out, " (");
    view_put_node(v, rule->import ? rule->import : rule->at);
    str_byte(v->out, ')');
}

static void put_times(struct str *s, const char *text, size_t n) {
    for (; n > 0; n--)
        str_c(s, text);
}

void view_put_sentence(const struct view *v) {
    struct str *s = v->out;
    size_t start = v->around.start, end = v->around.end;
    str_c(s, "  ");
    if (!v->at_place) {
        ink_line(s, INK_HEAD, text_of(v, start, end));
        str_byte(s, '\n');
        return;
    }
    ink_line(s, INK_PLAIN, text_of(v, start, v->from));
    ink_line(s, INK_MATCH, text_of(v, v->from, v->to));
    ink_line(s, INK_PLAIN, text_of(v, v->to, end));
    str_c(s, "\n  ");
    put_times(s, " ", width_of_text(text_of(v, start, v->from)));
    size_t width = width_of_text(text_of(v, v->from, v->to));
    put_times(s, "^", width ? width : 1);
    str_byte(s, '\n');
}
