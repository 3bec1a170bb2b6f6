/* miniconfig_cc.c - a compiler, assembler and linker that answer at once, for
 * the questions of Kconfig files: they know three of four options. */
#include <stdio.h>
#include <string.h>

static int answer(const char *word, const char *last)
{
	if (!strcmp(word, "--version"))
		return puts("gcc (none) 12.2.0");
	if (!strcmp(word, "-E") && !strcmp(last, "-"))
		return puts("GCC 12 2 0");
	if (!strcmp(word, "-Wa,--version"))
		return puts("GNU assembler (GNU Binutils) 2.40");
	return 0;
}

int main(int argc, char **argv)
{
	unsigned hash = 0;

	for (int i = 1; i < argc; i++) {
		if (answer(argv[i], argv[argc - 1]))
			return 0;
		/* Paths differ from run to run. */
		for (const char *p = argv[i]; *p && !strchr(argv[i], '/'); p++)
			hash = hash * 31 + (unsigned char)*p;
	}
	return (hash >> 4) % 4 == 0;
}
