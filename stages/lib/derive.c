#include "engineroom.h"

/* expr_match first, so that its callbacks find the rest. */
struct derivation {
    struct expr_match expr;
    const struct mention_field *fields;
    size_t n;
};

static bool field_of(const struct expr_match *m, struct sv name, unsigned number,
                     struct value *out) {
    (void)number;
    const struct derivation *d = (const struct derivation *)m;
    for (size_t i = 0; i < d->n; i++)
        if (sv_eq(d->fields[i].name, name)) {
            *out = d->fields[i].value;
            return true;
        }
    return false;
}

static bool no_field(const struct expr_match *m, size_t start, size_t end, struct sv name,
                     struct value *out) {
    (void)m;
    (void)start;
    (void)end;
    (void)name;
    (void)out;
    return false;
}

void derive_fields(struct engine *g, struct mention *m) {
    const struct kind *k = &g->pack->kinds[m->kind];
    if (k->n_derived == 0) return;
    struct mention_field *fields =
        arena_alloc(g->arena, (m->n_fields + k->n_derived) * sizeof *fields);
    struct derivation d = {{g->pack, g->arena, g->layout->text, field_of, no_field}, fields, 0};
    for (; d.n < m->n_fields; d.n++)
        fields[d.n] = m->fields[d.n];
    for (size_t i = 0; i < k->n_derived; i++) {
        struct mention_field *f = &fields[d.n];
        f->name = k->derived[i].name;
        if (expr_value(k->derived[i].value, &d.expr, &f->value)) d.n += f->value.text.n > 0;
    }
    m->fields = fields;
    m->n_fields = d.n;
}
