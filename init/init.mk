# PID 1 and oneit, static, and the hello for trouble-shooting.
# toys/lib/die.c is not among their sources: PID 1 never exits. Tables to unwind a
# stack, and pages of its own for each part of a program, are a fifth of its size,
# and nothing here uses them.
GUEST_CFLAGS := -Os $(OUR_CFLAGS) \
	-ffunction-sections -fdata-sections -Wl,--gc-sections \
	-fno-asynchronous-unwind-tables -z noseparate-code -z norelro -s
PID1 := $(addprefix init/,oneit.c session.c foreground.c button.c reap.c halt.c \
	disks.c attempt.c table.c) toys/lib/say.c toys/lib/io.c
INIT_SOURCES := $(addprefix init/,init.c mounts.c net.c clock.c run.c) $(PID1)
ONEIT_SOURCES := init/oneit_main.c toys/lib/about.c $(PID1)
INIT_HEADERS := $(wildcard init/*.h toys/lib/*.h)
GUEST_BIN := $(T)/build/bin

$(GUEST_BIN)/init: $(INIT_SOURCES) $(INIT_HEADERS) $(LIBC)
	$(call step,init,mkdir -p $(@D) && $(TARGET_CC) $(GUEST_CFLAGS) -o $@ $(INIT_SOURCES))
$(GUEST_BIN)/oneit: $(ONEIT_SOURCES) $(INIT_HEADERS) $(LIBC)
	$(call step,oneit,mkdir -p $(@D) && $(TARGET_CC) $(GUEST_CFLAGS) -o $@ $(ONEIT_SOURCES))
$(GUEST_BIN)/hello-static: overlay/root/usr/src/hello.c $(LIBC)
	$(call step,hello,mkdir -p $(@D) && $(TARGET_CC) $(GUEST_CFLAGS) -o $@ $<)
