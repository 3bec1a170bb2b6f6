# Small tools, for the host and the guest.
HOSTCC ?= cc
HOSTCFLAGS := -O2 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Itoys/lib
TOYS_LIB := toys/lib/say.c toys/lib/io.c toys/lib/die.c
DEBS += gcc libc6-dev make

CCWRAP_SOURCES := $(wildcard toys/ccwrap*.c) $(TOYS_LIB)
