#define _GNU_SOURCE 1

#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

bool ct_tty_size(int fd, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}

int ct_tty_reopen(int fd) {
    char name[128];
    if (ttyname_r(fd, name, sizeof name) != 0) return -1;
    // O_NONBLOCK belongs to the open file, which stdin shares with the shell: ours must be another one.
    return open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

// Everything below may run inside a signal handler: no allocation, no locks, no stdio.
static struct {
    int input, output;
    int flags;
    struct termios before;
    char restore[256];
    size_t restore_length;
    char note[160];
    size_t note_length;
} guard;
static atomic_bool armed;
static bool prepared;

static const int fatal[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSYS};
enum { fatal_count = sizeof fatal / sizeof fatal[0] };

// Writes what a stalled terminal will take within a tenth of a second; a terminal that takes nothing must not keep us.
static void write_bounded(const char *bytes, size_t length) {
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    while (length > 0) {
        // Ask first: on a descriptor that blocks, a write to a stalled terminal would not come back.
        struct pollfd room = {guard.output, POLLOUT, 0};
        clock_gettime(CLOCK_MONOTONIC, &now);
        long passed = (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
        if (passed > 100) return;
        int ready = poll(&room, 1, (int)(100 - passed));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0 || (room.revents & POLLOUT) == 0) return;
        ssize_t count = write(guard.output, bytes, length);
        if (count < 0 && errno != EAGAIN && errno != EINTR) return;
        if (count > 0) {
            bytes += count;
            length -= (size_t)count;
        }
    }
}

bool ct_guard_release(void) {
    if (!atomic_exchange(&armed, false)) return false;
    int saved = errno;
    write_bounded(guard.restore, guard.restore_length);
    // TCSANOW: the other ways wait for output that a stalled terminal never takes.
    tcsetattr(guard.input, TCSANOW, &guard.before);
    if (guard.flags >= 0) fcntl(guard.output, F_SETFL, guard.flags);
    errno = saved;
    return true;
}

static void crashed(int signal_number) {
    if (ct_guard_release()) write_bounded(guard.note, guard.note_length);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void leaving(void) { ct_guard_release(); }

static void prepare(void) {
    if (prepared) return;
    prepared = true;
    // A stack of its own, so that running out of stack is survivable as well.
    static char spare[64 * 1024];
    stack_t stack = {.ss_sp = spare, .ss_size = sizeof spare};
    sigaltstack(&stack, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = crashed;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    sigfillset(&action.sa_mask);
    for (int i = 0; i < fatal_count; i++) sigdelset(&action.sa_mask, fatal[i]);
    for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &action, NULL);
    atexit(leaving);
}

int ct_guard_arm(int input, int output, bool shared, const char *restore, const char *note) {
    if (atomic_load(&armed)) {
        errno = EBUSY;
        return -1;
    }
    if (strlen(restore) >= sizeof guard.restore || strlen(note) >= sizeof guard.note) {
        errno = E2BIG;
        return -1;
    }
    if (tcgetattr(input, &guard.before) != 0) return -1;
    guard.input = input;
    guard.output = output;
    guard.flags = shared ? fcntl(output, F_GETFL) : -1;
    if (guard.flags >= 0) fcntl(output, F_SETFL, guard.flags | O_NONBLOCK);
    guard.restore_length = strlen(restore);
    memcpy(guard.restore, restore, guard.restore_length);
    guard.note_length = strlen(note);
    memcpy(guard.note, note, guard.note_length);
    prepare();
    atomic_store(&armed, true);

    struct termios raw = guard.before;
    cfmakeraw(&raw);
    if (tcsetattr(input, TCSANOW, &raw) != 0) {
        int saved = errno;
        atomic_store(&armed, false);
        if (guard.flags >= 0) fcntl(output, F_SETFL, guard.flags);
        errno = saved;
        return -1;
    }
    return 0;
}
