/* value.c - what a symbol's value is, given what the user says.
 *
 * A value is worked out when it is asked for, once a round; with it goes all
 * that it depends on. There are no cycles, but in a choice: a symbol that is
 * asked for again meanwhile is n, as in Kconfig. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value.h"

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int greatest(int a, int b)
{
	return a > b ? a : b;
}

void value_forget(struct tree *t)
{
	t->round++;
	value_of(t, t->modules);
	t->modules_val = t->modules->val;
}

/* TRISTATE only if there are modules. */
static enum type value_type(const struct tree *t, const struct sym *s)
{
	if (s->type != TRISTATE)
		return s->type;
	if (t->old_choices && s->choice && s->visible == YES)
		return BOOL;
	return t->modules_val == NO ? BOOL : TRISTATE;
}

const char *value_text(const struct sym *s)
{
	static const char *const names[] = {"n", "m", "y"};

	return is_tri(s) ? names[s->val] : s->str;
}

/* ---- comparisons */

enum number { TEXT, SIGNED, UNSIGNED };

static enum number number_of(const struct tree *t, const struct sym *s,
	const char *text, unsigned long long *n)
{
	char *end;

	if (is_tri(s) && s->constant && t->old_constants)
		return TEXT;
	if (is_tri(s)) {
		*n = (unsigned long long)s->val;
		return SIGNED;
	}
	errno = 0;
	if (s->type == HEX)
		*n = strtoull(text, &end, 16);
	else
		*n = (unsigned long long)strtoll(
			text, &end, s->type == INT ? 10 : 0);
	if (errno || *end || end == text || !isxdigit((unsigned char)end[-1]))
		return TEXT;
	return s->type == HEX ? UNSIGNED : SIGNED;
}

static int compare(
	const struct tree *t, const struct sym *a, const struct sym *b)
{
	const char *x = value_text(a), *y = value_text(b);
	enum number is_x = TEXT, is_y = TEXT;
	unsigned long long n = 0, m = 0;

	if (!t->old_words && (a->type != STRING || b->type != STRING)) {
		is_x = number_of(t, a, x, &n);
		is_y = number_of(t, b, y, &m);
	}
	if (is_x == TEXT || is_y == TEXT)
		return strcmp(x, y);
	if (is_x == UNSIGNED || is_y == UNSIGNED)
		return (n > m) - (n < m);
	return ((long long)n > (long long)m) - ((long long)n < (long long)m);
}

static int compared(struct tree *t, const struct expr *e)
{
	int order;

	value_of(t, e->a);
	value_of(t, e->b);
	order = compare(t, e->a, e->b);
	switch (e->op) {
	case OP_EQ:
		return order == 0 ? YES : NO;
	case OP_NE:
		return order != 0 ? YES : NO;
	case OP_LT:
		return order < 0 ? YES : NO;
	case OP_LE:
		return order <= 0 ? YES : NO;
	case OP_GT:
		return order > 0 ? YES : NO;
	default:
		return order >= 0 ? YES : NO;
	}
}

int expr_value(struct tree *t, struct expr *e)
{
	if (!e)
		return YES;
	if (e->round == t->round)
		return e->val;
	if (e->op == OP_SYM) {
		value_of(t, e->a);
		e->val = e->a->val;
	} else if (e->op == OP_NOT) {
		e->val = YES - expr_value(t, e->l);
	} else if (e->op == OP_AND || e->op == OP_OR) {
		int l = expr_value(t, e->l), r = expr_value(t, e->r);

		e->val = e->op == OP_AND ? least(l, r) : greatest(l, r);
	} else {
		e->val = compared(t, e);
	}
	e->round = t->round;
	return e->val;
}

/* ---- properties */

static struct prop *first(struct tree *t, struct sym *s, enum prop_kind kind)
{
	for (struct prop *p = s->props; p; p = p->next)
		if (p->kind == kind && expr_value(t, p->cond) != NO)
			return p;
	return NULL;
}

struct prop *value_default(struct tree *t, struct sym *s)
{
	return first(t, s, DEFAULT);
}

struct prop *value_range(struct tree *t, struct sym *s)
{
	return first(t, s, RANGE);
}

/* m is y to what can't be m. */
static int rounded(const struct tree *t, const struct sym *s, int val)
{
	return val == MOD && value_type(t, s) == BOOL ? YES : val;
}

void value_visibility(struct tree *t, struct sym *s)
{
	int visible = s->transitional ? YES : NO;

	for (struct prop *p = s->props; p; p = p->next) {
		int val;

		if (p->kind != PROMPT)
			continue;
		val = expr_value(t, p->cond);
		/* Of a choice that is y, only what can be y is seen. */
		if (val == MOD && t->old_choices && t->family != BUSYBOX &&
			s->choice && s->type == TRISTATE &&
			s->choice->val == YES)
			val = NO;
		visible = greatest(visible, val);
	}
	if (visible == MOD && (s->type != TRISTATE || t->modules_val == NO))
		visible = YES;
	s->visible = visible;
	if (s->choice)
		return;
	s->dir = s->dir_dep ? rounded(t, s, expr_value(t, s->dir_dep)) : YES;
	s->rev = s->rev_dep ? rounded(t, s, expr_value(t, s->rev_dep)) : NO;
	s->imp = s->implied ? rounded(t, s, expr_value(t, s->implied)) : NO;
}

/* ---- numbers and strings */

static bool all(int is(int), const char *s)
{
	if (!*s)
		return false;
	while (*s)
		if (!is((unsigned char)*s++))
			return false;
	return true;
}

bool value_is_valid(enum type type, const char *text)
{
	if (type == STRING)
		return true;
	if (type == HEX) {
		if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
			text += 2;
		return all(isxdigit, text);
	}
	if (type != INT)
		return false;
	text += *text == '-';
	return all(isdigit, text) && (*text != '0' || !text[1]);
}

static long long as_number(const struct sym *s, int base)
{
	if (s->type == INT)
		base = 10;
	else if (s->type == HEX)
		base = 16;
	return strtoll(s->str, NULL, base);
}

/* The end of the range that the number is beyond, or NULL. */
static struct sym *beyond(struct tree *t, struct sym *s, const char *text)
{
	struct prop *range = value_range(t, s);
	int base = s->type == INT ? 10 : 16;
	long long n = strtoll(text, NULL, base);

	if (!range)
		return NULL;
	value_of(t, range->a);
	if (n < as_number(range->a, base))
		return range->a;
	value_of(t, range->b);
	return n > as_number(range->b, base) ? range->b : NULL;
}

bool value_in_range(struct tree *t, struct sym *s)
{
	return s->type == STRING || !beyond(t, s, s->user_str);
}

static void keep_in_range(struct tree *t, struct sym *s)
{
	struct sym *end = beyond(t, s, s->str);
	char number[32];

	if (!end)
		return;
	if (!t->old_ranges) {
		s->str = end->str;
		return;
	}
	snprintf(number, sizeof number, s->type == INT ? "%lld" : "0x%llx",
		as_number(end, s->type == INT ? 10 : 16));
	s->str = tree_intern(t, number, strlen(number));
}

static void calc_text(struct tree *t, struct sym *s)
{
	struct prop *p;

	s->write = s->visible != NO;
	if (s->visible != NO && s->has_user) {
		s->str = s->user_str;
	} else {
		p = value_default(t, s);
		if (p && p->value && p->value->op == OP_SYM) {
			s->write = true;
			value_of(t, p->value->a);
			s->str = p->value->a->str;
		}
	}
	if (s->type != STRING)
		keep_in_range(t, s);
}

/* ---- bool and tristate */

/* What it is when the user doesn't say, or isn't asked. */
static int calc_default(struct tree *t, struct sym *s)
{
	struct prop *p = value_default(t, s);
	int val = NO;

	if (p)
		val = least(expr_value(t, p->value), expr_value(t, p->cond));
	if (val != NO || (p && t->old_words))
		s->write = true;
	if (s->imp != NO) {
		s->write = true;
		val = least(greatest(val, s->imp), s->dir);
	}
	return val;
}

static int calc_tristate(struct tree *t, struct sym *s)
{
	int val = NO;

	s->write = s->visible != NO;
	if (s->visible != NO && s->has_user) {
		val = least(s->user, s->visible);
	} else {
		s->write |= s->rev != NO;
		if (!s->is_choice)
			val = calc_default(t, s);
	}
	return greatest(val, s->rev);
}

/* BusyBox's is from before conditions of defaults limited them. */
static int calc_busybox(struct tree *t, struct sym *s)
{
	bool asked = greatest(s->visible, s->rev) != NO;
	struct prop *p;
	int val = NO;

	s->write = true;
	if (asked && s->has_user) {
		val = s->user;
	} else if (!s->is_choice) {
		p = value_default(t, s);
		if (p)
			val = expr_value(t, p->value);
	}
	return asked ? greatest(least(val, s->visible), s->rev) : val;
}

/* Is it the choice that says whether it is y? */
static bool is_chosen(struct tree *t, struct sym *s, int *val)
{
	if (!s->choice || (t->old_choices && s->visible != YES))
		return false;
	choice_value(t, s->choice);
	s->write = s->visible != NO;
	*val = s->visible != NO && s->choice->chosen == s ? YES : NO;
	return true;
}

static void calc_val(struct tree *t, struct sym *s)
{
	int val;

	if (!is_chosen(t, s, &val))
		val = t->family == BUSYBOX ? calc_busybox(t, s)
					   : calc_tristate(t, s);
	s->val = rounded(t, s, val);
	if (s->is_choice && t->old_choices && s->val == YES)
		choice_value(t, s);
}

void value_of(struct tree *t, struct sym *s)
{
	static const char *const zero[] = {
		[INT] = "0", [HEX] = "0x0", [STRING] = ""};

	if (s->round == t->round || (s->constant && s->type == TRISTATE))
		return;
	s->round = t->round;
	s->val = NO;
	s->write = false;
	if (s->type == UNKNOWN) {
		s->str = s->name;
		return;
	}
	/* What it is to those that ask for it meanwhile. */
	s->str = is_tri(s) ? "n" : t->old_choices ? "" : zero[s->type];
	value_visibility(t, s);
	if (is_tri(s))
		calc_val(t, s);
	else
		calc_text(t, s);
}

bool menu_visible(struct tree *t, const struct menu *m)
{
	if (!m->prompt || expr_value(t, m->visible_if) == NO)
		return false;
	return expr_value(t, m->prompt->cond) != NO;
}
