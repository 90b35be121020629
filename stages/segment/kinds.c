#include "kinds.h"

/* More short blocks in a row than this are a list, not headlines. */
enum { MOST_HEADLINES = 6, MOST_SUBHEADS = 3, MOST_ABOVE = 2 };

static uint32_t length(const struct segment *b) {
    return b->span.end - b->span.start;
}

/* A block that its own look does not tell, and that may be a headline. */
static bool is_short(const struct segment *b, const struct textrules *t) {
    return b->kind == KIND_PARAGRAPH && !b->heading && !b->stops && !b->stop_inside &&
           length(b) <= t->longest_headline;
}

static bool is_running(const struct segment *b, const struct textrules *t) {
    return b->kind == KIND_PARAGRAPH && !b->heading && !is_short(b, t);
}

static enum block_kind own_kind(const struct segment *b, const struct textrules *t) {
    if (b->heading) return b->heading == 1 ? KIND_HEADLINE : KIND_SUBHEAD;
    if (length(b) > t->longest_rule) return KIND_PARAGRAPH;
    enum block_kind kind = textrules_kind(t, b->text, length(b), false);
    if (kind == KIND_PARAGRAPH && is_short(b, t) && textrules_emphasized(b->text))
        return KIND_SUBHEAD;
    return kind;
}

/* A block between a headline and a paragraph; below a list it is not. */
static bool is_under_head(const struct spans *s, size_t i, const struct textrules *t) {
    if (i == 0 || i + 1 >= s->n_blocks) return false;
    size_t shorts = 0;
    while (shorts < i && shorts <= MOST_ABOVE && is_short(&s->blocks[i - 1 - shorts], t))
        shorts++;
    const struct segment *above = &s->blocks[i - 1], *below = &s->blocks[i + 1];
    return (above->heading || shorts > 0) && shorts <= MOST_ABOVE &&
           (is_running(below, t) || below->kind == KIND_BYLINE);
}

static void tell_under_heads(struct spans *s, const struct textrules *t) {
    for (size_t i = 1; i < s->n_blocks; i++) {
        struct segment *b = &s->blocks[i];
        if (is_short(b, t) && is_under_head(s, i, t))
            b->kind = textrules_kind(t, b->text, length(b), true);
    }
}

/* Blocks before the first running text: all short ones are headlines, or, where a marked headline
 * stands among them, what goes with it. Returns where the text begins. */
static size_t tell_headlines(struct spans *s, const struct textrules *t) {
    size_t end = 0, shorts = 0;
    bool marked = false;
    for (; end < s->n_blocks && !is_running(&s->blocks[end], t); end++) {
        marked = marked || s->blocks[end].heading == 1;
        shorts += is_short(&s->blocks[end], t);
    }
    for (size_t i = 0, n = 0; i < end; i++) {
        struct segment *b = &s->blocks[i];
        if (!is_short(b, t)) continue;
        if (shorts <= MOST_HEADLINES || n == 0) b->kind = marked ? KIND_SUBHEAD : KIND_HEADLINE;
        n++;
    }
    return end;
}

/* Short blocks within the text are subheads where running text follows. */
static void tell_subheads(struct spans *s, size_t from, const struct textrules *t) {
    for (size_t i = from, end; i < s->n_blocks; i = end) {
        end = i + 1;
        if (!is_short(&s->blocks[i], t)) continue;
        while (end < s->n_blocks && is_short(&s->blocks[end], t))
            end++;
        size_t below = end;
        while (below < s->n_blocks && s->blocks[below].kind != KIND_PARAGRAPH)
            below++;
        for (size_t k = i; below < s->n_blocks && end - i <= MOST_SUBHEADS && k < end; k++)
            if (!s->blocks[k].ends && !s->blocks[k].goes_on) s->blocks[k].kind = KIND_SUBHEAD;
    }
}

void kinds_tell(struct spans *s, const struct textrules *t) {
    for (size_t i = 0; i < s->n_blocks; i++)
        s->blocks[i].kind = own_kind(&s->blocks[i], t);
    tell_under_heads(s, t);
    tell_subheads(s, tell_headlines(s, t), t);
}
