/* net.c - the guest's network from one word of the kernel command line.
 *
 * The ioctls are those of netdevice(7) and rtnetlink's older sibling
 * SIOCADDRT, which every kernel with INET has. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include "io.h"
#include "net.h"
#include "reap.h"
#include "run.h"
#include "say.h"

#define QEMU_NET "10.0.2.15/24,10.0.2.2,10.0.2.3"
#define DHCP_SECONDS 20

#define CARDS 16      /* that are looked at */
#define LINK_MS 5000  /* a gigabit link takes 3 s */
#define LOOK_AGAIN 50 /* ms */

/* In the one way that it is printed: inet_aton(3) takes fewer numbers than
 * four, and octal ones. */
static int parse_addr(const char *word, struct in_addr *addr)
{
	return inet_aton(word, addr) && !strcmp(word, inet_ntoa(*addr)) ? 0
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
		len[strspn(len, "0123456789")] || (*len == '0' && len[1]))
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

static int set_up(int fd, const char *name, int up)
{
	struct ifreq ifr;

	memset(&ifr, 0, sizeof ifr);
	strncpy(ifr.ifr_name, name, IFNAMSIZ - 1);
	if (ioctl(fd, SIOCGIFFLAGS, &ifr))
		return -1;
	ifr.ifr_flags &= (short)~IFF_UP;
	if (up)
		ifr.ifr_flags |= IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &ifr);
}

static int has_carrier(const char *name)
{
	char path[64], word[4];

	snprintf(path, sizeof path, "/sys/class/net/%s/carrier", name);
	return read_file(path, word, sizeof word) > 0 && *word == '1';
}

/* Up, since only a card that is up knows its link. How many there are. */
static int find_cards(int fd, char cards[CARDS][IFNAMSIZ])
{
	int n = 0;

	for (int i = 0; i < CARDS; i++) {
		snprintf(cards[n], IFNAMSIZ, "eth%d", i);
		n += !set_up(fd, cards[n], 1);
	}
	return n;
}

/* Of several cards the first that a cable is in; where there is none, the first
 * of all. A link takes its time to come up, and is waited for where a later
 * card would be taken otherwise. The others go down again. */
static void choose_card(int fd, char *name)
{
	struct timespec end = reap_deadline(LINK_MS);
	char cards[CARDS][IFNAMSIZ];
	int n = find_cards(fd, cards), chosen = 0;

	strcpy(name, n ? cards[0] : "eth0");
	if (n < 2)
		return;
	while (!has_carrier(name) && !reap_is_over(&end))
		poll(NULL, 0, LOOK_AGAIN);
	while (chosen < n - 1 && !has_carrier(cards[chosen]))
		chosen++;
	if (has_carrier(cards[chosen]))
		strcpy(name, cards[chosen]);
	for (int i = 0; i < n; i++)
		if (strcmp(name, cards[i]))
			set_up(fd, cards[i], 0);
}

/* To a host by the card alone, or to all the world by a gateway. */
static int add_route(
	int fd, char *name, struct in_addr host, struct in_addr gateway)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr = host};
	struct sockaddr_in via = {.sin_family = AF_INET, .sin_addr = gateway};
	struct sockaddr_in mask = {.sin_family = AF_INET};
	struct rtentry route;

	memset(&route, 0, sizeof route);
	memcpy(&route.rt_dst, &to, sizeof to);
	memcpy(&route.rt_gateway, &via, sizeof via);
	memcpy(&route.rt_genmask, &mask, sizeof mask);
	route.rt_flags = RTF_UP | (gateway.s_addr ? RTF_GATEWAY : RTF_HOST);
	route.rt_dev = name;
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

/* A gateway out of the address's own net (clouds give a /32) is reached by the
 * card all the same, but the kernel must be told. */
static int set_gateway(
	int fd, char *name, const struct net *net, in_addr_t mask)
{
	struct in_addr none = {0};

	if ((net->addr.s_addr ^ net->gateway.s_addr) & mask &&
		add_route(fd, name, net->gateway, none))
		return -1;
	return add_route(fd, name, none, net->gateway);
}

static int set_static(int fd, char *name, const struct net *net)
{
	struct in_addr mask = {0};

	if (net->prefix)
		mask.s_addr = htonl(0xffffffffu << (32 - net->prefix));
	if (set_addr(fd, SIOCSIFADDR, name, net->addr) ||
		set_addr(fd, SIOCSIFNETMASK, name, mask) || set_up(fd, name, 1))
		return -1;
	if (net->gateway.s_addr && set_gateway(fd, name, net, mask.s_addr))
		return -1;
	return net->dns.s_addr ? set_dns(net->dns) : 0;
}

static int set_dhcp(int fd, char *name)
{
	char *dhcp[] = {"/sbin/udhcpc", "-i", name, "-n", "-q", "-f", NULL};

	if (set_up(fd, name, 1)) {
		say("set up %s:", name);
		return -1;
	}
	if (!run(dhcp, DHCP_SECONDS))
		return 0;
	say("set up %s: no address by DHCP", name);
	return -1;
}

int net_up(const struct net *net)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), r = 0;
	char name[IFNAMSIZ];

	if (fd < 0) {
		say("open socket:");
		return -1;
	}
	if (set_up(fd, "lo", 1)) {
		say("set up lo:");
		r = -1;
	}
	if (net->how != NET_NONE)
		choose_card(fd, name);
	if (net->how == NET_STATIC && set_static(fd, name, net)) {
		say("set up %s:", name);
		r = -1;
	}
	if (net->how == NET_DHCP && set_dhcp(fd, name))
		r = -1;
	close(fd);
	return r;
}
