/* stream_fuzz.c - bytes that nobody vouches for, as a compressed stream. */
#include "feed.h"
#include "stream.h"

static int unpack_it(struct tree *t, const struct input *in)
{
	uint8_t head[STREAM_HEAD];
	ssize_t len = pread(in->fd, head, sizeof head, 0);
	enum codec codec = stream_codec(head, len > 0 ? (size_t)len : 0);
	int to = feed_file(head, 0), r = 0;

	if (codec != CODEC_NONE)
		r = stream_unpack(t, in, codec, to);
	close(to);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed_limit();
	return feed(data, size, unpack_it);
}
