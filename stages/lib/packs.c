#include "packs.h"

#include "share.h"

int packs_complete(struct texts *packs, struct err *e) {
    static struct str standard;
    if (packs->n > 0) return 0;
    if (share_path(&standard, "rules/zh-politics", e) != 0) return -1;
    packs->item[packs->n++] = standard.p;
    return 0;
}
