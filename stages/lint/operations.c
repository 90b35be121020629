#include "operations.h"

#include "../resolve/program.h"

int operations_check(const char *const *folders, size_t n, struct err *e) {
    struct program p = {0};
    int result = 0;
    for (size_t i = 0; i < n && result == 0; i++)
        result = program_read(&p, folders[i], e);
    program_release(&p);
    return result;
}
