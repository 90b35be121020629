/* tiyao: finds the program of a stage and becomes it. */
#define _GNU_SOURCE /* readlink */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "err.h"
#include "share.h"
#include "str.h"
#include "version.h"

static const char usage[] = "usage: tiyao [--help | --version] STAGE [ARG ...]\n"
                            "find the program of a stage and run it\n";

static const char after[] =
    "\n  help STAGE               show the manual page of a stage\n"
    "  run IN OUT [NAME=VALUE]  make the datasets of the documents in IN and put them in OUT\n"
    "\n  -h, --help               show this help and stop\n"
    "  -V, --version            show the version and stop\n";

static const char run_usage[] =
    "usage: tiyao run [-jN] IN OUT [NAME=VALUE ...]\n"
    "make the datasets of the documents in IN and put them in OUT\n\n"
    "  RULES=PACK        rule packs, parted by spaces (zh-politics)\n"
    "  MAXDOC=N          skip documents of more bytes (16777216)\n"
    "  ALLOW_SKIPPED=1   exit with 0 though documents were skipped\n"
    "  SHARD=N           documents that one process handles, about (500)\n"
    "  COVERAGE=1        count what each rule costs and gives: tiyao coverage OUT\n"
    "  EXPECT=fatal      exit with 1 where the datasets are not as the packs expect; off: do not "
    "look\n"
    "  FORMATS=\"F ...\"   also write the datasets for other tools: tiyao help export\n"
    "  LABELS=en         labels in them in English (zh)\n"
    "  -jN               N shards at a time; all options go to make\n";

static const char *called = ""; /* the name this program was called by */

static int close_stdout(struct err *e) {
    if (fflush(stdout) == 0 && close(STDOUT_FILENO) == 0) return 0;
    return err_set(e, STATUS_SYSTEM, "cannot write standard output: %s", strerror(errno));
}

/* The folder of this program; without /proc, that of the name it was called by. */
static int own_folder(struct str *s, struct err *e) {
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self);
    if (n < 0) n = snprintf(self, sizeof self, "%s", called);
    if (n < 0 || (size_t)n >= sizeof self)
        return err_set(e, STATUS_SYSTEM, "cannot tell where the programs are");
    while (n > 1 && self[n - 1] != '/')
        n--;
    str_put(s, self, (size_t)n - 1);
    return 0;
}

/* ---- the list of stages ---- */

static const char prefix[] = "tiyao-";

static int is_stage(const struct dirent *entry) {
    return strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
}

/* Runs a program with --help, its standard output going to fd. */
static void run_help(const char *program, int fd) {
    pid_t child = fork();
    if (child == 0) {
        if (dup2(fd, STDOUT_FILENO) >= 0) execl(program, program, "--help", (char *)NULL);
        _exit(STATUS_SYSTEM);
    }
    if (child > 0) waitpid(child, NULL, 0);
}

/* The second line of a program's help, which is short enough for a pipe to hold. */
static void put_summary(struct str *s, const char *program) {
    char help[4096];
    int ends[2];
    if (pipe(ends) != 0) return;
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    run_help(program, ends[1]);
    close(ends[1]);
    ssize_t n = read(ends[0], help, sizeof help - 1);
    close(ends[0]);
    help[n > 0 ? n : 0] = '\0';
    const char *line = strchr(help, '\n');
    if (line) str_put(s, line + 1, strcspn(line + 1, "\n"));
}

static void list_stages(const char *folder) {
    struct dirent **entries;
    int n = scandir(folder, &entries, is_stage, alphasort);
    for (int i = 0; i < n; i++) {
        struct str program = {0}, summary = {0};
        str_printf(&program, "%s/%s", folder, entries[i]->d_name);
        put_summary(&summary, program.p);
        if (summary.n > 0) printf("  %-24s %s\n", entries[i]->d_name + strlen(prefix), summary.p);
        str_release(&program);
        str_release(&summary);
        free(entries[i]);
    }
    if (n >= 0) free(entries);
}

static int show_help(struct err *e) {
    struct str folder = {0};
    if (own_folder(&folder, e) != 0) return -1;
    fputs(usage, stdout);
    putchar('\n');
    list_stages(folder.p);
    fputs(after, stdout);
    str_release(&folder);
    return close_stdout(e);
}

static int show_version(struct err *e) {
    printf("tiyao %s\n", TIYAO_VERSION);
    return close_stdout(e);
}

/* ---- becoming another program ---- */

static bool is_name(const char *name) {
    return name[0] && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name);
}

static int run_stage(char **arguments, struct err *e) {
    struct str own = {0}, name = {0};
    const char *stage = arguments[0];
    if (!is_name(stage))
        return err_set(e, STATUS_USAGE, "no stage \"%s\"; see tiyao --help", stage);
    if (own_folder(&own, e) != 0) return -1;
    str_printf(&name, "%s%s", prefix, stage);
    str_printf(&own, "/%s", name.p);
    arguments[0] = name.p;
    execv(own.p, arguments);
    execvp(name.p, arguments);
    str_release(&own);
    str_release(&name);
    if (errno == ENOENT)
        return err_set(e, STATUS_USAGE, "no stage \"%s\"; see tiyao --help", stage);
    return err_set(e, STATUS_SYSTEM, "cannot run the stage \"%s\": %s", stage, strerror(errno));
}

/* The file of a manual page, by folder of the share folder and ending; false where there is none.
 */
static bool find_page(struct str *file, const char *folder, const char *name, const char *ending) {
    struct err ignored;
    for (int section = 1; section <= 8; section++) {
        struct str relative = {0};
        str_printf(&relative, "%s/%s.%d%s", folder, name, section, ending);
        int found = share_path(file, relative.p, &ignored) == 0 && access(file->p, R_OK) == 0;
        str_release(&relative);
        if (found) return true;
    }
    return false;
}

static int show_page(char **arguments, struct err *e) {
    struct str page = {0}, text = {0}, name = {0};
    const char *stage = arguments[1];
    if (!stage) return show_help(e);
    str_printf(&name, "%s%s", strcmp(stage, "tiyao") == 0 ? "" : prefix, stage);
    if (!is_name(stage) || !find_page(&page, "man", name.p, "") ||
        !find_page(&text, "doc", name.p, ".txt"))
        return err_set(e, STATUS_USAGE, "no manual page of \"%s\"", stage);
    bool terminal = isatty(STDOUT_FILENO);
    if (terminal) execlp("man", "man", page.p, (char *)NULL);
    execlp("sh", "sh", "-c", terminal ? "exec ${PAGER:-cat} <\"$1\"" : "exec cat <\"$1\"", "sh",
           text.p, (char *)NULL);
    return err_set(e, STATUS_SYSTEM, "cannot run sh: %s", strerror(errno));
}

/* Sorts what `tiyao run` was given: options for make, IN and OUT, then settings. */
static int read_run(char **arguments, char **for_make, size_t *n, struct err *e) {
    static const char *const folders[] = {"IN", "OUT"};
    size_t operands = 0;
    for (; *arguments; arguments++) {
        char *equals = strchr(*arguments, '=');
        if ((*arguments)[0] == '-') {
            for_make[(*n)++] = *arguments;
        } else if (operands < 2) {
            if (setenv(folders[operands++], *arguments, 1) != 0) return -1;
        } else if (equals) {
            *equals = '\0';
            if (setenv(*arguments, equals + 1, 1) != 0) return -1;
        } else {
            return err_set(e, STATUS_USAGE, "\"%s\" is no NAME=VALUE", *arguments);
        }
    }
    return operands == 2 ? 0 : err_set(e, STATUS_USAGE, "the folders IN and OUT are missing");
}

static int run_chain(int argc, char **arguments, struct err *e) {
    struct str makefile = {0}, share = {0};
    char **for_make = mem_alloc(((size_t)argc + 8) * sizeof *for_make);
    size_t n = 0;
    for (char **a = arguments + 1; *a; a++)
        if (strcmp(*a, "--help") == 0 || strcmp(*a, "-h") == 0)
            return fputs(run_usage, stdout), close_stdout(e);
    for_make[n++] = (char[]){"make"};
    if (read_run(arguments + 1, for_make, &n, e) != 0) return -1;
    if (share_path(&makefile, "tiyao.mk", e) != 0 || share_path(&share, "", e) != 0) return -1;
    while (share.n > 1 && share.p[share.n - 1] == '/')
        share.p[--share.n] = '\0';
    setenv("TIYAO_SHARE", share.p, 1);
    for_make[n++] = (char[]){"-f"};
    for_make[n++] = makefile.p;
    for_make[n++] = (char[]){"run"};
    for_make[n] = NULL;
    execvp("make", for_make);
    return err_set(e, STATUS_SYSTEM, "cannot run make: %s", strerror(errno));
}

static int dispatch(int argc, char **argv, struct err *e) {
    const char *first = argc > 1 ? argv[1] : NULL;
    if (!first) return err_set(e, STATUS_USAGE, "no stage is named; see tiyao --help");
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) return show_help(e);
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) return show_version(e);
    if (first[0] == '-') return err_set(e, STATUS_USAGE, "unknown option \"%s\"", first);
    if (strcmp(first, "help") == 0) return show_page(argv + 1, e);
    if (strcmp(first, "run") == 0) return run_chain(argc, argv + 1, e);
    return run_stage(argv + 1, e);
}

int main(int argc, char **argv) {
    struct err e = {0};
    called = argv[0];
    setlocale(LC_ALL, "C");
    err_program("tiyao");
    signal(SIGPIPE, SIG_DFL);
    if (dispatch(argc, argv, &e) == 0) return STATUS_OK;
    err_say(e.place, "error", e.text);
    return (int)e.status;
}
