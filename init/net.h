/* net.h - the guest's network from one word of the kernel command line. */
#ifndef NET_H
#define NET_H

#include <netinet/in.h>

/* What NET= asks for. Addresses are in network byte order; 0 is none. */
struct net {
	enum { NET_NONE, NET_DHCP, NET_STATIC } how;
	int prefix; /* bits of the network mask */
	struct in_addr addr, gateway, dns;
};

/* Parse qemu, dhcp, none or ADDR/LEN[,GATEWAY[,DNS]]; NULL is qemu, the
 * addresses of QEMU's user network. 0, or -1 if it is none of these. */
int net_parse(const char *word, struct net *net);

/* lo up, eth0 as net says, the resolver told. Each part that fails is named on
 * standard error: -1 then. */
int net_up(const struct net *net);

#endif
