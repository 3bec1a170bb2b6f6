/* net_test.c - net_parse() of init/net.c: every form that NET= has, and words
 * that only look like one. The oracle is inet_pton(3), and net.h. */
#include <arpa/inet.h>
#include <stdio.h>

#include "net.h"
#include "tap.h"

/* What a word stands for; addresses as text, "0.0.0.0" for none. */
struct form {
	const char *word;
	int how, prefix;
	const char *addr, *gateway, *dns;
};

static const struct form forms[] = {
	{NULL, NET_STATIC, 24, "10.0.2.15", "10.0.2.2", "10.0.2.3"},
	{"qemu", NET_STATIC, 24, "10.0.2.15", "10.0.2.2", "10.0.2.3"},
	{"dhcp", NET_DHCP, 0, "0.0.0.0", "0.0.0.0", "0.0.0.0"},
	{"none", NET_NONE, 0, "0.0.0.0", "0.0.0.0", "0.0.0.0"},
	{"192.168.7.9/16", NET_STATIC, 16, "192.168.7.9", "0.0.0.0", "0.0.0.0"},
	{"192.168.7.9/16,192.168.0.1", NET_STATIC, 16, "192.168.7.9",
		"192.168.0.1", "0.0.0.0"},
	{"192.168.7.9/16,192.168.0.1,9.9.9.9", NET_STATIC, 16, "192.168.7.9",
		"192.168.0.1", "9.9.9.9"},
	{"255.255.255.255/32,255.255.255.254,255.255.255.253", NET_STATIC, 32,
		"255.255.255.255", "255.255.255.254", "255.255.255.253"},
	{"1.2.3.4/0", NET_STATIC, 0, "1.2.3.4", "0.0.0.0", "0.0.0.0"},
	{"1.2.3.4/8,0.0.0.0,9.9.9.9", NET_STATIC, 8, "1.2.3.4", "0.0.0.0",
		"9.9.9.9"},
};

static const char *const malformed[] = {
	/* words */
	"",
	" ",
	"QEMU",
	"qemu ",
	"qemu,",
	"dhcp4",
	"dhcp,9.9.9.9",
	"nonesuch",
	"no",
	"eth0",
	/* the address */
	"10",
	"10.0.2",
	"10.0.2.15",
	"10.0.2.15,10.0.2.2",
	"/24",
	"10/8",
	"10.0.2/24",
	"10.0.2.15.1/24",
	"10.0.2.256/24",
	"10.0.2.1000/24",
	"10..2.15/24",
	".10.0.2.15/24",
	"10.0.2.15./24",
	" 10.0.2.15/24",
	"-10.0.2.15/24",
	"0x0a.0.2.15/24",
	"010.0.2.15/24", /* octal, for inet_aton(3) */
	"10.0.2.015/24",
	"10.0.02.15/24",
	"00.0.2.15/24",
	"host/24",
	"::1/64",
	"255.255.255.2550/24",
	"1.1.1.1.1.1.1.1.1.1.1.1.1/24",
	/* the length */
	"10.0.2.15/",
	"10.0.2.15//24",
	"10.0.2.15/33",
	"10.0.2.15/99",
	"10.0.2.15/240",
	"10.0.2.15/024",
	"10.0.2.15/08",
	"10.0.2.15/00",
	"10.0.2.15/-1",
	"10.0.2.15/+4",
	"10.0.2.15/ 4",
	"10.0.2.15/x",
	"10.0.2.15/2x",
	"10.0.2.15/24 ",
	"10.0.2.15/24/24",
	"10.0.2.15/255.255.255.0",
	"10.0.2.15/99999999999999999999",
	/* the gateway */
	"10.0.2.15/24,",
	"10.0.2.15/24,,",
	"10.0.2.15/24,,10.0.2.3",
	"10.0.2.15/24,10",
	"10.0.2.15/24,10.0.2",
	"10.0.2.15/24,10.0.2.256",
	"10.0.2.15/24,10.0.2.02",
	"10.0.2.15/24,x",
	"10.0.2.15/24, 10.0.2.2",
	"10.0.2.15/24;10.0.2.2",
	"10.0.2.15/24,10.0.2.2/24",
	/* the name server, and what follows it */
	"10.0.2.15/24,10.0.2.2,",
	"10.0.2.15/24,10.0.2.2,x",
	"10.0.2.15/24,10.0.2.2,10.0.2",
	"10.0.2.15/24,10.0.2.2,10.0.2.256",
	"10.0.2.15/24,10.0.2.2,010.0.2.3",
	"10.0.2.15/24,10.0.2.2,10.0.2.3,",
	"10.0.2.15/24,10.0.2.2,10.0.2.3 ",
	"10.0.2.15/24,10.0.2.2,10.0.2.3,10.0.2.4",
	"10.0.2.15/24,10.0.2.2,255.255.255.2550",
};

enum {
	FORMS = sizeof forms / sizeof *forms,
	MALFORMED = sizeof malformed / sizeof *malformed,
};

static int is_addr(struct in_addr got, const char *want)
{
	struct in_addr in;

	return inet_pton(AF_INET, want, &in) == 1 && got.s_addr == in.s_addr;
}

static void parse_form(const struct form *form)
{
	const char *name = form->word ? form->word : "(no NET=)";
	struct net net;

	memset(&net, 0xff, sizeof net); /* nothing of before may stay */
	OK(net_parse(form->word, &net) == 0, "%s is taken", name);
	IS_INT(net.how, form->how, "which way");
	IS_INT(net.prefix, form->prefix, "prefix");
	OK(is_addr(net.addr, form->addr), "%s: the address", name);
	OK(is_addr(net.gateway, form->gateway), "%s: the gateway", name);
	OK(is_addr(net.dns, form->dns), "%s: the name server", name);
}

int main(void)
{
	struct net net;

	PLAN(FORMS * 6 + MALFORMED);
	for (int i = 0; i < FORMS; i++)
		parse_form(&forms[i]);
	for (int i = 0; i < MALFORMED; i++)
		OK(net_parse(malformed[i], &net) == -1, "'%s' is refused",
			malformed[i]);
	return done();
}
