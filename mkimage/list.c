/* list.c - what is in an image, for people and as a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "alloc.h"
#include "escape.h"
#include "mkimage.h"
#include "moment.h"
#include "tree.h"

enum { PATH_ROOM = 2 << 20 };

/* What would be a blank, a comment, a pattern or a value in a table. */
static const char special[] = " #*?[=";

static char type_of(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return 'f';
	case S_IFLNK:
		return 'l';
	case S_IFCHR:
		return 'c';
	case S_IFBLK:
		return 'b';
	case S_IFDIR:
		return 'd';
	case S_IFIFO:
		return 'p';
	case S_IFSOCK:
		return 's';
	}
	return '?';
}

/* As ls has it: -rwsr-xr-t. */
static void print_mode(uint32_t mode)
{
	static const char letters[] = "rwxrwxrwx", over[] = "sst";
	char text[11] = "----------";

	text[0] = type_of(mode);
	if (text[0] == 'f')
		text[0] = '-';
	for (int i = 0; i < 9; i++)
		if (mode & 0400 >> i)
			text[i + 1] = letters[i];
	for (int i = 0; i < 3; i++) {
		bool runs = mode & 0100 >> 3 * i;

		if (mode & 04000 >> i)
			text[3 * i + 3] = (char)(over[i] - (runs ? 0 : 32));
	}
	fputs(text, stdout);
}

static void print_time(int64_t seconds)
{
	time_t t = (time_t)seconds;
	char text[64];
	struct tm tm;

	if (gmtime_r(&t, &tm) &&
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm))
		printf(" %s ", text);
	else
		printf(" %19lld ", (long long)seconds);
}

static bool is_device(uint32_t mode)
{
	return S_ISCHR(mode) || S_ISBLK(mode);
}

static void print_path(const struct node *n, char *buf, const char *also)
{
	tree_path(n, buf, PATH_ROOM);
	escape_print(buf, strlen(buf), also);
}

static void list_one(const struct node *n, char *buf)
{
	const struct inode *i = n->inode;
	const struct node *first = tree_earlier(n);

	print_mode(i->mode);
	printf(" %3u %5u %5u ", i->links, i->uid, i->gid);
	if (is_device(i->mode))
		printf("%4u, %4u", i->dev_major, i->dev_minor);
	else
		printf("%10llu", (unsigned long long)i->size);
	print_time(i->seconds);
	print_path(n, buf, "");
	if (i->target) {
		fputs(" -> ", stdout);
		escape_print(i->target, i->size, "");
	}
	if (first) {
		fputs(" is ", stdout);
		print_path(first, buf, "");
	}
	putchar('\n');
}

static void list_node(const struct node *n, char *buf)
{
	const struct inode *i = n->inode;
	const struct node *first = tree_earlier(n);
	char time[MOMENT_ROOM];

	print_path(n, buf, special);
	if (first) {
		fputs(" h - - - ", stdout);
		print_path(first, buf, special);
		putchar('\n');
		return;
	}
	printf(" %c %o %u %u", type_of(i->mode), i->mode & 07777, i->uid,
		i->gid);
	if (is_device(i->mode))
		printf(" %u %u", i->dev_major, i->dev_minor);
	if (i->target) {
		putchar(' ');
		escape_print(i->target, i->size, special);
	}
	moment_print(time, i->seconds, i->nanoseconds);
	printf(" time=%s", time);
	for (const struct xattr *x = i->xattrs; x; x = x->next) {
		fputs(" xattr.", stdout);
		escape_print(x->name, strlen(x->name), special);
		putchar('=');
		escape_print(x->value, x->length, special);
	}
	putchar('\n');
}

static void each(struct tree *t, void print(const struct node *n, char *buf))
{
	char *buf = xmalloc(PATH_ROOM);

	for (struct node *n = t->root; n; n = tree_next(n))
		print(n, buf);
	free(buf);
}

void list(struct tree *t)
{
	each(t, list_one);
}

void list_nodes(struct tree *t)
{
	puts("# PATH TYPE MODE UID GID [MAJOR MINOR | TARGET] ...");
	each(t, list_node);
}
