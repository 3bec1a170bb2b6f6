/* check.c - what became of each line of a miniconfig. */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "check.h"
#include "explain.h"
#include "shrink.h"
#include "value.h"
#include "phrase.h"

static int wanted(const struct entry *e)
{
	return *e->value == 'y' ? YES : *e->value == 'm' ? MOD : NO;
}

static bool is_valid(struct tree *t, const struct entry *e)
{
	return config_is_valid(e) && (is_tri(e->sym) || config_text(t, e));
}

/* Of two valid lines about one symbol. */
static bool says_same(
	struct tree *t, const struct entry *a, const struct entry *b)
{
	if (is_tri(a->sym))
		return wanted(a) == wanted(b);
	return !strcmp(config_text(t, a), config_text(t, b));
}

static bool is_granted(struct tree *t, const struct entry *e)
{
	const struct sym *s = e->sym;
	const char *text;

	if (is_tri(s))
		return s->val == wanted(e);
	text = config_text(t, e);
	return s->write && text && !strcmp(s->str, text);
}

static void say_invalid(const struct entry *e, struct text *out)
{
	static const char *const types[] = {"of no type", "bool", "tristate",
		"a decimal number", "a hexadecimal number", "text in quotes"};

	text_printf(
		out, "refused: %s is %s", e->sym->name, types[e->sym->type]);
}

/* Another member of its choice is y, maybe by a line. */
static void say_chosen(const struct sym *chosen, struct text *out)
{
	text_printf(out, "%s is y in the same choice", chosen->name);
	if (chosen->said && chosen->user == YES)
		text_printf(out, ", as %s:%d says", chosen->said->at.file,
			chosen->said->at.line);
}

static void say_more_wanted(
	struct tree *t, const struct entry *e, struct text *out)
{
	struct sym *s = e->sym;
	size_t before = out->len;

	explain_prompt(t, s, wanted(e), out);
	if (out->len == before && s->choice && s->choice->chosen)
		say_chosen(s->choice->chosen, out);
	else if (out->len == before && wanted(e) == MOD)
		text_puts(out, "there are no modules, or it is y in any case");
}

static void say_less_wanted(
	struct tree *t, const struct entry *e, struct text *out)
{
	struct sym *s = e->sym;
	struct about x = {t, out, s, NULL};
	struct prop *p = value_default(t, s);

	if (s->choice) {
		text_puts(out, "one of a choice must be y");
	} else if (s->rev > wanted(e)) {
		text_puts(out, "selected by ");
		phrase_met(&x, s->rev_dep);
	} else if (s->visible == NO && s->imp > wanted(e)) {
		text_puts(out, "nobody is asked, and it is implied by ");
		phrase_met(&x, s->implied);
	} else if (s->visible == NO && p) {
		text_puts(out, "nobody is asked, and its default is ");
		x.at = &p->at;
		phrase_expr(&x, p->value);
	} else {
		text_puts(out, "there are no modules");
	}
}

/* Would the range that counts now keep its number out? */
static bool is_out_of_range(struct tree *t, const struct entry *e)
{
	const char *was = e->sym->user_str;
	bool is;

	e->sym->user_str = config_text(t, e);
	is = !value_in_range(t, e->sym);
	e->sym->user_str = was;
	return is;
}

static void say_text_refused(
	struct tree *t, const struct entry *e, struct text *out)
{
	struct sym *s = e->sym;
	struct about x = {.t = t, .out = out};
	struct prop *range;

	if (s->visible == NO) {
		explain_prompt(t, s, MOD, out);
	} else if (is_out_of_range(t, e)) {
		range = value_range(t, s);
		text_puts(out, "its range is ");
		phrase_sym(&x, range->a);
		text_puts(out, " to ");
		phrase_sym(&x, range->b);
	}
}

/* Does the .config itself, whatever the tree makes of it, have the line? It is
 * what is applied; of several lines the last counts. */
static bool is_there(struct tree *t, const struct entry *e)
{
	const struct entry *there = e->sym->said;

	return there ? says_same(t, there, e) : *e->value == 'n';
}

/* Could the line be granted, whatever others in a choice are? */
static bool could_be(struct tree *t, const struct entry *e)
{
	const struct sym *s = e->sym;

	if (!is_tri(s))
		return s->visible != NO && !is_out_of_range(t, e);
	if (wanted(e) == MOD && t->modules_val == NO)
		return false;
	return s->visible != NO && s->visible >= wanted(e) &&
	       s->rev <= wanted(e);
}

/* The line of the .config, which is what is applied. */
static void say_there(const struct entry *e, struct text *out)
{
	const struct entry *there = e->sym->said;

	if (there)
		text_printf(out, "%s:%d says %s", there->at.file,
			there->at.line, there->text);
	else
		text_puts(out, "the .config has no line of it");
}

/* The tree would grant what the .config hasn't. */
static void say_unlike(const struct entry *e, struct text *out)
{
	text_puts(out, "changed: ");
	say_there(e, out);
}

static void say_reason(struct tree *t, const struct entry *e,
	const struct config *against, struct text *out)
{
	if (against && !is_there(t, e) && could_be(t, e))
		say_there(e, out);
	else if (!is_tri(e->sym))
		say_text_refused(t, e, out);
	else if (e->sym->val < wanted(e))
		say_more_wanted(t, e, out);
	else
		say_less_wanted(t, e, out);
}

/* What it is instead, and why. */
static void say_refused(struct tree *t, const struct entry *e,
	const struct config *against, struct text *out)
{
	struct sym *s = e->sym;
	struct text reason = {0};

	text_clear(&reason);
	say_reason(t, e, against, &reason);
	text_printf(
		out, "%s: ", is_tri(s) && s->val == NO ? "refused" : "changed");
	text_puts(out, is_tri(s) || s->write ? "it is " : "there is none now");
	if (is_tri(s) || s->write)
		phrase_value(s, out);
	if (reason.len)
		text_printf(out, "; %s", reason.s);
	text_free(&reason);
}

static void say_repeated(struct tree *t, const struct entry *e,
	const struct entry *by, struct text *out)
{
	if (says_same(t, e, by))
		text_printf(out, "redundant: %s:%d says it again", by->at.file,
			by->at.line);
	else
		text_printf(out, "overridden by %s:%d, which says %s",
			by->at.file, by->at.line, by->text);
}

/* Only the beginning of it counts. */
static void say_cut(const struct entry *e, struct text *out)
{
	text_puts(out, "changed: it is ");
	phrase_value(e->sym, out);
	text_puts(out, is_tri(e->sym)
			       ? ": no more than its first letter is taken"
			       : ": what follows its second quote isn't taken");
}

/* False if the line is granted as it is. */
static bool say_problem(struct tree *t, const struct entry *e,
	const struct config *against, struct text *out)
{
	if (e->comment) {
		text_printf(out,
			"ignored: it is a comment, unlike \"# %s%s is not set\"",
			t->prefix, e->name);
		return true;
	}
	if (!e->sym || !e->sym->menu) {
		text_puts(out, "unknown: the tree has no such symbol");
		return true;
	}
	value_of(t, e->sym);
	if (!is_valid(t, e))
		say_invalid(e, out);
	else if (!is_granted(t, e))
		say_refused(t, e, against, out);
	else if (!config_is_whole(t, e))
		say_cut(e, out);
	else if (against && !is_there(t, e))
		say_unlike(e, out);
	else
		return false;
	return true;
}

static bool is_granted_whole(struct tree *t, const struct entry *e)
{
	struct text what = {0};
	bool is = !say_problem(t, e, NULL, &what);

	text_free(&what);
	return is;
}

/* Of two lines that can't both go, the one that ranks higher is named only if
 * that changes nothing: what is overridden comes last, so that who deletes some
 * of the lines named doesn't bring it back; and in a choice what is y wants to
 * be read rather than what is n. */
enum { RANKS = 3 };

static int rank(struct tree *t, const struct entry *e, const struct entry *last)
{
	if (last && !says_same(t, e, last))
		return 2;
	return *e->value == 'n' ? 0 : 1;
}

/* Turn off the lines of mini that can go, each alone and all at once; those
 * that aren't granted stay. last: for each line, the last one of its symbol if
 * that is another. */
static void find_spare(struct tree *t, struct config *mini, enum base base,
	const struct entry **last, bool repeated_only)
{
	bool *could = xcalloc(mini->n + 1, sizeof *could);

	for (size_t i = 0; i < mini->n; i++) {
		struct entry *e = &mini->entry[i];

		if (e->sym && is_valid(t, e) && e->sym->said != e)
			last[i] = e->sym->said;
		if (last[i] || (!repeated_only && is_granted_whole(t, e)))
			could[i] = shrink_could(t, mini, e, base);
	}
	for (int now = 0; now < RANKS; now++)
		for (size_t i = 0; i < mini->n; i++) {
			struct entry *e = &mini->entry[i];

			if (could[i] && rank(t, e, last[i]) == now)
				e->off = shrink_could(t, mini, e, base);
		}
	free(could);
}

/* conf only warns of a selected symbol whose own dependencies are unmet. */
static void say_warnings(struct tree *t, struct text *out)
{
	struct about x = {.t = t, .out = out};

	for (struct sym *s = t->syms; s; s = s->next) {
		value_of(t, s);
		if (!s->menu || !explain_is_forced(s))
			continue;
		text_printf(out, "%s:%d: %s: selected by ", s->menu->at.file,
			s->menu->at.line, s->name);
		phrase_met(&x, s->rev_dep);
		explain_forced(t, s, out);
		text_puts(out, "\n");
	}
}

bool check_lines(struct tree *t, struct config *mini, struct config *against,
	enum base base, struct text *out)
{
	const struct entry **last = xcalloc(mini->n + 1, sizeof *last);
	struct text what = {0};
	bool bad = false;

	config_apply(t, mini, base);
	find_spare(t, mini, base, last, against != NULL);
	if (against)
		config_apply(t, against, base);
	for (size_t i = 0; i < mini->n; i++) {
		struct entry *e = &mini->entry[i];

		text_clear(&what);
		if (last[i] && e->off)
			say_repeated(t, e, last[i], &what);
		else if (say_problem(t, e, against, &what))
			bad = true;
		else if (e->off)
			text_puts(
				&what, "redundant: nothing changes without it");
		if (what.len)
			text_printf(out, "%s:%d: %s: %s\n", e->at.file,
				e->at.line, e->text, what.s);
	}
	say_warnings(t, out);
	text_free(&what);
	free(last);
	return bad;
}
