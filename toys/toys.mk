# Small tools, for the host and the guest.
HOSTCC ?= cc
HOSTCFLAGS := -O2 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Itoys/lib
TOYS_LIB := $(addprefix toys/lib/,say.c io.c die.c alloc.c arena.c text.c)
DEBS += gcc libc6-dev make

CCWRAP_SOURCES := $(wildcard toys/ccwrap/*.c) $(TOYS_LIB)
