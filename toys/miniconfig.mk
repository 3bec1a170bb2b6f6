# miniconfig, for the host: the build asks it about its own fragments.
MINICONFIG_SOURCES := $(wildcard toys/miniconfig*.c) $(TOYS_LIB)
MINICONFIG_HEADERS := $(wildcard toys/miniconfig*.h toys/lib/*.h)
MINICONFIG := $(B)/host/miniconfig

$(MINICONFIG): $(MINICONFIG_SOURCES) $(MINICONFIG_HEADERS)
	$(call step,host-miniconfig,mkdir -p $(@D) && \
		$(HOSTCC) $(HOSTCFLAGS) -o $@ $(MINICONFIG_SOURCES))

image: $(MINICONFIG)

# Under the sanitizers, for the tests.
$(B)/host/tests/miniconfig: $(MINICONFIG_SOURCES) $(MINICONFIG_HEADERS)
	$(call step,miniconfig-tested,mkdir -p $(@D) && \
		$(HOSTCC) $(UNIT_CFLAGS) -o $@ $(MINICONFIG_SOURCES))

$(B)/host/tests/miniconfig_%: tests/unit/miniconfig_%.c tests/tap.h \
		$(MINICONFIG_SOURCES) $(MINICONFIG_HEADERS)
	$(call step,miniconfig_$*,mkdir -p $(@D) && $(HOSTCC) $(UNIT_CFLAGS) -Itoys \
		-o $@ $< $(filter-out toys/miniconfig.c,$(MINICONFIG_SOURCES)))

# A fuzzer of its own code. No $(shell) of a file is run.
$(B)/host/fuzz/miniconfig_%: tests/fuzz/miniconfig_%.c $(MINICONFIG_SOURCES) \
		$(MINICONFIG_HEADERS)
	$(call step,fuzz-miniconfig_$*,mkdir -p $(@D) && clang $(UNIT_CFLAGS) -Itoys \
		-fsanitize=fuzzer -o $@ $< $(filter-out toys/miniconfig.c \
			toys/miniconfig_shell.c,$(MINICONFIG_SOURCES)))

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
