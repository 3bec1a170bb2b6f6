/* linux.c - the environment that Linux's Makefile gives to conf.
 *
 * As there, ARCH, CROSS_COMPILE and LLVM may come from the environment or the
 * command line, while CC and the like follow from them unless the command line
 * says otherwise. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kind.h"
#include "macro.h"
#include "shell.h"

/* From the command line or the environment, if it is there and not empty. */
static const char *given(
	struct tree *t, const char *name, const char *otherwise)
{
	const char *value = env_get(t, name);

	return value && *value ? value : otherwise;
}

static const char *machine(void)
{
	static const struct pair machines[] = {{"i386", "x86"}, {"i486", "x86"},
		{"i586", "x86"}, {"i686", "x86"}, {"x86_64", "x86"},
		{"sun4u", "sparc64"}, {"arm64", "arm64"}, {"arm", "arm"},
		{"sa110", "arm"}, {"s390x", "s390"}, {"ppc", "powerpc"},
		{"mips", "mips"}, {"sh2", "sh"}, {"sh3", "sh"}, {"sh4", "sh"},
		{"aarch64", "arm64"}, {"riscv", "riscv"},
		{"loongarch", "loongarch"}, {NULL, NULL}};

	return kind_machine(machines);
}

static const char *source_arch(const char *arch)
{
	static const struct pair archs[] = {{"i386", "x86"}, {"x86_64", "x86"},
		{"sparc32", "sparc"}, {"sparc64", "sparc"},
		{"parisc64", "parisc"}, {NULL, NULL}};

	return kind_mapped(archs, arch);
}

static void set_version(struct tree *t)
{
	int major = 0, minor = 0;

	kind_version(t, "Makefile", "VERSION", "PATCHLEVEL", "KERNELVERSION");
	sscanf(env_get(t, "KERNELVERSION"), "%d.%d", &major, &minor);
	t->version = major * 100 + minor;
	t->old_choices = t->version < 611;
}

/* What was mended in conf went into releases of older versions, too, so the
 * version doesn't tell whether it is there: conf's source does. */
static void set_mended(struct tree *t)
{
	static const char symbols[] = "scripts/kconfig/symbol.c";

	t->old_ranges = kind_says(t, symbols, "0x%llx");
	t->old_constants = kind_says(t, symbols, "symbol_mod = {") &&
			   !kind_says(t, symbols, ".type = S_TRISTATE");
	t->old_unequal =
		kind_says(t, "scripts/kconfig/menu.c", "expr_trans_bool(");
}

/* What a command says, without #: make couldn't. */
static void set_answer(struct tree *t, const char *name, const char *command)
{
	struct text said = {0}, kept = {0};

	text_clear(&kept);
	if (shell_run(t, command, &said) == 0)
		for (const char *s = said.s; *s; s++)
			if (*s != '#')
				text_add(&kept, s, 1);
	env_default(t, name, kept.s);
	text_free(&said);
	text_free(&kept);
}

/* The first line that a compiler says of itself. */
static void set_version_text(
	struct tree *t, const char *name, const char *compiler)
{
	struct text command = {0};

	text_printf(&command, "LC_ALL=C %s --version 2>/dev/null | head -n 1",
		compiler);
	set_answer(t, name, command.s);
	text_free(&command);
}

/* The first one is for this machine. */
static void set_tools(struct tree *t, const char *cross, const char *llvm)
{
	static const struct {
		const char *name, *gnu, *llvm;
	} tools[] = {{"HOSTCC", "gcc", "clang"}, {"CC", "gcc", "clang"},
		{"LD", "ld", "ld.lld"}, {"AR", "ar", "llvm-ar"},
		{"NM", "nm", "llvm-nm"}, {"OBJCOPY", "objcopy", "llvm-objcopy"},
		{"OBJDUMP", "objdump", "llvm-objdump"},
		{"READELF", "readelf", "llvm-readelf"},
		{"STRIP", "strip", "llvm-strip"}};
	/* Until 5.18, LLVM is no folder or version, but just said or not. */
	const char *which =
		kind_says(t, "Makefile", "LLVM_PREFIX") && llvm ? llvm : "";
	size_t dir =
		*which && which[strlen(which) - 1] == '/' ? strlen(which) : 0;
	struct text x = {0};

	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
		text_clear(&x);
		if (llvm)
			text_printf(&x, "%.*s%s%s", (int)dir, which,
				tools[i].llvm, *which == '-' ? which : "");
		else
			text_printf(&x, "%s%s", i ? cross : "", tools[i].gnu);
		env_default(t, tools[i].name, x.s);
	}
	text_free(&x);
}

/* The tree's own lines for them, in a file or, before 5.15, in its Makefile:
 * what they say differs from version to version, so make works them out. */
static void set_clang_flags(struct tree *t)
{
	static const char ask[] =
		"{ echo 'CLANG_FLAGS :='\n"
		"if [ -e \"$srctree/scripts/Makefile.clang\" ]; then\n"
		"	cat \"$srctree/scripts/Makefile.clang\"\n"
		"else\n"
		"	sed -n '/^ifneq.*grep clang/,/^export CLANG_FLAGS/p' "
		"\"$srctree/Makefile\"\n"
		"	echo endif\n"
		"fi\n"
		"printf 'flags:\\n\\t@echo $(CLANG_FLAGS)\\n'\n"
		"} | MAKEFLAGS= make -s -f - flags 2>/dev/null";
	struct place none = {0};

	set_answer(t, "CLANG_FLAGS", ask);
	if (!*env_get(t, "CLANG_FLAGS"))
		tree_fail(t, none,
			"ask make for clang's flags: it has none for ARCH=%s",
			env_get(t, "ARCH"));
}

/* In newer trees it is make that asks, not Kconfig. */
static void set_pahole_version(struct tree *t, const char *pahole)
{
	struct text command = {0};

	if (!*kind_value(t, "Makefile", "PAHOLE_VERSION"))
		return;
	text_printf(
		&command, "%s/scripts/pahole-version.sh %s", t->dir, pahole);
	set_answer(t, "PAHOLE_VERSION", command.s);
	text_free(&command);
}

/* make works out SUBARCH anew, but tells it only if there was one. ARCH=um is
 * Linux as a program of the machine that SUBARCH names; its own Makefile tells
 * that, and where the machine's files are. */
static void set_arch(struct tree *t)
{
	if (getenv("SUBARCH"))
		env_default(t, "SUBARCH", machine());
	env_default(
		t, "ARCH", given(t, "ARCH", given(t, "SUBARCH", machine())));
	env_default(t, "SRCARCH", source_arch(env_get(t, "ARCH")));
	if (!strcmp(env_get(t, "SRCARCH"), "um")) {
		env_default(t, "SUBARCH", machine());
		env_default(
			t, "HEADER_ARCH", source_arch(env_get(t, "SUBARCH")));
	}
}

void linux_environment(struct tree *t)
{
	static const struct pair plain[] = {{"RUSTC", "rustc"},
		{"BINDGEN", "bindgen"}, {"PAHOLE", "pahole"},
		{"PYTHON3", "python3"}, {"AWK", "awk"}, {"PERL", "perl"},
		{"RUSTC_BOOTSTRAP", "1"}, {"LC_ALL", "C"}};
	const char *cross = given(t, "CROSS_COMPILE", "");

	set_arch(t);
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		env_default(t, plain[i].from, plain[i].to);
	set_version(t);
	set_mended(t);
	env_default(t, "srctree", t->dir);
	env_default(t, "CROSS_COMPILE", cross);
	set_tools(t, cross, given(t, "LLVM", NULL));
	set_version_text(t, "CC_VERSION_TEXT", env_get(t, "CC"));
	set_version_text(t, "RUSTC_VERSION_TEXT", env_get(t, "RUSTC"));
	set_pahole_version(t, env_get(t, "PAHOLE"));
	if (strstr(env_get(t, "CC_VERSION_TEXT"), "clang"))
		set_clang_flags(t);
	else
		env_default(t, "CLANG_FLAGS", "");
}
