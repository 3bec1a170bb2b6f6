# Small tools, for the host and the guest.
HOSTCC ?= cc
# Files over 2 GiB and times after 2038, also on a 32-bit machine.
DEFINES := -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64
OUR_CFLAGS := $(DEFINES) -Wall -Wextra -Wshadow -Itoys/lib
HOSTCFLAGS := -O2 $(OUR_CFLAGS)
TOYS_LIB := $(addprefix toys/lib/,say.c io.c die.c alloc.c arena.c text.c about.c)
DEBS += gcc libc6-dev make

CCWRAP_SOURCES := $(wildcard toys/ccwrap/*.c) $(TOYS_LIB)
