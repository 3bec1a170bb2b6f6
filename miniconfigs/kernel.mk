# The kernel: allnoconfig plus the target's fragments. KERNEL= takes another.
LINUX_MINI := $(LINUX_CONFIG:%=miniconfigs/linux/%)
LINUX_BUILD := $(T)/build/linux
LINUX_TREE := $(call source,linux)
LINUX_WORDS = ARCH=$(LINUX_ARCH) CROSS_COMPILE=$(CROSS_COMPILE)
LINUX_MAKE := $(CLEAN_ENV) KBUILD_BUILD_TIMESTAMP=@$(EPOCH) \
	KBUILD_BUILD_USER=guestkit KBUILD_BUILD_HOST=guestkit KBUILD_BUILD_VERSION=1 \
	make -C $(LINUX_TREE) O=$(LINUX_BUILD) -j$(JOBS) $(LINUX_WORDS) LOCALVERSION=
DEBS += bc bison flex libelf-dev

kernel: $(T)/kernel
.PHONY: kernel

ifdef KERNEL
$(T)/kernel: $(KERNEL) $(call setting,KERNEL)
	$(call step,kernel,mkdir -p $(@D) && cp $< $@)
else
$(T)/kernel: $(call unpacked,linux) $(LINUX_MINI) \
		$(call setting,KERNEL) $(call setting,CROSS_COMPILE) \
		$(call setting,EPOCH) $(call setting,VERSION_linux) $(TARGET_FILE) \
		| $(MINICONFIG)
	$(call step,kernel,mkdir -p $(LINUX_BUILD) && \
	cat $(LINUX_MINI) >$(LINUX_BUILD)/mini && \
	$(LINUX_MAKE) KCONFIG_ALLCONFIG=mini allnoconfig && \
	$(CLEAN_ENV) $(MINICONFIG) check -c $(LINUX_BUILD)/.config \
		$(LINUX_TREE) $(LINUX_MINI) $(LINUX_WORDS) && \
	$(LINUX_MAKE) $(notdir $(LINUX_IMAGE)) && \
	cp $(LINUX_BUILD)/$(LINUX_IMAGE) $@)
endif

mini-linux: $(call unpacked,linux) $(MINICONFIG)
	$(call mini,$(LINUX_MINI),$(LINUX_TREE) $(LINUX_BUILD)/.config $(LINUX_WORDS))
.PHONY: mini-linux
