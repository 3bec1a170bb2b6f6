/* button.c - the machine's power button.
 *
 * The kernel shows it as an input device (ACPI's, a GPIO line, a key of some
 * keyboards), and its part ends there. It can send a signal when there is
 * something to read, and leave out all but one key (EVIOCSMASK of
 * linux/input.h): so the press is a signal, and no daemon waits for it. A press
 * while the machine starts comes before that; a PC's kernel has counted it. */
#include <fcntl.h>
#include <linux/input.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "button.h"
#include "io.h"

#define LONG_BITS (8 * sizeof(long))
#define DEVICES 32 /* the kernel numbers no more in this way */

/* Of the type's codes let nothing through but one. */
static int only(int fd, unsigned type, unsigned code)
{
	/* The kernel's bitmaps are longs, in the machine's byte order. */
	unsigned long bits[KEY_CNT / LONG_BITS] = {0};
	struct input_mask mask = {.type = type,
		.codes_size = sizeof bits,
		.codes_ptr = (uintptr_t)bits};

	bits[code / LONG_BITS] = 1ul << code % LONG_BITS;
	return ioctl(fd, EVIOCSMASK, &mask);
}

/* Type 0 stands for the types themselves. */
static int watch(int fd)
{
	return only(fd, EV_KEY, KEY_POWER) || only(fd, 0, EV_KEY) ||
	       fcntl(fd, F_SETOWN, getpid()) || fcntl(fd, F_SETSIG, SIGPWR) ||
	       fcntl(fd, F_SETFL, O_RDONLY | O_NONBLOCK | O_ASYNC);
}

/* Of ACPI: how often since the kernel's start, then words. */
static int was_pressed(void)
{
	char count[64];

	return read_file("/sys/firmware/acpi/interrupts/ff_pwr_btn", count,
		       sizeof count) > 0 &&
	       atol(count) > 0;
}

void button_watch(void)
{
	for (int i = 0; i < DEVICES; i++) {
		char path[32];
		int fd;

		snprintf(path, sizeof path, "/dev/input/event%d", i);
		fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0 && watch(fd))
			close(fd);
	}
	if (was_pressed())
		kill(getpid(), SIGPWR);
}
