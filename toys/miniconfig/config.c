/* config.c - the lines of a .config or a miniconfig.
 *
 * Kconfig passes over what it doesn't understand; here a line that is none is
 * an error, since the rest of such a file is hardly what somebody meant. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "config.h"
#include "value.h"

enum { LONGEST = 1 << 16 };

void config_free(struct config *c)
{
	free(c->entry);
	*c = (struct config){0};
}

static void push(struct config *c, struct entry e)
{
	if (c->n == c->size) {
		c->size = c->size ? c->size * 2 : 256;
		c->entry = xrealloc(c->entry, c->size * sizeof *c->entry);
	}
	c->entry[c->n++] = e;
}

/* What the tree's dialect has for names, but for what is made by macros. */
static size_t name_length(const struct tree *t, const char *s)
{
	const char *more = t->old_words ? "_-./" : "_-";
	size_t n = 0;

	while (s[n] && (isalnum((unsigned char)s[n]) || strchr(more, s[n])))
		n++;
	return n;
}

/* Of "# CONFIG_X is not set", the name and its length; or NULL. Before
 * Linux 6.8 any one character may be after the #, and anything behind set. */
static const char *unset_name(const struct tree *t, const char *s, size_t *n)
{
	static const char words[] = " is not set";
	bool loose = t->old_words || t->version < 608;
	size_t prefix = strlen(t->prefix);
	const char *name = s + 2 + prefix;

	if (!s[1] || (s[1] != ' ' && (!loose || t->toybox)) ||
		strncmp(s + 2, t->prefix, prefix) != 0)
		return NULL;
	*n = name_length(t, name);
	if (!*n || strncmp(name + *n, words, sizeof words - 1) != 0 ||
		(name[*n + sizeof words - 1] && !loose))
		return NULL;
	return name;
}

/* Would a reader take the comment for such a line? */
static const char *almost_unset(const struct tree *t, const char *s, size_t *n)
{
	static const char *const words[] = {"is", "not", "set"};
	const char *name = s + 1 + strspn(s + 1, " \t");

	if (strncmp(name, t->prefix, strlen(t->prefix)) != 0)
		return NULL;
	name += strlen(t->prefix);
	*n = name_length(t, name);
	s = name + *n;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t gap = strspn(s, " \t"), len = strlen(words[i]);

		if (!*n || !gap || strncmp(s + gap, words[i], len) != 0)
			return NULL;
		s += gap + len;
	}
	return s[strspn(s, " \t")] ? NULL : name;
}

static void parse_comment(
	struct tree *t, struct config *c, const char *s, struct place at)
{
	struct entry e = {.value = "n", .text = s, .at = at};
	size_t n;
	const char *name = unset_name(t, s, &n);

	if (!name && c->comments) {
		name = almost_unset(t, s, &n);
		e.comment = true;
	}
	if (!name)
		return;
	e.name = tree_intern(t, name, n);
	e.sym = e.comment ? NULL : tree_find(t, e.name);
	push(c, e);
}

static int parse_set(
	struct tree *t, struct config *c, const char *s, struct place at)
{
	struct entry e = {.text = s, .at = at};
	size_t prefix = strlen(t->prefix), n;

	if (strncmp(s, t->prefix, prefix) != 0)
		return tree_fail(
			t, at, "not a line like %sNAME=value", t->prefix);
	n = name_length(t, s + prefix);
	if (!n || s[prefix + n] != '=')
		return tree_fail(
			t, at, "not a line like %sNAME=value", t->prefix);
	e.name = tree_intern(t, s + prefix, n);
	e.value = s + prefix + n + 1;
	e.sym = tree_find(t, e.name);
	push(c, e);
	return 0;
}

static int parse_line(struct tree *t, struct config *c, const char *s,
	size_t len, struct place at)
{
	if (len > LONGEST)
		return tree_fail(t, at, "the line is too long");
	if (len && s[len - 1] == '\r')
		return tree_fail(t, at, "the line ends in a carriage return");
	for (size_t i = 0; i < len; i++)
		if (iscntrl((unsigned char)s[i]) && s[i] != '\t')
			return tree_fail(t, at, "this is not text");
	s = tree_intern(t, s, len);
	if (*s == '#')
		parse_comment(t, c, s, at);
	else if (s[strspn(s, " \t")])
		return parse_set(t, c, s, at);
	return 0;
}

int config_parse(struct tree *t, struct config *c, const char *file,
	const char *text, size_t len)
{
	struct place at = {file, 0};
	const char *end = text + len, *nl;

	for (; text < end; text = nl + 1) {
		nl = memchr(text, '\n', (size_t)(end - text));
		if (!nl)
			nl = end;
		at.line++;
		if (parse_line(t, c, text, (size_t)(nl - text), at) < 0)
			return -1;
	}
	return 0;
}

/* ---- user values */

/* What is between the quotes, or NULL; and what is behind them. */
static const char *unquoted(struct tree *t, const char *s, const char **behind)
{
	struct text x = {0};
	const char *text;

	if (*s++ != '"')
		return NULL;
	text_clear(&x);
	for (; *s && *s != '"'; s++) {
		if (*s == '\\' && s[1])
			s++;
		text_add(&x, s, 1);
	}
	text = *s ? tree_intern(t, x.s, x.len) : NULL;
	*behind = s + (*s == '"');
	text_free(&x);
	return text;
}

const char *config_text(struct tree *t, const struct entry *e)
{
	const char *behind;

	if (e->sym->type == STRING)
		return unquoted(t, e->value, &behind);
	return value_is_valid(e->sym->type, e->value) ? e->value : NULL;
}

bool config_is_whole(struct tree *t, const struct entry *e)
{
	const char *behind = "";

	if (is_tri(e->sym))
		behind = e->value + 1;
	else if (e->sym->type == STRING)
		unquoted(t, e->value, &behind);
	return !behind[strspn(behind, " \t")];
}

bool config_is_valid(const struct entry *e)
{
	enum type type = e->sym->type;

	if (is_tri(e->sym))
		return *e->value == 'y' || *e->value == 'n' ||
		       (*e->value == 'm' && type == TRISTATE);
	if (type == STRING)
		return *e->value == '"' && strchr(e->value + 1, '"');
	return value_is_valid(type, e->value);
}

/* In choices of the older kind the choice itself has a user value, the greatest
 * of its members'. If one is m after another was y, Kconfig starts anew, but it
 * finds that value again where it would take a default. */
static void tell_choice(struct sym *s, enum base base)
{
	struct sym *choice = s->choice;

	if (s->user == MOD && choice->user == YES && base == ALL_NO)
		choice->has_user = false;
	if (s->user == YES)
		choice->user_member = s;
	if (choice->user < s->user)
		choice->user = s->user;
}

void config_say(struct tree *t, const struct entry *e, enum base base)
{
	struct sym *s = e->sym;

	if (!s || !config_is_valid(e))
		return;
	if (is_tri(s)) {
		s->user = *e->value == 'y' ? YES : *e->value == 'm' ? MOD : NO;
	} else {
		const char *text = config_text(t, e);

		if (!text)
			return;
		s->user_str = text;
	}
	s->has_user = true;
	s->said = e;
	s->order = ++t->orders;
	if (s->choice && t->old_choices)
		tell_choice(s, base);
}

/* From ALL_NO, all that can be n is, but in a choice of the newer kind, where
 * that would mean something. */
void config_unsay(const struct tree *t, struct sym *s, enum base base)
{
	bool is_n = base == ALL_NO && is_tri(s);

	if (t->old_choices)
		s->has_user = s->is_choice || is_n;
	else
		s->has_user = is_n && !s->choice && !s->is_choice;
	s->user = is_n && s->allnoconfig_y ? YES : NO;
	s->user_str = NULL;
	s->user_member = NULL;
	s->order = 0;
	s->said = NULL;
}

bool config_drop(struct tree *t, struct sym *s, enum base base)
{
	if (base != DEFAULTS || t->version >= 610 || !s->has_user ||
		(s->type != INT && s->type != HEX))
		return false;
	value_of(t, s);
	if (value_in_range(t, s))
		return false;
	s->has_user = false;
	s->round = t->round - 1;
	return true;
}

void config_apply(struct tree *t, struct config *c, enum base base)
{
	bool dropped = false;

	t->orders = 0;
	for (struct sym *s = t->syms; s; s = s->next)
		config_unsay(t, s, base);
	for (size_t i = 0; i < c->n; i++)
		if (!c->entry[i].off)
			config_say(t, &c->entry[i], base);
	value_forget(t);
	for (struct sym *s = t->syms; s; s = s->next)
		dropped |= config_drop(t, s, base);
	if (dropped)
		value_forget(t);
}
