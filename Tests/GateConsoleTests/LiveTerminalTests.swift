import ConsoleSupport
import Foundation
import GateJournal
import GateModel
import TerminalSupport
import TestSupport
import TestTraits
import Testing

/// The real program on a pseudo-terminal, read through libvterm.
final class LiveConsole {
    let terminal: PseudoTerminal
    let program: TerminalProgram
    private(set) var screen: VirtualTerminal
    private(set) var width: Int
    private(set) var height: Int
    /// Everything written since the start.
    private(set) var bytes: [UInt8] = []
    let before: [UInt32]

    init(_ arguments: [String], width: Int = 80, height: Int = 24, environment: [String: String] = [:]) throws {
        self.width = width
        self.height = height
        terminal = try PseudoTerminal(width: width, height: height)
        before = terminal.settings
        screen = VirtualTerminal(width: width, height: height)
        var variables = ["SMARTGATE_HOME": Repository.root, "LANG": "vi_VN.UTF-8"]
        variables.merge(environment) { $1 }
        program = try TerminalProgram(
            [BuiltProduct.path("smartgate")] + arguments, on: terminal, environment: variables)
    }

    var text: String { screen.text(width: width, height: height) }
    func line(_ y: Int) -> String { screen.line(y, width: width) }

    /// Takes over what the program has written.
    func pump() {
        let new = terminal.read()
        bytes += new
        screen.feed(new)
    }

    /// Reads until the condition holds; false when the time is over. Waits without holding a thread, for other tests
    /// run beside this one; and counts its looks rather than the time, for where tasks wait for threads all of them do.
    nonisolated(nonsending) func until(seconds: Double = 30, _ condition: () -> Bool) async -> Bool {
        for _ in 0...Int(seconds * 1000 / 3) {
            pump()
            if condition() { return true }
            try? await Task.sleep(for: .milliseconds(3))
        }
        return false
    }

    nonisolated(nonsending) func until(shows wanted: String, seconds: Double = 30) async -> Bool {
        await until(seconds: seconds) { text.contains(wanted) }
    }

    func resize(width: Int, height: Int) {
        self.width = width
        self.height = height
        screen.resize(width: width, height: height)
        terminal.resize(width: width, height: height)
    }

    var wrote: String { String(decoding: bytes, as: UTF8.self) }

    /// Leaves with Ctrl-Q and says whether it ended.
    nonisolated(nonsending) func quit() async -> Bool {
        terminal.type("\u{11}")
        return await until { program.hasEnded }
    }
}

@Suite("The console on a terminal", .serialized, .calm) struct LiveTerminalTests {
    let folder: ScratchFolder
    init() throws { folder = try ScratchFolder() }

    private func start(
        _ extra: [String] = [], speed: String = "20", width: Int = 80, height: Int = 24,
        environment: [String: String] = [:]
    ) throws -> LiveConsole {
        try LiveConsole(
            [
                "run", "--speed", speed, "--vehicles", "200", "--date", "2026-03-02", "--from", "07:30", "--journal",
                folder.file("run.journal"), "--capture", folder.file("run.capture"), "--officer", "T. Hà",
            ] + extra, width: width, height: height, environment: environment)
    }

    @Test(
        "The first frame appears, function keys switch screens, the language key works, Ctrl-Q gives the terminal back")
    func tour() async throws {
        let console = try start()
        #expect(await console.until(shows: "HỮU NGHỊ"), "\(console.text)")
        #expect(console.wrote.contains("\u{1B}[?1049h"))
        #expect(console.terminal.settings != console.before)
        #expect(await console.until(shows: "LÀN 3"), "\(console.text)")
        for (key, title) in [
            ("\u{1B}OQ", "XE TẠI CỬA KHẨU"), ("\u{1B}[15~", "làn"), ("\u{1B}[17~", "BÁO ĐỘNG"), ("\u{1B}OP", "LÀN 3"),
        ] {
            console.terminal.type(key)
            #expect(await console.until { console.line(1).contains(title) }, "\(title):\n\(console.text)")
        }
        console.terminal.type("\u{0E}")
        #expect(await console.until(shows: "LANE 3"), "\(console.text)")
        console.terminal.type("\u{1B}OQ")
        #expect(await console.until(shows: "VEHICLES"))
        // A vehicle chosen and copied.
        #expect(await console.until { console.line(3).contains { $0.isNumber } }, "\(console.text)")
        console.terminal.type("\u{1B}[By")
        #expect(await console.until { console.wrote.contains("\u{1B}]52;c;") }, "\(console.text)")
        // Esc alone, many times, never leaves.
        for _ in 0..<5 { console.terminal.type("\u{1B}") }
        console.terminal.type("?")
        #expect(await console.until(shows: "Keys"), "\(console.text)")
        #expect(!console.program.hasEnded)
        #expect(await console.quit())
        console.pump()
        #expect(console.program.exitCode == 0)
        #expect(console.terminal.settings == console.before)
        #expect(console.wrote.components(separatedBy: "\u{1B}[?1049l").count == 2)
        #expect(console.wrote.contains("\u{1B}[?25h"))
        #expect(try RecordedDay.load(folder.file("run.journal"), verifying: true).events.count > 100)
    }

    @Test("A signal gives the terminal back and tells by the status", arguments: [SIGTERM, SIGHUP, SIGINT])
    func signals(signal: Int32) async throws {
        let console = try start()
        #expect(await console.until(shows: "LÀN 3"), "\(console.text)")
        kill(console.program.process, signal)
        #expect(await console.until { console.program.hasEnded })
        console.pump()
        #expect(console.program.exitCode == 128 + signal)
        #expect(console.terminal.settings == console.before)
        #expect(console.wrote.contains("\u{1B}[?1049l"))
        #expect(try RecordedDay.load(folder.file("run.journal"), verifying: true).events.count > 10)
    }

    @Test("Resized at any moment, to any size, it goes on and draws the whole of the last one") func resizing()
        async throws
    {
        let seed = UInt64.random(in: 1...9_999)
        print("resize: seed \(seed)")
        var random = SeededRandom(seed: seed)
        let console = try start()
        #expect(await console.until(shows: "LÀN 3"))
        let odd = [(1, 1), (2, 2), (5, 60), (300, 3), (59, 15), (60, 14), (500, 120)]
        for step in 0..<25 {
            let size = step < odd.count ? odd[step] : (1 + random.below(220), 1 + random.below(70))
            console.resize(width: size.0, height: size.1)
            console.terminal.type(["\u{1B}OP", "\u{1B}OQ", "\u{1B}[15~", "\u{1B}[17~", "?", "\u{1B}"][random.below(6)])
            // Half of the times without waiting for a frame.
            if random.below(2) == 0 { _ = await console.until(seconds: 0.05) { false } }
            #expect(!console.program.hasEnded, "seed \(seed) step \(step) \(size)")
        }
        console.resize(width: 100, height: 30)
        console.terminal.type("\u{1B}\u{1B}OP")
        #expect(
            await console.until {
                console.line(0).contains("HỮU NGHỊ") && console.line(1).hasPrefix("┌")
                    && console.line(27).hasPrefix("└")
            }, "seed \(seed):\n\(console.text)")
        #expect(await console.quit() && console.program.exitCode == 0)
    }

    @Test("A terminal of another kind", arguments: ["xterm", "screen-256color", "linux", "vt100"])
    func kinds(type: String) async throws {
        let console = try start(["--ascii"], environment: ["TERM": type, "NO_COLOR": "1"])
        #expect(await console.until { console.text.contains("LAN 3") || console.program.hasEnded }, "\(console.text)")
        #expect(console.text.contains("LAN 3"), "\(console.text)")
        #expect(!console.text.unicodeScalars.contains { $0.value > 0x7E })
        #expect(await console.quit() && console.program.exitCode == 0)
    }

    @Test("Without a terminal it says so instead of starting") func noTerminal() async throws {
        let run = try await Program.run("run", "--journal", folder.file("x.journal"), "--vehicles", "1", input: "")
        #expect(run.status != 0 && !run.err.isEmpty, "\(run)")
    }

    @Test("Nothing moves, nothing is written: a paused replay and an ended feed") func idle() async throws {
        try SampleCapture.write(await Stretch.small.value, to: folder.file("day.ndjson"))
        let day = folder.file("day.journal")
        #expect(
            try await Program.run("station", "--feed", folder.file("day.ndjson"), "--speed", "0", "--journal", day)
                .status
                == 0)
        for arguments in [
            ["replay", day, "--from", "07:03"],
            ["run", "--feed", folder.file("day.ndjson"), "--speed", "0", "--journal", day],
        ] {
            let console = try LiveConsole(arguments)
            #expect(await console.until(shows: "LÀN 3"), "\(console.text)")
            let isLive = arguments[0] == "run"
            #expect(
                await console.until { !isLive || console.line(22).contains { $0.isLetter } },
                "the end of the feed is told:\n\(console.text)")
            // Let what is under way come to rest: a second without a byte, within ten.
            var quiet = -1
            for _ in 0..<10 where quiet != 0 {
                let start = console.bytes.count
                _ = await console.until(seconds: 1) { false }
                quiet = console.bytes.count - start
            }
            #expect(quiet == 0, "\(arguments[0]): \(quiet) bytes in an idle second")
            console.terminal.type("\u{1B}[15~")
            #expect(await console.until { !console.text.contains("LÀN 3 ▸") }, "it still listens")
            #expect(await console.quit())
        }
    }

    @Test("A live clock costs its own digits") func clockCost() async throws {
        // Before opening hours of a day without vehicles nothing but the clock moves.
        let console = try LiveConsole([
            "run", "--speed", "1", "--vehicles", "0", "--date", "2026-03-02", "--from", "02:00", "--journal",
            folder.file("idle.journal"),
        ])
        #expect(await console.until(shows: "LÀN 3"), "\(console.text)")
        // Counted by the clock on the glass, not by ours: five of its seconds, however long a busy host takes for them.
        // None of them turns a ten over, and the gate's look after itself at each half minute is past (by the third
        // second its outcome stands, by the fourth the cursor is back at the clock).
        func second(_ digit: String) async -> (clock: Substring, bytes: Int) {
            func clock() -> Substring { console.line(0).firstMatch(of: #/\d\d:\d\d:\d\d/#)?.output ?? "" }
            #expect(await console.until { clock().hasSuffix(digit) }, "\(console.line(0))")
            return (clock(), console.bytes.count)
        }
        #expect(await console.until(shows: "barie số 2 đóng"), "\(console.text)")
        var start = await second("4")
        var end = await second("9")
        // A reader held up for seconds can miss the end of its ten; it takes the next.
        for _ in 0..<5 where start.clock.dropLast() != end.clock.dropLast() {
            start = await second("4")
            end = await second("9")
        }
        let perSecond = Double(end.bytes - start.bytes) / 5
        print("idle live: \(perSecond) bytes a second from \(start.clock) to \(end.clock)")
        #expect(start.clock.dropLast() == end.clock.dropLast(), "the five seconds were not seen")
        #expect(perSecond <= 20, "\(perSecond) bytes a second")
        #expect(await console.quit())
    }
}

@Suite("Stalled terminal", .serialized, .calm) struct StallTests {
    static let seconds = ProcessInfo.processInfo.environment["SMARTGATE_STALL_SECONDS"].flatMap(Double.init) ?? 1

    @Test("Stall: the picture waits, the gate goes on, and then the newest frame appears") func stall() async throws {
        let folder = try ScratchFolder()
        let path = folder.file("run.journal")
        let console = try LiveConsole(
            [
                "run", "--speed", "60", "--vehicles", "400", "--date", "2026-03-02", "--from", "07:30", "--journal",
                path,
                "--screen", "board",
            ], width: 200, height: 50)
        #expect(await console.until(shows: "HỮU NGHỊ"), "\(console.text)")
        // The morning before half past seven has to be in first.
        #expect(
            await console.until(seconds: 60) { console.line(0).contains("07:3") || console.line(0).contains("07:4") },
            "\(console.line(0))")
        func position() throws -> JournalPosition { try RecordedDay.load(path).position }
        let before = try position().head

        // The peer stops reading; keys make frames so large that the line must fill up.
        var grown = 0
        var last = before
        let end = ContinuousClock.now + .seconds(Self.seconds)
        var index = 0
        while ContinuousClock.now < end || grown < 3 {
            console.terminal.type(["\u{1B}OP", "\u{1B}OQ", "\u{1B}[15~", "\u{1B}[17~", "\u{0C}"][index % 5])
            index += 1
            // Holds its thread: this second must not be spent waiting behind other tests.
            usleep(3_000)
            let head = try position().head
            if head > last { grown += 1 }
            last = head
            if ContinuousClock.now > end + .seconds(30) { break }
        }
        #expect(grown >= 3, "the journal grew \(grown) times while the terminal stood still")
        #expect(last > before)
        #expect(!console.program.hasEnded)

        // Reading again: the clock shown soon is the clock of the newest event.
        console.terminal.type("\u{1B}OP")
        func shownSeconds() -> Int? {
            let words = console.line(0).split(separator: " ")
            let clock = words.first { $0.count == 8 && $0.filter { $0 == ":" }.count == 2 }
            let parts = clock?.split(separator: ":").compactMap { Int($0) } ?? []
            return parts.count == 3 ? (parts[0] * 60 + parts[1]) * 60 + parts[2] : nil
        }
        let microseconds = try position().lastRecordedAtMicroseconds
        let wanted = Int(microseconds / 1_000_000 - SampleCapture.midnight.milliseconds / 1000)
        #expect(
            await console.until {
                (shownSeconds() ?? 0) >= wanted && console.text.contains("LÀN 3") && console.line(1).hasPrefix("┌")
                    && console.line(47).hasPrefix("└")
            }, "\(wanted):\n\(console.text)")
        #expect(await console.quit() && console.program.exitCode == 0)
        let day = try RecordedDay.load(path, verifying: true)
        #expect(day.position.head >= last)
        print("stall of \(Self.seconds) s: events \(before) → \(last), \(grown) times seen growing")
    }

    @Test("Stall: it still leaves, and gives the terminal back") func leaving() async throws {
        let folder = try ScratchFolder()
        let console = try LiveConsole(
            [
                "run", "--speed", "60", "--vehicles", "100", "--date", "2026-03-02", "--from", "07:00", "--journal",
                folder.file("run.journal"),
            ], width: 200, height: 50)
        #expect(await console.until(shows: "LÀN 3"))
        for index in 0..<400 {
            console.terminal.type(["\u{1B}OP", "\u{1B}OQ", "\u{1B}[15~", "\u{0C}"][index % 4])
            usleep(1_000)
        }
        kill(console.program.process, SIGTERM)
        let end = ContinuousClock.now + .seconds(15)
        while !console.program.hasEnded, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(2)) }
        #expect(console.program.exitCode == 128 + SIGTERM)
        #expect(console.terminal.settings == console.before)
    }
}
