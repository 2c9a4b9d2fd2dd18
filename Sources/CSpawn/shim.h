// What it takes to hand files in memory to another program, and to wait for it no longer than a time: functions of Linux and
// the C library that Swift's own module of it leaves out, because their headers ask for _GNU_SOURCE.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc 2.34
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

// A file in memory that has no name, is closed in programs that are started, and can be sealed. -1 with errno.
static inline int CSpawnMemoryFile(void) {
  const unsigned int closedInChildren = 1, canBeSealed = 2, neverRun = 8;
  int file = (int)syscall(SYS_memfd_create, "aopbatch", closedInChildren | canBeSealed | neverRun);
  // Kernels before 6.3 do not know the last one.
  return file >= 0 ? file : (int)syscall(SYS_memfd_create, "aopbatch", closedInChildren | canBeSealed);
}

// From now on the file keeps its size and its seals, for whoever has it open; also its bytes, unless `canBeWritten`.
static inline int CSpawnSeal(int file, int canBeWritten) {
  const int addSeals = 1033, noMoreSeals = 1, noShrinking = 2, noGrowing = 4, noWriting = 8;
  return fcntl(file, addSeals, noMoreSeals | noShrinking | noGrowing | (canBeWritten ? 0 : noWriting));
}

// A descriptor that can be read once a child has ended. -1 with errno.
static inline int CSpawnWatch(pid_t child) { return (int)syscall(SYS_pidfd_open, child, 0); }
