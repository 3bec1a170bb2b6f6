#!/bin/sh
# miniconfig-toybox.sh - toybox's tree, on a small one of our own. Oracle: conf of
# toybox 0.8.9, which wrote the same of it once. Under the sanitizers.
# shellcheck disable=SC2154 # O comes from make
# shellcheck source=tests/tap.sh
. "${0%/*}/../tap.sh"
plan 7
mc=$O/host/tests/miniconfig
cd "$tmp" || exit

mkdir -p tree/generated
: >tree/Makefile
: >tree/toys.h
cat >tree/Config.in <<'END_OF_TREE'
mainmenu "Toybox Configuration"

source generated/Config.probed
source generated/Config.in

comment "and then"

menu "Toybox global settings"
config TOYBOX
	bool
	default y
choice
	prompt "Security Blanket"
	default TOYBOX_LSM_NONE
config TOYBOX_LSM_NONE
	bool "None"
config TOYBOX_SMACK
	bool "SMACK support"
endchoice
config TOYBOX_UID_SYS
	int "First system UID"
	default 100
endmenu
END_OF_TREE
printf 'config TOYBOX_FORK\n\tbool\n\tdefault y\n\tdepends on !TOYBOX_FORCE_NOMMU\n' >tree/generated/Config.probed
cat >tree/generated/Config.in <<'END_OF_TREE'
menu "Posix commands"

# toys/posix/cat.c
config CAT
  bool "cat"
  default y
  help
    usage: cat [-u] [FILE...]

config CAT_V
  bool "cat -v"
  default n
  depends on CAT
config MKDIR
  bool "mkdir"
  default y
config MKDIR_Z
  bool
  default y
  depends on MKDIR && !TOYBOX_LSM_NONE
config MKDIR
  bool "mkdir, again"

endmenu
END_OF_TREE

printf 'CONFIG_CAT_V=y\nCONFIG_MKDIR=y\nCONFIG_TOYBOX_SMACK=y\n' >mini
is 'from allnoconfig' "$("$mc" expand tree mini)" "#
# Automatically generated make config: don't edit
# ToyBox version: KCONFIG_VERSION
#
CONFIG_TOYBOX_FORK=y

#
# Posix commands
#
# CONFIG_CAT is not set
# CONFIG_CAT_V is not set
CONFIG_MKDIR=y
CONFIG_MKDIR_Z=y

#
# and then
#

#
# Toybox global settings
#
CONFIG_TOYBOX=y
# CONFIG_TOYBOX_LSM_NONE is not set
CONFIG_TOYBOX_SMACK=y
CONFIG_TOYBOX_UID_SYS=100"
is 'from the defaults' "$("$mc" expand -d tree mini | grep -c =y)" 7
"$mc" expand tree mini >config
is 'shrink' "$("$mc" shrink -V tree config)" 'CONFIG_MKDIR=y
CONFIG_TOYBOX_SMACK=y'
is 'check' "$("$mc" check tree mini)" 'mini:1: CONFIG_CAT_V=y: refused: it is n; it needs CAT [n]'
is 'need' "$("$mc" need tree CAT_V mini)" CONFIG_CAT=y
is '-d, from nothing' "$("$mc" expand -d tree /dev/null | grep -c =y)" 5
rm -r tree/generated
answers 'one that was not configured yet' 1 \
	"miniconfig: read .*/tree: generated/Config.in is missing; toybox's scripts/genconfig.sh makes it\$" \
	"$mc" expand tree mini
