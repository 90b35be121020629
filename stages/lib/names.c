#include "names.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 256 };

uint64_t text_hash(struct sv text) {
    uint64_t h = 0xCBF29CE484222325U;
    for (size_t i = 0; i < text.n; i++)
        h = (h ^ (unsigned char)text.p[i]) * 0x100000001B3U;
    return h ^ h >> 29;
}

static size_t slot_of(const struct names *s, struct sv text) {
    size_t at = (size_t)text_hash(text) & (s->n_slots - 1);
    while (s->slots[at] && !sv_eq(s->texts[s->slots[at]], text))
        at = (at + 1) & (s->n_slots - 1);
    return at;
}

static void grow(struct names *s) {
    free(s->slots);
    s->n_slots = s->n_slots ? 2 * s->n_slots : FIRST_SLOTS;
    s->slots = mem_zero(s->n_slots * sizeof *s->slots);
    for (size_t i = 1; i < s->n; i++)
        s->slots[slot_of(s, s->texts[i])] = (uint32_t)i;
}

uint32_t names_add(struct names *s, struct sv text) {
    if (2 * (s->n + 1) > s->n_slots) grow(s);
    size_t at = slot_of(s, text);
    if (s->slots[at]) return s->slots[at];
    s->n += s->n == 0;
    s->texts = mem_room(s->texts, s->n, &s->size, sizeof *s->texts);
    s->texts[s->n] = text;
    s->slots[at] = (uint32_t)s->n;
    return (uint32_t)s->n++;
}

uint32_t names_find(const struct names *s, struct sv text) {
    return s->n_slots ? s->slots[slot_of(s, text)] : 0;
}

void names_release(struct names *s) {
    free(s->texts);
    free(s->slots);
    *s = (struct names){0};
}
