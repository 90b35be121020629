#include "width.h"

#include <unicode/uchar.h>

#include "utf8.h"

unsigned width_of(uint32_t c) {
    UChar32 u = (UChar32)c;
    int east_asian = u_getIntPropertyValue(u, UCHAR_EAST_ASIAN_WIDTH);
    if (U_GET_GC_MASK(u) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) return 0;
    return east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
}

size_t width_of_text(struct sv text) {
    size_t columns = 0;
    unsigned bytes;
    for (size_t i = 0; i < text.n; i += bytes)
        columns += width_of(utf8_at(text.p + i, &bytes));
    return columns;
}
