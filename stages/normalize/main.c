/* tiyao-normalize: folds the text of each document and puts its lines together again. */
#include "packs.h"
#include "stage.h"
#include "texter.h"

static struct texts packs;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack; its text.yaml is read", OPTION_TEXT, &packs},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct arena arena; /* rules */
static struct textrules *rules;
static struct fold *fold;

static struct texter texter; /* memory that is used again for each document */

static int start(struct err *e) {
    struct node *normalize, *layout;
    if (packs_complete(&packs, e) != 0 ||
        textrules_find(packs.item, packs.n, &normalize, &layout, &arena, e) != 0)
        return -1;
    if (fold_open(&fold, normalize, e) != 0 || textrules_open(&rules, layout, &arena, e) != 0)
        return -1;
    texter_open(&texter, fold, rules);
    return 0;
}

static void release(void) {
    textrules_close(rules);
    fold_close(fold);
    texter_release(&texter);
    arena_release(&arena);
}

/* One of the scripts counts when it has more than a tenth of the characters that tell. */
static const char *script(const struct folded *f) {
    size_t all = f->hans + f->hant;
    if (f->han == 0) return "none";
    bool hans = 10 * f->hans > all, hant = 10 * f->hant > all;
    if (hans && hant) return "mixed";
    return hant ? "hant" : "hans";
}

static int put_normalized(struct out *o, const struct folded *f, struct err *e) {
    struct str *s = out_line(o, "normalized");
    json_put_str(s, "script", sv_of(script(f)));
    json_put_str(s, "text", str_view(&f->text));
    json_key(s, "map");
    str_byte(s, '[');
    for (size_t i = 0; i < f->n_runs; i++) {
        if (i > 0) str_byte(s, ',');
        str_uint(s, f->runs[i].start);
        str_byte(s, ',');
        str_uint(s, f->runs[i].folded);
        str_byte(s, ',');
        str_uint(s, f->runs[i].decoded);
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
    return texter_make(&texter, text, e) != 0 ? -1 : put_normalized(o, &texter.folded, e);
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
