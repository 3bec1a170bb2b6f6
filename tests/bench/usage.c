/* usage.c - run a command and write, to the file that the first word names, the
 * seconds of CPU and the kilobytes of memory that it took. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	struct rusage u;
	int status = 1;
	pid_t pid;
	FILE *f;

	if (argc < 3 || !(f = fopen(argv[1], "w")))
		return 2;
	pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return 1;
	getrusage(RUSAGE_CHILDREN, &u);
	fprintf(f, "%.2f %ld\n", seconds(u.ru_utime) + seconds(u.ru_stime),
		u.ru_maxrss);
	fclose(f);
	return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}
