/* write_ring.c - packs blocks in several threads, and writes them in order.
 *
 * The caller's thread reads, writes, and packs, too, where it would wait: with
 * jobs = 1 it's the only one. What is written doesn't depend on who was first,
 * and the memory is that of the ring. */
#include <pthread.h>
#include <stdlib.h>

#include "alloc.h"
#include "out.h"
#include "sqf.h"
#include "write_ring.h"

/* Blocks are numbered from 0; number n is in blocks[n % count]. */
struct ring {
	struct block *blocks;
	uint64_t count;
	uint64_t written, taken, sent; /* each below, or up to, the next */
	bool stop;
	pthread_mutex_t lock; /* of taken, sent, stop, and done of blocks */
	pthread_cond_t work, finished;
	pthread_t *threads;
	int thread_count;
	const struct options *options;
	uint32_t block;
	struct packer *packer; /* of the caller's thread */
	struct out *o;
	void (*placed)(void *context, const struct block *b, uint64_t where,
		uint32_t size);
	void *context;
};

/* Take the next block and pack it; locked before and after. */
static void pack_one(struct ring *r, struct packer *packer)
{
	struct block *b = &r->blocks[r->taken++ % r->count];

	pthread_mutex_unlock(&r->lock);
	b->size = pack(packer, b->raw, b->len, b->packed, b->len - 1);
	pthread_mutex_lock(&r->lock);
	b->done = true;
	pthread_cond_signal(&r->finished);
}

static void *work(void *arg)
{
	struct ring *r = arg;
	struct packer *packer =
		packer_new(r->options->codec, r->options->level, r->block);

	pthread_mutex_lock(&r->lock);
	for (;;) {
		while (!r->stop && r->taken == r->sent)
			pthread_cond_wait(&r->work, &r->lock);
		if (r->stop)
			break;
		pack_one(r, packer);
	}
	pthread_mutex_unlock(&r->lock);
	packer_free(packer);
	return NULL;
}

/* Without the threads that can't be had it is only slower. */
static void start_threads(struct ring *r)
{
	int jobs = r->options->codec == CODEC_NONE ? 1 : r->options->jobs;

	r->threads = xcalloc((size_t)jobs, sizeof *r->threads);
	while (r->thread_count < jobs - 1 &&
		!pthread_create(&r->threads[r->thread_count], NULL, work, r))
		r->thread_count++;
}

struct ring *ring_new(const struct options *options, uint32_t block,
	struct out *o,
	void (*placed)(void *context, const struct block *b, uint64_t where,
		uint32_t size),
	void *context)
{
	struct ring *r = xcalloc(1, sizeof *r);

	r->options = options;
	r->block = block;
	r->o = o;
	r->placed = placed;
	r->context = context;
	r->packer = packer_new(options->codec, options->level, block);
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->work, NULL);
	pthread_cond_init(&r->finished, NULL);
	r->count = options->jobs > 1 ? 2 * (uint64_t)options->jobs + 2 : 1;
	r->blocks = xcalloc(r->count, sizeof *r->blocks);
	for (uint64_t i = 0; i < r->count; i++) {
		r->blocks[i].raw = xmalloc(block);
		r->blocks[i].packed = xmalloc(block);
	}
	start_threads(r);
	return r;
}

void ring_free(struct ring *r)
{
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_cond_broadcast(&r->work);
	pthread_mutex_unlock(&r->lock);
	for (int i = 0; i < r->thread_count; i++)
		pthread_join(r->threads[i], NULL);
	for (uint64_t i = 0; i < r->count; i++) {
		free(r->blocks[i].raw);
		free(r->blocks[i].packed);
	}
	pthread_cond_destroy(&r->finished);
	pthread_cond_destroy(&r->work);
	pthread_mutex_destroy(&r->lock);
	packer_free(r->packer);
	free(r->threads);
	free(r->blocks);
	free(r);
}

static int write_oldest(struct ring *r)
{
	struct block *b = &r->blocks[r->written % r->count];
	uint64_t where = r->o->at;
	uint32_t size;

	pthread_mutex_lock(&r->lock);
	while (!b->done) {
		if (r->taken < r->sent)
			pack_one(r, r->packer);
		else
			pthread_cond_wait(&r->finished, &r->lock);
	}
	pthread_mutex_unlock(&r->lock);
	r->written++;
	size = b->size ? (uint32_t)b->size : (uint32_t)b->len | SQF_BLOCK_RAW;
	if (out_write(r->o, b->size ? b->packed : b->raw,
		    b->size ? b->size : b->len))
		return -1;
	r->placed(r->context, b, where, size);
	return 0;
}

struct block *ring_next(struct ring *r)
{
	if (r->sent - r->written == r->count && write_oldest(r))
		return NULL;
	return &r->blocks[r->sent % r->count];
}

void ring_go(struct ring *r)
{
	pthread_mutex_lock(&r->lock);
	r->blocks[r->sent % r->count].done = false;
	r->sent++;
	pthread_cond_signal(&r->work);
	pthread_mutex_unlock(&r->lock);
}

int ring_drain(struct ring *r)
{
	while (r->written < r->sent)
		if (write_oldest(r))
			return -1;
	return 0;
}
