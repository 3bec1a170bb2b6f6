/* macro.c - $(...) of the current Kconfig dialect, and environment.
 *
 * $(NAME) is a variable, or one of the environment, or nothing. $(NAME,A,B)
 * calls a variable that has $(1) and $(2) in it, or one of the functions below.
 * There are no $NAME and ${NAME}. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "macro.h"
#include "shell.h"

enum { MOST_ARGS = 16, DEEPEST = 1000, LONGEST = 1 << 20 };

struct var {
	const char *name, *value;
	bool simple; /* := expanded its value already */
	int busy;    /* how often it is being expanded just now */
	struct var *next;
};

struct vars {
	struct var *macros, *env;
	char **list; /* of env, for a command; NULL: not made yet */
	int depth;
};

/* Of the call that is being expanded. */
struct args {
	int n;
	char **v;
};

/* Where one is, for $(filename), $(lineno) and errors. */
struct spot {
	struct tree *t;
	struct place at;
};

static struct vars *vars_of(struct tree *t)
{
	if (!t->vars)
		t->vars = tree_alloc(t, sizeof *t->vars);
	return t->vars;
}

static struct var *find(struct var *list, const char *name)
{
	while (list && strcmp(list->name, name) != 0)
		list = list->next;
	return list;
}

static struct var *add(struct tree *t, struct var **list, const char *name)
{
	struct var *v = find(*list, name);

	if (v)
		return v;
	v = tree_alloc(t, sizeof *v);
	v->name = tree_intern(t, name, strlen(name));
	v->value = ""; /* until it has one: it may be asked for in its own */
	v->next = *list;
	return *list = v;
}

void env_set(struct tree *t, const char *name, const char *value)
{
	struct vars *vars = vars_of(t);

	add(t, &vars->env, name)->value = tree_intern(t, value, strlen(value));
	vars->list = NULL;
}

void env_default(struct tree *t, const char *name, const char *value)
{
	if (!find(vars_of(t)->env, name))
		env_set(t, name, value);
}

const char *env_get(struct tree *t, const char *name)
{
	struct var *v = find(vars_of(t)->env, name);

	return v ? v->value : getenv(name);
}

static bool is_named(struct var *list, const char *word)
{
	for (; list; list = list->next) {
		size_t len = strlen(list->name);

		if (!strncmp(word, list->name, len) && word[len] == '=')
			return true;
	}
	return false;
}

char *const *env_list(struct tree *t)
{
	struct vars *vars = vars_of(t);
	size_t n = 1, i = 0;

	if (vars->list)
		return vars->list;
	for (struct var *v = vars->env; v; v = v->next)
		n++;
	for (char **e = environ; *e; e++)
		n++;
	vars->list = tree_alloc(t, n * sizeof *vars->list);
	for (struct var *v = vars->env; v; v = v->next) {
		struct text x = {0};

		text_printf(&x, "%s=%s", v->name, v->value);
		vars->list[i++] = tree_dup(t, x.s, x.len);
		text_free(&x);
	}
	for (char **e = environ; *e; e++)
		if (!is_named(vars->env, *e))
			vars->list[i++] = *e;
	return vars->list;
}

static void expand_text(const struct spot *at, const char *s, const char *end,
	const struct args *args, struct text *out);

static int call_builtin(const struct spot *at, const char *name, int n,
	char **arg, struct text *out)
{
	static const struct {
		const char *name;
		int n;
	} builtins[] = {{"error-if", 2}, {"filename", 0}, {"info", 1},
		{"lineno", 0}, {"shell", 1}, {"warning-if", 2}};
	size_t i = 0;

	while (i < sizeof builtins / sizeof *builtins &&
		strcmp(builtins[i].name, name) != 0)
		i++;
	if (i == sizeof builtins / sizeof *builtins)
		return 0;
	if (n != builtins[i].n)
		return tree_fail(at->t, at->at,
			"$(%s) wants %d arguments, not %d", name, builtins[i].n,
			n);
	if (!strcmp(name, "filename"))
		text_puts(out, at->at.file);
	else if (!strcmp(name, "lineno"))
		text_printf(out, "%d", at->at.line);
	else if (!strcmp(name, "error-if") && !strcmp(arg[0], "y"))
		return tree_fail(at->t, at->at, "%s", arg[1]);
	else if (!strcmp(name, "shell") && shell_run(at->t, arg[0], out) < 0)
		return tree_fail(
			at->t, at->at, "run %s: it can't be started", arg[0]);
	return 1;
}

static void call_var(const struct spot *at, struct var *v,
	const struct args *args, struct text *out)
{
	if (v->busy && !args->n) {
		tree_fail(at->t, at->at, "variable %s is made of itself",
			v->name);
		return;
	}
	v->busy++;
	if (v->simple)
		text_puts(out, v->value);
	else
		expand_text(
			at, v->value, v->value + strlen(v->value), args, out);
	v->busy--;
}

static void call(const struct spot *at, const char *name,
	const struct args *args, struct text *out)
{
	struct var *v = find(vars_of(at->t)->macros, name);
	const char *value;

	if (v) {
		call_var(at, v, args, out);
		return;
	}
	if (call_builtin(at, name, args->n, args->v, out) || args->n)
		return;
	value = env_get(at->t, name);
	if (value)
		text_puts(out, value);
}

/* Where the next argument ends: at a comma that no parentheses are around. */
static const char *arg_end(const char *s, const char *end)
{
	int nest = 0;

	for (; s < end; s++) {
		if (*s == ',' && !nest)
			break;
		nest += (*s == '(') - (*s == ')');
	}
	return s;
}

static char *expand_arg(const struct spot *at, const char *s, const char *end,
	const struct args *args)
{
	struct text x = {0};

	text_clear(&x);
	expand_text(at, s, end, args, &x);
	return x.s;
}

/* $(1) is an argument of the call that is around, if it has so many. */
static bool is_arg(const char *s, const char *end, const struct args *args,
	struct text *out)
{
	char *stop;
	unsigned long n = strtoul(s, &stop, 10);

	if (stop != end || !n || n > (unsigned long)args->n)
		return false;
	text_puts(out, args->v[n - 1]);
	return true;
}

/* What is between the parentheses. The name, too, may be put together. */
static void expand_reference(const struct spot *at, const char *s,
	const char *end, const struct args *args, struct text *out)
{
	char *word[MOST_ARGS];
	struct args inner = {0, word + 1};
	const char *stop;
	int n = 0;

	if (is_arg(s, end, args, out))
		return;
	do {
		stop = arg_end(s, end);
		if (n == MOST_ARGS) {
			tree_fail(at->t, at->at, "too many arguments");
			break;
		}
		word[n++] = expand_arg(at, s, stop, args);
		s = stop + 1;
	} while (stop < end);
	inner.n = n - 1;
	if (!*at->t->error)
		call(at, word[0], &inner, out);
	while (n)
		free(word[--n]);
}

static void expand_dollar(const struct spot *at, const char **p,
	const char *end, const struct args *args, struct text *out)
{
	const char *s = *p, *from = s + 1;
	struct vars *vars = vars_of(at->t);
	int nest = 0;

	if (s >= end || *s != '(') {
		text_add(out, "$", 1);
		return;
	}
	while (++s < end) {
		if (*s == '(')
			nest++;
		else if (*s == ')' && nest-- == 0)
			break;
	}
	if (s >= end) {
		tree_fail(at->t, at->at, "$( without its )");
		*p = end;
		return;
	}
	*p = s + 1;
	if (vars->depth == DEEPEST) {
		tree_fail(at->t, at->at, "macros are nested too deep");
		return;
	}
	vars->depth++;
	expand_reference(at, from, s, args, out);
	vars->depth--;
}

static void expand_text(const struct spot *at, const char *s, const char *end,
	const struct args *args, struct text *out)
{
	while (s < end && !*at->t->error) {
		const char *dollar = memchr(s, '$', (size_t)(end - s));

		if (!dollar) {
			text_add(out, s, (size_t)(end - s));
			return;
		}
		text_add(out, s, (size_t)(dollar - s));
		if (out->len > LONGEST)
			tree_fail(at->t, at->at,
				"what a macro expands to is too long");
		s = dollar + 1;
		expand_dollar(at, &s, end, args, out);
	}
}

int macro_expand(struct tree *t, struct place at, const char **p,
	const char *end, struct text *out)
{
	struct spot spot = {t, at};
	struct args none = {0};

	expand_dollar(&spot, p, end, &none, out);
	return *t->error ? -1 : 0;
}

int macro_assign(struct tree *t, struct place at, const char *name, int how,
	const char *value)
{
	struct var **list = &vars_of(t)->macros;
	bool is_new = !find(*list, name);
	struct var *v = add(t, list, name);
	struct args none = {0};
	struct text x = {0};

	/* += keeps what kind of variable it is. */
	if (is_new || how != '+')
		v->simple = how == ':';
	text_clear(&x);
	if (how == '+' && !is_new)
		text_printf(&x, "%s ", v->value);
	if (v->simple)
		expand_text(&(struct spot){t, at}, value, value + strlen(value),
			&none, &x);
	else
		text_puts(&x, value);
	v->value = tree_intern(t, x.s, x.len);
	text_free(&x);
	return *t->error ? -1 : 0;
}
