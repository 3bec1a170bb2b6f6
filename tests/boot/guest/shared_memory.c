/* shared_memory.c - fill so many MB of shared memory, and leave them there. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/shm.h>

int main(int argc, char *argv[])
{
	size_t len = argc > 1 ? (size_t)atoi(argv[1]) << 20 : 0;
	int id = shmget(IPC_PRIVATE, len, IPC_CREAT | 0600);
	char *p = id < 0 ? (char *)-1 : shmat(id, NULL, 0);

	if (p == (char *)-1) {
		perror("shared_memory");
		return 1;
	}
	srand(1); /* what is all alike takes no swap */
	for (size_t i = 0; i < len; i += sizeof(int))
		*(int *)(p + i) = rand();
	return 0;
}
