/* tree.c - what a tree of Kconfig files is made of, and its memory.
 *
 * Nothing is freed before the whole tree is. Names are kept once, and so are
 * expressions: thousands of symbols have the dependencies of their menu, and
 * what was evaluated once a round needn't be again. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "arena.h"
#include "tree.h"

enum { SLOTS = 1 << 15 };

struct name {
	struct name *next;
	size_t len;
	char text[];
};

struct table {
	struct name *names[SLOTS];
	struct sym *syms[SLOTS];
	struct expr *exprs[SLOTS];
};

void *tree_alloc(struct tree *t, size_t size)
{
	return arena_alloc(&t->arena, size);
}

char *tree_dup(struct tree *t, const char *s, size_t len)
{
	char *copy = tree_alloc(t, len + 1);

	memcpy(copy, s, len);
	return copy;
}

static unsigned hash_bytes(const char *s, size_t len)
{
	unsigned h = 2166136261u;

	while (len--)
		h = (h ^ (unsigned char)*s++) * 16777619u;
	return h % SLOTS;
}

const char *tree_intern(struct tree *t, const char *s, size_t len)
{
	struct name **slot = &t->table->names[hash_bytes(s, len)], *n;

	for (n = *slot; n; n = n->next)
		if (n->len == len && !memcmp(n->text, s, len))
			return n->text;
	n = tree_alloc(t, sizeof *n + len + 1);
	n->len = len;
	memcpy(n->text, s, len);
	n->next = *slot;
	*slot = n;
	return n->text;
}

static unsigned hash_pointers(unsigned op, const void *p, const void *q)
{
	uint64_t h = (uint64_t)(uintptr_t)p * 0x9e3779b97f4a7c15u;

	h ^= ((uint64_t)(uintptr_t)q + op) * 0xc2b2ae3d27d4eb4fu;
	return (unsigned)(h >> 40) % SLOTS;
}

struct sym *tree_nameless(struct tree *t)
{
	struct sym *s = tree_alloc(t, sizeof *s);

	*t->last_sym = s;
	t->last_sym = &s->next;
	return s;
}

/* Names are interned, so equal ones have one address. */
static struct sym **sym_slot(struct tree *t, const char *name, bool constant)
{
	struct sym **slot =
		&t->table->syms[hash_pointers(constant, name, NULL)];

	while (*slot &&
		((*slot)->name != name || (*slot)->constant != constant))
		slot = &(*slot)->hash_next;
	return slot;
}

/* y, m and n are the same, quoted or not. */
struct sym *tree_sym(struct tree *t, const char *name, bool constant)
{
	struct sym **slot;

	name = tree_intern(t, name, strlen(name));
	if (strlen(name) == 1 && strchr("ymn", *name))
		constant = true;
	slot = sym_slot(t, name, constant);
	if (!*slot) {
		*slot = tree_nameless(t);
		(*slot)->name = name;
		(*slot)->constant = constant;
	}
	return *slot;
}

struct sym *tree_find(struct tree *t, const char *name)
{
	return *sym_slot(t, tree_intern(t, name, strlen(name)), false);
}

static struct expr *make(struct tree *t, const struct expr *want)
{
	const void *p = want->l ? (void *)want->l : (void *)want->a;
	const void *q = want->r ? (void *)want->r : (void *)want->b;
	struct expr **slot = &t->table->exprs[hash_pointers(want->op, p, q)],
		    *e;

	for (e = *slot; e; e = e->hash_next)
		if (e->op == want->op && e->l == want->l && e->r == want->r &&
			e->a == want->a && e->b == want->b)
			return e;
	e = tree_alloc(t, sizeof *e);
	*e = *want;
	e->id = t->n_exprs++;
	e->hash_next = *slot;
	*slot = e;
	return e;
}

struct expr *expr_sym(struct tree *t, struct sym *s)
{
	return make(t, &(struct expr){.op = OP_SYM, .a = s});
}

struct expr *expr_not(struct tree *t, struct expr *e)
{
	return make(t, &(struct expr){.op = OP_NOT, .l = e});
}

static struct expr *both(
	struct tree *t, enum op op, struct expr *l, struct expr *r)
{
	if (!l || !r)
		return l ? l : r;
	return make(t, &(struct expr){.op = op, .l = l, .r = r});
}

struct expr *expr_and(struct tree *t, struct expr *l, struct expr *r)
{
	return l == r ? l : both(t, OP_AND, l, r);
}

struct expr *expr_or(struct tree *t, struct expr *l, struct expr *r)
{
	return both(t, OP_OR, l, r);
}

struct expr *expr_compare(
	struct tree *t, enum op op, struct sym *a, struct sym *b)
{
	return make(t, &(struct expr){.op = op, .a = a, .b = b});
}

struct expr *expr_is_n(struct tree *t, struct expr *e, bool is)
{
	if (!e)
		return NULL;
	if (e->op == OP_SYM)
		return expr_compare(t, is ? OP_EQ : OP_NE, e->a, t->no);
	if (e->op == OP_NOT)
		return expr_is_n(t, e->l, !is);
	if (e->op != OP_AND && e->op != OP_OR)
		return is ? expr_not(t, e) : e;
	return ((e->op == OP_AND) == is ? expr_or : expr_and)(
		t, expr_is_n(t, e->l, is), expr_is_n(t, e->r, is));
}

int tree_fail(struct tree *t, struct place at, const char *fmt, ...)
{
	va_list ap;
	int n = 0;

	if (*t->error)
		return -1;
	if (at.file)
		n = snprintf(
			t->error, sizeof t->error, "%s:%d: ", at.file, at.line);
	if (n < 0 || (size_t)n >= sizeof t->error)
		return -1;
	va_start(ap, fmt);
	vsnprintf(t->error + n, sizeof t->error - (size_t)n, fmt, ap);
	va_end(ap);
	return -1;
}

static struct sym *constant(struct tree *t, const char *name, int val)
{
	struct sym *s = tree_sym(t, name, true);

	s->type = TRISTATE;
	s->str = s->name;
	s->val = val;
	return s;
}

struct tree *tree_new(void)
{
	struct tree *t = xcalloc(1, sizeof *t);

	t->table = tree_alloc(t, sizeof *t->table);
	t->last_sym = &t->syms;
	t->no = constant(t, "n", NO);
	t->mod = constant(t, "m", MOD);
	t->yes = constant(t, "y", YES);
	t->modules = t->no;
	t->root.kind = MENU;
	t->prefix = "CONFIG_";
	t->dir = ".";
	return t;
}

void tree_free(struct tree *t)
{
	arena_free(t->arena);
	free(t);
}
