#include "shards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "docid.h"
#include "keep.h"
#include "sha256.h"

enum { NAME_LENGTH = 16 }; /* hexadecimal digits of a shard's name */

/* ---- ids ---- */

static void set_id(struct listed *f, bool shared, struct arena *a) {
    struct str s = {0};
    docid_make(&s, f->path, shared);
    f->id = arena_copy(a, str_view(&s));
    f->shared = shared;
    str_release(&s);
}

static int order_by_id(const void *a, const void *b) {
    return sv_cmp((*(struct listed *const *)a)->id, (*(struct listed *const *)b)->id);
}

/* Lengthens the ids that several documents have. 1: some were, look again; 0: there are none; -1: a
 * lengthened id is that of another document all the same. */
static int part_equals(struct listed **by_id, size_t n, struct arena *a, struct err *e) {
    int parted = 0;
    qsort(by_id, n, sizeof(struct listed *), order_by_id);
    for (size_t i = 0, end; i < n; i = end) {
        size_t news = 0;
        for (end = i; end < n && sv_eq(by_id[i]->id, by_id[end]->id); end++)
            news += !by_id[end]->shared;
        if (end == i + 1) continue;
        if (news == 0)
            return err_set(e, STATUS_INPUT, "two documents have the id \"%s\"", by_id[i]->id.p);
        for (size_t k = i + 1; k < end; k++)
            if (!by_id[k]->shared) set_id(by_id[k], true, a);
        if (!by_id[i]->shared) set_id(by_id[i], true, a);
        parted = 1;
    }
    return parted;
}

int shards_ids(struct walk *w, struct arena *a, struct err *e) {
    struct listed **by_id = mem_alloc((w->n + 1) * sizeof(struct listed *));
    int parted = 1;
    for (size_t i = 0; i < w->n; i++) {
        set_id(&w->listed[i], false, a);
        by_id[i] = &w->listed[i];
    }
    while (parted > 0)
        parted = part_equals(by_id, w->n, a, e);
    free(by_id);
    return parted;
}

/* ---- borders ---- */

/* FNV-1a and a mix of its high bits. */
static uint64_t hash(struct sv path) {
    uint64_t h = 0xCBF29CE484222325U;
    for (size_t i = 0; i < path.n; i++)
        h = (h ^ (unsigned char)path.p[i]) * 0x100000001B3U;
    return h ^ h >> 32;
}

/* Where the shard that begins at first ends: behind a border, or at the end. */
static size_t first_border(const struct walk *w, size_t first, size_t wanted) {
    size_t at = first;
    while (at < w->n && hash(w->listed[at++].path) % wanted != 0)
        continue;
    return at;
}

/* Behind the path of least hash in first to end; the last one does not count. */
static size_t least(const struct walk *w, size_t first, size_t end) {
    size_t best = first;
    for (size_t i = first; i + 1 < end; i++)
        if (hash(w->listed[i].path) < hash(w->listed[best].path)) best = i;
    return best + 1;
}

static size_t shard_end(const struct walk *w, size_t first, size_t end, size_t wanted) {
    while (end - first > 2 * wanted)
        end = least(w, first, end);
    return end;
}

/* ---- files ---- */

struct name {
    char text[NAME_LENGTH + 1];
};

static struct name name_of(struct sv first_path) {
    struct sha256 s;
    char hex[SHA256_HEX];
    struct name name;
    sha256_init(&s);
    sha256_update(&s, first_path);
    sha256_hex(&s, hex);
    memcpy(name.text, hex, NAME_LENGTH);
    name.text[NAME_LENGTH] = '\0';
    return name;
}

/* The manifest for read: id, what is known and path, each document ended by NUL. */
static void put_document(struct str *list, const struct listed *f,
                         const struct metadata_row *known) {
    str_sv(list, f->id);
    if (known)
        str_printf(list, "\x1E%s\x1E%s\x1E%s", known->published.p, known->publication.p,
                   known->encoding.p);
    str_byte(list, '\x1F');
    str_sv(list, f->path);
    str_byte(list, '\0');
}

static void put_state(struct str *state, const struct listed *f) {
    str_printf(state, "%lld %lld %lld\n", (long long)f->size, (long long)f->mtime,
               (long long)f->ctime);
}

static int keep_shard_file(int folder, struct name name, const char *ending,
                           const struct str *content, struct err *e) {
    struct str file = {0};
    str_printf(&file, "shards/%s%s", name.text, ending);
    int result = keep_file(folder, file.p, str_view(content), e);
    str_release(&file);
    return result;
}

struct dealing {
    int folder;
    const struct walk *w;
    const struct metadata *m;
};

static int write_shard(const struct dealing *d, size_t first, size_t end, struct name name,
                       struct err *e) {
    struct str list = {0}, state = {0};
    for (size_t i = first; i < end; i++) {
        const struct listed *f = &d->w->listed[i];
        put_document(&list, f, metadata_find(d->m, f->path));
        put_state(&state, f);
    }
    int result = keep_shard_file(d->folder, name, ".list", &list, e);
    if (result == 0) result = keep_shard_file(d->folder, name, ".state", &state, e);
    str_release(&list);
    str_release(&state);
    return result;
}

struct names {
    struct name *items;
    size_t n, size;
};

static int order_of_names(const void *a, const void *b) {
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static bool belongs(struct sv stem, const void *context) {
    const struct names *all = context;
    struct name key = {0};
    if (stem.n != NAME_LENGTH) return false;
    memcpy(key.text, stem.p, NAME_LENGTH);
    return bsearch(&key, all->items, all->n, sizeof key, order_of_names) != NULL;
}

static int finish(int folder, struct names *all, struct err *e) {
    struct str s = {0};
    for (size_t i = 0; i < all->n; i++)
        str_printf(&s, "%s\n", all->items[i].text);
    int result = keep_file(folder, "order", str_view(&s), e);
    str_release(&s);
    if (result != 0) return -1;
    qsort(all->items, all->n, sizeof *all->items, order_of_names);
    keep_only(folder, "shards", ".list", belongs, all);
    keep_only(folder, "shards", ".state", belongs, all);
    keep_only(folder, "text", ".jsonl", belongs, all);
    keep_only(folder, "rows", ".jsonl", belongs, all);
    keep_only(folder, "cover", ".tsv", belongs, all);
    keep_only(folder, "cover", ".part", belongs, all);
    return 0;
}

int shards_write(int folder, const struct walk *w, const struct metadata *m, size_t wanted,
                 struct err *e) {
    const struct dealing d = {folder, w, m};
    struct names all = {0};
    size_t first = 0, border = 0;
    int result;
    do {
        if (first == border) border = first_border(w, first, wanted);
        size_t end = shard_end(w, first, border, wanted);
        all.items = mem_room(all.items, all.n, &all.size, sizeof *all.items);
        struct name name = name_of(w->n > 0 ? w->listed[first].path : SV(""));
        all.items[all.n++] = name;
        result = write_shard(&d, first, end, name, e);
        first = end;
    } while (result == 0 && first < w->n);
    if (result == 0) result = finish(folder, &all, e);
    free(all.items);
    return result;
}
