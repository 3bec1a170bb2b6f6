/* mkimage.c - make, list, extract and compare the images of a file tree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "about.h"
#include "die.h"
#include "job.h"
#include "mkimage.h"
#include "out.h"
#include "stream.h"
#include "tree.h"
#include "where.h"

static const char usage[] =
	"usage: mkimage [OPTION...] -o OUT SOURCE...\n"
	"       mkimage -t [-m] [-X PATTERN] IMAGE [PATH...]\n"
	"       mkimage -x [-k] [-X PATTERN] [-C DIR | -o OUT] IMAGE [PATH...]\n"
	"       mkimage -d [-k] [-X PATTERN] IMAGE IMAGE\n"
	"\n"
	"Make an image of files: squashfs, ext2 to ext4, cpio (an initramfs) or tar.\n"
	"Needs no root; the same input gives the same bytes. A SOURCE is a folder, a\n"
	"tar or cpio archive, which may be compressed, or an image of these formats;\n"
	"- is standard input. They are merged from left to right: of two files the\n"
	"later wins, a folder and a file of one name are an error.\n"
	"\n"
	"-o OUT     the image, which takes its name when it is whole; - is standard\n"
	"           output. An old OUT is no file of a SOURCE that it lies in\n"
	"-f FORMAT  sqf, ext2, ext3, ext4, cpio or tar; else OUT's name tells: .sqf,\n"
	"           .sqfs, .sfs or .squashfs, .ext2, .ext3, .ext4, .cpio, .tar, for the\n"
	"           last two with .gz, .xz, .zst or .lz4 behind, .tgz, .txz or .tzst\n"
	"-c CODEC   gzip, xz, zstd, lz4 or none (sqf: gzip; cpio, tar: none)\n"
	"-l LEVEL   gzip 1-12 (6), xz 0-9 (6), zstd 1-22 (15), lz4 1-12 (1)\n"
	"-j JOBS    sqf: threads that compress (as many as processors); the bytes\n"
	"           are the same with any\n"
	"-b BLOCK   sqf: 4K to 1M; ext: 1K, 2K or 4K\n"
	"-s SIZE    of an ext image, as in 64M; else as small as can be\n"
	"-s +FREE   or this much more than that\n"
	"-L LABEL   of an ext image\n"
	"-U UUID    of an ext image; else it follows from the files' names, sizes,\n"
	"           times and attributes, not from their bytes\n"
	"-J         with a journal, which ext3 has in any case\n"
	"-n NODES   a table of owners, modes and devices, see below; may be repeated\n"
	"-T TIME    every time in the image, in seconds since 1970; else the\n"
	"           environment's SOURCE_DATE_EPOCH; else the files' own\n"
	"-k         keep owners (else all is 0:0, but for what NODES says)\n"
	"-X PATTERN leave out extended attributes of this name, as security.selinux or\n"
	"           'user.*'; ACLs are 'system.posix_acl_*'; may be repeated\n"
	"-q         no progress line, which only a terminal gets\n"
	"\n"
	"-t         list what is in IMAGE: all, or only these PATHs\n"
	"-m         as a NODES table that makes the same of an extracted folder\n"
	"-x         extract, to DIR (else here), or with -o as tar or cpio, which\n"
	"           keeps owners and devices without root. Owners, set-user-ID bits,\n"
	"           capabilities and devices only come with -k, which takes root\n"
	"-d         what differs, one line for each file. Owners aren't compared if\n"
	"           one IMAGE is a folder, unless -k\n"
	"-h, -V     print this, or the version; so do --help and --version\n"
	"\n"
	"A line of NODES is PATH TYPE MODE UID GID, then for devices MAJOR MINOR,\n"
	"for links the TARGET, then any of time=SECONDS[.NANOSECONDS] and\n"
	"xattr.NAME=VALUE. TYPE is d folder, f file (that is there), c, b device,\n"
	"p pipe, s socket, l symbolic link, h hard link, or - to take PATH away. A -\n"
	"for MODE, UID or GID leaves it; \\ooo is a byte. For f, d and -, PATH may\n"
	"have *, ? and [...]. An # begins a comment.\n"
	"\n"
	"Exit status: 0 done, 1 failed, or -d found differences, 2 wrong usage.\n";

/* The newest file's; a root that no source had has it, too. */
static int64_t newest_time(struct tree *t)
{
	int64_t newest = INT64_MIN;

	for (struct node *n = t->root; n; n = tree_next(n))
		if (n->inode->seconds > newest && !n->inode->implied)
			newest = n->inode->seconds;
	if (newest == INT64_MIN)
		newest = 0;
	if (t->root->inode->implied)
		t->root->inode->seconds = newest;
	return newest;
}

/* The time of the image, and if it was asked for, of all files. */
static void set_times(struct tree *t, struct command *c)
{
	if (!c->timed) {
		c->options.time = newest_time(t);
		return;
	}
	for (struct node *n = t->root; n; n = tree_next(n)) {
		n->inode->seconds = c->options.time;
		n->inode->nanoseconds = 0;
	}
}

static void disown(struct tree *t)
{
	for (struct node *n = t->root; n; n = tree_next(n))
		n->inode->uid = n->inode->gid = 0;
}

/* For the progress line. Files with several names are read once. */
static void count_bytes(struct tree *t)
{
	for (struct node *n = t->root; n; n = tree_next(n))
		if (n->inode->source)
			t->job->bytes += n->inode->size / n->inode->links;
}

/* Through a file without a name, since only then its size is known. */
static int write_packed(
	struct tree *t, const struct command *c, struct out *o, uint64_t *size)
{
	static struct out plain;
	struct input in = {.name = c->out};
	int r = out_temporary(&plain, t->job, c->out);

	if (!r)
		r = c->format->write(t, &c->options, &plain, &in.size);
	if (!r)
		r = out_flush(&plain);
	in.fd = plain.fd;
	if (!r)
		r = stream_pack(t->job, &in, &c->options,
			c->format->write == write_cpio, o);
	*size = o->at;
	out_close(&plain);
	return r;
}

static int write_image(struct tree *t, struct command *c)
{
	static struct out out;
	uint64_t size = 0;
	int r;

	tree_sort(t);
	count_bytes(t);
	if (!c->given['U'])
		uuid_of(t, c->options.uuid);
	r = out_open(&out, t->job, c->out);
	if (!r && c->format->whole && c->options.codec != CODEC_NONE)
		r = write_packed(t, c, &out, &size);
	else if (!r)
		r = c->format->write(t, &c->options, &out, &size);
	if (!r)
		r = out_finish(&out, size);
	out_close(&out);
	return r;
}

/* An old OUT in a folder that is read isn't there. */
static void leave_out(struct job *job, const char *name)
{
	char *dir = beside(name, ".");
	const char *slash = strrchr(name, '/');
	struct stat st, up;

	if (strcmp(name, "-") != 0 && lstat(name, &st) == 0 &&
		stat(dir, &up) == 0) {
		job->out_name = slash ? slash + 1 : name;
		job->out_dev = st.st_dev;
		job->out_ino = st.st_ino;
		job->out_up_dev = up.st_dev;
		job->out_up_ino = up.st_ino;
	}
	free(dir);
}

static int make(struct command *c, struct job *job)
{
	struct tree *t = tree_new(job);
	char *out = where_to(c->out);
	int r = 0;

	leave_out(job, out);
	for (char **word = c->words; !r && *word; word++) {
		struct tree *more = tree_new(job);

		r = read_source(more, *word);
		if (!r)
			r = tree_merge(t, more);
		else
			tree_free(more);
	}
	if (!r && !c->given['k'])
		disown(t);
	if (c->node_count)
		newest_time(t); /* for what they make */
	for (size_t i = 0; !r && i < c->node_count; i++)
		r = read_nodes(t, c->nodes[i]);
	if (!r)
		set_times(t, c);
	if (!r)
		r = write_image(t, c);
	tree_free(t);
	free(out);
	return r;
}

/* -t and -x. */
static int take_out(struct command *c, struct job *job)
{
	const char *const *paths = (const char *const *)c->words + 1;
	struct tree *t = tree_new(job);
	char *out = c->out ? where_to(c->out) : NULL;
	int r;

	if (out)
		leave_out(job, out);
	r = read_source(t, c->words[0]);
	if (!r)
		r = select_paths(t, paths);
	if (!r)
		tree_sort(t);
	if (!r && c->mode == 't')
		(c->given['m'] ? list_nodes : list)(t);
	if (!r && c->mode == 'x' && c->out) {
		set_times(t, c);
		r = write_image(t, c);
	} else if (!r && c->mode == 'x') {
		count_bytes(t);
		r = extract(t, c->dir ? c->dir : ".", c->given['k'],
			*paths != NULL);
	}
	tree_free(t);
	free(out);
	return r;
}

static bool is_folder(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

static int compare(struct command *c, struct job *job)
{
	struct tree *a = tree_new(job), *b = tree_new(job);
	bool owners = c->given['k'] ||
		      !(is_folder(c->words[0]) || is_folder(c->words[1]));
	int r = read_source(a, c->words[0]) || read_source(b, c->words[1]);

	if (!r) {
		tree_sort(a);
		tree_sort(b);
		count_bytes(a);
		count_bytes(b);
		r = diff(a, b, owners);
	}
	tree_free(a);
	tree_free(b);
	return r;
}

int main(int argc, char **argv)
{
	static struct command c;
	static struct job job;
	int r = about(argv, usage);

	if (r >= 0)
		return r;
	command_parse(&c, argc, argv, usage);
	job.unwanted = c.unwanted;
	job.unwanted_count = c.unwanted_count;
	job.show = !c.given['q'] && c.mode != 't' && isatty(STDERR_FILENO);
	if (!c.mode)
		r = make(&c, &job);
	else if (c.mode == 'd')
		r = compare(&c, &job);
	else
		r = take_out(&c, &job);
	job_end(&job);
	free(c.nodes);
	free(c.unwanted);
	if (fflush(stdout) || ferror(stdout))
		fail(&job, "write standard output:");
	if (job.why[0])
		die("%s", job.why);
	return r ? 1 : 0;
}
