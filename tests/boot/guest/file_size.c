/* file_size.c - let PID 1 write no file of more than so many bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

int main(int argc, char *argv[])
{
	struct rlimit most = {0, 0};

	if (argc > 1)
		most.rlim_cur = most.rlim_max = (rlim_t)atol(argv[1]);
	if (prlimit(1, RLIMIT_FSIZE, &most, NULL)) {
		perror("file_size");
		return 1;
	}
	return 0;
}
