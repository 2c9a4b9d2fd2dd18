#include "CCommit.h"

#ifndef AOPBATCH_COMMIT
#define AOPBATCH_COMMIT ""
#endif

const char *aopbatch_commit(void) { return AOPBATCH_COMMIT; }
