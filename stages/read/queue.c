#define _GNU_SOURCE /* memrchr */
#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "charset.h"
#include "docid.h"
#include "utf8.h"
#include "wholefile.h"

static void add(struct queue *q, const char *path, struct sv doc_id,
                const struct metadata_row *known) {
    q->entries = mem_room(q->entries, q->n, &q->size, sizeof *q->entries);
    struct entry *new = &q->entries[q->n++];
    *new = (struct entry){.path = path, .doc_id = doc_id};
    if (known) new->known = *known;
}

void queue_release(struct queue *q) {
    free(q->entries);
    arena_release(&q->arena);
    str_release(&q->manifest);
    *q = (struct queue){0};
}

/* ---- command line ---- */

static struct sv make_id(struct queue *q, const char *path, bool shared) {
    struct str id = {0};
    docid_make(&id, sv_of(path), shared);
    struct sv kept = arena_copy(&q->arena, str_view(&id));
    str_release(&id);
    return kept;
}

static int by_id(const void *a, const void *b) {
    const struct entry *const *x = a, *const *y = b;
    return sv_cmp((*x)->doc_id, (*y)->doc_id);
}

/* Tells documents of one stem apart. */
static void part_shared(struct queue *q) {
    struct entry **order = mem_alloc(q->n * sizeof *order);
    for (size_t i = 0; i < q->n; i++)
        order[i] = &q->entries[i];
    qsort(order, q->n, sizeof *order, by_id);
    for (size_t i = 0, end; i < q->n; i = end) {
        struct sv id = order[i]->doc_id;
        for (end = i + 1; end < q->n && sv_eq(order[end]->doc_id, id);)
            end++;
        for (size_t k = i; end - i > 1 && k < end; k++)
            order[k]->doc_id = make_id(q, order[k]->path, true);
    }
    free(order);
}

void queue_paths(struct queue *q, int n, char **paths, const struct metadata *m) {
    for (int i = 0; i < n; i++)
        add(q, paths[i], make_id(q, paths[i], false), metadata_find(m, sv_of(paths[i])));
    part_shared(q);
}

/* ---- manifest ---- */

/* Takes the last part that follows a mark off v. */
static struct sv last_part(struct queue *q, struct sv *v) {
    const char *mark = memrchr(v->p, '\x1E', v->n);
    struct sv part = {mark + 1, v->n - (size_t)(mark + 1 - v->p)};
    v->n = (size_t)(mark - v->p);
    return arena_copy(&q->arena, part);
}

/* Takes what is known of a document off what stands before its path. False where it is broken. */
static bool take_known(struct queue *q, struct sv *id, struct metadata_row *known) {
    size_t marks = 0;
    for (size_t i = 0; i < id->n; i++)
        marks += id->p[i] == '\x1E';
    if (marks == 0) return true;
    if (marks != 3) return false;
    struct sv encoding = last_part(q, id);
    known->publication = last_part(q, id);
    known->published = last_part(q, id);
    const char *name = encoding.n ? charset_name(encoding) : "";
    if (name) known->encoding = sv_of(name);
    return name != NULL;
}

static int add_record(struct queue *q, const char *file, struct sv record, struct err *e) {
    const char *mark = memchr(record.p, '\x1F', record.n);
    struct sv id = {record.p, mark ? (size_t)(mark - record.p) : 0};
    size_t path = record.n - id.n;
    struct metadata_row known = {0};
    if (!mark || id.n == 0 || path < 2)
        return err_at(e, STATUS_USAGE, file, "record %zu of the manifest lacks its id or its path",
                      q->n + 1);
    if (utf8_valid(id) != id.n)
        return err_at(e, STATUS_USAGE, file, "record %zu of the manifest: id is not UTF-8",
                      q->n + 1);
    if (!take_known(q, &id, &known))
        return err_at(e, STATUS_USAGE, file, "record %zu of the manifest: what is known is broken",
                      q->n + 1);
    add(q, mark + 1, id, &known);
    return 0;
}

int queue_manifest(struct queue *q, const char *file, struct err *e) {
    uint64_t size;
    enum wholefile_state state = wholefile_read(&q->manifest, AT_FDCWD, file, SIZE_MAX / 2, &size);
    if (state == WHOLEFILE_NOT_REGULAR)
        return err_at(e, STATUS_USAGE, file, "manifest is not a regular file");
    if (state != WHOLEFILE_READ)
        return err_at(e, STATUS_USAGE, file, "cannot read the manifest: %s", strerror(errno));
    struct sv rest = str_view(&q->manifest);
    while (rest.n > 0) {
        const char *nul = memchr(rest.p, '\0', rest.n);
        size_t n = nul ? (size_t)(nul - rest.p) : rest.n;
        if (add_record(q, file, (struct sv){rest.p, n}, e) != 0) return -1;
        n += nul != NULL;
        rest = (struct sv){rest.p + n, rest.n - n};
    }
    return 0;
}
