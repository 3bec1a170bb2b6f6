/* clock.h - a clock that is not in 1970. */
#ifndef CLOCK_H
#define CLOCK_H

/* Where the clock reads under 1000 s since the epoch, the machine has no
 * clock chip: ask host by rdate (RFC 868), NULL for QEMU's name of the host,
 * "none" to ask nobody. Afterwards the clock is at least the image's own
 * date. What fails is named on standard error: -1 then. */
int clock_set(const char *host);

#endif
