/* paths FILE ...: a line for each key of YAML files: the path of its mapping, a tab, the key, a
 * tab, and the value where that is a text. A path is keys joined by slashes; an item of a list is a
 * hyphen. */
#include <stdio.h>

#include "yaml.h"

static void put(struct str *path, const struct node *n);

static void put_under(struct str *path, const char *key, const struct node *n) {
    size_t length = path->n;
    str_printf(path, "%s%s", length > 0 ? "/" : "", key);
    put(path, n);
    str_ends(path, path->p + length);
}

static void put(struct str *path, const struct node *n) {
    for (size_t i = 0; n->kind != NODE_TEXT && i < n->n; i++) {
        const char *key = n->kind == NODE_MAP ? n->keys[i]->text.p : "-";
        printf("%s\t%s\t%s\n", path->p ? path->p : "", key, n->items[i]->text.p);
        put_under(path, key, n->items[i]);
    }
}

int main(int argc, char **argv) {
    struct arena a = {0};
    struct str path = {0};
    struct err e;
    struct node *root;
    int status = 0;
    for (int i = 1; i < argc; i++) {
        if (yaml_read(&root, argv[i], &a, &e) != 0) {
            fprintf(stderr, "%s: %s\n", e.place, e.text);
            status = 1;
        } else {
            put(&path, root);
        }
    }
    str_release(&path);
    arena_release(&a);
    return status;
}
