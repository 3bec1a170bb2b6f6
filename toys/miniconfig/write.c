/* write.c - a .config as the tree's own conf writes it. */
#include "config.h"
#include "macro.h"
#include "value.h"

void config_quote(const char *s, struct text *out)
{
	text_add(out, "\"", 1);
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			text_add(out, "\\", 1);
		text_add(out, s, 1);
	}
	text_add(out, "\"", 1);
}

void config_line(const struct tree *t, const struct sym *s, struct text *out)
{
	const char *value = value_text(s);

	if (s->type == UNKNOWN)
		return;
	if (is_tri(s) && s->val == NO) {
		text_puts(out, "# ");
		text_puts(out, t->prefix);
		text_puts(out, s->name);
		text_puts(out, " is not set\n");
		return;
	}
	text_puts(out, t->prefix);
	text_puts(out, s->name);
	text_add(out, "=", 1);
	if (s->type == STRING)
		config_quote(value, out);
	else if (s->type == INT && !*value && t->family == BUSYBOX)
		text_puts(out, "0");
	else
		text_puts(out, value);
	text_add(out, "\n", 1);
}

static void write_header(struct tree *t, struct text *out)
{
	const char *version;

	if (t->family == BUSYBOX) {
		version = t->toybox ? "KCONFIG_VERSION"
				    : env_get(t, "KERNELVERSION");
		text_printf(out,
			"#\n# Automatically generated make config: don't edit\n"
			"# %s version: %s\n#\n",
			t->toybox ? "ToyBox" : "Busybox",
			version ? version : "");
	} else {
		text_printf(out,
			"#\n# Automatically generated file; DO NOT EDIT.\n# %s\n#\n",
			t->title ? t->title : "Main menu");
	}
}

struct writer {
	struct tree *t;
	struct text *out;
	bool gap; /* an empty line is due: a menu has ended */
};

static void write_symbol(struct writer *w, struct sym *s)
{
	/* BusyBox's has every symbol, as often as it is defined; toybox's once.
	 */
	bool all = w->t->family == BUSYBOX;

	if (s->is_choice || s->hidden || (s->mark && (!all || w->t->toybox)))
		return;
	value_of(w->t, s);
	if (!s->write && !all)
		return;
	if (w->gap)
		text_add(w->out, "\n", 1);
	w->gap = false;
	s->mark = 1;
	config_line(w->t, s, w->out);
}

/* Before Linux 5.18, a menu that has nothing in it has no end, either. */
static bool has_end(const struct tree *t, const struct menu *m)
{
	return m->kind == MENU && !t->old_words &&
	       (m->child || t->version >= 518);
}

static void write_entries(struct writer *w, struct menu *m)
{
	for (; m; m = m->next) {
		bool seen = !m->sym && menu_visible(w->t, m);

		if (m->sym) {
			write_symbol(w, m->sym);
		} else if (seen) {
			text_printf(w->out, "\n#\n# %s\n#\n", m->prompt->text);
			w->gap = false;
		}
		write_entries(w, m->child);
		if (seen && has_end(w->t, m)) {
			text_printf(w->out, "# end of %s\n", m->prompt->text);
			w->gap = true;
		}
	}
}

void config_write(struct tree *t, struct text *out, bool header)
{
	struct writer w = {t, out, false};

	for (struct sym *s = t->syms; s; s = s->next)
		s->mark = 0;
	if (header)
		write_header(t, out);
	write_entries(&w, t->root.child);
}
