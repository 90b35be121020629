/* Time, to be measured and never to be part of a result but where times are asked for. */
#ifndef TIYAO_STOPWATCH_H
#define TIYAO_STOPWATCH_H

#include <stdint.h>
#include <time.h>

static inline uint64_t stopwatch_read(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

/* Nanoseconds that passed since some moment: quick to ask. */
static inline uint64_t stopwatch(void) {
    return stopwatch_read(CLOCK_MONOTONIC);
}

/* Nanoseconds that the processor worked for this process: asking costs as much as an expression
 * often takes. */
static inline uint64_t stopwatch_work(void) {
    return stopwatch_read(CLOCK_PROCESS_CPUTIME_ID);
}

#endif
