/* busybox.c - BusyBox's Config.in, made as its build makes them.
 *
 * What an applet can be told to do stands in comments of its source that begin
 * with //config:. Where a folder's Config.src says INSERT, all of them go. */
#include <glob.h>
#include <string.h>

#include "kind.h"

static void take_comments(const char *s, struct text *out)
{
	static const char mark[] = "//config:";

	for (; s && *s; s = strchr(s, '\n')) {
		s += *s == '\n';
		if (strncmp(s, mark, sizeof mark - 1) != 0)
			continue;
		s += sizeof mark - 1;
		text_add(out, s, strcspn(s, "\n"));
		text_add(out, "\n", 1);
	}
}

static int take_sources(const char *dir, struct text *out)
{
	struct text x = {0};
	glob_t found;
	int r = 0;

	text_printf(&x, "%s/*.c", dir);
	if (glob(x.s, 0, NULL, &found) != 0)
		found.gl_pathc = 0;
	for (size_t i = 0; i < found.gl_pathc && r == 0; i++) {
		r = text_read(&x, found.gl_pathv[i]);
		if (r == 0)
			take_comments(x.s, out);
	}
	if (found.gl_pathc)
		globfree(&found);
	text_free(&x);
	return r;
}

static int generate(const char *dir, const char *src, struct text *out)
{
	const char *insert = strstr(src, "\nINSERT\n");

	text_puts(
		out, "# DO NOT EDIT. This file is generated from Config.src\n");
	if (!insert) {
		text_puts(out, src);
		return 0;
	}
	text_add(out, src, (size_t)(insert + 1 - src));
	if (take_sources(dir, out) < 0)
		return -1;
	text_puts(out, insert + strlen("\nINSERT\n"));
	return 0;
}

int busybox_read(struct tree *t, const char *name, struct text *x)
{
	const char *slash = strrchr(name, '/');
	size_t dir = slash ? (size_t)(slash - name) : 0;
	struct text path = {0}, src = {0};
	int r = -1;

	text_printf(&path, "%s/%.*s", t->dir, (int)dir, name);
	if (!strcmp(slash ? slash + 1 : name, "Config.in")) {
		text_printf(&src, "%s/Config.src", path.s);
		r = text_read(&src, src.s);
	}
	if (r == 0) {
		r = generate(path.s, src.s, x);
	} else {
		text_clear(&path);
		text_printf(&path, "%s/%s", t->dir, name);
		r = text_read(x, path.s);
	}
	text_free(&path);
	text_free(&src);
	return r;
}
