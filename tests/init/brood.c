/* brood.c - processes that are hard on a PID 1: what its tests run in it.
 *
 * What could go on forever ends by itself after LIFE seconds, so that a test
 * that fails leaves nothing behind. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
	"usage: brood VERB WORD...\n"
	"exit N          exit with N\n"
	"die N           die of signal N\n"
	"signal PID N... send the signals, naming each first\n"
	"daemon FILE MS  print the pid of a daemon; on TERM it writes \"term\"\n"
	"                to FILE, and \"last\" after MS; -1: it ignores TERM\n"
	"orphans N [HOW] make N orphans that end at once. HOW: told (the pids\n"
	"                come by descriptor 3), late (read after they have all\n"
	"                ended), unread, closed\n"
	"none            wait until there is no zombie\n"
	"bomb N          fork until there are N processes, and go on trying\n"
	"comets N        N families: the parent ends when its child is born\n"
	"flood N         send PID 1 signals without end, from N processes\n"
	"terms N         the same with SIGTERM\n"
	"limit N CMD...  run CMD with RLIMIT_NPROC N\n"
	"notty CMD...    run CMD without a controlling terminal\n"
	"group CMD...    run CMD in a process group of its own\n";

#define LIFE 50	      /* seconds */
#define PIDS 4194304  /* more there can't be */
#define BATCH 10      /* orphans of one parent */
#define SMALL 4096    /* bytes of a pipe that is soon full */
#define PATIENCE 5000 /* ms */

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "brood: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int die(int sig)
{
	sigset_t none;

	prctl(PR_SET_DUMPABLE, 0); /* no core */
	sigemptyset(&none);
	signal(sig, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	kill(getpid(), sig);
	return 1;
}

static int send_signals(char *argv[])
{
	pid_t pid = atoi(*argv);

	while (*++argv) {
		printf("signal %s\n", *argv);
		fflush(stdout);
		if (kill(pid, atoi(*argv)))
			fail("send a signal");
	}
	return 0;
}

static void write_line(const char *file, const char *line)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0644);

	if (fd < 0 || write(fd, line, strlen(line)) < 0)
		fail("write a line");
	close(fd);
}

/* TERM is blocked: nothing is lost before it is waited for. */
static void live(const char *file, int ms, const sigset_t *term)
{
	int sig;

	alarm(LIFE);
	if (ms < 0)
		for (;;)
			pause();
	sigwait(term, &sig);
	write_line(file, "term\n");
	usleep((useconds_t)ms * 1000);
	write_line(file, "last\n");
}

static int make_daemon(const char *file, int ms)
{
	int nowhere = open("/dev/null", O_RDWR);
	int32_t pid;
	sigset_t term;
	int ends[2];

	if (nowhere < 0 || pipe2(ends, O_CLOEXEC))
		fail("make a pipe");
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, NULL);
	if (ms < 0)
		signal(SIGTERM, SIG_IGN);
	if (fork() == 0) {
		setsid();
		pid = fork();
		if (pid)
			_exit(write(ends[1], &pid, sizeof pid) < 0);
		for (int fd = 0; fd < 3; fd++)
			dup2(nowhere, fd);
		close(ends[0]);
		close(ends[1]);
		live(file, ms, &term);
		_exit(0);
	}
	wait(NULL);
	if (read(ends[0], &pid, sizeof pid) != sizeof pid || pid < 0)
		fail("make a daemon");
	printf("%d\n", (int)pid);
	return 0;
}

/* Between the pids that were made and those that were told. */
struct tally {
	signed char owed[PIDS];
	int told;
};

/* Wait for at most ms: how many pids were read, -1 at the end of the file. */
static int hear(struct tally *t, int ms)
{
	struct pollfd in = {.fd = 3, .events = POLLIN};
	int32_t pids[256];
	ssize_t n;

	if (poll(&in, 1, ms) <= 0)
		return 0;
	n = read(3, pids, sizeof pids);
	if (n <= 0 || n % 4)
		return -1;
	for (n /= 4; n > 0; n--, t->told++)
		if (pids[n - 1] > 0 && pids[n - 1] < PIDS)
			t->owed[pids[n - 1]]--;
	return 1;
}

static void make_batch(int32_t *pids, int n)
{
	pid_t parent = fork();
	int status;

	if (parent < 0)
		fail("fork");
	if (parent == 0) {
		for (int i = 0; i < n; i++) {
			pid_t pid = fork();

			if (pid <= 0)
				_exit(pid < 0);
			pids[i] = pid;
		}
		_exit(0);
	}
	if (waitpid(parent, &status, 0) != parent || status)
		fail("make orphans");
}

static int is_even(const struct tally *t, int n)
{
	int bad = 0;

	for (int pid = 0; pid < PIDS; pid++) {
		if (t->owed[pid] && bad++ < 10)
			printf("pid %d: told %d too few\n", pid, t->owed[pid]);
	}
	printf("%d made, %d told\n", n, t->told);
	return !bad && t->told == n;
}

/* A grandchild's pid stands in pids before its parent ends; never 0. */
static int orphans(int n, const char *how)
{
	int32_t *pids = mmap(NULL, sizeof *pids * (size_t)n,
		PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int told = !strcmp(how, "told"), late = !strcmp(how, "late");
	int unread = !strcmp(how, "unread"), ms = PATIENCE;
	static struct tally t;

	if (pids == MAP_FAILED)
		fail("get memory");
	if (!strcmp(how, "closed"))
		close(3);
	if ((late || unread) && fcntl(3, F_SETPIPE_SZ, SMALL) != SMALL)
		fail("make a pipe small");
	for (int i = 0; i < n; i += BATCH) {
		make_batch(pids + i, n - i < BATCH ? n - i : BATCH);
		while (told && hear(&t, 0) > 0)
			;
	}
	if (late)
		usleep(300000);
	if (!told && !late)
		return 0;
	while (t.told < n && hear(&t, ms) > 0)
		;
	hear(&t, 200); /* there must be no more */
	for (int i = 0; i < n; i++)
		t.owed[pids[i]]++;
	return !is_even(&t, n);
}

static int zombies(void)
{
	FILE *f = popen("grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null |"
			"wc -l",
		"r");
	int n;

	if (!f || fscanf(f, "%d", &n) != 1)
		fail("look for zombies");
	pclose(f);
	return n;
}

static int wait_for_none(void)
{
	int n = zombies();

	for (int ms = 0; n && ms < PATIENCE; ms += 50) {
		usleep(50000);
		n = zombies();
	}
	if (n)
		printf("%d zombies\n", n);
	return n != 0;
}

static void set_limit(int n)
{
	struct rlimit limit = {(rlim_t)n, (rlim_t)n};

	if (setrlimit(RLIMIT_NPROC, &limit))
		fail("set a limit");
}

static void bomb(time_t end)
{
	while (time(NULL) < end)
		if (fork() < 0)
			sched_yield();
}

static void comet(time_t end)
{
	while (time(NULL) < end)
		if (fork() > 0)
			return;
}

/* From many processes: more than PID 1 takes in its share of the time. */
static void flood(time_t end)
{
	while (time(NULL) < end) {
		for (int i = 0; i < 1000; i++) {
			kill(1, SIGCHLD);
			kill(1, SIGRTMIN + 1); /* these queue */
		}
	}
}

/* The same with one that asks for the way down. */
static void flood_of_term(time_t end)
{
	while (time(NULL) < end)
		for (int i = 0; i < 1000; i++)
			kill(1, SIGTERM);
}

/* All of them ignore TERM. */
static int let_loose(int n, void (*what)(time_t))
{
	time_t end = time(NULL) + LIFE;

	signal(SIGTERM, SIG_IGN);
	for (int i = 0; i < n; i++) {
		pid_t pid;

		while ((pid = fork()) < 0 && time(NULL) < end)
			sched_yield();
		if (pid == 0) {
			what(end);
			_exit(0);
		}
	}
	usleep(300000);
	return 0;
}

static int run(char *argv[])
{
	execvp(*argv, argv);
	fail(*argv);
}

/* Its leader gives the terminal up, for another session to take. */
static int run_without_terminal(char *argv[])
{
	signal(SIGHUP, SIG_IGN);
	if (ioctl(0, TIOCNOTTY))
		fail("give the terminal up");
	signal(SIGHUP, SIG_DFL);
	return run(argv);
}

int main(int argc, char *argv[])
{
	const char *verb = argc > 1 ? argv[1] : "";
	int n = argc > 2 ? atoi(argv[2]) : 0;

	if (!strcmp(verb, "none"))
		return wait_for_none();
	if (!strcmp(verb, "exit") && argc == 3)
		return n;
	if (!strcmp(verb, "die") && argc == 3)
		return die(n);
	if (!strcmp(verb, "signal") && argc > 3)
		return send_signals(argv + 2);
	if (!strcmp(verb, "daemon") && argc == 4)
		return make_daemon(argv[2], atoi(argv[3]));
	if (!strcmp(verb, "orphans") && (argc == 3 || argc == 4))
		return orphans(n, argc == 4 ? argv[3] : "");
	if (!strcmp(verb, "notty") && argc > 2)
		return run_without_terminal(argv + 2);
	if (!strcmp(verb, "group") && argc > 2) {
		setpgid(0, 0);
		execvp(argv[2], argv + 2);
		fail(argv[2]);
	}
	if (!strcmp(verb, "comets") && argc == 3) {
		set_limit(10 * n); /* unreaped, they are still many */
		return let_loose(n, comet);
	}
	if (!strcmp(verb, "flood") && argc == 3)
		return let_loose(n, flood);
	if (!strcmp(verb, "terms") && argc == 3)
		return let_loose(n, flood_of_term);
	if (!strcmp(verb, "bomb") && argc == 3) {
		set_limit(n);
		return let_loose(1, bomb);
	}
	if (!strcmp(verb, "limit") && argc > 3) {
		set_limit(n);
		return run(argv + 3);
	}
	fputs(usage, stderr);
	return 2;
}
