#ifndef CIFSC_DIRECTORY_H
#define CIFSC_DIRECTORY_H

#include <stddef.h>

/// First byte of the IFSC directory (ifsc.bin; layout: see make-directory.py).
/// Constant, aligned to 64 bytes, there as long as the process.
const void *ifsc_directory_start(void);

/// Size of the directory in bytes, a multiple of eight.
size_t ifsc_directory_bytes(void);

/// Has the processor fetch the memory at a place, without waiting for it.
static inline void ifsc_directory_prefetch(const void *place) { __builtin_prefetch(place); }

#endif
