// libpq, PostgreSQL's own client library, which is loaded when it is first needed: it brings two dozen libraries along, for
// which every start of the program would pay with memory and milliseconds, though most ledgers are files.
#pragma once

#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

// Loads the library. Gives why that cannot be done; NULL if it is there. No other function may be called before.
const char *CPQLoad(void);
