#include "stamps.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keep.h"
#include "sha256.h"
#include "share.h"
#include "yaml.h"

/* Appends the line of one file. */
static int put_file(struct str *stamp, const char *file, const char *shown, struct err *e) {
    struct str content = {0};
    struct sha256 s;
    char hex[SHA256_HEX];
    int result = keep_read(&content, AT_FDCWD, file, e);
    sha256_init(&s);
    sha256_update(&s, str_view(&content));
    sha256_hex(&s, hex);
    str_printf(stamp, "%s  %s\n", hex, shown);
    str_release(&content);
    return result;
}

static bool is_of_pack(const struct dirent *entry) {
    const char *name = entry->d_name;
    size_t n = strlen(name);
    return name[0] != '.' && name[n - 1] != '~' && name[n - 1] != '#';
}

static int counts(const struct dirent *entry) {
    return is_of_pack(entry) ? 1 : 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int put_folder(struct str *stamp, const char *folder, const char *const *but, unsigned depth,
                      struct err *e);

static bool is_among(const char *file, const char *const *names) {
    for (; *names; names++)
        if (strcmp(file, *names) == 0) return true;
    return false;
}

static int put_entry(struct str *stamp, const char *file, const char *const *but, unsigned depth,
                     struct err *e) {
    struct stat s;
    if (is_among(file, but)) return 0;
    if (stat(file, &s) != 0)
        return err_at(e, STATUS_USAGE, file, "cannot read: %s", strerror(errno));
    if (S_ISDIR(s.st_mode)) return depth > 0 ? put_folder(stamp, file, but, depth - 1, e) : 0;
    return put_file(stamp, file, strrchr(file, '/') + 1, e);
}

/* All files of a folder and the folders in it, but for those of a NULL-ended list. */
static int put_folder(struct str *stamp, const char *folder, const char *const *but, unsigned depth,
                      struct err *e) {
    struct dirent **entries;
    int n = scandir(folder, &entries, counts, by_bytes);
    if (n < 0) return err_at(e, STATUS_USAGE, folder, "cannot read folder: %s", strerror(errno));
    int result = 0;
    for (int i = 0; i < n; i++) {
        struct str file = {0};
        str_printf(&file, "%s/%s", folder, entries[i]->d_name);
        if (result == 0) result = put_entry(stamp, file.p, but, depth, e);
        str_release(&file);
        free(entries[i]);
    }
    free(entries);
    return result;
}

static const char *const nothing[] = {NULL};

static int put_share(struct str *stamp, const char *name, struct err *e) {
    struct str folder = {0};
    int result = share_path(&folder, name, e);
    if (result == 0) result = put_folder(stamp, folder.p, nothing, 1, e);
    str_release(&folder);
    return result;
}

/* Programs of the chain: they stand in bin/ where the share folder is share/tiyao/. */
static int put_programs(struct str *stamp, const char *const *names, struct err *e) {
    int result = 0;
    for (; result == 0 && *names; names++) {
        struct str file = {0}, relative = {0};
        str_printf(&relative, "../../bin/tiyao-%s", *names);
        result = share_path(&file, relative.p, e);
        if (result == 0) result = put_file(stamp, file.p, *names, e);
        str_release(&file);
        str_release(&relative);
    }
    return result;
}

/* The pack's file for normalizing and segmenting, "" where it has none. */
static int text_file(struct str *file, const char *pack, struct err *e) {
    struct arena a = {0};
    struct node *root;
    struct sv name = {NULL, 0};
    struct str at = {0};
    str_printf(&at, "%s/pack.yaml", pack);
    int result = yaml_read(&root, at.p, &a, e);
    if (result == 0) result = node_text(root, "text", &name, e);
    if (result == 0 && name.p) str_printf(file, "%s/%s", pack, name.p);
    if (result == 0 && !name.p) str_c(file, "");
    str_release(&at);
    arena_release(&a);
    return result;
}

struct stamps {
    struct str text, rules, tables;
};

/* The schemas that a pack brings, if it does. */
static int put_schemas(struct str *stamp, const char *folder, struct err *e) {
    return access(folder, F_OK) == 0 ? put_folder(stamp, folder, nothing, 0, e) : 0;
}

static int put_pack(struct stamps *s, const char *pack, struct err *e) {
    struct str text = {0}, schemas = {0};
    str_printf(&schemas, "%s/schemas", pack);
    int result = text_file(&text, pack, e);
    const char *const apart[] = {schemas.p, text.p, NULL};
    if (result == 0 && text.n > 0) result = put_file(&s->text, text.p, "text", e);
    if (result == 0) result = put_folder(&s->rules, pack, apart, 4, e);
    if (result == 0) result = put_schemas(&s->tables, schemas.p, e);
    str_release(&text);
    str_release(&schemas);
    return result;
}

static int fill(struct stamps *s, const struct texts *packs, const struct texts *settings,
                struct err *e) {
    static const char *const text[] = {"read", "normalize", "segment", NULL};
    static const char *const rules[] = {"match", "resolve", NULL};
    static const char *const tables[] = {"tabulate", "expect", NULL};
    for (size_t i = 0; i < packs->n; i++)
        if (put_pack(s, packs->item[i], e) != 0) return -1;
    for (size_t i = 0; i < settings->n; i++)
        str_printf(&s->text, "%s\n", settings->item[i]);
    const char *epoch = getenv("SOURCE_DATE_EPOCH"); /* the data package tells it */
    str_printf(&s->tables, "%s\n", epoch ? epoch : "");
    if (put_share(&s->text, "opencc", e) != 0 || put_share(&s->rules, "latin", e) != 0 ||
        put_share(&s->tables, "schemas", e) != 0)
        return -1;
    return put_programs(&s->text, text, e) == 0 && put_programs(&s->rules, rules, e) == 0
               ? put_programs(&s->tables, tables, e)
               : -1;
}

int stamps_write(int folder, const struct texts *packs, const struct texts *settings,
                 struct err *e) {
    struct stamps s = {0};
    int result = fill(&s, packs, settings, e);
    if (result == 0) result = keep_file(folder, "text.stamp", str_view(&s.text), e);
    if (result == 0) result = keep_file(folder, "rules.stamp", str_view(&s.rules), e);
    if (result == 0) result = keep_file(folder, "tables.stamp", str_view(&s.tables), e);
    str_release(&s.text);
    str_release(&s.rules);
    str_release(&s.tables);
    return result;
}
