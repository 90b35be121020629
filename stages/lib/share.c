#include "share.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Appends the folder of the running executable, without a slash behind it. */
static int executable_folder(struct str *out, struct err *e) {
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path);
    if (n <= 0 || (size_t)n == sizeof path)
        return err_set(e, STATUS_SYSTEM, "cannot find the running program's folder: %s",
                       strerror(n < 0 ? errno : ENAMETOOLONG));
    while (n > 1 && path[n - 1] != '/')
        n--;
    str_put(out, path, n > 1 ? (size_t)n - 1 : 1);
    return 0;
}

int share_path(struct str *out, const char *relative, struct err *e) {
    const char *folder = getenv("TIYAO_SHARE");
    str_clear(out);
    if (folder && folder[0]) {
        str_c(out, folder);
    } else {
        if (executable_folder(out, e) != 0) return -1;
        str_c(out, "/../share/tiyao");
    }
    str_byte(out, '/');
    str_c(out, relative);
    return 0;
}

int share_program(struct str *out, const char *name, struct err *e) {
    str_clear(out);
    if (executable_folder(out, e) != 0) return -1;
    str_byte(out, '/');
    str_c(out, name);
    return 0;
}
