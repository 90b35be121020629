#include "fillin.h"

static const struct fillin_word *word_at(struct sv text, size_t at,
                                         const struct fillin_word *words) {
    for (; words->word; words++) {
        size_t n = strlen(words->word);
        if (n <= text.n - at && memcmp(text.p + at, words->word, n) == 0) return words;
    }
    return NULL;
}

void fillin_put(struct str *out, struct sv text, const struct fillin_word *words) {
    for (size_t at = 0; at < text.n;) {
        const struct fillin_word *w = text.p[at] == '@' ? word_at(text, at, words) : NULL;
        if (w) {
            str_c(out, w->text);
            at += strlen(w->word);
        } else {
            str_byte(out, text.p[at++]);
        }
    }
}
