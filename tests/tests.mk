# Tests: unit tests under the sanitizers, the tools, the build, the images, and
# boots. One target in full, and a few boots of a second.
SECOND := $(firstword $(filter-out $(TARGET),aarch64 x86_64))
TEST_DEBS += clang libclang-rt-dev clang-format busybox wget cppcheck shellcheck \
	util-linux netcat-openbsd ncat socat jq openssh-client
# Oracles and peers of mkimage, and two machines unlike a PC.
TEST_DEBS += squashfs-tools squashfs-tools-ng e2fsprogs genext2fs cpio fakeroot \
	libarchive-tools attr libcap2-bin time lz4 zstd qemu-user \
	gcc-s390x-linux-gnu libc6-dev-s390x-cross \
	gcc-arm-linux-gnueabihf libc6-dev-armhf-cross

UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/host/tests/%, \
	$(wildcard tests/unit/*_test.c))
UNIT_CFLAGS := $(filter-out -O2,$(HOSTCFLAGS)) -g -O1 \
	$(addprefix -I$(CURDIR)/,toys/lib tests init mkimage) \
	-fsanitize=address,undefined -fno-sanitize-recover=all
UNIT_SOURCES := $(addprefix init/,net.c run.c halt.c disks.c attempt.c table.c reap.c session.c) \
	$(filter-out mkimage/mkimage.c,$(MKIMAGE_SOURCES))

UNIT_PARTS := $(B)/host/tests/parts.o

# $(call objects,FILE,COMPILER,SOURCES): all of them in one, made JOBS at once.
objects = rm -rf $(1).d && mkdir -p $(1).d && cd $(1).d && \
	echo $(foreach source,$(3),-o $(subst /,-,$(source:.c=.o)) $(abspath $(source))) | \
		xargs -P $(JOBS) -n 3 $(2) -c && \
	ld -r -o $(1) *.o

$(UNIT_PARTS): $(UNIT_SOURCES) $(INIT_HEADERS) $(MKIMAGE_HEADERS)
	$(call step,unit-parts,$(call objects,$@,clang $(UNIT_CFLAGS),$(UNIT_SOURCES)))
$(B)/host/tests/%: tests/unit/%.c tests/tap.h $(wildcard tests/unit/*.h) $(UNIT_PARTS)
	$(call step,$*,clang $(UNIT_CFLAGS) -o $@ $< $(UNIT_PARTS) $(MKIMAGE_LIBS))

# Tools under the sanitizers; and what is hard on oneit, static, to fork fast.
TESTED := $(addprefix $(B)/host/tests/,oneit brood netcat miniconfig)
$(B)/host/tests/oneit: $(ONEIT_SOURCES) $(INIT_HEADERS)
	$(call step,host-oneit,mkdir -p $(@D) && \
		clang $(UNIT_CFLAGS) -o $@ $(ONEIT_SOURCES))
$(B)/host/tests/netcat: $(NETCAT_SOURCES) $(NETCAT_HEADERS)
	$(call step,netcat-tested,mkdir -p $(@D) && \
		clang $(UNIT_CFLAGS) -o $@ $(NETCAT_SOURCES))
$(B)/host/tests/brood: tests/init/brood.c
	$(call step,brood,mkdir -p $(@D) && $(HOSTCC) $(HOSTCFLAGS) -static -o $@ $<)

# The environment of every test: absolute, so that it may run from anywhere.
TEST_ENV = O=$(B) TARGET=$(TARGET) EPOCH=$(EPOCH) DEFINES='$(DEFINES)'

# Fuzzing: each tests/fuzz/NAME_fuzz.c with mkimage's parts, compiled once;
# toys/miniconfig.mk has its own.
FUZZ ?= 60
FUZZ_FLAGS := $(filter-out -O2,$(HOSTCFLAGS)) -g -O1 \
	-I$(CURDIR)/mkimage -I$(CURDIR)/toys/lib -fno-sanitize-recover=undefined
FUZZ_PART := -fsanitize=fuzzer-no-link,address,undefined
FUZZ_WHOLE := -fsanitize=fuzzer,address,undefined
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/host/fuzz/%, \
	$(wildcard tests/fuzz/*_fuzz.c))

$(B)/host/fuzz/mkimage.o: $(MKIMAGE_SOURCES) $(MKIMAGE_HEADERS)
	$(call step,fuzz-mkimage,$(call objects,$@,clang $(FUZZ_FLAGS) $(FUZZ_PART), \
		$(filter-out mkimage/mkimage.c,$(MKIMAGE_SOURCES))))
$(B)/host/fuzz/%: tests/fuzz/%.c tests/fuzz/feed.h $(B)/host/fuzz/mkimage.o
	$(call step,fuzz-$*,clang $(FUZZ_FLAGS) $(FUZZ_WHOLE) -o $@ $< \
		$(B)/host/fuzz/mkimage.o $(MKIMAGE_LIBS))

fuzz: $(FUZZERS) $(MKIMAGE)
	@$(TEST_ENV) FUZZ=$(FUZZ) tests/run.sh -v -t 100000 tests/fuzz/fuzz.sh
.PHONY: fuzz

# What was asked for this target's build isn't for another's.
OTHER_MAKE = $(MAKE) --no-print-directory KERNEL= ROOT= CROSS_COMPILE='$$(TUPLE)-'

# The fuzzers first: they keep busy what the tests beside them leave idle.
check: image $(UNIT_TESTS) $(TESTED) $(FUZZERS)
	@$(OTHER_MAKE) TARGET=$(SECOND) image
	@$(TEST_ENV) SECOND=$(SECOND) SEED=1 tests/run.sh -j $(JOBS) -t 1200 $(UNIT_TESTS) \
		$(wildcard tests/fuzz/*.sh tests/build/*.sh tests/toys/*.sh tests/init/*.sh \
			tests/image/*.sh tests/boot/*.sh)

# The run script with every target there is, with 1 GB each way and 20 guests.
check-all: check
	@$(foreach target,$(TARGETS),$(OTHER_MAKE) TARGET=$(target) image && \
		$(TEST_ENV) TARGET=$(target) KERNEL= IMAGE= FULL=1 tests/run.sh -j $(JOBS) -t 3600 \
			$(wildcard tests/boot/run-*.sh) &&) \
		$(TEST_ENV) SECOND='$(TARGETS)' tests/run.sh tests/boot/second.sh

bench: bench-boot bench-halt bench-netcat bench-mkimage bench-build
bench-boot: image
	@$(TEST_ENV) tests/bench/boot.sh
bench-halt: image
	@$(TEST_ENV) tests/bench/halt.sh
bench-netcat: image
	@$(TEST_ENV) tests/bench/netcat.sh
bench-mkimage: image
	@$(TEST_ENV) tests/bench/mkimage.sh
bench-build: fetch
	@$(TEST_ENV) tests/bench/build.sh
.PHONY: check check-all bench bench-boot bench-halt bench-netcat bench-mkimage \
	bench-build
