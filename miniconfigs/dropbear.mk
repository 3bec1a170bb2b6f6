# dropbear: ssh both ways, one static program with five names (see root.sh).
DROPBEAR := $(GUEST_BIN)/dropbearmulti
DROPBEAR_BUILD := $(T)/build/dropbear
DROPBEAR_MAKE := $(CLEAN_ENV) make -C $(DROPBEAR_BUILD) MULTI=1 STATIC=1 \
	PROGRAMS="dropbear dbclient dropbearkey scp"

DROPBEAR_CONFIGURE := $(CLEAN_ENV) $(call source,dropbear)/configure \
	--host=$(TUPLE) CC=$(TARGET_CC) \
	CFLAGS="-Os -ffunction-sections -fdata-sections -ffile-prefix-map=$(call source,dropbear)/=" \
	LDFLAGS=-Wl,--gc-sections \
	--disable-zlib --disable-harden --disable-lastlog --disable-utmp \
	--disable-utmpx --disable-wtmp --disable-wtmpx --disable-pututline \
	--disable-pututxline

$(DROPBEAR): $(call unpacked,dropbear) $(LIBC) miniconfigs/dropbear/localoptions.h \
		miniconfigs/dropbear.mk $(call setting,VERSION_dropbear)
	$(call step,dropbear,rm -rf $(DROPBEAR_BUILD) && \
	mkdir -p $(DROPBEAR_BUILD) $(@D) && \
	cp miniconfigs/dropbear/localoptions.h $(DROPBEAR_BUILD) && \
	(cd $(DROPBEAR_BUILD) && $(DROPBEAR_CONFIGURE)) && \
	$(DROPBEAR_MAKE) -j$(JOBS) && \
	$(CROSS_COMPILE)strip -o $@ $(DROPBEAR_BUILD)/dropbearmulti)
