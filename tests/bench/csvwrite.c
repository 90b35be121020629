/* csvwrite CSV ROWS FOLDER: the yardstick of exports. Writes a header and ROWS rows, the first 2000
 * of CSV again and again under ids of their own (n1 and so on), to FOLDER/numbers.csv as
 * tiyao-tabulate does, with their sum. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "csvcell.h"
#include "outfile.h"

enum { KEPT = 2000, MOST_CELLS = 64 };

static struct sv kept[KEPT][MOST_CELLS];

static size_t keep_rows(const char *path, size_t *width, struct arena *a, struct err *e) {
    struct csv_file *f = csv_open(path, e);
    struct csv_row row;
    size_t n = 0;
    while (f && n < KEPT && csv_next(f, &row, e) > 0 && row.n <= MOST_CELLS) {
        for (size_t i = 0; i < row.n; i++)
            kept[n][i] = arena_copy(a, row.cells[i]);
        *width = row.n;
        n++;
    }
    csv_close(f);
    return n;
}

static int write_rows(struct outfile *f, size_t n, size_t width, size_t rows, struct err *e) {
    struct str id = {0};
    int result = 0;
    for (size_t i = 0; result == 0 && i <= rows; i++) {
        const struct sv *cells = kept[i == 0 ? 0 : 1 + (i - 1) % (n - 1)];
        str_clear(&id);
        str_byte(&id, 'n');
        str_uint(&id, i);
        csv_field(&f->buffer, i == 0 ? cells[0] : str_view(&id), true);
        for (size_t k = 1; k < width; k++)
            csv_field(&f->buffer, cells[k], false);
        csv_end(&f->buffer);
        result = outfile_step(f, e);
    }
    str_release(&id);
    if (result != 0) return -1;
    return outfile_finish(f, e) == 0 ? outfile_rename(f, e) : -1;
}

int main(int argc, char **argv) {
    struct arena a = {0};
    struct err e = {0};
    struct outfile f = {.fd = -1};
    size_t width = 0;
    if (argc != 4) return 2;
    size_t n = keep_rows(argv[1], &width, &a, &e);
    int folder = open(argv[3], O_RDONLY | O_DIRECTORY);
    if (n < 2 || folder < 0 || outfile_open(&f, folder, "numbers.csv", true, &e) != 0 ||
        write_rows(&f, n, width, strtoull(argv[2], NULL, 10), &e) != 0) {
        fprintf(stderr, "csvwrite: %s\n", e.text);
        return 1;
    }
    outfile_drop(&f);
    close(folder);
    arena_release(&a);
    return 0;
}
