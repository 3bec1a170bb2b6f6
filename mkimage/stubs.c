/* stubs.c - for as long as a format isn't there. */
#include "formats.h"
#include "job.h"
#include "tree.h"

#define READER(function)                                                       \
	__attribute__((weak)) int function(                                    \
		struct tree *t, const struct input *in)                        \
	{                                                                      \
		return fail(t->job, "read %s: not yet", in->name);             \
	}
#define WRITER(function)                                                       \
	__attribute__((weak)) int function(struct tree *t,                     \
		const struct options *options, struct out *o, uint64_t *size)  \
	{                                                                      \
		(void)options;                                                 \
		(void)o;                                                       \
		*size = 0;                                                     \
		return fail(t->job, "write: not yet");                         \
	}
READER(read_sqf)
READER(read_ext)
WRITER(write_sqf)
WRITER(write_ext)
