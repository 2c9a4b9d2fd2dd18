#ifndef CCOMMIT_H
#define CCOMMIT_H

/// The commit that the program was built from, as `samples/package` tells Package.swift; empty for any other build.
///
/// In C, so that another commit compiles this one file and no Swift.
const char *aopbatch_commit(void);

#endif
