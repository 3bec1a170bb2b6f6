# root/: the folder that becomes the guest.
GUEST_PROGRAMS := $(BUSYBOX) $(DROPBEAR) \
	$(addprefix $(GUEST_BIN)/,init oneit hello-static netcat)
OVERLAY := $(shell find overlay/root ! -type l)
ROOT_STAMP := $(T)/build/.root

root: $(ROOT_STAMP)
.PHONY: root

$(ROOT_STAMP): $(GUEST_PROGRAMS) $(OVERLAY) miniconfigs/root.sh
	$(call step,root,miniconfigs/root.sh $(T)/root $(GUEST_BIN) \
		$(BUSYBOX_BUILD)/busybox.links && touch $@)
