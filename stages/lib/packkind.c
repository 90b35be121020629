#include "packread.h"

int32_t pack_kind(const struct pack *p, struct sv name) {
    for (size_t i = 0; i < p->n_kinds; i++)
        if (sv_eq(p->kinds[i].name, name)) return (int32_t)i;
    return NONE;
}

int32_t pack_add_kind(struct pack *p, struct sv name, const struct node *at) {
    int32_t known = pack_kind(p, name);
    if (known != NONE) return known;
    p->kinds = mem_room(p->kinds, p->n_kinds, &p->size_kinds, sizeof *p->kinds);
    p->kinds[p->n_kinds] = (struct kind){.name = name, .emit = true, .made = INT64_MAX, .at = at};
    return (int32_t)p->n_kinds++;
}

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

static int read_gaps(const struct node *map, enum gaps *out, struct err *e) {
    struct sv text;
    if (node_text(map, "gaps", &text, e) != 0) return -1;
    *out = GAPS_NONE;
    if (!text.p) return 0;
    if (sv_is(text, "digits"))
        *out = GAPS_DIGITS;
    else if (sv_is(text, "all"))
        *out = GAPS_ALL;
    else
        return node_err(node_get(map, "gaps"), e, "\"gaps\" is digits or all");
    return 0;
}

/* The scanner that makes mentions of a kind, NULL where none does. */
static struct numerals *scanner_of(struct pack *p, struct sv kind) {
    int32_t number = pack_kind(p, kind);
    for (size_t i = 0; i < p->n_numerals; i++)
        if (p->numerals[i].kind == number) return &p->numerals[i];
    return NULL;
}

/* Where a scanner is put: behind all others, or in the place of the one of its kind of an earlier
 * pack. */
static int place_of_scanner(struct reader *r, const struct node *map, struct sv kind,
                            struct numerals **out, struct err *e) {
    struct pack *p = r->pack;
    bool overrides = false;
    if (pack_bool(map, "overrides", &overrides, e) != 0) return -1;
    *out = scanner_of(p, kind);
    if (overrides && (!*out || (*out)->source == r->source))
        return node_err(map, e, "no earlier pack has a scanner of \"%s\"", kind.p);
    if (overrides) return 0;
    if (p->n_numerals == MOST_SCANNERS) return node_err(map, e, "too many scanners");
    *out = &p->numerals[p->n_numerals++];
    return 0;
}

static int read_scanner(struct reader *r, const struct node *map, struct err *e) {
    static const char *const keys[] = {"kind", "list",  "none",      "commas",
                                       "gaps", "about", "overrides", NULL};
    struct pack *p = r->pack;
    struct numerals *n, read = {.source = r->source};
    struct sv kind;
    if (node_keys(map, keys, e) != 0 || node_text(map, "kind", &kind, e) != 0) return -1;
    if (!kind.p) return node_err(map, e, "\"kind\" is missing");
    if (list_of(r, map, "list", &read.list, e) != 0 ||
        list_of(r, map, "none", &read.none, e) != 0 ||
        list_of(r, map, "commas", &read.commas, e) != 0 || read_gaps(map, &read.gaps, e) != 0)
        return -1;
    if (!read.list) return node_err(map, e, "\"list\" is missing");
    read.role = list_field(read.list, SV("role"));
    read.value = list_field(read.list, SV("value"));
    if (read.role < 0 || read.value < 0)
        return node_err(map, e, "the list needs the fields role and value");
    if (place_of_scanner(r, map, kind, &n, e) != 0) return -1;
    read.kind = pack_add_kind(p, kind, map);
    p->kinds[read.kind].emit = false;
    p->kinds[read.kind].made = INT64_MIN;
    *n = read;
    return 0;
}

void pack_read_numerals(struct reader *r, const struct node *file) {
    pack_each(r, file, "numeral", read_scanner);
}

/* What `kinds` says of one, which is the same wherever it is said. */
static int read_kind(struct reader *r, const struct node *key, const struct node *map,
                     struct err *e) {
    static const char *const keys[] = {"overlap", "emit", "derive", "about", NULL};
    if (node_keys(map, keys, e) != 0) return -1;
    int32_t number = pack_add_kind(r->pack, key->text, key);
    struct kind *k = &r->pack->kinds[number];
    bool overlap = false, emit = k->made != INT64_MIN; /* not of a scanner */
    if (pack_bool(map, "overlap", &overlap, e) != 0 || pack_bool(map, "emit", &emit, e) != 0)
        return -1;
    if (k->said && (k->overlap != overlap || k->emit != emit))
        return node_err(key, e, "kind \"%s\" is declared otherwise at %s:%u:%u", key->text.p,
                        k->at->file, k->at->line, k->at->column);
    k->overlap = overlap;
    k->emit = emit;
    if (!k->said) k->at = key;
    k->said = true;
    return pack_read_derived(r, k, map, e);
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
