/* measure FILE COMMAND [ARG ...]: runs a command and appends to FILE a line with what it and all
 * that it started took: CPU time (user and system) in ms, and the largest resident set of one
 * process in KB. Exits as the command did. */
#define _DEFAULT_SOURCE /* getrusage */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static double ms_of(struct timeval t) {
    return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

int main(int argc, char **argv) {
    struct rusage used;
    int status;
    if (argc < 3) return 2;
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || getrusage(RUSAGE_CHILDREN, &used) != 0)
        return 3;
    FILE *f = fopen(argv[1], "a");
    if (!f) return 3;
    fprintf(f, "%.3f %ld\n", ms_of(used.ru_utime) + ms_of(used.ru_stime), used.ru_maxrss);
    if (fclose(f) != 0) return 3;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
