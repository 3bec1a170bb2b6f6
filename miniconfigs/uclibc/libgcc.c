/* libgcc.c - what GCC's libgcc_eh wants of a C library and uClibc-ng lacks.
 * The sysroot's libc.a carries it. */

struct dl_find_object;

/* glibc 2.35's faster way to unwind tables. -1 is "not found": libgcc then
 * walks dl_iterate_phdr, which a static program answers rightly. */
int _dl_find_object(void *pc, struct dl_find_object *result)
{
	(void)pc;
	(void)result;
	return -1;
}
