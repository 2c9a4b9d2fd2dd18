#include "CIFSCDirectory.h"

// So that what is looked at together lies in one line of the processor's cache.
_Alignas(64) static const unsigned char directory[] = {
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
#embed "ifsc.bin"
#pragma clang diagnostic pop
};

const void *ifsc_directory_start(void) { return directory; }

size_t ifsc_directory_bytes(void) { return sizeof directory; }
