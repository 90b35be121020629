#include "ink.h"
#include "show.h"
#include "width.h"

static void put_blanks(struct str *s, size_t n) {
    for (; n > 0; n--)
        str_byte(s, ' ');
}

/* The last characters of a text that fill so many columns; *width is what they take. */
static struct sv last_columns(struct sv text, size_t columns, size_t *width) {
    size_t at = text.n;
    *width = 0;
    while (at > 0) {
        size_t before = utf8_back(text.p, 0, at, 1);
        size_t more = width_of_text((struct sv){text.p + before, at - before});
        if (*width + more > columns) break;
        *width += more;
        at = before;
    }
    return (struct sv){text.p + at, text.n - at};
}

static struct sv first_columns(struct sv text, size_t columns, size_t *width) {
    size_t at = 0;
    *width = 0;
    while (at < text.n) {
        size_t n = utf8_width((unsigned char)text.p[at]);
        size_t more = width_of_text((struct sv){text.p + at, n});
        if (*width + more > columns) break;
        *width += more;
        at += n;
    }
    return (struct sv){text.p, at};
}

/* "path:line:column:" or "path:start-end:" */
static void put_place(struct str *s, const struct hits *h, const struct hit *hit, bool bytes) {
    str_sv(s, h->path);
    if (bytes)
        str_printf(s, ":%llu-%llu:", (unsigned long long)hit->place.byte_start,
                   (unsigned long long)hit->place.byte_end);
    else
        str_printf(s, ":%zu:%zu:", hit->spot.line, hit->spot.column);
}

static size_t widest_place(const struct hits *h, bool bytes) {
    size_t widest = 0;
    struct str s = {0};
    for (size_t i = 0; i < h->n; i++) {
        str_clear(&s);
        put_place(&s, h, &h->hits[i], bytes);
        size_t width = width_of_text(str_view(&s));
        if (width > widest) widest = width;
    }
    str_release(&s);
    return widest;
}

static void put_fields(struct str *s, const struct mention *m) {
    for (size_t i = 0; i < m->n_fields; i++) {
        str_c(s, i == 0 ? "  " : " ");
        ink_put(s, INK_NAME, m->fields[i].name);
        str_byte(s, '=');
        ink_line(s, INK_PLAIN, m->fields[i].value.text);
    }
}

static void put_hit(struct str *s, const struct hits *h, const struct hit *hit, size_t columns) {
    const struct mention *m = hit->mention;
    struct sv left = {h->text.p + hit->around.start, m->start - hit->around.start};
    struct sv right = {h->text.p + m->end, hit->around.end - m->end};
    size_t width;
    left = last_columns(left, columns, &width);
    put_blanks(s, columns - width);
    ink_line(s, INK_PLAIN, left);
    str_byte(s, ' ');
    ink_line(s, INK_MATCH, (struct sv){h->text.p + m->start, m->end - m->start});
    str_byte(s, ' ');
    right = first_columns(right, columns, &width);
    ink_line(s, INK_PLAIN, right);
    if (m->n_fields > 0) put_blanks(s, columns - width);
    put_fields(s, m);
    while (s->n > 0 && s->p[s->n - 1] == ' ')
        str_ends(s, s->p + s->n - 1);
    str_byte(s, '\n');
}

void show_concordance(struct str *s, const struct hits *h, bool bytes, size_t columns) {
    size_t widest = widest_place(h, bytes);
    struct str place = {0};
    for (size_t i = 0; i < h->n; i++) {
        str_clear(&place);
        put_place(&place, h, &h->hits[i], bytes);
        ink_put(s, INK_PLACE, str_view(&place));
        put_blanks(s, widest - width_of_text(str_view(&place)) + 1);
        put_hit(s, h, &h->hits[i], columns);
    }
    str_release(&place);
}
