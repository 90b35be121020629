/* Preloaded into tiyao-export: of what it writes to files, one bit is flipped on the way to the
 * disk, in the middle of the first piece that holds the text DAMAGE; with DAMAGE empty, of the
 * first piece of 4000 bytes or more. Says so in the file DAMAGED. */
#define _GNU_SOURCE /* RTLD_NEXT, memmem */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGE = 4000 };

static int done;

static char *where(char *p, size_t n) {
    const char *text = getenv("DAMAGE");
    size_t length = text ? strlen(text) : 0;
    if (done || !text) return NULL;
    if (length == 0) return n >= LARGE ? p + n / 2 : NULL;
    char *found = memmem(p, n, text, length);
    return found ? found + length / 2 : NULL;
}

/* A copy with the bit flipped, or the bytes as they are. */
static const void *damaged(const void *p, size_t n) {
    static char *copy;
    copy = realloc(copy, n + 1);
    if (!copy) abort();
    memcpy(copy, p, n);
    char *at = where(copy, n);
    if (!at) return p;
    done = 1;
    *at ^= 1;
    close(open(getenv("DAMAGED"), O_WRONLY | O_CREAT, 0666));
    return copy;
}

static void *next(const char *name) {
    void *p = dlsym(RTLD_NEXT, name);
    if (!p) abort();
    return p;
}

ssize_t write(int fd, const void *p, size_t n) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) *(void **)&real = next("write");
    return real(fd, fd > 2 ? damaged(p, n) : p, n);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off_t at) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) *(void **)&real = next("pwrite64");
    return real(fd, damaged(p, n), n, at);
}

size_t fwrite(const void *p, size_t width, size_t n, FILE *f) {
    static size_t (*real)(const void *, size_t, size_t, FILE *);
    if (!real) *(void **)&real = next("fwrite");
    return real(f == stderr || f == stdout ? p : damaged(p, width * n), width, n, f);
}
