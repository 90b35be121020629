#include <stdio.h>
#include <string.h>

#include "packread.h"

/* ---- names ---- */

struct define *pack_define(const struct pack *p, struct sv name) {
    for (size_t i = 0; i < p->n_defines; i++)
        if (sv_eq(p->defines[i].name, name)) return &p->defines[i];
    return NULL;
}

int32_t pack_list(struct pack *p, struct sv name) {
    struct define *d = pack_define(p, name);
    if (!d || d->regex.p) return NONE;
    d->used = true;
    return (int32_t)d->list;
}

/* ---- define ---- */

static int read_fields(struct reader *r, struct list *l, const struct node *map, struct err *e) {
    struct node *n = node_get(map, "fields"), *one, **items;
    size_t count;
    if (!n) return 0;
    if (pack_texts(&one, n, &items, &count, e) != 0) return -1;
    struct sv *names = arena_alloc(&r->pack->arena, count * sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = items[i]->text;
    l->fields = names;
    l->n_fields = count;
    return 0;
}

static void hear_list(void *context, const struct err *e) {
    pack_say(context, e);
}

/* Reads the file of a definition into a list, behind what stands in it. */
static int read_list(struct reader *r, struct list *l, const struct node *map, struct err *e) {
    const struct node *file = node_get(map, "list");
    if (file->kind != NODE_TEXT || file->text.n == 0 || file->text.p[0] == '/' ||
        strstr(file->text.p, ".."))
        return node_err(file, e, "a list is a file inside the pack's folder");
    struct str path = {0};
    str_printf(&path, "%s/%s", r->pack->sources[r->source].folder, file->text.p);
    int result = list_check(l, path.p, &r->pack->arena, hear_list, r, e);
    str_release(&path);
    return result;
}

static int define_list(struct reader *r, struct define *d, const struct node *map, struct err *e) {
    struct pack *p = r->pack;
    if (p->n_lists == MOST_LISTS) return node_err(map, e, "more than %d lists", MOST_LISTS);
    struct list *l = &p->lists[p->n_lists];
    *l = (struct list){.name = d->name};
    d->list = (uint32_t)p->n_lists++;
    int result = read_fields(r, l, map, e);
    if (result == 0) result = read_list(r, l, map, e);
    if (result != 0) l->shortest = l->longest = 1; /* what names it is no error too */
    return result;
}

static int extend_list(struct reader *r, struct define *d, const struct node *map, struct err *e) {
    const struct node *n = node_get(map, "fields");
    struct list *l = d->regex.p ? NULL : &r->pack->lists[d->list], own = {0};
    if (!l) return node_err(map, e, "\"%s\" is no list, and is not extended", d->name.p);
    if (read_fields(r, &own, map, e) != 0) return -1;
    bool same = own.n_fields == l->n_fields;
    for (size_t i = 0; same && i < l->n_fields; i++)
        same = sv_eq(own.fields[i], l->fields[i]);
    if (n && !same) return node_err(n, e, "list \"%s\" has other fields", d->name.p);
    return read_list(r, l, map, e);
}

static int check_uses(const struct define *d, const struct node *map, struct err *e) {
    struct node *n = node_get(map, "uses"), *one, **items;
    size_t count = 0;
    if (n && pack_texts(&one, n, &items, &count, e) != 0) return -1;
    for (size_t i = 0; i < count; i++) {
        char reference[128];
        snprintf(reference, sizeof reference, "%%{%.100s}", items[i]->text.p);
        if (!strstr(d->regex.p, reference))
            return node_err(items[i], e, "\"%s\" is declared and not used", items[i]->text.p);
    }
    for (const char *at = strstr(d->regex.p, "%{"); at; at = strstr(at + 2, "%{")) {
        size_t length = strcspn(at + 2, "}");
        bool declared = at[2] == '@';
        for (size_t i = 0; i < count; i++)
            declared |= sv_eq(items[i]->text, (struct sv){at + 2, length});
        if (!declared)
            return node_err(d->at, e, "\"%.*s\" is not declared in uses", (int)length, at + 2);
    }
    return 0;
}

/* A name that has a definition is given another by a later pack alone, and says so. */
static int check_again(struct reader *r, const struct define *first, const struct node *key,
                       bool marked, struct err *e) {
    if (first && (!marked || first->source == r->source))
        return node_err(key, e, "\"%s\" is defined twice, first at %s:%u:%u", key->text.p,
                        first->key->file, first->key->line, first->key->column);
    if (!first && marked) return node_err(key, e, "no earlier pack defines \"%s\"", key->text.p);
    return 0;
}

static struct define *add_define(struct pack *p) {
    p->defines = mem_room(p->defines, p->n_defines, &p->size_defines, sizeof *p->defines);
    return &p->defines[p->n_defines++];
}

static int read_define(struct reader *r, const struct node *key, const struct node *map,
                       struct err *e) {
    static const char *const keys[] = {"list",  "fields",  "regex",     "uses",
                                       "about", "extends", "overrides", NULL};
    bool extends = false, overrides = false;
    if (node_keys(map, keys, e) != 0 || pack_bool(map, "extends", &extends, e) != 0 ||
        pack_bool(map, "overrides", &overrides, e) != 0)
        return -1;
    const struct node *list = node_get(map, "list"), *regex = node_get(map, "regex");
    if (!list == !regex) return node_err(map, e, "either \"list\" or \"regex\" is needed");
    if (extends && (regex || overrides))
        return node_err(map, e, "\"extends\" is for a list, alone");
    struct define *d = pack_define(r->pack, key->text);
    if (check_again(r, d, key, extends || overrides, e) != 0) return -1;
    if (regex && regex->kind != NODE_TEXT) return node_err(regex, e, "\"regex\" must be text");
    if (extends) return extend_list(r, d, map, e);
    if (overrides) r->changed = r->source;
    if (!d) d = add_define(r->pack);
    *d = (struct define){
        .name = key->text, .key = key, .at = regex ? regex : list, .source = r->source};
    if (list) return define_list(r, d, map, e);
    d->regex = regex->text;
    return check_uses(d, map, e);
}

void pack_read_defines(struct reader *r, const struct node *file) {
    const struct node *map = node_get(file, "define");
    struct err e;
    if (map && map->kind != NODE_MAP) {
        node_err(map, &e, "\"define\" must map names to definitions");
        pack_say(r, &e);
        return;
    }
    for (size_t i = 0; map && i < map->n; i++)
        if (read_define(r, map->keys[i], map->items[i], &e) != 0) pack_say(r, &e);
}

/* A pack that another changes may have lost the rules that used a definition. */
void pack_check_used(struct reader *r) {
    struct err e;
    for (size_t i = 0; i < r->pack->n_defines; i++) {
        const struct define *d = &r->pack->defines[i];
        if (d->used || d->source < r->changed) continue;
        node_err(d->at, &e, "\"%.*s\" is defined and not used", (int)d->name.n, d->name.p);
        pack_say(r, &e);
    }
}
