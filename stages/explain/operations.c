#include "operations.h"

#include <stdlib.h>

static void add(struct operations *o, const struct node *item) {
    if (item->kind != NODE_MAP || item->n != 1 || item->items[0]->kind != NODE_MAP) return;
    const struct node *keys = item->items[0];
    const struct node *dataset = node_get(keys, "dataset");
    bool makes = node_get(keys, "prefix") || sv_is(item->keys[0]->text, "document");
    if (!makes || !dataset || dataset->kind != NODE_TEXT) return;
    o->p = mem_room(o->p, o->n, &o->size, sizeof *o->p);
    o->p[o->n++] = (struct operation){dataset->text, item->keys[0], node_get(keys, "from")};
}

static void read_file(struct operations *o, const char *folder, const struct node *name,
                      struct arena *a) {
    struct node *root;
    struct str path = {0};
    struct err ignored;
    str_printf(&path, "%s/%s", folder, name->text.p);
    int result = name->kind == NODE_TEXT ? yaml_read(&root, path.p, a, &ignored) : -1;
    const struct node *list = result == 0 ? node_get(root, "resolve") : NULL;
    for (size_t i = 0; list && list->kind == NODE_LIST && i < list->n; i++)
        add(o, list->items[i]);
    str_release(&path);
}

void operations_read(struct operations *o, const char *folder, struct arena *a) {
    struct node *root;
    struct str path = {0};
    struct err ignored;
    str_printf(&path, "%s/pack.yaml", folder);
    int result = yaml_read(&root, path.p, a, &ignored);
    const struct node *files = result == 0 ? node_get(root, "files") : NULL;
    for (size_t i = 0; files && files->kind == NODE_LIST && i < files->n; i++)
        read_file(o, folder, files->items[i], a);
    str_release(&path);
}

static bool takes(const struct node *from, struct sv kind) {
    if (!from) return false;
    if (from->kind == NODE_TEXT) return sv_eq(from->text, kind);
    for (size_t i = 0; i < from->n; i++)
        if (sv_eq(from->items[i]->text, kind)) return true;
    return false;
}

const struct operation *operations_find(const struct operations *o, struct sv dataset,
                                        struct sv kind) {
    const struct operation *only = NULL;
    size_t n = 0;
    for (size_t i = 0; i < o->n; i++) {
        if (!sv_eq(o->p[i].dataset, dataset)) continue;
        if (takes(o->p[i].from, kind)) return &o->p[i];
        only = &o->p[i];
        n++;
    }
    return n == 1 ? only : NULL;
}

void operations_release(struct operations *o) {
    free(o->p);
}
