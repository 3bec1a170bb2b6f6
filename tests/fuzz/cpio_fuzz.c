/* cpio_fuzz.c - bytes that nobody vouches for, as a cpio archive, behind
 * which there may be a compressed one. */
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	feed_limit();
	return feed(data, size, read_cpio);
}
