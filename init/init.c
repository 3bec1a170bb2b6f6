/* init.c - from the first process to a shell prompt, and back.
 *
 * Installed as /sbin/init, with /usr/sbin/init.sh (the name that users give
 * the kernel) and /init (an initramfs's) as links. The order of the steps is
 * the boot's whole story; no step that fails stops it, each names itself on
 * the console. The environment is the kernel command line's NAME=value words;
 * README lists them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "button.h"
#include "clock.h"
#include "halt.h"
#include "io.h"
#include "mounts.h"
#include "net.h"
#include "oneit.h"
#include "reap.h"
#include "run.h"
#include "say.h"
#include "session.h"

static const char ready[] = "Type exit when done.\n";

/* Of the environment; the kernel gives half as many at most. */
#define WORDS 64

#define SSH_SECONDS 10 /* a key takes long only where nothing is random */

static char *words[WORDS + 1];

/* Nothing is allocated here, so not by setenv(3). A name that is there wins. */
static void set_default(char *word)
{
	size_t name = strcspn(word, "=") + 1, n = 0;

	for (; words[n]; n++)
		if (!strncmp(words[n], word, name))
			return;
	if (n < WORDS)
		words[n] = word;
}

/* The environment every command gets; the kernel command line wins, but for
 * what the kernel itself puts there (HOME=/). */
static void environment(void)
{
	set_default("HOME=/home");
	for (char **word = environ; *word; word++)
		set_default(*word);
	set_default("PATH=/usr/bin:/usr/sbin");
	set_default("USER=root");
	set_default("LOGNAME=root");
	set_default("SHELL=/bin/sh");
	environ = words;
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

/* Only a person's keys make it worth its memory. */
static void ssh(void)
{
	char *argv[] = {"/usr/sbin/sshd", NULL};

	if (!access("/home/.ssh/authorized_keys", F_OK))
		run(argv, SSH_SECONDS);
}

/* What the guest is for: a person at the shell, unless the command line or a
 * control image says otherwise. run-qemu.sh's job is told what it replaces. */
static char **purpose(void)
{
	static char *job[] = {"/usr/sbin/job", "/bin/sh", "-li", NULL},
		    *control[] = {"/usr/sbin/control", NULL},
		    *both[] = {"/usr/sbin/job", "/usr/sbin/control", NULL};
	int automatic = mount_control(getenv("CONTROL"));

	if (!getenv("JOB"))
		return automatic ? control : job + 1;
	return automatic ? both : job;
}

int main(int argc, char *argv[])
{
	struct oneit o = {.how = RB_POWER_OFF};

	(void)argc;
	halt_resume(argv);
	reap_start(); /* no ctrl-alt-del is lost */
	/* One name in messages, whichever link the kernel was given. */
	program_invocation_short_name = "init";
	if (!halt_machine()) {
		say("start init: this is not PID 1 of a machine");
		return 1;
	}
	environment();
	mount_all();
	/* Not given to us, or a serial port that isn't there. */
	if (write(STDERR_FILENO, "", 0))
		session_log();
	button_watch();
	hotplug();
	host_name(getenv("HOST"));
	network(getenv("NET"));
	clock_set(getenv("RDATE"));
	mount_home(getenv("HOMEDEV"));
	if (getenv("SHARE"))
		mount_share(getenv("SHARE"));
	if (chdir("/home"))
		say("enter /home:");
	ssh();
	rc();
	o.argv = purpose();
	o.person = !strcmp(*o.argv, "/bin/sh");
	write_all(STDOUT_FILENO, ready, sizeof ready - 1);
	if (getenv("CONSOLE") && *getenv("CONSOLE"))
		o.console = getenv("CONSOLE");
	return oneit(&o);
}
