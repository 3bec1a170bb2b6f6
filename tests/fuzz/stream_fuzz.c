/* stream_fuzz.c - bytes that nobody vouches for, as a compressed stream. What
 * comes out is at most so large as the file that it goes to may be. */
#include <signal.h>
#include <sys/resource.h>

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
	static const struct rlimit most = {64 << 20, 64 << 20};

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &most);
	return feed(data, size, unpack_it);
}
