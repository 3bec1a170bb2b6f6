/* net.c - the guest's network from one word of the kernel command line.
 *
 * The ioctls are those of netdevice(7) and rtnetlink's older sibling
 * SIOCADDRT, which every kernel with INET has. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io.h"
#include "net.h"
#include "run.h"
#include "say.h"

#define QEMU_NET "10.0.2.15/24,10.0.2.2,10.0.2.3"

/* An address in all its four parts: inet_aton alone takes fewer. */
static int parse_addr(const char *word, struct in_addr *addr)
{
	int dots = 0;

	for (const char *p = word; *p; p++)
		dots += *p == '.';
	return dots == 3 && !word[strspn(word, "0123456789.")] &&
			       inet_aton(word, addr)
		       ? 0
		       : -1;
}

/* Cut the next part of *word, up to the sign that ends it, into part. */
static int cut(const char **word, int sign, char *part, size_t len)
{
	const char *end = strchrnul(*word, sign);
	size_t n = (size_t)(end - *word);

	if (n >= len)
		return -1;
	memcpy(part, *word, n);
	part[n] = 0;
	*word = *end ? end + 1 : NULL;
	return 0;
}

/* An address that may be missing. */
static int cut_addr(const char **word, struct in_addr *addr)
{
	char part[16];

	if (!*word)
		return 0;
	return cut(word, ',', part, sizeof part) || parse_addr(part, addr);
}

int net_parse(const char *word, struct net *net)
{
	char addr[16], len[3];

	memset(net, 0, sizeof *net);
	if (word && !strcmp(word, "none"))
		return 0;
	if (word && !strcmp(word, "dhcp")) {
		net->how = NET_DHCP;
		return 0;
	}
	if (!word || !strcmp(word, "qemu"))
		word = QEMU_NET;
	net->how = NET_STATIC;
	if (cut(&word, '/', addr, sizeof addr) || !word ||
		cut(&word, ',', len, sizeof len) || !*len ||
		len[strspn(len, "0123456789")])
		return -1;
	net->prefix = atoi(len);
	if (net->prefix > 32 || parse_addr(addr, &net->addr) ||
		cut_addr(&word, &net->gateway) || cut_addr(&word, &net->dns) ||
		word)
		return -1;
	return 0;
}

/* An ioctl on interface name that carries one IPv4 address. */
static int set_addr(
	int fd, unsigned long request, const char *name, struct in_addr addr)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr = addr};
	struct ifreq ifr;

	memset(&ifr, 0, sizeof ifr);
	strncpy(ifr.ifr_name, name, IFNAMSIZ - 1);
	memcpy(&ifr.ifr_addr, &in, sizeof in);
	return ioctl(fd, request, &ifr);
}

static int set_up(int fd, const char *name)
{
	struct ifreq ifr;

	memset(&ifr, 0, sizeof ifr);
	strncpy(ifr.ifr_name, name, IFNAMSIZ - 1);
	if (ioctl(fd, SIOCGIFFLAGS, &ifr))
		return -1;
	ifr.ifr_flags |= IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &ifr);
}

static int default_route(int fd, struct in_addr gateway)
{
	struct sockaddr_in via = {.sin_family = AF_INET, .sin_addr = gateway};
	struct sockaddr_in any = {.sin_family = AF_INET};
	struct rtentry route;

	memset(&route, 0, sizeof route);
	memcpy(&route.rt_gateway, &via, sizeof via);
	memcpy(&route.rt_dst, &any, sizeof any);
	memcpy(&route.rt_genmask, &any, sizeof any);
	route.rt_flags = RTF_UP | RTF_GATEWAY;
	return ioctl(fd, SIOCADDRT, &route);
}

/* The image's resolv.conf is QEMU's. Another server's goes into /run and is
 * bound over it: the root may be read-only. */
static int set_dns(struct in_addr dns)
{
	char line[64], old[64] = "";
	int fd;

	snprintf(line, sizeof line, "nameserver %s\n", inet_ntoa(dns));
	read_file("/etc/resolv.conf", old, sizeof old);
	if (!strcmp(line, old))
		return 0;
	fd = open("/run/resolv.conf", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		0644);
	if (fd < 0)
		return -1;
	if (write_all(fd, line, strlen(line))) {
		close(fd);
		return -1;
	}
	close(fd);
	return mount(
		"/run/resolv.conf", "/etc/resolv.conf", NULL, MS_BIND, NULL);
}

static int set_static(int fd, const struct net *net)
{
	struct in_addr mask = {0};

	if (net->prefix)
		mask.s_addr = htonl(0xffffffffu << (32 - net->prefix));
	if (set_addr(fd, SIOCSIFADDR, "eth0", net->addr) ||
		set_addr(fd, SIOCSIFNETMASK, "eth0", mask) ||
		set_up(fd, "eth0"))
		return -1;
	if (net->gateway.s_addr && default_route(fd, net->gateway))
		return -1;
	return net->dns.s_addr ? set_dns(net->dns) : 0;
}

int net_up(const struct net *net)
{
	char *dhcp[] = {"/sbin/udhcpc", "-i", "eth0", "-n", "-q", "-f", NULL};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int r = 0;

	if (fd < 0) {
		say("open socket:");
		return -1;
	}
	if (set_up(fd, "lo")) {
		say("set up lo:");
		r = -1;
	}
	if (net->how == NET_STATIC && set_static(fd, net)) {
		say("set up eth0:");
		r = -1;
	}
	if (net->how == NET_DHCP && (set_up(fd, "eth0") || run(dhcp, 20))) {
		say("set up eth0: no address by DHCP");
		r = -1;
	}
	close(fd);
	return r;
}
