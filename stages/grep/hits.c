#include "hits.h"

static struct stretch line_around(struct sv text, size_t start, size_t end) {
    struct stretch s = {start, end};
    while (s.start > 0 && text.p[s.start - 1] != '\n')
        s.start--;
    while (s.end < text.n && text.p[s.end] != '\n')
        s.end++;
    return s;
}

static void warn_of_limits(const struct hits *h, const struct found *found, const struct asked *a,
                           struct origin *o) {
    struct err ignored;
    struct place p;
    for (size_t i = 0; i < found->n_limits; i++) {
        const struct limit *l = &found->limits[i];
        if (l->rule != a->rule || l->at >= h->text.n) continue;
        size_t end = l->at + utf8_width((unsigned char)h->text.p[l->at]);
        if (origin_place(o, l->at, end, &p, &ignored) != 0) continue;
        err_warn(h->path.p, "the expression ran out of its budget in line %zu",
                 origin_spot(o, p.start).line);
    }
}

int hits_find(struct hits *h, const struct asked *a, struct origin *o, const struct document *d,
              struct err *e) {
    struct json_object document;
    struct found found;
    if (document_object(d, "document", &document, e) != 0 ||
        member_string(&document, "path", &h->path, d->arena, e) != 0 || origin_read(o, d, e) != 0)
        return -1;
    h->path = arena_copy(d->arena, h->path);
    h->text = o->layout.text;
    h->map = &o->map;
    engine_run(a->engine, &o->layout, d->arena, &found);
    struct hit *hits = arena_alloc(d->arena, (found.n_mentions + 1) * sizeof *hits);
    h->hits = hits;
    h->n = 0;
    for (size_t i = 0; i < found.n_mentions; i++) {
        const struct mention *m = &found.mentions[i];
        struct hit hit = {.mention = m};
        if (m->rule != a->rule) continue;
        if (origin_place(o, m->start, m->end, &hit.place, e) != 0) return -1;
        hit.spot = origin_spot(o, hit.place.start);
        hit.around = line_around(h->text, m->start, m->end);
        hits[h->n++] = hit;
    }
    warn_of_limits(h, &found, a, o);
    return 0;
}
