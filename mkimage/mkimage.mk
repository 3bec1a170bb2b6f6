# Images of a folder, and the script that boots them.
ROOT ?=
DEBS += libdeflate-dev liblzma-dev libzstd-dev liblz4-dev
DEBS += $(QEMU_DEB)

MKIMAGE_SOURCES := $(wildcard mkimage/*.c mkimage/*/*.c) $(TOYS_LIB)
MKIMAGE_HEADERS := $(wildcard mkimage/*.h mkimage/*/*.h toys/lib/*.h)
MKIMAGE_LIBS := -ldeflate -llzma -lzstd -llz4 -pthread
MKIMAGE := $(B)/host/mkimage

$(MKIMAGE): $(MKIMAGE_SOURCES) $(MKIMAGE_HEADERS)
	$(call step,host-mkimage,mkdir -p $(@D) && \
		$(HOSTCC) $(HOSTCFLAGS) -Imkimage -o $@ $(MKIMAGE_SOURCES) $(MKIMAGE_LIBS))

IMAGES := $(addprefix $(T)/root.,sqf ext2 cpio.gz)
image: $(IMAGES) $(T)/kernel $(T)/run-qemu.sh
.PHONY: image run

# Room to write in, where an image can be written to: 8 MB.
PACK = $(MKIMAGE) -q -T $(EPOCH) -n overlay/nodes -o $(T)/root
PACKED = $(or $(ROOT),$(T)/root)

# Of a folder that we didn't make we can't know what changed.
$(IMAGES) &: $(if $(ROOT),FORCE,$(ROOT_STAMP)) overlay/nodes $(MKIMAGE) \
		mkimage/mkimage.mk $(call setting,ROOT) $(call setting,EPOCH)
	$(call step,images,$(PACK).sqf -b 256K -l 12 $(PACKED) && \
		$(PACK).ext2 -s +8M -L guestkit $(PACKED) && \
		$(PACK).cpio.gz -l 12 $(PACKED))

# They take their names when they are whole: an old one is no half one.
.PRECIOUS: $(IMAGES)

FORCE:

# What is the target's own goes on top of the script, its parts into it.
RUN_PARTS := $(addprefix mkimage/run-,line.sh beside.sh ssh.sh)
$(T)/run-qemu.sh: mkimage/run-qemu.sh $(RUN_PARTS) $(TARGET_FILE) mkimage/mkimage.mk
	@mkdir -p $(@D)
	@{ sed '/^# The target/q' $< && \
	echo 'TARGET=$(TARGET) CONSOLE=$(CONSOLE) BUS=$(QEMU_BUS)' && \
	echo 'TCG_APPEND="$(TCG_APPEND)"' && \
	echo "QEMU='$(QEMU)'" && sed '1,/^# The target/d; /^# Its parts/q' $< && \
	cat $(RUN_PARTS) && sed '1,/^# Its parts/d' $<; } >$@.new && \
	chmod +x $@.new && mv $@.new $@

run: image
	@$(T)/run-qemu.sh
