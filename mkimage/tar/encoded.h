/* encoded.h - names and values in text, as libarchive has them in its records.
 */
#ifndef TAR_ENCODED_H
#define TAR_ENCODED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* RFC 4648's base64, with '=' at its end or without, into 3 bytes for 4: how
 * many there are, or -1 if it is none. */
ssize_t from_base64(const char *text, size_t len, uint8_t *to);

/* RFC 3986's %XX, in place: 0, or -1 if it is none, or would be a NUL. */
int from_percent(char *text);

#endif
