#ifndef CIFSC_DIRECTORY_H
#define CIFSC_DIRECTORY_H

#include <stddef.h>

/// First byte of the IFSC directory (ifsc.bin; layout: see make-directory.py).
/// Constant, aligned to four bytes, there as long as the process.
const void *ifsc_directory_start(void);

/// Size of the directory in bytes, a multiple of four.
size_t ifsc_directory_bytes(void);

#endif
