/* splice.c - the least that moving a file over loopback takes: splice(2) in a
 * loop, without poll, one direction, no care for anything. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK (1024 * 1024)

static int move(int in, int out)
{
	int p[2];
	ssize_t n, m;

	if (pipe(p) < 0)
		return 1;
	fcntl(p[0], F_SETPIPE_SZ, CHUNK);
	while ((n = splice(in, NULL, p[1], NULL, CHUNK, SPLICE_F_MOVE)) > 0) {
		for (; n; n -= m) {
			m = splice(p[0], NULL, out, NULL, (size_t)n,
				SPLICE_F_MOVE);
			if (m <= 0)
				return 1;
		}
	}
	return n < 0;
}

/* splice PORT connects, splice -PORT listens. */
int main(int argc, char *argv[])
{
	int port = argc > 1 ? atoi(argv[1]) : 0, one = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in at = {.sin_family = AF_INET};
	struct sockaddr *to = (struct sockaddr *)&at;

	at.sin_port = htons((uint16_t)abs(port));
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (port > 0)
		return connect(fd, to, sizeof at) || move(0, fd);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, to, sizeof at) || listen(fd, 1))
		return 1;
	return move(accept(fd, NULL, NULL), 1);
}
