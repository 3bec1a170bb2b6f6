# netcat, for the host and, static, for the guest.
NETCAT_SOURCES := $(wildcard toys/netcat/*.c) $(TOYS_LIB)
NETCAT_HEADERS := $(wildcard toys/netcat/*.h toys/lib/*.h)
NETCAT := $(B)/host/netcat

$(NETCAT): $(NETCAT_SOURCES) $(NETCAT_HEADERS)
	$(call step,host-netcat,mkdir -p $(@D) && \
		$(HOSTCC) $(HOSTCFLAGS) -o $@ $(NETCAT_SOURCES))

# It is the other end of what the guest's does.
image: $(NETCAT)

# Without the library's tables to unwind a stack, too.
$(GUEST_BIN)/netcat: $(NETCAT_SOURCES) $(NETCAT_HEADERS) $(LIBC)
	$(call step,netcat,mkdir -p $(@D) && $(TARGET_CC) $(GUEST_CFLAGS) \
		-o $@ $(NETCAT_SOURCES) && $(CROSS_COMPILE)strip -R .eh_frame $@)
