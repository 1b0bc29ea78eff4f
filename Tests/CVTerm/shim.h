// libvterm for the tests: a terminal without a window, to see what our bytes paint. And the calls about
// pseudo-terminals that Swift's Glibc module lacks or cannot make because they are variadic.
#include <vterm.h>

#include <fcntl.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <termios.h>

// In <stdlib.h>, but only under macros that a module cannot set.
extern int posix_openpt(int flags);
extern int grantpt(int fd);
extern int unlockpt(int fd);
extern int ptsname_r(int fd, char *name, size_t length);

// Opens a new pseudo-terminal's master and names its slave; -1 on failure.
static inline int test_open_master(char *name, size_t length) {
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return -1;
    if (grantpt(fd) != 0 || unlockpt(fd) != 0 || ptsname_r(fd, name, length) != 0) return -1;
    return fd;
}

static inline int test_set_window_size(int fd, int columns, int rows) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    return ioctl(fd, TIOCSWINSZ, &size);
}
