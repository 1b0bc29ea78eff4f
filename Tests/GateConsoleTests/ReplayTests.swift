import ConsoleSupport
import Foundation
import GateGrid
import GateJournal
import GateModel
import GateScreens
import GateTerminal
import GateText
import TestSupport
import TestTraits
import Testing

@testable import GateConsole

@Suite("Replay") struct ReplayTests {
    static let seed = ProcessInfo.processInfo.environment["SMARTGATE_SEED"].flatMap(UInt64.init) ?? 77

    static func day() async throws -> ReplayDay { ReplayDay(events: try await SampleMorning.shared.value.events) }

    /// Hashes of the fold from the start at chosen counts.
    static func folds(_ day: ReplayDay, at counts: [Int]) -> [Int: String] {
        var found: [Int: String] = [:]
        let wanted = Set(counts)
        var state = GateState()
        if wanted.contains(0) { found[0] = StateHash.of(state).hex }
        for (index, event) in day.events.enumerated() {
            state.apply(event)
            if wanted.contains(index + 1) { found[index + 1] = StateHash.of(state).hex }
        }
        return found
    }

    @Test("Any moment is the fold from the start", .ownThread) func seekAnywhere() async throws {
        let day = try await Self.day()
        #expect(day.events.count > ReplayDay.snapshotInterval * 2, "snapshots take part: \(day.events.count)")
        print("seek: SMARTGATE_SEED=\(Self.seed), \(day.events.count) events")
        var random = SeededRandom(seed: Self.seed)
        let interval = ReplayDay.snapshotInterval
        let counts =
            [0, 1, 2, interval - 1, interval, interval + 1, day.events.count - 1, day.events.count]
            + (0..<60).map { _ in random.below(day.events.count + 1) }
        let folds = Self.folds(day, at: counts)
        for count in counts.shuffled(using: &random) {
            #expect(StateHash.of(day.state(after: count)).hex == folds[count], "seed \(Self.seed): \(count)")
        }
        #expect(StateHash.of(day.state(after: -5)).hex == folds[0])
        #expect(StateHash.of(day.state(after: .max)).hex == folds[day.events.count])
    }

    @Test("A replay begins paused at the day's first event") func beginning() async throws {
        let day = try await Self.day()
        let controller = ReplayController(day: day)
        #expect(controller.now == day.start && controller.position > 0 && controller.status.isPaused)
        #expect(day.count(upTo: day.start) == controller.position)
        #expect(day.start < SampleCapture.time(0, 1), "declarations come in before the gate opens")
    }

    @Test("The transport: whatever was pressed, the state is the fold of the events before the cursor")
    func transport() async throws {
        let day = try await Self.day()
        var random = SeededRandom(seed: Self.seed &+ 1)
        var controller = ReplayController(day: day)
        var visited: [(Int, String, String)] = []
        for step in 0..<120 {
            let commands: [ReplayCommand] = [
                .step(1), .step(-1), .step(1 + random.below(50)), .step(-1 - random.below(50)), .jump(.minutes(10)),
                .jump(.minutes(-10)), .nextAlarm, .previousAlarm, .mark, .goToMark, .togglePause, .faster, .slower,
                .goTo(secondsOfDay: 6 * 3600 + random.below(3 * 3600)),
            ]
            let command = commands[random.below(commands.count)]
            if random.below(4) == 0 {
                controller.advance(by: .milliseconds(Int64(random.below(3_000))))
            } else {
                _ = controller.perform(command)
            }
            #expect(controller.now >= day.start && controller.now <= day.end)
            visited.append((controller.position, StateHash.of(controller.state).hex, "step \(step) \(command)"))
        }
        let folds = Self.folds(day, at: visited.map(\.0))
        for (position, hash, what) in visited {
            #expect(hash == folds[position], "seed \(Self.seed): \(what) at \(position)")
        }
        #expect(Set(visited.map(\.0)).count > 30)
    }

    @Test("One step is one event; back and forth ends where it began") func steps() async throws {
        let day = try await Self.day()
        var controller = ReplayController(day: day, at: SampleCapture.time(7, 30))
        let (start, hash) = (controller.position, StateHash.of(controller.state).hex)
        for _ in 0..<20 { _ = controller.perform(.step(-1)) }
        #expect(controller.position == start - 20)
        for _ in 0..<20 { _ = controller.perform(.step(1)) }
        #expect(controller.position == start && StateHash.of(controller.state).hex == hash)
        #expect(controller.isPlaying == false)
        _ = controller.perform(.step(-1_000_000))
        #expect(controller.position == 0 && controller.now == day.start)
        _ = controller.perform(.step(1_000_000))
        #expect(controller.position == day.events.count)
    }

    @Test("Next and previous alarm stop on every alarm in order, and say when there is none") func alarms() async throws
    {
        let day = try await Self.day()
        try #require(day.alarmIndexes.count > 2, "the morning has alarms")
        var controller = ReplayController(day: day)
        for index in day.alarmIndexes {
            guard case .done = controller.perform(.nextAlarm) else {
                Issue.record("alarm \(index) not found")
                return
            }
            #expect(controller.position == index + 1)
            #expect(controller.now == day.time(of: index))
        }
        guard case .noAlarm = controller.perform(.nextAlarm) else {
            Issue.record("an alarm after the last")
            return
        }
        for index in day.alarmIndexes.dropLast().reversed() {
            _ = controller.perform(.previousAlarm)
            #expect(controller.position == index + 1)
        }
        guard case .noAlarm = controller.perform(.previousAlarm) else {
            Issue.record("an alarm before the first")
            return
        }
    }

    @Test("Time passes at the chosen speed, without loss of fractions, and stops at the end") func speed() async throws
    {
        let day = try await Self.day()
        for (index, speed) in ReplayController.speeds.enumerated() where speed <= 6_000 {
            var controller = ReplayController(day: day, at: SampleCapture.time(7, 15))
            while controller.speedIndex < index { _ = controller.perform(.faster) }
            while controller.speedIndex > index { _ = controller.perform(.slower) }
            _ = controller.perform(.togglePause)
            // 997 frames of 7 ms: no millisecond may get lost between frames.
            for _ in 0..<997 { controller.advance(by: .milliseconds(7)) }
            let gone = (controller.now - SampleCapture.time(7, 15)).milliseconds
            #expect(gone == 6_979 * Int64(speed) / 100, "speed \(speed)")
            #expect(controller.position == day.count(upTo: controller.now))
        }
        var controller = ReplayController(day: day, at: SampleCapture.time(8))
        _ = controller.perform(.togglePause)
        controller.advance(by: .hours(30))
        #expect(controller.position == day.events.count && controller.now == day.end && !controller.isPlaying)
        #expect(controller.status.isPaused)
        controller.advance(by: .hours(1))
        #expect(controller.now == day.end)
        _ = controller.perform(.togglePause)
        #expect(controller.isPlaying && controller.now == day.start, "play at the end begins again")
    }

    @Test("Go to a time: the gate's own clock, from anywhere") func goTo() async throws {
        let day = try await Self.day()
        for start in [SampleCapture.time(7, 1), SampleCapture.time(8, 5)] {
            var controller = ReplayController(day: day, at: start)
            _ = controller.perform(.goTo(secondsOfDay: 7 * 3600 + 25 * 60))
            #expect(controller.now == SampleCapture.time(7, 25))
        }
        // Also from before the first event, where nothing is known of the gate yet.
        var controller = ReplayController(day: day)
        _ = controller.perform(.step(-1_000))
        #expect(controller.position == 0)
        _ = controller.perform(.goTo(secondsOfDay: 7 * 3600 + 25 * 60))
        #expect(controller.now == SampleCapture.time(7, 25))
    }

    @Test("A day without events can be opened") func emptyDay() {
        var controller = ReplayController(day: ReplayDay(events: []))
        for command: ReplayCommand in [
            .togglePause, .step(1), .step(-1), .nextAlarm, .previousAlarm, .goTo(secondsOfDay: 1), .jump(.minutes(10)),
        ] {
            _ = controller.perform(command)
        }
        controller.advance(by: .seconds(5))
        #expect(controller.position == 0)
    }

    @Test("Any keys in a replay: the world never gets an act and the screen is always the fold")
    func fuzz() async throws {
        let day = try await Self.day()
        let words = try House.allWords()
        var world = ReplayWorld(controller: ReplayController(day: day, at: SampleCapture.time(7, 30)))
        var core = ConsoleApp.core(
            GlassOptions(
                person: Person(name: "T. Hà", agency: .borderGuard), lane: HandMade.lane(3), language: .vietnamese,
                dumpFolder: "/"),
            words, mode: world.mode)
        var random = SeededRandom(seed: Self.seed)
        let keys =
            BindingTable.all.flatMap(\.keys) + [.enter, .escape, .character("1"), .character("y"), .paste("07:30")]
        for step in 0..<3_000 {
            _ = world.refresh(&core.context)
            for effect in core.handle(keys[random.below(keys.count)]) {
                switch effect {
                case .act: Issue.record("seed \(Self.seed) step \(step): an act")
                case .replay(let command): world.perform(command, &core)
                default: break
                }
            }
            if step % 10 == 0 { world.advance(by: .milliseconds(33)) }
            if step % 300 == 0 {
                _ = world.refresh(&core.context)
                let grid = core.render(width: 100, height: 30)
                #expect(grid.width == 100)
                #expect(
                    StateHash.of(core.context.state).hex
                        == StateHash.of(day.state(after: world.controller.position)).hex)
            }
        }
    }
}

@Suite("Scripted replay") struct ScriptTests {
    static func journal(_ folder: ScratchFolder) async throws -> String {
        let path = folder.file("day.journal")
        try SampleCapture.write(await Stretch.small.value, to: folder.file("day.ndjson"))
        let made = try await Program.run(
            "station", "--feed", folder.file("day.ndjson"), "--speed", "0", "--journal", path)
        try #require(made.status == 0, "\(made.err)")
        return path
    }

    @Test("A script drives the recorded day and its expectations decide the exit code") func script() async throws {
        let folder = try ScratchFolder()
        let path = try await Self.journal(folder)
        let good = """
            # to the end of the day and about
            key G
            type 07:04
            key Enter
            expect 07:04
            expect REPLAY
            key F2
            expect VEHICLES
            type /
            type zzzz
            key Enter
            expect 0 of
            key Esc
            key F5
            size 120x40
            shot board
            key F6
            expect ALARMS
            key N
            key Space
            wait 30
            key p
            """
        let run = try await Program.run("replay", path, "--script", "-", "--lang", "en", input: good)
        #expect(run.status == 0, "\(run.out) \(run.err)")
        #expect(run.out.contains("== board 120x40"))
        // The same script gives the same screens.
        #expect(try await Program.run("replay", path, "--script", "-", "--lang", "en", input: good).out == run.out)
        let from = try await Program.run(
            "replay", path, "--script", "-", "--from", "07:02", "--lang", "vi", "--size", "60x15",
            input: "expect nonsense | 07:02\r\nshot lane\r\n")
        #expect(from.status == 0 && from.out.contains("== lane 60x15"), "\(from.out)")
        let failed = try await Program.run(
            "replay", path, "--script", "-", "--lang", "en", input: "expect no such text\n")
        #expect(failed.status == 1 && failed.err.contains("line 1") && failed.out.isEmpty, "\(failed)")
        for nonsense in ["jump 3\n", "key F99\n", "key Ctrl-Qx\n", "size wide\n", "expect \n", "wait long\n"] {
            let run = try await Program.run("replay", path, "--script", "-", input: nonsense)
            #expect(run.status == 2 && run.err.contains("line 1"), "\(nonsense): \(run)")
        }
        #expect(try await Program.run("verify", path).out.contains("chain unbroken"))
    }

    @Test("Whoever reviews a complaint sees the day from when that vehicle came") func complaint() async throws {
        let folder = try ScratchFolder()
        let path = try await Self.journal(folder)
        let events = try RecordedDay.load(path).events
        var state = GateState()
        for event in events { state.apply(event) }
        var come: [Visit] = []
        state.visits.forEach { if $0.arrivedAt > .epoch { come.append($0) } }
        let visit = try #require(come.first)
        let code = ComplaintCode(visit.id).description
        let time = CivilTime(visit.arrivedAt, offsetMinutes: Int(state.plan.utcOffsetMinutes)).clockSecondsText
        let script = "expect VISIT DOSSIER \(visit.id.number)\nexpect \(time)\nkey Esc\nexpect VEHICLES\n"
            .replacing("VISIT DOSSIER", with: "Visit dossier")
        let run = try await Program.run(
            "replay", path, "--complaint", code.lowercased(), "--script", "-", "--lang", "en", input: script)
        #expect(run.status == 0, "\(run.out) \(run.err)")
        let wrong = try await Program.run(
            "replay", path, "--complaint", ComplaintCode(HandMade.visit(199_999)).description, "--script", "-",
            input: "")
        #expect(wrong.status == 64 && wrong.err.contains("no vehicle"), "\(wrong)")
        for arguments in [["--complaint", "ABC-DEFG"], ["--complaint", code, "--from", "07:00"]] {
            let run = try await Program(["replay", path, "--script", "-"] + arguments, input: "").finish()
            #expect(run.status == 64, "\(arguments): \(run)")
        }
    }

    @Test("What cannot be opened ends with a word and a status") func wrongFiles() async throws {
        let folder = try ScratchFolder()
        let missing = try await Program.run("replay", folder.file("none.journal"), "--script", "-", input: "")
        #expect(missing.status != 0 && missing.err.contains("none.journal"))
        try Data("hello".utf8).write(to: URL(fileURLWithPath: folder.file("text.journal")))
        let foreign = try await Program.run("replay", folder.file("text.journal"), "--script", "-", input: "")
        #expect(foreign.status != 0 && !foreign.err.isEmpty)
        for arguments in [
            ["--size", "0x0"], ["--from", "25:00"], ["--agency", "XX"], ["--lane", "0"], ["--theme", "x"],
        ] {
            let run = try await Program(
                ["replay", folder.file("none.journal"), "--script", "-"] + arguments, input: ""
            ).finish()
            #expect(run.status == 64, "\(arguments): \(run)")
        }
    }

    @Test("A feed of another day is refused with status 65") func otherFeed() async throws {
        let folder = try ScratchFolder()
        let path = try await Self.journal(folder)
        let messages = await Stretch.small.value
        try SampleCapture.write(Array(messages.prefix(40)), to: folder.file("other.ndjson"))
        let run = try await Program.run(
            "station", "--feed", folder.file("other.ndjson"), "--speed", "0", "--journal", path)
        #expect(run.status == 65 && run.err.contains("does not hold"), "\(run)")
    }
}
