/* options.c - what the words of a compiler's command line mean. */
#include <string.h>

#include "options.h"
#include "die.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define NO_SHARED "the sysroot holds static libraries only"
#define NO_PIE "the sysroot has no rcrt1.o"
#define NO_OTHER "the wrapper is the sysroot"

static const struct option {
	const char *name;
	int flags;
	const char *refusal;
} options[] = {
	{"-c", STOP, NULL},
	{"-S", STOP, NULL},
	{"-E", STOP, NULL},
	{"-M", STOP, NULL},
	{"-MM", STOP, NULL},
	{"-fsyntax-only", STOP, NULL},
	{"--analyze", STOP, NULL},
	{"-r", NO_CRT | NO_LIBS | LINKER, NULL},
	{"-i", NO_CRT | NO_LIBS | LINKER, NULL},
	{"--relocatable", NO_CRT | NO_LIBS | LINKER, NULL},
	{"-nostdlib", NO_CRT | NO_LIBS | OURS, NULL},
	{"-nostartfiles", NO_CRT | OURS, NULL},
	{"-nodefaultlibs", NO_LIBS | OURS, NULL},
	{"-nolibc", NO_LIBC | OURS, NULL},
	{"-nostdinc", NO_INCLUDE, NULL},
	{"-pthread", FRONT_END, NULL},
	{"-l", ARG | JOINED | LINKER | LIBRARY, NULL},
	{"--library=", ARG | JOINED | LINKER | LIBRARY, NULL},
	{"--library", ARG | LINKER | LIBRARY, NULL},
	{"-L", ARG | JOINED | LINKER | FOLDER, NULL},
	{"--library-path=", ARG | JOINED | LINKER | FOLDER, NULL},
	{"--library-path", ARG | LINKER | FOLDER, NULL},
	{"-x", ARG | JOINED | LANGUAGE, NULL},
	{"-print-sysroot", PRINT_SYSROOT, NULL},
	{"--print-sysroot", PRINT_SYSROOT, NULL},
	{"-print-file-name=", ARG | JOINED | PRINT_FILE, NULL},
	{"--print-file-name=", ARG | JOINED | PRINT_FILE, NULL},
	{"--sysroot=", JOINED | REFUSED, NO_OTHER},
	{"--sysroot", REFUSED, NO_OTHER},
	{"-isysroot", JOINED | REFUSED, NO_OTHER},
	{"-shared", LINKER, NO_SHARED},
	{"--shared", LINKER, NO_SHARED},
	{"-Bshareable", LINKER, NO_SHARED},
	{"-pie", LINKER, NO_PIE},
	{"--pie", LINKER, NO_PIE},
	{"-pic-executable", LINKER, NO_PIE},
	{"--pic-executable", LINKER, NO_PIE},
	{"-static-pie", 0, NO_PIE},
	{"--static-pie", 0, NO_PIE},
	/* For these GCC links libraries of its own, made for the host's C
	 * library. */
	{"-fopenmp", 0, "the sysroot has no libgomp"},
	{"-fopenacc", 0, "the sysroot has no libgomp"},
	{"-fgnu-tm", 0, "the sysroot has no libitm"},
	{"-fsanitize=", JOINED, "the sysroot has no sanitizer"},
};

/* Others whose next word is no input file but their argument. */
static const char *const with_arg[] = {"-o", "-I", "-D", "-U", "-B", "-A", "-G",
	"-T", "-Tbss", "-Tdata", "-Ttext", "-u", "-z", "-e", "-h", "-rpath",
	"-include", "-include-pch", "-imacros", "-isystem", "-idirafter",
	"-iquote", "-iprefix", "-iwithprefix", "-iwithprefixbefore",
	"-imultilib", "-imultiarch", "-MF", "-MT", "-MQ", "-MJ", "-Xassembler",
	"-Xpreprocessor", "-Xclang", "-Xanalyzer", "-mllvm", "-arch", "-target",
	"--param", "-specs", "-wrapper", "-aux-info", "-dumpbase",
	"-dumpbase-ext", "-dumpdir", "--serialize-diagnostics",
	"-working-directory"};

/* Inputs, by the end of their name or by -x. Another language is taken for
 * something to compile, another file for something to link. */
static const struct source {
	const char *suffix, *language;
	int flags;
} sources[] = {
	{".c", "c", HEADERS | COMPILE | LINK},
	{".h", "c-header", HEADERS | COMPILE},
	{".i", "cpp-output", COMPILE | LINK},
	{".s", "assembler", LINK},
	{".S", "assembler-with-cpp", HEADERS | COMPILE | LINK},
	{".sx", "", HEADERS | COMPILE | LINK},
	{".cc", "c++", CXX},
	{".hh", "c++-header", CXX},
	{".ii", "c++-cpp-output", CXX},
	{".C", "c++-system-header", CXX},
	{".H", "c++-user-header", CXX},
	{".cp", "", CXX},
	{".cpp", "", CXX},
	{".cxx", "", CXX},
	{".c++", "", CXX},
	{".CPP", "", CXX},
	{".hp", "", CXX},
	{".hpp", "", CXX},
	{".hxx", "", CXX},
};

static const struct option *find_option(const char *word, bool linker)
{
	static const struct option plain = {"", 0, NULL};

	for (size_t i = 0; i < COUNT(options); i++) {
		const struct option *o = &options[i];
		size_t len = strlen(o->name);

		if (linker && !(o->flags & LINKER))
			continue;
		if (!strncmp(word, o->name, len) &&
			(o->flags & JOINED || !word[len]))
			return o;
	}
	return &plain;
}

static bool takes_arg(const char *word)
{
	for (size_t i = 0; i < COUNT(with_arg); i++) {
		if (!strcmp(word, with_arg[i]))
			return true;
	}
	return false;
}

/* The next word; what comes after -Xlinker counts as one. */
static const char *take(const struct words *in, size_t *i, bool *linker)
{
	const char *word = in->at[(*i)++];

	*linker = !strcmp(word, "-Xlinker");
	if (!*linker)
		return word;
	if (*i == in->n)
		die("read -Xlinker: its argument is missing");
	return in->at[(*i)++];
}

bool next_item(const struct words *in, size_t *i, struct item *it)
{
	const struct option *o;
	bool linker;

	if (*i == in->n)
		return false;
	it->word = take(in, i, &it->linker);
	o = find_option(it->word, it->linker);
	it->flags = o->flags;
	it->refusal = o->refusal;
	it->arg = NULL;
	if (!it->linker && takes_arg(it->word))
		it->flags |= ARG;
	if (!(it->flags & ARG))
		return true;
	it->arg = it->word + strlen(o->name);
	if (it->flags & JOINED && *it->arg)
		return true;
	if (*i == in->n)
		die("read %s: its argument is missing", it->word);
	it->arg = take(in, i, &linker);
	return true;
}

bool is_input(const struct item *it)
{
	return !it->linker && (*it->word != '-' || !it->word[1]);
}

int input_flags(const char *file, const char *language)
{
	const char *suffix = strrchr(file, '.');

	if (!language && !strcmp(file, "-"))
		language = "c";
	for (size_t i = 0; i < COUNT(sources); i++) {
		const struct source *s = &sources[i];

		if (language ? !strcmp(language, s->language)
			     : suffix && !strcmp(suffix, s->suffix))
			return s->flags;
	}
	return language ? HEADERS | COMPILE | LINK : LINK;
}
