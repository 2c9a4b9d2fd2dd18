// libpq, PostgreSQL's own client library; pkg-config knows where its headers are.
#include <libpq-fe.h>
