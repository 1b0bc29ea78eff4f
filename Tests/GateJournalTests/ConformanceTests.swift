import GateJournal
import GateModel
import JournalSamples
import Testing

/// What every engine promises, tried on each.
@Suite("Journal conformance")
struct ConformanceTests {
    let folder: TestFolder
    init() throws { folder = try TestFolder() }

    @Test("Of two writers with one guard exactly one wins", arguments: Engine.allCases)
    func race(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        for round in 0..<100 {
            let guards = [Guard(try Make.customs(), at: UInt32(round))]
            let left = try Make.decision(UInt64(round), source: "terminal/1")
            let right = try Make.decision(UInt64(round), source: "terminal/2", decision: .hold)
            async let first = journal.add(left, guards: guards)
            async let second = journal.add(right, guards: guards)
            let outcomes = await [first, second]
            #expect(outcomes.filter { $0.recorded != nil }.count == 1)
            let conflict = StreamConflict(
                stream: try Make.customs(), expected: UInt32(round), actual: UInt32(round) + 1)
            #expect(outcomes.compactMap(\.conflicts) == [[conflict]])
        }
        #expect(try await journal.position().head == 100)
    }

    @Test("A retry answers the first records and appends nothing", arguments: Engine.allCases)
    func retry(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        let guards = [Guard(try Make.customs(), at: 0)]
        let events = [try Make.decision(1), try Make.weight(1)]
        let first = await journal.append(events, guards: guards, recordedAt: noon)
        _ = await journal.add(try Make.weight(2))
        let again = await journal.append(events, guards: guards, recordedAt: noon + .hours(1))
        #expect(first == again)
        #expect(first.recorded?.map(\.sequence) == [1, 2])
        #expect(try await journal.position().head == 3)
        let late = await journal.append(batch: [Append(events, recordedAt: noon), Append(events, recordedAt: noon)])
        #expect(late == [first, first])
    }

    @Test("A batch may hold an append and its own retry", arguments: Engine.allCases)
    func retryWithinBatch(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        let append = Append([try Make.decision(1)], guards: [Guard(try Make.customs(), at: 0)], recordedAt: noon)
        let outcomes = await journal.append(batch: [append, append])
        #expect(outcomes.first?.recorded?.count == 1)
        #expect(outcomes.first == outcomes.last)
        #expect(try await journal.position().head == 1)
    }

    @Test("A conflict names every stream that moved, and records nothing", arguments: Engine.allCases)
    func multipleGuards(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        let visit = try Make.visit(1)
        _ = await journal.add(try Make.decision(1), try Make.decision(2), try Make.moved(1))
        let guards = [
            Guard(.visitAgency(visit, .customs), at: 1), Guard(.visitAgency(visit, .borderGuard), at: 0),
            Guard(.visit(visit), at: 3),
        ]
        let outcome = await journal.add(try Make.decision(3), guards: guards)
        #expect(
            outcome.conflicts == [
                StreamConflict(stream: .visitAgency(visit, .customs), expected: 1, actual: 2),
                StreamConflict(stream: .visit(visit), expected: 3, actual: 1),
            ])
        let held = [Guard(.visitAgency(visit, .customs), at: 2), Guard(.visit(visit), at: 1), Guard(.gate, at: 0)]
        #expect(await journal.add(try Make.decision(3), guards: held).recorded?.first?.sequence == 4)
    }

    @Test("Observations bump no version", arguments: Engine.allCases)
    func observations(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        for number in 1...50 { _ = await journal.add(try Make.weight(UInt64(number))) }
        let guards = [Guard(.visit(try Make.visit(1)), at: 0)]
        #expect(await journal.add(try Make.moved(1), guards: guards).recorded?.first?.sequence == 51)
    }

    @Test("The tail has no gaps, whatever fails in between", arguments: Engine.allCases)
    func gapFree(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        for number in 0..<60 {
            _ = await journal.add(try Make.weight(UInt64(number)))
            _ = await journal.add(try Make.decision(UInt64(number)), guards: [Guard(.gate, at: 9)])
            _ = await journal.add(try Make.decision(1, agency: .customs, officer: .health))
        }
        let all = try await journal.readAll()
        #expect(all.map(\.sequence) == Array(1...60))
        #expect(try await journal.read(after: 57, limit: 2).map(\.sequence) == [58, 59])
        #expect(try await journal.read(after: 60, limit: 5).isEmpty)
        #expect(try await journal.read(after: UInt64(Int64.max), limit: 5).isEmpty)
    }

    @Test("What is read is what was answered", arguments: Engine.allCases)
    func readsBack(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        var day = SampleDay(seed: 5)
        var answered: [Recorded] = []
        for _ in 0..<40 {
            let events = (0..<10).map { _ in day.next() }
            answered += await journal.append(events, guards: [], recordedAt: noon).recorded ?? []
        }
        #expect(answered.count == 400)
        #expect(try await journal.readAll() == answered)
    }

    @Test("In a batch one failing append leaves the others", arguments: Engine.allCases)
    func batch(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        let guards = [Guard(try Make.customs(), at: 0)]
        let outcomes = await journal.append(batch: [
            Append([try Make.decision(1)], guards: guards, recordedAt: noon),
            Append([try Make.decision(2)], guards: guards, recordedAt: noon),
            Append([], recordedAt: noon),
            Append([try Make.weight(3)], recordedAt: noon),
        ])
        try #require(outcomes.count == 4)
        #expect(outcomes[0].recorded?.map(\.sequence) == [1])
        #expect(
            outcomes[1].conflicts == [StreamConflict(stream: try Make.customs(), expected: 0, actual: 1)])
        #expect(outcomes[2].isDenied)
        #expect(outcomes[3].recorded?.map(\.sequence) == [2])
        #expect(await journal.append(batch: []).isEmpty)
    }

    @Test("Receipt times never go back, and never repeat", arguments: Engine.allCases)
    func receiptTimes(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        var times: [Int64] = []
        for (number, offset) in [Int64(0), 5_000, 1_000, 5_000, 5_001, 9_000].enumerated() {
            let events = [try Make.weight(UInt64(number * 2)), try Make.weight(UInt64(number * 2 + 1))]
            let outcome = await journal.append(events, guards: [], recordedAt: noon + .milliseconds(offset))
            times += outcome.recorded?.map(\.recordedAtMicroseconds) ?? []
        }
        let start = noon.milliseconds * 1_000
        #expect(
            times.map { $0 - start } == [
                0, 1, 5_000_000, 5_000_001, 5_000_002, 5_000_003, 5_000_004, 5_000_005, 5_001_000, 5_001_001, 9_000_000,
                9_000_001,
            ])
        #expect(try await journal.position().lastRecordedAtMicroseconds == times.last)
    }

    @Test("An event id with other content is denied", arguments: Engine.allCases)
    func reusedID(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        let first = try Make.weight(1)
        _ = await journal.add(first)
        #expect(await journal.add(try Make.weight(1, kilograms: 1)).isDenied)
        var other = first
        other.occurredAt = noon + .seconds(1)
        #expect(await journal.add(other).isDenied)
        other = first
        other.cause.number = 77
        #expect(await journal.add(other).isDenied)
        other = first
        other.actor = .device("scale/lane-2")
        #expect(await journal.add(other).isDenied)
        #expect(await journal.add(first, try Make.weight(2)).isDenied)
        #expect(await journal.add(try Make.weight(3), try Make.weight(3)).isDenied)
        #expect(try await journal.position().head == 1)
    }

    @Test("The last feed cause is the last that no live terminal made", arguments: Engine.allCases)
    func feedCause(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        #expect(try await journal.lastFeedCause() == nil)
        _ = await journal.add(try Make.decision(1))
        #expect(try await journal.lastFeedCause() == nil)
        _ = await journal.add(try Make.weight(8), try Make.moved(9))
        for number in 10..<30 { _ = await journal.add(try Make.decision(UInt64(number))) }
        #expect(try await journal.lastFeedCause() == Cause(source: "camera/lane-3", boot: 1, number: 9))
    }

    @Test("The last act is that of this program's screen behind the last feed cause", arguments: Engine.allCases)
    func actCause(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        _ = await journal.add(try Make.decision(1, source: Cause.console))
        #expect(try await journal.lastActCause() == Cause(source: Cause.console, boot: 1, number: 1))
        _ = await journal.add(try Make.weight(8))
        #expect(try await journal.lastActCause() == nil)
        _ = await journal.add(try Make.decision(2, source: Cause.console))
        for number in 10..<20 { _ = await journal.add(try Make.decision(UInt64(number), source: "terminal/10")) }
        #expect(try await journal.lastActCause() == Cause(source: Cause.console, boot: 1, number: 2))
    }

    @Test("A subscriber is woken", .timeLimit(.minutes(10)), arguments: Engine.allCases)
    func wakeups(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        var left = journal.wakeups.makeAsyncIterator()
        var right = journal.wakeups.makeAsyncIterator()
        _ = await journal.add(try Make.weight(1))
        _ = await journal.add(try Make.weight(2))
        #expect(await left.next() != nil)
        #expect(await right.next() != nil)
    }

    @Test("An empty journal ends at the genesis link", arguments: Engine.allCases)
    func empty(engine: Engine) async throws {
        let journal = try await engine.open(in: folder, epoch: 4)
        #expect(try await journal.position() == .start(epoch: 4))
        #expect(try await journal.readAll().isEmpty)
    }

    @Test("A read is of 1 to 100,000 events", arguments: Engine.allCases, [0, -1, 100_001])
    func readLimits(engine: Engine, limit: Int) async throws {
        let journal = try await engine.open(in: folder)
        let error = await #expect(throws: JournalError.self) { try await journal.read(after: 0, limit: limit) }
        #expect(error?.code == .argument)
    }
}
