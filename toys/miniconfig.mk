# miniconfig, for the host: the build asks it about its own fragments.
MINICONFIG_SOURCES := $(wildcard toys/miniconfig/*.c) $(TOYS_LIB)
MINICONFIG_HEADERS := $(wildcard toys/miniconfig/*.h toys/lib/*.h)
MINICONFIG := $(B)/host/miniconfig

$(MINICONFIG): $(MINICONFIG_SOURCES) $(MINICONFIG_HEADERS)
	$(call step,host-miniconfig,mkdir -p $(@D) && \
		$(HOSTCC) $(HOSTCFLAGS) -o $@ $(MINICONFIG_SOURCES))

image: $(MINICONFIG)

# $(call mini,FRAGMENTS,WORDS) is the recipe of a mini-NAME, for after a menuconfig
# in the build folder: what it changed goes to the last of the fragments. WORDS are
# the rest of shrink's: TREE, .config, and what make is told.
mini = @$(CLEAN_ENV) miniconfigs/mini.sh $(lastword $1) $(MINICONFIG) shrink \
	$(patsubst %,-k %,$(filter-out $(lastword $1),$1)) $2

# Under the sanitizers, for the tests; all but main is compiled once.
MINICONFIG_PARTS := $(B)/host/tests/miniconfig-parts.o
$(MINICONFIG_PARTS): $(MINICONFIG_SOURCES) $(MINICONFIG_HEADERS)
	$(call step,miniconfig-parts,$(call objects,$@,clang $(UNIT_CFLAGS), \
		$(filter-out toys/miniconfig/miniconfig.c,$(MINICONFIG_SOURCES))))
$(B)/host/tests/miniconfig: toys/miniconfig/miniconfig.c $(MINICONFIG_PARTS)
	$(call step,miniconfig-tested,clang $(UNIT_CFLAGS) -o $@ $^)
$(B)/host/tests/miniconfig_%: tests/unit/miniconfig_%.c tests/tap.h $(MINICONFIG_PARTS)
	$(call step,miniconfig_$*,clang $(UNIT_CFLAGS) -Itoys -o $@ $< $(MINICONFIG_PARTS))

# Fuzzers of its own code. No $(shell) of a file is run.
$(B)/host/fuzz/miniconfig.o: $(MINICONFIG_SOURCES) $(MINICONFIG_HEADERS)
	$(call step,fuzz-miniconfig,$(call objects,$@,clang $(FUZZ_FLAGS) $(FUZZ_PART), \
		$(filter-out toys/miniconfig/miniconfig.c toys/miniconfig/shell.c, \
			$(MINICONFIG_SOURCES))))
$(B)/host/fuzz/miniconfig_%: tests/fuzz/miniconfig_%.c $(B)/host/fuzz/miniconfig.o
	$(call step,fuzz-miniconfig_$*,clang $(FUZZ_FLAGS) $(FUZZ_WHOLE) -Itoys \
		-o $@ $< $(B)/host/fuzz/miniconfig.o)

bench: bench-miniconfig
bench-miniconfig: $(MINICONFIG) $(call unpacked,linux)
	@O=$(B) tests/bench/miniconfig.sh $(call source,linux)
.PHONY: bench-miniconfig

# All that tests/toys/miniconfig-trees.sh has a part of: it takes hours.
check-miniconfig: $(MINICONFIG) $(foreach package,linux uclibc busybox,$(call \
		unpacked,$(package)))
	@$(foreach package,linux uclibc busybox,O=$(B) tests/matrix/miniconfig.sh \
		$(package) $(call source,$(package)) &&) :
.PHONY: check-miniconfig
