#include "class.h"

#include <stdlib.h>

static struct class *new_class(struct sv text) {
    struct err ignored;
    struct rx *rx;
    size_t at;
    if (rx_try(&rx, text, &at, &ignored) != 0) return NULL;
    struct class *x = mem_alloc(sizeof *x);
    *x = (struct class){rx, mem_zero(CLASS_TABLED)};
    return x;
}

struct class *classes_get(struct classes *s, struct sv text) {
    uint32_t number = names_find(&s->texts, text);
    if (number) return s->classes[number];
    number = names_add(&s->texts, text);
    while (number >= s->size)
        s->classes = mem_room(s->classes, s->size, &s->size, sizeof(*s->classes));
    s->classes[number] = new_class(text);
    return s->classes[number];
}

void classes_release(struct classes *s) {
    for (size_t i = 1; i < s->texts.n; i++) {
        if (!s->classes[i]) continue;
        rx_free(s->classes[i]->rx);
        free(s->classes[i]->known);
        free(s->classes[i]);
    }
    free(s->classes);
    names_release(&s->texts);
    *s = (struct classes){0};
}

bool class_ask(const struct class *x, struct sv character, uint32_t c) {
    size_t start, end;
    bool takes = rx_match(x->rx, character, 0, &start, &end);
    if (c < CLASS_TABLED) x->known[c] = takes ? 1 : 2;
    return takes;
}
