#define _GNU_SOURCE /* memfd_create */
#include "chain.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "share.h"
#include "stage.h"

extern char **environ;

static const struct {
    const char *program;
    bool packs, rows; /* takes --rules; is run only where rows are asked for */
    const char *option;
} links[] = {
    {"tiyao-read", false, false, NULL},      {"tiyao-normalize", true, false, NULL},
    {"tiyao-segment", true, false, NULL},    {"tiyao-match", true, true, NULL},
    {"tiyao-resolve", true, true, "--keep"},
};
enum { N_LINKS = sizeof links / sizeof *links };

/* The children, and where what the last one writes is read. */
struct chain {
    pid_t children[N_LINKS];
    size_t n;
    int from; /* what the last one writes; -1 before there is one */
};

/* ---- descriptors ---- */

/* What a child has as descriptor 3, where it has one. */
enum { TEXT_FD = 3 };

/* Above all that children use, and closed in them. */
static int moved_up(int fd) {
    int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, TEXT_FD + 1);
    if (fd >= 0) close(fd);
    return high;
}

static int open_pipe(int ends[2], struct err *e) {
    int raw[2];
    if (pipe2(raw, O_CLOEXEC) != 0)
        return err_set(e, STATUS_SYSTEM, "cannot open a pipe: %s", strerror(errno));
    ends[0] = moved_up(raw[0]);
    ends[1] = moved_up(raw[1]);
    if (ends[0] >= 0 && ends[1] >= 0) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot open a pipe: %s", strerror(errno));
}

/* The text as a file without a name: tiyao-read takes regular files only. */
static int text_file(struct sv text, struct err *e) {
    int fd = moved_up(memfd_create("text", MFD_CLOEXEC));
    while (fd >= 0 && text.n > 0) {
        ssize_t n = write(fd, text.p, text.n);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            close(fd);
            fd = -1;
            break;
        }
        text = (struct sv){text.p + n, text.n - (size_t)n};
    }
    if (fd < 0) err_set(e, STATUS_SYSTEM, "cannot keep the text: %s", strerror(errno));
    return fd;
}

/* ---- one program ---- */

/* Its arguments: operands stand behind "--". The list is to be freed, not what it points to. */
static char **arguments_of(size_t link, const struct chain_of *of) {
    static char rules[] = "--rules", end[] = "--", text[] = "/dev/fd/3";
    char **arguments = mem_alloc((2 * of->n_packs + of->n_files + 5) * sizeof *arguments);
    size_t n = 0;
    arguments[n++] = (char *)links[link].program;
    for (size_t i = 0; links[link].packs && i < of->n_packs; i++) {
        arguments[n++] = rules;
        arguments[n++] = (char *)of->packs[i];
    }
    if (links[link].option) arguments[n++] = (char *)links[link].option;
    if (link == 0) {
        arguments[n++] = end;
        for (size_t i = 0; i < of->n_files; i++)
            arguments[n++] = (char *)of->files[i];
        if (of->n_files == 0) arguments[n++] = text;
    }
    arguments[n] = NULL;
    return arguments;
}

/* What becomes a child's standard input and output and its TEXT_FD; -1 for none. */
struct ends {
    int in, out, text;
};

static int spawn(pid_t *child, const char *path, char **arguments, const struct ends *ends) {
    posix_spawn_file_actions_t actions;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed) return failed;
    if (ends->in >= 0)
        failed = posix_spawn_file_actions_adddup2(&actions, ends->in, STDIN_FILENO);
    else
        failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!failed) failed = posix_spawn_file_actions_adddup2(&actions, ends->out, STDOUT_FILENO);
    if (!failed && ends->text >= 0)
        failed = posix_spawn_file_actions_adddup2(&actions, ends->text, TEXT_FD);
    if (!failed) failed = posix_spawn(child, path, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static int start(struct chain *c, size_t link, const struct chain_of *of, const struct ends *ends,
                 struct err *e) {
    struct str path = {0};
    if (share_program(&path, links[link].program, e) != 0) return -1;
    char **arguments = arguments_of(link, of);
    int failed = spawn(&c->children[c->n], path.p, arguments, ends);
    free(arguments);
    str_release(&path);
    if (failed)
        return err_set(e, STATUS_SYSTEM, "cannot run %s: %s", links[link].program,
                       strerror(failed));
    c->n++;
    return 0;
}

/* ---- the chain ---- */

static int start_all(struct chain *c, const struct chain_of *of, int text, struct err *e) {
    for (size_t i = 0; i < N_LINKS && (of->rows || !links[i].rows); i++) {
        int both[2] = {-1, -1};
        if (open_pipe(both, e) != 0) return -1;
        struct ends ends = {c->from, both[1], i == 0 ? text : -1};
        int result = start(c, i, of, &ends, e);
        close(both[1]);
        if (c->from >= 0) close(c->from);
        c->from = both[0];
        if (result != 0) return -1;
    }
    return 0;
}

static int start_with_text(struct chain *c, const struct chain_of *of, struct err *e) {
    int text = of->n_files == 0 ? text_file(of->text, e) : -1;
    if (of->n_files == 0 && text < 0) return -1;
    int result = start_all(c, of, text, e);
    if (text >= 0) close(text);
    return result;
}

/* Hands the documents on; *broken says that the stream itself was at fault. */
static int read_all(const struct chain *c,
                    int (*each)(void *context, const struct document *d, struct err *e),
                    void *context, bool *broken, struct err *e) {
    struct in *in = in_open(c->from, "the chain");
    struct document d;
    int got = 0, result = 0;
    while (result == 0 && (got = in_next(in, &d, e)) > 0)
        result = each(context, &d, e);
    in_close(in);
    *broken = got < 0;
    return got < 0 ? -1 : result;
}

/* A child's exit status; STATUS_SYSTEM where it was killed. */
static enum status wait_for(pid_t child) {
    int how;
    while (waitpid(child, &how, 0) < 0)
        if (errno != EINTR) return STATUS_SYSTEM;
    return WIFEXITED(how) ? (enum status)WEXITSTATUS(how) : STATUS_SYSTEM;
}

/* The program that failed first. One that fails takes down those before it, which cannot write any
 * more, and those behind it, whose input is cut. N_LINKS where none did. */
static size_t first_to_fail(const enum status *status, size_t n) {
    for (size_t i = n; i-- > 0;)
        if (status[i] >= STATUS_USAGE) return i;
    for (size_t i = 0; i < n; i++)
        if (status[i] != STATUS_OK) return i;
    return N_LINKS;
}

/* Waits for all of them. */
static int end(struct chain *c, bool broken, struct err *e) {
    enum status status[N_LINKS];
    bool bad = false;
    for (size_t i = 0; i < c->n; i++) {
        status[i] = wait_for(c->children[i]);
        bad |= status[i] == STATUS_INPUT;
    }
    size_t failed = first_to_fail(status, c->n);
    if (failed < N_LINKS && (broken || status[failed] >= STATUS_USAGE))
        return err_set(e, status[failed], "%s failed", links[failed].program);
    if (bad) stage_bad_input();
    return 0;
}

int chain_run(const struct chain_of *of,
              int (*each)(void *context, const struct document *d, struct err *e), void *context,
              struct err *e) {
    struct chain c = {.from = -1};
    struct err other;
    bool broken = false;
    int started = start_with_text(&c, of, e);
    int result = started == 0 ? read_all(&c, each, context, &broken, e) : -1;
    bool own = result != 0 && !broken; /* what they have still to say is of no use */
    for (size_t i = 0; own && i < c.n; i++)
        kill(c.children[i], SIGTERM);
    if (c.from >= 0) close(c.from);
    if (end(&c, broken, &other) == 0 || own) return result;
    *e = other;
    return -1;
}
