#include "packs.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "share.h"
#include "yaml.h"

/* A pack that was met: it stands in the order, or what it extends is being looked at. */
struct met {
    dev_t device;
    ino_t inode;
    bool open;
};

struct finder {
    struct texts order;
    struct met met[MOST_TEXTS];
    size_t n_met;
    struct str looked; /* where a name was looked for, for the message */
    struct arena *arena;
};

/* ---- one name ---- */

static bool is_pack(struct finder *f, struct str *folder) {
    size_t n = folder->n;
    str_c(folder, "/pack.yaml");
    bool there = access(folder->p, F_OK) == 0;
    str_printf(&f->looked, "%s\"%s\"", f->looked.n > 0 ? ", " : "", folder->p);
    folder->n = n;
    folder->p[n] = '\0';
    return there;
}

static bool try_in(struct finder *f, struct str *folder, struct sv where, const char *name) {
    str_clear(folder);
    str_sv(folder, where);
    if (where.n > 0 && where.p[where.n - 1] != '/') str_byte(folder, '/');
    str_c(folder, name);
    return is_pack(f, folder);
}

static bool try_listed(struct finder *f, struct str *folder, const char *name) {
    const char *at = getenv("TIYAO_RULES");
    while (at && *at) {
        size_t n = strcspn(at, ":");
        if (n > 0 && try_in(f, folder, (struct sv){at, n}, name)) return true;
        at += n + (at[n] == ':');
    }
    return false;
}

static bool is_path(const char *name) {
    return strchr(name, '/') || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* from: the pack that extends what is looked for, or NULL. 1: found; 0: not; -1: an error. */
static int find_pack(struct finder *f, const char *name, const char *from, struct str *folder,
                     struct err *e) {
    struct sv here = from ? sv_of(from) : SV("");
    struct str beside = {0};
    str_clear(&f->looked);
    if (name[0] == '\0') return 0;
    if (is_path(name)) {
        while (from && strncmp(name, "./", 2) == 0)
            name += 2;
        return try_in(f, folder, name[0] == '/' ? SV("") : here, name);
    }
    if (from) str_printf(&beside, "%s/..", from);
    bool found = try_in(f, folder, str_view(&beside), name) || try_listed(f, folder, name);
    str_release(&beside);
    if (found) return 1;
    struct str share = {0};
    int result = share_path(&share, "rules", e);
    if (result == 0) result = try_in(f, folder, str_view(&share), name);
    str_release(&share);
    return result;
}

/* ---- a pack and what it extends ---- */

static int add_pack(struct finder *f, const char *name, const char *from, const struct node *at,
                    struct err *e);

/* at: what names the pack, NULL for the command line. */
static int refuse(const struct node *at, struct err *e, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int refuse(const struct node *at, struct err *e, const char *format, ...) {
    char text[sizeof e->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return at ? node_err(at, e, "%s", text) : err_set(e, STATUS_USAGE, "%s", text);
}

static int add_extended(struct finder *f, const char *folder, struct err *e) {
    struct str file = {0};
    struct node *head;
    str_printf(&file, "%s/pack.yaml", folder);
    int result = yaml_read(&head, file.p, f->arena, e);
    str_release(&file);
    struct node *extends = result == 0 ? node_get(head, "extends") : NULL;
    if (!extends) return result;
    struct node **items = extends->kind == NODE_LIST ? extends->items : &extends;
    size_t n = extends->kind == NODE_LIST ? extends->n : 1;
    for (size_t i = 0; result == 0 && i < n; i++) {
        if (items[i]->kind != NODE_TEXT)
            return node_err(items[i], e, "\"extends\" names packs: text was expected");
        result = add_pack(f, items[i]->text.p, folder, items[i], e);
    }
    return result;
}

/* *out: the pack of a folder, now open; NULL where it stands in the order already. */
static int meet(struct finder *f, const char *folder, const char *name, const struct node *at,
                struct met **out, struct err *e) {
    struct stat s;
    if (stat(folder, &s) != 0) return refuse(at, e, "no rule pack \"%s\"", name);
    *out = NULL;
    for (size_t i = 0; i < f->n_met; i++) {
        const struct met *m = &f->met[i];
        if (m->device != s.st_dev || m->inode != s.st_ino) continue;
        return m->open ? refuse(at, e, "pack \"%s\" extends itself", name) : 0;
    }
    if (f->n_met == MOST_TEXTS) return refuse(at, e, "more than %d rule packs", MOST_TEXTS);
    *out = &f->met[f->n_met++];
    **out = (struct met){s.st_dev, s.st_ino, true};
    return 0;
}

static int add_folder(struct finder *f, const char *folder, const char *name, const struct node *at,
                      struct err *e) {
    struct met *met = NULL;
    if (meet(f, folder, name, at, &met, e) != 0) return -1;
    if (!met) return 0;
    if (add_extended(f, folder, e) != 0) return -1;
    met->open = false;
    f->order.item[f->order.n++] = arena_copy(f->arena, sv_of(folder)).p;
    return 0;
}

static int add_pack(struct finder *f, const char *name, const char *from, const struct node *at,
                    struct err *e) {
    struct str folder = {0};
    int found = find_pack(f, name, from, &folder, e);
    if (found > 0)
        found = add_folder(f, folder.p, name, at, e);
    else if (found == 0)
        found = refuse(at, e, "no rule pack \"%s\"; looked for %s", name,
                       f->looked.n > 0 ? f->looked.p : "nothing");
    str_release(&folder);
    return found;
}

int packs_expand(struct texts *packs, struct err *e) {
    static struct arena names;
    struct finder f = {.arena = &names};
    int result = 0;
    for (size_t i = 0; i < packs->n && result == 0; i++)
        result = add_pack(&f, packs->item[i], NULL, NULL, e);
    str_release(&f.looked);
    if (result == 0) *packs = f.order;
    return result;
}

int packs_complete(struct texts *packs, struct err *e) {
    if (packs->n == 0) packs->item[packs->n++] = "zh-politics";
    return packs_expand(packs, e);
}
