#include "wholefile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads until the end or one byte more than most: the file may have grown since it was measured. */
static enum wholefile_state read_all(struct str *bytes, int fd, size_t expected, uint64_t most) {
    for (;;) {
        size_t room = bytes->n < expected ? expected - bytes->n + 1 : 64 * 1024;
        char *to = str_room(bytes, room);
        ssize_t n = read(fd, to, room);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return WHOLEFILE_UNREADABLE;
        bytes->n += (size_t)n;
        bytes->p[bytes->n] = '\0';
        if (n == 0) return WHOLEFILE_READ;
        if (bytes->n > most) return WHOLEFILE_TOO_LARGE;
    }
}

static enum wholefile_state read_open(struct str *bytes, int fd, uint64_t most, uint64_t *size) {
    struct stat st;
    if (fstat(fd, &st) != 0) return WHOLEFILE_UNREADABLE;
    if (!S_ISREG(st.st_mode)) return WHOLEFILE_NOT_REGULAR;
    *size = (uint64_t)st.st_size;
    if (*size > most) return WHOLEFILE_TOO_LARGE;
    enum wholefile_state state = read_all(bytes, fd, (size_t)*size, most);
    *size = bytes->n;
    return state;
}

enum wholefile_state wholefile_read(struct str *bytes, int root, const char *path, uint64_t most,
                                    uint64_t *size) {
    str_clear(bytes);
    *size = 0;
    int fd = openat(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) /* a socket, or a device without a driver */
        return errno == ENXIO || errno == ENODEV ? WHOLEFILE_NOT_REGULAR : WHOLEFILE_UNREADABLE;
    enum wholefile_state state = read_open(bytes, fd, most, size);
    int why = errno;
    close(fd);
    errno = why;
    if (state != WHOLEFILE_READ) str_clear(bytes);
    return state;
}
