DESCRIPTION := x86_64, a PC with a serial console
TUPLE := x86_64-linux-gnu
CC_FLAGS := -fcf-protection=none
LINUX_ARCH := x86
LINUX_IMAGE := arch/x86/boot/bzImage
LINUX_CONFIG := base x86_64
UCLIBC_ARCH := x86_64
UCLIBC_CONFIG := base x86_64
CONSOLE := ttyS0
QEMU := qemu-system-x86_64 -M q35,sata=off
QEMU_BUS := pci
# Emulated, calibrating the local APIC's timer takes a quarter of a second; and
# on a busy host too few ticks come in time for the kernel to believe in them.
TCG_APPEND := nolapic_timer no_timer_check
QEMU_DEB := qemu-system-x86
