// What Swift cannot do: count the edges that a program takes, and speak when it dies.
#ifndef C_FUZZ_H
#define C_FUZZ_H

#include <stddef.h>
#include <stdint.h>

// Branches taken so far, where the program was built with -sanitize-coverage=edge,trace-pc-guard; 0 otherwise.
uint64_t cf_edges(void);

// From now on a trap, a fault of memory or an alarm prints the title and the input below, in hex, before the process ends.
void cf_watch(void);

// The input being read. Both must outlive the reading.
void cf_reading(const char *title, const uint8_t *bytes, size_t count);

// An alarm in so many seconds, unless this is called again before. Nothing happens where nobody watches.
void cf_deadline(unsigned seconds);

#endif
