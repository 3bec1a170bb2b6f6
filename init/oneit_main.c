/* oneit_main.c - the command line of oneit. */
#include <sys/reboot.h>
#include <unistd.h>

#include "about.h"
#include "button.h"
#include "halt.h"
#include "io.h"
#include "oneit.h"
#include "reap.h"
#include "say.h"

static const char usage[] =
	"usage: oneit [-3] [-p | -n | -r] [-c CONSOLE] COMMAND [ARG...]\n"
	"\n"
	"Run COMMAND in a session with a controlling terminal, so that ctrl-C\n"
	"works, and reap every orphan. When COMMAND ends, stop all processes,\n"
	"unmount everything and restart the machine. For PID 1.\n"
	"\n"
	"-c CONSOLE  the terminal, with or without /dev/ (default: the last word\n"
	"            of /sys/class/tty/console/active, else /dev/console; on a\n"
	"            machine also where CONSOLE isn't there)\n"
	"-n, -r      run COMMAND again whenever it ends; at once if it took a\n"
	"            second, else after 0.1 s, then 0.2 s and so on up to 10 s\n"
	"-p          power off instead of restarting\n"
	"-3          write the pid of each orphan reaped to COMMAND's descriptor 3,\n"
	"            as a 32-bit number; while COMMAND doesn't read, they wait\n"
	"-h, -V      print this, or the version; so do --help and --version\n"
	"\n"
	"Signals: TERM and INT (ctrl-alt-del) restart, USR1 halts, USR2 and PWR\n"
	"(the power button) power off. All get SIGTERM then, a shell at its prompt\n"
	"SIGHUP, and what is left after GRACE seconds SIGKILL (from the environment,\n"
	"default 5; seven INT within 2 s cut it short). LINES and COLUMNS there are\n"
	"the size of a terminal that doesn't know it. Where COMMAND can't be run, a\n"
	"machine gets a shell, when it has a console. /proc, /sys and /dev are the\n"
	"caller's to mount: they tell of consoles and power buttons.\n"
	"\n"
	"As PID 1 of a container COMMAND has our standard input and so on, unless\n"
	"-c is given; disks are left alone; when COMMAND ends so does oneit. A\n"
	"signal calls reboot(2) there, too. As another process, oneit stops nothing\n"
	"but COMMAND, by SIGTERM, when it gets one of the signals. For both, HUP (a\n"
	"closed terminal) is as TERM; ctrl-Z stops oneit with COMMAND; and what\n"
	"COMMAND was given is closed in oneit, but with -n, and but for standard\n"
	"error, where that isn't the pipe of the output.\n"
	"\n"
	"Exit status, but on a machine: COMMAND's; 128 and its number for a signal;\n"
	"126 or 127 when it can't be run; 1 without the console; 2 for a wrong\n"
	"command line.\n";

#define GO_ON -1

/* GO_ON, or the exit status after usage or a message. */
static int parse(int argc, char *argv[], struct oneit *o)
{
	int power_off = 0, opt, status = about(argv, usage);

	if (status >= 0)
		return status;
	opterr = 0;
	while ((opt = getopt(argc, argv, "+:3c:hnpr")) != -1) {
		if (opt == '3') {
			o->report = 1;
		} else if (opt == 'c') {
			o->console = optarg;
		} else if (opt == 'h') {
			return write_all(STDOUT_FILENO, usage, sizeof usage - 1)
				       ? 1
				       : 0;
		} else if (opt == 'n' || opt == 'r') {
			o->again = 1;
		} else if (opt == 'p') {
			power_off = 1;
		} else {
			say("read -%c: %s; see -h", optopt,
				opt == ':' ? "its word is missing"
					   : "no such option");
			return 2;
		}
	}
	o->argv = argv + optind;
	o->how = power_off ? RB_POWER_OFF : RB_AUTOBOOT;
	if (*o->argv && !(power_off && o->again))
		return GO_ON;
	if (*o->argv)
		say("use -p: not together with -n or -r, which never end");
	else
		say("read the command: there is none; see -h");
	return 2;
}

int main(int argc, char *argv[])
{
	char *shell[] = {"/bin/sh", NULL};
	struct oneit o = {.how = RB_AUTOBOOT};
	int status, machine;

	halt_resume(argv);
	reap_start();
	machine = halt_machine();
	status = parse(argc, argv, &o);
	if (status != GO_ON && !machine)
		return status;
	/* A kernel panics when PID 1 ends: a shell instead. */
	if (status != GO_ON)
		o = (struct oneit){
			.argv = shell, .how = RB_AUTOBOOT, .person = 1};
	if (machine)
		button_watch();
	return oneit(&o);
}
