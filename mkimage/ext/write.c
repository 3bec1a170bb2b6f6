/* write.c - a tree as an ext2 or ext4 file system.
 *
 * The image is written once, from front to back. Where inode tables and bitmaps
 * are depends on how many groups there will be, and so on the blocks that files
 * take; that is known from their sizes, but for blocks of zeros, which become
 * holes and are met only when files are read. If there were so many that the
 * smallest file system would have other groups, all is written once more. What
 * comes out depends on the files alone, not on where they were read from. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"
#include "bytes.h"
#include "job.h"
#include "source.h"
#include "write.h"

enum {
	FREE_PER_INODE = 8192, /* an inode for that much room to write in */
	LARGE = 1 << 20,       /* a file in which it pays to ask for holes */
	ATTEMPTS = 6
};

static int wrong(const struct ext_writer *w, const char *why)
{
	return fail(w->t->job, "write %s: %s", w->o->name, why);
}

static int begin(struct ext_writer *w)
{
	const struct options *o = w->options;
	struct ext_shape *s = &w->shape;

	s->block = o->block ? o->block : 4096;
	if (s->block != 1024 && s->block != 2048 && s->block != 4096)
		return wrong(w, "a block must be of 1024, 2048 or 4096 bytes");
	s->first = s->block == 1024;
	s->inode = o->ext4 ? INODE_LARGE : INODE_OLD;
	if (o->label && strlen(o->label) > 16)
		return wrong(w, "the label is longer than 16 bytes");
	crc32c_init(&w->crc);
	w->seed = crc32c(&w->crc, ~0u, o->uuid, sizeof o->uuid);
	for (int i = 0; i < 4; i++)
		w->hash_seed[i] = get32(o->uuid + 4 * i);
	w->table = xmalloc(OUT_BUFFER);
	for (int k = 0; k < EXTENT_LEVELS; k++)
		w->map.level[k].data = xmalloc(s->block);
	return 0;
}

static void end(struct ext_writer *w)
{
	for (int k = 0; k < EXTENT_LEVELS; k++)
		free(w->map.level[k].data);
	free(w->table);
	free(w->folders);
}

/* e2fsck wants the folder for what it finds. It is the tree's only while this
 * is written, unless it was there before. */
static int add_lost_found(struct ext_writer *w, struct node **added)
{
	static const char name[] = "lost+found";
	struct node *n = tree_find(w->t, w->t->root, name, strlen(name));

	*added = NULL;
	if (n && !S_ISDIR(n->inode->mode))
		return fail(w->t->job,
			"write /%s: the format wants a folder there", name);
	if (n)
		return 0;
	n = tree_add(w->t, w->t->root, name, strlen(name),
		tree_inode(w->t, S_IFDIR | 0700));
	if (!n)
		return -1;
	n->inode->seconds = w->options->time;
	n->inode->links = 1;
	*added = n;
	return 0;
}

/* Every inode gets its number. What is from after 2038 needs large ones. */
static int number(struct ext_writer *w)
{
	struct node *n;

	for (n = w->t->root; n; n = tree_next(n))
		n->inode->number = 0;
	w->inodes = INODE_FIRST - 1;
	w->t->root->inode->number = INODE_ROOT;
	for (n = w->t->root; n; n = tree_next(n)) {
		if (n->inode->number && n->parent)
			continue;
		if (n->parent)
			n->inode->number = (uint32_t)++w->inodes;
		if (ext_inode_check(w, n))
			return -1;
		if (n->inode->seconds > INT32_MAX)
			w->shape.inode = INODE_LARGE;
	}
	return 0;
}

/* Blocks of numbers, at most. */
static uint64_t map_blocks(const struct ext_writer *w, uint64_t blocks)
{
	uint64_t each = w->shape.block / 4, more = 0;

	if (w->options->ext4) {
		each = w->shape.block / EXTENT_SIZE - 1;
		blocks = blocks / (4 * w->shape.block) + 2;
		return blocks <= EXTENT_IN_INODE ? 0
						 : (blocks + each - 1) / each;
	}
	if (blocks <= DIRECT)
		return 0;
	blocks = (blocks - DIRECT + each - 1) / each;
	more += blocks;
	if (blocks <= 1)
		return more;
	blocks = (blocks - 1 + each - 1) / each;
	more += blocks;
	return blocks > 1 ? more + 1 + (blocks - 1 + each - 1) / each : more;
}

static uint64_t blocks_for(const struct ext_writer *w, uint64_t bytes)
{
	return bytes / w->shape.block + (bytes % w->shape.block != 0);
}

/* The parts of a file that may be data. */
static int count_data(
	const struct ext_writer *w, const struct inode *i, uint64_t *blocks)
{
	uint64_t at = 0, stop = 0;
	int r = 0;

	*blocks = 0;
	if (data_open(i))
		return -1;
	while (!r && at < i->size) {
		r = data_next(i, at, &at, &stop);
		if (r || at >= i->size)
			break;
		*blocks += blocks_for(w, stop) - at / w->shape.block;
		at = stop;
	}
	data_close(i);
	return r;
}

/* Of one file, with those that map it; whatever is in it, or asking for holes.
 */
static int count_blocks(
	struct ext_writer *w, const struct node *n, bool ask, uint64_t *blocks)
{
	const struct inode *i = n->inode;
	bool xattrs;

	*blocks = 0;
	if (S_ISDIR(i->mode))
		*blocks = ext_dir_blocks(w, n);
	else if (S_ISREG(i->mode) && i->source)
		*blocks = blocks_for(w, i->size);
	else if (S_ISLNK(i->mode) && i->size >= I_BLOCK_SIZE)
		*blocks = 1;
	if (ask && S_ISREG(i->mode) && i->source && i->size >= LARGE &&
		count_data(w, i, blocks))
		return -1;
	*blocks += map_blocks(w, *blocks);
	if (ext_xattr_plan(w, n, &xattrs))
		return -1;
	*blocks += xattrs;
	return 0;
}

static int estimate(struct ext_writer *w, bool ask)
{
	uint64_t blocks;

	w->estimate = 0;
	w->number = INODE_ROOT - 1;
	for (const struct node *n = w->t->root; n; n = tree_next(n)) {
		if (n->inode->number <= w->number)
			continue;
		w->number = n->inode->number;
		if (count_blocks(w, n, ask, &blocks))
			return -1;
		w->estimate += blocks;
		if (w->estimate > UINT32_MAX)
			w->estimate = UINT32_MAX;
	}
	return 0;
}

/* As large as others make it for a file system of that many blocks. */
static uint32_t journal_blocks(uint64_t blocks)
{
	if (blocks < 32768)
		return 1024;
	return blocks < 262144 ? 4096 : blocks < 1048576 ? 8192 : 16384;
}

/* The journal follows from sizes alone. */
static int plan(struct ext_writer *w)
{
	const struct options *o = w->options;
	uint64_t blocks;

	if (number(w))
		return -1;
	if ((o->size || o->journal) && estimate(w, false))
		return -1;
	if (!o->size) {
		w->spare = blocks_for(w, o->free);
		w->spare_inodes = (uint32_t)(o->free / FREE_PER_INODE);
	}
	blocks = o->size ? o->size / w->shape.block : w->estimate + w->spare;
	if (o->journal)
		w->journal = journal_blocks(blocks);
	return o->size ? 0 : estimate(w, true);
}

static int write_files(struct ext_writer *w)
{
	const struct node *root = w->t->root;

	free(w->folders);
	w->folders = xcalloc(w->shape.groups, sizeof *w->folders);
	w->table_used = 0;
	w->t->job->files_done = w->t->job->bytes_done = 0; /* all of it, anew */
	if (ext_sweep(w) || ext_inode_write(w, root) ||
		(w->journal && ext_journal_write(w)))
		return -1;
	w->number = INODE_ROOT;
	for (const struct node *n = tree_next(root); n; n = tree_next(n)) {
		if (n->inode->number <= w->number)
			continue;
		w->number = n->inode->number;
		if (ext_inode_write(w, n))
			return -1;
	}
	return ext_table_flush(w);
}

static int too_large(const struct ext_writer *w)
{
	return wrong(
		w, "larger than the format allows with blocks of this size");
}

/* With so many inodes; what doesn't fit is only counted. */
static int try_size(struct ext_writer *w, uint64_t inodes)
{
	if (ext_shape_size(&w->shape, w->options->size, inodes)) {
		if (ext_shape_fit(&w->shape, 0, inodes))
			return too_large(w);
		w->shape.blocks = 0;
	}
	return write_files(w);
}

/* The size that was asked for, with inodes for all of it; if that doesn't fit,
 * for the room that is left; if that doesn't, none to spare. */
static int write_size(struct ext_writer *w)
{
	uint64_t size = w->options->size, more = size / FREE_PER_INODE, need;
	struct ext_shape least = w->shape;

	if (size / w->shape.block > UINT32_MAX)
		return too_large(w);
	for (int i = 0; i < 3; i++) {
		if (try_size(w, w->inodes + more))
			return -1;
		if (!w->over)
			return 0;
		if (ext_shape_fit(&least, w->used, w->inodes))
			return too_large(w);
		need = least.blocks * least.block;
		if (need > size)
			break;
		more = i ? 0 : (size - need) / FREE_PER_INODE;
	}
	return fail(w->t->job,
		"write %s: %llu bytes are too few, %llu are needed", w->o->name,
		(unsigned long long)size, (unsigned long long)need);
}

/* The smallest for what was written. False: it has other groups than that. */
static bool settle(struct ext_writer *w, struct ext_shape *s)
{
	*s = w->shape;
	return ext_shape_fit(s, w->used + w->spare,
		       w->inodes + w->spare_inodes) == 0 &&
	       !w->over && s->groups == w->shape.groups &&
	       s->per_group == w->shape.per_group &&
	       s->inodes_per_group == w->shape.inodes_per_group;
}

static int write_smallest(struct ext_writer *w)
{
	struct ext_shape s = w->shape;

	if (ext_shape_fit(&s, w->estimate + w->journal + w->spare,
		    w->inodes + w->spare_inodes))
		return too_large(w);
	for (int i = 0; i < ATTEMPTS; i++) {
		w->shape = s;
		w->shape.blocks = ext_group_start(&s, s.groups);
		if (write_files(w))
			return -1;
		if (settle(w, &s)) {
			w->shape = s;
			return 0;
		}
		if (s.blocks > UINT32_MAX)
			return too_large(w);
	}
	return wrong(w, "its size doesn't settle");
}

int write_ext(struct tree *t, const struct options *options, struct out *o,
	uint64_t *size)
{
	struct ext_writer w = {.t = t, .options = options, .o = o};
	struct node *added = NULL;
	int r = begin(&w) || add_lost_found(&w, &added) || plan(&w) ? -1 : 0;

	if (!r)
		r = options->size ? write_size(&w) : write_smallest(&w);
	if (!r)
		r = ext_meta_write(&w);
	*size = options->size ? options->size : w.shape.blocks * w.shape.block;
	if (added)
		tree_remove(t, added, NULL);
	end(&w);
	return r;
}
