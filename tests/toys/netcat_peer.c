/* netcat_peer.c - what netcat's tests need of a peer that no shell can be. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER (256 * 1024)

static uint64_t words[BUFFER / 8];
static char *const bytes = (char *)words;

static void check(int good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

static void put(const char *p, size_t n)
{
	while (n) {
		ssize_t m = write(1, p, n);

		check(m > 0, "write");
		p += m;
		n -= (size_t)m;
	}
}

static uint64_t next(uint64_t x)
{
	x ^= x << 13;
	x ^= x >> 7;
	return x ^ x << 17;
}

/* That many bytes, and no two places alike, on standard output. */
static void make(uint64_t n)
{
	uint64_t x = 88172645463325252;

	while (n) {
		size_t m = n < BUFFER ? (size_t)n : BUFFER;

		for (size_t i = 0; i < BUFFER / 8; i++)
			words[i] = x = next(x);
		put(bytes, m);
		n -= m;
	}
}

/* Compare standard input with what make gives: how many bytes came, and if all
 * were right. */
static void compare(void)
{
	static uint64_t want[BUFFER / 8];
	uint64_t x = 88172645463325252, n = 0;
	size_t at = BUFFER;
	int same = 1;
	ssize_t m;

	while ((m = read(0, bytes, BUFFER)) > 0) {
		const char *p = bytes;

		n += (uint64_t)m;
		while (m) {
			size_t k;

			for (size_t i = 0; at == BUFFER && i < BUFFER / 8; i++)
				want[i] = x = next(x);
			at %= BUFFER;
			k = (size_t)m < BUFFER - at ? (size_t)m : BUFFER - at;
			same &= !memcmp(p, (char *)want + at, k);
			p += k;
			at += k;
			m -= (ssize_t)k;
		}
	}
	check(m == 0, "read");
	printf("%" PRIu64 " %s\n", n, same ? "same" : "different");
}

/* Answer each byte by two, as soon as it comes. */
static void twice(void)
{
	ssize_t n;

	while ((n = read(0, bytes, BUFFER)) > 0) {
		put(bytes, (size_t)n);
		put(bytes, (size_t)n);
	}
}

/* 127.0.0.1 or, for each i, one more. */
static struct sockaddr_in loopback(unsigned i, int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET};

	at.sin_port = htons((uint16_t)port);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK + i);
	return at;
}

static int connect_to(unsigned i, int port, int flags)
{
	struct sockaddr_in at = loopback(i, port);
	int fd = socket(AF_INET, SOCK_STREAM | flags, 0);

	check(!connect(fd, (struct sockaddr *)&at, sizeof at) || flags,
		"connect");
	return fd;
}

/* At *port, or if that is 0 at any. */
static int listen_at(unsigned i, int backlog, int *port)
{
	struct sockaddr_in at = loopback(i, *port);
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	check(!bind(fd, (struct sockaddr *)&at, len) && !listen(fd, backlog) &&
			!getsockname(fd, (struct sockaddr *)&at, &len),
		"listen");
	*port = ntohs(at.sin_port);
	return fd;
}

static void tell(int port)
{
	printf("%d\n", port);
	fflush(stdout);
}

/* Read some, and then, when the peer has its connection, reset it. */
static void reset(int fd, size_t n)
{
	struct linger now = {1, 0};

	while (n) {
		ssize_t m = read(fd, bytes, n < BUFFER ? n : BUFFER);

		check(m > 0, "read");
		n -= (size_t)m;
	}
	usleep(300000);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	close(fd);
}

/* A port that answers nobody, at this many addresses: its queues are full. */
static void deaf(unsigned addresses)
{
	int port = 0;

	for (unsigned i = 0; i < addresses; i++) {
		listen_at(i, 0, &port);
		for (int n = 0; n < 4; n++)
			connect_to(i, port, SOCK_NONBLOCK);
	}
	sleep(1);
	tell(port);
	pause();
}

/* Who is on the other side of standard input. */
static void name(void)
{
	struct sockaddr_in at;
	socklen_t len = sizeof at;

	check(!getpeername(0, (struct sockaddr *)&at, &len), "getpeername");
	printf("%s %d\n", inet_ntoa(at.sin_addr), ntohs(at.sin_port));
}

/* End what goes to the peer of standard input, which is a socket. */
static void half(void)
{
	check(!shutdown(0, SHUT_WR), "shutdown");
}

int main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";
	long long n = argc > 2 ? atoll(argv[2]) : 0;
	int port = 0;

	if (!strcmp(what, "make")) {
		make((uint64_t)n);
	} else if (!strcmp(what, "compare")) {
		compare();
	} else if (!strcmp(what, "twice")) {
		twice();
	} else if (!strcmp(what, "deaf")) {
		deaf(n ? (unsigned)n : 1);
	} else if (!strcmp(what, "name")) {
		name();
	} else if (!strcmp(what, "half")) {
		half();
	} else if (!strcmp(what, "reset-client") && argc > 3) {
		reset(connect_to(0, (int)n, 0), (size_t)atoll(argv[3]));
	} else if (!strcmp(what, "reset-server")) {
		int fd = listen_at(0, 1, &port);

		tell(port);
		reset(accept(fd, NULL, NULL), (size_t)n);
	} else {
		return 2;
	}
	return 0;
}
