/* flow.h - bytes on their way from one descriptor to another. */
#ifndef NETCAT_FLOW_H
#define NETCAT_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#define FLOW_BUFFER 65536

struct flow {
	int in, out;
	bool in_socket, out_socket, in_device;
	bool eager;	 /* out needn't be polled before a try */
	bool copying;	 /* read and write, not splice */
	bool datagrams;	 /* in has them: one of 0 bytes is no end */
	bool ended;	 /* in has no more */
	size_t in_most;	 /* bytes that one read may take */
	size_t out_most; /* bytes that one write may bring */
	int pipe[2];	 /* for splice; it holds piped bytes */
	size_t piped;
	size_t at, end; /* of what buf holds */
	struct sockaddr_storage peer;
	socklen_t peer_len; /* if not 0, others' datagrams are dropped */
	char buf[FLOW_BUFFER];
};

/* Neither descriptor will make us wait, and their flags stay as they are. */
void flow_open(struct flow *f, int in, int out);
void flow_close(struct flow *f);

/* Are there bytes that didn't get to out yet? */
bool flow_holds(const struct flow *f);

/* Take bytes from in, while none are held: 1; 0 if there are none yet or, then
 * with f->ended, none will be; -1 with errno. When copying, buf has them. */
int flow_fill(struct flow *f);

/* Bring bytes to out: 1; 0 if it takes none yet; -1 with errno. */
int flow_drain(struct flow *f);

#endif
