/* nodes.c - a table of what a folder can't tell: owners, modes, devices.
 *
 *	PATH TYPE MODE UID GID [MAJOR MINOR | TARGET] [time=T]
 *[xattr.NAME=VALUE]...
 *
 * Fields are words with blanks between; \ooo is a byte of a word, and a word
 * that begins with '#' ends its line. d makes a folder if there is none; f is
 * any other file, which must be there. c, b, p, s, l and h make a file, in the
 * place of one of the name. Folders that are missing on the way are made, 0755
 * and root's. What is made has the time of the tree's root, unless it is told.
 *
 * PATH may be a pattern for f, d and -: it stands for what is there of that
 * type, be it nothing. '*' and '?' don't stand for '/'. */
#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "job.h"
#include "mkimage.h"
#include "moment.h"
#include "path.h"
#include "tree.h"

struct line {
	struct tree *t;
	char *at;   /* the words that are left */
	char *word; /* the last one, unescaped, and its length: */
	size_t len;
	char type;
	bool keep_mode, keep_uid, keep_gid; /* a '-' */
	uint32_t mode, uid, gid, dev_major, dev_minor;
	const char *target;
	size_t target_len;
	char *rest;	     /* the optional words */
	struct node *before; /* of a pattern's names the last that stayed */
};

/* Of one word, in place: bytes of \ooo. */
static size_t unescape(char *word)
{
	char *to = word;

	for (const char *p = word; *p; p++) {
		unsigned value = 0;
		int n = 0;

		while (*p == '\\' && n < 3 && p[n + 1] >= '0' &&
			p[n + 1] <= '7')
			value = value << 3 | (unsigned)(p[++n] - '0');
		*to++ = n == 3 ? (char)value : *p;
		p += n == 3 ? 3 : 0;
	}
	*to = 0;
	return (size_t)(to - word);
}

/* The next word as it stands, or NULL. */
static char *raw_word(struct line *l)
{
	char *word;

	l->at += strspn(l->at, " \t");
	if (!*l->at || *l->at == '#')
		return NULL;
	word = l->at;
	l->at += strcspn(l->at, " \t");
	if (*l->at)
		*l->at++ = 0;
	return word;
}

static bool next_word(struct line *l)
{
	l->word = raw_word(l);
	if (l->word)
		l->len = unescape(l->word);
	return l->word;
}

static int missing(struct line *l, const char *what)
{
	return tree_bad(l->t, "the %s is missing", what);
}

static int number(struct line *l, const char *what, int base, uint32_t most,
	uint32_t *value)
{
	unsigned long long n;
	char *end;

	if (!next_word(l))
		return missing(l, what);
	errno = 0;
	n = strtoull(l->word, &end, base);
	if (!isdigit((unsigned char)*l->word) || *end || errno || n > most)
		return tree_bad(l->t, "%s is no %s", l->word, what);
	*value = (uint32_t)n;
	return 0;
}

/* A number, or '-' to keep what is. */
static int number_or(struct line *l, const char *what, int base, uint32_t most,
	uint32_t *value, bool *keep)
{
	const char *p = l->at + strspn(l->at, " \t");

	*keep = *p == '-' && (!p[1] || isblank((unsigned char)p[1]));
	if (!*keep)
		return number(l, what, base, most, value);
	next_word(l);
	return 0;
}

static int parse(struct line *l)
{
	if (!next_word(l))
		return missing(l, "type");
	if (l->len != 1 || !strchr("dfcbpslh-", *l->word))
		return tree_bad(l->t, "%s is no type", l->word);
	l->type = *l->word;
	if (l->type == '-')
		return 0;
	if (number_or(l, "mode", 8, 07777, &l->mode, &l->keep_mode) ||
		number_or(l, "owner", 10, UINT32_MAX, &l->uid, &l->keep_uid) ||
		number_or(l, "group", 10, UINT32_MAX, &l->gid, &l->keep_gid))
		return -1;
	if (l->type == 'c' || l->type == 'b')
		return number(l, "major number", 10, UINT32_MAX,
			       &l->dev_major) ||
		       number(l, "minor number", 10, UINT32_MAX, &l->dev_minor);
	if (l->type != 'l' && l->type != 'h')
		return 0;
	if (!next_word(l) || !l->len)
		return missing(l, "target");
	if (l->type == 'l' && memchr(l->word, 0, l->len))
		return tree_bad(l->t, "a target with a NUL");
	l->target = l->word;
	l->target_len = l->len;
	return 0;
}

/* time= and xattr. behind the fields; on the first file of a pattern they are
 * unescaped, so that each gets them from a copy. */
static int take_words(struct line *l, struct inode *i)
{
	char *copy = xstrdup(l->rest), *back = l->at;
	int r = 0;

	l->at = copy;
	while (!r && (l->word = raw_word(l))) {
		char *value = strchr(l->word, '=');
		size_t len;

		if (!value) {
			r = tree_bad(l->t, "what is %s?", l->word);
			break;
		}
		*value++ = 0;
		len = unescape(value);
		if (unescape(l->word) != strlen(l->word))
			r = tree_bad(l->t, "a name with a NUL");
		else if (strcmp(l->word, "time") == 0)
			r = moment_parse(
				    value, len, &i->seconds, &i->nanoseconds)
				    ? 0
				    : tree_bad(l->t, "%s is no time", value);
		else if (strncmp(l->word, "xattr.", 6) == 0 && l->word[6])
			r = tree_xattr(
				l->t, i, l->word + 6, value, (uint32_t)len);
		else
			r = tree_bad(l->t, "what is %s?", l->word);
	}
	l->at = back;
	free(copy);
	return r;
}

static int attributes(struct line *l, struct inode *i)
{
	if (!l->keep_mode && (l->type != 'f' || !S_ISLNK(i->mode)))
		i->mode = (i->mode & S_IFMT) | l->mode;
	if (!l->keep_uid)
		i->uid = l->uid;
	if (!l->keep_gid)
		i->gid = l->gid;
	return take_words(l, i);
}

static uint32_t mode_of(char type)
{
	switch (type) {
	case 'd':
		return S_IFDIR | 0755;
	case 'c':
		return S_IFCHR | 0600;
	case 'b':
		return S_IFBLK | 0600;
	case 'p':
		return S_IFIFO | 0644;
	case 's':
		return S_IFSOCK | 0755;
	}
	return S_IFLNK | 0777;
}

/* A folder that is there; else a new file, since the old one may have further
 * names, but with the old one's mode and owners if it is of the type. */
static struct inode *inode_for(const struct line *l, const struct place *place)
{
	struct inode *old = place->node ? place->node->inode : NULL, *i;
	uint32_t mode = mode_of(l->type);

	if (old && (old->mode & S_IFMT) != (mode & S_IFMT))
		old = NULL;
	if (old && l->type == 'd')
		return old;
	i = tree_inode(l->t, mode);
	i->seconds = l->t->root->inode->seconds;
	i->nanoseconds = l->t->root->inode->nanoseconds;
	if (old) {
		i->mode = old->mode;
		i->uid = old->uid;
		i->gid = old->gid;
	}
	return i;
}

static int make(struct line *l, struct place *place)
{
	struct inode *i = inode_for(l, place);

	i->dev_major = l->dev_major;
	i->dev_minor = l->dev_minor;
	if (l->target) {
		i->target = tree_text(l->t, l->target, l->target_len);
		i->size = l->target_len;
	}
	if (attributes(l, i))
		return -1;
	return path_put(l->t, place, i);
}

static int link_to(struct line *l, struct place *place)
{
	struct place to;

	if (path_find(l->t, l->target, l->target_len, NULL, &to))
		return -1;
	if (!to.node || S_ISDIR(to.node->inode->mode))
		return tree_bad(l->t, "%s is no file to link to", l->target);
	if (attributes(l, to.node->inode))
		return -1;
	return path_put(l->t, place, to.node->inode);
}

/* One path that the line names, or that fits its pattern. */
static int apply(struct line *l, struct place *place)
{
	const struct node *n = place->node;
	char path[400];

	if (l->type == '-' && n && n->parent) {
		tree_remove(l->t, place->node, l->before);
		return 0;
	}
	if (l->type == '-' && n)
		return tree_bad(l->t, "the root can't go away");
	if (!n && (l->type == 'f' || l->type == '-'))
		return tree_bad(
			l->t, "there is no %.*s", (int)place->len, place->name);
	if (l->type == 'f' && S_ISDIR(n->inode->mode))
		return tree_bad(l->t, "%s is a folder",
			tree_path(n, path, sizeof path));
	if (l->type == 'f')
		return attributes(l, place->node->inode);
	return l->type == 'h' ? link_to(l, place) : make(l, place);
}

/* A pattern for fnmatch(3), whose backslashes take a meaning away. */
static char *pattern(const char *word, size_t len)
{
	char *to = xmalloc(2 * len + 1), *at = to;

	for (size_t i = 0; i < len; i++) {
		unsigned value = 0;
		size_t n = 0;

		while (word[i] == '\\' && n < 3 && i + n + 1 < len &&
			word[i + n + 1] >= '0' && word[i + n + 1] <= '7')
			value = value << 3 | (unsigned)(word[i + ++n] - '0');
		if (n == 3 || word[i] == '\\')
			*at++ = '\\';
		*at++ = n == 3 ? (char)value : word[i];
		i += n == 3 ? 3 : 0;
	}
	*at = 0;
	return to;
}

/* All below dir that fits; a name that goes away may take the next along, so
 * that one is taken first. */
static int apply_all(struct line *l, struct node *dir, const char *path)
{
	size_t len = strcspn(path += strspn(path, "/"), "/");
	const char *rest = path + len + strspn(path + len, "/");
	char *wanted = pattern(path, len);
	struct node *n, *next, *before = NULL;
	int r = 0;

	for (n = dir->children; n && !r; n = next) {
		struct place place = {dir, n->name, strlen(n->name), n};
		bool folder = S_ISDIR(n->inode->mode);
		bool fits = fnmatch(wanted, n->name, 0) == 0;

		next = n->next;
		l->before = before;
		if (fits && *rest)
			r = apply_all(l, n, rest);
		else if (fits && (l->type == '-' || folder == (l->type == 'd')))
			r = apply(l, &place);
		if (!fits || *rest || l->type != '-')
			before = n;
	}
	free(wanted);
	return r;
}

static int take_line(struct tree *t, char *text)
{
	struct line l = {.t = t, .at = text};
	char *path = raw_word(&l);
	struct place place;

	if (!path)
		return 0;
	if (parse(&l))
		return -1;
	l.rest = l.at;
	if (strpbrk(path, "*?[")) {
		if (!strchr("fd-", l.type))
			return tree_bad(t, "a pattern for what is to be made");
		return apply_all(&l, t->root, path);
	}
	l.len = unescape(path);
	if (path_find(t, path, l.len,
		    strchr("f-", l.type) ? NULL : t->root->inode, &place))
		return -1;
	return apply(&l, &place);
}

int read_nodes(struct tree *t, const char *name)
{
	FILE *f = strcmp(name, "-") == 0 ? stdin : fopen(name, "re");
	char *text = NULL;
	size_t room = 0;
	ssize_t len;
	int r = 0;

	if (!f)
		return fail(t->job, "read %s:", name);
	t->from = name;
	t->line = 0;
	while (!r && (len = getline(&text, &room, f)) >= 0) {
		t->line++;
		if (len && text[len - 1] == '\n')
			text[--len] = 0;
		r = memchr(text, 0, (size_t)len)
			    ? tree_bad(t, "a NUL: no table")
			    : take_line(t, text);
	}
	if (!r && ferror(f))
		r = fail(t->job, "read %s:", name);
	t->line = 0;
	free(text);
	if (f != stdin)
		fclose(f);
	return r;
}
