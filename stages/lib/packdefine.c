#include <stdio.h>
#include <string.h>

#include "packread.h"

/* ---- names ---- */

int32_t pack_kind(const struct pack *p, struct sv name) {
    for (size_t i = 0; i < p->n_kinds; i++)
        if (sv_eq(p->kinds[i].name, name)) return (int32_t)i;
    return NONE;
}

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

int32_t pack_add_kind(struct pack *p, struct sv name, const struct node *at) {
    int32_t known = pack_kind(p, name);
    if (known != NONE) return known;
    p->kinds = mem_room(p->kinds, p->n_kinds, &p->size_kinds, sizeof *p->kinds);
    p->kinds[p->n_kinds] = (struct kind){name, false, true, INT64_MAX, at};
    return (int32_t)p->n_kinds++;
}

/* ---- define ---- */

static int read_list_fields(struct reader *r, struct list *l, const struct node *map,
                            struct err *e) {
    struct node *n = node_get(map, "fields"), *one, **items;
    if (!n) return 0;
    if (pack_texts(&one, n, &items, &l->n_fields, e) != 0) return -1;
    struct sv *names = arena_alloc(&r->pack->arena, l->n_fields * sizeof *names);
    for (size_t i = 0; i < l->n_fields; i++)
        names[i] = items[i]->text;
    l->fields = names;
    return 0;
}

static void hear_list(void *context, const struct err *e) {
    pack_say(context, e);
}

static int read_list(struct reader *r, struct list *l, const struct node *map, struct err *e) {
    const struct node *file = node_get(map, "list");
    if (file->kind != NODE_TEXT || file->text.n == 0 || file->text.p[0] == '/' ||
        strstr(file->text.p, ".."))
        return node_err(file, e, "a list is a file inside the pack's folder");
    if (read_list_fields(r, l, map, e) != 0) return -1;
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
    int result = read_list(r, l, map, e);
    if (result != 0) l->shortest = l->longest = 1; /* what names it is no error too */
    return result;
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

static int read_define(struct reader *r, const struct node *key, const struct node *map,
                       struct err *e) {
    static const char *const keys[] = {"list", "fields", "regex", "uses", "about", NULL};
    struct pack *p = r->pack;
    if (node_keys(map, keys, e) != 0) return -1;
    const struct node *list = node_get(map, "list"), *regex = node_get(map, "regex");
    if (!list == !regex) return node_err(map, e, "either \"list\" or \"regex\" is needed");
    const struct define *first = pack_define(p, key->text);
    if (first)
        return node_err(key, e, "\"%s\" is defined twice, first at %s:%u:%u", key->text.p,
                        first->key->file, first->key->line, first->key->column);
    if (regex && regex->kind != NODE_TEXT) return node_err(regex, e, "\"regex\" must be text");
    p->defines = mem_room(p->defines, p->n_defines, &p->size_defines, sizeof *p->defines);
    struct define *d = &p->defines[p->n_defines++];
    *d = (struct define){.name = key->text, .key = key, .at = regex ? regex : list};
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

/* ---- numeral, kinds ---- */

static int list_of(struct reader *r, const struct node *map, const char *key,
                   const struct list **out, struct err *e) {
    struct sv name;
    *out = NULL;
    if (node_text(map, key, &name, e) != 0) return -1;
    if (!name.p) return 0;
    int32_t list = pack_list(r->pack, name);
    if (list == NONE) return node_err(node_get(map, key), e, "\"%s\" is no list", name.p);
    *out = &r->pack->lists[list];
    return 0;
}

static int read_scanner(struct reader *r, const struct node *map, struct err *e) {
    static const char *const keys[] = {"kind", "list", "none", "commas", "about", NULL};
    struct pack *p = r->pack;
    struct sv kind;
    if (p->n_numerals == MOST_SCANNERS) return node_err(map, e, "too many scanners");
    struct numerals *n = &p->numerals[p->n_numerals];
    *n = (struct numerals){0};
    if (node_keys(map, keys, e) != 0 || node_text(map, "kind", &kind, e) != 0) return -1;
    if (!kind.p) return node_err(map, e, "\"kind\" is missing");
    if (list_of(r, map, "list", &n->list, e) != 0 || list_of(r, map, "none", &n->none, e) != 0 ||
        list_of(r, map, "commas", &n->commas, e) != 0)
        return -1;
    if (!n->list) return node_err(map, e, "\"list\" is missing");
    n->role = list_field(n->list, SV("role"));
    n->value = list_field(n->list, SV("value"));
    if (n->role < 0 || n->value < 0)
        return node_err(map, e, "the list needs the fields role and value");
    n->kind = pack_add_kind(p, kind, map);
    p->kinds[n->kind].emit = false;
    p->kinds[n->kind].made = INT64_MIN;
    p->n_numerals++;
    return 0;
}

void pack_read_numerals(struct reader *r, const struct node *file) {
    pack_each(r, file, "numeral", read_scanner);
}

static int read_kind(struct reader *r, const struct node *key, const struct node *map,
                     struct err *e) {
    static const char *const keys[] = {"overlap", "emit", "about", NULL};
    if (node_keys(map, keys, e) != 0) return -1;
    int32_t number = pack_add_kind(r->pack, key->text, key);
    struct kind *k = &r->pack->kinds[number];
    if (pack_bool(map, "overlap", &k->overlap, e) != 0) return -1;
    return pack_bool(map, "emit", &k->emit, e);
}

void pack_read_kinds(struct reader *r, const struct node *file) {
    const struct node *map = node_get(file, "kinds");
    struct err e;
    if (map && map->kind != NODE_MAP) {
        node_err(map, &e, "\"kinds\" must map kinds to what is said of them");
        pack_say(r, &e);
        return;
    }
    for (size_t i = 0; map && i < map->n; i++)
        if (read_kind(r, map->keys[i], map->items[i], &e) != 0) pack_say(r, &e);
}

void pack_check_used(struct reader *r) {
    struct err e;
    for (size_t i = 0; i < r->pack->n_defines; i++) {
        const struct define *d = &r->pack->defines[i];
        if (d->used) continue;
        node_err(d->at, &e, "\"%.*s\" is defined and not used", (int)d->name.n, d->name.p);
        pack_say(r, &e);
    }
}
