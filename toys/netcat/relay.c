/* relay.c - both directions between the network and this side.
 *
 * Each direction ends by itself: when its source has ended and the last byte is
 * through, its target is told, and the other direction goes on. A peer that is
 * lost ends only what goes to it; what it had sent before is still brought. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dump.h"
#include "flow.h"
#include "net.h"
#include "relay.h"
#include "terminal.h"
#include "wait.h"
#include "say.h"

/* What goes into one datagram when the source has no such borders. */
#define DATAGRAM 8192

/* A terminal is told of the end after as many ms, since a COMMAND that has just
 * begun may still have to set its mode; and again, for the next who reads. One
 * that can't be told has so long to write what it has yet to say. */
#define SETTLE 300
#define SILENCE 2000

struct relay {
	const struct options *o;
	const struct ends *e;
	struct flow in, out; /* as seen from this side */
	struct dump in_dump, out_dump;
	bool in_done, out_done;
	bool stopped; /* whatever isn't done */
	bool left;    /* COMMAND has ended: what it wrote is all there is */
	enum status status;
	int64_t quit, idle;    /* deadlines */
	int64_t tell, silence; /* of a terminal: see SETTLE and SILENCE */
};

/* An output that is a pipe or a terminal once more, where O_NONBLOCK is
 * nobody's but ours. Not so an input: a named pipe that is opened when its
 * writers are gone shows no end. */
static int reopen(int fd)
{
	char path[32];
	struct stat st;
	int mine;

	if (!isatty(fd) && (fstat(fd, &st) < 0 || !S_ISFIFO(st.st_mode)))
		return fd;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	mine = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return mine < 0 ? fd : mine;
}

static void set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* The network is broken: nothing more can be sent. */
static void lose(struct relay *r, const char *what)
{
	if (r->status == DONE)
		r->status = net_lost(what);
	r->out_done = true;
	r->stopped |= r->o->type == SOCK_DGRAM;
}

static void fail(struct relay *r, const char *what)
{
	say("%s:", what);
	r->status = FAILED;
	r->stopped = true;
}

static void end_dump(struct relay *r, struct dump *d)
{
	if (dump_flush(d) < 0)
		fail(r, "write the dump");
}

/* Tell this side that nothing more comes. */
static void end_in(struct relay *r)
{
	r->in_done = true;
	end_dump(r, &r->in_dump);
	if (r->e->command && r->in.out_socket) {
		shutdown(r->in.out, SHUT_WR);
	} else if (r->e->command) {
		r->tell = after(SETTLE);
		r->silence = after(SILENCE);
	} else if (!r->o->many && r->o->dump != STDOUT_FILENO) {
		/* Who reads our output sees its end when the last is closed. */
		if (r->in.out != r->e->out)
			close(r->in.out);
		close(r->e->out);
		open("/dev/null", O_WRONLY | O_CLOEXEC);
	}
}

/* Tell the peer. */
static void end_out(struct relay *r)
{
	r->out_done = true;
	end_dump(r, &r->out_dump);
	shutdown(r->e->net, SHUT_WR);
	r->quit = after(r->o->quit);
}

enum step { WENT, SOURCE_ENDED, SOURCE_BROKE, TARGET_BROKE };

static enum step fill(struct relay *r, struct flow *f, struct dump *d)
{
	int n = flow_fill(f);

	if (n < 0)
		return SOURCE_BROKE;
	if (f->ended)
		return SOURCE_ENDED;
	if (n && r->o->dump >= 0 && dump_bytes(d, f->buf, f->end) < 0)
		fail(r, "write the dump");
	/* Standard output is the dump's, then. */
	if (d == &r->in_dump && !r->e->command && r->o->dump == STDOUT_FILENO)
		f->at = f->end;
	return WENT;
}

/* One direction, of which p tells what is ready: its source, its target. */
static enum step step(
	struct relay *r, struct flow *f, struct dump *d, const struct pollfd *p)
{
	enum step s = WENT;
	bool ready = p[1].revents;

	if (!p[0].revents && !ready)
		return WENT;
	r->idle = after(r->o->idle);
	if (r->tell != NEVER)
		r->silence = after(SILENCE);
	if (!flow_holds(f)) {
		s = fill(r, f, d);
		ready = f->eager;
	}
	if (s == WENT && ready && flow_holds(f) && flow_drain(f) < 0)
		return TARGET_BROKE;
	return s;
}

static void step_in(struct relay *r, const struct pollfd *p)
{
	switch (step(r, &r->in, &r->in_dump, p)) {
	case SOURCE_BROKE:
		lose(r, "read from the network");
		end_in(r);
		break;
	case SOURCE_ENDED:
		end_in(r);
		break;
	case TARGET_BROKE:
		if (r->e->command)
			r->in_done = true; /* it has ended: so will out */
		else
			fail(r, "write standard output");
		break;
	case WENT:
		break;
	}
}

static void step_out(struct relay *r, const struct pollfd *p)
{
	switch (step(r, &r->out, &r->out_dump, p)) {
	case SOURCE_BROKE:
		if (!r->e->command) {
			fail(r, "read standard input");
			break;
		}
		/* It ended without reading all. */
		/* fall through */
	case SOURCE_ENDED:
		end_out(r);
		break;
	case TARGET_BROKE:
		lose(r, "write to the network");
		break;
	case WENT:
		break;
	}
}

/* The peer was lost, or closed both directions, while we had nothing to say. */
static void look_at_peer(struct relay *r, int revents)
{
	if (r->out_done || flow_holds(&r->out) ||
		!(revents & (POLLERR | POLLHUP)))
		return;
	if (net_error(r->e->net) < 0)
		lose(r, "wait for the network");
	r->out_done = true;
}

static bool is_finished(const struct relay *r)
{
	if (r->stopped || (r->in_done && r->out_done))
		return true;
	if (r->e->command)
		return r->out_done;
	/* No end is to be expected from a person, or from what isn't read. */
	return r->in_done && !flow_holds(&r->out) &&
	       (r->o->deaf || isatty(r->e->in));
}

static void arm(struct pollfd *p, const struct flow *f, bool done)
{
	bool holds = flow_holds(f);

	p[0] = (struct pollfd){done || holds ? -1 : f->in, POLLIN, 0};
	p[1] = (struct pollfd){done || !holds ? -1 : f->out, POLLOUT, 0};
}

/* A peer that has ended may only listen, or be gone: nothing shows it but the
 * answer to what is sent. So it is kept until somebody else waits, and until
 * the input is silent: a file gets through whole. */
static int next_of(const struct relay *r, const struct pollfd *in)
{
	return r->in_done && in->fd >= 0 ? r->e->next : -1;
}

static void look_at_next(struct relay *r, const struct pollfd *in, int revents)
{
	if (revents && !in->revents && !r->out_done)
		end_out(r);
}

/* A signal for us is for COMMAND; one that clings to its terminal is hung up
 * after a while. */
static void pass_signal(struct relay *r)
{
	int sig = read_signal(r->e->signals);
	siginfo_t info = {0};

	if (sig && sig != SIGCHLD) {
		kill(r->e->command, sig);
		if (r->o->tty)
			r->quit = after(SILENCE);
	} else if (!waitid(P_PID, (id_t)r->e->command, &info,
			   WEXITED | WNOHANG | WNOWAIT)) {
		r->left = info.si_pid;
	}
}

static void attend(struct relay *r, const struct pollfd *p)
{
	if (!r->in_done)
		step_in(r, p);
	if (!r->out_done)
		step_out(r, p + 2);
	look_at_peer(r, p[4].revents);
	look_at_next(r, p + 2, p[5].revents);
	if (p[6].revents)
		pass_signal(r);
}

static void time_out(struct relay *r)
{
	r->stopped = true;
	/* Of datagrams there is no other end. */
	if (r->o->type == SOCK_DGRAM)
		return;
	errno = ETIMEDOUT;
	say("wait for the network:");
	r->status = TIMED_OUT;
}

static void tell_terminal(struct relay *r)
{
	r->tell = after(SETTLE);
	if (terminal_end(r->in.out) < 0 && !flow_holds(&r->out) &&
		after(0) >= r->silence)
		r->stopped = true;
}

static void look_at_clock(struct relay *r, bool ready)
{
	int64_t now = after(0);

	if (now >= r->quit)
		r->stopped = true;
	else if (!ready && now >= r->idle)
		time_out(r);
	else if (now >= r->tell)
		tell_terminal(r);
}

static int64_t deadline_of(const struct relay *r)
{
	int64_t limit = r->quit < r->idle ? r->quit : r->idle;

	return r->tell < limit ? r->tell : limit;
}

static void loop(struct relay *r)
{
	struct pollfd p[7];
	bool last;
	int n;

	while (!is_finished(r)) {
		int64_t deadline = deadline_of(r);

		arm(p, &r->in, r->in_done);
		arm(p + 2, &r->out, r->out_done);
		p[4] = (struct pollfd){r->out_done ? -1 : r->e->net, 0, 0};
		p[5] = (struct pollfd){next_of(r, p + 2), POLLIN, 0};
		p[6] = (struct pollfd){r->e->signals, POLLIN, 0};
		last = r->left && !flow_holds(&r->out);
		n = poll_until(p, 7, last ? 0 : deadline);
		if (n < 0)
			fail(r, "wait");
		if (n > 0)
			attend(r, p);
		if (last && !p[2].revents && !r->out_done)
			end_out(r);
		if (deadline != NEVER && !is_finished(r))
			look_at_clock(r, n);
	}
}

static void open_dumps(struct relay *r)
{
	const struct options *o = r->o;

	r->in_dump = (struct dump){.fd = o->dump, .mark = '<'};
	r->out_dump = (struct dump){.fd = o->dump, .mark = '>'};
	r->in_dump.streaming = r->out_dump.streaming = o->streaming;
	if (o->dump >= 0)
		r->in.copying = r->out.copying = true;
}

static void open_datagrams(struct relay *r)
{
	r->in.peer_len = sizeof r->in.peer;
	r->in.datagrams =
		!getpeername(r->e->net, (struct sockaddr *)&r->in.peer,
			&r->in.peer_len) &&
		r->in.peer.ss_family != AF_UNIX;
	if (!r->in.datagrams) /* they come from our own server, by a pair */
		r->in.peer_len = 0;
	r->in.copying = r->out.copying = true;
	if (!r->out.in_socket)
		r->out.in_most = DATAGRAM;
}

enum status relay(const struct options *o, const struct ends *e)
{
	struct relay r = {.o = o, .e = e, .quit = NEVER, .tell = NEVER};
	int in = o->deaf ? -1 : e->in, out = e->out;

	set_nonblocking(e->net);
	if (e->command)
		set_nonblocking(in);
	else
		out = reopen(out);
	flow_open(&r.in, e->net, out);
	flow_open(&r.out, in, e->net);
	open_dumps(&r);
	if (o->type == SOCK_DGRAM)
		open_datagrams(&r);
	r.idle = after(o->idle);
	if (o->deaf && o->half)
		end_out(&r);
	loop(&r);
	end_dump(&r, &r.in_dump);
	end_dump(&r, &r.out_dump);
	flow_close(&r.in);
	flow_close(&r.out);
	/* A COMMAND that is about to end must not be hung up, then. */
	if (e->command && (r.in.out_socket || r.stopped || r.status))
		close(e->in);
	return r.status;
}

enum status relay_standard(const struct options *o, int net, int next)
{
	enum status status = relay(o, &(struct ends){.net = net,
					      .in = STDIN_FILENO,
					      .out = STDOUT_FILENO,
					      .signals = -1,
					      .next = next});

	return status ? status : net_close(o, net);
}
