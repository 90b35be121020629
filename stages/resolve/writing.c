/* Numbers the rows and writes them. */
#include <stdlib.h>

#include "scene.h"

/* From the first byte of any piece to the end of the last: what the row's span columns say. */
static struct span hull(const struct row *r) {
    if (!r->pieces.n) return (struct span){0, 0};
    struct span h = r->pieces.p[0];
    for (size_t i = 1; i < r->pieces.n; i++) {
        if (r->pieces.p[i].start < h.start) h.start = r->pieces.p[i].start;
        if (r->pieces.p[i].end > h.end) h.end = r->pieces.p[i].end;
    }
    return h;
}

static int by_place(const void *a, const void *b) {
    const struct row *x = *(struct row *const *)a, *y = *(struct row *const *)b;
    struct span p = hull(x), q = hull(y);
    if (p.start != q.start) return p.start < q.start ? -1 : 1;
    if (p.end != q.end) return p.end < q.end ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void number(struct row_list *l) {
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        if (!l->p[i]->into) l->p[n++] = l->p[i];
    l->n = n;
    if (n) qsort(l->p, n, sizeof(struct row *), by_place);
    for (size_t i = 0; i < n; i++)
        l->p[i]->number = i + 1;
}

static void put_list(struct str *t, struct value v) {
    str_byte(t, '[');
    for (size_t i = 0; i < v.n; i++) {
        if (i) str_byte(t, ',');
        json_put(t, item_text(&v.items[i]));
    }
    str_byte(t, ']');
}

static void put_values(struct scene *s, struct str *t, struct row *r) {
    json_key(t, "values");
    str_byte(t, '{');
    for (size_t i = 0; i < r->values->n; i++) {
        const struct column *c = &r->values->columns[i];
        struct value v = scene_column(s, c, r->mention, r);
        json_key(t, c->text.p);
        if (c->list)
            put_list(t, v);
        else
            json_put(t, value_text(s, v));
    }
    str_byte(t, '}');
}

static void put_pieces(struct str *t, struct spans pieces) {
    json_key(t, "pieces");
    str_byte(t, '[');
    for (size_t i = 0; i < pieces.n; i++) {
        if (i) str_byte(t, ',');
        str_uint(t, pieces.p[i].start);
        str_byte(t, ',');
        str_uint(t, pieces.p[i].end);
    }
    str_byte(t, ']');
}

static int put_row(struct scene *s, struct out *o, struct row *r, struct err *e) {
    const struct program *p = s->program;
    struct str *t = out_line(o, "row");
    json_put_str(t, "dataset", p->names.texts[p->datasets[r->dataset]]);
    json_put_str(t, "id", row_id(s, r));
    json_put_str(t, "rule", r->rule);
    put_pieces(t, r->pieces);
    put_values(s, t, r);
    return out_end_line(o, e);
}

int scene_write(struct scene *s, struct out *o, struct err *e) {
    for (size_t i = 0; i < s->program->n_datasets; i++)
        number(&s->datasets[i]);
    s->numbered = true;
    for (size_t i = 0; i < s->program->n_datasets; i++)
        for (size_t k = 0; k < s->datasets[i].n; k++)
            if (put_row(s, o, s->datasets[i].p[k], e) != 0) return -1;
    return 0;
}
