#include <stdlib.h>
#include <string.h>

#include "expr.h"
#include "latin.h"
#include "packread.h"

void pack_say(struct reader *r, const struct err *e) {
    if (strcmp(e->place, r->last.place) == 0 && strcmp(e->text, r->last.text) == 0) return;
    r->last = *e;
    r->listener(r->context, e);
    r->errors++;
}

/* ---- files ---- */

/* What a rule file may hold, in the order in which it is read: each part of all files before the
 * next one, so that the order of files does not matter. Parts that other programs read have no
 * reader here. */
static const struct part {
    const char *key;
    void (*read)(struct reader *r, const struct node *file);
} parts[] = {
    {"define", pack_read_defines},      {"templates", pack_read_templates},
    {"numeral", pack_read_numerals},    {"kinds", pack_read_kinds},
    {"rules", pack_read_rules},         {"resolve", NULL},
    {"expect", pack_read_expectations}, {"about", NULL},
};
enum { N_PARTS = sizeof parts / sizeof parts[0] };

static int check_parts(const struct node *file, struct err *e) {
    const char *keys[N_PARTS + 1] = {NULL};
    for (size_t i = 0; i < N_PARTS; i++)
        keys[i] = parts[i].key;
    return node_keys(file, keys, e);
}

static int read_in(struct reader *r, const char *name, struct node **root, struct err *e) {
    struct str path = {0};
    str_printf(&path, "%s/%s", r->pack->sources[r->source].folder, name);
    int result = yaml_read(root, path.p, &r->pack->arena, e);
    str_release(&path);
    return result;
}

static int open_file(struct reader *r, const struct node *n, struct err *e) {
    bool inside =
        n->kind == NODE_TEXT && n->text.n > 0 && n->text.p[0] != '/' && !strstr(n->text.p, "..");
    if (!inside) return node_err(n, e, "a rule file is a file inside the pack's folder");
    struct node *root;
    if (read_in(r, n->text.p, &root, e) != 0 || check_parts(root, e) != 0) return -1;
    r->files = mem_room(r->files, r->n_files, &r->size_files, sizeof *r->files);
    r->files[r->n_files++] = (struct file){root, r->source};
    return 0;
}

static int read_head(struct reader *r, struct err *e) {
    static const char *const keys[] = {"pack",  "version", "about",    "extends",
                                       "files", "text",    "evaluate", NULL};
    struct pack_source *s = &r->pack->sources[r->source];
    if (read_in(r, "pack.yaml", &s->head, e) != 0 || node_keys(s->head, keys, e) != 0 ||
        node_text(s->head, "pack", &s->name, e) != 0 ||
        node_text(s->head, "version", &s->version, e) != 0)
        return -1;
    const struct node *files = node_get(s->head, "files");
    if (files && files->kind == NODE_LIST) return 0;
    return node_err(s->head, e, "\"files\" must list the pack's rule files");
}

static void open_source(struct reader *r) {
    struct err e;
    if (read_head(r, &e) != 0) {
        pack_say(r, &e);
        return;
    }
    const struct node *files = node_get(r->pack->sources[r->source].head, "files");
    for (size_t i = 0; i < files->n; i++)
        if (open_file(r, files->items[i], &e) != 0) pack_say(r, &e);
}

static void read_parts(struct reader *r) {
    for (size_t i = 0; i < N_PARTS; i++)
        for (size_t k = 0; k < r->n_files && parts[i].read; k++) {
            r->source = r->files[k].source;
            parts[i].read(r, r->files[k].root);
        }
}

static int by_phase(const void *a, const void *b) {
    const struct rule *x = *(struct rule *const *)a, *y = *(struct rule *const *)b;
    if (x->phase != y->phase) return x->phase < y->phase ? -1 : 1;
    return sv_cmp(x->id, y->id);
}

static void release_reader(struct reader *r) {
    free(r->files);
    free(r->templates);
    names_release(&r->ids);
}

int pack_check(struct pack *p, const char *const *folders, size_t n, pack_listener *listener,
               void *context, struct err *e) {
    struct reader r = {.pack = p, .listener = listener, .context = context};
    *p = (struct pack){0};
    p->lists = arena_zero(&p->arena, MOST_LISTS * sizeof *p->lists);
    p->numerals = arena_zero(&p->arena, MOST_SCANNERS * sizeof *p->numerals);
    p->sources = arena_zero(&p->arena, n * sizeof *p->sources);
    p->n_sources = n;
    for (r.source = 0; r.source < n; r.source++) {
        p->sources[r.source].folder = folders[r.source];
        open_source(&r);
    }
    read_parts(&r);
    pack_finish_rules(&r);
    pack_check_derived(&r);
    if (r.errors == 0) pack_check_used(&r);
    if (r.errors == 0) pack_check_templates(&r);
    release_reader(&r);
    if (p->n_rules > 1) qsort(p->rules, p->n_rules, sizeof(*p->rules), by_phase);
    if (r.errors == 0) return 0;
    return err_set(e, STATUS_USAGE, "the rule pack has %zu error%s", r.errors,
                   r.errors == 1 ? "" : "s");
}

static void say_error(void *context, const struct err *e) {
    (void)context;
    err_say(e->place, "error", e->text);
}

int pack_read(struct pack *p, const char *const *folders, size_t n, struct err *e) {
    return pack_check(p, folders, n, say_error, NULL, e);
}

static void release_rule(struct rule *rule) {
    for (size_t i = 0; i < rule->n_alternatives; i++)
        pattern_release(&rule->alternatives[i]);
    if (rule->before) context_release(rule->before);
    if (rule->not_before) context_release(rule->not_before);
    for (size_t i = 0; i < rule->where.n; i++)
        rx_free(rule->where.p[i].rx);
    for (size_t i = 0; i < rule->unless.n; i++)
        rx_free(rule->unless.p[i].rx);
}

void pack_release(struct pack *p) {
    for (size_t i = 0; i < p->n_rules; i++)
        release_rule(p->rules[i]);
    for (size_t i = 0; i < p->n_lists; i++)
        list_release(&p->lists[i]);
    for (size_t i = 0; i < p->n_expectations; i++)
        expectation_release(&p->expectations[i]);
    classes_release(&p->classes);
    latin_free(p->latin);
    free(p->defines);
    free(p->kinds);
    free(p->rules);
    free(p->expectations);
    arena_release(&p->arena);
    *p = (struct pack){0};
}
