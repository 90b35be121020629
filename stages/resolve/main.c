/* tiyao-resolve: makes rows of mentions, as the rule pack declares. */

#include "packs.h"
#include "program.h"
#include "scene.h"
#include "stage.h"

static struct texts folders;
static bool keep;
static struct program program;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack; may be given more than once", OPTION_TEXT, &folders},
    {0, "keep", NULL, "let segments and mentions pass too", OPTION_FLAG, &keep},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct stage stage;

static int start(struct err *e) {
    if (keep) stage.takes = NULL;
    if (packs_complete(&folders, e) != 0) return -1;
    for (size_t i = 0; i < folders.n; i++)
        if (program_read(&program, folders.item[i], e) != 0) return -1;
    return 0;
}

static int each(const struct document *d, struct out *o, struct err *e) {
    struct scene s = {0};
    int got = scene_read(&s, &program, d, e);
    if (got > 0) got = scene_run(&s, o, e);
    originals_release(&s);
    return got;
}

static void release(void) {
    program_release(&program);
}

/* Rows say all that later stages want of these. */
static const char *const taken[] = {"segments", "mention", NULL};

static struct stage stage = {
    .name = "resolve",
    .summary = "make rows of the mentions in documents, as a rule pack declares",
    .operands = "[FILE ...]",
    .options = options,
    .start = start,
    .each = each,
    .takes = taken,
    .release = release,
};

int main(int argc, char **argv) {
    return stage_main(&stage, argc, argv);
}
