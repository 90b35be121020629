#include "texter.h"

#include <stdlib.h>

#include "utf8.h"

static void decode(struct points *p, struct sv text) {
    if (text.n > p->size) {
        free(p->c);
        p->size = text.n; /* what is not touched costs nothing */
        p->c = mem_alloc(p->size * sizeof *p->c);
    }
    unsigned width;
    p->n = 0;
    for (size_t i = 0; i < text.n; i += width)
        p->c[p->n++] = utf8_at(text.p + i, &width);
}

/* Appends a line to the block in hand. */
static void add_line(struct texter *t, const struct line *l) {
    struct points *b = &t->block;
    size_t n = l->end - l->start;
    if (b->n + n > b->size) {
        b->size = 2 * (b->n + n);
        b->c = mem_grow(b->c, b->size * sizeof *b->c);
        b->at = mem_grow(b->at, b->size * sizeof *b->at);
    }
    for (uint32_t i = l->start; i < l->end; i++) {
        b->c[b->n] = t->decoded.c[i];
        b->at[b->n++] = i;
    }
}

static int flush_block(struct texter *t, struct err *e) {
    size_t n = t->block.n;
    t->block.n = 0;
    return fold_text(t->lines.fold, &t->folded, t->block.c, t->block.at, n, e);
}

/* A mark for the line break before a line. */
static void put_break(struct texter *t, uint32_t line, uint32_t mark) {
    const struct line *l = &t->lines.items[line];
    folded_put(&t->folded, mark, l->gap, l->start - l->gap);
}

static bool is_letter(uint32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* What the line break between two lines leaves: where the text was cut at a space, a space; else as
 * the pack says, or one between two Latin words. */
static enum seam seam_of(struct texter *t, const struct line *a, const struct line *b) {
    if (wrap_cuts_space(&t->blocks.wrap, a, b)) return SEAM_SPACE;
    if (wrap_cuts_words(&t->blocks.wrap, a)) return SEAM_NOTHING;
    if (textrules_has_seams(t->lines.rules))
        return textrules_seam(t->lines.rules, lines_seam(&t->lines, a, b, TEXTRULES_LOOK));
    bool latin = is_letter(t->decoded.c[a->end - 1]) && is_letter(t->decoded.c[b->start]);
    return latin ? SEAM_SPACE : SEAM_NOTHING;
}

static int fold_block(struct texter *t, const struct block *b, struct err *e) {
    const struct line *before = NULL;
    for (uint32_t i = b->first; i != NO_LINE; i = t->lines.items[i].next) {
        const struct line *l = &t->lines.items[i];
        enum seam seam = before ? seam_of(t, before, l) : SEAM_NOTHING;
        if (seam == SEAM_WORD) t->block.n--;
        if (seam == SEAM_SPACE) {
            if (flush_block(t, e) != 0) return -1;
            put_break(t, i, ' ');
        }
        add_line(t, l);
        before = l;
    }
    return flush_block(t, e);
}

void texter_open(struct texter *t, const struct fold *fold, const struct textrules *rules) {
    *t = (struct texter){0};
    lines_open(&t->lines, fold, rules);
}

int texter_make(struct texter *t, struct sv text, struct err *e) {
    decode(&t->decoded, text);
    lines_read(&t->lines, t->decoded.c, t->decoded.n);
    blocks_make(&t->blocks, &t->lines);
    folded_clear(&t->folded);
    for (size_t i = 0; i < t->blocks.n; i++) {
        if (i > 0) put_break(t, t->blocks.items[i].first, '\n');
        if (fold_block(t, &t->blocks.items[i], e) != 0) return -1;
    }
    return 0;
}

void texter_release(struct texter *t) {
    free(t->decoded.c);
    free(t->block.c);
    free(t->block.at);
    lines_release(&t->lines);
    blocks_release(&t->blocks);
    folded_release(&t->folded);
}
