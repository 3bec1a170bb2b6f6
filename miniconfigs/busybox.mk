# BusyBox: nearly every command of the guest.
BUSYBOX := $(GUEST_BIN)/busybox
BUSYBOX_BUILD := $(T)/build/busybox
BUSYBOX_MAKE := $(CLEAN_ENV) make -C $(call source,busybox) O=$(BUSYBOX_BUILD) \
	CROSS_COMPILE=$(CROSS_COMPILE) CC=$(TARGET_CC) HOSTCC="$(HOSTCC)"

# Its allnoconfig ignores KCONFIG_ALLCONFIG, and the first line of a name counts:
# so defconfig's lines of the names in base go, and ours come.
$(BUSYBOX): $(call unpacked,busybox) $(LIBC) miniconfigs/busybox/base \
		$(call setting,VERSION_busybox)
	$(call step,busybox,mkdir -p $(BUSYBOX_BUILD) $(@D) && \
	$(BUSYBOX_MAKE) defconfig && \
	sed -n "s/^[# ]*\(CONFIG_[A-Z0-9_]*\).*/\1/p" miniconfigs/busybox/base >$(BUSYBOX_BUILD)/names && \
	grep -vwFf $(BUSYBOX_BUILD)/names $(BUSYBOX_BUILD)/.config >$(BUSYBOX_BUILD)/rest && \
	cat miniconfigs/busybox/base $(BUSYBOX_BUILD)/rest >$(BUSYBOX_BUILD)/.config && \
	yes "" | $(BUSYBOX_MAKE) oldconfig && \
	miniconfigs/granted.sh $(BUSYBOX_BUILD)/.config miniconfigs/busybox/base && \
	$(BUSYBOX_MAKE) -j$(JOBS) busybox busybox.links && \
	cp $(BUSYBOX_BUILD)/busybox $@)
