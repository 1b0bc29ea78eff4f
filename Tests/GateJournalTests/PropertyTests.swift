import GateJournal
import GateModel
import JournalSamples
import Testing

/// Random appends against a model of a few lines, and both engines against each other.
@Suite("Journal properties")
struct PropertyTests {
    /// What a journal should do, said as simply as it can be.
    private struct Model {
        var ids: Set<EventID> = []
        var versions: [Stream: UInt32] = [:]
        var count = 0
    }

    @Test("Random appends: both engines do what the model says, with equal hashes", arguments: seeds)
    func randomAppends(seed: UInt64) async throws {
        let folder = try TestFolder()
        let sqlite = try await Engine.sqlite.open(in: folder)
        let simulated = try await Engine.simulated.open(in: folder)
        var random = SplitMix64(seed: seed)
        var model = Model()
        var past: [Append] = []
        var number: UInt64 = 0
        for _ in 0..<120 {
            var batch: [Append] = []
            for _ in 0...random.next() % 4 {
                if let old = past.randomElement(using: &random), random.next() % 5 == 0 {
                    batch.append(old)
                } else {
                    batch.append(try fresh(&random, &number, model))
                }
            }
            past += batch
            let left = await sqlite.append(batch: batch)
            let right = await simulated.append(batch: batch)
            #expect(left == right, "seed \(seed)")
            for (append, outcome) in zip(batch, left) { check(append, outcome, &model, seed) }
            let ends = try await (sqlite.position(), simulated.position())
            #expect(ends.0 == ends.1, "seed \(seed)")
        }
        #expect(try await sqlite.readAll() == simulated.readAll(), "seed \(seed)")
        #expect(try await sqlite.lastFeedCause() == simulated.lastFeedCause(), "seed \(seed)")
        let journal = try #require(sqlite as? SQLiteJournal)
        #expect(try await journal.verify().fault == nil, "seed \(seed)")
    }

    static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

    private func fresh(_ random: inout SplitMix64, _ number: inout UInt64, _ model: Model) throws -> Append {
        var events: [Proposed] = []
        var guards: [Guard] = []
        for _ in 0...random.next() % 3 {
            number += 1
            let visit = Int64(random.next() % 4) + 1
            switch random.next() % 3 {
            case 0: events.append(try Make.weight(number, visit: visit))
            case 1: events.append(try Make.moved(number, visit: visit))
            default: events.append(try Make.decision(number, visit: visit))
            }
            if random.next() % 2 == 0 {
                let stream = events[events.count - 1].event.stream
                // Mostly right, sometimes behind or ahead.
                let drift = UInt32(random.next() % 6 / 5)
                guards.append(Guard(stream, at: (model.versions[stream] ?? 0) + drift))
            }
        }
        return Append(events, guards: guards, recordedAt: noon + .milliseconds(Int64(random.next() % 10_000)))
    }

    private func check(_ append: Append, _ outcome: AppendOutcome, _ model: inout Model, _ seed: UInt64) {
        let known = append.events.filter { model.ids.contains($0.id) }.count
        if known == append.events.count {
            #expect(outcome.recorded?.count == known, "seed \(seed): a retry was not answered")
            return
        }
        let moved = append.guards.filter { (model.versions[$0.stream] ?? 0) != $0.version }
        guard moved.isEmpty else {
            #expect(outcome.conflicts?.map(\.stream) == moved.map(\.stream), "seed \(seed)")
            return
        }
        let recorded = outcome.recorded ?? []
        #expect(recorded.map(\.sequence) == append.events.indices.map { UInt64(model.count + $0 + 1) }, "seed \(seed)")
        model.count += append.events.count
        for proposed in append.events {
            model.ids.insert(proposed.id)
            if !proposed.event.isObservation { model.versions[proposed.event.stream, default: 0] += 1 }
        }
    }

    @Test("A journal reopened at any moment goes on as if it had not been", arguments: [UInt64(11), 12, 13])
    func reopening(seed: UInt64) async throws {
        let folder = try TestFolder()
        let path = folder.file("day.journal")
        let whole = try await Engine.simulated.open(in: folder)
        var random = SplitMix64(seed: seed)
        var number: UInt64 = 0
        for _ in 0..<12 {
            let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
            for _ in 0..<random.next() % 20 {
                let append = try fresh(&random, &number, Model())
                let outcome = await journal.append(batch: [append])
                #expect(await whole.append(batch: [append]) == outcome, "seed \(seed)")
            }
            #expect(try await journal.position() == whole.position(), "seed \(seed)")
            await journal.close()
        }
    }
}
