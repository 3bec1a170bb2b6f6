/* oneit.h - one command as the whole system. */
#ifndef ONEIT_H
#define ONEIT_H

struct oneit {
	char **argv;	     /* the command */
	const char *console; /* its terminal; NULL: see session_open() */
	int how;	     /* to end after the command, as reboot(2) has it */
	int again;	     /* no end: run it again */
	int report; /* its descriptor 3 tells the pids of reaped orphans */
	int person; /* it is a person's: without a console it must wait */
};

/* Run the command and reap every orphan, until it ends or a signal asks for
 * the way down (see halt.h). On a machine that is all: it does not return, and
 * where the command can't be run a shell is. A console that is not there is
 * replaced by the default one, and a person's command is run once there is one,
 * and again when that was hung up. Elsewhere only PID 1 stops other processes,
 * standard input and so on are kept unless a console is named, and the exit
 * status is returned: the command's, 128 and the number for a signal, 126 or
 * 127 when it can't be run, 1 without that console. */
int oneit(const struct oneit *o);

#endif
