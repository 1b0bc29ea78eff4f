import ConsoleSupport
import GateDevices
import GateJournal
import GateLinks
import GateModel
import GateScreens
import Synchronization
import Testing

@testable import GateConsole

/// A journal whose appends have no answer while it is out.
private final class FlakyJournal: Journal {
    let inner: any Journal
    let isOut = Mutex(false)

    init(_ inner: any Journal) { self.inner = inner }

    func append(batch: [Append]) async -> [AppendOutcome] {
        if isOut.withLock(\.self) { return batch.map { _ in .unknown("the disk is gone") } }
        return await inner.append(batch: batch)
    }

    func read(after sequence: UInt64, limit: Int) async throws -> [Recorded] {
        try await inner.read(after: sequence, limit: limit)
    }
    var wakeups: AsyncStream<Void> { inner.wakeups }
    func position() async throws -> JournalPosition { try await inner.position() }
    func lastFeedCause() async throws -> Cause? { try await inner.lastFeedCause() }
    func recorded(_ ids: [EventID]) async throws -> [EventID: Recorded] { try await inner.recorded(ids) }
    func lastActCause() async throws -> Cause? { try await inner.lastActCause() }
}

@Suite("Acknowledgements") struct AcknowledgementTests {
    private func loop(_ number: UInt64, _ isOccupied: Bool) -> StationInput {
        .message(.make("lane/3/loop-in", MessageType.loop, #"{"occupied":\#(isOccupied)}"#, number: number))
    }

    @Test("A message is acknowledged when the journal has it: what says nothing new too, and repeats again")
    func acknowledged() async throws {
        let journal = SimulatedJournal(as: testIdentity, seed: 1)
        let heard = Mutex<[(UInt64, Bool)]>([])
        let bench = try await Bench(
            journal,
            acknowledge: { causes in heard.withLock { $0 += causes.map { ($0.number, $0.source.hasSuffix("loop-in")) } }
            })
        await bench.play([loop(1, true), loop(2, true), loop(2, true), loop(3, false)])
        #expect(heard.withLock { $0.map(\.0) } == [1, 2, 2, 3])
        #expect(heard.withLock { $0.allSatisfy(\.1) })
        #expect(try await journal.readAll().count { $0.event.kind == .loopChanged } == 2)
    }

    @Test("Without the journal nothing is acknowledged; after a batch was given up, nothing ever, until a new start")
    func givenUp() async throws {
        let journal = FlakyJournal(SimulatedJournal(as: testIdentity, seed: 1))
        let heard = Mutex<[UInt64]>([])
        let acknowledge: Station.Acknowledge = { causes in heard.withLock { $0 += causes.map(\.number) } }
        let bench = try await Bench(journal, patience: { _ in false }, acknowledge: acknowledge)
        let work = Task { await bench.station.run(bench.mailbox) }
        bench.mailbox.push(loop(1, true))
        #expect(await eventually { heard.withLock { $0 == [1] } })
        journal.isOut.withLock { $0 = true }
        bench.mailbox.push(loop(2, false))
        #expect(await eventually { bench.glass.shows(\.status.journalTrouble) != nil })
        journal.isOut.withLock { $0 = false }
        // The repeat of what was lost would be taken for one already known.
        for number in [2, 3] as [UInt64] { bench.mailbox.push(loop(number, number == 3)) }
        bench.mailbox.close()
        await work.value
        #expect(heard.withLock(\.self) == [1])
        // A new start hears it as new.
        let next = try await Bench(journal, resumes: false, acknowledge: acknowledge)
        await next.play([loop(2, false), loop(3, true)])
        #expect(heard.withLock(\.self) == [1, 2, 3])
        #expect(try await journal.readAll().count { $0.event.kind == .loopChanged } >= 2)
    }
}
