# The sysroot, a folder that can be moved: cross/include and cross/lib from the
# kernel and uClibc-ng, cross/bin/TARGET-cc, which sees nothing else.
CROSS := $(T)/cross
TARGET_CC := $(CROSS)/bin/$(TARGET)-cc
LIBC := $(CROSS)/lib/libc.a
DEBS += rsync bison flex \
	$(if $(filter $(shell uname -m),$(TARGET)),gcc libc6-dev,gcc-$(subst _,-,$(TUPLE)))

sysroot: $(LIBC) $(TARGET_CC)
.PHONY: sysroot

$(TARGET_CC): $(CCWRAP_SOURCES) $(wildcard toys/ccwrap/*.h toys/lib/*.h) \
		$(call setting,CROSS_COMPILE) $(TARGET_FILE)
	$(call step,ccwrap,mkdir -p $(@D) && \
	$(HOSTCC) $(HOSTCFLAGS) -o $@ $(CCWRAP_SOURCES) && \
	echo $(CROSS_COMPILE)gcc $(CC_FLAGS) >$(CROSS)/compiler && \
	ln -sf $(TARGET)-cc $(CROSS)/bin/$(TARGET)-gcc)

HEADERS := $(T)/build/.headers
$(HEADERS): $(call unpacked,linux) $(call setting,VERSION_linux)
	$(call step,headers,rm -rf $(CROSS)/include && mkdir -p $(CROSS) $(@D) && \
	$(CLEAN_ENV) make -C $(call source,linux) O=$(T)/build/headers \
		-j$(JOBS) ARCH=$(LINUX_ARCH) INSTALL_HDR_PATH=$(CROSS) headers_install && \
	touch $@)

# Built in a copy of its sources: it has no other way. The path of the kernel's
# headers would end up in a header of its own, so it is a relative one. Its
# install forgets auxv.h, whose getauxval(3) is there, when nothing is shared.
UCLIBC_MINI := $(UCLIBC_CONFIG:%=miniconfigs/uclibc/%)
UCLIBC_BUILD := $(T)/build/uclibc
$(LIBC): $(call unpacked,uclibc) $(HEADERS) $(TARGET_CC) $(UCLIBC_MINI) \
		miniconfigs/uclibc/libgcc.c $(call setting,VERSION_uclibc) | $(MINICONFIG)
	$(call step,uclibc,rm -rf $(UCLIBC_BUILD) && \
	cp -a $(call source,uclibc) $(UCLIBC_BUILD) && cd $(UCLIBC_BUILD) && \
	ln -s $(CROSS)/include kernel-headers && \
	{ echo "KERNEL_HEADERS=\"kernel-headers\"" && \
		cat $(UCLIBC_MINI:%=$(CURDIR)/%); } >mini && \
	$(CLEAN_ENV) make ARCH=$(UCLIBC_ARCH) KCONFIG_ALLCONFIG=mini allnoconfig && \
	$(MINICONFIG) check -c .config $(call source,uclibc) \
		$(UCLIBC_MINI:%=$(CURDIR)/%) ARCH=$(UCLIBC_ARCH) && \
	$(CLEAN_ENV) make ARCH=$(UCLIBC_ARCH) CROSS_COMPILE=$(CROSS_COMPILE) pregen && \
	$(CLEAN_ENV) make -j$(JOBS) ARCH=$(UCLIBC_ARCH) \
		CROSS_COMPILE=$(CROSS_COMPILE) && \
	$(CLEAN_ENV) make ARCH=$(UCLIBC_ARCH) CROSS_COMPILE=$(CROSS_COMPILE) \
		PREFIX=$(CROSS) install_dev && \
	cp include/sys/auxv.h $(CROSS)/include/sys/ && \
	$(TARGET_CC) -Os -c -o libgcc.o $(CURDIR)/miniconfigs/uclibc/libgcc.c && \
	$(CROSS_COMPILE)ar rD $@ libgcc.o)

# The folder of headers is no matter of the fragments.
mini-uclibc: $(call unpacked,uclibc) $(MINICONFIG)
	@echo "KERNEL_HEADERS=\"kernel-headers\"" >$(T)/build/kernel-headers
	$(call mini,$(UCLIBC_MINI),-k $(T)/build/kernel-headers \
		$(call source,uclibc) $(UCLIBC_BUILD)/.config ARCH=$(UCLIBC_ARCH))
.PHONY: mini-uclibc
