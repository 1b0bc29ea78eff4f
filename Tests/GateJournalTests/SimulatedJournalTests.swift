import GateJournal
import GateModel
import JournalSamples
import Testing

/// The journal that fails on purpose: each fault does what it says, and no promise is broken by any.
@Suite("Simulated journal")
struct SimulatedJournalTests {
    private func journal(seed: UInt64 = 1, _ change: (inout SimulatedFaults) -> Void) -> SimulatedJournal {
        var faults = SimulatedFaults.none
        change(&faults)
        return SimulatedJournal(as: testIdentity, seed: seed, faults: faults)
    }

    @Test("A rival decides first on a guarded stream, whichever it is")
    func rival() async throws {
        let visit = try Make.visit(1)
        let lane = try #require(LaneID(number: 2))
        let alarm = try #require(AlarmID(number: 3))
        let streams: [GateModel.Stream] = [
            .gate, .lane(lane), .visit(visit), .visitAgency(visit, .plant), .alarm(alarm),
        ]
        for stream in streams {
            let journal = journal { $0.rival = 1_000 }
            let outcome = await journal.add(try Make.moved(1), guards: [Guard(stream, at: 0)])
            #expect(outcome == .conflict([StreamConflict(stream: stream, expected: 0, actual: 1)]))
            #expect(try await journal.readAll().map(\.event.stream) == [stream])
        }
        let device = try #require(DeviceID(number: 2))
        let unmoved = journal { $0.rival = 1_000 }
        #expect(await unmoved.add(try Make.weight(1), guards: [Guard(.device(device), at: 0)]).recorded != nil)
    }

    @Test("A lost answer leaves the event recorded or not, and a retry settles it")
    func unknown() async throws {
        var recorded = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            let journal = journal(seed: seed) { $0.unknown = 1_000 }
            #expect(await journal.add(try Make.weight(1)).isUnknown)
            recorded += try await journal.readAll().count
            await journal.setFaults(.none)
            #expect(await journal.add(try Make.weight(1)).recorded?.first?.sequence == 1)
            #expect(try await journal.readAll().count == 1)
        }
        #expect((8...32).contains(recorded))
    }

    @Test("A duplicate is recorded once")
    func duplicate() async throws {
        let journal = journal { $0.duplicate = 1_000 }
        for number in 1...20 { #expect(await journal.add(try Make.decision(UInt64(number))).recorded?.count == 1) }
        #expect(try await journal.readAll().count == 20)
        #expect(await journal.happened.duplicate == 20)
    }

    @Test("A lost connection answers nothing for a while, then all is as before")
    func disconnect() async throws {
        let journal = journal { $0.outageOperations = 3 }
        _ = await journal.add(try Make.weight(1))
        var faults = SimulatedFaults.none
        faults.disconnect = 1_000
        faults.outageOperations = 3
        await journal.setFaults(faults)
        #expect(await journal.add(try Make.weight(2)).isUnknown)
        faults.disconnect = 0
        await journal.setFaults(faults)
        // `.none` would end the outage; these faults differ from it only in the outage's length.
        await #expect(throws: JournalError.self) { try await journal.position() }
        await #expect(throws: JournalError.self) { try await journal.read(after: 0, limit: 1) }
        #expect(await journal.add(try Make.weight(2)).isUnknown)
        #expect(try await journal.position().head == 1)
        #expect(await journal.add(try Make.weight(2)).recorded != nil)
    }

    @Test("A batch meets one fate", arguments: 1...12 as ClosedRange<UInt64>)
    func batchFate(seed: UInt64) async throws {
        let journal = journal(seed: seed) { $0.crash = 1_000 }
        let batch = [Append([try Make.weight(1)], recordedAt: noon), Append([try Make.weight(2)], recordedAt: noon)]
        let outcomes = await journal.append(batch: batch)
        #expect(outcomes.map(\.isUnknown) == [true, true])
        await journal.setFaults(.none)
        let count = try await journal.readAll().count
        #expect(count == 0 || count == 2)
    }

    @Test("A crash loses nothing that was acknowledged")
    func crash() async throws {
        let journal = journal { $0 = .none }
        _ = await journal.add(try Make.decision(1), try Make.weight(2))
        let before = try await journal.position()
        await journal.crash()
        #expect(try await journal.position() == before)
        #expect(await journal.add(try Make.decision(2), guards: [Guard(try Make.customs(), at: 1)]).recorded != nil)
        #expect(try await journal.lastFeedCause() == Cause(source: "scale/lane-1", boot: 1, number: 2))
    }

    @Test("A stale reader sees a prefix, never anything else")
    func stale() async throws {
        let journal = journal { $0.staleRead = 500 }
        var day = SampleDay(seed: 9)
        _ = await journal.append((0..<100).map { _ in day.next() }, guards: [], recordedAt: noon)
        var ends: Set<UInt64> = []
        for _ in 0..<60 {
            let position = try await journal.position()
            ends.insert(position.head)
            #expect(await journal.hash(at: position.head) == position.hash)
            let seen = try await journal.read(after: 0, limit: 1_000)
            #expect(seen.map(\.sequence) == Array(1..<UInt64(seen.count + 1)))
            #expect((80...100).contains(seen.count))
        }
        #expect(ends.contains(100) && ends.count > 3)
    }

    @Test("A delay ends when simulated time says so, and in its order", .timeLimit(.minutes(1)))
    func delay() async throws {
        let journal = journal(seed: 3) { $0.delay = 1_000 }
        let outcomes = await withTaskGroup(of: AppendOutcome?.self) { group in
            for number in 0..<10 {
                group.addTask {
                    guard let proposed = try? Make.weight(UInt64(number)) else { return nil }
                    return await journal.add(proposed)
                }
            }
            while await journal.waiting < 10 { await Task.yield() }
            await journal.advance(to: noon + .milliseconds(1))
            await journal.advance(to: noon + .milliseconds(2_000))
            return await group.reduce(into: [AppendOutcome?]()) { $0.append($1) }
        }
        #expect(outcomes.compactMap { $0?.recorded }.count == 10)
        #expect(await journal.waiting == 0)
    }

    @Test("One seed, one story", arguments: [UInt64(1), 77, 0xDEAD])
    func deterministic(seed: UInt64) async throws {
        let first = try await story(seed: seed)
        let second = try await story(seed: seed)
        #expect(first == second, "seed \(seed)")
        let other = try await story(seed: seed &+ 1)
        #expect(first.hash != other.hash)
    }

    private struct Story: Equatable {
        var outcomes: [AppendOutcome] = []
        var hash = ChainHash.genesis
    }

    private func story(seed: UInt64) async throws -> Story {
        var faults = SimulatedFaults.rough
        faults.delay = 0
        let journal = SimulatedJournal(as: testIdentity, seed: seed, faults: faults)
        var story = Story()
        var day = SampleDay(seed: 5)
        for number in 0..<300 {
            let proposed = day.next()
            let guards = number % 3 == 0 ? [Guard(proposed.event.stream, at: 0)] : []
            story.outcomes.append(await journal.add(proposed, guards: guards))
        }
        await journal.setFaults(.none)
        story.hash = try await journal.position().hash
        return story
    }

    @Test(
        "Under every fault: acknowledged stays, conflicts record nothing, all converge",
        arguments: 1...20 as ClosedRange<UInt64>)
    func promises(seed: UInt64) async throws {
        var faults = SimulatedFaults.rough
        faults.delay = 0
        let journal = SimulatedJournal(as: testIdentity, seed: seed, faults: faults)
        var random = SplitMix64(seed: seed)
        var acknowledged: [Recorded] = []
        var refused: [EventID] = []
        var unsettled: [(Proposed, [Guard])] = []
        for number in 0..<200 as Range<UInt64> {
            let proposed = try Make.decision(number, visit: Int64(random.next() % 5) + 1)
            let guards = [Guard(proposed.event.stream, at: UInt32(random.next() % 6))]
            switch await journal.add(proposed, guards: guards) {
            case .done(let recorded): acknowledged += recorded
            case .conflict: refused.append(proposed.id)
            case .denied(let reason): Issue.record("seed \(seed): \(reason)")
            case .unknown: unsettled.append((proposed, guards))
            }
        }
        // The faults stop: what was unknown is settled by the same ids.
        await journal.setFaults(.none)
        for (proposed, guards) in unsettled {
            let outcome = await journal.add(proposed, guards: guards)
            #expect(!outcome.isUnknown && !outcome.isDenied, "seed \(seed)")
            if let recorded = outcome.recorded { acknowledged += recorded } else { refused.append(proposed.id) }
        }
        let all = try await journal.readAll()
        #expect(all.map(\.sequence) == (0..<all.count).map { UInt64($0 + 1) })
        for recorded in acknowledged { #expect(all[Int(recorded.sequence) - 1] == recorded, "seed \(seed)") }
        let rivals = await journal.happened.rival
        #expect(all.count == acknowledged.count + rivals, "seed \(seed)")
        #expect(acknowledged.count + refused.count == 200, "seed \(seed)")
    }
}
