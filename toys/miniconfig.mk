# miniconfig, for the host: the build asks it about its own fragments.
MINICONFIG_SOURCES := $(wildcard toys/miniconfig*.c) $(TOYS_LIB)
MINICONFIG_HEADERS := $(wildcard toys/miniconfig*.h toys/lib/*.h)
MINICONFIG := $(B)/host/miniconfig

$(MINICONFIG): $(MINICONFIG_SOURCES) $(MINICONFIG_HEADERS)
	$(call step,host-miniconfig,mkdir -p $(@D) && \
		$(HOSTCC) $(HOSTCFLAGS) -o $@ $(MINICONFIG_SOURCES))

image: $(MINICONFIG)
