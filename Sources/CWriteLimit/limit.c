#define _GNU_SOURCE
#include "CWriteLimit.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Of glibc's headers before 2.38 only the member behind this name.
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

static const int64_t second = 1000000000;

// Each thread has a timer of its own, made when it is first needed, and guards one socket at a time.
static __thread volatile sig_atomic_t guarded = -1;
static __thread timer_t timer;
static __thread int hasTimer;

static int number(void) { return SIGRTMIN + 5; }

static void endSocket(int unused) {
  (void)unused;
  int error = errno;
  if (guarded >= 0) shutdown(guarded, SHUT_RDWR);
  errno = error;
}

static int makeTimer(void) {
  struct sigaction action = {.sa_handler = endSocket, .sa_flags = SA_RESTART};
  if (sigaction(number(), &action, NULL) != 0) return errno;
  // Threads are often made by others that let no signal in.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, number());
  int problem = pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
  if (problem != 0) return problem;
  struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = number()};
  event.sigev_notify_thread_id = gettid();
  if (timer_create(CLOCK_BOOTTIME, &event, &timer) != 0) return errno;
  hasTimer = 1;
  return 0;
}

static int set(int64_t nanoseconds) {
  struct itimerspec when = {.it_value = {.tv_sec = nanoseconds / second, .tv_nsec = nanoseconds % second}};
  return timer_settime(timer, TIMER_ABSTIME, &when, NULL) == 0 ? 0 : errno;
}

int CWriteLimitBegin(int socket, int64_t nanoseconds) {
  int problem = hasTimer ? 0 : makeTimer();
  if (problem != 0) return problem;
  guarded = socket;
  // Zero would be no time at all. One that is over takes effect before this call returns.
  return set(nanoseconds > 0 ? nanoseconds : 1);
}

void CWriteLimitEnd(void) {
  guarded = -1;
  set(0);
}

int64_t CWriteLimitNow(void) {
  struct timespec now;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec * second + now.tv_nsec;
}
