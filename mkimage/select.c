/* select.c - of a tree, only the paths that were asked for. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "job.h"
#include "mkimage.h"
#include "path.h"
#include "tree.h"

struct wanted {
	struct node **nodes;
	size_t count;
};

static bool is_wanted(const struct wanted *w, const struct node *n)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->nodes[i] == n)
			return true;
	return false;
}

/* Something of it stays. The table of names is of no use afterwards: nothing
 * is looked up any more. */
static bool keep(const struct wanted *w, struct node *n)
{
	struct node **at = &n->children;

	if (is_wanted(w, n))
		return true;
	while (*at) {
		if (keep(w, *at))
			at = &(*at)->next;
		else
			*at = (*at)->next;
	}
	return n->children;
}

int select_paths(struct tree *t, const char *const *paths)
{
	struct wanted w = {NULL, 0};
	struct place place;
	size_t count = 0;

	while (paths[count])
		count++;
	if (!count)
		return 0;
	w.nodes = xcalloc(count, sizeof *w.nodes);
	for (; w.count < count; w.count++) {
		const char *path = paths[w.count];

		t->offset = 0;
		if (path_find(t, path, strlen(path), NULL, &place) ||
			!place.node) {
			t->job->why[0] = 0;
			free(w.nodes);
			return fail(t->job, "find %s in %s: it isn't there",
				path, t->from);
		}
		w.nodes[w.count] = place.node;
	}
	keep(&w, t->root);
	free(w.nodes);
	return 0;
}
