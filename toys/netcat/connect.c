/* connect.c - a connection to where netcat's words say.
 *
 * A name may have many addresses, of which some never answer. So the next one
 * is tried beside those before it when they have failed or have been silent for
 * a while, and the first that answers wins (RFC 8305). The two families take
 * turns: often a whole one doesn't work. Each address has a time limit of its
 * own. */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <unistd.h>

#include "address.h"
#include "alloc.h"
#include "connect.h"
#include "io.h"
#include "net.h"
#include "say.h"
#include "wait.h"

#ifndef IP_BIND_ADDRESS_NO_PORT /* as in uClibc's headers */
#define IP_BIND_ADDRESS_NO_PORT 24
#endif

#define BESIDE 250 /* ms until the next is tried */

struct race {
	const struct options *o;
	const struct addrinfo *from; /* what to bind to; or NULL */
	const struct addrinfo **to;  /* in the order in which they are tried */
	struct pollfd *p;	     /* their sockets, or -1 */
	int64_t *deadlines;
	unsigned n, begun, open;
	int64_t next; /* when the next is tried */
	int error;    /* what is to be said when all have failed */
	bool unbound; /* that error's */
};

static int status_of(int error)
{
	switch (error) {
	case ECONNREFUSED:
		return REFUSED;
	case ETIMEDOUT:
		return TIMED_OUT;
	case ECONNRESET:
		return LOST;
	default:
		return FAILED;
	}
}

/* A Unix socket can't be connected to in the background, but has a limit. */
static int connect_unix(const struct options *o)
{
	struct timeval limit = {o->wait / 1000, 0}, none = {0, 0};
	const char *path = o->words[0];
	struct sockaddr_un un;
	int fd = make_socket(o, AF_UNIX, 0), error;
	socklen_t len = unix_address(&un, path);

	if (fd >= 0 && o->wait >= 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	if (fd >= 0 && len && !connect(fd, (struct sockaddr *)&un, len)) {
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &none, sizeof none);
		return fd;
	}
	if (errno == EAGAIN)
		errno = ETIMEDOUT;
	error = errno;
	say("connect to %s:", path);
	close(fd);
	return -status_of(error);
}

/* The first from here on that is of this family, or the first that isn't. */
static const struct addrinfo *seek(
	const struct addrinfo *a, int family, bool same)
{
	while (a && (a->ai_family == family) != same)
		a = a->ai_next;
	return a;
}

static void take_turns(struct race *r, const struct addrinfo *list)
{
	int family = list->ai_family;
	const struct addrinfo *one = list, *other = seek(list, family, false);

	while (one || other) {
		if (one) {
			r->to[r->n++] = one;
			one = seek(one->ai_next, family, true);
		}
		if (other) {
			r->to[r->n++] = other;
			other = seek(other->ai_next, family, false);
		}
	}
}

/* Bind to -s and -p, in the family that the peer has. */
static int bind_socket(const struct race *r, int fd, int family)
{
	const struct addrinfo *from = seek(r->from, family, true);

	if (!r->from)
		return 0;
	if (!from) {
		errno = EAFNOSUPPORT;
		return -1;
	}
	/* Without -p, the port has only to be new to this peer, so that the
	 * kernel should choose it when it knows the peer. */
	if (!r->o->port || !atoi(r->o->port))
		set_option(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	/* A port may still wait for the last segments of an old connection. */
	set_option(fd, SOL_SOCKET, SO_REUSEADDR, r->o->type == SOCK_STREAM);
	return bind(fd, from->ai_addr, from->ai_addrlen);
}

/* An address has failed. The error that tells most is kept: what a peer said,
 * or its silence, and not that there is no way to another. */
static void fail(struct race *r, unsigned i, bool unbound)
{
	if (!r->error || status_of(errno) > status_of(r->error)) {
		r->error = errno;
		r->unbound = unbound;
	}
	if (r->p[i].fd >= 0)
		close(r->p[i].fd);
	r->p[i].fd = -1;
	r->open--;
	r->next = 0;
}

static void try_next(struct race *r)
{
	unsigned i = r->begun++;
	const struct addrinfo *to = r->to[i];
	int fd = make_socket(r->o, to->ai_family, SOCK_NONBLOCK);

	r->p[i] = (struct pollfd){fd, POLLOUT, 0};
	r->deadlines[i] = after(r->o->wait);
	r->next = after(BESIDE);
	r->open++;
	if (fd >= 0) /* else a broadcast address is refused */
		set_option(fd, SOL_SOCKET, SO_BROADCAST, 1);
	if (fd < 0)
		fail(r, i, false);
	else if (bind_socket(r, fd, to->ai_family) < 0)
		fail(r, i, true);
	else if (connect(fd, to->ai_addr, to->ai_addrlen) < 0 &&
		 errno != EINPROGRESS)
		fail(r, i, false);
}

/* A socket that has been connected; it is taken from the others; or -1. */
static int look(struct race *r)
{
	int fd;

	for (unsigned i = 0; i < r->begun; i++) {
		fd = r->p[i].fd;
		if (fd < 0)
			continue;
		if (r->p[i].revents) {
			if (!net_error(fd)) {
				r->p[i].fd = -1;
				return fd;
			}
			fail(r, i, false);
		} else if (r->deadlines[i] <= after(0)) {
			errno = ETIMEDOUT;
			fail(r, i, false);
		}
	}
	return -1;
}

static int64_t next_deadline(const struct race *r)
{
	int64_t first = r->begun < r->n ? r->next : NEVER;

	for (unsigned i = 0; i < r->begun; i++)
		if (r->p[i].fd >= 0 && r->deadlines[i] < first)
			first = r->deadlines[i];
	return first;
}

/* The socket of the first that answers; or -1 with r->error. */
static int run(struct race *r)
{
	int fd = -1;

	while (fd < 0 && (r->open || r->begun < r->n)) {
		if (r->begun < r->n && r->next <= after(0)) {
			try_next(r);
			continue;
		}
		if (poll_until(r->p, r->begun, next_deadline(r)) < 0) {
			r->error = errno;
			break;
		}
		fd = look(r);
	}
	for (unsigned i = 0; i < r->begun; i++)
		if (r->p[i].fd >= 0)
			close(r->p[i].fd);
	return fd;
}

static int connect_to(struct race *r, const struct addrinfo *list)
{
	unsigned n = 0;
	int fd;

	for (const struct addrinfo *a = list; a; a = a->ai_next)
		n++;
	r->to = xcalloc(n, sizeof *r->to);
	r->p = xcalloc(n, sizeof *r->p);
	r->deadlines = xcalloc(n, sizeof *r->deadlines);
	take_turns(r, list);
	fd = run(r);
	free(r->to);
	free(r->p);
	free(r->deadlines);
	return fd;
}

static void say_error(const struct race *r)
{
	const struct options *o = r->o;

	errno = r->error;
	if (r->unbound)
		say("bind to %s port %s:",
			o->address ? o->address : "own address",
			o->port ? o->port : "0");
	else
		say("connect to %s port %s:", o->words[0], o->words[1]);
}

static int connect_ip(const struct options *o)
{
	struct addrinfo *from = NULL, *to;
	bool bound = o->address || o->port;
	struct race r = {.o = o};
	int fd = -1, off = 0;

	to = find_address(o, o->family, o->words[0], o->words[1], 0);
	if (to && bound)
		from = find_address(o, o->family, o->address,
			o->port ? o->port : "0", AI_PASSIVE);
	if (to && (from || !bound)) {
		r.from = from;
		fd = connect_to(&r, to);
		if (fd < 0)
			say_error(&r);
		else
			ioctl(fd, FIONBIO, &off);
	}
	if (from)
		freeaddrinfo(from);
	if (to)
		freeaddrinfo(to);
	return fd < 0 ? -status_of(r.error) : fd;
}

int net_connect(const struct options *o)
{
	return o->family == AF_UNIX ? connect_unix(o) : connect_ip(o);
}
