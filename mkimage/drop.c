/* drop.c - extended attributes that are read and then left out.
 *
 * Without its ACL a file's owning group gets what that gave it, which isn't
 * what the mode shows as the group's: those bits are the mask. So acl(5) and
 * setfacl(1) have it. Whom an entry refused something may do what others may.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "acl.h"
#include "drop.h"
#include "job.h"
#include "say.h"
#include "tree.h"

enum { SHOWN = 8 };

struct count {
	struct {
		const char *name;
		unsigned long count;
	} of[SHOWN];
	unsigned long all;
	bool others; /* of names that don't fit here */
};

static bool is_foreign(const char *name)
{
	static const char *const ours[] = {
		"user.", "trusted.", "security.", "system."};

	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (strncmp(name, ours[i], strlen(ours[i])) == 0)
			return false;
	return true;
}

static bool is_unwanted(const struct job *job, const char *name)
{
	for (size_t i = 0; i < job->unwanted_count; i++)
		if (fnmatch(job->unwanted[i], name, 0) == 0)
			return true;
	return false;
}

bool is_dropped(const struct job *job, const char *name)
{
	return is_foreign(name) || is_unwanted(job, name);
}

static void count_one(struct count *c, const char *name)
{
	int i = 0;

	c->all++;
	while (i < SHOWN && c->of[i].name && strcmp(c->of[i].name, name) != 0)
		i++;
	if (i == SHOWN) {
		c->others = true;
		return;
	}
	c->of[i].name = name;
	c->of[i].count++;
}

static void drop_from(struct tree *t, struct inode *i, struct count *foreign)
{
	struct xattr **at = &i->xattrs;

	while (*at) {
		const struct xattr *x = *at;

		if (!is_dropped(t->job, x->name)) {
			at = &(*at)->next;
			continue;
		}
		if (!is_unwanted(t->job, x->name))
			count_one(foreign, x->name);
		if (strcmp(x->name, ACL_ACCESS) == 0)
			i->mode =
				acl_mode_without(i->mode, x->value, x->length);
		*at = x->next;
	}
}

static void tell(struct tree *t, const struct count *c)
{
	struct job line = {.why = ""};
	char names[400] = "";
	size_t len = 0;

	for (int i = 0; i < SHOWN && c->of[i].name && len < sizeof names; i++)
		len += (size_t)snprintf(names + len, sizeof names - len,
			"%s%s (%lu)", i ? ", " : "", c->of[i].name,
			c->of[i].count);
	fail(&line,
		"read %s: left out %lu attribute%s that Linux doesn't have: "
		"%s%s",
		t->from, c->all, c->all == 1 ? "" : "s", names,
		c->others ? ", and others" : "");
	job_begin(t->job, 0);
	say("%s", line.why);
}

void drop_xattrs(struct tree *t)
{
	struct count foreign = {.all = 0};

	for (struct node *n = t->root; n; n = tree_next(n))
		drop_from(t, n->inode, &foreign);
	if (foreign.all)
		tell(t, &foreign);
}
