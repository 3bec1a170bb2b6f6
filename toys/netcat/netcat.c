/* netcat.c - move bytes between here and the network: options, and a client. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "about.h"
#include "connect.h"
#include "die.h"
#include "io.h"
#include "netcat.h"
#include "net.h"
#include "relay.h"
#include "serve.h"
#include "say.h"

static const char usage[] =
	"usage: netcat [OPTION...] HOST PORT\n"
	"       netcat [OPTION...] -U PATH | -f FILE\n"
	"       netcat [OPTION...] -l | -L [COMMAND [ARG...]]\n"
	"\n"
	"Move bytes between standard input and output and the network, both ways\n"
	"at once. The end of the input ends what is sent, and the end of what comes\n"
	"ends the output; neither ends the other. netcat ends after both, when the\n"
	"peer's system has all. Only a terminal's input is over when the peer's is.\n"
	"\n"
	"-l        wait for one connection\n"
	"-L        serve connections until killed; without COMMAND in sequence: when\n"
	"          the input is silent, a peer that has ended makes room for the next\n"
	"COMMAND   is run when a peer connects, with the connection as its input and\n"
	"          output, which ends with it. -l passes SIGTERM, SIGINT and SIGHUP\n"
	"          on to it; with -L it gets SIGTERM when netcat ends\n"
	"-p PORT   listen on, or connect from, this port. Without it -l and -L print\n"
	"          the port that they got and, given a COMMAND, wait in the\n"
	"          background. 0 is any port, printed, in the foreground\n"
	"-s ADDR   listen on, or connect from, this address, or for -U this path\n"
	"-4, -6    IPv4 or IPv6 only (default: both)\n"
	"-n        look up no names: HOST, PORT and ADDR are numbers\n"
	"-u        UDP. It has no end: see -q and -W. With -L one peer is served at\n"
	"          a time, or with COMMAND all, each by its own\n"
	"-U        a Unix socket; its file is removed at the end. @NAME has no file\n"
	"-f FILE   a file or device in the place of the network\n"
	"-z        only see if a connection can be made\n"
	"-d        don't read the input; the peer isn't told of an end\n"
	"-N        tell the peer of the input's end: this is so, but for -d\n"
	"-E        COMMAND's error output goes to the connection, too\n"
	"-t        give COMMAND a terminal. When the input ends, one in canonical mode\n"
	"          gets its end-of-file character; in another mode it is hung up when\n"
	"          it has been silent for 2 seconds\n"
	"-q SECS   quit so long after the end of the input, whatever still comes\n"
	"-w SECS   give up an address, or waiting for the first peer, after so long\n"
	"-W SECS   give up when no byte has moved for so long; with -u this is an end\n"
	"-o FILE   write a hexadecimal dump of what comes and goes, a line or more\n"
	"          for each read; - is standard output, in the place of the bytes,\n"
	"          and netcat stays in the foreground, then\n"
	"-O FILE   the same in full lines\n"
	"-h, -V    print this, or the version; so do --help and --version\n"
	"\n"
	"Exit status: 0 done, 1 failed here, 2 wrong usage, 3 connection refused,\n"
	"4 timed out, 5 connection lost. For -l COMMAND, COMMAND's: 126 or 127 if\n"
	"it can't be run, 128 and its number for a signal.\n";

/* Options that make no sense together; C stands for a COMMAND, c for none, and
 * l for -L, too. */
static const char *const clashes[] = {"46", "4U", "6U", "nU", "uU", "pU", "oO",
	"lz", "lf", "zu", "zf", "zd", "zN", "zq", "zW", "zo", "zO", "f4", "f6",
	"fn", "fu", "fU", "fp", "fs", "fw", "Cd", "CN", "Cq", "cE", "ct", "tu",
	"dq"};

static int print_usage(void)
{
	return write_all(STDOUT_FILENO, usage, sizeof usage - 1) < 0 ? FAILED
								     : DONE;
}

/* A decimal number within limits; what it is for is named when it isn't. */
static int number(const char *what, const char *word, int least, int most)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(word, &end, 10);
	if (!isdigit((unsigned char)*word) || *end || errno || n < least ||
		n > most)
		die_usage("read %s %s: not a number from %d to %d", what, word,
			least, most);
	return (int)n;
}

struct line {
	struct options o;
	bool seen[128]; /* options, and C and c as in clashes */
	const char *file, *dump;
};

static void read_option(struct line *l, int option)
{
	const char name[] = {'-', (char)option, 0};
	struct options *o = &l->o;

	switch (option) {
	case '4':
		o->family = AF_INET;
		break;
	case '6':
		o->family = AF_INET6;
		break;
	case 'U':
		o->family = AF_UNIX;
		break;
	case 'u':
		o->type = SOCK_DGRAM;
		break;
	case 'f':
		l->file = optarg;
		break;
	case 'o':
	case 'O':
		l->dump = optarg;
		break;
	case 'p':
		number(name, optarg, 0, 65535);
		o->port = optarg;
		break;
	case 's':
		o->address = optarg;
		break;
	case 'q':
		o->quit = 1000 * number(name, optarg, 0, 1000000);
		break;
	case 'w':
		o->wait = 1000 * number(name, optarg, 1, 1000000);
		break;
	case 'W':
		o->idle = 1000 * number(name, optarg, 1, 1000000);
		break;
	case ':':
		die_usage("read -%c: its word is missing; see -h", optopt);
	case '?':
		die_usage("read -%c: no such option; see -h", optopt);
	}
}

/* A number or the name of a service. The library would take more for a number:
 * with a blank or a sign before it, or nothing at all. */
static void check_port(const char *word)
{
	if (!isalpha((unsigned char)*word))
		number("PORT", word, 1, 65535);
}

static void check_words(struct line *l, int n)
{
	bool *seen = l->seen;
	int want = seen['f'] ? 0 : seen['U'] ? 1 : 2;

	seen['C'] = seen['l'] && n;
	seen['c'] = !seen['C'];
	for (size_t i = 0; i < sizeof clashes / sizeof *clashes; i++) {
		const char *two = clashes[i];

		if (!seen[(int)two[0]] || !seen[(int)two[1]])
			continue;
		if (two[0] == 'C')
			die_usage("use -%c: not with COMMAND", two[1]);
		if (two[0] == 'c')
			die_usage("use -%c: not without COMMAND", two[1]);
		die_usage("use -%c: not together with -%c", two[1], two[0]);
	}
	if (seen['l'] && seen['U'] && !seen['s'])
		die_usage("listen: -U needs a path after -s");
	if (!seen['l'] && seen['U'] && seen['s'])
		die_usage("use -s: not with -U and without -l");
	if (!seen['l'] && n != want)
		die_usage("read the words: %d, but %s; see -h", n,
			want == 2 ? "HOST PORT are wanted"
			: want	  ? "PATH is wanted"
				  : "none is wanted");
	if (!seen['l'] && want == 2)
		check_port(l->o.words[1]);
}

static void read_line(struct line *l, int argc, char *argv[])
{
	int option;

	l->o = (struct options){.family = AF_UNSPEC,
		.type = SOCK_STREAM,
		.quit = -1,
		.wait = -1,
		.idle = -1,
		.dump = -1};
	opterr = 0;
	while ((option = getopt(
			argc, argv, "+:46nuUf:zdNEtlLp:s:q:w:W:o:O:h")) != -1) {
		read_option(l, option);
		l->seen[option] = true;
	}
	l->o.words = argv + optind;
	l->o.numeric = l->seen['n'];
	l->o.many = l->seen['L'];
	l->o.tty = l->seen['t'];
	l->o.errors = l->seen['E'];
	l->o.deaf = l->seen['d'];
	l->o.half = l->seen['N'];
	l->o.streaming = l->seen['O'];
	if (l->seen['l'] && l->seen['L'])
		die_usage("use -l: not together with -L");
	l->seen['l'] |= l->seen['L'];
	if (!l->seen['h'])
		check_words(l, argc - optind);
}

/* Closed descriptors would be given to our sockets. An input that can't be
 * read, as nohup leaves it, has ended; an output that isn't there is not
 * /dev/null, which would swallow all without a word, but fails. */
static void fill_standard(void)
{
	int mode;

	for (int fd = 0; fd < 3; fd++) {
		mode = fcntl(fd, F_GETFL);
		if (mode >= 0 && (fd || (mode & O_ACCMODE) != O_WRONLY))
			continue;
		if (mode >= 0)
			close(fd);
		open("/dev/null", O_RDONLY);
	}
}

static void open_dump(struct line *l)
{
	int flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC;

	if (!l->dump)
		return;
	l->o.dump = STDOUT_FILENO;
	if (strcmp(l->dump, "-"))
		l->o.dump = open(l->dump, flags, 0666);
	if (l->o.dump < 0)
		die("open %s:", l->dump);
}

static int run_client(const struct line *l)
{
	int fd;

	if (l->file) {
		fd = open(l->file, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			die("open %s:", l->file);
	} else {
		fd = net_connect(&l->o);
	}
	if (fd < 0)
		return -fd;
	if (l->seen['z'])
		return DONE;
	return relay_standard(&l->o, fd, -1);
}

int main(int argc, char *argv[])
{
	static struct line l;
	int status = about(argv, usage);

	if (status >= 0)
		return status;
	read_line(&l, argc, argv);
	if (l.seen['h'])
		return print_usage();
	fill_standard();
	signal(SIGPIPE, SIG_IGN);
	open_dump(&l);
	return l.seen['l'] ? serve(&l.o) : run_client(&l);
}
