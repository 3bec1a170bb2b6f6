/* net.c - netcat's sockets: to listen, to take a peer, to close. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "io.h"
#include "net.h"
#include "wait.h"
#include "say.h"

#define BACKLOG 128

int net_error(int fd)
{
	int error = 0;
	socklen_t len = sizeof error;

	/* What is no socket has none to tell. */
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	errno = error;
	return error ? -1 : 0;
}

static int listen_unix(const struct options *o)
{
	int fd = make_socket(o, AF_UNIX, SOCK_NONBLOCK);
	struct sockaddr_un un;
	socklen_t len = unix_address(&un, o->address);

	if (fd >= 0 && len && !bind(fd, (struct sockaddr *)&un, len)) {
		if (!listen(fd, BACKLOG))
			return fd;
		if (!is_abstract(o->address))
			unlink(o->address);
	}
	say("listen on %s:", o->address);
	close(fd);
	return -1;
}

/* IPv6's any address takes IPv4, too, unless that isn't wanted. */
static int listen_at(const struct options *o, const struct addrinfo *at)
{
	int fd = make_socket(o, at->ai_family, SOCK_NONBLOCK);

	if (fd < 0)
		return -1;
	if (at->ai_family == AF_INET6)
		set_option(
			fd, IPPROTO_IPV6, IPV6_V6ONLY, o->family == AF_INET6);
	/* For datagrams this would let another take the port from us. */
	if (o->type == SOCK_STREAM)
		set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (!bind(fd, at->ai_addr, at->ai_addrlen) &&
		(o->type == SOCK_DGRAM || !listen(fd, BACKLOG)))
		return fd;
	close_quietly(fd);
	return -1;
}

/* Both families by one IPv6 socket, or IPv4 on a machine without IPv6. */
static int listen_family(const struct options *o, const char *port, int family)
{
	struct addrinfo *list =
		find_address(o, family, o->address, port, AI_PASSIVE);
	struct addrinfo *at;
	int fd = -1, saved;

	if (!list)
		return -1;
	for (at = list; at && fd < 0; at = at->ai_next)
		fd = listen_at(o, at);
	saved = errno;
	freeaddrinfo(list);
	if (fd < 0 && family == AF_INET6 && o->family != AF_INET6 &&
		(saved == EAFNOSUPPORT || saved == EADDRNOTAVAIL))
		return listen_family(o, port, AF_INET);
	errno = saved;
	if (fd < 0)
		say("listen on %s port %s:",
			o->address ? o->address : "own address", port);
	return fd;
}

int net_listen(const struct options *o, const char *port)
{
	if (o->family == AF_UNIX)
		return listen_unix(o);
	return listen_family(o, port ? port : "0",
		o->family || o->address ? o->family : AF_INET6);
}

int net_port(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;

	if (getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		return -1;
	return ntohs(at.ss_family == AF_INET6
			     ? ((struct sockaddr_in6 *)&at)->sin6_port
			     : ((struct sockaddr_in *)&at)->sin_port);
}

int net_accept(const struct options *o, int fd)
{
	int off = 0;
	struct sockaddr_storage peer;
	socklen_t len = sizeof peer;
	char byte;

	if (o->type == SOCK_STREAM)
		return accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	/* The datagram stays, to be read as the connection's first. */
	if (recvfrom(fd, &byte, 1, MSG_PEEK, (struct sockaddr *)&peer, &len) <
		0)
		return -1;
	if (connect(fd, (struct sockaddr *)&peer, len) < 0) {
		recv(fd, &byte, 1, 0); /* lest it come up again for ever */
		return -1;
	}
	ioctl(fd, FIONBIO, &off);
	return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

enum status net_lost(const char *what)
{
	say("%s:", what);
	return errno == ECONNREFUSED ? REFUSED : LOST;
}

/* The bytes that the peer has yet to get; -1 with errno if it never will. The
 * order counts: a connection that ended well has none, and an error is there
 * before the bytes are dropped for it. */
static int unsent(int fd)
{
	bool over = shutdown(fd, SHUT_WR) < 0 && errno == ENOTCONN;
	int left;

	if (ioctl(fd, SIOCOUTQ, &left) < 0)
		left = 0; /* it is a file */
	if (net_error(fd) < 0)
		return -1;
	if (!left || !over)
		return left;
	errno = ECONNRESET; /* COMMAND was told of the error, then */
	return -1;
}

/* Read what nobody wants: 0, or -1 with errno. After the last of it p->fd is
 * -1, since a socket that has ended is always ready. */
static int discard(struct pollfd *p)
{
	char buf[16384];
	ssize_t n = recv(p->fd, buf, sizeof buf, MSG_DONTWAIT);

	if (n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)))
		return 0;
	p->fd = -1;
	return n < 0 && errno != ENOTSOCK ? -1 : 0;
}

/* Whoever closes a socket that still has something to read, or gets something
 * later, resets the connection, and the kernel forgets what the peer has yet
 * to get: so this reads, and waits until the peer's kernel has all. No event
 * tells of that. */
static enum status finish(const struct options *o, int fd)
{
	static const char what[] = "send to the peer";
	struct pollfd p = {fd, POLLIN, 0};
	int left, before = 0, ms = 1, n;
	int64_t idle = NEVER;

	while ((left = unsent(fd)) > 0) {
		if (left != before)
			idle = after(o->idle);
		before = left;
		n = poll_until(&p, 1, after(ms));
		if (n < 0 || (n > 0 && discard(&p) < 0))
			return net_lost(what);
		if (!n && ms < 64)
			ms *= 2;
		if (after(0) >= idle) {
			errno = ETIMEDOUT;
			say("%s:", what);
			return TIMED_OUT;
		}
	}
	return left < 0 ? net_lost(what) : DONE;
}

enum status net_close(const struct options *o, int fd)
{
	enum status status = finish(o, fd);

	close(fd);
	return status;
}
