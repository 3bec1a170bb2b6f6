/* tap.h - checks for C unit tests, told as TAP. Lines are flushed at once: a
 * child that the test forks must not print them again. */
#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static struct {
	int ran, failed;
} tap;

#define PLAN(n) (printf("1..%d\n", n), fflush(stdout))
/* OK(condition, format, ...): the format makes the check's name. */
#define OK(...) tap_ok(__VA_ARGS__)
#define IS_INT(got, want, name) tap_is_int(got, want, name)
#define IS_STR(got, want, name) tap_is_str(got, want, name)

__attribute__((format(printf, 2, 3))) static inline int tap_ok(
	int good, const char *fmt, ...)
{
	va_list ap;

	tap.failed += !good;
	printf("%sok %d - ", good ? "" : "not ", ++tap.ran);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	return fflush(stdout), good;
}

static inline void tap_is_int(long long got, long long want, const char *name)
{
	if (!tap_ok(got == want, "%s", name))
		printf("#  got: %lld\n# want: %lld\n", got, want);
	fflush(stdout);
}

static inline void tap_is_str(
	const char *got, const char *want, const char *name)
{
	if (!tap_ok(got && want ? !strcmp(got, want) : got == want, "%s", name))
		printf("#  got: \"%s\"\n# want: \"%s\"\n", got ? got : "(null)",
			want ? want : "(null)");
	fflush(stdout);
}

/* The exit status, for main to return. */
static inline int done(void)
{
	return tap.failed != 0;
}

#endif
