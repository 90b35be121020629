/* Which code points are Han characters. */
#ifndef TIYAO_HAN_H
#define TIYAO_HAN_H

#include <stdbool.h>
#include <stdint.h>

/* The blocks of unified and compatibility ideographs, and the ideographic zero. */
static inline bool han_is(uint32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

#endif
