#include "changes.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char file_name[] = "export-changes.csv";
static const char *const header[] = {"format", "dataset", "row", "id", "column", "change", "about"};
enum { WIDTH = sizeof header / sizeof header[0] };

static int put_row(struct changes *c, const struct sv *cells, struct err *e) {
    for (size_t i = 0; i < WIDTH; i++)
        csv_field(&c->file.buffer, cells[i], i == 0);
    csv_end(&c->file.buffer);
    return outfile_step(&c->file, e);
}

int changes_open(struct changes *c, int folder, struct err *e) {
    struct sv cells[WIDTH];
    *c = (struct changes){0};
    if (outfile_open(&c->file, folder, file_name, false, e) != 0) return -1;
    for (size_t i = 0; i < WIDTH; i++)
        cells[i] = sv_of(header[i]);
    return put_row(c, cells, e);
}

int changes_note(struct changes *c, const struct change *change, struct err *e) {
    struct str row = {0};
    str_uint(&row, change->row);
    const struct sv cells[WIDTH] = {sv_of(change->format),
                                    change->dataset,
                                    change->row ? str_view(&row) : SV(""),
                                    change->id,
                                    change->column,
                                    sv_of(change->what),
                                    sv_of(change->about)};
    int result = put_row(c, cells, e);
    c->noted++;
    str_release(&row);
    return result;
}

int changes_keep(struct changes *c, const char *folder, const char *format, struct err *e) {
    struct str path = {0};
    struct csv_row row;
    int got = 0;
    str_printf(&path, "%s/%s", folder, file_name);
    if (access(path.p, F_OK) == 0) {
        struct csv_file *f = csv_open(path.p, e);
        got = f ? 1 : -1;
        while (got > 0 && (got = csv_next(f, &row, e)) > 0)
            if (row.n == WIDTH && sv_is(row.cells[0], format) && put_row(c, row.cells, e) != 0)
                got = -1;
        csv_close(f);
    }
    str_release(&path);
    return got;
}
