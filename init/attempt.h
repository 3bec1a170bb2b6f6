/* attempt.h - what may block, done by a child that nobody waits for too long.
 */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <sys/types.h>

#define ATTEMPTS 16

/* Those that go on. All zero: none. */
struct attempts {
	struct slow {
		pid_t pid;
		char disk[64], name[64];
	} slow[ATTEMPTS];
};

/* Let a child call work(arg), and wait for it, a second at most. 0, or -1 with
 * its errno; EINPROGRESS if it goes on, or another attempt on the same disk
 * does, or too many do. disk tells disks apart, name is for messages; what is
 * over 63 bytes is cut off. Without room for a child, work is called here. */
int attempt(struct attempts *a, const char *disk, const char *name,
	int (*work)(const char *arg), const char *arg);

/* Does an attempt go on: on this disk; on any? */
int attempt_goes_on(struct attempts *a, const char *disk);
int attempts_go_on(struct attempts *a);

/* Name the disks of those that go on, on standard error. */
void attempts_name(struct attempts *a);

#endif
