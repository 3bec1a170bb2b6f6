/* address.c - the addresses and sockets that netcat's words stand for. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "address.h"
#include "say.h"

struct addrinfo *find_address(const struct options *o, int family,
	const char *host, const char *port, int flags)
{
	struct addrinfo hints = {0}, *list;
	int error;

	hints.ai_family = family;
	hints.ai_socktype = o->type;
	hints.ai_flags = flags;
	if (o->numeric)
		hints.ai_flags |= AI_NUMERICHOST | AI_NUMERICSERV;
	error = getaddrinfo(host, port, &hints, &list);
	if (!error)
		return list;
	say("find %s port %s: %s", host ? host : "own address", port,
		gai_strerror(error));
	return NULL;
}

bool is_abstract(const char *path)
{
	return *path == '@';
}

socklen_t unix_address(struct sockaddr_un *un, const char *path)
{
	size_t len = strlen(path);

	memset(un, 0, sizeof *un);
	un->sun_family = AF_UNIX;
	if (len >= sizeof un->sun_path) {
		errno = ENAMETOOLONG;
		return 0;
	}
	memcpy(un->sun_path, path, len);
	if (!is_abstract(path))
		return sizeof *un;
	un->sun_path[0] = 0;
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

int set_option(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof value);
}

int make_socket(const struct options *o, int family, int flags)
{
	return socket(family, o->type | SOCK_CLOEXEC | flags, 0);
}
