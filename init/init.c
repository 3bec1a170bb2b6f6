/* init.c - from the kernel's first process to a shell prompt.
 *
 * Installed as /sbin/init, with /usr/sbin/init.sh (the name that users give
 * the kernel) and /init (an initramfs's) as links. The order of the steps is
 * the boot's whole story; no step that fails stops it, each names itself on
 * the console. The environment is the kernel command line's NAME=value words;
 * README lists them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "clock.h"
#include "io.h"
#include "mounts.h"
#include "net.h"
#include "run.h"
#include "say.h"

/* The environment every command gets; the kernel command line wins, but for
 * what the kernel itself puts there (HOME=/). */
static void environment(void)
{
	setenv("PATH", "/usr/bin:/usr/sbin", 0);
	setenv("HOME", "/home", 1);
	setenv("USER", "root", 0);
	setenv("LOGNAME", "root", 0);
	setenv("SHELL", "/bin/sh", 0);
}

/* The kernel runs mdev for each device that comes or goes. */
static void hotplug(void)
{
	if (write_file("/proc/sys/kernel/hotplug", "/sbin/mdev"))
		say("write /proc/sys/kernel/hotplug:");
}

static void host_name(const char *name)
{
	char buf[65] = "";

	if (!name) {
		read_file("/etc/hostname", buf, sizeof buf);
		buf[strcspn(buf, "\n")] = 0;
		name = buf;
	}
	if (*name && sethostname(name, strlen(name)))
		say("set host name %s:", name);
}

static void network(const char *word)
{
	struct net net;

	if (net_parse(word, &net)) {
		say("read NET=%s: not qemu, dhcp, none or ADDR/LEN,GW,DNS",
			word);
		net_parse("none", &net);
	}
	net_up(&net);
}

static void rc(void)
{
	char *argv[] = {"/etc/rc", NULL};

	if (!access(argv[0], F_OK))
		run(argv, 0);
}

/* The rest is oneit's: a session on the console, and the way down. */
static void hand_over(char *console)
{
	char *argv[8], **arg = argv;

	*arg++ = "/sbin/oneit";
	*arg++ = "-p";
	if (console && *console) {
		*arg++ = "-c";
		*arg++ = console;
	}
	*arg++ = getenv("JOB") ? "/usr/sbin/job" : "/bin/sh";
	if (!getenv("JOB"))
		*arg++ = "-l";
	*arg = NULL;
	execv(argv[0], argv);
	say("run %s:", argv[0]);
}

/* Last resort: a kernel panics when PID 1 ends, so it doesn't end. */
static void rescue_shell(void)
{
	char *sh[] = {"/bin/sh", "-l", NULL};

	for (;;)
		if (run(sh, 0))
			sleep(1);
}

int main(void)
{
	if (getpid() != 1) {
		say("start: not PID 1");
		return 1;
	}
	/* One name in messages, whichever link the kernel was given. */
	program_invocation_short_name = "init";
	run_block_signals();
	reboot(RB_DISABLE_CAD); /* ctrl-alt-del is a SIGINT for oneit */
	environment();
	mount_all();
	hotplug();
	host_name(getenv("HOST"));
	network(getenv("NET"));
	clock_set(getenv("RDATE"));
	mount_home(getenv("HOMEDEV"));
	if (chdir("/home"))
		say("enter /home:");
	rc();
	puts("Type exit when done.");
	fflush(stdout);
	hand_over(getenv("CONSOLE"));
	rescue_shell();
}
