#include "CPQ.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

static void *library;
static char trouble[256];

static void load(void) {
  library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) snprintf(trouble, sizeof trouble, "%s", dlerror());
}

const char *CPQLoad(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return library == NULL ? trouble : NULL;
}

// Each function passes its call on to the library's own of the same name and type, which the header declares.
#define FUNCTION(type, name, parameters, arguments)                                    \
  type name parameters {                                                               \
    static type(*function) parameters;                                                 \
    type(*found) parameters = __atomic_load_n(&function, __ATOMIC_RELAXED);            \
    if (found == NULL) {                                                               \
      found = (type(*) parameters)dlsym(library, #name);                               \
      __atomic_store_n(&function, found, __ATOMIC_RELAXED);                            \
    }                                                                                  \
    return found arguments;                                                            \
  }

// Where the library is and who is let in.
FUNCTION(PQconninfoOption *, PQconninfoParse, (const char *text, char **message), (text, message))
FUNCTION(PQconninfoOption *, PQconndefaults, (void), ())
FUNCTION(void, PQconninfoFree, (PQconninfoOption *options), (options))
FUNCTION(PGconn *, PQconnectdbParams, (const char *const *names, const char *const *values, int expand),
         (names, values, expand))
FUNCTION(void, PQreset, (PGconn *connection), (connection))
FUNCTION(void, PQfinish, (PGconn *connection), (connection))

// What a connection is like.
FUNCTION(ConnStatusType, PQstatus, (const PGconn *connection), (connection))
FUNCTION(PGTransactionStatusType, PQtransactionStatus, (const PGconn *connection), (connection))
FUNCTION(char *, PQerrorMessage, (const PGconn *connection), (connection))
FUNCTION(char *, PQpass, (const PGconn *connection), (connection))
FUNCTION(int, PQserverVersion, (const PGconn *connection), (connection))
FUNCTION(int, PQbackendPID, (const PGconn *connection), (connection))
FUNCTION(int, PQsocket, (const PGconn *connection), (connection))
FUNCTION(int, PQconnectionNeedsPassword, (const PGconn *connection), (connection))
FUNCTION(PGVerbosity, PQsetErrorVerbosity, (PGconn *connection, PGVerbosity verbosity), (connection, verbosity))
FUNCTION(PQnoticeReceiver, PQsetNoticeReceiver, (PGconn *connection, PQnoticeReceiver receiver, void *argument),
         (connection, receiver, argument))

// Statements.
FUNCTION(int, PQsendQuery, (PGconn *connection, const char *sql), (connection, sql))
FUNCTION(int, PQsendPrepare,
         (PGconn *connection, const char *name, const char *sql, int count, const Oid *types),
         (connection, name, sql, count, types))
FUNCTION(int, PQsendQueryPrepared,
         (PGconn *connection, const char *name, int count, const char *const *values, const int *lengths,
          const int *formats, int format),
         (connection, name, count, values, lengths, formats, format))
FUNCTION(int, PQenterPipelineMode, (PGconn *connection), (connection))
FUNCTION(int, PQexitPipelineMode, (PGconn *connection), (connection))
FUNCTION(int, PQpipelineSync, (PGconn *connection), (connection))
FUNCTION(int, PQsendFlushRequest, (PGconn *connection), (connection))
FUNCTION(int, PQisBusy, (PGconn *connection), (connection))
FUNCTION(int, PQconsumeInput, (PGconn *connection), (connection))

// Results.
FUNCTION(PGresult *, PQgetResult, (PGconn *connection), (connection))
FUNCTION(void, PQclear, (PGresult *result), (result))
FUNCTION(ExecStatusType, PQresultStatus, (const PGresult *result), (result))
FUNCTION(char *, PQresultErrorField, (const PGresult *result, int field), (result, field))
FUNCTION(char *, PQcmdStatus, (PGresult *result), (result))
FUNCTION(char *, PQcmdTuples, (PGresult *result), (result))
FUNCTION(int, PQntuples, (const PGresult *result), (result))
FUNCTION(int, PQnfields, (const PGresult *result), (result))
FUNCTION(Oid, PQftype, (const PGresult *result, int column), (result, column))
FUNCTION(int, PQgetisnull, (const PGresult *result, int row, int column), (result, row, column))
FUNCTION(int, PQgetlength, (const PGresult *result, int row, int column), (result, row, column))
FUNCTION(char *, PQgetvalue, (const PGresult *result, int row, int column), (result, row, column))
