#include "arena.h"

#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define EACH_ITS_OWN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EACH_ITS_OWN 1
#endif
#endif
#ifndef EACH_ITS_OWN
#define EACH_ITS_OWN 0
#endif

enum { ALIGNMENT = 16, BLOCK = 64 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes behind this header */
};

/* The header's size, rounded up so that what follows it is aligned. */
#define HEADER ((sizeof(struct arena_block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

static char *add_block(struct arena *a, size_t size) {
    struct arena_block *b = mem_alloc(HEADER + size);
    b->next = a->first;
    b->size = size;
    a->first = b;
    return (char *)b + HEADER;
}

void *arena_alloc(struct arena *a, size_t n) {
    if (EACH_ITS_OWN) return add_block(a, n);
    n = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (n > (size_t)(a->end - a->at) || !a->at) {
        size_t size = n > BLOCK ? n : BLOCK;
        a->at = add_block(a, size);
        a->end = a->at + size;
    }
    void *p = a->at;
    a->at += n;
    return p;
}

void *arena_zero(struct arena *a, size_t n) {
    void *p = arena_alloc(a, n);
    if (n) memset(p, 0, n);
    return p;
}

struct sv arena_copy(struct arena *a, struct sv v) {
    char *p = arena_alloc(a, v.n + 1);
    if (v.n) memcpy(p, v.p, v.n);
    p[v.n] = '\0';
    return (struct sv){p, v.n};
}

static void free_from(struct arena_block *b) {
    while (b) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_reset(struct arena *a) {
    struct arena_block *keep = a->first;
    if (EACH_ITS_OWN || !keep || keep->size > BLOCK) {
        arena_release(a);
        return;
    }
    free_from(keep->next);
    keep->next = NULL;
    a->at = (char *)keep + HEADER;
    a->end = a->at + keep->size;
}

void arena_release(struct arena *a) {
    free_from(a->first);
    *a = (struct arena){0};
}
