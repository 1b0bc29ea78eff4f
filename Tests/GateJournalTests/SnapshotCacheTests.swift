import Foundation
import GRDB
import GateJournal
import GateModel
import JournalSamples
import Testing

/// A cache may be wrong, old, foreign or gone: the state never is.
@Suite("Snapshot cache")
struct SnapshotCacheTests {
    let folder: TestFolder
    let path: String
    init() throws {
        folder = try TestFolder()
        path = folder.file("day.journal")
    }

    /// A journal of `count` events and the state after each.
    private func day(_ count: Int, seed: UInt64 = 1, file: String? = nil) async throws -> (SQLiteJournal, [Tally]) {
        let journal = try await SQLiteJournal.open(at: file ?? path, as: testIdentity)
        var day = SampleDay(seed: seed)
        var states = [Tally()]
        for _ in 0..<count {
            guard let recorded = await journal.add(day.next()).recorded?.first else { continue }
            var next = states[states.count - 1]
            next.apply(recorded)
            states.append(next)
        }
        try #require(states.count == count + 1)
        return (journal, states)
    }

    private func store(
        _ cache: SnapshotCache, _ state: Tally, _ journal: SQLiteJournal, _ sequence: UInt64
    ) async throws {
        let hash = try #require(try await journal.hash(at: sequence))
        cache.store(state, epoch: 1, sequence: sequence, hash: hash)
    }

    private func load(
        _ cache: SnapshotCache, _ journal: RecordedDay, _ sequence: UInt64
    ) -> SnapshotCache.Snapshot<Tally>? {
        cache.load(Tally.self, atOrBefore: sequence, epoch: 1) { try journal.hash(at: $0) }
    }

    @Test("Snapshot and tail give the state of a full fold, everywhere")
    func seek() async throws {
        let (journal, states) = try await day(200)
        let cache = SnapshotCache(besideJournal: path, foldVersion: 1)
        for sequence in stride(from: UInt64(20), through: 200, by: 20) {
            try await store(cache, states[Int(sequence)], journal, sequence)
        }
        let recorded = try RecordedDay.load(path)
        for sequence in UInt64(0)...200 {
            let snapshot = load(cache, recorded, sequence)
            #expect((snapshot?.sequence ?? 0) == sequence / 20 * 20)
            var state = snapshot?.state ?? Tally()
            for event in recorded.events[Int(snapshot?.sequence ?? 0)..<Int(sequence)] { state.apply(event) }
            #expect(StateHash.of(state) == StateHash.of(states[Int(sequence)]))
        }
        #expect(cache.counts.stored == 10)
        #expect(cache.counts.misses == 20)
        #expect(cache.counts.hits == 181)
        #expect(cache.counts.ignored == 0)
    }

    @Test("Snapshots outlive the cache object; deleting the file loses nothing")
    func disposable() async throws {
        let (journal, states) = try await day(10)
        try await store(SnapshotCache(besideJournal: path, foldVersion: 1), states[10], journal, 10)
        let recorded = try RecordedDay.load(path)
        #expect(load(SnapshotCache(besideJournal: path, foldVersion: 1), recorded, 10)?.state == states[10])
        try FileManager.default.removeItem(atPath: path + ".snapshots")
        let fresh = SnapshotCache(besideJournal: path, foldVersion: 1)
        #expect(load(fresh, recorded, 10) == nil)
        #expect(fresh.counts.failures == 0)
    }

    @Test("Another fold, another epoch and another history are not seen")
    func foreign() async throws {
        let (journal, states) = try await day(10)
        let end = try await journal.position()
        try await store(SnapshotCache(besideJournal: path, foldVersion: 1), states[10], journal, 10)
        let recorded = try RecordedDay.load(path)
        let newer = SnapshotCache(besideJournal: path, foldVersion: 2)
        #expect(load(newer, recorded, 10) == nil)
        let same = SnapshotCache(besideJournal: path, foldVersion: 1)
        #expect(same.load(Tally.self, atOrBefore: 10, epoch: 2) { _ in end.hash } == nil)
        #expect(same.load(Tally.self, atOrBefore: 10, epoch: 1) { _ in .genesis } == nil)
        #expect(same.load(Tally.self, atOrBefore: 10, epoch: 1) { _ in nil } == nil)
        #expect(same.counts.ignored == 2)
        #expect(load(same, recorded, 10)?.sequence == 10)
    }

    @Test("An older usable snapshot serves where the newest is damaged", arguments: ["bytes", "checksum", "hash"])
    func damaged(column: String) async throws {
        let (journal, states) = try await day(10)
        let cache = SnapshotCache(besideJournal: path, foldVersion: 1)
        try await store(cache, states[5], journal, 5)
        try await store(cache, states[10], journal, 10)
        let queue = try DatabaseQueue(path: path + ".snapshots")
        try queue.inDatabase { try $0.execute(sql: "UPDATE snapshot SET \(column) = x'0102' WHERE seq = 10") }
        let recorded = try RecordedDay.load(path)
        #expect(load(cache, recorded, 10)?.sequence == 5)
        #expect(cache.counts.ignored == 1)
    }

    @Test("A file that is no cache is replaced")
    func notACache() async throws {
        let (journal, states) = try await day(3)
        try Data(String(repeating: "no cache ", count: 200).utf8).write(to: URL(fileURLWithPath: path + ".snapshots"))
        let cache = SnapshotCache(besideJournal: path, foldVersion: 1)
        #expect(cache.counts.failures == 1)
        try await store(cache, states[3], journal, 3)
        #expect(load(cache, try RecordedDay.load(path), 3)?.state == states[3])
    }

    @Test("Any flipped bit of the file gives no wrong state")
    func flippedBits() async throws {
        let (journal, states) = try await day(60)
        let cache = SnapshotCache(besideJournal: path, foldVersion: 1)
        for sequence in [20, 40, 60] as [UInt64] {
            try await store(cache, states[Int(sequence)], journal, sequence)
        }
        let recorded = try RecordedDay.load(path)
        let file = URL(fileURLWithPath: path + ".snapshots")
        let whole = try Data(contentsOf: file)
        var random = SplitMix64(seed: 23)
        for _ in 0..<120 {
            var flipped = whole
            let place = Int(random.next() % UInt64(whole.count))
            flipped[place] ^= UInt8(1) << UInt8(random.next() % 8)
            try flipped.write(to: file)
            if let snapshot = load(SnapshotCache(besideJournal: path, foldVersion: 1), recorded, 60) {
                #expect(snapshot.state == states[Int(snapshot.sequence)], "byte \(place)")
            }
        }
    }

    @Test("The number of snapshots is bounded; those left lie evenly, and the newest stays")
    func bounded() async throws {
        let cache = SnapshotCache(besideJournal: path, foldVersion: 1, limit: 8)
        for sequence in 1...100 as ClosedRange<UInt64> {
            var tally = Tally()
            tally.events = Int64(sequence)
            cache.store(tally, epoch: 1, sequence: sequence, hash: .genesis)
        }
        var kept: [UInt64] = []
        var before: UInt64 = 100
        while let snapshot = cache.load(Tally.self, atOrBefore: before, epoch: 1, hash: { _ in .genesis }) {
            #expect(snapshot.state.events == Int64(snapshot.sequence))
            kept.append(snapshot.sequence)
            before = snapshot.sequence - 1
        }
        #expect(kept.count == 8)
        #expect(kept.first == 100)
        let widest = zip(kept, kept.dropFirst() + [0]).map { $0 - $1 }.max() ?? 0
        #expect(widest <= 34, "\(kept)")
    }

    @Test("Where nothing can be written, nothing is stored and nothing breaks")
    func unwritable() async throws {
        let cache = SnapshotCache(besideJournal: folder.file("none/day.journal"), foldVersion: 1)
        cache.store(Tally(), epoch: 1, sequence: 0, hash: .genesis)
        #expect(cache.load(Tally.self, atOrBefore: 9, epoch: 1) { _ in .genesis } == nil)
        #expect(cache.counts.failures == 1)
        #expect(cache.counts.stored == 0)
    }
}
