/* Files in a pack's folder that the pack does not use. */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lint.h"

enum { DEEPEST = 4 };

/* Files by what the system calls them, however they are written. */
struct used {
    struct stat *p;
    size_t n, size;
};

static void use(struct used *u, const char *file) {
    u->p = mem_room(u->p, u->n, &u->size, sizeof *u->p);
    if (stat(file, &u->p[u->n]) == 0) u->n++;
}

static bool is_used(const struct used *u, const struct stat *about) {
    for (size_t i = 0; i < u->n; i++)
        if (u->p[i].st_dev == about->st_dev && u->p[i].st_ino == about->st_ino) return true;
    return false;
}

static bool ends_with(struct sv name, const char *ending) {
    size_t n = strlen(ending);
    return name.n > n && memcmp(name.p + name.n - n, ending, n) == 0;
}

/* What is looked at: a folder, and whether a list that is used lies in it. */
struct place {
    const char *path;
    bool lists;
    int depth;
};

static void look(struct lint *l, const struct used *u, const struct place *p);

static void look_at(struct lint *l, const struct used *u, const struct place *p, const char *name) {
    struct str path = {0};
    struct stat about;
    str_printf(&path, "%s/%s", p->path, name);
    struct sv file = arena_copy(&l->arena, str_view(&path));
    str_release(&path);
    if (lstat(file.p, &about) != 0) return;
    if (S_ISDIR(about.st_mode) && p->depth < DEEPEST)
        look(l, u, &(struct place){file.p, false, p->depth + 1});
    if (!S_ISREG(about.st_mode) || is_used(u, &about)) return;
    if (ends_with(file, ".yaml") || ends_with(file, ".yml"))
        findings_warn_file(&l->findings, LINT_UNLISTED, file.p, 0, 0,
                           "pack.yaml does not name this file");
    else if (p->lists && ends_with(file, ".txt"))
        findings_warn_file(&l->findings, LINT_UNLISTED, file.p, 0, 0,
                           "no definition reads this list");
}

static bool lies_in(const char *file, const char *folder) {
    size_t n = strlen(folder);
    return strncmp(file, folder, n) == 0 && file[n] == '/' && !strchr(file + n + 1, '/');
}

/* Whether a list that is used lies in a folder below the pack's own. */
static bool has_lists(const struct lint *l, const struct place *p) {
    for (size_t i = 0; i < l->pack.n_lists; i++)
        for (unsigned k = 0; k < l->pack.lists[i].n_files; k++)
            if (lies_in(l->pack.lists[i].files[k], p->path)) return p->depth > 0;
    return false;
}

static int visible(const struct dirent *d) {
    return d->d_name[0] != '.';
}

static void look(struct lint *l, const struct used *u, const struct place *p) {
    struct dirent **names;
    struct place here = *p;
    int n = scandir(p->path, &names, visible, NULL);
    here.lists = has_lists(l, p);
    for (int i = 0; i < n; i++) {
        look_at(l, u, &here, names[i]->d_name);
        free(names[i]);
    }
    if (n >= 0) free(names);
}

/* Every text of pack.yaml that is the name of a file: which of its keys name files is the business
 * of the programs that read them. */
static void use_named(struct used *u, const char *folder, const struct node *n) {
    for (size_t i = 0; n && i < n->n; i++)
        use_named(u, folder, n->items[i]);
    if (!n || n->kind != NODE_TEXT || n->text.n == 0) return;
    struct str path = {0};
    str_printf(&path, "%s/%s", folder, n->text.p);
    use(u, path.p);
    str_release(&path);
}

void check_folder(struct lint *l) {
    struct used u = {0};
    for (size_t i = 0; i < l->n_folders; i++) {
        const struct node *head = l->pack.sources[i].head;
        if (head) use(&u, head->file);
        use_named(&u, l->folders[i], head);
    }
    for (size_t i = 0; i < l->pack.n_lists; i++)
        for (unsigned k = 0; k < l->pack.lists[i].n_files; k++)
            use(&u, l->pack.lists[i].files[k]);
    for (size_t i = 0; i < l->n_folders; i++)
        look(l, &u, &(struct place){l->folders[i], false, 0});
    free(u.p);
}
