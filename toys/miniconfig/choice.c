/* choice.c - which member of a choice is y.
 *
 * Until Linux 6.11, and in uClibc-ng and BusyBox, a choice is a symbol that may
 * be n or m, too, and the user's last y counts. Since then one that can be seen
 * is y in any case, and a member that the user says n to is taken last. */
#include "value.h"

struct prop *choice_default(struct tree *t, struct sym *choice)
{
	for (struct prop *p = choice->props; p; p = p->next) {
		if (p->kind != DEFAULT || expr_value(t, p->cond) == NO)
			continue;
		if (p->value && p->value->op == OP_SYM &&
			p->value->a->choice == choice &&
			p->value->a->visible != NO)
			return p;
	}
	return NULL;
}

struct sym *choice_first(const struct sym *choice)
{
	for (int i = 0; i < choice->n_members; i++)
		if (choice->members[i]->visible != NO)
			return choice->members[i];
	return NULL;
}

static struct sym *by_default(struct tree *t, struct sym *choice)
{
	struct prop *p = choice_default(t, choice);

	return p ? p->value->a : choice_first(choice);
}

/* Of the members that can be seen and that the user says val to, the one said
 * last (sign 1) or first (-1). */
static struct sym *by_user(struct sym *choice, int val, int sign)
{
	struct sym *best = NULL;

	for (int i = 0; i < choice->n_members; i++) {
		struct sym *s = choice->members[i];

		if (s->visible != NO && s->has_user && s->user == val &&
			(!best || sign * (s->order - best->order) > 0))
			best = s;
	}
	return best;
}

static struct sym *without_user(struct sym *choice)
{
	for (int i = 0; i < choice->n_members; i++)
		if (choice->members[i]->visible != NO &&
			!choice->members[i]->has_user)
			return choice->members[i];
	return NULL;
}

static struct sym *chosen(struct tree *t, struct sym *choice)
{
	struct sym *s = by_user(choice, YES, 1);

	if (s)
		return s;
	s = by_default(t, choice);
	if (s && !(s->has_user && s->user == NO))
		return s;
	s = without_user(choice);
	return s ? s : by_user(choice, NO, -1);
}

static struct sym *chosen_old(struct tree *t, struct sym *choice)
{
	struct sym *s = choice->user_member;

	if (s && s->visible != NO)
		return s;
	return by_default(t, choice);
}

/* What was worked out of e, asked for before the choice was known, is void. */
static void forget(const struct tree *t, struct expr *e)
{
	if (!e)
		return;
	e->round = t->round - 1;
	forget(t, e->l);
	forget(t, e->r);
}

/* There is nothing to choose: so the choice isn't y, nor anything in it. */
static void choose_none(const struct tree *t, struct sym *choice)
{
	choice->val = NO;
	for (int i = 0; i < choice->n_members; i++)
		for (struct prop *p = choice->members[i]->props; p; p = p->next)
			if (p->kind == PROMPT)
				forget(t, p->cond);
}

/* The older kind is part of value_of(choice), which knows if it is y. */
void choice_value(struct tree *t, struct sym *choice)
{
	if (t->old_choices && choice->round != t->round) {
		value_of(t, choice);
		return;
	}
	if (choice->chosen_round == t->round)
		return;
	choice->chosen = NULL;
	if (t->old_choices && choice->val != YES)
		return;
	choice->chosen_round = t->round;
	for (int i = 0; i < choice->n_members; i++)
		value_visibility(t, choice->members[i]);
	choice->chosen =
		t->old_choices ? chosen_old(t, choice) : chosen(t, choice);
	if (t->old_choices && !choice->chosen)
		choose_none(t, choice);
}
