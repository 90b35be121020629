#include "schemas.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "links.h"

/* ---- the files of a folder ---- */

static const char name_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

/* The name of the dataset that a file is the schema of. False: it is none. */
static bool is_schema(const char *file, struct sv *name) {
    const char *stop = strchr(file, '.');
    if (!stop || stop == file || strcmp(stop, ".json") != 0) return false;
    *name = (struct sv){file, (size_t)(stop - file)};
    return true;
}

bool schemas_is_name(struct sv name) {
    for (size_t i = 0; i < name.n; i++)
        if (!memchr(name_letters, name.p[i], sizeof name_letters - 1)) return false;
    return name.n > 0;
}

struct found {
    struct sv *item; /* names of datasets, each with a NUL behind */
    size_t n, size;
};

static int by_bytes(const void *a, const void *b) {
    return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

/* In the order of their names. */
static void list_folder(struct found *f, DIR *d, struct arena *a) {
    for (struct dirent *entry; (entry = readdir(d));) {
        struct sv name;
        if (!is_schema(entry->d_name, &name)) continue;
        f->item = mem_room(f->item, f->n, &f->size, sizeof *f->item);
        f->item[f->n++] = arena_copy(a, name);
    }
    if (f->n > 0) qsort(f->item, f->n, sizeof *f->item, by_bytes);
}

/* ---- a dataset that is there already ---- */

static int goes_on_from(const struct column *c, const struct column *before, const struct schema *s,
                        struct err *e) {
    const char *name = s->name.p;
    if (!sv_eq(c->name, before->name))
        return schema_err(s, c->at, e,
                          "column \"%s\" stands where dataset \"%s\" has \"%s\": a pack may only "
                          "append columns to it",
                          c->name.p, name, before->name.p);
    if (c->type != before->type || c->list != before->list)
        return schema_err(s, c->at, e, "column \"%s\" has another type than dataset \"%s\" has it",
                          c->name.p, name);
    for (size_t i = 0; i < before->n_allowed; i++)
        if (!column_allows(c, before->allowed[i]))
            return schema_err(s, c->at, e,
                              "column \"%s\" does not allow \"%.*s\" as dataset \"%s\" does",
                              c->name.p, (int)before->allowed[i].n, before->allowed[i].p, name);
    return 0;
}

static int continues(const struct schema *s, const struct schema *before, struct err *e) {
    for (size_t i = 0; i < before->n; i++) {
        if (i == s->n)
            return schema_err(s, s->columns[i - 1].at, e,
                              "column \"%s\" of dataset \"%s\" is missing: a pack may only append "
                              "columns to it",
                              before->columns[i].name.p, s->name.p);
        if (goes_on_from(&s->columns[i], &before->columns[i], s, e) != 0) return -1;
    }
    return 0;
}

static int add_schema(struct schemas *s, struct sv name, const char *folder, struct err *e) {
    struct schema one;
    size_t i = schemas_find(s, name);
    if (!schemas_is_name(name))
        return err_at(e, STATUS_USAGE, folder,
                      "\"%s\" is no name of a dataset: lower-case letters, digits and _", name.p);
    if (schema_read(&one, name, folder, &s->arena, e) != 0) return -1;
    if (i < s->n && continues(&one, &s->item[i], e) != 0) return -1;
    s->item = mem_room(s->item, s->n, &s->size, sizeof *s->item);
    s->item[i] = one;
    s->n += i == s->n;
    return 0;
}

static int add_folder(struct schemas *s, const char *folder, bool needed, struct err *e) {
    struct found f = {0};
    DIR *d = opendir(folder);
    if (!d && errno == ENOENT && !needed) return 0;
    if (!d) return err_at(e, STATUS_USAGE, folder, "cannot open: %s", strerror(errno));
    list_folder(&f, d, &s->arena);
    closedir(d);
    int result = 0;
    for (size_t i = 0; result == 0 && i < f.n; i++)
        result = add_schema(s, f.item[i], folder, e);
    free(f.item);
    return result;
}

/* ---- all of them ---- */

static int by_name(const void *a, const void *b) {
    const struct schema *x = a, *y = b;
    int other = sv_is(y->name, "documents") - sv_is(x->name, "documents");
    return other ? other : sv_cmp(x->name, y->name);
}

int schemas_read(struct schemas *s, const char *folder, const char *const *packs, size_t n,
                 struct err *e) {
    *s = (struct schemas){0};
    if (add_folder(s, folder, true, e) != 0) return -1;
    for (size_t i = 0; i < n; i++) {
        struct str own = {0};
        str_printf(&own, "%s/schemas", packs[i]);
        int result = add_folder(s, own.p, false, e);
        str_release(&own);
        if (result != 0) return -1;
    }
    if (s->n > 0) qsort(s->item, s->n, sizeof *s->item, by_name);
    if (s->n == 0 || !sv_is(s->item[0].name, "documents"))
        return err_at(e, STATUS_USAGE, folder, "there is no schema of documents");
    return schemas_link(s, e);
}

void schemas_release(struct schemas *s) {
    free(s->item);
    arena_release(&s->arena);
    *s = (struct schemas){0};
}

size_t schemas_find(const struct schemas *s, struct sv name) {
    size_t i = 0;
    while (i < s->n && !sv_eq(s->item[i].name, name))
        i++;
    return i;
}
