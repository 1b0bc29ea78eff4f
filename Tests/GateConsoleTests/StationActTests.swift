import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateLinks
import GateModel
import GateScreens
import GateSimulation
import GateTerminal
import Synchronization
import TestSupport
import TestTraits
import Testing

@testable import GateConsole

@Suite("Officers at the station") struct StationActTests {
    /// A vehicle brought under control on lane 3 by its devices' own messages.
    static func arrival() -> [DeviceMessage] {
        var declaration = Declaration()
        declaration.number = "105000000001"
        declaration.tractor = "12C12345"
        declaration.goods = "linh kiện"
        declaration.hsCode = "8542"
        declaration.hasManifest = true
        func plate(_ number: UInt64, _ seconds: Int64) -> DeviceMessage {
            let time = SampleCapture.time(9) + .seconds(seconds)
            let text = """
                {"version":2,"data_type":"alpr_results","epoch_time":\(time.milliseconds),"uuid":"u\(number)",\
                "results":[{"plate":"12C12345","confidence":96.5,"candidates":[{"plate":"12C12345","confidence":96.5}]}]}
                """
            return .make("lane/3/front", MessageType.plateResults, text, number: number, at: time)
        }
        return [
            .manifest(declaration, number: 1, at: SampleCapture.time(8)),
            .make("lane/3/loop-in", MessageType.loop, "{\"occupied\":true}", number: 1),
            .make(
                "lane/3/queue", MessageType.plateResults, String(decoding: plate(1, 1).data, as: UTF8.self), number: 1,
                at: SampleCapture.time(9) + .seconds(1)),
            plate(1, 30), plate(2, 31),
        ]
    }

    static func act(
        _ verb: Act.Verb, _ number: UInt64, visit: VisitID? = HandMade.visit(1),
        _ change: (inout Act) -> Void = { _ in }
    ) -> OfficerAct {
        var act = Act()
        act.verb = verb
        act.officer = "Trần Thị Hà"
        act.declaration = "105000000001"
        change(&act)
        return OfficerAct(
            act: act, visit: visit, cause: Cause(source: Cause.console, boot: 9, number: number),
            at: SampleCapture.time(9, 2))
    }

    @Test("The devices bring the vehicle to the officer") func arrives() async throws {
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        await bench.play(Self.arrival())
        let state = await bench.station.state
        #expect(state.vehicleAtArch(HandMade.lane(3))?.id == HandMade.visit(1))
        #expect(state.visit(HandMade.visit(1))?.state == .identified)
    }

    @Test("Two acts racing in one batch: the second is refused with the reason") func race() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        await bench.play(
            Self.arrival().map { .message($0) } + [
                .act(Self.act(.pass, 1)), .act(Self.act(.pass, 2)),
                .act(Self.act(.hold, 3) { $0.reason = .other }),
                .act(Self.act(.letThrough, 4)),
            ])
        let news = bench.glass.takeNews()
        #expect(news.count == 4, "\(news)")
        var recorded: [Act.Verb] = []
        var refused: [String] = []
        for item in news {
            switch item {
            case .recorded(let act): recorded.append(act.verb)
            case .refused(let act, let refusal): refused.append("\(act.verb) \(refusal.code)")
            default: Issue.record("\(item)")
            }
        }
        #expect(recorded == [.pass, .hold])
        #expect(refused.contains("pass already-decided") && refused.contains("letThrough not-released"), "\(refused)")
        let decided = try await journal.readAll().filter { $0.event.kind == .agencyDecided }
        #expect(decided.count == 2)
        #expect(decided.allSatisfy { $0.actor == .officer("Trần Thị Hà", .borderGuard) })
        #expect(try await bench.folded() == bench.hash)
    }

    @Test("A layout without a lane in which a vehicle stands is refused, with the lane") func droppedLane() async throws
    {
        let folder = try ScratchFolder()
        let first = try await played(in: folder)
        await first.stop()
        var plan = SampleGate.plan()
        let lane = try #require(first.glass.shows { $0.state.visit(HandMade.visit(1))?.lane })
        plan.lanes.removeAll { $0.id == lane }
        let error = await #expect(throws: ConsoleError.self) {
            try await LiveSession(
                .playing(folder.file("feed.ndjson"), into: folder.file("a.journal"), plan: plan), wakeup: try Wakeup())
        }
        #expect("\(try #require(error))".contains("lane \(lane.number) is no longer in the layout, but 1 vehicles"))
        // A lane without vehicles may go.
        var other = SampleGate.plan()
        let empty = try #require(first.glass.shows(\.state.lanes).last { $0.queue.isEmpty && $0.control.isEmpty })
        other.lanes.removeAll { $0.id == empty.lane.id }
        let second = try await LiveSession(
            .playing(folder.file("feed.ndjson"), into: folder.file("a.journal"), plan: other), wakeup: try Wakeup())
        #expect(second.glass.shows(\.state.lanes).count == SampleGate.plan().lanes.count - 1)
        await second.stop()
    }

    /// A session on the journal of this folder that has played the arrival to its end.
    private func played(in folder: ScratchFolder) async throws -> LiveSession {
        try SampleCapture.write(Self.arrival(), to: folder.file("feed.ndjson"))
        let session = try await LiveSession(
            .playing(folder.file("feed.ndjson"), into: folder.file("a.journal")), wakeup: try Wakeup())
        session.start()
        #expect(await eventually { session.glass.shows(\.isFeedOver) })
        return session
    }

    @Test("An act through the session is on disk when it is shown, and a refused one says why")
    func session() async throws {
        let folder = try ScratchFolder()
        let session = try await played(in: folder)
        #expect(session.glass.shows { $0.state.visit(HandMade.visit(1))?[.borderGuard].decision } == .pending)
        let before = session.glass.shows(\.state.sequence)
        session.submit(Self.act(.pass, 0).act, visit: HandMade.visit(1))
        #expect(
            await eventually {
                session.glass.shows { $0.state.visit(HandMade.visit(1))?[.borderGuard].decision } == .pass
            })
        let reader = try ReadOnlyJournal(at: folder.file("a.journal"))
        let written = try await reader.read(after: before, limit: 10)
        #expect(written.first?.event.kind == .agencyDecided)
        await reader.close()
        session.submit(Self.act(.seize, 0) { $0.agency = .board }.act, visit: HandMade.visit(1))
        session.submit(Self.act(.pass, 0) { $0.declaration = "105000000999" }.act, visit: VisitID(number: 999))
        session.submit(Self.act(.acknowledge, 0) { $0.alarm = AlarmID(number: 77) }.act, visit: nil)
        #expect(await eventually { session.mailbox.isEmpty })
        await session.stop()
        var codes: [String] = []
        for case .refused(_, let refusal) in session.glass.takeNews() { codes.append(refusal.code) }
        #expect(codes == ["reason-required", "unknown-visit", "unknown-alarm"], "\(codes)")
    }

    @Test("A live act after a resume gets a cause of its own") func twoSessions() async throws {
        let folder = try ScratchFolder()
        for verb in [Act.Verb.start, .pass] {
            let session = try await played(in: folder)
            session.submit(Self.act(verb, 0).act, visit: HandMade.visit(1))
            #expect(
                await eventually {
                    session.glass.shows { $0.state.visit(HandMade.visit(1))?[.borderGuard].decision }
                        == (verb == .pass ? .pass : .inProgress)
                }, "\(verb): \(session.glass.takeNews())")
            await session.stop()
        }
        let day = try RecordedDay.load(folder.file("a.journal"), verifying: true)
        #expect(day.events.count { $0.event.kind == .agencyDecided } == 2)
    }
}

@Suite("A journal that fails", .ownThread) struct StationFaultTests {
    static let acts: [Act.Verb] = [.start, .pass, .hold, .message, .raiseTrouble]

    /// The small stretch with acts in between, in several batches.
    private func play(_ bench: Bench, _ random: inout SeededRandom) async {
        let messages = await Stretch.small.value
        var number: UInt64 = 0
        let worker = Task { await bench.station.run(bench.mailbox) }
        for start in stride(from: 0, to: messages.count, by: 200) {
            for message in messages[start..<min(messages.count, start + 200)] { bench.mailbox.push(.message(message)) }
            let state = bench.glass.pane.state
            for id in state.open.suffix(40) where random.below(4) == 0 {
                number += 1
                bench.mailbox.push(
                    .act(
                        StationActTests.act(Self.acts[random.below(Self.acts.count)], number, visit: id) {
                            $0.declaration = state.visit(id)?.declaration.number ?? ""
                            $0.reason = .other
                            $0.phrase = .waitHere
                            $0.agency = [.borderGuard, .customs][random.below(2)]
                        }))
            }
            _ = await eventually(seconds: 30) { bench.mailbox.isEmpty }
        }
        bench.mailbox.close()
        await worker.value
    }

    @Test(
        "Conflict, denial, lost answers: what is shown is always what the journal holds",
        arguments: [11, 12, 13, 14] as [UInt64])
    func faults(seed: UInt64) async throws {
        print("station faults: seed \(seed)")
        var faults = SimulatedFaults.rough
        faults.delay = 0
        faults.unknown = 80
        faults.disconnect = 30
        faults.crash = 30
        let journal = SimulatedJournal(as: testIdentity, seed: seed, faults: .none)
        let bench = try await Bench(journal)
        await journal.setFaults(faults)
        var random = SeededRandom(seed: seed)
        await play(bench, &random)
        let happened = await journal.happened
        #expect(happened.unknown + happened.disconnect + happened.crash > 0, "the journal failed at all: \(happened)")
        await journal.setFaults(.none)
        // What is shown is a fold of a prefix of the journal, to the bit.
        let shown = await bench.station.state
        var state = GateState()
        for event in try await journal.readAll() where event.sequence <= shown.sequence { state.apply(event) }
        #expect(StateHash.of(state).hex == StateHash.of(shown).hex, "seed \(seed)")
        #expect(shown.sequence > 100)
        #expect(bench.glass.shows(\.status.journalTrouble) != nil, "trouble is shown")
    }

    @Test(
        "With patience every lost answer is cleared up: the day ends as on a journal that never failed",
        arguments: [21, 22, 23, 24] as [UInt64])
    func patience(seed: UInt64) async throws {
        let untroubled = try await Bench(SimulatedJournal(as: testIdentity, seed: seed))
        let messages = await Stretch.small.value
        await untroubled.play(messages)

        var faults = SimulatedFaults.none
        faults.unknown = 200
        faults.disconnect = 100
        faults.crash = 100
        let journal = SimulatedJournal(as: testIdentity, seed: seed)
        let waits = Mutex(0)
        let bench = try await Bench(journal) { attempt in
            waits.withLock { $0 = max($0, attempt) }
            return true
        }
        await journal.setFaults(faults)
        let worker = Task { await bench.station.run(bench.mailbox) }
        for start in stride(from: 0, to: messages.count, by: 50) {
            for message in messages[start..<min(messages.count, start + 50)] { bench.mailbox.push(.message(message)) }
            _ = await eventually(seconds: 30) { bench.mailbox.isEmpty }
        }
        bench.mailbox.close()
        await worker.value
        #expect(waits.withLock(\.self) > 1, "seed \(seed): no outage lasted")
        await journal.setFaults(.none)
        #expect(await bench.hash == untroubled.hash, "seed \(seed)")
        #expect(try await bench.folded() == bench.hash)
        #expect(bench.glass.shows(\.status.journalTrouble) == nil, "what is over is no longer shown")
    }

    @Test("While an answer is open the trouble is shown and nothing else is decided; then the act is told as done")
    func patientAct() async throws {
        var faults = SimulatedFaults.none
        faults.unknown = 1_000
        let journal = SimulatedJournal(as: testIdentity, seed: 3)
        let (gate, opens) = AsyncStream<Void>.makeStream()
        let bench = try await Bench(journal) { _ in
            for await _ in gate { break }
            return true
        }
        let worker = Task { await bench.station.run(bench.mailbox) }
        for message in StationActTests.arrival() { bench.mailbox.push(.message(message)) }
        #expect(await eventually { bench.glass.shows { $0.state.visit(HandMade.visit(1))?.state } == .identified })
        await journal.setFaults(faults)
        bench.mailbox.push(.act(StationActTests.act(.pass, 1)))
        #expect(await eventually { bench.glass.shows(\.status.journalTrouble) != nil })
        guard case .unknown? = bench.glass.takeNews().first else {
            Issue.record("the officer is not told")
            return
        }
        bench.mailbox.push(.act(StationActTests.act(.message, 2) { $0.phrase = .waitHere }))
        #expect(!bench.mailbox.isEmpty)
        await journal.setFaults(.none)
        opens.yield()
        #expect(await eventually { bench.glass.shows(\.status.journalTrouble) == nil && bench.glass.news.count >= 2 })
        let verbs = bench.glass.takeNews().compactMap { if case .recorded(let act) = $0 { act.verb } else { nil } }
        #expect(verbs == [.pass, .message])
        bench.mailbox.close()
        await worker.value
        #expect(try await bench.folded() == bench.hash)
    }

    /// A station at work with the vehicle of `arrival` before the officer. When the acts are over it ends, and what it
    /// shows is what its journal holds.
    @discardableResult
    private func atTheOfficer(
        seed: UInt64 = 1, acts: (Bench, SimulatedJournal) async throws -> Void
    ) async throws -> Bench {
        let journal = SimulatedJournal(as: testIdentity, seed: seed, faults: .none)
        let bench = try await Bench(journal)
        let worker = Task { await bench.station.run(bench.mailbox) }
        for message in StationActTests.arrival() { bench.mailbox.push(.message(message)) }
        #expect(await eventually { bench.glass.shows { $0.state.visit(HandMade.visit(1))?.state } == .identified })
        try await acts(bench, journal)
        await journal.setFaults(.none)
        bench.mailbox.close()
        await worker.value
        #expect(try await bench.folded() == bench.hash, "seed \(seed): shown is what the journal holds")
        return bench
    }

    /// What the station tells of one act.
    private func answer(to act: OfficerAct, of bench: Bench) async -> StationNews? {
        bench.mailbox.push(.act(act))
        #expect(await eventually { !bench.glass.news.isEmpty })
        return bench.glass.takeNews().first
    }

    @Test(
        "A rival's decision wins; ours is told as a conflict and nothing of it is shown", arguments: [5, 6] as [UInt64])
    func rival(seed: UInt64) async throws {
        var faults = SimulatedFaults.none
        faults.rival = 1_000
        let bench = try await atTheOfficer(seed: seed) { bench, journal in
            await journal.setFaults(faults)
            let news = await answer(to: StationActTests.act(.pass, 1), of: bench)
            guard case .conflict(let act, let streams)? = news else {
                Issue.record("\(String(describing: news))")
                return
            }
            #expect(act.verb == .pass && streams == ["visit/1"], "\(streams)")
        }
        #expect(await bench.station.state.visit(HandMade.visit(1))?[.borderGuard].decision != .pass)
        #expect(bench.glass.shows(\.status.journalTrouble) == nil, "a conflict is no trouble of the journal")
    }

    @Test("An act whose answer is lost is told as unknown, never as done", arguments: 1...6 as ClosedRange<UInt64>)
    func unknown(seed: UInt64) async throws {
        var faults = SimulatedFaults.none
        faults.unknown = 1_000
        try await atTheOfficer(seed: seed) { bench, journal in
            await journal.setFaults(faults)
            guard case .unknown? = await answer(to: StationActTests.act(.pass, 1), of: bench) else {
                Issue.record("seed \(seed)")
                return
            }
        }
    }

    @Test("A journal that denies stops nothing else") func denied() async throws {
        try await atTheOfficer { bench, _ in
            guard case .denied? = await answer(to: StationActTests.act(.pass, 1) { $0.officer = "" }, of: bench) else {
                Issue.record("an act without a name is not denied")
                return
            }
            guard case .recorded? = await answer(to: StationActTests.act(.pass, 2), of: bench) else {
                Issue.record("the next act is not recorded")
                return
            }
        }
    }
}

extension Glass {
    /// What waits to be told, left where it is. For tests that poll.
    var news: [StationNews] {
        let taken = takeNews()
        taken.forEach { tell($0) }
        return taken
    }
}
