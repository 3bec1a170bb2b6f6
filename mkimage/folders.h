/* folders.h - the folders of a tree, open on this machine. */
#ifndef FOLDERS_H
#define FOLDERS_H

struct node;

/* Of those on the way to the one at hand, so many are kept open. */
enum { FOLDERS_OPEN = 32 };

struct folders {
	int top; /* the root's descriptor, the caller's */
	/* The folder of a depth is in the slot of that depth, modulo: */
	struct {
		const struct node *node;
		int fd;
	} open[FOLDERS_OPEN];
};

/* The folder's descriptor, which is let go of by itself; -1 with errno. No
 * symbolic link is followed, and a path may be of any length. */
int folder_fd(struct folders *f, const struct node *n);

/* It isn't needed any more. */
void folder_leave(struct folders *f, const struct node *n);

/* Close all but the top; it may go on. */
void folders_end(struct folders *f);

#endif
