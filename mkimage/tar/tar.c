/* tar.c - the blocks of tar, and its numbers. */
#include "bytes.h"
#include "tar.h"

uint32_t tar_sum(const uint8_t *block)
{
	uint32_t sum = 0;

	for (int i = 0; i < TAR_BLOCK; i++)
		sum += i >= TAR_CHKSUM && i < TAR_TYPE ? ' ' : block[i];
	return sum;
}

/* Some old programs added the bytes up as signed ones. */
static uint32_t signed_sum(const uint8_t *block)
{
	uint32_t sum = 0;

	for (int i = 0; i < TAR_BLOCK; i++)
		sum += i >= TAR_CHKSUM && i < TAR_TYPE
			       ? ' '
			       : (uint32_t)(int8_t)block[i];
	return sum;
}

bool is_tar(const uint8_t *block)
{
	int64_t sum;

	if (is_zeros(block, TAR_BLOCK))
		return true;
	return tar_number(block + TAR_CHKSUM, 8, &sum) &&
	       ((uint32_t)sum == tar_sum(block) ||
		       (uint32_t)sum == signed_sum(block));
}

/* Two's complement, big-endian, below a first bit that says so. */
static bool binary(const uint8_t *field, size_t len, int64_t *value)
{
	bool negative = field[0] & 0x40;
	int64_t n = negative ? -1 : 0;

	for (size_t i = 0; i < len; i++) {
		uint8_t byte = field[i];

		if (i == 0)
			byte = (uint8_t)(negative ? byte | 0x80 : byte & 0x7f);
		if (n > INT64_MAX >> 8 || n < INT64_MIN / 256)
			return false;
		n = n * 256 + byte;
	}
	*value = n;
	return true;
}

bool tar_number(const uint8_t *field, size_t len, int64_t *value)
{
	uint64_t n = 0;
	size_t i = 0;

	if (field[0] & 0x80)
		return binary(field, len, value);
	while (i < len && field[i] == ' ')
		i++;
	for (; i < len && field[i] >= '0' && field[i] <= '7'; i++)
		n = n << 3 | (uint64_t)(field[i] - '0');
	if (i < len && field[i] && field[i] != ' ')
		return false;
	*value = (int64_t)n;
	return true;
}
