/* netcat_names.c - a name with the addresses that a test wants, in its order.
 * For LD_PRELOAD: the host "many" is what the variable MANY lists, with blanks
 * between. All others are looked up as ever. */
#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

typedef int look_up(const char *, const char *, const struct addrinfo *,
	struct addrinfo **);

int getaddrinfo(const char *host, const char *port,
	const struct addrinfo *hints, struct addrinfo **list)
{
	look_up *real = (look_up *)dlsym(RTLD_NEXT, "getaddrinfo");
	char many[4096] = "";
	int error = EAI_NONAME;

	if (!host || strcmp(host, "many"))
		return real(host, port, hints, list);
	strncat(many, getenv("MANY"), sizeof many - 1);
	for (char *one = strtok(many, " "); one; one = strtok(NULL, " ")) {
		error = real(one, port, hints, list);
		if (error)
			return error;
		list = &(*list)->ai_next;
	}
	return error;
}
