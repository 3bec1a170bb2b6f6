/* io_test.c - toys/lib/io.c: whole reads and writes against the kernel's short
 * ones. The oracle is the byte pattern, and what the kernel says of a file. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io.h"
#include "tap.h"

enum { BIG = 300000 }; /* several times what a pipe holds */

static volatile sig_atomic_t ticks;

static void tick(int sig)
{
	(void)sig;
	ticks++;
}

/* A SIGALRM every 2 ms that interrupts system calls, or none again. */
static void interrupt_calls(int on)
{
	struct sigaction sa = {.sa_handler = tick};
	struct itimerval every = {{0, on ? 2000 : 0}, {0, on ? 2000 : 0}};

	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	ticks = 0;
}

static unsigned char byte_at(size_t i)
{
	return (unsigned char)(i * 7 + i / 251);
}

static int is_pattern(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != byte_at(i))
			return 0;
	return 1;
}

static unsigned char *pattern(size_t len)
{
	unsigned char *p = malloc(len);

	if (!p)
		abort();
	for (size_t i = 0; i < len; i++)
		p[i] = byte_at(i);
	return p;
}

/* A child that writes the pattern in pieces, resting before every one; the end
 * to read from is returned. */
static int slow_writer(size_t len, size_t piece, useconds_t rest)
{
	int fd[2];

	if (pipe(fd))
		abort();
	if (!fork()) {
		unsigned char *p = pattern(len);

		for (size_t at = 0; at < len; at += piece) {
			usleep(rest);
			if (write(fd[1], p + at,
				    len - at < piece ? len - at : piece) < 0)
				_exit(1);
		}
		_exit(0);
	}
	close(fd[1]);
	return fd[0];
}

/* A child that reads in small pieces, with rests, and exits 0 if it got len
 * bytes of the pattern and the end; the end to write to is returned. */
static int slow_reader(size_t len)
{
	int fd[2];

	if (pipe(fd))
		abort();
	if (!fork()) {
		unsigned char *p = malloc(len + 1);
		size_t got = 0;
		ssize_t n;

		close(fd[1]);
		while ((n = read(fd[0], p + got,
				len + 1 - got < 9000 ? len + 1 - got : 9000)) >
			0) {
			got += (size_t)n;
			usleep(3000);
		}
		_exit(n != 0 || got != len || !is_pattern(p, len));
	}
	close(fd[0]);
	return fd[1];
}

static int child_failed(void)
{
	int status;

	return wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status);
}

static void read_short_pieces(void)
{
	unsigned char buf[4000];
	int fd = slow_writer(1000, 37, 500);

	IS_INT(read_all(fd, buf, 1000), 1000, "read_all joins short reads");
	OK(is_pattern(buf, 1000), "and in their order");
	IS_INT(read_all(fd, buf, 1), 0, "read_all at the end gives 0");
	close(fd);
	OK(!child_failed(), "the writer wrote all");

	fd = slow_writer(1000, 37, 0);
	IS_INT(read_all(fd, buf, sizeof buf), 1000,
		"read_all stops at the end of the file");
	close(fd);
	child_failed();

	fd = slow_writer(1000, 37, 500);
	IS_INT(read_all(fd, buf, 100), 100,
		"read_all takes no more than asked");
	IS_INT(read_all(fd, buf + 100, 900), 900, "the rest is still there");
	OK(is_pattern(buf, 1000), "and goes on where it stopped");
	IS_INT(read_all(-1, buf, 0), 0, "read_all of no bytes does nothing");
	close(fd);
	child_failed();
}

static void read_interrupted(void)
{
	unsigned char buf[1000];
	int fd = slow_writer(1000, 100, 20000);

	interrupt_calls(1);
	IS_INT(read_all(fd, buf, 1000), 1000, "read_all goes on after EINTR");
	OK(ticks > 5, "there were signals");
	interrupt_calls(0);
	OK(is_pattern(buf, 1000), "and lost nothing");
	close(fd);
	child_failed();
}

static void write_to_slow_reader(void)
{
	unsigned char *p = pattern(BIG);
	int fd = slow_reader(BIG);

	IS_INT(write_all(fd, p, BIG), 0, "write_all fills a slow pipe");
	close(fd);
	OK(!child_failed(), "the reader got every byte");

	fd = slow_reader(BIG);
	interrupt_calls(1);
	IS_INT(write_all(fd, p, BIG), 0,
		"write_all goes on after EINTR and short writes");
	OK(ticks > 5, "there were signals");
	interrupt_calls(0);
	close(fd);
	OK(!child_failed(), "the reader got every byte, once");
	free(p);
}

static void failing_calls(void)
{
	char buf[8];
	int full = open("/dev/full", O_WRONLY);
	int folder = open("/", O_RDONLY);
	int fd[2];

	IS_INT(write_all(full, "x", 1), -1, "write_all to a full disk fails");
	IS_INT(errno, ENOSPC, "with ENOSPC");
	IS_INT(write_all(full, "", 0), 0, "write_all of no bytes does nothing");
	IS_INT(read_all(folder, buf, sizeof buf), -1, "read_all of / fails");
	IS_INT(errno, EISDIR, "with EISDIR");
	close(full);
	close(folder);

	if (pipe(fd))
		abort();
	close(fd[0]);
	signal(SIGPIPE, SIG_IGN);
	IS_INT(write_all(fd[1], "x", 1), -1, "write_all to nobody fails");
	IS_INT(errno, EPIPE, "with EPIPE");
	signal(SIGPIPE, SIG_DFL);
	close(fd[1]);
}

/* Some bytes are taken, then the reader goes: the failure must not be lost. */
static void reader_leaves(void)
{
	unsigned char *p = pattern(BIG);
	int fd[2];

	if (pipe(fd))
		abort();
	if (!fork()) {
		unsigned char buf[100];

		_exit(read(fd[0], buf, sizeof buf) != sizeof buf);
	}
	close(fd[0]);
	signal(SIGPIPE, SIG_IGN);
	IS_INT(write_all(fd[1], p, BIG), -1, "write_all fails half way");
	IS_INT(errno, EPIPE, "with EPIPE");
	signal(SIGPIPE, SIG_DFL);
	close(fd[1]);
	child_failed();
	free(p);
}

/* The name of a new file with this text; the caller removes it. */
static const char *make_file(const char *text)
{
	static char path[64];
	int fd;

	strcpy(path, "/tmp/io_test.XXXXXX");
	fd = mkstemp(path);
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
	return path;
}

static int lowest_free_fd(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

static void read_files(void)
{
	char buf[8];
	int before = lowest_free_fd();
	const char *path = make_file("");

	memset(buf, 'x', sizeof buf);
	IS_INT(read_file(path, buf, sizeof buf), 0, "an empty file is 0 bytes");
	IS_STR(buf, "", "and an empty string");
	unlink(path);

	path = make_file("1234567");
	IS_INT(read_file(path, buf, sizeof buf), 7, "a file that just fits");
	IS_STR(buf, "1234567", "is whole");
	IS_INT(read_file(path, buf, 1), 0,
		"a buffer of 1 has room for the NUL");
	IS_STR(buf, "", "alone");
	unlink(path);

	path = make_file("12345678");
	IS_INT(read_file(path, buf, sizeof buf), 7, "a longer file is cut");
	IS_STR(buf, "1234567", "and ends in a NUL");
	unlink(path);

	IS_INT(read_file(path, buf, sizeof buf), -1, "a missing file fails");
	IS_INT(errno, ENOENT, "with ENOENT");
	memset(buf, 'x', sizeof buf);
	IS_INT(read_file("/", buf, sizeof buf), -1, "a folder fails");
	IS_INT(errno, EISDIR, "with EISDIR, after the close");
	IS_STR(buf, "", "and leaves an empty string");
	OK(read_file("/proc/self/stat", buf, sizeof buf) == 7,
		"/proc can be read");
	IS_INT(lowest_free_fd(), before, "no file is left open");
}

static void write_files(void)
{
	char buf[16];
	int before = lowest_free_fd();
	const char *path = make_file("");

	IS_INT(write_file(path, "some\ntext"), 0, "write_file writes");
	read_file(path, buf, sizeof buf);
	IS_STR(buf, "some\ntext", "what it was given");
	IS_INT(write_file(path, "SO"), 0, "write_file again");
	read_file(path, buf, sizeof buf);
	IS_STR(buf, "SOme\ntext", "writes over and truncates nothing");
	unlink(path);
	IS_INT(write_file(path, "x"), -1, "a missing file fails");
	IS_INT(errno, ENOENT, "with ENOENT");
	IS_INT(access(path, F_OK), -1, "and is not made");
	IS_INT(write_file("/dev/full", "x"), -1, "a full disk fails");
	IS_INT(errno, ENOSPC, "with ENOSPC, after the close");
	IS_INT(lowest_free_fd(), before, "no file is left open");
}

int main(void)
{
	PLAN(51);
	read_short_pieces();
	read_interrupted();
	write_to_slow_reader();
	failing_calls();
	reader_leaves();
	read_files();
	write_files();
	return done();
}
