#include "CIFSCDirectory.h"

// The bytes are read as 32-bit words, hence the alignment.
_Alignas(4) static const unsigned char directory[] = {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
#embed "ifsc.bin"
#pragma clang diagnostic pop
};

const void *ifsc_directory_start(void) { return directory; }

size_t ifsc_directory_bytes(void) { return sizeof directory; }
