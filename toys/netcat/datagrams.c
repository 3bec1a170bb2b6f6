/* datagrams.c - a server of datagrams, with a COMMAND for each peer or, without
 * one, a relay for one peer after another.
 *
 * A socket connected to one peer gets nothing of the others', but what came
 * before it was connected lies in the one that listens, in an order that
 * counts. So one process reads that one socket and passes on to each COMMAND
 * what its peer sent, and to the peer what COMMAND wrote. What a COMMAND
 * doesn't take at once is held here, and so is what came for one that is yet to
 * be started; in all up to a limit, beyond which datagrams are dropped, as a
 * full socket's are. So no COMMAND has another wait.
 *
 * A relay is a child in COMMAND's place; it has datagrams on both sides and
 * sees to dumps and time limits itself. */
#include <time.h> /* errqueue.h needs it */

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "datagrams.h"
#include "dump.h"
#include "say.h"
#include "wait.h"

#define DATAGRAM 65536 /* no datagram is larger */
#define ANSWER 8192    /* nor one of ours */
#define MOST_HELD (16 * 1024 * 1024)
#define IN_A_ROW 64 /* datagrams that are read before others have a turn */

struct held {
	struct held *next;
	size_t at, end; /* of what is still to be brought */
	char bytes[];
};

struct peer {
	struct sockaddr_storage at;
	bool gone;     /* what comes from there is another peer's */
	bool silent;   /* its relay sends no more */
	pid_t pid;     /* COMMAND, if it has begun and hasn't ended */
	int fd;	       /* our end of its input and output, or -1 */
	unsigned slot; /* of what is polled, or 0 */
	int64_t idle;  /* a deadline */
	struct held *first, **last;
	struct dump in_dump, out_dump;
};

struct post {
	struct server *s;
	bool relaying;	     /* there is no COMMAND */
	struct peer **peers; /* in the order in which they came */
	size_t n;
	struct pollfd *polled;
	size_t held;   /* bytes */
	int64_t start; /* no COMMAND is started before */
	char in[DATAGRAM], out[DATAGRAM];
};

static struct peer *find(
	const struct post *d, const struct sockaddr_storage *at)
{
	for (size_t i = 0; i < d->n; i++)
		if (!d->peers[i]->gone &&
			!memcmp(&d->peers[i]->at, at, sizeof *at))
			return d->peers[i];
	return NULL;
}

static struct peer *add(struct post *d, const struct sockaddr_storage *at)
{
	const struct options *o = d->s->o;
	struct peer *p = xcalloc(1, sizeof *p);
	int fd = d->relaying ? -1 : o->dump;

	p->at = *at;
	p->fd = -1;
	p->last = &p->first;
	p->in_dump =
		(struct dump){.fd = fd, .mark = '<', .streaming = o->streaming};
	p->out_dump =
		(struct dump){.fd = fd, .mark = '>', .streaming = o->streaming};
	d->peers = xrealloc(d->peers, (d->n + 1) * sizeof *d->peers);
	d->polled = xrealloc(d->polled, (d->n + 3) * sizeof *d->polled);
	d->peers[d->n++] = p;
	d->held += sizeof *p;
	return p;
}

static void drop_first(struct post *d, struct peer *p)
{
	struct held *h = p->first;

	d->held -= sizeof *h + h->end;
	p->first = h->next;
	if (!p->first)
		p->last = &p->first;
	free(h);
}

/* The peer or its COMMAND is gone, and so is what is held for them. */
static void let_go(struct post *d, struct peer *p)
{
	p->gone = true;
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	while (p->first)
		drop_first(d, p);
	if (dump_flush(&p->in_dump) < 0 || dump_flush(&p->out_dump) < 0)
		say("write the dump:");
}

/* The same, and COMMAND is no longer wanted. */
static void lose(struct post *d, struct peer *p, const char *what)
{
	say("%s:", what);
	let_go(d, p);
	if (p->pid)
		kill(p->pid, SIGTERM);
}

static void dump(struct post *d, struct peer *p, struct dump *to,
	const char *bytes, size_t n)
{
	p->idle = d->relaying ? NEVER : after(d->s->o->idle);
	if (to->fd >= 0 && dump_bytes(to, bytes, n) < 0)
		lose(d, p, "write the dump");
}

static void hold(struct post *d, struct peer *p, const char *bytes, size_t n)
{
	struct held *h = xmalloc(sizeof *h + n);

	*h = (struct held){.end = n};
	memcpy(h->bytes, bytes, n);
	*p->last = h;
	p->last = &h->next;
	d->held += sizeof *h + n;
}

/* Bring to COMMAND what it takes now of n bytes: how many, or -1 with errno. */
static ssize_t bring(const struct peer *p, const char *bytes, size_t n)
{
	ssize_t sent = send(p->fd, bytes, n, MSG_DONTWAIT);

	return sent < 0 && errno == EAGAIN ? 0 : sent;
}

/* 0; or -1 when COMMAND can't take it any more. */
static int pass(struct post *d, struct peer *p, size_t n)
{
	ssize_t sent = 0;

	if (n && p->fd >= 0 && !p->first)
		sent = bring(p, d->in, n);
	if (sent < 0)
		return -1;
	if ((size_t)sent < n && (sent || d->held < MOST_HELD))
		hold(d, p, d->in + sent, n - (size_t)sent);
	return 0;
}

static void pass_held(struct post *d, struct peer *p)
{
	while (p->first) {
		struct held *h = p->first;
		ssize_t sent = bring(p, h->bytes + h->at, h->end - h->at);

		if (sent > 0)
			p->idle = after(d->s->o->idle);
		if (sent >= 0)
			h->at += (size_t)sent;
		if (sent >= 0 && h->at < h->end)
			return;
		drop_first(d, p); /* it is there, or never will be */
	}
}

/* Send n bytes to a peer: 0, or -1 with errno. A socket tells once of an error
 * that an earlier datagram met, maybe another peer's. One that the network has
 * no room for is lost, as on its way. */
static int send_to(const struct post *d, const struct peer *p, size_t n)
{
	int fd = d->s->listener, errors = 0;

	while (sendto(fd, d->out, n, 0, (const struct sockaddr *)&p->at,
		       sizeof p->at) < 0) {
		struct pollfd room = {fd, POLLOUT, 0};

		if (errno == ENOBUFS)
			break;
		if (errno == EAGAIN)
			poll_until(&room, 1, NEVER);
		else if (++errors == 8)
			return -1;
	}
	return 0;
}

/* Send what COMMAND wrote: false if there was nothing. */
static bool answer(struct post *d, struct peer *p)
{
	size_t most = d->relaying ? sizeof d->out : ANSWER;
	ssize_t n = recv(p->fd, d->out, most, MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return false;
	if (n <= 0) {
		p->silent = true; /* a relay still reads */
		if (!d->relaying)
			let_go(d, p);
		return false;
	}
	if (send_to(d, p, (size_t)n) < 0)
		lose(d, p, "write to the network");
	else
		dump(d, p, &p->out_dump, d->out, (size_t)n);
	return !p->gone;
}

/* A datagram of n bytes. What comes for a COMMAND or a relay that has just
 * ended begins another. */
static void receive(struct post *d, const struct sockaddr_storage *at, size_t n)
{
	struct peer *p = find(d, at);

	if (p && pass(d, p, n) < 0) {
		while (answer(d, p))
			;
		if (d->relaying)
			let_go(d, p);
		if (!p->gone)
			return; /* it only reads no more */
		p = NULL;
	}
	if (!p) {
		if (d->held >= MOST_HELD)
			return;
		p = add(d, at);
		pass(d, p, n);
	}
	dump(d, p, &p->in_dump, d->in, n);
}

static void read_datagrams(struct post *d)
{
	struct sockaddr_storage at;
	socklen_t len;
	ssize_t n;

	for (int i = 0; i < IN_A_ROW; i++) {
		len = sizeof at;
		memset(&at, 0, sizeof at);
		n = recvfrom(d->s->listener, d->in, sizeof d->in, 0,
			(struct sockaddr *)&at, &len);
		if (n >= 0)
			receive(d, &at, (size_t)n);
		else if (errno == EAGAIN)
			break;
	}
}

/* Has this message the error of a peer that is no more? */
static bool is_refusal(struct msghdr *m)
{
	struct sock_extended_err e;
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_len < CMSG_LEN(sizeof e) ||
			(c->cmsg_type != IP_RECVERR &&
				c->cmsg_type != IPV6_RECVERR))
			continue;
		memcpy(&e, CMSG_DATA(c), sizeof e);
		if (e.ee_errno == ECONNREFUSED)
			return true;
	}
	return false;
}

static void read_errors(struct post *d)
{
	struct sockaddr_storage at;
	_Alignas(struct cmsghdr) char control[512];
	struct msghdr m;
	struct peer *p;

	for (;;) {
		memset(&at, 0, sizeof at);
		m = (struct msghdr){.msg_name = &at,
			.msg_namelen = sizeof at,
			.msg_control = control,
			.msg_controllen = sizeof control};
		if (recvmsg(d->s->listener, &m, MSG_ERRQUEUE) < 0)
			break;
		p = is_refusal(&m) ? find(d, &at) : NULL;
		errno = ECONNREFUSED;
		if (p)
			lose(d, p, "write to the network");
	}
}

static int start(struct post *d, struct peer *p)
{
	int type = d->relaying ? SOCK_SEQPACKET : SOCK_STREAM, pair[2];

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) < 0) {
		say("make a socket:");
		return -1;
	}
	p->pid = start_child(d->s, pair[1]);
	close(pair[1]);
	if (p->pid < 0) {
		p->pid = 0;
		close(pair[0]);
		return -1;
	}
	p->fd = pair[0];
	if (d->relaying)
		d->start = NEVER; /* until it has ended */
	pass_held(d, p);
	return 0;
}

static bool is_new(const struct peer *p)
{
	return p->fd < 0 && !p->gone;
}

/* One at a time, and then see what has come meanwhile. When there are too many
 * already, some have to end first. */
static void start_next(struct post *d)
{
	if (after(0) < d->start)
		return;
	for (size_t i = 0; i < d->n; i++) {
		if (!is_new(d->peers[i]))
			continue;
		if (start(d, d->peers[i]) < 0)
			d->start = after(100);
		return;
	}
}

static void reap(struct post *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct peer *p = d->peers[i];

		if (!p->pid || waitpid(p->pid, NULL, WNOHANG) != p->pid)
			continue;
		p->pid = 0;
		if (!d->relaying)
			continue;
		while (p->fd >= 0 && answer(d, p))
			;
		let_go(d, p);
		d->start = 0;
	}
}

/* Of those that are gone only who has a COMMAND that has yet to end stays. */
static void tidy_up(struct post *d)
{
	int64_t now = after(0);
	size_t kept = 0;

	for (size_t i = 0; i < d->n; i++) {
		struct peer *p = d->peers[i];

		if (!p->gone && !p->first && p->idle <= now)
			let_go(d, p);
		if (!p->gone || p->pid) {
			d->peers[kept++] = p;
			continue;
		}
		d->held -= sizeof *p;
		free(p);
	}
	d->n = kept;
}

/* When one of them is to be looked at, unless it is ready before. */
static int64_t deadline_of(const struct post *d, const struct peer *p)
{
	if (p->gone)
		return NEVER;
	if (is_new(p))
		return d->start;
	return p->first ? NEVER : p->idle;
}

/* Wait until something is ready or it is time for something: as poll(2). */
static int wait_for_any(struct post *d, int64_t deadline)
{
	unsigned n = 0;

	d->polled[n++] = (struct pollfd){d->s->signals, POLLIN, 0};
	d->polled[n++] = (struct pollfd){d->s->listener, POLLIN, 0};
	for (size_t i = 0; i < d->n; i++) {
		struct peer *p = d->peers[i];
		short events = p->silent ? 0 : POLLIN;

		if (p->first)
			events |= POLLOUT;
		if (deadline_of(d, p) < deadline)
			deadline = deadline_of(d, p);
		p->slot = p->fd < 0 ? 0 : n;
		if (p->slot)
			d->polled[n++] = (struct pollfd){p->fd, events, 0};
	}
	return poll_until(d->polled, n, deadline);
}

/* COMMANDs come first: the end of one may be there, and its peer's next. */
static void serve_ready(struct post *d)
{
	short from_net = d->polled[1].revents;

	for (size_t i = 0; i < d->n; i++) {
		struct peer *p = d->peers[i];
		short ready = p->slot ? d->polled[p->slot].revents : 0;

		if (ready & ~POLLOUT)
			answer(d, p);
		if (ready & POLLOUT && !p->gone)
			pass_held(d, p);
	}
	if (from_net & POLLERR)
		read_errors(d);
	if (from_net & POLLIN)
		read_datagrams(d);
	start_next(d);
	tidy_up(d);
}

static void end_by(struct post *d, int sig)
{
	close_listener(d->s);
	for (size_t i = 0; i < d->n; i++)
		if (d->peers[i]->pid)
			kill(d->peers[i]->pid, sig);
	die_of(d->s, sig);
}

static int loop(struct post *d)
{
	int64_t deadline = after(d->s->o->wait);
	int n, sig;

	while ((n = wait_for_any(d, deadline)) >= 0) {
		if (!n && !d->n)
			return give_up(d->s);
		sig = d->polled[0].revents ? read_signal(d->s->signals) : 0;
		if (sig == SIGCHLD)
			reap(d);
		else if (sig)
			end_by(d, sig);
		serve_ready(d);
		if (d->n)
			deadline = NEVER;
	}
	say("wait:");
	return FAILED;
}

int serve_datagrams(struct server *s)
{
	struct post d = {.s = s,
		.relaying = !*s->o->words,
		.polled = xcalloc(2, sizeof *d.polled)};
	int on = 1, status;

	/* Tell of each peer that is gone, though none is the socket's own. */
	setsockopt(s->listener, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
	setsockopt(s->listener, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
	status = loop(&d);
	free(d.polled);
	free(d.peers);
	return status;
}
