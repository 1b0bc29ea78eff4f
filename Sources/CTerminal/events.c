#define _GNU_SOURCE 1

#include "CTerminal.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

static void loop_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGQUIT);
    sigaddset(set, SIGTSTP);
    sigaddset(set, SIGCONT);
    sigaddset(set, SIGWINCH);
    sigaddset(set, SIGPIPE);
}

int ct_signals_block(void) {
    sigset_t set;
    loop_signals(&set);
    int problem = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (problem != 0) {
        errno = problem;
        return -1;
    }
    return 0;
}

int ct_signals_open(void) {
    sigset_t set;
    loop_signals(&set);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int ct_signals_take(int fd) {
    struct signalfd_siginfo info;
    for (;;) {
        ssize_t count = read(fd, &info, sizeof info);
        if (count == sizeof info) return (int)info.ssi_signo;
        if (count < 0 && errno == EINTR) continue;
        return 0;
    }
}

void ct_stop_self(void) {
    sigset_t stop, before;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    struct sigaction usual = {.sa_handler = SIG_DFL}, previous;
    sigemptyset(&usual.sa_mask);
    sigaction(SIGTSTP, &usual, &previous);
    raise(SIGTSTP);
    // The signal waits behind the mask until here. The kernel ignores it where no shell could continue us.
    pthread_sigmask(SIG_UNBLOCK, &stop, &before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    sigaction(SIGTSTP, &previous, NULL);
}

int ct_event_open(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

void ct_event_signal(int fd) {
    uint64_t one = 1;
    // EAGAIN means that the counter is full: the reader has been woken already.
    while (write(fd, &one, sizeof one) < 0 && errno == EINTR) {}
}

static void drain(int fd) {
    uint64_t count;
    while (read(fd, &count, sizeof count) < 0 && errno == EINTR) {}
}

void ct_event_drain(int fd) { drain(fd); }

int ct_timer_open(void) { return timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC); }

int ct_timer_arm(int fd, int64_t nanoseconds) {
    struct itimerspec when = {.it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000}};
    return timerfd_settime(fd, 0, &when, NULL);
}

void ct_timer_drain(int fd) { drain(fd); }
