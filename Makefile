# guestkit: a guest system for QEMU and rescue, built from source.
# `make` alone prints what there is to make.

TARGET ?= $(shell uname -m)
O ?= build
JOBS ?= $(shell nproc)
V ?= 0

B := $(abspath $(O))
T := $(B)/$(TARGET)
$(if $(word 2,$(CURDIR))$(word 2,$(B)),$(error guestkit: build in $(B): make can't handle a blank in a path))
$(if $(filter $(B) $(B)/%,$(CURDIR)),$(error guestkit: build in $(B): the sources are in it))
ifeq ($(wildcard miniconfigs/targets/$(TARGET).mk),)
$(error guestkit: build for TARGET=$(TARGET): not one of $(basename $(notdir $(wildcard miniconfigs/targets/*.mk))))
endif

help:
TARGET_FILE := miniconfigs/targets/$(TARGET).mk
include $(TARGET_FILE)
include miniconfigs/sources.mk toys/toys.mk toys/miniconfig.mk
include miniconfigs/sysroot.mk init/init.mk toys/netcat.mk miniconfigs/busybox.mk
include miniconfigs/dropbear.mk miniconfigs/kernel.mk miniconfigs/root.mk
include mkimage/mkimage.mk tests/tests.mk

define HELP
guestkit: $(DESCRIPTION)

make deps      install the Debian packages that the goals after it need, or
               all when it stands alone (deps-list prints them)
make fetch     get and verify every tarball
make sysroot   the C library and the compiler wrapper $(TARGET)-cc
make root      the folder that becomes the guest
make kernel    Linux from a miniconfig
make image     root.sqf, root.ext2, root.cpio.gz and run-qemu.sh
make run       boot it in QEMU, to a shell on this terminal
make mini-linux  write a menuconfig back to our fragment; mini-busybox, mini-uclibc
make check     run every test (check-all: boot every target)
make bench     measure sizes, boot and build times
make clean     remove what was built for $(TARGET); distclean: all of $(O)

TARGET=$(TARGET)  of $(TARGETS)
O=$(O)  JOBS=$(JOBS)  V=$(V)  KERNEL=$(KERNEL)  ROOT=$(ROOT)
CROSS_COMPILE=$(CROSS_COMPILE)
SOURCES=$(SOURCES)
CACHE_PREFIX=$(CACHE_PREFIX)  PREFERRED_MIRROR=$(PREFERRED_MIRROR)
endef
help:
	@: $(info $(HELP))

TARGETS := $(sort $(basename $(notdir $(wildcard miniconfigs/targets/*.mk))))

# The packages that the goals beside deps need, or all when it stands alone. The
# tests have more of their own, and build a second target.
BUILDS := fetch sysroot root kernel image run
BESIDE := $(filter-out deps deps-list,$(MAKECMDGOALS))
TESTS_TOO := $(if $(BESIDE),$(filter-out $(BUILDS),$(BESIDE)),yes)
NEEDED = $(sort $(DEBS) $(if $(TESTS_TOO),$(TEST_DEBS) $(foreach target,$(SECOND), \
	$(shell MAKEFLAGS= $(MAKE) -s --no-print-directory TARGET=$(target) \
		SECOND= TEST_DEBS= deps-list))))
deps:
	@miniconfigs/deps.sh $(NEEDED)
deps-list:
	@echo $(NEEDED)

clean:
	rm -rf $(T)
distclean:
	rm -rf $(B)

.PHONY: help deps deps-list clean distclean
.DELETE_ON_ERROR:
# The builds below run with -j$(JOBS) each; side by side they only get in each
# other's way, and `make -j deps run` must do deps first.
.NOTPARALLEL:
