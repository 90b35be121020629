/* tiyao-normalize: folds the text of each document and puts its lines together again. */
#include <stdlib.h>

#include "blocks.h"
#include "stage.h"
#include "utf8.h"

static struct texts packs;

static const struct option_def options[] = {
    {'r', "rules", "DIR", "rule pack; its text.yaml is read", OPTION_TEXT, &packs},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct arena arena; /* rules */
static struct textrules *rules;
static struct fold *fold;

/* Memory that is used again for each document. */
static struct lines lines;
static struct blocks blocks;
static struct folded folded;
static struct points {
    uint32_t *c, *at;
    size_t n, size;
} decoded, block; /* decoded has no at */

static int start(struct err *e) {
    struct node *normalize, *layout;
    if (textrules_find(packs.item, packs.n, &normalize, &layout, &arena, e) != 0) return -1;
    return fold_open(&fold, normalize, e) != 0 ? -1 : textrules_open(&rules, layout, &arena, e);
}

static void release(void) {
    textrules_close(rules);
    fold_close(fold);
    lines_release(&lines);
    blocks_release(&blocks);
    folded_release(&folded);
    free(decoded.c);
    free(block.c);
    free(block.at);
    arena_release(&arena);
}

static void decode(struct sv text) {
    if (text.n > decoded.size) {
        free(decoded.c);
        decoded.size = text.n; /* what is not touched costs nothing */
        decoded.c = mem_alloc(decoded.size * sizeof *decoded.c);
    }
    unsigned width;
    decoded.n = 0;
    for (size_t i = 0; i < text.n; i += width)
        decoded.c[decoded.n++] = utf8_at(text.p + i, &width);
}

/* Appends a line to the block in hand. */
static void add_line(const struct line *l) {
    size_t n = l->end - l->start;
    if (block.n + n > block.size) {
        block.size = 2 * (block.n + n);
        block.c = mem_grow(block.c, block.size * sizeof *block.c);
        block.at = mem_grow(block.at, block.size * sizeof *block.at);
    }
    for (uint32_t i = l->start; i < l->end; i++) {
        block.c[block.n] = decoded.c[i];
        block.at[block.n++] = i;
    }
}

static int flush_block(struct err *e) {
    size_t n = block.n;
    block.n = 0;
    return fold_text(fold, &folded, block.c, block.at, n, e);
}

/* A mark for the line break before a line. */
static void put_break(uint32_t line, uint32_t mark) {
    const struct line *l = &lines.items[line];
    folded_put(&folded, mark, l->gap, l->start - l->gap);
}

static bool is_letter(uint32_t c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* A line break between two Latin words stands for a space, and so does one at a space. */
static bool parts_words(const struct line *a, const struct line *b) {
    if (wrap_cuts_space(&blocks.wrap, a, b)) return true;
    return is_letter(decoded.c[a->end - 1]) && is_letter(decoded.c[b->start]) &&
           !wrap_cuts_words(&blocks.wrap, a);
}

static int fold_block(const struct block *b, struct err *e) {
    const struct line *before = NULL;
    for (uint32_t i = b->first; i != NO_LINE; i = lines.items[i].next) {
        const struct line *l = &lines.items[i];
        if (before && parts_words(before, l)) {
            if (flush_block(e) != 0) return -1;
            put_break(i, ' ');
        }
        add_line(l);
        before = l;
    }
    return flush_block(e);
}

/* One of the scripts counts when it has more than a tenth of the characters that tell. */
static const char *script(void) {
    size_t all = folded.hans + folded.hant;
    if (folded.han == 0) return "none";
    bool hans = 10 * folded.hans > all, hant = 10 * folded.hant > all;
    if (hans && hant) return "mixed";
    return hant ? "hant" : "hans";
}

static int put_normalized(struct out *o, struct err *e) {
    struct str *s = out_line(o, "normalized");
    json_put_str(s, "script", sv_of(script()));
    json_put_str(s, "text", str_view(&folded.text));
    json_key(s, "map");
    str_byte(s, '[');
    for (size_t i = 0; i < folded.n_runs; i++) {
        if (i > 0) str_byte(s, ',');
        str_uint(s, folded.runs[i].start);
        str_byte(s, ',');
        str_uint(s, folded.runs[i].folded);
        str_byte(s, ',');
        str_uint(s, folded.runs[i].decoded);
    }
    str_byte(s, ']');
    return out_end_line(o, e);
}

static int each(const struct document *d, struct out *o, struct err *e) {
    struct json_object record;
    struct sv text;
    if (!document_find(d, "decoded")) return 0; /* read has skipped it */
    if (document_object(d, "decoded", &record, e) != 0 ||
        member_string(&record, "text", &text, d->arena, e) != 0)
        return -1;
    decode(text);
    lines_read(&lines, decoded.c, decoded.n, fold, rules);
    blocks_make(&blocks, &lines, decoded.c, fold, rules);
    folded_clear(&folded);
    for (size_t i = 0; i < blocks.n; i++) {
        if (i > 0) put_break(blocks.items[i].first, '\n');
        if (fold_block(&blocks.items[i], e) != 0) return -1;
    }
    return put_normalized(o, e);
}

static const struct stage stage = {
    .name = "normalize",
    .summary = "fold widths and scripts, join broken lines and keep the map back",
    .operands = "[FILE ...]",
    .options = options,
    .start = start,
    .each = each,
    .release = release,
};

int main(int argc, char **argv) {
    return stage_main(&stage, argc, argv);
}
