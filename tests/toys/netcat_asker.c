/* netcat_asker.c - many peers of a server of datagrams, in one process.
 *
 * netcat_asker PORT PEERS EACH [USEC]: every peer sends EACH datagrams, before
 * any of them reads, with a pause after the first of all, the second of all and
 * so on. It is an echo that should answer: this prints "sent", and then how
 * many peers got back just what they sent, in its order. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PEERS 1000

static struct peer {
	int fd;
	char sent[16384], got[16384];
	size_t n_sent, n_got;
} peers[PEERS];

static void check(int good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

static int connect_to(int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	at.sin_port = htons((uint16_t)port);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check(!connect(fd, (struct sockaddr *)&at, sizeof at), "connect");
	return fd;
}

static void ask(struct peer *p, int i, int j)
{
	char *text = p->sent + p->n_sent;
	int n = snprintf(text, sizeof p->sent - p->n_sent, "%d.%d\n", i, j);

	check(send(p->fd, text, (size_t)n, 0) == n, "send");
	p->n_sent += (size_t)n;
}

/* When one has waited in vain, the others only look. */
static void hear(struct peer *p, int *ms)
{
	struct pollfd ready = {p->fd, POLLIN, 0};

	while (p->n_got < p->n_sent) {
		if (poll(&ready, 1, *ms) <= 0) {
			*ms = 0;
			break;
		}
		ssize_t n = recv(
			p->fd, p->got + p->n_got, sizeof p->got - p->n_got, 0);

		check(n > 0, "recv");
		p->n_got += (size_t)n;
	}
}

int main(int argc, char *argv[])
{
	int n = argc > 3 ? atoi(argv[2]) : 0,
	    each = argc > 3 ? atoi(argv[3]) : 0;
	unsigned pause = argc > 4 ? (unsigned)atoi(argv[4]) : 0;
	int good = 0, ms = 15000;

	if (n < 1 || n > PEERS)
		return 2;
	for (int i = 0; i < n; i++)
		peers[i].fd = connect_to(atoi(argv[1]));
	for (int j = 0; j < each; j++) {
		for (int i = 0; i < n; i++)
			ask(&peers[i], i, j);
		usleep(pause);
	}
	puts("sent");
	fflush(stdout);
	for (int i = 0; i < n; i++) {
		hear(&peers[i], &ms);
		good += peers[i].n_got == peers[i].n_sent &&
			!memcmp(peers[i].got, peers[i].sent, peers[i].n_sent);
	}
	printf("%d\n", good);
	return 0;
}
