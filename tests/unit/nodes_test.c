/* nodes_test.c - read_nodes(): what each line does to a tree, and lines that
 * are none. The oracle is README. */
#include <fcntl.h>

#include "archive.h"
#include "mkimage.h"
#include "moment.h"
#include "tap.h"

static struct tree *sample(struct job *job)
{
	struct tree *t = tree_new(job);
	struct node *dir =
		tree_add(t, t->root, "d", 1, tree_inode(t, S_IFDIR | 0700));
	struct inode *file = tree_inode(t, S_IFREG | 0644);

	t->root->inode->seconds = 99;
	tree_add(t, dir, "f", 1, file);
	tree_add(t, dir, "a b", 3, tree_inode(t, S_IFREG | 0644));
	tree_add(t, t->root, "x*", 2, tree_inode(t, S_IFREG | 0644));
	tree_add(t, t->root, "xy", 2, tree_inode(t, S_IFREG | 0644));
	return t;
}

static int apply(struct tree *t, const char *text)
{
	int fd = memfd_create("nodes", 0);
	char path[32];
	int r;

	if (write(fd, text, strlen(text)) < 0)
		return -1;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	r = read_nodes(t, path);
	close(fd);
	return r;
}

/* "mode uid gid size seconds" of a path of one or two names, or "none". */
static const char *look(struct tree *t, const char *one, const char *two)
{
	static char text[128];
	struct node *n = tree_find(t, t->root, one, strlen(one));

	if (n && two)
		n = tree_find(t, n, two, strlen(two));
	if (!n)
		return "none";
	snprintf(text, sizeof text, "%o %u %u %llu %lld", n->inode->mode,
		n->inode->uid, n->inode->gid,
		(unsigned long long)n->inode->size,
		(long long)n->inode->seconds);
	return text;
}

static void does(
	const char *line, const char *one, const char *two, const char *want)
{
	struct job job = {.why = ""};
	struct tree *t = sample(&job);

	OK(apply(t, line) == 0 && strcmp(look(t, one, two), want) == 0,
		"%s: %s %s", line, look(t, one, two), job.why);
	tree_free(t);
}

static void fails(const char *line, const char *why)
{
	struct job job = {.why = ""};
	struct tree *t = sample(&job);

	OK(apply(t, line) && strstr(job.why, why), "%s", job.why);
	tree_free(t);
}

static void moments(void)
{
	static const char *const texts[] = {"0", "1", "-1", "1.5", "-0.25",
		"-1.75", "4294967296.000000001"};
	char back[MOMENT_ROOM];
	uint32_t ns;
	int64_t s;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		bool good = moment_parse(texts[i], strlen(texts[i]), &s, &ns);

		moment_print(back, s, ns);
		OK(good && ns < 1000000000, "%s is a time", texts[i]);
		IS_STR(back, texts[i], "and printed so");
	}
	OK(!moment_parse("", 0, &s, &ns) && !moment_parse("-", 1, &s, &ns) &&
			!moment_parse("1x", 2, &s, &ns) &&
			!moment_parse("99999999999999999999", 20, &s, &ns),
		"others are none");
}

int main(void)
{
	PLAN(17 + 18 + 15);
	does("", "d", NULL, "40700 0 0 0 0");
	does("# /d d 755 1 2", "d", NULL, "40700 0 0 0 0");
	does("/d d 755 1 2 # text", "d", NULL, "40755 1 2 0 0");
	does("d/ d - 1 -", "d", NULL, "40700 1 0 0 0");
	does("/d/f f 4755 70000 2 time=-7", "d", "f", "104755 70000 2 0 -7");
	does("/d/a\\040b f 1 2 3", "d", "a b", "100001 2 3 0 0");
	does("/x* f 1 2 3", "xy", NULL, "100001 2 3 0 0");
	does("/x\\052 f 1 2 3", "xy", NULL, "100644 0 0 0 0");
	does("/x\\052 f 1 2 3", "x*", NULL, "100001 2 3 0 0");
	does("/?/* f 600 0 0", "d", "f", "100600 0 0 0 0");
	does("/nothing* f 1 2 3", "d", NULL, "40700 0 0 0 0");
	does("/n/m d 700 0 5", "n", "m", "40700 0 5 0 99");
	does("/n/m d 700 0 5", "n", NULL, "40755 0 0 0 99");
	does("/n c 600 1 2 5 1 time=3", "n", NULL, "20600 1 2 0 3");
	does("/d/f l 777 0 0 a\\040b", "d", "f", "120777 0 0 3 99");
	does("/h h - - - /d/f time=5", "d", "f", "100644 0 0 0 5");
	does("/d -", "d", NULL, "none");
	fails("/d", "the type is missing");
	fails("/d q 1 1 1", "q is no type");
	fails("/d d 8 0 0", "8 is no mode");
	fails("/d d 17777 0 0", "17777 is no mode");
	fails("/d d 1 -1 0", "-1 is no owner");
	fails("/d d 1 0 4294967296", "4294967296 is no group");
	fails("/d d 1 0 0 0", "what is 0?");
	fails("/d d 1 0 0 time=x", "x is no time");
	fails("/d d 1 0 0 xattr.=1", "what is xattr.?");
	fails("/c c 1 0 0 1", "the minor number is missing");
	fails("/d c 1 0 0 1 1", "a folder and another file");
	fails("/d f 1 0 0", "/d is a folder");
	fails("/none f 1 0 0", "there is no none");
	fails("/d/f/g d 1 0 0", "f is no folder");
	fails("/l h - - - /none", "/none is no file to link to");
	fails("/../x p 1 0 0", "goes up");
	fails("/ -", "the root can't go away");
	fails("\n\n/x* p 1 0 0", ":3: a pattern for what is to be made");
	moments();
	return done();
}
