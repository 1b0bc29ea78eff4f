import GateJournal
import GateModel
import JournalSamples
import Testing

/// What no engine accepts.
@Suite("Journal limits")
struct LimitTests {
    let folder: TestFolder
    init() throws { folder = try TestFolder() }

    private func outcomes(_ engine: Engine, _ change: (inout Proposed) -> Void) async throws -> AppendOutcome {
        let journal = try await engine.open(in: folder)
        var proposed = try Make.weight(1)
        change(&proposed)
        let outcome = await journal.add(proposed)
        let head = try await journal.position().head
        #expect(head == (outcome.recorded == nil ? 0 : 1))
        // Released only when closed: the next journal of the same test would find it still owned.
        await (journal as? SQLiteJournal)?.close()
        return outcome
    }

    @Test("Event ids have 1 to 512 bytes", arguments: Engine.allCases, [0, 1, 512, 513])
    func eventIDs(engine: Engine, count: Int) async throws {
        let outcome = try await outcomes(engine) { $0.id = EventID(text: String(repeating: "x", count: count)) }
        #expect(outcome.isDenied == !(1...512).contains(count))
    }

    @Test("A cause's source has 1 to 96 characters and no space", arguments: Engine.allCases)
    func sources(engine: Engine) async throws {
        for source in ["", "a b", String(repeating: "ế", count: 97)] {
            #expect(try await outcomes(engine) { $0.cause.source = source }.isDenied)
        }
        let longest = String(repeating: "ế", count: 96)
        #expect(try await outcomes(engine) { $0.cause.source = longest }.recorded != nil)
    }

    @Test("An actor's name has 1 to 64 characters", arguments: Engine.allCases, [0, 64, 65])
    func names(engine: Engine, count: Int) async throws {
        let outcome = try await outcomes(engine) { $0.actor.name = String(repeating: "ế", count: count) }
        #expect(outcome.isDenied == (count != 64))
    }

    @Test("An officer decides for the own agency only", arguments: Engine.allCases)
    func agencies(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        #expect(await journal.add(try Make.decision(1, agency: .customs, officer: .borderGuard)).isDenied)
        var device = try Make.decision(2)
        device.actor = .device("scale/lane-1")
        #expect(await journal.add(device).isDenied)
        var homeless = try Make.decision(3)
        homeless.actor.agency = nil
        #expect(await journal.add(homeless).isDenied)
        var pretender = try Make.weight(4)
        pretender.actor.agency = .customs
        #expect(await journal.add(pretender).isDenied)
        #expect(try await journal.position().head == 0)
        #expect(await journal.add(try Make.decision(5)).recorded != nil)
    }

    @Test("A body has at most 65,536 bytes", arguments: Engine.allCases)
    func bodies(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        let frame = try Make.moved(1, basis: "x").event.json.count - 1
        let longest = try Make.moved(1, basis: String(repeating: "x", count: 65_536 - frame))
        #expect(longest.event.json.count == 65_536)
        #expect(await journal.add(longest).recorded != nil)
        let over = try Make.moved(2, basis: String(repeating: "x", count: 65_537 - frame))
        #expect(await journal.add(over).isDenied)
        #expect(try await journal.readAll().first?.event == longest.event)
    }

    @Test("1 to 1,000 events an append", arguments: Engine.allCases)
    func counts(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        var day = SampleDay(seed: 3)
        let events = (0...1_000).map { _ in day.next() }
        #expect(await journal.append([], guards: [], recordedAt: noon).isDenied)
        #expect(await journal.append(events, guards: [], recordedAt: noon).isDenied)
        #expect(await journal.append(events.dropLast(), guards: [], recordedAt: noon).recorded?.count == 1_000)
    }

    @Test("Receipt times lie between 1970 and 9999", arguments: Engine.allCases)
    func receiptRange(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        for time in [Int64.min, -1, 253_402_300_800_000, .max] {
            #expect(await journal.add(try Make.weight(1), at: GateTime(milliseconds: time)).isDenied)
        }
        #expect(await journal.add(try Make.weight(1), at: GateTime(milliseconds: 0)).recorded != nil)
        #expect(await journal.add(try Make.weight(2), at: GateTime(milliseconds: 253_402_300_799_999)).recorded != nil)
    }

    @Test("A device's claim of time is kept as it is, however wild", arguments: Engine.allCases)
    func wildClaims(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        for (number, time) in [Int64.min, -1, 0, .max].enumerated() {
            var proposed = try Make.weight(UInt64(number))
            proposed.occurredAt = GateTime(milliseconds: time)
            #expect(await journal.add(proposed).recorded?.first?.occurredAt.milliseconds == time)
        }
        #expect(try await journal.readAll().map(\.occurredAt.milliseconds) == [.min, -1, 0, .max])
    }

    @Test("Hostile text comes back as it went in", arguments: Engine.allCases)
    func hostileText(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        let texts = ["\u{0}\u{1B}[2J\"\\", "\u{202E}đảo", "'); DROP TABLE event; --", "\u{7F}\n\r\t", "🚛\u{200B}"]
        for (number, text) in texts.enumerated() {
            var proposed = try Make.moved(UInt64(number), basis: text)
            proposed.actor.name = text
            proposed.id = EventID(text: text)
            #expect(await journal.add(proposed).recorded != nil)
            #expect(await journal.add(proposed).recorded?.first?.sequence == UInt64(number) + 1)
        }
        let all = try await journal.readAll()
        #expect(all.map(\.actor.name) == texts)
    }

    @Test("The extremes of a number read back as they were written", arguments: Engine.allCases)
    func extremes(engine: Engine) async throws {
        let journal = try await engine.open(in: folder)
        var report = DeviceReport()
        report.clockErrorMilliseconds = .min
        let device = try #require(DeviceID(number: 1))
        let event = GateEvent.deviceChanged(DeviceChanged(device: device, report: report))
        let outcome = await journal.add(Make.propose(1, event, .device("scale/1"), "scale/1"))
        #expect(outcome.recorded?.first?.event == event)
        let read = try await journal.readAll()
        #expect(read.first?.event == event)
    }
}
