/* Labels: a name at the beginning of a block, as minutes and interviews have it, gives the floor.
 */
#include "speech.h"

void speech_read_labels(struct speech *t) {
    struct scene *s = t->s;
    if (!t->plan->labels.n) return;
    struct mention_list l = scene_select(s, &t->plan->labels, NULL);
    t->labels = arena_alloc(s->arena, l.n * sizeof *t->labels);
    for (size_t i = 0; i < l.n; i++) {
        struct value speaker = {NULL, 0};
        if (!t->plan->nobody || !mention_has(l.p[i], t->plan->nobody))
            speaker = speaker_named(s, l.p[i], t->plan->who);
        if (speaker.n > 0) mention_set(s, l.p[i], t->plan->as, speaker);
        t->labels[t->n_labels++] = (struct label){scene_block(s, l.p[i]->span.start), speaker};
    }
}

const struct label *speech_label(const struct speech *t, int64_t block) {
    size_t low = 0, high = t->n_labels;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (t->labels[middle].block <= block)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &t->labels[low - 1] : NULL;
}
