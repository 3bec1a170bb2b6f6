/* cpio_fuzz.c - bytes that nobody vouches for, as a cpio archive. */
#include "feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return feed(data, size, read_cpio);
}
