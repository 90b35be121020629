#include "manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "outfile.h"

enum { BLOCK = 64 * 1024, DIGITS = SHA256_HEX - 1 };

static struct manifest_file *add(struct manifest *m, struct sv path) {
    m->files = mem_room(m->files, m->n, &m->size, sizeof *m->files);
    struct manifest_file *f = &m->files[m->n++];
    f->path = arena_copy(&m->arena, path);
    return f;
}

int manifest_sum(struct manifest *m, struct sv path, int file, int to, struct err *e) {
    struct manifest_file *f = add(m, path);
    struct sha256 sum;
    char block[BLOCK];
    sha256_init(&sum);
    for (;;) {
        ssize_t n = read(file, block, sizeof block);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0)
            return err_set(e, STATUS_SYSTEM, "cannot read \"%s\": %s", f->path.p, strerror(errno));
        if (n == 0) break;
        struct sv bytes = {block, (size_t)n};
        sha256_update(&sum, bytes);
        m->bytes += bytes.n;
        if (to >= 0 && outfile_write(to, bytes, f->path.p, e) != 0) return -1;
    }
    sha256_hex(&sum, f->sum);
    return 0;
}

struct sv manifest_last(const struct manifest *m) {
    return sv_of(m->files[m->n - 1].sum);
}

static int compare(const void *a, const void *b) {
    return sv_cmp(((const struct manifest_file *)a)->path, ((const struct manifest_file *)b)->path);
}

void manifest_sort(struct manifest *m) {
    if (m->n > 1) qsort(m->files, m->n, sizeof *m->files, compare);
}

/* ---- lines ---- */

static const struct {
    char byte;
    char code[4];
} encoded[] = {{'\n', "%0A"}, {'\r', "%0D"}, {'%', "%25"}};
enum { N_ENCODED = sizeof encoded / sizeof encoded[0] };

static void put_path(struct str *s, struct sv path) {
    for (size_t i = 0; i < path.n; i++) {
        size_t k = 0;
        while (k < N_ENCODED && path.p[i] != encoded[k].byte)
            k++;
        if (k < N_ENCODED)
            str_c(s, encoded[k].code);
        else
            str_byte(s, path.p[i]);
    }
}

void manifest_put(struct str *s, const struct manifest *m) {
    for (size_t i = 0; i < m->n; i++) {
        str_c(s, m->files[i].sum);
        str_c(s, "  ");
        put_path(s, m->files[i].path);
        str_byte(s, '\n');
    }
}

/* False where a % begins none of the three codes. */
static bool read_path(struct str *s, struct sv text) {
    for (size_t i = 0; i < text.n; i++) {
        size_t k = 0;
        if (text.p[i] != '%') {
            str_byte(s, text.p[i]);
            continue;
        }
        while (k < N_ENCODED && !(text.n - i >= 3 && memcmp(text.p + i, encoded[k].code, 3) == 0))
            k++;
        if (k == N_ENCODED) return false;
        str_byte(s, encoded[k].byte);
        i += 2;
    }
    return s->n > 0;
}

static bool read_line(struct manifest *m, struct sv line) {
    struct str path = {0};
    bool good = line.n > DIGITS + 2 && strspn(line.p, "0123456789abcdef") == DIGITS &&
                memcmp(line.p + DIGITS, "  ", 2) == 0 &&
                read_path(&path, (struct sv){line.p + DIGITS + 2, line.n - DIGITS - 2});
    if (good) {
        struct manifest_file *f = add(m, str_view(&path));
        memcpy(f->sum, line.p, DIGITS);
        f->sum[DIGITS] = '\0';
    }
    str_release(&path);
    return good;
}

int manifest_read(struct manifest *m, const char *path, struct err *e) {
    char *line = NULL;
    size_t size = 0;
    bool good = true;
    FILE *f = fopen(path, "re");
    if (!f) return err_at(e, STATUS_SYSTEM, path, "cannot open: %s", strerror(errno));
    for (ssize_t n; good && (n = getline(&line, &size, f)) > 0;)
        good = line[n - 1] == '\n' && read_line(m, (struct sv){line, (size_t)n - 1});
    good = good && !ferror(f);
    free(line);
    fclose(f);
    return good ? 0 : err_at(e, STATUS_SYSTEM, path, "a line is none of a manifest");
}

struct sv manifest_difference(const struct manifest *a, const struct manifest *b) {
    size_t i = 0;
    while (i < a->n && i < b->n && sv_eq(a->files[i].path, b->files[i].path) &&
           strcmp(a->files[i].sum, b->files[i].sum) == 0)
        i++;
    if (i == a->n && i == b->n) return SV("");
    return i < a->n ? a->files[i].path : b->files[i].path;
}

void manifest_release(struct manifest *m) {
    free(m->files);
    arena_release(&m->arena);
    *m = (struct manifest){0};
}
