#include "yardstick.h"

#include <string.h>

/* Reads folder/name; the name must not lead out of the folder. */
static int read_in(struct node **root, const char *folder, struct sv name, struct arena *a,
                   struct err *e) {
    struct str path = {0};
    str_printf(&path, "%s/%s", folder, name.p);
    int result = yaml_read(root, path.p, a, e);
    str_release(&path);
    return result;
}

/* ---- columns ---- */

int dataset_column(struct dataset *d, struct sv name) {
    for (size_t i = 0; i < d->n_columns; i++)
        if (sv_eq(d->columns[i].name, name)) return (int)i;
    if (d->n_columns == MOST_COLUMNS) return -1;
    d->columns[d->n_columns] = (struct column){.name = name};
    return (int)d->n_columns++;
}

static int column_at(struct dataset *d, const struct node *n, size_t *out, struct err *e) {
    if (n->kind != NODE_TEXT || n->text.n == 0) return node_err(n, e, "a column was expected");
    int column = dataset_column(d, n->text);
    if (column < 0) return node_err(n, e, "more than %d columns", MOST_COLUMNS);
    *out = (size_t)column;
    return 0;
}

/* The column under a key; -1 where the key is missing. */
static int column_of(struct dataset *d, const struct node *map, const char *key, int *out,
                     struct err *e) {
    const struct node *n = node_get(map, key);
    size_t column = 0;
    *out = -1;
    if (!n) return 0;
    if (column_at(d, n, &column, e) != 0) return -1;
    *out = (int)column;
    return 0;
}

static int list_at(const struct node *n, struct err *e) {
    return !n || n->kind == NODE_LIST ? 0 : node_err(n, e, "a list was expected");
}

static int add_figure(struct dataset *d, struct arena *a, const char *ending) {
    struct str s = {0};
    str_sv(&s, d->name);
    str_c(&s, ending);
    d->figures[d->n_figures++] = arena_copy(a, str_view(&s));
    str_release(&s);
    return 0;
}

/* ---- sets ---- */

static int read_part(struct dataset *d, struct key *key, const struct node *n, struct err *e) {
    const struct node *const one[] = {n};
    const struct node *const *items = n->kind == NODE_LIST ? (const void *)n->items : one;
    size_t count = n->kind == NODE_LIST ? n->n : 1;
    for (size_t i = 0; i < count; i++) {
        if (key->n == MOST_COLUMNS) return node_err(n, e, "more than %d columns", MOST_COLUMNS);
        if (column_at(d, items[i], &key->columns[key->n], e) != 0) return -1;
        key->begins[key->n++] = i == 0;
    }
    return 0;
}

static int read_sets(struct dataset *d, const struct node *map, struct err *e) {
    const struct node *sets = node_get(map, "sets");
    if (sets->kind != NODE_MAP || sets->n == 0)
        return node_err(sets, e, "\"sets\" maps figures to lists of columns");
    if (sets->n > MOST_KEYS) return node_err(sets, e, "more than %d figures", MOST_KEYS);
    for (size_t i = 0; i < sets->n; i++) {
        struct key *key = &d->keys[d->n_keys++];
        key->figure = d->figures[d->n_figures++] = sets->keys[i]->text;
        if (list_at(sets->items[i], e) != 0) return -1;
        if (sets->items[i]->n == 0) return node_err(sets->items[i], e, "no column is named");
        for (size_t k = 0; k < sets->items[i]->n; k++)
            if (read_part(d, key, sets->items[i]->items[k], e) != 0) return -1;
    }
    return 0;
}

/* ---- texts and sequences ---- */

static int read_kinds(struct dataset *d, const struct node *map, const char *key, struct arena *a,
                      struct err *e) {
    const struct node *n = node_get(map, key);
    if (!n && d->kind < 0) return 0;
    if (!n || d->kind < 0) return node_err(map, e, "\"kind\" and \"%s\" go together", key);
    if (list_at(n, e) != 0) return -1;
    d->kinds = arena_alloc(a, (n->n + 1) * sizeof *d->kinds);
    for (size_t i = 0; i < n->n; i++) {
        if (n->items[i]->kind != NODE_TEXT) return node_err(n->items[i], e, "a text was expected");
        d->kinds[d->n_kinds++] = n->items[i]->text;
    }
    return 0;
}

static int read_texts(struct dataset *d, const struct node *map, struct arena *a, struct err *e) {
    struct sv rest;
    int text;
    if (column_of(d, map, "texts", &text, e) != 0 || column_of(d, map, "who", &d->who, e) != 0 ||
        column_of(d, map, "kind", &d->kind, e) != 0 || read_kinds(d, map, "whole", a, e) != 0 ||
        node_text(map, "rest", &rest, e) != 0)
        return -1;
    struct str ending = {0};
    str_printf(&ending, ".%s", rest.p ? rest.p : "rest");
    add_figure(d, a, "");
    add_figure(d, a, ".text");
    add_figure(d, a, ".kind");
    add_figure(d, a, ending.p);
    str_release(&ending);
    return 0;
}

static int read_same(struct dataset *d, const struct node *map, struct err *e) {
    const struct node *n = node_get(map, "same");
    if (list_at(n, e) != 0) return -1;
    for (size_t i = 0; n && i < n->n; i++) {
        size_t column = 0;
        if (column_at(d, n->items[i], &column, e) != 0) return -1;
        d->same[column] = true;
    }
    return 0;
}

static int read_sequence(struct dataset *d, const struct node *map, struct arena *a,
                         struct err *e) {
    int text;
    if (column_of(d, map, "sequence", &text, e) != 0 || read_same(d, map, e) != 0 ||
        column_of(d, map, "kind", &d->kind, e) != 0 || read_kinds(d, map, "apart", a, e) != 0)
        return -1;
    struct str ending = {0};
    str_printf(&ending, ".%s", d->n_kinds > 0 ? d->kinds[0].p : "apart");
    add_figure(d, a, ".detect");
    add_figure(d, a, ".value");
    add_figure(d, a, ending.p);
    str_release(&ending);
    return 0;
}

/* ---- what every dataset may have ---- */

static int read_names(struct dataset *d, const struct node *map, struct err *e) {
    const struct node *n = node_get(map, "names");
    if (list_at(n, e) != 0) return -1;
    for (size_t i = 0; n && i < n->n; i++) {
        size_t column = 0;
        if (column_at(d, n->items[i], &column, e) != 0) return -1;
        d->columns[column].is_name = true;
    }
    return 0;
}

static int read_without(struct dataset *d, const struct node *map, struct err *e) {
    const struct node *n = node_get(map, "without");
    if (n && n->kind != NODE_MAP) return node_err(n, e, "\"without\" maps columns to expressions");
    for (size_t i = 0; n && i < n->n; i++) {
        size_t column = 0;
        if (column_at(d, n->keys[i], &column, e) != 0) return -1;
        if (n->items[i]->kind != NODE_TEXT || n->items[i]->text.n == 0)
            return node_err(n->items[i], e, "an expression was expected");
        if (rx_compile(&d->columns[column].without, n->items[i], n->items[i]->text, e) != 0)
            return -1;
    }
    return 0;
}

static int read_method(struct dataset *d, const struct node *map, struct arena *a, struct err *e) {
    static const char *const of_sets[] = {"sets", "names", "without", "about", NULL};
    static const char *const of_texts[] = {"texts", "who",     "kind",  "whole", "rest",
                                           "names", "without", "about", NULL};
    static const char *const of_sequence[] = {"sequence", "same",    "kind",  "apart",
                                              "names",    "without", "about", NULL};
    if (map->kind != NODE_MAP) return node_err(map, e, "a mapping was expected");
    if (node_get(map, "sets")) return node_keys(map, of_sets, e) != 0 ? -1 : read_sets(d, map, e);
    if (node_get(map, "texts")) {
        d->method = METHOD_TEXTS;
        return node_keys(map, of_texts, e) != 0 ? -1 : read_texts(d, map, a, e);
    }
    d->method = METHOD_SEQUENCE;
    if (node_get(map, "sequence"))
        return node_keys(map, of_sequence, e) != 0 ? -1 : read_sequence(d, map, a, e);
    return node_err(map, e, "one of \"sets\", \"texts\" and \"sequence\" is needed");
}

struct dataset *yardstick_find(const struct yardstick *y, struct sv name) {
    for (size_t i = 0; i < y->n; i++)
        if (sv_eq(y->datasets[i].name, name)) return &y->datasets[i];
    return NULL;
}

struct dataset *yardstick_add(struct yardstick *y, struct sv name) {
    if (y->n == MOST_DATASETS) return NULL;
    struct dataset *d = &y->datasets[y->n++];
    *d = (struct dataset){.name = name, .of_gold = true, .who = -1, .kind = -1};
    return d;
}

void dataset_close(struct dataset *d) {
    if (!d->of_gold || d->n_keys > 0) return;
    struct key *key = &d->keys[d->n_keys++];
    key->figure = d->figures[d->n_figures++] = d->name;
    for (size_t i = 0; i < d->n_columns; i++) {
        key->columns[i] = i;
        key->begins[i] = true;
    }
    key->n = d->n_columns;
}

bool dataset_lists(const struct dataset *d, struct sv kind) {
    for (size_t i = 0; i < d->n_kinds; i++)
        if (sv_eq(d->kinds[i], kind)) return true;
    return false;
}

/* A name of a dataset is that of a file: nothing that leads elsewhere. */
static bool is_dataset_name(struct sv name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return name.n > 0 && strspn(name.p, letters) == name.n;
}

static int read_datasets(struct yardstick *y, const struct node *map, struct err *e) {
    if (!map) return 0;
    if (map->kind != NODE_MAP) return node_err(map, e, "\"datasets\" is a mapping");
    for (size_t i = 0; i < map->n; i++) {
        if (!is_dataset_name(map->keys[i]->text))
            return node_err(map->keys[i], e, "a dataset's name is made of a-z, 0-9 and _");
        if (yardstick_find(y, map->keys[i]->text))
            return node_err(map->keys[i], e, "this dataset was described before");
        struct dataset *d = yardstick_add(y, map->keys[i]->text);
        if (!d) return node_err(map->keys[i], e, "more than %d datasets", MOST_DATASETS);
        d->of_gold = false;
        if (read_method(d, map->items[i], &y->arena, e) != 0 ||
            read_names(d, map->items[i], e) != 0 || read_without(d, map->items[i], e) != 0)
            return -1;
    }
    return 0;
}

static int read_variants(struct yardstick *y, const struct node *map, struct err *e) {
    static const char *const keys[] = {"dataset", "name", "variants", "about", NULL};
    if (!map) return 0;
    if (node_keys(map, keys, e) != 0 || node_text(map, "dataset", &y->names.dataset, e) != 0 ||
        node_text(map, "name", &y->names.name, e) != 0 ||
        node_text(map, "variants", &y->names.variants, e) != 0)
        return -1;
    if (y->names.dataset.p && y->names.name.p && y->names.variants.p) return 0;
    return node_err(map, e, "\"names\" needs \"dataset\", \"name\" and \"variants\"");
}

static int read_file(struct yardstick *y, const char *folder, struct sv name, struct err *e) {
    static const char *const keys[] = {"normalize", "names", "datasets", "about", NULL};
    struct node *root;
    if (read_in(&root, folder, name, &y->arena, e) != 0 || node_keys(root, keys, e) != 0) return -1;
    if (node_get(root, "normalize")) y->normalize = node_get(root, "normalize");
    return read_variants(y, node_get(root, "names"), e) != 0
               ? -1
               : read_datasets(y, node_get(root, "datasets"), e);
}

int yardstick_read(struct yardstick *y, const char *const *folders, size_t n, struct err *e) {
    *y = (struct yardstick){0};
    y->datasets = arena_zero(&y->arena, MOST_DATASETS * sizeof *y->datasets);
    for (size_t i = 0; i < n; i++) {
        struct node *root;
        struct sv name;
        if (read_in(&root, folders[i], SV("pack.yaml"), &y->arena, e) != 0 ||
            node_text(root, "evaluate", &name, e) != 0)
            return -1;
        if (name.p && (name.n == 0 || name.p[0] == '/' || strstr(name.p, "..")))
            return node_err(node_get(root, "evaluate"), e, "a file inside the pack's folder");
        if (name.p && read_file(y, folders[i], name, e) != 0) return -1;
    }
    return 0;
}

void yardstick_release(struct yardstick *y) {
    for (size_t i = 0; i < y->n; i++)
        for (size_t k = 0; k < y->datasets[i].n_columns; k++)
            rx_free(y->datasets[i].columns[k].without);
    arena_release(&y->arena);
    *y = (struct yardstick){0};
}
