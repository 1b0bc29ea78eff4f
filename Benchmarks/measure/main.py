"""Measures every budget in turn with its peer, round by round, and prints the table.

Usage: main.py REPOSITORY FOLDER ROUNDS (see ../run). Progress goes to standard error, the table to standard output.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from statistics import median

import console
from table import Table, human, milliseconds

DAYS, VEHICLES = 4, 2050


class Bench:
    def __init__(self, root, folder, rounds):
        self.root, self.folder, self.rounds = root, folder, rounds
        self.programs = f"{root}/Benchmarks/.build/release"
        self.smartgate = f"{self.programs}/smartgate"
        self.table = Table()
        os.environ["SMARTGATE_HOME"] = root
        self.journal = self.recorded_days()

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    def measure(self, *words):
        """One round of gate-bench: its figures by name, in lists where a name comes again."""
        output = subprocess.run(
            [f"{self.programs}/gate-bench", *map(str, words)], check=True, capture_output=True, text=True)
        figures = {}
        for line in output.stdout.splitlines():
            name, value = line.split()
            figures.setdefault(name, []).append(float(value))
        return figures

    def recorded_days(self):
        """A journal of several simulated days: each day's devices start anew, so each has a boot of its own."""
        path = f"{self.folder}/days.journal"
        if os.path.exists(path):
            return path
        self.say(f"recording {DAYS} days of {VEHICLES} vehicles")
        days = "; ".join(
            f'"{self.smartgate}" simulate --quiet --vehicles {VEHICLES} --seed {day} --date 2026-11-{20 + day} -o - '
            f"| sed 's/\"boot\":1,/\"boot\":{day},/'"
            for day in range(1, DAYS + 1))
        subprocess.run(
            f'( {days} ) | "{self.smartgate}" station --feed - --speed 0 --journal "{path}.part" >&2',
            shell=True, check=True)
        subprocess.run([self.smartgate, "verify", f"{path}.part"], check=True, stdout=sys.stderr)
        os.rename(f"{path}.part", path)
        return path

    # Model and journal

    def fold(self):
        rounds = [self.measure("fold", self.journal) for _ in range(self.rounds)]
        peers = [self.sqlite_and_json() for _ in range(min(3, self.rounds))]

        def middle(name):
            return median(figures[name][0] for figures in rounds)

        fold, both, one = middle("fold_per_s"), middle("disk2_per_s"), middle("disk1_per_s")
        events = int(rounds[0]["events"][0])
        same = all(figures["same1"][0] and figures["same2"][0] and not figures["anomalies"][0] for figures in rounds)
        self.table.add(f"fold, {events:,} decoded events", human(fold) + "/s", "≥ 5 M/s", fold >= 5e6)
        self.table.add(
            "read, decode, fold from disk: two cores", human(both) + "/s", "≥ 1 M/s", both >= 1e6 and same,
            f"sqlite3 + json (Python) {human(median(peers))}/s, decoding only", f"{both / median(peers):.3g}×")
        self.table.add("  one core", human(one) + "/s", "", None, "", f"{one / median(peers):.3g}×")

    def sqlite_and_json(self):
        import json
        connection = sqlite3.connect(self.journal)
        start, count = time.perf_counter(), 0
        for row in connection.execute("SELECT seq, recorded_at, actor, kind, body FROM event WHERE seq <= 100000"):
            json.loads(row[4])
            count += 1
        seconds = time.perf_counter() - start
        connection.close()
        return count / seconds

    def append(self):
        folder = f"{self.folder}/append"
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        figures = self.measure("journal", self.journal, folder, self.rounds)
        shutil.rmtree(folder)
        for name, title, limit in (("single", "one at a time", 0.6), ("batch", "batches of 100", 0.3)):
            ours, peer = figures[f"{name}_per_s"], figures[f"{name}_peer_per_s"]
            ratio = median(a / b for a, b in zip(ours, peer))
            late = median(a / b for a, b in zip(figures[f"{name}_p99_s"], figures[f"{name}_peer_p99_s"]))
            self.table.add(
                f"durable append, {title}", human(median(ours)) + "/s", f"≥ {limit}×", ratio >= limit,
                f"preallocated file + fdatasync {human(median(peer))}/s", f"{ratio:.2f}×")
            self.table.add(
                "  p99", milliseconds(median(figures[f"{name}_p99_s"])), "≤ 2.5×", late <= 2.5,
                milliseconds(median(figures[f"{name}_peer_p99_s"])), f"{late:.2f}×")

    # Simulation

    def engine(self):
        ours, peer, ratios, equal = [], [], [], True
        for _ in range(self.rounds):
            figures = self.measure("engine", 5_000_000)
            words = subprocess.run(
                [f"{self.folder}/mmc", "6", "0.868", "90", "1", "5000000"], check=True, capture_output=True,
                text=True).stdout.split()
            ours.append(figures["events_per_s"][0])
            peer.append(float(words[words.index("M") - 1]) * 1e6)
            ratios.append(ours[-1] / peer[-1])
            equal = equal and int(words[words.index("wait_us") + 1]) == int(figures["wait_us"][0])
        ratio = median(ratios)
        self.table.add(
            "bare engine, M/M/6", human(median(ours)) + " events/s", "≥ 0.6×", ratio >= 0.6,
            f"C, binary heap {human(median(peer))}/s", f"{ratio:.2f}×")
        self.table.add("  sum of waits of 5 M customers", "equal" if equal else "differs", "to the bit", equal, "C")
        self.simpy()
        figures = self.measure("truth")
        mean, half, exact = (figures[name][0] for name in ("mean_s", "half_width_s", "erlang_s"))
        self.table.add(
            "queue truth, M/M/6 at 0.868", f"{mean:.2f} ± {half:.2f} s", "75.584 s inside",
            abs(mean - 75.584) <= half and abs(mean - exact) <= half, f"Erlang C {exact:.3f} s")

    def simpy(self):
        python = f"{self.folder}/venv/bin/python"
        script = f"{self.root}/Benchmarks/peers/mmc_simpy.py"
        known = os.path.exists(python) and subprocess.run([python, "-c", "import simpy"], capture_output=True)
        if not known or known.returncode != 0:
            self.table.add("bare engine beside SimPy", "–", "≥ 50×", None, "SimPy could not be installed")
            return
        rates, ratios = [], []
        for _ in range(min(3, self.rounds)):
            ours = self.measure("engine", 2_000_000)["events_per_s"][0]
            words = subprocess.run(
                [python, script, "6", "0.868", "90", "1", "100000"], check=True, capture_output=True,
                text=True).stdout.split()
            rates.append(float(words[words.index("M") - 1]) * 1e6)
            ratios.append(ours / rates[-1])
        self.table.add(
            "bare engine beside SimPy", "", "≥ 50×", median(ratios) >= 50, f"SimPy {human(median(rates))}/s",
            f"{median(ratios):.0f}×")

    def day(self):
        rounds = [self.measure("day", 2000) for _ in range(self.rounds)]
        seconds = median(figures["day_s"][0] for figures in rounds)
        messages, size = int(rounds[0]["messages"][0]), rounds[0]["bytes"][0] / 1e6
        self.table.add(
            f"day of 2,000 vehicles: {messages:,} messages, {size:.0f} MB", f"{seconds:.2f} s", "≤ 1 s", seconds <= 1)
        walls = []
        for _ in range(self.rounds):
            start = time.perf_counter()
            subprocess.run(
                [self.smartgate, "simulate", "--vehicles", "2000", "--seed", "1", "--date", "2026-11-23", "--quiet",
                 "-o", f"{self.folder}/day.ndjson"], check=True)
            walls.append(time.perf_counter() - start)
        size = os.path.getsize(f"{self.folder}/day.ndjson") / 1e6
        wall = median(walls)
        self.table.add(f"  smartgate simulate -o FILE, {size:.0f} MB", f"{wall:.2f} s", "≤ 1 s", wall <= 1)
        self.station()

    def station(self):
        """The whole road of a day's messages: decode, decide, record durably, fold."""
        rates, events = [], 0
        for index in range(min(3, self.rounds)):
            start = time.perf_counter()
            output = subprocess.run(
                [self.smartgate, "station", "--json", "--feed", f"{self.folder}/day.ndjson", "--speed", "0",
                 "--journal", f"{self.folder}/station-{index}.journal"], check=True, capture_output=True, text=True)
            seconds = time.perf_counter() - start
            rates.append(int(output.stdout.split('"received":')[1].split(",")[0]) / seconds)
            events = int(output.stdout.split('"events":')[1].split(",")[0])
            for name in os.listdir(self.folder):
                if name.startswith(f"station-{index}.journal"):
                    os.remove(f"{self.folder}/{name}")
        self.table.add(f"  smartgate station on that file, {events:,} events", human(median(rates)) + " messages/s")

    # Replay and devices

    def replay(self):
        rounds = [self.measure("replay", self.journal) for _ in range(self.rounds)]

        def middle(name):
            return median(figures[name][0] for figures in rounds)

        load, index = middle("load_s"), middle("index_s")
        events = int(rounds[0]["events"][0])
        self.table.add(
            f"open a recording of {events:,} events", milliseconds(load + index), "≤ 300 ms", load + index <= 0.3,
            f"load {milliseconds(load)}, snapshots {milliseconds(index)}")
        self.lnav(load + index)
        sound = all(
            figures["hash_equal"] == figures["hash_checked"] and "wrong" not in figures for figures in rounds)
        self.table.add(
            "seek anywhere, p99", milliseconds(middle("seek_p99_s")), "≤ 16 ms", middle("seek_p99_s") <= 0.016,
            f"p50 {milliseconds(middle('seek_p50_s'))}")
        self.table.add("  state hash = full fold", "10 of 10" if sound else "differs", "equal", sound)

    def lnav(self, ours):
        """The same events as lines of a log, opened by lnav without a screen."""
        if not shutil.which("lnav"):
            self.table.add("  beside lnav", "–", "≥ 3×", None, "lnav is not installed")
            return
        path = f"{self.folder}/events.log"
        connection = sqlite3.connect(self.journal)
        with open(path, "w", encoding="utf-8") as file:
            for received, actor, kind, body in connection.execute("SELECT recorded_at, actor, kind, body FROM event"):
                moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(received // 1_000_000))
                file.write(f"{moment}.{received % 1_000_000:06} INFO {actor} {kind} {body}\n")
        connection.close()
        times = []
        for _ in range(min(3, self.rounds)):
            start = time.perf_counter()
            subprocess.run(["lnav", "-n", "-q", path], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            times.append(time.perf_counter() - start)
        os.remove(path)
        ratio = median(times) / ours
        self.table.add("  beside lnav", "", "≥ 3×", ratio >= 3, f"lnav {milliseconds(median(times))}", f"{ratio:.1f}×")

    def devices(self):
        rounds = [self.measure("devices") for _ in range(self.rounds)]

        def middle(name):
            return median(figures[name][0] for figures in rounds)

        ratio = median(figures["plates_decoded_per_s"][0] / figures["plates_peer_per_s"][0] for figures in rounds)
        size = int(rounds[0]["plate_bytes"][0])
        plates, lines = middle("plates_decoded_per_s"), middle("portal_lines_decoded_per_s")
        self.table.add(
            f"plate messages decoded, {size} B each", human(plates) + "/s", "≥ 500 k/s", plates >= 5e5,
            f"JSONSerialization, tree only {human(middle('plates_peer_per_s'))}/s", f"{ratio:.2g}×")
        self.table.add("  through the desk", human(middle("plates_per_s")) + "/s")
        self.table.add("portal lines decoded", human(lines) + "/s", "≥ 2 M/s", lines >= 2e6)
        self.table.add("  through the desk", human(middle("portal_lines_per_s")) + "/s")
        self.table.add("a day's mix through the desk", human(middle("all_per_s")) + " messages/s")

    # Matching

    def matching(self):
        """One round, for all but the times is the same in every one (docs/matching.md)."""
        figures = {name: values[0] for name, values in self.measure("matching").items()}
        reader = "heldout" if "region_heldout_bar_recall" in figures else "madeup"
        for place in ("spread", "region", "border"):
            def of(name):
                return figures[f"{place}_{reader}_{name}"]
            self.table.add(
                f"weak reads of 5,000 declared ({place}, {reader}), 2 % false", f"{of('bar_recall'):.3f}", "≥ 0.95",
                of("bar_recall") >= 0.95, f"one edit {of('edit1_recall'):.2f} at {of('edit1_false'):.3f}")
            self.table.add(
                "  taken without a person", f"{of('automatic_recall'):.3f}", "", None,
                f"false {of('automatic_false'):.4f}, wrong {of('automatic_wrong'):.4f}")
        p50, mean = figures["million_p50_us"], figures["million_mean_us"]
        memory, build = figures["million_index_mb"], figures["million_build_s"]
        recall = figures["million_recall"]
        self.table.add("one million plates, p50", f"{p50:.1f} µs", "≤ 10 µs", p50 <= 10)
        self.table.add("  mean", f"{mean:.1f} µs", "≤ 50 µs", mean <= 50)
        self.table.add("  memory", f"{memory:.0f} MB", "≤ 80 MB", memory <= 80)
        self.table.add("  build", f"{build:.2f} s", "≤ 2 s", build <= 2)
        self.table.add("  recall@1, 0–2 errors", f"{recall:.3f}", "≥ 0.87", recall >= 0.87)


def main():
    root, folder, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    bench = Bench(root, folder, max(1, rounds))
    parts = [
        bench.fold, bench.append, bench.engine, bench.day, bench.replay, bench.devices, bench.matching,
        lambda: console.first_frames(bench), lambda: console.keys(bench), lambda: console.idle(bench),
        lambda: console.sizes(bench), lambda: console.memory(bench), lambda: console.glass(bench),
    ]
    names = "fold append engine day replay devices matching first-frame keys idle bytes memory glass".split()
    chosen = os.environ.get("BENCH_ONLY", "").split() or names
    loads = []
    for name, part in zip(names, parts):
        if name in chosen:
            bench.say(f"measuring {name}")
            loads.append((os.getloadavg()[0], name))
            part()
    print(bench.table.text())
    # Absolute times suffer where others use the machine; a reader must be able to see it.
    most, name = max(loads, default=(0.0, "nothing"))
    print(f"\n{os.cpu_count()} cores; the machine's load was at most {most:.1f}, when {name} began.")


if __name__ == "__main__":
    main()
