/* tiyao-match: applies the rule pack to each document and writes what it found. */

#include <stdio.h>
#include <stdlib.h>

#include "census.h"
#include "layout.h"
#include "packs.h"
#include "rx.h"
#include "stage.h"
#include "utf8.h"

static struct texts folders, coverage_file;
static bool no_jit, no_prefilter, print_expressions;
static struct pack pack;
static struct engine *engine;
static struct coverage coverage;

static const struct option_def options[] = {
    {'r', "rules", "PACK", "rule pack; may be given more than once", OPTION_TEXT, &folders},
    {0, "no-jit", NULL, "interpret expressions instead of compiling them", OPTION_FLAG, &no_jit},
    {0, "no-prefilter", NULL, "try every expression everywhere (slow)", OPTION_FLAG, &no_prefilter},
    {0, "print-expressions", NULL, "print each rule's expressions and anchors, and stop",
     OPTION_FLAG, &print_expressions},
    {0, "coverage", "FILE", "write what each expression cost and gave to a file", OPTION_TEXT,
     &coverage_file},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static int start(struct err *e) {
    if (packs_complete(&folders, e) != 0) return -1;
    rx_use_jit(!no_jit);
    if (pack_read(&pack, folders.item, folders.n, e) != 0) return -1;
    engine = engine_new(&pack, !no_prefilter);
    if (coverage_file.n > 1)
        return err_set(e, STATUS_USAGE, "option --coverage is given more than once");
    if (coverage_file.n > 0) census_open(&coverage, engine, &pack);
    return 0;
}

static void put_fields(struct str *s, const struct mention *m, const struct utf8_index *x) {
    json_key(s, "fields");
    str_byte(s, '{');
    for (size_t i = 0; i < m->n_fields; i++) {
        const struct value *v = &m->fields[i].value;
        json_key(s, m->fields[i].name.p);
        str_byte(s, '[');
        json_put(s, v->text);
        if (v->end > v->start) {
            str_byte(s, ',');
            str_uint(s, utf8_cp_of(x, v->start));
            str_byte(s, ',');
            str_uint(s, utf8_cp_of(x, v->end));
        }
        str_byte(s, ']');
    }
    str_byte(s, '}');
}

static int put_mention(struct out *o, const struct mention *m, const struct utf8_index *x,
                       struct err *e) {
    struct str *s = out_line(o, "mention");
    json_put_str(s, "kind", pack.kinds[m->kind].name);
    json_put_str(s, "rule", m->rule->id);
    json_put_int(s, "start", (int64_t)utf8_cp_of(x, m->start));
    json_put_int(s, "end", (int64_t)utf8_cp_of(x, m->end));
    put_fields(s, m, x);
    return out_end_line(o, e);
}

static int put_limit(struct out *o, const struct document *d, const struct limit *l,
                     const struct utf8_index *x, struct err *e) {
    err_warn(NULL, "document \"%.*s\": rule \"%.*s\" ran out of its budget at character %zu",
             (int)d->doc_id.n, d->doc_id.p, (int)l->rule->id.n, l->rule->id.p,
             utf8_cp_of(x, l->at));
    struct str *s = out_line(o, "limit");
    json_put_str(s, "rule", l->rule->id);
    json_put_int(s, "start", (int64_t)utf8_cp_of(x, l->at));
    json_put_int(s, "steps", (int64_t)l->steps);
    return out_end_line(o, e);
}

static int each(const struct document *d, struct out *o, struct err *e) {
    struct layout layout;
    struct utf8_index x;
    struct found found;
    if (!document_find(d, "normalized")) return 0; /* skipped: there is nothing to match */
    if (layout_read(&layout, &x, d, e) != 0) return -1;
    engine_run(engine, &layout, d->arena, &found);
    if (coverage_file.n > 0 && census_add(&coverage, engine, &layout, d, e) != 0) return -1;
    for (size_t i = 0; i < found.n_mentions; i++)
        if (put_mention(o, &found.mentions[i], &x, e) != 0) return -1;
    for (size_t i = 0; i < found.n_limits; i++)
        if (put_limit(o, d, &found.limits[i], &x, e) != 0) return -1;
    return 0;
}

/* What an expression is looked for by: texts, %{lists} and %{@kinds}, and how far before them a
 * match may start. */
static void print_anchor(const struct anchor *a) {
    printf("%u-%u:", a->before_min, a->before_max);
    for (size_t i = 0; i < a->n; i++) {
        const struct anchor_item *item = &a->items[i];
        if (item->what == ANCHOR_TEXT) printf(" %s", item->text.p);
        if (item->what == ANCHOR_LIST) printf(" %%{%s}", pack.lists[item->index].name.p);
        if (item->what == ANCHOR_KIND) printf(" %%{@%s}", pack.kinds[item->index].name.p);
    }
}

static void print_all(void) {
    for (size_t i = 0; i < pack.n_rules; i++)
        for (size_t k = 0; k < pack.rules[i]->n_alternatives; k++) {
            const struct pattern *x = &pack.rules[i]->alternatives[k];
            printf("%s\t%s\t", pack.rules[i]->id.p, x->expanded.p);
            if (x->at_start)
                printf("^");
            else if (x->anchor.n > 0)
                print_anchor(&x->anchor);
            printf("\n");
        }
}

/* --print-expressions reads no stream. */
static int run_apart(int n, char **operands, struct out *o, struct err *e) {
    (void)operands;
    (void)o;
    if (n > 0) return err_set(e, STATUS_USAGE, "no operands go with --print-expressions");
    print_all();
    return fflush(stdout) == 0 ? 0 : err_set(e, STATUS_SYSTEM, "cannot write standard output");
}

static int finish(struct out *o, struct err *e) {
    (void)o;
    return coverage_file.n > 0 ? coverage_write(&coverage, coverage_file.item[0], e) : 0;
}

static void release(void) {
    coverage_release(&coverage);
    engine_free(engine);
    pack_release(&pack);
}

static struct stage stage = {
    .name = "match",
    .summary = "apply a rule pack to documents and write the mentions it finds",
    .operands = "[FILE ...]",
    .options = options,
    .start = start,
    .each = each,
    .finish = finish,
    .release = release,
};

/* What is asked for apart from a stream is known once options are read. */
static int start_and_choose(struct err *e) {
    if (print_expressions) {
        stage.run = run_apart;
        stage.sink = true;
    }
    return start(e);
}

int main(int argc, char **argv) {
    stage.start = start_and_choose;
    return stage_main(&stage, argc, argv);
}
