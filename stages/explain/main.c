/* tiyao-explain: what rules made of a place in a file, and why others did not. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "chain.h"
#include "ink.h"
#include "packs.h"
#include "stage.h"
#include "target.h"
#include "view.h"

static struct texts folders, given_text, at, only;
static bool all, json;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack; may be given more than once", OPTION_TEXT, &folders},
    {'t', "text", "TEXT", "explain this text instead of a file", OPTION_TEXT, &given_text},
    {0, "at", "PLACE", "the place: BYTE or LINE:COL", OPTION_TEXT, &at},
    {0, "rule", "ID", "this rule alone: why it did not match near the place", OPTION_TEXT, &only},
    {'a', "all", NULL, "all that nearly matched, not the best few", OPTION_FLAG, &all},
    {0, "json", NULL, "JSON, an object a line", OPTION_FLAG, &json},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static struct {
    struct pack pack;
    struct engine *engine;
    struct operations operations;
    struct arena arena; /* of the operations */
    struct origin origin;
    struct target target;
    struct str out;
    const struct rule *only;
} run;

/* ---- what is asked ---- */

static int last_of(const struct texts *t, const char *name, const char **out, struct err *e) {
    *out = t->n > 0 ? t->item[t->n - 1] : NULL;
    return t->n < 2 ? 0 : err_set(e, STATUS_USAGE, "option --%s is given twice", name);
}

static int find_only(const char *id, struct err *e) {
    for (size_t i = 0; id && i < run.pack.n_rules; i++)
        if (sv_is(run.pack.rules[i]->id, id)) run.only = run.pack.rules[i];
    return !id || run.only ? 0 : err_set(e, STATUS_USAGE, "no rule has the id \"%s\"", id);
}

static int read_request(int n, char **operands, struct chain_of *of, struct err *e) {
    const char *text, *place, *id;
    if (last_of(&given_text, "text", &text, e) != 0 || last_of(&at, "at", &place, e) != 0 ||
        last_of(&only, "rule", &id, e) != 0)
        return -1;
    if (text ? n > 0 : n != 1)
        return err_set(e, STATUS_USAGE,
                       text ? "a file is named beside --text"
                            : "one file has to be named, or --text be given");
    if (text) of->text = sv_of(text);
    if (!text && target_read(&run.target, operands[0], e) != 0) return -1;
    if (place && run.target.what != TARGET_WHOLE)
        return err_set(e, STATUS_USAGE, "the place is given twice");
    if (place && target_at(&run.target, place, e) != 0) return -1;
    if (packs_complete(&folders, e) != 0 || pack_read(&run.pack, folders.item, folders.n, e) != 0 ||
        find_only(id, e) != 0)
        return -1;
    return 0;
}

/* ---- where ---- */

static int find_place(size_t *place, struct err *e) {
    const struct target *t = &run.target;
    if (t->what == TARGET_BYTE) return origin_from_byte(&run.origin, t->byte, place, e);
    return origin_from_spot(&run.origin, t->spot, place, e);
}

/* The sentence that holds a place; else all of the line. */
static struct stretch around(size_t place) {
    const struct layout *l = &run.origin.layout;
    for (size_t i = 0; i < l->sentences.n; i++)
        if (l->sentences.p[i].start <= place && place < l->sentences.p[i].end)
            return l->sentences.p[i];
    struct stretch line = {place, place};
    while (line.start > 0 && l->text.p[line.start - 1] != '\n')
        line.start--;
    while (line.end < l->text.n && l->text.p[line.end] != '\n')
        line.end++;
    return line;
}

/* ---- telling ---- */

static void begin(struct view *v, const struct document *d) {
    *v = (struct view){.pack = &run.pack,
                       .operations = &run.operations,
                       .document = d,
                       .origin = &run.origin,
                       .only = run.only,
                       .all = all,
                       .out = &run.out};
}

/* In the order of the text; events of one place stay as they came. */
static int by_key(const void *a, const void *b) {
    const struct trace_event *const *x = a, *const *y = b;
    size_t key_x = view_key(*x), key_y = view_key(*y);
    if (key_x != key_y) return key_x < key_y ? -1 : 1;
    return (*x > *y) - (*x < *y);
}

static void watch(struct view *v, bool near) {
    struct trace_want want = {v->around.start, v->around.end, run.only, near};
    struct found found;
    size_t n;
    engine_trace(run.engine, &want);
    engine_run(run.engine, &run.origin.layout, run.origin.arena, &found);
    const struct trace_event *events = engine_traced(run.engine, &n);
    const struct trace_event **order = mem_alloc((n + 1) * sizeof(*order));
    struct trace_event *sorted = arena_alloc(run.origin.arena, (n + 1) * sizeof *sorted);
    for (size_t i = 0; i < n; i++)
        order[i] = &events[i];
    if (n > 1) qsort(order, n, sizeof(*order), by_key);
    for (size_t i = 0; i < n; i++)
        sorted[i] = *order[i];
    free(order);
    v->events = v->all_events = sorted;
    v->n_events = v->n_all_events = n;
}

static void put_heading(const struct view *v, size_t start, size_t end) {
    struct place p;
    struct err ignored;
    ink_put(v->out, INK_PLACE, run.target.file.n > 0 ? str_view(&run.target.file) : SV("text"));
    if (start < end && origin_place(v->origin, start, end, &p, &ignored) == 0) {
        struct spot spot = origin_spot(v->origin, p.start);
        str_printf(v->out, ":%zu:%zu, bytes %llu-%llu", spot.line, spot.column,
                   (unsigned long long)p.byte_start, (unsigned long long)p.byte_end);
    }
    str_byte(v->out, '\n');
}

static void tell(struct view *v, size_t start, size_t end) {
    if (json) {
        machine_tell(v);
        return;
    }
    put_heading(v, start, end);
    view_put_sentence(v);
    if (!run.only) rows_tell(v);
    /* A rule that is asked for may begin anywhere in the sentence. */
    if (run.only) v->at_place = false;
    if (run.only) v->from = v->around.start, v->to = v->around.end;
    tell_all(v);
}

static int tell_place(struct view *v, struct err *e) {
    size_t place;
    const struct layout *l = &run.origin.layout;
    if (find_place(&place, e) != 0) return -1;
    v->at_place = true;
    v->around = around(place);
    v->from = place;
    bool inside = place < v->around.end; /* not at a line feed between blocks */
    v->to = inside ? place + utf8_width((unsigned char)l->text.p[place]) : place;
    watch(v, true);
    tell(v, v->from, v->to);
    return 0;
}

static void tell_sentences(struct view *v) {
    const struct layout *l = &run.origin.layout;
    v->around = (struct stretch){0, l->text.n};
    watch(v, all || run.only);
    for (size_t i = 0; i < l->sentences.n; i++) {
        v->around = l->sentences.p[i];
        v->from = v->around.start;
        v->to = v->around.end;
        if (i > 0 && !json) str_byte(v->out, '\n');
        size_t first = view_first(v, v->from);
        v->events = v->all_events + first;
        v->n_events = view_first(v, v->to) - first;
        tell(v, v->from, v->to);
    }
    if (l->sentences.n == 0 && !json) put_heading(v, 0, 0);
}

static int each(void *context, const struct document *d, struct err *e) {
    struct view v;
    (void)context;
    if (!document_find(d, "normalized")) return 0; /* tiyao-read said why */
    if (origin_read(&run.origin, d, e) != 0) return -1;
    begin(&v, d);
    if (rows_read(&v, e) != 0) return -1;
    if (run.target.what != TARGET_WHOLE) return tell_place(&v, e);
    tell_sentences(&v);
    return 0;
}

static int print(struct err *e) {
    bool whole = fwrite(run.out.p, 1, run.out.n, stdout) == run.out.n;
    if (whole && fflush(stdout) == 0) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot write standard output");
}

static int explain(int n, char **operands, struct out *o, struct err *e) {
    struct chain_of of = {.rows = true};
    (void)o;
    if (read_request(n, operands, &of, e) != 0) return -1;
    const char *file = run.target.file.p;
    of.files = &file;
    of.n_files = file ? 1 : 0;
    of.packs = folders.item;
    of.n_packs = folders.n;
    for (size_t i = 0; i < folders.n; i++)
        operations_read(&run.operations, folders.item[i], &run.arena);
    run.engine = engine_new(&run.pack, true);
    ink_open();
    return chain_run(&of, each, NULL, e) == 0 ? print(e) : -1;
}

static void release(void) {
    engine_free(run.engine);
    pack_release(&run.pack);
    operations_release(&run.operations);
    origin_release(&run.origin);
    target_release(&run.target);
    arena_release(&run.arena);
    str_release(&run.out);
}

int main(int argc, char **argv) {
    static const struct stage stage = {
        .name = "explain",
        .summary = "say what rules made of a place in a file, and why others made nothing",
        .operands = "[FILE[:BYTE|:LINE:COL]]",
        .options = options,
        .run = explain,
        .sink = true,
        .release = release,
    };
    return stage_main(&stage, argc, argv);
}
