# Tarballs: pinned in pins, fetched and unpacked once for all targets.
SOURCES ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/guestkit
CACHE_PREFIX ?=
PREFERRED_MIRROR ?=
export SOURCES CACHE_PREFIX PREFERRED_MIRROR

PACKAGES := linux uclibc busybox dropbear
DEBS += curl ca-certificates xz-utils bzip2 patch binutils

# The day of the pins. Every file of an image carries it, so that no time of
# the build gets into any output.
EPOCH := 1795132800

# VERSION_linux and so on, from the pins.
$(foreach line,$(shell awk '!/^\043/ && NF && !seen[$$1]++ \
	{ print "VERSION_" $$1 ":=" $$2 }' miniconfigs/pins),$(eval $(line)))

# $(call source,NAME) is where NAME is unpacked.
source = $(B)/src/$1-$(VERSION_$1)
unpacked = $(call source,$1)/.unpacked

# A step of the build: $(call step,NAME,SCRIPT). See step.sh.
step = @V=$(V) miniconfigs/step.sh '$(TARGET) $1' $(T)/log/$1.log '$2'

# Other people's builds see nothing of ours: no MAKEFLAGS, no variables.
CLEAN_ENV := env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
	SOURCE_DATE_EPOCH=$(EPOCH)
CROSS_COMPILE ?= $(TUPLE)-

# Files that change when a variable does: what is built with it depends on them.
# Written while make reads this, so that make -n tells the truth.
setting = $(T)/build/.is-$1
note_setting = $(shell mkdir -p $(T)/build; echo '$($1)' | \
	cmp -s - $(call setting,$1) || echo '$($1)' >$(call setting,$1))
SETTINGS := CROSS_COMPILE KERNEL ROOT EPOCH $(PACKAGES:%=VERSION_%)
ifneq ($(filter-out help deps deps-list clean distclean,$(MAKECMDGOALS)),)
$(foreach name,$(SETTINGS),$(call note_setting,$(name)))
endif
$(T)/build/.is-%: # gone by a clean before it in the same run
	@mkdir -p $(@D)
	@echo '$($*)' >$@

define unpack_rule
$(call unpacked,$1): $(wildcard miniconfigs/patches/$1/*.patch)
	$$(call step,unpack-$1,mkdir -p $(B)/src && miniconfigs/unpack.sh $1 $$(@D) && touch $$@)
fetch-$1:
	@miniconfigs/fetch.sh $1
endef
$(foreach package,$(PACKAGES),$(eval $(call unpack_rule,$(package))))

fetch: $(PACKAGES:%=fetch-%)
.PHONY: fetch $(PACKAGES:%=fetch-%)
