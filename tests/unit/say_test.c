/* say_test.c - toys/lib/say.c and die.c: what a message looks like, to the
 * byte, and that it is one write(2).
 *
 * Standard error is a SOCK_SEQPACKET socket here: one recv(2) gives exactly
 * what one write(2) sent. */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "die.h"
#include "say.h"
#include "tap.h"

enum { LIMIT = 1023 }; /* of a message with its newline, from say.h */

struct catcher {
	int end, saved; /* our end of the socket; the real standard error */
	char text[4096];
};

static void catch_stderr(struct catcher *c)
{
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd))
		abort();
	c->saved = dup(2);
	c->end = fd[0];
	dup2(fd[1], 2);
	close(fd[1]);
}

/* The next message as a string, NULL if there is none. */
static const char *caught(struct catcher *c)
{
	ssize_t n = recv(c->end, c->text, sizeof c->text - 1, MSG_DONTWAIT);

	if (n <= 0)
		return NULL;
	c->text[n] = 0;
	return c->text;
}

static void release_stderr(struct catcher *c)
{
	dup2(c->saved, 2);
	close(c->saved);
	close(c->end);
}

static void formats(struct catcher *c)
{
	say("open %s", "file");
	IS_STR(caught(c), "prog: open file\n", "a message has prog: before it");
	say("%d%% of %c", 7, 'x');
	IS_STR(caught(c), "prog: 7% of x\n", "printf's conversions");
	say("%s", "open file:");
	IS_STR(caught(c), "prog: open file:\n",
		"a ':' at the end of the text, not of the format, is plain");
	say("100%%");
	IS_STR(caught(c), "prog: 100%\n", "a percent at the end");
	say("%s", "");
	IS_STR(caught(c), "prog: \n", "an empty text");
	errno = ENOENT;
	/* through a pointer: the compiler warns of an empty format */
	const char *volatile empty = "";
	say(empty, 0);
	IS_STR(caught(c), "prog: \n", "an empty format");
}

static void errnos(struct catcher *c)
{
	char want[256];

	errno = ENOENT;
	say("open %s:", "file");
	IS_INT(errno, ENOENT, "errno is kept");
	snprintf(want, sizeof want, "prog: open file: %s\n", strerror(ENOENT));
	IS_STR(caught(c), want, "a format that ends in ':' tells errno");
	errno = 0;
	say(":");
	snprintf(want, sizeof want, "prog: : %s\n", strerror(0));
	IS_STR(caught(c), want, "a format of ':' alone");
	errno = EACCES;
	say("plain");
	IS_INT(errno, EACCES, "errno is kept without ':' too");
	IS_STR(caught(c), "prog: plain\n", "and not told");
	errno = ENOENT;
	say("mount: none");
	IS_STR(caught(c), "prog: mount: none\n", "a ':' inside is plain");
}

/* Is the message "prog: ", then n times x, then end and a newline? */
static int is_message(const char *s, size_t n, const char *end)
{
	char want[4096];

	memcpy(want, "prog: ", 6);
	memset(want + 6, 'x', n);
	snprintf(want + 6 + n, sizeof want - 6 - n, "%s\n", end);
	return s && !strcmp(s, want);
}

static void limits(struct catcher *c)
{
	char text[3001];
	size_t room = LIMIT - 6 - 1; /* prog: and the newline */
	size_t blank = room - 2;     /* a ':' and the blank after it */
	const char *why = strerror(ENOENT);
	char end[64];
	int good = 0;

	memset(text, 'x', sizeof text);
	for (size_t n = room - 1; n <= room + 2; n++) {
		say("%.*s", (int)n, text);
		OK(is_message(caught(c), n < room ? n : room, ""),
			"a text of %zu bytes", n);
		OK(!caught(c), "is one write");
	}
	say("%.*s", 3000, text);
	OK(is_message(caught(c), room, ""), "a text far too long is cut");
	OK(!caught(c), "and is one write");

	for (size_t n = 0; n <= strlen(why); n++) {
		snprintf(end, sizeof end, ": %.*s", (int)n, why);
		errno = ENOENT;
		say("%.*s:", (int)(blank - n), text);
		good += is_message(caught(c), blank - n, end) && !caught(c);
	}
	IS_INT(good, (int)strlen(why) + 1, "the reason is cut at any length");
	errno = ENOENT;
	say("%.*s:", (int)room - 1, text);
	OK(is_message(caught(c), room - 1, ":"), "no room for the reason");
	errno = ENOENT;
	say("%.*s:", (int)room, text);
	OK(is_message(caught(c), room, ""), "no room for the ':'");
	say("%.*s:", 3000, text);
	OK(is_message(caught(c), room, ""), "too long, with a reason");
	IS_INT(errno, ENOENT, "errno is kept when cut");
}

/* A program's name that leaves no room at all. */
static void long_name(struct catcher *c)
{
	static char name[2001];
	char *saved = program_invocation_short_name;
	const char *s;

	memset(name, 'n', sizeof name - 1);
	program_invocation_short_name = name;
	errno = ENOENT;
	say("open %s:", "file");
	program_invocation_short_name = saved;
	s = caught(c);
	IS_INT(s ? (long long)strlen(s) : -1, LIMIT, "a name too long is cut");
	OK(s && s[LIMIT - 2] == 'n' && s[LIMIT - 1] == '\n' && !caught(c),
		"and ends in a newline, in one write");
}

static void closed_stderr(void)
{
	int saved = dup(2);

	close(2);
	errno = ENOENT;
	say("nobody hears:");
	IS_INT(errno, ENOENT, "errno is kept when the write fails");
	dup2(saved, 2);
	close(saved);
}

static void deaths(struct catcher *c)
{
	int status;

	if (!fork()) {
		errno = ENOENT;
		die("open %s:", "file");
	}
	wait(&status);
	OK(WIFEXITED(status), "die exits");
	IS_INT(WEXITSTATUS(status), 1, "with 1");
	OK(is_message(caught(c), 0, "open file: No such file or directory"),
		"and says why");
	OK(!caught(c), "once");

	if (!fork())
		die_usage("-x: no such option");
	wait(&status);
	OK(WIFEXITED(status), "die_usage exits");
	IS_INT(WEXITSTATUS(status), 2, "with 2");
	IS_STR(caught(c), "prog: -x: no such option\n", "and names the word");
	OK(!caught(c), "once");
}

int main(void)
{
	static char name[] = "prog";
	struct catcher c;

	program_invocation_short_name = name;
	PLAN(38);
	catch_stderr(&c);
	formats(&c);
	errnos(&c);
	limits(&c);
	long_name(&c);
	deaths(&c);
	release_stderr(&c);
	closed_stderr();
	return done();
}
