# BusyBox: nearly every command of the guest.
BUSYBOX := $(GUEST_BIN)/busybox
BUSYBOX_BUILD := $(T)/build/busybox
BUSYBOX_MAKE := $(CLEAN_ENV) make -C $(call source,busybox) O=$(BUSYBOX_BUILD) \
	CROSS_COMPILE=$(CROSS_COMPILE) CC=$(TARGET_CC) HOSTCC="$(HOSTCC)"

$(BUSYBOX): $(call unpacked,busybox) $(LIBC) miniconfigs/busybox/base \
		$(call setting,VERSION_busybox) | $(MINICONFIG)
	$(call step,busybox,mkdir -p $(BUSYBOX_BUILD) $(@D) && \
	$(MINICONFIG) expand -d $(call source,busybox) miniconfigs/busybox/base >$(BUSYBOX_BUILD)/.config && \
	$(BUSYBOX_MAKE) oldconfig </dev/null && \
	$(MINICONFIG) check -d -c $(BUSYBOX_BUILD)/.config $(call source,busybox) miniconfigs/busybox/base && \
	$(BUSYBOX_MAKE) -j$(JOBS) busybox busybox.links && \
	cp $(BUSYBOX_BUILD)/busybox $@)

mini-busybox: $(call unpacked,busybox) $(MINICONFIG)
	$(call mini,miniconfigs/busybox/base,-d $(call source,busybox) \
		$(BUSYBOX_BUILD)/.config)
.PHONY: mini-busybox
