#define _GNU_SOURCE /* unlinkat */
#include "former.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "wholefile.h"

enum { LARGEST = 64 * 1024 * 1024 };

static int remove_file(int folder, struct sv name, const char *ending, struct err *e) {
    struct str file = {0};
    str_sv(&file, name);
    str_c(&file, ending);
    int result = unlinkat(folder, file.p, 0);
    if (result != 0 && errno == ENOENT) result = 0;
    if (result != 0) err_set(e, STATUS_SYSTEM, "cannot remove \"%s\": %s", file.p, strerror(errno));
    str_release(&file);
    return result;
}

static int remove_dataset(int folder, struct sv name, struct err *e) {
    if (remove_file(folder, name, ".csv", e) != 0) return -1;
    return remove_file(folder, name, ".jsonl", e);
}

/* The resources of a package of ours; false where the text is none. */
static bool resources_of(struct sv text, struct json_array *at, struct arena *a) {
    struct json_object package;
    struct err ignored;
    if (json_object(&package, text, a, &ignored) != 0 || !json_get(&package, "tiyao").p)
        return false;
    struct sv raw = json_get(&package, "resources");
    return raw.p && json_array(at, raw, &ignored) == 0;
}

static int remove_others(int folder, struct json_array at, const struct schemas *s, struct arena *a,
                         struct err *e) {
    struct json_object resource;
    struct sv item;
    while (json_next(&at, &item)) {
        if (item.p[0] != '{' || json_object(&resource, item, a, e) != 0) continue;
        struct sv name = schema_text(&resource, "name", a);
        if (!schemas_is_name(name) || schemas_find(s, name) < s->n) continue;
        if (remove_dataset(folder, name, e) != 0) return -1;
    }
    return 0;
}

int former_remove(int folder, const struct schemas *s, struct err *e) {
    struct arena a = {0};
    struct str text = {0};
    struct json_array at;
    uint64_t size;
    int result = 0;
    if (wholefile_read(&text, folder, "datapackage.json", LARGEST, &size) == WHOLEFILE_READ &&
        resources_of(str_view(&text), &at, &a))
        result = remove_others(folder, at, s, &a, e);
    str_release(&text);
    arena_release(&a);
    return result;
}
