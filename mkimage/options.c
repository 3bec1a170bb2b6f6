/* options.c - the command line. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "die.h"
#include "digits.h"
#include "io.h"
#include "mkimage.h"

static const struct format formats[] = {
	{"sqf", "clb", false, false, CODEC_GZIP, false, write_sqf},
	{"ext2", "bsLUJ", false, false, CODEC_NONE, false, write_ext},
	{"ext3", "bsLUJ", false, true, CODEC_NONE, false, write_ext},
	{"ext4", "bsLUJ", true, false, CODEC_NONE, false, write_ext},
	{"cpio", "cl", false, false, CODEC_NONE, true, write_cpio},
	{"tar", "cl", false, false, CODEC_NONE, true, write_tar},
};

enum { FORMATS = sizeof formats / sizeof *formats };

/* How a file's name ends, and what that says: a format, a codec, or both. */
static const struct ending {
	const char *text, *format, *codec;
} endings[] = {
	{".gz", NULL, "gzip"},
	{".xz", NULL, "xz"},
	{".zst", NULL, "zstd"},
	{".lz4", NULL, "lz4"},
	{".tgz", "tar", "gzip"},
	{".txz", "tar", "xz"},
	{".tzst", "tar", "zstd"},
	{".sqf", "sqf", NULL},
	{".sqfs", "sqf", NULL},
	{".sfs", "sqf", NULL},
	{".squashfs", "sqf", NULL},
	{".ext2", "ext2", NULL},
	{".ext3", "ext3", NULL},
	{".ext4", "ext4", NULL},
	{".cpio", "cpio", NULL},
	{".tar", "tar", NULL},
};

enum { ENDINGS = sizeof endings / sizeof *endings };

/* The options of each mode; those of formats are judged once more by format. */
static const char common[] = "h";
static const char make_letters[] = "fcljbsLUJnTkqoX";
static const char list_letters[] = "tmqX";
static const char extract_letters[] = "xkCqfcljoX";
static const char diff_letters[] = "dkqX";
static const char format_letters[] = "clbsLUJ";

static uint64_t number(char option, const char *word, uint64_t most)
{
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(word, &end, 10);
	if (!isdigit((unsigned char)*word) || *end || errno || n > most)
		die_usage("-%c %s: not a number that it can be", option, word);
	return n;
}

/* Bytes, or with a letter behind: kilo-, mega-, giga-, of 1024. */
static uint64_t bytes(char option, const char *word)
{
	static const char units[] = "KMGT";
	const char *at = word + strspn(word, "0123456789");
	const char *unit =
		*at ? strchr(units, toupper((unsigned char)*at)) : at;
	int shift = *at && unit ? 10 * (int)(unit - units + 1) : 0;
	unsigned long long n;

	errno = 0;
	n = strtoull(word, NULL, 10);
	if (at == word || !unit || (*at && at[1]) || errno ||
		n > UINT64_MAX >> (shift + 1))
		die_usage("-%c %s: not a size, as in 64M", option, word);
	return (uint64_t)n << shift;
}

static int64_t seconds(const char *what, const char *word)
{
	long long n;
	char *end;

	errno = 0;
	n = strtoll(word, &end, 10);
	if (end == word || *end || isspace((unsigned char)*word) || errno)
		die_usage("%s %s: not a number of seconds", what, word);
	return n;
}

static void parse_uuid(const char *word, uint8_t *uuid)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	size_t n = 0;

	for (size_t i = 0; i < sizeof shape; i++) {
		char c = word[i];
		int digit = hex_digit(c);

		if (shape[i] == 'x' ? digit < 0 : c != shape[i])
			die_usage("-U %s: not of the form %s", word, shape);
		if (shape[i] != 'x')
			continue;
		uuid[n / 2] = (uint8_t)(uuid[n / 2] << 4 | digit);
		n++;
	}
}

static const struct format *format_by_name(const char *name)
{
	for (int i = 0; i < FORMATS; i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

static enum codec codec_of_word(const char *word)
{
	int codec = codec_by_name(word);

	if (codec < 0)
		die_usage("-c %s: not gzip, xz, zstd, lz4 or none", word);
	return (enum codec)codec;
}

static void set_size(struct options *o, const char *word)
{
	bool more = *word == '+';
	uint64_t n = bytes('s', word + more);

	if (!more && !n)
		die_usage("-s 0: no room");
	o->size = more ? 0 : n;
	o->free = more ? n : 0;
}

static uint32_t block_size(const char *word)
{
	uint64_t n = bytes('b', word);

	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

/* One option, other than those that only need to be given. */
static void take(struct command *c, int letter, char *word)
{
	struct options *o = &c->options;

	switch (letter) {
	case 'f':
		c->format = format_by_name(word);
		if (!c->format)
			die_usage("-f %s: not sqf, ext2, ext3, ext4, cpio "
				  "or tar",
				word);
		break;
	case 'c':
		o->codec = codec_of_word(word);
		break;
	case 'l':
		o->level = (int)number('l', word, 22);
		break;
	case 'j':
		o->jobs = (int)number('j', word, 1024);
		if (!o->jobs)
			die_usage("-j 0: somebody has to do it");
		break;
	case 'b':
		o->block = block_size(word);
		break;
	case 's':
		set_size(o, word);
		break;
	case 'L':
		o->label = word;
		break;
	case 'U':
		parse_uuid(word, o->uuid);
		break;
	case 'T':
		o->time = seconds("-T", word);
		break;
	case 'n':
		c->nodes[c->node_count++] = word;
		break;
	case 'X':
		c->unwanted[c->unwanted_count++] = word;
		break;
	case 'o':
		c->out = word;
		break;
	case 'C':
		c->dir = word;
		break;
	}
}

static const struct ending *ending_of(const char *name, size_t len)
{
	for (int i = 0; i < ENDINGS; i++) {
		size_t n = strlen(endings[i].text);

		if (len > n && memcmp(name + len - n, endings[i].text, n) == 0)
			return &endings[i];
	}
	return NULL;
}

/* The format and codec that the output's name tells. */
static void take_name(struct command *c)
{
	const char *name = c->out, *codec = NULL;
	size_t len = strlen(name);
	const struct ending *last = ending_of(name, len);

	if (last && !last->format) {
		codec = last->codec;
		last = ending_of(name, len - strlen(last->text));
	}
	if (!c->format && last && last->format && !(codec && last->codec))
		c->format = format_by_name(last->format);
	if (!c->format)
		die_usage("-o %s: the name tells no format: see -f", name);
	if (last && last->codec)
		codec = last->codec;
	if (!codec || c->given['c'])
		return;
	if (!c->format->whole)
		die_usage("-o %s: no name for %s", name, c->format->name);
	c->options.codec = codec_of_word(codec);
	c->given['c'] = true;
}

static void check_block(const struct command *c)
{
	uint32_t block = c->options.block;
	bool ext = strchr(c->format->letters, 's');

	if (c->given['b'] &&
		((block & (block - 1)) || block < (ext ? 1024 : 4096) ||
			block > (ext ? 4096 : 1 << 20)))
		die_usage("-b: not 1K, 2K or 4K, or for sqf 4K, 8K ... 1M");
}

static void check_format(struct command *c)
{
	struct options *o = &c->options;

	for (const char *p = format_letters; *p; p++)
		if (c->given[(int)*p] && !strchr(c->format->letters, *p))
			die_usage("-%c: not for %s", *p, c->format->name);
	if (!c->given['c'])
		o->codec = c->format->codec;
	if (!c->given['l'])
		o->level = codec_default_level(o->codec);
	if (!codec_has_level(o->codec, o->level) ||
		(c->given['l'] && o->codec == CODEC_NONE))
		die_usage("-l %d: not a level of %s", o->level,
			codec_name(o->codec));
	if (o->label && strlen(o->label) > 16)
		die_usage("-L %s: over 16 bytes", o->label);
	check_block(c);
	o->ext4 = c->format->ext4;
	o->journal = c->given['J'] || c->format->journal;
}

static void check_mode(const struct command *c)
{
	const char *letters = c->mode == 't'   ? list_letters
			      : c->mode == 'x' ? extract_letters
			      : c->mode == 'd' ? diff_letters
					       : make_letters;

	for (int i = 0; i < 128; i++)
		if (c->given[i] && !strchr(letters, i) && !strchr(common, i)) {
			if (c->mode)
				die_usage("-%c: not with -%c", i, c->mode);
			die_usage(
				"-%c: with -%s only", i, i == 'm' ? "t" : "x");
		}
}

static bool is_standard(const char *name)
{
	return strcmp(name, "-") == 0;
}

static void check_input(const struct command *c)
{
	int times = 0;

	for (char **word = c->words; *word; word++)
		times += is_standard(*word);
	for (size_t i = 0; i < c->node_count; i++)
		times += is_standard(c->nodes[i]);
	if (times > 1)
		die_usage("-: standard input can be read once only");
}

static void check(struct command *c, int words)
{
	check_mode(c);
	if (c->mode == 'd' && words != 2)
		die_usage("-d: two images, not %d", words);
	if (c->mode && !words)
		die_usage("-%c: of which image?", c->mode);
	if (!c->mode && !c->out)
		die_usage("-o OUT is missing (see mkimage -h)");
	if (!c->mode && !words)
		die_usage("no SOURCE given");
	if (c->mode == 'x' && c->out && (c->dir || c->given['k']))
		die_usage("-%c: not with -o", c->dir ? 'C' : 'k');
	if (c->mode == 'x' && !c->out &&
		(c->given['f'] || c->given['c'] || c->given['l'] ||
			c->given['j']))
		die_usage("-f, -c, -l, -j: with -o only");
	check_input(c);
	if (!c->out)
		return;
	take_name(c);
	if (c->mode == 'x' && !c->format->whole)
		die_usage("-x: to tar or cpio, not %s", c->format->name);
	check_format(c);
}

void command_parse(struct command *c, int argc, char **argv, const char *usage)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	int letter;

	memset(c, 0, sizeof *c);
	c->options.jobs = (int)sysconf(_SC_NPROCESSORS_ONLN);
	if (c->options.jobs < 1)
		c->options.jobs = 1;
	c->nodes = xcalloc((size_t)argc, sizeof *c->nodes);
	c->unwanted = xcalloc((size_t)argc, sizeof *c->unwanted);
	while ((letter = getopt(argc, argv,
			"b:c:C:df:hj:J"
			"kl:L:mn:o:qs:tT:U:xX:")) != -1) {
		if (letter == '?')
			exit(2);
		if (letter == 'h')
			exit(write_all(1, usage, strlen(usage)) ? 1 : 0);
		if (strchr("txd", letter) && c->mode && c->mode != letter)
			die_usage("-%c: not with -%c", letter, c->mode);
		if (strchr("txd", letter))
			c->mode = (char)letter;
		c->given[letter] = true;
		take(c, letter, optarg);
	}
	c->timed = c->given['T'];
	if (!c->mode && !c->timed && epoch && *epoch) {
		c->options.time = seconds("SOURCE_DATE_EPOCH", epoch);
		c->timed = true;
	}
	c->words = argv + optind;
	check(c, argc - optind);
}
