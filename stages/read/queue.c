#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "docid.h"
#include "utf8.h"
#include "wholefile.h"

static void add(struct queue *q, const char *path, struct sv doc_id) {
    q->entries = mem_room(q->entries, q->n, &q->size, sizeof *q->entries);
    q->entries[q->n++] = (struct entry){path, doc_id};
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

void queue_paths(struct queue *q, int n, char **paths) {
    for (int i = 0; i < n; i++)
        add(q, paths[i], make_id(q, paths[i], false));
    part_shared(q);
}

/* ---- manifest ---- */

static int add_record(struct queue *q, const char *file, struct sv record, struct err *e) {
    const char *mark = memchr(record.p, '\x1F', record.n);
    struct sv id = {record.p, mark ? (size_t)(mark - record.p) : 0};
    size_t path = record.n - id.n;
    if (!mark || id.n == 0 || path < 2)
        return err_at(e, STATUS_USAGE, file, "record %zu of the manifest lacks its id or its path",
                      q->n + 1);
    if (utf8_valid(id) != id.n)
        return err_at(e, STATUS_USAGE, file, "record %zu of the manifest: id is not UTF-8",
                      q->n + 1);
    add(q, mark + 1, id);
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
