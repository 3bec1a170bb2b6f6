/* tree.h - a tree of Kconfig files as it is in memory: symbols,
 * their properties, the menus they stand in, and expressions. */
#ifndef MINICONFIG_TREE_H
#define MINICONFIG_TREE_H

#include <stdbool.h>
#include <stddef.h>

enum { NO, MOD, YES }; /* ordered: and is the least, or is the greatest */

enum type { UNKNOWN, BOOL, TRISTATE, INT, HEX, STRING };

enum op {
	OP_SYM,
	OP_NOT,
	OP_AND,
	OP_OR,
	OP_EQ, /* from here on between symbols */
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
};

struct place {
	const char *file; /* as sourced: relative to the tree */
	int line;
};

/* Equal expressions are one. NULL is y. */
struct expr {
	enum op op;
	unsigned id;	    /* in the order of making */
	struct expr *l, *r; /* of NOT, AND, OR */
	struct sym *a, *b;  /* of the others */
	unsigned round;	    /* of evaluation that val is from */
	int val;
	struct expr *hash_next;
};

enum prop_kind { PROMPT, DEFAULT, SELECT, IMPLY, RANGE };

struct prop {
	enum prop_kind kind;
	const char *text;   /* of a prompt */
	struct expr *value; /* of a default */
	struct sym *a, *b;  /* selected, implied; the range's ends */
	struct expr *cond;  /* what is after if, and all that is around */
	struct menu *menu;
	struct place at;
	struct prop *next;
};

/* A word of a statement that a macro has made: what it gave, and the macro as
 * it is written. It counts for all of the entry, or for one property of it. */
struct made {
	const char *value, *text;
	struct place at;
	bool for_all;
	struct made *next;
};

enum menu_kind { CONFIG, CHOICE, MENU, COMMENT, IF };

struct menu {
	enum menu_kind kind;
	bool menuconfig, helped; /* what stands there */
	struct sym *sym;
	struct prop *prompt;
	struct expr *dep, *visible_if;
	struct made *made;
	struct place at;
	struct menu *parent, *child, *next;
};

struct sym {
	const char *name; /* NULL: a choice that has none */
	enum type type;
	bool constant, is_choice, optional;
	bool hidden; /* never in a .config: the environment's, or transitional
		      */
	bool transitional;
	bool allnoconfig_y; /* until the user says n */
	struct prop *props;
	struct menu *menu;  /* the first that has it; or NULL */
	struct sym *choice; /* that this is a member of */
	struct sym **members;
	int n_members;
	struct expr *dir_dep, *rev_dep, *implied;
	/* What a file says. order: the greatest counts in a choice; a choice of
	 * the old kind has a user value, too, and the member that has =y. */
	bool has_user;
	int user, order;
	const char *user_str;
	struct sym *user_member;
	const struct entry *said; /* where it says so; NULL: nowhere */
	/* What comes of it: valid if round is the tree's. */
	unsigned round;
	bool write; /* it goes into .config */
	int visible, dir, rev, imp, val;
	const char *str;
	struct sym *chosen;
	unsigned chosen_round;
	unsigned mark; /* for whoever walks the symbols */
	struct sym *hash_next, *next;
};

static inline bool is_tri(const struct sym *s)
{
	return s->type == BOOL || s->type == TRISTATE;
}

enum family { LINUX, UCLIBC, BUSYBOX };

struct tree {
	enum family family;
	bool toybox;	/* a BusyBox, but for its files and how it is written */
	int version;	/* 612 is Linux 6.12; of the others 0 */
	bool old_words; /* no macros, other words: uClibc-ng, BusyBox */
	bool old_choices; /* Linux before 6.11, too */
	/* What was mended in conf meanwhile, also in releases of older trees */
	bool old_ranges;    /* their ends are numbers, not texts */
	bool old_constants; /* y, m and n have no type */
	bool old_unequal;   /* X != n may be taken for X */
	const char *prefix; /* of names in a .config: CONFIG_ or nothing */
	const char *dir;
	const char *title;
	struct menu root;
	struct sym *syms, **last_sym; /* all, in the order of appearance */
	struct sym *yes, *mod, *no, *modules;
	unsigned round;
	int modules_val;
	int orders;
	char error[512]; /* the first one; empty: none yet */
	struct table *table;
	struct arena *arena;
	struct vars *vars;
	struct answer *answers; /* of commands */
	unsigned n_exprs;
};

/* A tree without anything; and all that belongs to it. */
struct tree *tree_new(void);
void tree_free(struct tree *t);

/* Memory that lives as long as the tree, zeroed. */
void *tree_alloc(struct tree *t, size_t size);
char *tree_dup(struct tree *t, const char *s, size_t len);

/* One string for all equal ones. */
const char *tree_intern(struct tree *t, const char *s, size_t len);

/* Keep the first error: "file:line: what". Always -1. */
int tree_fail(struct tree *t, struct place at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The symbol of this name, made if there is none; find doesn't make one. Quoted
 * text is a constant, and no symbol of the same name. */
struct sym *tree_sym(struct tree *t, const char *name, bool constant);
struct sym *tree_find(struct tree *t, const char *name);
struct sym *tree_nameless(struct tree *t);

/* Expressions; and, or take NULL as a missing side. */
struct expr *expr_sym(struct tree *t, struct sym *s);
struct expr *expr_not(struct tree *t, struct expr *e);
struct expr *expr_and(struct tree *t, struct expr *l, struct expr *r);
struct expr *expr_or(struct tree *t, struct expr *l, struct expr *r);
struct expr *expr_compare(
	struct tree *t, enum op op, struct sym *a, struct sym *b);
/* Is e n, or isn't it? Never m. */
struct expr *expr_is_n(struct tree *t, struct expr *e, bool is);

#endif
