/* ccwrap.c - the compiler, seeing only the sysroot that it lies in. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "options.h"
#include "words.h"
#include "die.h"
#include "io.h"
#include "say.h"

static const char usage[] =
	"usage: TARGET-cc [GCC-OPTION | FILE]...\n"
	"Run GCC or Clang so that it finds the headers, startup files and\n"
	"libraries of one sysroot and none of the host's. Links statically.\n"
	"\n"
	"The sysroot is the folder above this program's. In it:\n"
	"  compiler  the command to run, with the options it always needs\n"
	"  include/  headers of the C library and the kernel\n"
	"  lib/      crt1.o, crti.o, crtn.o, libc.a and other libraries\n"
	"The compiler adds its own headers, libgcc, crtbegin and crtend.\n"
	"-lNAME takes libNAME.a from the -L folders, then from lib/.\n"
	"Refused: C++, -shared, -pie, --sysroot, and libraries not found.\n"
	"\n"
	"Environment:\n"
	"  CCWRAP_CC     stands for what the file compiler says\n"
	"  CCWRAP_DEBUG  if set, print the command to standard error, too\n"
	"CPATH and C_INCLUDE_PATH are ignored.\n"
	"\n"
	"The exit status is the compiler's, or 1 if it wasn't run.\n";

struct job {
	char *cross;	     /* the sysroot */
	struct words cc;     /* the compiler with its options */
	struct words in;     /* the user's words */
	struct words dirs;   /* the user's -L folders */
	int flags;	     /* of all items and inputs */
	bool cxx;	     /* we were called by a C++ compiler's name */
	struct item refused; /* what rules out linking, if .refusal is set */
	char *libgcc;	     /* the compiler's, once asked for */
};

/* Write it to standard output, and that is all. */
static void print_and_exit(const char *s, const char *end)
{
	if (printf("%s%s", s, end) < 0 || fflush(stdout))
		die("write output:");
	exit(0);
}

/* The last n parts of path off. */
static char *parent(const char *path, int n)
{
	char *s = text("%s", path);

	while (n-- && strrchr(s, '/'))
		*strrchr(s, '/') = 0;
	return s;
}

static char *find_cross(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

	if (n < 0)
		die("read /proc/self/exe:");
	path[n] = 0;
	return parent(path, 2);
}

static void read_compiler(struct job *job)
{
	const char *path = text("%s/compiler", job->cross);
	const char *words = getenv("CCWRAP_CC");

	if (!words || !*words)
		words = read_text(path);
	if (!words)
		die("read %s:", path);
	words_split(&job->cc, words);
	if (!job->cc.n)
		die("read %s: it names no compiler", path);
}

/* The user's words, with response files and -Wl, unfolded. */
static void read_words(struct words *in, char **argv, size_t n)
{
	struct words raw = {0};

	words_expand(&raw, argv, n, 0);
	for (size_t i = 0; i < raw.n; i++) {
		char *s = raw.at[i];

		if (strncmp(s, "-Wl,", 4)) {
			words_add(in, s);
			continue;
		}
		strsep(&s, ",");
		while (s) {
			words_add(in, "-Xlinker");
			words_add(in, strsep(&s, ","));
		}
	}
}

/* Start the compiler with one more option: where its output can be read. */
static int start(const struct words *cc, const char *option, pid_t *pid)
{
	struct words cmd = {0};
	int fd[2];

	words_append(&cmd, cc);
	words_add(&cmd, option);
	if (pipe(fd) < 0 || (*pid = fork()) < 0)
		die("run %s:", cmd.at[0]);
	if (!*pid) {
		dup2(fd[1], STDOUT_FILENO);
		close(fd[0]);
		close(fd[1]);
		execvp(cmd.at[0], cmd.at);
		say("run %s:", cmd.at[0]);
		_exit(127);
	}
	close(fd[1]);
	return fd[0];
}

/* The line that the compiler prints for this option. */
static char *ask(const struct job *job, const char *option)
{
	char line[PATH_MAX + 1];
	int status;
	pid_t pid;
	int fd = start(&job->cc, option, &pid);
	ssize_t n = read_all(fd, line, PATH_MAX);

	close(fd);
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			die("wait for %s:", job->cc.at[0]);
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		exit(1); /* it has said why */
	if (n < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
		die("run %s %s: it failed", job->cc.at[0], option);
	line[n] = 0;
	line[strcspn(line, "\n")] = 0;
	return text("%s", line);
}

static const char *libgcc(struct job *job)
{
	if (!job->libgcc)
		job->libgcc = ask(job, "-print-libgcc-file-name");
	return job->libgcc;
}

/* A file of the folder that holds libgcc. */
static char *gcc_file(struct job *job, const char *name)
{
	return text("%s/%s", parent(libgcc(job), 1), name);
}

static bool exists(const char *path)
{
	return !access(path, F_OK);
}

/* Is path, without links, in the folder or below? */
static bool is_below(const char *path, const char *folder)
{
	const char *file = realpath(path, NULL);
	const char *top = realpath(folder, NULL);
	size_t len = top ? strlen(top) : 0;

	if (!file || !top || strncmp(file, top, len))
		return false;
	return file[len] == '/' || !file[len];
}

/* -print-file-name: the sysroot's file or the compiler's own; or the bare
 * name, which is how GCC says that there's none. */
static const char *locate(struct job *job, const char *name)
{
	char *path = text("%s/lib/%s", job->cross, name);

	if (exists(path))
		return path;
	path = ask(job, text("-print-file-name=%s", name));
	if (is_below(path, parent(libgcc(job), 1)) ||
		is_below(path, ask(job, "-print-file-name=include")))
		return path;
	return name;
}

/* Learn what the words ask for, before any of them is passed on. */
static void survey(struct job *job)
{
	const char *language = NULL;
	struct item it;

	for (size_t i = 0; next_item(&job->in, &i, &it);) {
		if (is_input(&it))
			it.flags |= input_flags(it.word, language);
		if (is_input(&it) && (job->cxx || it.flags & CXX))
			die("compile %s: the sysroot has no C++ library",
				it.word);
		if (it.flags & REFUSED)
			die("use %s: %s", it.word, it.refusal);
		if (it.refusal && !job->refused.refusal)
			job->refused = it;
		if (it.flags & PRINT_SYSROOT)
			print_and_exit(job->cross, "\n");
		if (it.flags & PRINT_FILE)
			print_and_exit(locate(job, it.arg), "\n");
		if (it.flags & LANGUAGE)
			language = strcmp(it.arg, "none") ? it.arg : NULL;
		if (it.flags & FOLDER)
			words_add(&job->dirs, it.arg);
		if (it.linker || it.flags & LIBRARY)
			it.flags |= LINK;
		job->flags |= it.flags;
	}
}

/* Files go to the linker by -Xlinker: a -x doesn't touch them then. */
static void add_linker(struct words *out, const char *word)
{
	words_add(out, "-Xlinker");
	words_add(out, word);
}

/* A machine that needs no crti.o, or a GCC without libgcc_eh.a, has none. */
static void add_if_exists(struct words *out, const char *path)
{
	if (exists(path))
		add_linker(out, path);
}

static char *find_library(struct job *job, const char *name)
{
	bool exact = *name == ':';
	char *file = exact ? text("%s", name + 1) : text("lib%s.a", name);
	char *path;

	for (size_t i = 0; i < job->dirs.n; i++) {
		path = text("%s/%s", job->dirs.at[i], file);
		if (exists(path))
			return path;
	}
	path = text("%s/lib/%s", job->cross, file);
	if (exists(path))
		return path;
	if (!strcmp(name, "gcc"))
		return text("%s", libgcc(job));
	if (!strcmp(name, "gcc_eh") && exists(gcc_file(job, file)))
		return gcc_file(job, file);
	die("find library %s: not in -L folders or %s/lib", name, job->cross);
}

/* The user's words as they are, but for those that we see to ourselves. */
static void add_users(struct job *job, struct words *out, bool linking)
{
	struct item it;

	for (size_t i = 0, from = 0; next_item(&job->in, &i, &it); from = i) {
		if (linking && it.flags & LIBRARY) {
			add_linker(out, find_library(job, it.arg));
			continue;
		}
		if (linking && it.flags & OURS)
			continue;
		if (it.flags & FRONT_END && !(job->flags & COMPILE))
			continue;
		for (; from < i; from++)
			words_add(out, job->in.at[from]);
	}
}

static void add_startup(struct job *job, struct words *out)
{
	words_add(out, "-nostdlib");
	words_add(out, "-static"); /* which also keeps GCC from -pie */
	if (job->flags & NO_CRT)
		return;
	add_linker(out, text("%s/lib/crt1.o", job->cross));
	add_if_exists(out, text("%s/lib/crti.o", job->cross));
	add_linker(out, gcc_file(job, "crtbeginT.o"));
}

static void add_libraries(struct job *job, struct words *out)
{
	if (!(job->flags & NO_LIBGCC)) {
		add_linker(out, "--start-group");
		add_linker(out, libgcc(job));
		add_if_exists(out, gcc_file(job, "libgcc_eh.a"));
		if (!(job->flags & NO_LIBC))
			add_linker(out, text("%s/lib/libc.a", job->cross));
		add_linker(out, "--end-group");
	}
	if (!(job->flags & NO_CRT)) {
		add_linker(out, gcc_file(job, "crtend.o"));
		add_if_exists(out, text("%s/lib/crtn.o", job->cross));
	}
}

/* Each option only where it counts: clang warns of those it doesn't use. */
static void build(struct job *job, struct words *out)
{
	bool linking = job->flags & LINK && !(job->flags & STOP);

	if (linking && job->refused.refusal)
		die("link %s: %s", job->refused.word, job->refused.refusal);
	words_append(out, &job->cc);
	if (job->flags & COMPILE) {
		words_add(out, "-fno-pie");
		words_add(out, "-fno-stack-protector");
	}
	if (job->flags & HEADERS)
		words_add(out, "-U_FORTIFY_SOURCE");
	if (linking)
		add_startup(job, out);
	add_users(job, out, linking);
	if (job->flags & HEADERS && !(job->flags & NO_INCLUDE)) {
		words_add(out, "-nostdinc");
		words_add(out, "-isystem");
		words_add(out, text("%s/include", job->cross));
		words_add(out, "-isystem");
		words_add(out, ask(job, "-print-file-name=include"));
	}
	if (linking)
		add_libraries(job, out);
}

static bool is_cxx_name(const char *name)
{
	size_t len = strlen(name);

	return len >= 3 && (!strcmp(name + len - 3, "g++") ||
				   !strcmp(name + len - 3, "c++"));
}

int main(int argc, char **argv)
{
	struct job job = {0};
	struct words out = {0};
	const char *debug = getenv("CCWRAP_DEBUG");

	if (argc == 2 && !strcmp(argv[1], "-h"))
		print_and_exit(usage, "");
	if (getenv("CCWRAP_RUNS"))
		die("run the compiler: its name leads here again");
	setenv("CCWRAP_RUNS", "1", 1);
	unsetenv("CPATH");
	unsetenv("C_INCLUDE_PATH");
	job.cross = find_cross();
	job.cxx = argc && is_cxx_name(argv[0]);
	read_compiler(&job);
	read_words(&job.in, argv + 1, argc ? (size_t)argc - 1 : 0);
	survey(&job);
	build(&job, &out);
	if (debug && *debug)
		words_print(&out);
	execvp(out.at[0], out.at);
	die("run %s:", out.at[0]);
}
