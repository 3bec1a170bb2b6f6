/* address.h - the addresses and sockets that netcat's words stand for. */
#ifndef NETCAT_ADDRESS_H
#define NETCAT_ADDRESS_H

#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "netcat.h"

/* The addresses of a host (NULL: all of ours), or NULL, said. */
struct addrinfo *find_address(const struct options *o, int family,
	const char *host, const char *port, int flags);

/* The address of a Unix socket, and how long it is: 0 and errno when the path
 * is too long. @NAME is in no folder, but in the kernel (man 7 unix). */
bool is_abstract(const char *path);
socklen_t unix_address(struct sockaddr_un *un, const char *path);

/* A socket of this family and o's type: or -1 with errno. */
int make_socket(const struct options *o, int family, int flags);

/* setsockopt(2) for a number. */
int set_option(int fd, int level, int option, int value);

#endif
