import ConsoleSupport
import Foundation
import GateDevices
import GateJournal
import GateLinks
import GateModel
import GateScreens
import GateSimulation
import GateTerminal
import GateText
import TestSupport
import Testing

@testable import GateConsole

@Suite("Station") struct StationTests {
    @Test("The same capture gives the same chain and the same state") func deterministic() async throws {
        let messages = await Stretch.small.value
        var heads: Set<String> = []
        var states: Set<String> = []
        for limit in [1, 7, 512] {
            let journal = SimulatedJournal(as: testIdentity, seed: 1)
            let bench = try await Bench(journal)
            // However the messages fall into batches.
            for start in stride(from: 0, to: messages.count, by: limit * 40) {
                for message in messages[start..<min(messages.count, start + limit * 40)] {
                    bench.mailbox.push(.message(message))
                }
            }
            bench.mailbox.close()
            await bench.station.run(bench.mailbox)
            heads.insert(try await journal.position().hash.hex)
            states.insert(await bench.hash)
            #expect(try await bench.folded() == bench.hash)
            #expect(invariants(await bench.station.state).isEmpty)
        }
        #expect(heads.count == 1 && states.count == 1)
        let folder = try ScratchFolder()
        let file = try await SQLiteJournal.open(at: folder.file("a.journal"), as: testIdentity)
        let bench = try await Bench(file)
        await bench.play(messages)
        #expect(heads.contains(try await file.position().hash.hex), "SQLite and the simulated journal agree")
        #expect(try await file.verify().fault == nil)
        #expect(await bench.station.state.sequence > 300, "the stretch is worth testing with")
    }

    @Test("Duplicates, disorder and garbage change no invariant and are counted", arguments: [1, 2, 3] as [UInt64])
    func disorder(seed: UInt64) async throws {
        print("disorder: seed \(seed)")
        var random = SeededRandom(seed: seed)
        var messages = await Stretch.small.value
        var (repeats, garbage) = (0, 0)
        var index = 0
        while index < messages.count {
            switch random.below(60) {
            case 0:
                messages.insert(messages[index], at: index)
                repeats += 1
                index += 1
            case 1 where index + 9 < messages.count: messages.swapAt(index, index + random.below(9))
            case 2:
                var broken = messages[index]
                broken.sequence += 1_000_000
                broken.data = (0..<random.below(300)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                broken.source = random.below(2) == 0 ? "/gate/huu-nghi/nobody" : "/gate/huu-nghi/lane/1/front2"
                messages.insert(broken, at: index)
                garbage += 1
                index += 1
            case 3:
                // Hours late by the gate's own clock: time never runs backwards in the journal.
                messages[index].receivedTime = messages[index].receivedTime - .minutes(Int64(random.below(300)))
            default: break
            }
            index += 1
        }
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        await bench.play(messages)
        let state = await bench.station.state
        #expect(invariants(state).isEmpty, "seed \(seed): \(invariants(state))")
        #expect(try await bench.folded() == bench.hash)
        bench.glass.shows { pane in
            let status = pane.status
            #expect(status.received == messages.count)
            #expect(status.duplicates >= repeats / 2 && repeats > 5, "\(status.duplicates) of \(repeats)")
            #expect(status.rejected + status.unknownLines >= garbage && garbage > 5, "\(status) of \(garbage)")
            #expect(status.journalTrouble == nil, "seed \(seed): \(status.journalTrouble ?? "")")
        }
        let events = try await journal.readAll()
        for (a, b) in zip(events, events.dropFirst()) { #expect(a.recordedAtMicroseconds < b.recordedAtMicroseconds) }
    }

    @Test("A feed's bad lines are counted one by one") func rejected() async throws {
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        await bench.play([.rejected("a"), .rejected("b"), .feedEnded(nil)])
        #expect(bench.glass.shows(\.status.rejected) == 2 && bench.glass.shows(\.isFeedOver))
        guard case .feedEnded(received: 0, problem: nil)? = bench.glass.takeNews().first else {
            Issue.record("the end is not told")
            return
        }
    }

    @Test("A feed that breaks off says why by name and line, and every such name has its words")
    func brokenFeed() async throws {
        let bytes = [UInt8]("\n\nno known format\n".utf8)
        var feed = FileFeed(reader: CaptureReader(bytes: bytes))
        var trouble: FeedTrouble?
        while let item = feed.next() { if case .failed(let found) = item { trouble = found } }
        #expect(trouble?.code == DeviceFault.Code.unknownFormat.rawValue)
        let bench = try await Bench(SimulatedJournal(as: testIdentity, seed: 1))
        await bench.play([.feedEnded(trouble)])
        #expect(bench.glass.shows(\.status.feedProblem) == trouble && trouble != nil)
        let named = NamedCodes.sections.first { $0.section == "fault" }?.names ?? []
        #expect(Set(named) == Set(DeviceFault.Code.allCases.map(\.rawValue)))
    }

    @Test("Every reason of a link has its words, the English ones those that the link says itself") func linkReasons()
        throws
    {
        let named = NamedCodes.sections.first { $0.section == "linkReason" }?.names ?? []
        #expect(named == LinkReason.Code.allCases.map(\.rawValue))
        let (english, vietnamese) = (try House.words(.english), try House.words(.vietnamese))
        for code in LinkReason.Code.allCases {
            #expect(english.name("linkReason", code.rawValue).text == code.pattern)
            // Nothing that a reason speaks of is left unsaid.
            let words = vietnamese.name("linkReason", code.rawValue).text
            for place in 0..<3 {
                #expect(words.contains("{\(place)}") == code.pattern.contains("{\(place)}"), "\(words)")
            }
        }
    }

    @Test("A source that does not count loses none of its messages") func uncounted() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        await bench.play(
            (0..<6).map { index in
                .make(
                    "lane/3/loop-in", MessageType.loop, "{\"occupied\":\(index % 2 == 0)}", number: 0,
                    at: SampleCapture.time(9) + .seconds(Int64(index)))
            })
        #expect(bench.glass.shows(\.status.journalTrouble) == nil)
        let loops = try await journal.readAll().filter { $0.event.kind == .loopChanged }
        #expect(loops.count == 6)
    }

    @Test("A device that restarts and does not say so loses none of its messages") func silentRestart() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        var messages: [DeviceMessage] = []
        for (index, number) in ((1...100).map { UInt64($0) } + (1...20).map { UInt64($0) }).enumerated() {
            messages.append(
                .make(
                    "lane/3/loop-in", MessageType.loop, "{\"occupied\":\(index % 2 == 0)}", number: number,
                    at: SampleCapture.time(9) + .seconds(Int64(index))))
        }
        await bench.play(messages)
        #expect(bench.glass.shows(\.status.journalTrouble) == nil)
        #expect(try await journal.readAll().count { $0.event.kind == .loopChanged } == 120)
        // And a resumed station finds its place again.
        let again = try await Bench(journal)
        await again.play(messages)
        #expect(await again.hash == bench.hash)
        #expect(await again.station.isStillResuming == false)
    }

    @Test("A portal that dies in the middle of an alarm does not take the alarm with it") func dyingPortal()
        async throws
    {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let bench = try await Bench(journal)
        let began = SampleCapture.time(9)
        var messages: [DeviceMessage] = []
        for (index, line) in [
            "GB,000250,000250,000250,000250", "NB,000001,000001,000001,000001", "NS,000001,000001,000001,000001",
            "GA,002250,002250,002250,002250", "GA,002250,002250,002250,002250",
        ].enumerated() {
            messages.append(
                .make(
                    "lane/3/portal", MessageType.portal, line + "\r\n", number: UInt64(index + 1),
                    at: began + .milliseconds(Int64(index) * 200)))
        }
        // Only the clock goes on; the portal never speaks again.
        await bench.play(messages.map { .message($0) } + [.clock(began + .minutes(30))])
        let events = try await journal.readAll()
        #expect(events.contains { $0.event.kind == .portalPassed }, "\(events.map(\.event.kind))")
        #expect(await bench.station.state.alarms.contains { $0.kind == .gamma })
    }

    @Test("Many inputs share few flushes") func groupCommit() async throws {
        let messages = await Stretch.small.value
        let folder = try ScratchFolder()
        let journal = CountingJournal(try await SQLiteJournal.open(at: folder.file("a.journal"), as: testIdentity))
        let bench = try await Bench(journal)
        let before = journal.batches
        await bench.play(messages)
        let batches = journal.batches - before
        #expect(batches <= messages.count / Station.batchLimit + 2, "\(batches) batches for \(messages.count) messages")
        #expect(journal.appends > 100)
        print("group commit: \(messages.count) messages, \(journal.appends) appends, \(batches) batches")
    }

    @Test("Nothing is shown before the journal has it") func shownAfterJournal() async throws {
        let gateKeeper = HeldJournal(SimulatedJournal(as: testIdentity, seed: 1))
        let bench = try await Bench(gateKeeper)
        let shownBefore = bench.glass.shows(\.state.sequence)
        await gateKeeper.hold()
        bench.mailbox.push(
            .message(.make("lane/3/loop-in", MessageType.loop, "{\"occupied\":true}", number: 1)))
        let run = Task { await bench.station.run(bench.mailbox) }
        #expect(await eventually { await gateKeeper.waiting == 1 })
        #expect(bench.glass.shows(\.state.sequence) == shownBefore)
        #expect(bench.glass.shows { $0.state.lane(HandMade.lane(3))?.loopIn } == false)
        await gateKeeper.release()
        #expect(await eventually { bench.glass.shows(\.state.sequence) > shownBefore })
        #expect(bench.glass.shows { $0.state.lane(HandMade.lane(3))?.loopIn } == true)
        bench.mailbox.close()
        await run.value
    }
}

/// A journal whose answers a test holds back.
actor HeldJournal: Journal {
    private let inner: SimulatedJournal
    private var isHeld = false
    private var held: [CheckedContinuation<Void, Never>] = []

    init(_ inner: SimulatedJournal) { self.inner = inner }

    var waiting: Int { held.count }
    func hold() { isHeld = true }
    func release() {
        isHeld = false
        held.forEach { $0.resume() }
        held = []
    }

    func append(batch: [Append]) async -> [AppendOutcome] {
        if isHeld { await withCheckedContinuation { held.append($0) } }
        return await inner.append(batch: batch)
    }

    func read(after sequence: UInt64, limit: Int) async throws -> [Recorded] {
        try await inner.read(after: sequence, limit: limit)
    }
    nonisolated var wakeups: AsyncStream<Void> { AsyncStream { _ in } }
    func position() async throws -> JournalPosition { try await inner.position() }
    func lastFeedCause() async throws -> Cause? { try await inner.lastFeedCause() }
    func lastActCause() async throws -> Cause? { try await inner.lastActCause() }
}
