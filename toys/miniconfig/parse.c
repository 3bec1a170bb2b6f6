/* parse.c - Kconfig files into a tree: which one is being read, and that none
 * has a part of itself. */
#include <errno.h>
#include <string.h>

#include "choices.h"
#include "link.h"
#include "statement.h"

enum { DEEPEST_SOURCE = 100 };

/* What is being read, innermost first. */
struct reading {
	const struct reading *outer;
	struct place from;
	const char *name;
	int depth;
};

/* What was read already, and from where. */
struct sourced {
	const char *name;
	struct place from;
	struct sourced *next;
};

static int add_sourced(struct parse *p, const char *name)
{
	struct sourced *s;

	for (s = p->sourced; s; s = s->next)
		if (!strcmp(s->name, name))
			return tree_fail(p->t, p->s->at,
				"source %s: it was read before, from %s:%d",
				name, s->from.file, s->from.line);
	s = tree_alloc(p->t, sizeof *s);
	*s = (struct sourced){name, p->s->at, p->sourced};
	p->sourced = s;
	return 0;
}

/* Where the values in a statement came from, for who explains it later. */
static void note_made(struct parse *p)
{
	const struct token *tok = p->s->tok;
	const char *word = tok->text;
	bool for_all = !strcmp(word, "depends") || !strcmp(word, "if") ||
		       !strcmp(word, "visible");

	for (; p->entry && strcmp(word, "source") != 0 && tok->kind != TK_END;
		tok++) {
		struct made *made;

		if (!tok->made)
			continue;
		made = tree_alloc(p->t, sizeof *made);
		*made = (struct made){tok->text, tok->made, p->s->at, for_all,
			p->entry->made};
		p->entry->made = made;
	}
}

static int parse_file(struct parse *p, const char *name, const char *text,
	size_t len, const struct reading *reading)
{
	const struct reading *outer = p->reading;
	struct scan outer_scan = p->now;

	scan_open(p->s, p->t, tree_intern(p->t, name, strlen(name)), text, len);
	p->reading = reading;
	while (scan_statement(p->s)) {
		if (p->s->cut && !reading->outer && !p->t->old_choices)
			tree_fail(p->t, p->s->at,
				"the file ends within this line");
		else
			parse_statement(p);
		if (*p->t->error)
			break;
		note_made(p);
	}
	scan_close(p->s);
	p->now = outer_scan;
	p->reading = outer;
	return *p->t->error ? -1 : 0;
}

int parse_source(struct parse *p, const char *name)
{
	struct reading inner = {
		p->reading, p->s->at, name, p->reading->depth + 1};
	struct text x = {0};
	int r;

	for (const struct reading *r0 = p->reading; r0; r0 = r0->outer)
		if (!strcmp(r0->name, name))
			return tree_fail(p->t, p->s->at,
				"source %s: it is being read already, from %s:%d",
				name,
				r0->from.file ? r0->from.file : "the start",
				r0->from.line);
	if (inner.depth > DEEPEST_SOURCE)
		return tree_fail(p->t, p->s->at, "sources are nested too deep");
	if (p->t->version >= 701 && add_sourced(p, name) < 0)
		return -1;
	if (p->read(p->t, name, &x) < 0)
		r = tree_fail(
			p->t, p->s->at, "source %s: %s", name, strerror(errno));
	else
		r = parse_file(p, name, x.s, x.len, &inner);
	text_free(&x);
	return r;
}

int parse_text(struct tree *t, const char *name, const char *a, size_t len,
	read_source *read)
{
	struct reading start = {.name = name};
	struct parse p = {.t = t, .block = &t->root, .read = read};

	p.s = &p.now;
	p.last = &t->root.child;
	if (t->old_words)
		t->modules = tree_sym(t, "MODULES", false);
	if (parse_file(&p, name, a, len, &start) < 0)
		return -1;
	if (p.block != &t->root)
		return tree_fail(t, p.block->at, "this block has no end");
	return check_choices(t) < 0 ? -1 : link_tree(t);
}

int parse_tree(struct tree *t, const char *name, read_source *read)
{
	struct place none = {0};
	struct text x = {0};
	int r;

	if (read(t, name, &x) < 0)
		r = tree_fail(t, none, "open %s/%s: %s", t->dir, name,
			strerror(errno));
	else
		r = parse_text(t, name, x.s, x.len, read);
	text_free(&x);
	return r;
}
