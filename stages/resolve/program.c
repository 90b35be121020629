#include "program.h"

#include <stdlib.h>

#include "keys.h"
#include "operations.h"

static const struct op_def *const defs[] = {
    &op_quotation, &op_subject,  &op_entity,   &op_carry,  &op_tie,    &op_link,
    &op_inherit,   &op_set,      &op_give,     &op_gather, &op_speech, &op_act,
    &op_rows,      &op_document, &op_mentions, &op_date,
};

size_t program_dataset(const struct program *p, uint32_t name) {
    size_t i = 0;
    while (i < p->n_datasets && p->datasets[i] != name)
        i++;
    return i;
}

static const struct op_def *find_def(struct sv name) {
    for (size_t i = 0; i < sizeof defs / sizeof defs[0]; i++)
        if (sv_is(name, defs[i]->name)) return defs[i];
    return NULL;
}

static int unknown_operation(const struct node *name, struct err *e) {
    struct str known = {0};
    for (size_t i = 0; i < sizeof defs / sizeof defs[0]; i++)
        node_known(&known, defs[i]->name);
    return node_unknown(name, "operation", name->text, &known, e);
}

static int read_op(struct program *p, const struct node *n, struct err *e) {
    if (n->kind != NODE_MAP || n->n != 1)
        return node_err(n, e, "an operation is a mapping with one key, its name");
    const struct op_def *def = find_def(n->keys[0]->text);
    if (!def) return unknown_operation(n->keys[0], e);
    void *plan = arena_zero(&p->arena, def->size);
    if (keys_read(p, n->items[0], def->keys, plan, e) != 0) return -1;
    if (def->check && def->check(plan, n->items[0], e) != 0) return -1;
    p->ops = mem_room(p->ops, p->n, &p->size, sizeof *p->ops);
    p->ops[p->n++] = (struct op){def, plan};
    return 0;
}

static int read_file(struct program *p, const char *path, struct err *e) {
    struct node *root;
    if (yaml_read(&root, path, &p->arena, e) != 0) return -1;
    const struct node *list = node_get(root, "resolve");
    if (!list) return 0;
    if (list->kind != NODE_LIST) return node_err(list, e, "\"resolve\" is a list of operations");
    for (size_t i = 0; i < list->n; i++)
        if (read_op(p, list->items[i], e) != 0) return -1;
    return 0;
}

static int read_files(struct program *p, struct str *path, const struct node *root, struct err *e) {
    const struct node *files = node_get(root, "files");
    size_t folder = path->n;
    if (!files || files->kind != NODE_LIST)
        return node_err(root, e, "\"files\" must list the pack's rule files");
    for (size_t i = 0; i < files->n; i++) {
        struct sv name = files->items[i]->text;
        if (files->items[i]->kind != NODE_TEXT || name.n == 0)
            return node_err(files->items[i], e, "the name of a file was expected");
        path->n = folder;
        str_sv(path, name);
        if (read_file(p, path->p, e) != 0) return -1;
    }
    return 0;
}

int program_read(struct program *p, const char *folder, struct err *e) {
    struct node *root;
    struct str path = {0};
    str_printf(&path, "%s/", folder);
    size_t n = path.n;
    str_c(&path, "pack.yaml");
    int result = yaml_read(&root, path.p, &p->arena, e);
    path.n = n;
    if (result == 0) result = read_files(p, &path, root, e);
    str_release(&path);
    return result;
}

void program_release(struct program *p) {
    for (size_t i = 0; i < p->n_rxs; i++)
        rx_free(p->rxs[i]);
    free(p->rxs);
    free(p->ops);
    free(p->datasets);
    names_release(&p->names);
    arena_release(&p->arena);
    *p = (struct program){0};
}
