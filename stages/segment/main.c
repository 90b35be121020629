/* tiyao-segment: tells the blocks of each document apart and finds sentences and quotations. */
#include "kinds.h"
#include "packs.h"
#include "spans.h"
#include "stage.h"
#include "textrules.h"

static struct texts packs;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack; its text.yaml is read", OPTION_TEXT, &packs},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct arena arena; /* rules */
static struct textrules *rules;
static struct spans spans; /* memory that is used again for each document */

static int start(struct err *e) {
    struct node *normalize, *layout;
    if (packs_complete(&packs, e) != 0 ||
        textrules_find(packs.item, packs.n, &normalize, &layout, &arena, e) != 0)
        return -1;
    return textrules_open(&rules, layout, &arena, e);
}

static void release(void) {
    textrules_close(rules);
    spans_release(&spans);
    arena_release(&arena);
}

static void put_number(struct str *s, uint32_t n) {
    if (s->p[s->n - 1] != '[') str_byte(s, ',');
    str_uint(s, n);
}

static void begin_list(struct str *s, const char *key) {
    json_key(s, key);
    str_byte(s, '[');
}

static void put_kinds(struct str *s) {
    begin_list(s, "kinds");
    for (int k = 0; k <= KIND_PARAGRAPH; k++) {
        if (k > 0) str_byte(s, ',');
        json_put(s, sv_of(kind_names[k]));
    }
    str_byte(s, ']');
}

static void put_blocks(struct str *s) {
    begin_list(s, "blocks");
    for (size_t i = 0; i < spans.n_blocks; i++) {
        put_number(s, (uint32_t)spans.blocks[i].kind);
        put_number(s, spans.blocks[i].span.start);
        put_number(s, spans.blocks[i].span.end);
    }
    str_byte(s, ']');
}

static void put_sentences(struct str *s) {
    begin_list(s, "sentences");
    for (size_t i = 0; i < spans.n_sentences; i++) {
        put_number(s, spans.sentences[i].start);
        put_number(s, spans.sentences[i].end);
    }
    str_byte(s, ']');
}

static void put_quotes(struct str *s) {
    begin_list(s, "quotes");
    for (size_t i = 0; i < spans.n_quotes; i++) {
        put_number(s, spans.quotes[i].span.start);
        put_number(s, spans.quotes[i].span.end);
        put_number(s, spans.quotes[i].depth);
    }
    str_byte(s, ']');
}

static int each(const struct document *d, struct out *o, struct err *e) {
    struct json_object record;
    struct sv text;
    if (!document_find(d, "normalized")) return 0; /* read has skipped it */
    if (document_object(d, "normalized", &record, e) != 0 ||
        member_string(&record, "text", &text, d->arena, e) != 0)
        return -1;
    spans_find(&spans, text, rules);
    kinds_tell(&spans, rules);
    struct str *s = out_line(o, "segments");
    put_kinds(s);
    put_blocks(s);
    put_sentences(s);
    put_quotes(s);
    return out_end_line(o, e);
}

static const struct stage stage = {
    .name = "segment",
    .summary = "tell headlines, captions and paragraphs apart; find sentences and quotations",
    .operands = "[FILE ...]",
    .options = options,
    .start = start,
    .each = each,
    .release = release,
};

int main(int argc, char **argv) {
    return stage_main(&stage, argc, argv);
}
