#include "package.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "version.h"
#include "yaml.h"

/* ---- rule packs ---- */

int pack_note_parse(struct pack_note *p, const char *text, struct err *e) {
    const char *first = strchr(text, '='), *last = strrchr(text, '=');
    if (!first || first == last || strlen(last + 1) != 64)
        return err_set(e, STATUS_USAGE, "a pack is NAME=VERSION=SHA256, not \"%s\"", text);
    *p = (struct pack_note){
        {text, (size_t)(first - text)}, {first + 1, (size_t)(last - first - 1)}, sv_of(last + 1)};
    return 0;
}

struct paths {
    struct sv *item; /* relative to the pack, with a NUL behind */
    size_t n, size;
};

/* Collects the files below folder/under, `under` being "" or ending in "/". */
static int list_files(struct paths *p, const char *folder, const char *under, int depth,
                      struct arena *a, struct err *e) {
    struct str path = {0};
    str_printf(&path, "%s/%s", folder, under);
    DIR *d = opendir(path.p);
    int result = d ? 0 : err_at(e, STATUS_USAGE, path.p, "cannot open: %s", strerror(errno));
    for (struct dirent *entry; result == 0 && (entry = readdir(d));) {
        struct stat there;
        if (entry->d_name[0] == '.') continue;
        str_clear(&path);
        str_printf(&path, "%s/%s%s", folder, under, entry->d_name);
        bool found = stat(path.p, &there) == 0, inside = found && S_ISDIR(there.st_mode);
        struct str name = {0};
        str_printf(&name, "%s%s%s", under, entry->d_name, inside ? "/" : "");
        if (inside && depth < 8) {
            result = list_files(p, folder, name.p, depth + 1, a, e);
        } else if (found && S_ISREG(there.st_mode)) {
            p->item = mem_room(p->item, p->n, &p->size, sizeof *p->item);
            p->item[p->n++] = arena_copy(a, str_view(&name));
        }
        str_release(&name);
    }
    if (d) closedir(d);
    str_release(&path);
    return result;
}

static int by_bytes(const void *a, const void *b) {
    return sv_cmp(*(const struct sv *)a, *(const struct sv *)b);
}

static int sum_file(struct sha256 *all, const char *folder, struct sv name, struct err *e) {
    struct arena a = {0};
    struct str line = {0};
    struct sv text;
    struct sha256 sum;
    char hex[SHA256_HEX];
    str_printf(&line, "%s/%s", folder, name.p);
    int result = schema_file(&text, line.p, &a, e);
    if (result == 0) {
        sha256_init(&sum);
        sha256_update(&sum, text);
        sha256_hex(&sum, hex);
        str_clear(&line);
        str_printf(&line, "%s  %s\n", hex, name.p);
        sha256_update(all, str_view(&line));
    }
    str_release(&line);
    arena_release(&a);
    return result;
}

static int sum_pack(struct sv *sum, const char *folder, struct arena *a, struct err *e) {
    struct paths p = {0};
    struct sha256 all;
    char hex[SHA256_HEX];
    sha256_init(&all);
    int result = list_files(&p, folder, "", 0, a, e);
    if (p.n > 0) qsort(p.item, p.n, sizeof *p.item, by_bytes);
    for (size_t i = 0; result == 0 && i < p.n; i++)
        result = sum_file(&all, folder, p.item[i], e);
    free(p.item);
    sha256_hex(&all, hex);
    *sum = arena_copy(a, sv_of(hex));
    return result;
}

int pack_note_read(struct pack_note *p, const char *folder, struct arena *a, struct err *e) {
    struct str path = {0};
    struct node *root;
    str_printf(&path, "%s/pack.yaml", folder);
    int result = yaml_read(&root, path.p, a, e);
    str_release(&path);
    if (result != 0) return -1;
    if (node_text(root, "pack", &p->name, e) != 0) return -1;
    if (node_text(root, "version", &p->version, e) != 0) return -1;
    if (!p->name.p || !p->version.p) return node_err(root, e, "the pack has no name or no version");
    return sum_pack(&p->sha256, folder, a, e);
}

/* ---- the package ---- */

static void put_member(struct str *s, const char *before, const char *key, struct sv v) {
    str_c(s, before);
    str_byte(s, '"');
    str_c(s, key);
    str_c(s, "\": ");
    json_put(s, v);
}

/* Members of the schema that describe the resource too: title, description, their translations. */
static void put_labels(struct str *s, const struct json_object *schema) {
    for (size_t i = 0; i < schema->n; i++) {
        struct sv key = schema->members[i].key;
        bool title = key.n >= 5 && memcmp(key.p, "title", 5) == 0;
        bool description = key.n >= 11 && memcmp(key.p, "description", 11) == 0;
        if (!title && !description) continue;
        str_c(s, ",\n      ");
        json_put(s, key);
        str_c(s, ": ");
        str_sv(s, schema->members[i].raw);
    }
}

/* The schema as its file has it, its lines moved in. */
static void put_schema(struct str *s, struct sv text) {
    const char *end = text.p + text.n;
    for (const char *p = text.p; p < end;) {
        const char *feed = memchr(p, '\n', (size_t)(end - p));
        const char *next = feed ? feed + 1 : end;
        str_put(s, p, (size_t)(next - p));
        if (feed) str_c(s, "      ");
        p = next;
    }
}

static void put_resource(struct str *s, const struct schema *schema, const struct table *t) {
    struct str text = {0};
    put_member(s, "    {\n      ", "name", schema->name);
    str_printf(&text, "%s.csv", schema->name.p);
    put_member(s, ",\n      ", "path", str_view(&text));
    put_member(s, ",\n      ", "type", SV("table"));
    put_member(s, ",\n      ", "$schema",
               SV("https://datapackage.org/profiles/2.0/dataresource.json"));
    put_labels(s, &schema->object);
    put_member(s, ",\n      ", "format", SV("csv"));
    put_member(s, ",\n      ", "mediatype", SV("text/csv"));
    put_member(s, ",\n      ", "encoding", SV("utf-8"));
    str_printf(s, ",\n      \"bytes\": %llu", (unsigned long long)t->csv.bytes);
    str_clear(&text);
    str_printf(&text, "sha256:%s", t->hash);
    put_member(s, ",\n      ", "hash", str_view(&text));
    str_printf(s, ",\n      \"rows\": %llu", (unsigned long long)t->written);
    str_c(s, ",\n      \"schema\": ");
    put_schema(s, schema->text);
    str_c(s, "\n    }");
    str_release(&text);
}

static int put_created(struct str *s, struct err *e) {
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    char *end, text[32];
    struct tm tm;
    if (!epoch || !*epoch) return 0;
    errno = 0;
    long long seconds = strtoll(epoch, &end, 10);
    time_t t = (time_t)seconds;
    if (errno || *end || seconds < 0 || seconds > 253402300799LL || !gmtime_r(&t, &tm))
        return err_set(e, STATUS_USAGE, "SOURCE_DATE_EPOCH is no time: \"%s\"", epoch);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    put_member(s, ",\n  ", "created", sv_of(text));
    return 0;
}

static void put_packs(struct str *s, const struct pack_note *packs, size_t n) {
    str_c(s, ",\n    \"packs\": [");
    for (size_t i = 0; i < n; i++) {
        str_c(s, i ? ",\n      {" : "\n      {");
        put_member(s, "", "name", packs[i].name);
        put_member(s, ", ", "version", packs[i].version);
        put_member(s, ", ", "sha256", packs[i].sha256);
        str_c(s, "}");
    }
    str_c(s, n ? "\n    ]" : "]");
}

int package_put(struct str *s, const struct tables *t, const struct pack_note *packs, size_t n,
                struct err *e) {
    put_member(s, "{\n  ", "$schema", SV("https://datapackage.org/profiles/2.0/datapackage.json"));
    put_member(s, ",\n  ", "name", SV("tiyao"));
    put_member(s, ",\n  ", "title", SV("Tables read from texts by tiyao"));
    put_member(s, ",\n  ", "version", SV(TIYAO_VERSION));
    if (put_created(s, e) != 0) return -1;
    str_c(s, ",\n  \"resources\": [\n");
    for (size_t i = 0; i < t->schemas->n; i++) {
        if (i > 0) str_c(s, ",\n");
        put_resource(s, &t->schemas->item[i], &t->table[i]);
    }
    put_member(s, "\n  ],\n  \"tiyao\": {\n    ", "version", SV(TIYAO_VERSION));
    put_packs(s, packs, n);
    str_printf(s, ",\n    \"documents\": %llu,\n    \"skipped\": %llu\n  }\n}\n",
               (unsigned long long)t->documents, (unsigned long long)t->skipped);
    return 0;
}
