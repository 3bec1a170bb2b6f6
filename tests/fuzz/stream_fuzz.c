/* stream_fuzz.c - bytes that nobody vouches for, as a compressed stream. */
#include "feed.h"
#include "stream.h"

static int unpack_it(struct tree *t, const struct input *in)
{
	const struct packing *p = stream_at(in, 0);
	int to = feed_file((const uint8_t *)"", 0), r = 0;

	if (p)
		r = stream_unpack(t, in, p, to);
	close(to);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed_limit();
	return feed(data, size, unpack_it);
}
