/* tree_test.c - names, merging, order, attributes and paths of a tree. The
 * oracle is tree.h. */
#include <sys/stat.h>

#include "job.h"
#include "tap.h"
#include "tree.h"

enum { MANY = 100000 };

static struct node *add(
	struct tree *t, struct node *dir, const char *name, uint32_t mode)
{
	return tree_add(t, dir, name, strlen(name), tree_inode(t, mode));
}

static struct node *find(struct tree *t, const char *name)
{
	return tree_find(t, t->root, name, strlen(name));
}

/* The names below the root, each with its folders, in the order they have. */
static const char *names(struct tree *t)
{
	static char text[256];
	char path[64];

	text[0] = 0;
	for (struct node *n = tree_next(t->root); n; n = tree_next(n)) {
		strcat(text, tree_path(n, path, sizeof path));
		strcat(text, " ");
	}
	return text;
}

static void test_names(void)
{
	static const char *const wrong[] = {"", ".", "..", "a/b", "/"};
	char longest[NAME_LIMIT + 1];
	struct job job = {.why = ""};
	struct tree *t = tree_new(&job);

	t->from = "test";
	memset(longest, 'x', sizeof longest);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		OK(!add(t, t->root, wrong[i], S_IFREG), "no name: \"%s\"",
			wrong[i]);
	OK(!tree_add(t, t->root, "a\0b", 3, tree_inode(t, S_IFREG)),
		"no name: one with a NUL");
	OK(!tree_add(
		   t, t->root, longest, sizeof longest, tree_inode(t, S_IFREG)),
		"no name: one of 256 bytes");
	OK(tree_add(t, t->root, longest, NAME_LIMIT, tree_inode(t, S_IFREG)) !=
			NULL,
		"one of 255");
	IS_STR(job.why, "read test: byte 0: a wrong name in /: ",
		"the first message stays");
	job.why[0] = 0;
	OK(add(t, t->root, "a", S_IFREG) && !add(t, t->root, "a", S_IFREG),
		"once in a folder");
	IS_STR(job.why, "read test: byte 0: a second name in /: a",
		"and the message says so");
	OK(!tree_find(t, t->root, "a\0", 2), "found by all its bytes");
	IS_INT((long long)t->count, 3, "what was refused isn't there");
	tree_free(t);
}

static void test_many(void)
{
	struct job job = {.why = ""};
	struct tree *t = tree_new(&job);
	int found = 0, order = 0;
	char name[16], last[16] = "";

	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "%d", (int)(i * 7919LL % MANY));
		add(t, t->root, name, S_IFREG);
	}
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "%d", i);
		found += find(t, name) != NULL;
	}
	IS_INT(found, MANY, "of many, each is found");
	tree_sort(t);
	for (struct node *n = t->root->children; n; n = n->next) {
		order += strcmp(last, n->name) < 0;
		strcpy(last, n->name);
	}
	IS_INT(order, MANY, "in the order of their bytes");
	tree_free(t);
}

static void test_deep(void)
{
	struct job job = {.why = ""};
	struct tree *t = tree_new(&job);
	struct node *n = t->root;
	char path[32];

	t->from = "test";
	for (int i = 0; n && i < DEPTH_LIMIT; i++)
		n = add(t, n, "folder", S_IFDIR);
	OK(n && n->depth == DEPTH_LIMIT, "as deep as may be");
	OK(n && !add(t, n, "x", S_IFREG), "and no deeper");
	if (n)
		IS_STR(tree_path(n, path, sizeof path),
			".../folder/folder/folder/folder",
			"a path is cut at its front");
	tree_free(t);
}

static void test_remove(void)
{
	struct job job = {.why = ""};
	struct tree *t = tree_new(&job);
	struct node *dir = add(t, t->root, "d", S_IFDIR);
	struct node *inner = add(t, dir, "e", S_IFDIR);

	add(t, inner, "f", S_IFREG);
	add(t, t->root, "g", S_IFREG);
	tree_remove(t, dir, NULL);
	IS_STR(names(t), "/g ", "a folder goes with all below it");
	OK(!find(t, "d") && !tree_find(t, inner, "f", 1), "and isn't found");
	IS_INT((long long)t->count, 2, "nor counted");
	OK(add(t, t->root, "d", S_IFREG) != NULL, "its name is free");
	tree_free(t);
}

/* "d/a" and "b" of one, "d/a" and "d/c" of the other, later one. */
static struct tree *merged(struct job *job, uint32_t later, int *result)
{
	struct tree *t = tree_new(job), *one = tree_new(job),
		    *two = tree_new(job);
	struct node *n;

	n = add(one, one->root, "d", S_IFDIR | 0700);
	add(one, n, "a", S_IFREG | 0600);
	add(one, one->root, "b", S_IFREG);
	n = add(two, two->root, "d", later);
	if (S_ISDIR(later)) {
		add(two, n, "a", S_IFLNK | 0777);
		add(two, n, "c", S_IFREG);
	}
	two->root->inode->implied = false;
	two->root->inode->mode = S_IFDIR | 0711;
	*result = tree_merge(t, one) || tree_merge(t, two);
	tree_sort(t);
	return t;
}

static void test_merge(void)
{
	struct job job = {.why = ""};
	struct node *d;
	struct tree *t;
	int r;

	t = merged(&job, S_IFDIR | 0750, &r);
	d = find(t, "d");
	OK(r == 0, "two trees become one");
	IS_STR(names(t), "/b /d /d/a /d/c ", "with the names of both");
	IS_INT(d->inode->mode, S_IFDIR | 0750,
		"a folder is as the later has it");
	IS_INT(tree_find(t, d, "a", 1)->inode->mode, S_IFLNK | 0777,
		"so is a file");
	IS_INT(t->root->inode->mode, S_IFDIR | 0711, "and the root");
	tree_free(t);

	t = merged(&job, S_IFREG, &r);
	OK(r, "a file isn't put over a folder");
	IS_STR(job.why, "merge /d: a directory here, a file there",
		"it says so");
	tree_free(t);
}

static void test_links(void)
{
	struct job job = {.why = ""};
	struct tree *t = tree_new(&job);
	struct node *first = add(t, t->root, "b", S_IFREG), *n;

	n = tree_add(t, t->root, "a", 1, first->inode);
	add(t, t->root, "d", S_IFDIR);
	tree_sort(t);
	IS_INT(first->inode->links, 2, "names of a file are counted");
	IS_INT(find(t, "d")->inode->links, 1, "a folder has one");
	IS_STR(names(t), "/a /b /d ", "sorted");
	OK(!tree_earlier(n) && tree_earlier(first) == n, "the earlier name");
	tree_free(t);
}

static void test_xattrs(void)
{
	struct job job = {.why = ""};
	struct tree *t = tree_new(&job);
	struct inode *a = tree_inode(t, S_IFREG), *b = tree_inode(t, S_IFREG);

	tree_xattr(t, a, "user.b", "1", 1);
	tree_xattr(t, a, "user.a", "\0", 1);
	tree_xattr(t, b, "user.a", "", 0);
	tree_xattr(t, b, "user.b", "1", 1);
	OK(a->xattrs && strcmp(a->xattrs->name, "user.a") == 0,
		"in the order of their names");
	OK(!tree_same_xattrs(a, b), "another value");
	tree_xattr(t, b, "user.a", "\0", 1);
	OK(tree_same_xattrs(a, b), "is replaced");
	tree_xattr(t, b, "user.c", "", 0);
	OK(!tree_same_xattrs(a, b) && !tree_same_xattrs(b, a), "one more");
	tree_free(t);
}

int main(void)
{
	PLAN(37);
	test_names();
	test_many();
	test_deep();
	test_remove();
	test_merge();
	test_links();
	test_xattrs();
	return done();
}
