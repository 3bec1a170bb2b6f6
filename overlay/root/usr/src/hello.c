/* hello.c - does the toolchain work? Also built as /bin/hello-static: boot it
 * with init=/bin/hello-static when nothing else starts. It waits at the end,
 * since a kernel panics when its init ends. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	puts("Hello, world!");
	fflush(stdout);
	if (getpid() == 1)
		pause();
	return 0;
}
