/* button.h - the machine's power button. */
#ifndef BUTTON_H
#define BUTTON_H

/* From now on whoever presses it (or says system_powerdown to QEMU) sends this
 * process a SIGPWR; whoever did since the kernel's start has sent one. Machines
 * without one have none. */
void button_watch(void);

#endif
