// A time after which a thread writes nothing more into a socket, whatever happened to the thread meanwhile.
#pragma once

#include <stdint.h>

// From now until CWriteLimitEnd, the socket ends for both directions once CLOCK_BOOTTIME has come to a time, in nanoseconds.
// 0, or an errno: then nothing guards it.
//
// To look at a clock and then to write is two steps, and a process that is stopped between them writes when it goes on, an
// hour later, too. A signal for the thread itself is no such step: the system hands it over before it lets the thread go on.
int CWriteLimitBegin(int socket, int64_t nanoseconds);

void CWriteLimitEnd(void);

// CLOCK_BOOTTIME, in nanoseconds.
int64_t CWriteLimitNow(void);
