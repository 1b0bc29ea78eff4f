"""The real program on a pseudo-terminal of 200×50: first frame, keys, idling, bytes, memory, the road of a reading."""

import json
import os
import re
import shutil
import sqlite3
import threading
import time
from statistics import median

from glass import Emulator, Program
from table import human, milliseconds

NOON = ["--from", "12:00"]
QUEUE_KEY, BOARD_KEY = b"\x1bOQ", b"\x1b[15~"


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def kilobytes(count):
    return f"{count / 1000:.2f} kB" if count >= 1000 else f"{count:.0f} B"


def peer_program():
    """A screen people know, where there is one."""
    for name in ("htop", "top"):
        if shutil.which(name):
            return name
    return None


class Live:
    """A live console whose files vanish with it."""

    def __init__(self, bench, *arguments):
        self.folder = f"{bench.folder}/live"
        shutil.rmtree(self.folder, ignore_errors=True)
        os.mkdir(self.folder)
        self.journal = f"{self.folder}/gate.journal"
        self.program = Program([
            bench.smartgate, "run", "--lang", "vi", "--journal", self.journal, "--date", "2026-11-23", *arguments])

    def close(self):
        self.program.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def replay(bench, *arguments):
    return Program([bench.smartgate, "replay", bench.journal, "--lang", "vi", *arguments])


def first_frames(bench):
    live, replayed, peers, name = [], [], [], peer_program()
    for _ in range(bench.rounds):
        session = Live(bench)
        _, at = session.program.frame()
        live.append(at - session.program.born)
        session.close()
        program = replay(bench, *NOON)
        _, at = program.frame()
        replayed.append(at - program.born)
        program.close()
        if name:
            program = Program([name])
            _, at = program.drain(0.4, limit=3)
            peers.append(at - program.born)
            program.close(b"q")
    peer = f"{name} {milliseconds(median(peers))}" if name else "htop is not installed"
    ratio = f"{median(a / b for a, b in zip(live, peers)):.2f}×" if peers else ""
    value = median(live)
    bench.table.add("first frame, smartgate run", milliseconds(value), "≤ 60 ms", value <= 0.06, peer, ratio)
    value = median(replayed)
    bench.table.add(
        "  smartgate replay of the recording above", milliseconds(value), "≤ 300 + 60 ms", value <= 0.36)


def keys(bench):
    program = replay(bench, *NOON, "--screen", "queue")
    program.frame()
    program.drain(0.3)
    moves, screens = [], []
    for index in range(200):
        keys = [(moves, b"\x1bOB" if index % 2 == 0 else b"\x1bOA")]
        if index % 10 == 9:
            keys += [(screens, BOARD_KEY), (screens, QUEUE_KEY)]
        for times, key in keys:
            program.drain(0.02)
            start = time.perf_counter()
            program.press(key)
            _, at = program.frame(1.0)
            if at:
                times.append(at - start)
    program.close()
    for title, times in (("key to glass p95, moving in the queue", moves), ("  changing the screen", screens)):
        late = quantile(times, 0.95)
        bench.table.add(
            title, milliseconds(late), "≤ 5 ms", late <= 0.005,
            f"p50 {milliseconds(median(times))}, {len(times)} keys")


def idle(bench):
    seconds = 10
    program = replay(bench, *NOON, "--screen", "queue")
    program.frame()
    program.drain(0.5)
    before = program.cpu_seconds()
    count = len(program.listen(seconds))
    share = (program.cpu_seconds() - before) / seconds
    program.close()
    bench.table.add(f"idle, replay paused: bytes in {seconds} s", kilobytes(count), "0 B", count == 0)
    bench.table.add("  share of a core", f"{share * 100:.2f} %", "≤ 0.2 %", share <= 0.002)
    session = Live(bench, "--from", "00:30")
    session.program.frame()
    session.program.listen(3)
    before = session.program.cpu_seconds()
    count = len(session.program.listen(seconds))
    share = (session.program.cpu_seconds() - before) / seconds
    session.close()
    bench.table.add("idle, live at night: bytes a second (the clock)", kilobytes(count / seconds))
    bench.table.add("  share of a core", f"{share * 100:.2f} %", "≤ 0.2 %", share <= 0.002)


def sizes(bench):
    program = replay(bench, *NOON, "--screen", "queue")
    program.frame()
    program.drain(0.5)
    repaints = []
    # The queue as it is at noon, then with the declared vehicles too, so that every row is filled; then the board.
    for keys in (QUEUE_KEY, b"d", b"d" + BOARD_KEY):
        program.press(keys)
        program.drain(0.3)
        program.press(b"\x0c")
        data, _ = program.frame()
        repaints.append(len(data))
        program.drain(0.2)
    refreshes = []
    for key in (QUEUE_KEY, BOARD_KEY):
        program.press(key)
        program.drain(0.3)
        program.press(b"(")
        program.drain(0.3)
        # Twenty times real time: a frame every 40 ms shows what 0.8 s of a busy noon changed.
        program.press(b" " + b">>>>")
        program.drain(0.02)
        frames, end = [], time.perf_counter() + 8
        while time.perf_counter() < end:
            data, at = program.frame(1.0)
            if at:
                frames.append(len(data))
        program.press(b" " + b"<<<<")
        program.drain(0.3)
        refreshes.append(frames)
    program.close()
    peer, name = "htop is not installed", peer_program()
    theirs = 0
    if name:
        program = Program([name, "-d", "10" if name == "htop" else "1"])
        program.drain(0.4, limit=3)
        theirs = len(program.listen(6)) / 6
        program.close(b"q")
        peer = f"{name} {kilobytes(theirs)} an update"
    for title, frames in zip(("queue", "board"), refreshes):
        late = quantile(frames, 0.95)
        bench.table.add(
            f"bytes of a refresh at 200×50, {title}, p95", kilobytes(late), "≤ 1.5 kB", late <= 1500,
            peer, f"{late / theirs:.2f}×" if theirs else "")
        bench.table.add(
            "  mean and most", f"{kilobytes(sum(frames) / len(frames))}, {kilobytes(max(frames))}", "", None,
            f"{len(frames)} frames of 0.8 s at the gate")
    for title, count in zip(("queue", "queue with every row filled", "board"), repaints):
        bench.table.add(f"bytes of a full repaint, {title}", kilobytes(count), "≤ 12 kB", count <= 12_000)


def memory(bench):
    session = Live(bench, "--speed", "0", "--vehicles", "1900")
    used = -1.0
    while session.program.cpu_seconds() - used > 0.05:
        used = session.program.cpu_seconds()
        session.program.listen(1)
    session.program.listen(2)
    resident, most = session.program.memory_kb()
    session.close()
    bench.table.add(
        "memory of a live console after a day, resident", f"{resident / 1024:.0f} MB", "≤ 60 MB",
        resident <= 60 * 1024, f"at most {most / 1024:.0f} MB")


class Road:
    """A live console that hears a pipe: readings go in at one end, and the clock on its glass tells the newest one
    that is durable and shown. Only recorded state is ever shown, so the glass answers for the journal."""

    BOOT, LANES = 77, 12
    NOON_SECONDS = 12 * 3600

    def __init__(self, bench):
        self.bench = bench
        capture = f"{bench.folder}/day.ndjson"
        if not os.path.exists(capture):
            os.system(
                f'"{bench.smartgate}" simulate --vehicles 2000 --seed 1 --date 2026-11-23 --quiet -o "{capture}"')
        self.capture = capture
        self.fifo = f"{bench.folder}/feed"
        if os.path.exists(self.fifo):
            os.remove(self.fifo)
        os.mkfifo(self.fifo)
        self.session = Live(bench, "--feed", self.fifo, "--speed", "0", "--screen", "queue")
        self.emulator = Emulator(200, 50)
        self.sent = {}
        self.latencies = []
        self.shown = 0
        self.second = self.NOON_SECONDS
        self.sequence = [0] * self.LANES
        self.count = 0
        self.pipe = None
        self.lock = threading.Lock()

    def line(self):
        """The next reading: an entry loop of one lane after the other, occupied and free in turn."""
        lane = self.count % self.LANES
        occupied = (self.count // self.LANES) % 2 == 1
        self.count += 1
        self.sequence[lane] += 1
        hours, rest = divmod(self.second - 7 * 3600, 3600)
        source = f"/gate/huu-nghi/lane/{lane + 1}/loop-in"
        return json.dumps({
            "specversion": "1.0", "id": f"{source}:{self.BOOT}:{self.sequence[lane]}", "source": source,
            "type": "vn.smartgate.loop", "sequence": str(self.sequence[lane]), "boot": self.BOOT,
            "receivedtime": f"2026-11-23T{hours:02}:{rest // 60:02}:{rest % 60:02}.000Z",
            "data": {"occupied": occupied}}, separators=(",", ":")).encode() + b"\n"

    def morning(self):
        """Everything up to noon, as fast as it goes."""
        self.pipe = open(self.fifo, "wb", buffering=0)
        stamp = b'"receivedtime":"'
        with open(self.capture, "rb") as file:
            block = []
            for line in file:
                at = line.index(stamp) + len(stamp)
                if line[at:at + 13] >= b"2026-11-23T05":
                    break
                block.append(line)
                if len(block) == 500:
                    self.pipe.write(b"".join(block))
                    block = []
            self.pipe.write(b"".join(block))

    def look(self, seconds):
        """Reads the glass for a while and times what appears on it."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            data, at = self.session.program.frame(min(0.2, max(0.001, end - time.perf_counter())))
            if data:
                self.emulator.feed(data)
            if not at:
                continue
            found = re.search(r"(\d\d):(\d\d):(\d\d)", self.emulator.row(0))
            if found:
                self.shown = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])
                with self.lock:
                    for second in [second for second in self.sent if second <= self.shown]:
                        self.latencies.append(at - self.sent.pop(second))

    def pour(self, rate, seconds, marks):
        """Sends `rate` readings a second; every `marks`-th moves the gate's clock on by a second and is timed."""
        burst = max(1, rate // 200)
        start = time.perf_counter()
        for number in range(0, rate * seconds, burst):
            wait = start + number / rate - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            lines = []
            for offset in range(burst):
                if (number + offset) % marks == 0:
                    self.second += 1
                    with self.lock:
                        self.sent[self.second] = time.perf_counter()
                lines.append(self.line())
            self.pipe.write(b"".join(lines))
        return rate * seconds / (time.perf_counter() - start)

    def run(self, rate, seconds, marks):
        """One pouring while the glass is read, until all of it is shown: the rate reached and the latencies."""
        self.latencies = []
        reached = []
        thread = threading.Thread(target=lambda: reached.append(self.pour(rate, seconds, marks)))
        thread.start()
        while thread.is_alive():
            self.look(0.5)
        began = time.perf_counter()
        while self.sent and time.perf_counter() - began < 60:
            self.look(0.1)
        return reached[0], self.latencies

    def recorded(self):
        connection = sqlite3.connect(self.session.journal)
        pattern = f"%/loop-in {self.BOOT} %"
        count = connection.execute(
            "SELECT count(*) FROM event WHERE kind = 'loopChanged' AND cause LIKE ?", (pattern,)).fetchone()[0]
        connection.close()
        return count


def glass(bench):
    road = Road(bench)
    thread = threading.Thread(target=road.morning)
    thread.start()
    while thread.is_alive():
        road.look(0.3)
    road.look(2)
    # One round lets every loop be free and occupied once, so that from here on each reading is an event.
    road.run(200, 1, 5)
    road.look(1)
    _, latencies = road.run(200, 30, 5)
    late = quantile(latencies, 0.99)
    bench.table.add(
        "reading → durable event → glass, p99 at 200/s, 30 s", milliseconds(late), "≤ 50 ms", late <= 0.05,
        f"p50 {milliseconds(median(latencies))}, most {milliseconds(max(latencies))}")
    # A loop that changes more than 60 times a minute of the gate's time is taken for faulty and its changes are withheld:
    # a second passes at the gate every tenth reading, 50 changes a minute of each loop. Midnight comes after 108 s.
    seconds = min(100, int(os.environ.get("BENCH_FLOOD_SECONDS", "20")))
    before, sent = road.recorded(), road.count
    rate, latencies = road.run(4000, seconds, 10)
    road.look(1)
    lost = (road.count - sent) - (road.recorded() - before)
    bench.table.add(
        f"lost at 4,000/s for {seconds} s", f"{lost} of {road.count - sent:,}", "0", lost == 0,
        f"{human(rate)}/s reached, p99 {milliseconds(quantile(latencies, 0.99))}")
    road.session.close()
    os.remove(road.fifo)
