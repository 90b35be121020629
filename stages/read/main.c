/* tiyao-read: files in, a document record and its decoded text out. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "charset.h"
#include "docid.h"
#include "queue.h"
#include "sha256.h"
#include "stage.h"
#include "wholefile.h"

static struct texts manifest, root;
static uint64_t max_bytes = 16 * 1024 * 1024;

static const struct option_def options[] = {
    {0, "manifest", "FILE", "read the files that FILE lists", OPTION_TEXT, &manifest},
    {0, "root", "DIR", "paths are relative to DIR", OPTION_TEXT, &root},
    {0, "max-bytes", "N", "skip files of more bytes (16777216)", OPTION_NUMBER, &max_bytes},
    {0, NULL, NULL, NULL, OPTION_FLAG, NULL},
};

/* Why a document is skipped: the warning's code and its words. */
enum problem { NONE, NOT_REGULAR, UNREADABLE, TOO_LARGE, UNDECODABLE };
static const struct {
    const char *code, *words;
} problems[] = {
    [NONE] = {NULL, NULL},
    [NOT_REGULAR] = {"not-regular", "not a regular file"},
    [UNREADABLE] = {"unreadable", "cannot be read"},
    [TOO_LARGE] = {"too-large", "too large"},
    [UNDECODABLE] = {"undecodable", "its encoding cannot be told, or it is too damaged"},
};
static const enum problem problem_of[] = {
    [WHOLEFILE_READ] = NONE,
    [WHOLEFILE_NOT_REGULAR] = NOT_REGULAR,
    [WHOLEFILE_UNREADABLE] = UNREADABLE,
    [WHOLEFILE_TOO_LARGE] = TOO_LARGE,
};

/* What is known of the file in hand; the buffers are kept from one to the next. */
struct source {
    const struct entry *entry;
    struct str bytes, path;
    uint64_t size;
    struct decoded decoded;
    const char *encoding;
    enum problem problem;
};

static void warn_skipped(const struct source *s, const char *why) {
    stage_bad_input();
    err_warn(s->path.p, "%s%s%s, skipped", problems[s->problem].words, why ? ": " : "",
             why ? why : "");
}

static int load(struct source *s, int folder, struct err *e) {
    enum wholefile_state state =
        wholefile_read(&s->bytes, folder, s->entry->path, max_bytes, &s->size);
    const char *why = state == WHOLEFILE_UNREADABLE ? strerror(errno) : NULL;
    str_clear(&s->path);
    docid_show_path(&s->path, sv_of(s->entry->path));
    decoded_clear(&s->decoded);
    s->encoding = "";
    s->problem = problem_of[state];
    if (s->problem == NONE) {
        int good = charset_decode(&s->decoded, &s->encoding, str_view(&s->bytes), e);
        if (good < 0) return -1;
        if (good == 0) s->problem = UNDECODABLE;
    }
    if (s->problem != NONE) warn_skipped(s, why);
    return 0;
}

static void put_warning(struct str *line, bool is, const char *code) {
    if (!is) return;
    if (line->p[line->n - 1] != '[') str_byte(line, ',');
    json_put(line, sv_of(code));
}

static void put_warnings(struct str *line, const struct source *s) {
    const struct decoded *d = &s->decoded;
    json_key(line, "warnings");
    str_byte(line, '[');
    if (s->problem != NONE) {
        put_warning(line, true, problems[s->problem].code);
    } else {
        put_warning(line, d->first > 0, "bom");
        put_warning(line, d->nuls > 0, "nul");
        put_warning(line, d->bad > 0, "replaced");
        put_warning(line, d->cps == 0, "empty");
    }
    str_byte(line, ']');
}

static void digest(char hex[SHA256_HEX], struct sv bytes) {
    struct sha256 sum;
    sha256_init(&sum);
    sha256_update(&sum, bytes);
    sha256_hex(&sum, hex);
}

static int put_document(struct out *o, const struct source *s, struct err *e) {
    char hex[SHA256_HEX] = "";
    if (s->problem == NONE || s->problem == UNDECODABLE) digest(hex, str_view(&s->bytes));
    struct str *line = out_line(o, "document");
    json_put_str(line, "doc_id", s->entry->doc_id);
    json_put_str(line, "path", str_view(&s->path));
    json_put_str(line, "sha256", sv_of(hex));
    json_put_int(line, "bytes", (int64_t)s->size);
    json_put_str(line, "encoding", sv_of(s->problem == NONE ? s->encoding : ""));
    put_warnings(line, s);
    json_key(line, "skipped");
    str_c(line, s->problem == NONE ? "false" : "true");
    return out_end_line(o, e);
}

static int put_decoded(struct out *o, const struct decoded *d, struct err *e) {
    struct str *line = out_line(o, "decoded");
    json_put_str(line, "text", d->text);
    json_put_int(line, "first", (int64_t)d->first);
    json_key(line, "widths");
    str_byte(line, '[');
    for (size_t i = 0; i < d->n_runs; i++) {
        if (i > 0) str_byte(line, ',');
        str_uint(line, d->runs[i].count);
        str_byte(line, ',');
        str_uint(line, d->runs[i].width);
    }
    str_byte(line, ']');
    return out_end_line(o, e);
}

static int read_all(const struct queue *q, int folder, struct out *o, struct err *e) {
    struct source s = {0};
    int result = 0;
    for (size_t i = 0; i < q->n && result == 0; i++) {
        s.entry = &q->entries[i];
        result = load(&s, folder, e);
        if (result == 0) result = put_document(o, &s, e);
        if (result == 0 && s.problem == NONE) result = put_decoded(o, &s.decoded, e);
        if (result == 0) result = out_end_document(o, s.entry->doc_id, e);
    }
    decoded_release(&s.decoded);
    str_release(&s.bytes);
    str_release(&s.path);
    return result;
}

static int fill_queue(struct queue *q, int n, char **operands, struct err *e) {
    if (manifest.n > 1) return err_set(e, STATUS_USAGE, "option --manifest is given twice");
    if (manifest.n == 1 && n > 0)
        return err_set(e, STATUS_USAGE, "files are named beside --manifest");
    if (manifest.n == 1) return queue_manifest(q, manifest.item[0], e);
    if (n == 0) return err_set(e, STATUS_USAGE, "no file is named");
    queue_paths(q, n, operands);
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

static int run(int n, char **operands, struct out *o, struct err *e) {
    struct queue q = {0};
    int folder = AT_FDCWD;
    int result = fill_queue(&q, n, operands, e);
    if (result == 0) result = open_root(&folder, e);
    if (result == 0) result = read_all(&q, folder, o, e);
    if (folder >= 0) close(folder);
    queue_release(&q);
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
