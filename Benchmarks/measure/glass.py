"""Programs on a pseudo-terminal, timed from outside: what a person at the terminal gets."""

import ctypes
import ctypes.util
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

FRAME_END = b"\x1b[?2026l"


class Rect(ctypes.Structure):
    _fields_ = [("top", ctypes.c_int), ("bottom", ctypes.c_int), ("left", ctypes.c_int), ("right", ctypes.c_int)]


class Emulator:
    """A terminal's memory (libvterm), to read what a screen shows."""

    def __init__(self, width, height):
        name = ctypes.util.find_library("vterm") or "libvterm.so.0"
        self.library = ctypes.CDLL(name)
        for function in ("vterm_new", "vterm_obtain_screen"):
            getattr(self.library, function).restype = ctypes.c_void_p
        self.library.vterm_screen_get_text.restype = ctypes.c_size_t
        self.width = width
        self.terminal = ctypes.c_void_p(self.library.vterm_new(height, width))
        self.library.vterm_set_utf8(self.terminal, 1)
        self.screen = ctypes.c_void_p(self.library.vterm_obtain_screen(self.terminal))
        self.library.vterm_screen_reset(self.screen, 1)

    def feed(self, data):
        self.library.vterm_input_write(self.terminal, data, ctypes.c_size_t(len(data)))

    def row(self, y):
        buffer = ctypes.create_string_buffer(4 * self.width)
        count = self.library.vterm_screen_get_text(
            self.screen, buffer, ctypes.c_size_t(len(buffer)), Rect(y, y + 1, 0, self.width))
        return buffer.raw[:count].decode("utf-8", "replace")


class Program:
    """A child on a pseudo-terminal of 200 columns and 50 rows."""

    def __init__(self, arguments, environment=None, width=200, height=50):
        self.bytes = 0
        full = dict(os.environ, TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8", USER="officer")
        full.update(environment or {})
        main, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.terminal = main
        self.born = time.perf_counter()
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(child, termios.TIOCSCTTY, 0)
            for descriptor in (0, 1, 2):
                os.dup2(child, descriptor)
            os.closerange(3, 64)
            try:
                os.execvpe(arguments[0], arguments, full)
            finally:
                os._exit(127)
        os.close(child)

    def read(self, timeout):
        """Bytes that came within `timeout` seconds; b"" for none, None for the end."""
        ready, _, _ = select.select([self.terminal], [], [], max(0, timeout))
        if not ready:
            return b""
        try:
            data = os.read(self.terminal, 1 << 16)
        except OSError:
            return None
        self.bytes += len(data)
        return data or None

    def frame(self, timeout=5.0):
        """Waits for the end of the next whole frame: its bytes, and when its last byte came."""
        data, end = b"", time.perf_counter() + timeout
        while time.perf_counter() < end:
            more = self.read(end - time.perf_counter())
            if more is None:
                break
            data += more
            if FRAME_END in data[-64:]:
                return data, time.perf_counter()
        return data, None

    def drain(self, quiet, limit=10.0):
        """Reads until nothing has come for `quiet` seconds: the bytes, and when the last of them came."""
        data, last, end = b"", time.perf_counter(), time.perf_counter() + limit
        while time.perf_counter() < end:
            more = self.read(quiet)
            if not more:
                break
            data += more
            last = time.perf_counter()
        return data, last

    def listen(self, seconds):
        data, end = b"", time.perf_counter() + seconds
        while time.perf_counter() < end:
            data += self.read(end - time.perf_counter()) or b""
        return data

    def press(self, keys):
        os.write(self.terminal, keys)

    def cpu_seconds(self):
        """What it has used of a core: Linux gives every process a clock of its own (clock_getcpuclockid)."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def memory_kb(self):
        with open(f"/proc/{self.pid}/status") as file:
            lines = dict(line.split(":", 1) for line in file if line.startswith("Vm"))
        return int(lines["VmRSS"].split()[0]), int(lines["VmHWM"].split()[0])

    def close(self, keys=b"\x11"):
        """Leaves by a key (Ctrl-Q), else by a signal."""
        if keys:
            self.press(keys)
        for attempt in range(200):
            self.read(0.02)
            pid, _ = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if attempt == 150:
                os.kill(self.pid, signal.SIGTERM)
            if attempt == 190:
                os.kill(self.pid, signal.SIGKILL)
        os.close(self.terminal)
