/* folders.c - the folders of a tree, open on this machine. */
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#include "folders.h"
#include "tree.h"

int folder_fd(struct folders *f, const struct node *n)
{
	int up, fd, slot = (int)(n->depth % FOLDERS_OPEN);

	if (!n->parent)
		return f->top;
	if (f->open[slot].node == n)
		return f->open[slot].fd;
	up = folder_fd(f, n->parent);
	if (up < 0)
		return -1;
	fd = openat(
		up, n->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	if (f->open[slot].node)
		close(f->open[slot].fd);
	f->open[slot].node = n;
	f->open[slot].fd = fd;
	return fd;
}

void folder_leave(struct folders *f, const struct node *n)
{
	int slot = (int)(n->depth % FOLDERS_OPEN);

	if (!n->parent || f->open[slot].node != n)
		return;
	close(f->open[slot].fd);
	f->open[slot].node = NULL;
}

void folders_end(struct folders *f)
{
	for (int i = 0; i < FOLDERS_OPEN; i++) {
		if (f->open[i].node)
			close(f->open[i].fd);
		f->open[i].node = NULL;
	}
}
