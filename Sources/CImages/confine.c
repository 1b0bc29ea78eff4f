#define _GNU_SOURCE 1

#include "CImages.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef OWN_ARCHITECTURE

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ALLOW(call)                                        \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
// Allowed unless the third argument, the protection, asks for memory that can be run.
#define ALLOW_DATA(call)                                                  \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4),                \
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])), \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),            \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),              \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

// Memory, what is open already, and the end: no file can be opened, nothing sent, no program started.
static struct sock_filter calls[] = {
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
    ALLOW(read),
    ALLOW(write),
    ALLOW(pread64),
    ALLOW(readv),
    ALLOW(writev),
    ALLOW(lseek),
    // The library asks for the size of what is open by this one; of what is not it tells no more than that it is there.
    ALLOW(newfstatat),
    ALLOW(fstat),
    ALLOW(close),
    ALLOW_DATA(mmap),
    ALLOW_DATA(mprotect),
    ALLOW(munmap),
    ALLOW(mremap),
    ALLOW(madvise),
    ALLOW(brk),
    // qsort asks how much memory there is.
    ALLOW(sysinfo),
    ALLOW(futex),
    ALLOW(sched_yield),
    ALLOW(getrandom),
    ALLOW(clock_gettime),
    ALLOW(getpid),
    ALLOW(gettid),
    // How a fault ends the process; the handlers' way back.
    ALLOW(tgkill),
    ALLOW(rt_sigprocmask),
    ALLOW(rt_sigaction),
    ALLOW(rt_sigreturn),
    ALLOW(sigaltstack),
    ALLOW(exit),
    ALLOW(exit_group),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
};

static int filter_calls(void) {
    struct sock_fprog program = {.len = sizeof calls / sizeof calls[0], .filter = calls};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
}

#else

static int filter_calls(void) {
    errno = ENOSYS;
    return -1;
}

#endif

int32_t cimages_pipe(int32_t ends[2]) { return pipe2(ends, O_CLOEXEC); }

int32_t cimages_close_from(posix_spawn_file_actions_t *actions, int32_t first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

static int limit(int resource, rlim_t most) {
    const struct rlimit both = {.rlim_cur = most, .rlim_max = most};
    return setrlimit(resource, &both);
}

// Pages of address space taken so far; 0 where the kernel does not say.
static size_t pages_in_use(void) {
    FILE *file = fopen("/proc/self/statm", "re");
    size_t pages = 0;
    if (file == NULL) return 0;
    if (fscanf(file, "%zu", &pages) != 1) pages = 0;
    fclose(file);
    return pages;
}

int32_t cimages_confine(size_t memory_bytes, uint32_t processor_seconds) {
    const size_t own = pages_in_use() * (size_t)sysconf(_SC_PAGESIZE);
    if (own == 0) return -1;
    // What a library left open must not be read by what a picture made of this process.
    if (syscall(SYS_close_range, 3u, ~0u, 0u) != 0) return -1;
    if (limit(RLIMIT_AS, own + memory_bytes) != 0 || limit(RLIMIT_CPU, processor_seconds) != 0 ||
        limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_FSIZE, 0) != 0 || limit(RLIMIT_NPROC, 0) != 0)
        return -1;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    // A thread that the filter does not reach is named by a number above 0.
    const int outcome = filter_calls();
    if (outcome == 0) return 0;
    // A kernel built without filters: the limits have to do.
    return outcome < 0 && (errno == ENOSYS || errno == EINVAL) ? 1 : -1;
}
