/* tiyao-read: files in, a document record and its decoded text out. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "charset.h"
#include "queue.h"
#include "source.h"
#include "stage.h"

static struct texts manifest, root, beside;
static uint64_t max_bytes = 16 * 1024 * 1024;
enum { MOST_BYTES = 1024 * 1024 * 1024 }; /* offsets are kept in 32 bits */

static const struct option_def options[] = {
    {0, "manifest", "FILE", "read the files that FILE lists", OPTION_TEXT, &manifest},
    {0, "metadata", "FILE", "a table of what is known of the files", OPTION_TEXT, &beside},
    {0, "root", "DIR", "paths are relative to DIR", OPTION_TEXT, &root},
    {0, "max-bytes", "N", "skip files of more bytes (16777216)", OPTION_NUMBER, &max_bytes},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

static int read_all(const struct queue *q, int folder, struct out *o, struct err *e) {
    struct source s = {.most = max_bytes};
    int result = 0;
    for (size_t i = 0; i < q->n && result == 0; i++) {
        result = source_load(&s, folder, &q->entries[i], e);
        if (result == 0) result = source_put(&s, o, e);
    }
    source_release(&s);
    return result;
}

static int fill_queue(struct queue *q, const struct metadata *m, int n, char **operands,
                      struct err *e) {
    if (max_bytes > MOST_BYTES)
        return err_set(e, STATUS_USAGE, "option --max-bytes takes at most %d", MOST_BYTES);
    if (manifest.n > 1) return err_set(e, STATUS_USAGE, "option --manifest is given twice");
    if (manifest.n == 1 && n > 0)
        return err_set(e, STATUS_USAGE, "files are named beside --manifest");
    if (manifest.n == 1) return queue_manifest(q, manifest.item[0], e);
    if (n == 0) return err_set(e, STATUS_USAGE, "no file is named");
    queue_paths(q, n, operands, m);
    return 0;
}

static int open_root(int *folder, struct err *e) {
    *folder = AT_FDCWD;
    if (root.n == 0) return 0;
    *folder = open(root.item[root.n - 1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*folder >= 0) return 0;
    return err_at(e, STATUS_USAGE, root.item[root.n - 1], "cannot open the folder: %s",
                  strerror(errno));
}

static int read_metadata(struct metadata *m, struct err *e) {
    if (beside.n == 0) return 0;
    if (beside.n > 1) return err_set(e, STATUS_USAGE, "option --metadata is given twice");
    if (manifest.n > 0)
        return err_set(e, STATUS_USAGE, "option --metadata is given beside --manifest");
    if (access(beside.item[0], F_OK) != 0)
        return err_at(e, STATUS_USAGE, beside.item[0], "cannot open: %s", strerror(errno));
    if (metadata_read(m, beside.item[0], e) != 0) return -1;
    if (m->bad > 0) stage_bad_input();
    return 0;
}

static int run(int n, char **operands, struct out *o, struct err *e) {
    struct queue q = {0};
    struct metadata m = {0};
    int folder = AT_FDCWD;
    int result = read_metadata(&m, e);
    if (result == 0) result = fill_queue(&q, &m, n, operands, e);
    if (result == 0) result = open_root(&folder, e);
    if (result == 0) result = read_all(&q, folder, o, e);
    if (folder >= 0) close(folder);
    queue_release(&q);
    metadata_release(&m);
    return result;
}

static const struct stage stage = {
    .name = "read",
    .summary = "find the encoding of files, decode them and make them documents",
    .operands = "FILE ...",
    .options = options,
    .run = run,
    .release = charset_release,
};

int main(int argc, char **argv) {
    return stage_main(&stage, argc, argv);
}
