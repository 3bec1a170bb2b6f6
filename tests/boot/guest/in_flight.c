/* in_flight.c - leave a file open that no process has any more: it is in flight
 * on a socket that is in flight on itself, until the kernel finds out. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control;
	struct iovec io = {.iov_base = "x", .iov_len = 1};
	struct msghdr message = {.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control};
	int ends[2], fds[2];

	if (argc != 2 || socketpair(AF_UNIX, SOCK_DGRAM, 0, ends))
		return 1;
	fds[0] = open(argv[1], O_RDWR | O_CREAT, 0644);
	fds[1] = ends[1];
	if (fds[0] < 0 || write(fds[0], "kept\n", 5) != 5)
		return 1;
	memset(&control, 0, sizeof control);
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof fds);
	memcpy(CMSG_DATA(&control.header), fds, sizeof fds);
	if (sendmsg(ends[0], &message, 0) != 1)
		return 1;
	close(fds[0]);
	puts("in flight");
	fflush(stdout);
	pause();
	return 0;
}
