/* flow.c - bytes on their way from one descriptor to another.
 *
 * By splice(2) through a pipe of our own where the kernel can do that with both
 * ends, which shows at the first try; else through a buffer. Nothing here
 * waits: the caller polls first. O_NONBLOCK is no help, since it would be set
 * for all who share the descriptor, so each kind of file has its own way:
 *   sockets    MSG_DONTWAIT; splice knows no such thing, so it is only for
 *              those that have O_NONBLOCK, which are our own
 *   pipes      SPLICE_F_NONBLOCK, or a write no larger than poll promises
 *   terminals  relay.c opens them once more, for us alone
 *   files      are always ready */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flow.h"

#define PIPE_SIZE (1024 * 1024) /* smaller where that isn't allowed */

static mode_t type_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) < 0 ? 0 : st.st_mode & S_IFMT;
}

static bool waits(int fd)
{
	return !(fcntl(fd, F_GETFL) & O_NONBLOCK);
}

void flow_open(struct flow *f, int in, int out)
{
	f->in = in;
	f->out = out;
	f->in_socket = type_of(in) == S_IFSOCK;
	f->out_socket = type_of(out) == S_IFSOCK;
	f->in_device = type_of(in) == S_IFCHR;
	f->ended = f->datagrams = false;
	f->in_most = FLOW_BUFFER;
	f->eager = !waits(out) || f->out_socket || type_of(out) == S_IFREG;
	f->out_most = f->eager ? FLOW_BUFFER : PIPE_BUF;
	f->piped = f->at = f->end = 0;
	f->peer_len = 0;
	f->copying = (f->in_socket && waits(in)) ||
		     (f->out_socket && waits(out)) ||
		     pipe2(f->pipe, O_CLOEXEC) < 0;
	if (f->copying)
		f->pipe[0] = f->pipe[1] = -1;
	else
		fcntl(f->pipe[0], F_SETPIPE_SZ, PIPE_SIZE);
}

void flow_close(struct flow *f)
{
	if (f->pipe[0] < 0)
		return;
	close(f->pipe[0]);
	close(f->pipe[1]);
}

bool flow_holds(const struct flow *f)
{
	return f->piped || f->at < f->end;
}

/* What a call says when it only has to be made again, after the next poll. */
static bool is_later(ssize_t n)
{
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static ssize_t receive(struct flow *f)
{
	struct sockaddr_storage from;
	socklen_t len = sizeof from;
	ssize_t n = recvfrom(f->in, f->buf, f->in_most, MSG_DONTWAIT,
		(struct sockaddr *)&from, &len);

	/* It was there before the socket was connected to the peer. */
	if (n >= 0 && f->peer_len &&
		(len != f->peer_len || memcmp(&from, &f->peer, len))) {
		errno = EAGAIN;
		return -1;
	}
	return n;
}

static ssize_t take(struct flow *f)
{
	ssize_t n;

	if (!f->copying) {
		n = splice(f->in, NULL, f->pipe[1], NULL, PIPE_SIZE,
			SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
		if (n >= 0 || errno != EINVAL) {
			f->piped = n > 0 ? (size_t)n : 0;
			return n;
		}
		f->copying = true;
	}
	n = f->in_socket ? receive(f) : read(f->in, f->buf, f->in_most);
	f->at = 0;
	f->end = n > 0 ? (size_t)n : 0;
	return n;
}

int flow_fill(struct flow *f)
{
	ssize_t n = take(f);

	if (n > 0)
		return 1;
	if (is_later(n) || (!n && f->datagrams))
		return 0;
	/* A terminal says EIO when the other side has hung up. */
	f->ended = !n || (errno == EIO && f->in_device);
	return f->ended ? 0 : -1;
}

/* What was piped when out turned out to take no splice. */
static void unpipe(struct flow *f)
{
	ssize_t n = read(f->pipe[0], f->buf, sizeof f->buf);

	if (n <= 0)
		return;
	f->piped -= (size_t)n;
	f->at = 0;
	f->end = (size_t)n;
}

static ssize_t bring(struct flow *f)
{
	size_t n = f->end - f->at;
	const char *p = f->buf + f->at;

	if (f->out_socket)
		return send(f->out, p, n, MSG_DONTWAIT);
	return write(f->out, p, n < f->out_most ? n : f->out_most);
}

int flow_drain(struct flow *f)
{
	ssize_t n;

	if (f->piped && !f->copying) {
		n = splice(f->pipe[0], NULL, f->out, NULL, f->piped,
			SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
		if (n >= 0)
			f->piped -= (size_t)n;
		if (n >= 0 || errno != EINVAL)
			return is_later(n) ? 0 : n < 0 ? -1 : 1;
		f->copying = true;
	}
	if (f->at == f->end)
		unpipe(f);
	n = bring(f);
	if (n > 0)
		f->at += (size_t)n;
	return is_later(n) ? 0 : n < 0 ? -1 : 1;
}
