import Foundation
import GRDB
import GateModel
import JournalSamples
import TestTraits
import Testing

@testable import GateJournal

/// What only the SQLite engine promises.
@Suite("SQLite journal", .ownThread)
struct SQLiteJournalTests {
    let folder: TestFolder
    let path: String
    init() throws {
        folder = try TestFolder()
        path = folder.file("day.journal")
    }

    private func open() async throws -> SQLiteJournal {
        try await SQLiteJournal.open(at: path, as: testIdentity)
    }

    @Test("synchronous is FULL and the log is write-ahead, as the connection itself says")
    func durabilityPragmas() async throws {
        let journal = try await open()
        #expect(try await journal.durability() == JournalFile.Durability(journalMode: "wal", synchronous: 2))
    }

    @Test("Rows can be neither changed, deleted, replaced nor put in out of turn")
    func appendOnly() async throws {
        let journal = try await open()
        _ = await journal.add(try Make.weight(1), try Make.weight(2))
        let queue = try DatabaseQueue(path: path)
        for sql in [
            "UPDATE event SET body = '{}'", "DELETE FROM event", "UPDATE journal SET epoch = 9", "DELETE FROM journal",
            "INSERT OR REPLACE INTO journal VALUES (1, 'x', 1, 0)",
            "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 1",
            """
            INSERT INTO event SELECT 9, recorded_at, occurred_at, actor_kind, agency, actor, kind, ver, feed, stream,
            'new', cause, hash, body FROM event WHERE seq = 1
            """,
        ] {
            let error = #expect(throws: DatabaseError.self, "\(sql)") {
                try queue.inDatabase { try $0.execute(sql: sql) }
            }
            #expect(error?.message == "the journal is append-only", "\(sql)")
        }
        #expect(try await journal.verify().fault == nil)
    }

    @Test("Only one owner; readers are welcome")
    func exclusive() async throws {
        let journal = try await open()
        let error = await #expect(throws: JournalError.self) { try await open() }
        #expect(error?.code == .busy)
        #expect(error?.problem == "process \(getpid()) writes to this journal")
        _ = await journal.add(try Make.weight(1))
        let reader = try ReadOnlyJournal(at: path)
        #expect(try await reader.position() == journal.position())
        _ = await journal.add(try Make.weight(2))
        #expect(try await reader.readAll().count == 2)
        #expect(try RecordedDay.load(path).events.count == 2)
        #expect(await reader.add(try Make.weight(3)).isDenied)
        await journal.close()
        let next = try await open()
        #expect(try await next.position().head == 2)
    }

    @Test("A journal owned by another process is refused, by its process id", .timeLimit(.minutes(10)))
    func otherProcess() async throws {
        let child = try Child(Child.victim, ["hold", path])
        #expect(child.line() == "open")
        let error = await #expect(throws: JournalError.self) { try await open() }
        #expect(error?.code == .busy)
        #expect(error?.problem == "process \(child.process.processIdentifier) writes to this journal")
        try child.input.fileHandleForWriting.close()
        child.waitForEnd()
        #expect(child.process.terminationStatus == 0)
        _ = try await open()
    }

    @Test("A closed journal denies, and does not pretend to know where it ends")
    func closed() async throws {
        let journal = try await open()
        var ticks = journal.wakeups.makeAsyncIterator()
        await journal.close()
        #expect(await journal.add(try Make.weight(1)).isDenied)
        #expect(await journal.append(batch: [Append([try Make.weight(1)], recordedAt: noon)]).first?.isDenied == true)
        await #expect(throws: JournalError.self) { try await journal.position() }
        await #expect(throws: JournalError.self) { try await journal.read(after: 0, limit: 1) }
        #expect(await ticks.next() == nil)
        var late = journal.wakeups.makeAsyncIterator()
        #expect(await late.next() == nil)
    }

    @Test("Appends that wait together are all answered, in few transactions", .timeLimit(.minutes(10)))
    func groupCommit() async throws {
        let journal = try await open()
        let outcomes = await withTaskGroup(of: AppendOutcome?.self) { group in
            for number in 0..<400 {
                group.addTask {
                    guard let proposed = try? Make.weight(UInt64(number)) else { return nil }
                    return await journal.add(proposed)
                }
            }
            return await group.reduce(into: [AppendOutcome?]()) { $0.append($1) }
        }
        let sequences = outcomes.compactMap { $0?.recorded?.first?.sequence }
        #expect(sequences.sorted() == Array(1...400))
        #expect(try await journal.verify().events == 400)
    }

    @Test("The log is moved into the file beside the appends and written over, however much is recorded")
    func shortLog() async throws {
        let journal = try await open()
        var day = SampleDay(seed: 2)
        var sizes: [Int] = []
        for _ in 0..<6 {
            for _ in 0..<18 {
                let events = (0..<1_000).map { _ in day.next() }
                #expect(await journal.append(events, guards: [], recordedAt: noon).recorded != nil)
            }
            let size = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
            sizes.append(try #require(size))
        }
        // In one go it would have grown to six times the first round.
        #expect(sizes[0] > Checkpointer.pages * 4096, "a round must be long enough to begin a move: \(sizes)")
        #expect(sizes[5] < 5 * Checkpointer.pages * 4096, "\(sizes)")
        #expect(try await journal.verify().events == 108_000)
    }

    @Test("Versions, the feed's place and the chain survive reopening")
    func reopening() async throws {
        let first = try await open()
        _ = await first.add(try Make.decision(1), try Make.decision(2), try Make.weight(3))
        let end = try await first.position()
        await first.close()
        let second = try await open()
        #expect(try await second.position() == end)
        #expect(try await second.lastFeedCause() == Cause(source: "scale/lane-1", boot: 1, number: 3))
        let conflict = StreamConflict(stream: try Make.customs(), expected: 0, actual: 2)
        let guards = [Guard(try Make.customs(), at: 0)]
        #expect(await second.add(try Make.decision(4), guards: guards) == .conflict([conflict]))
        #expect(await second.add(try Make.decision(1)).recorded?.first?.sequence == 1)
        #expect(try await second.hash(at: end.head) == end.hash)
        #expect(try await second.hash(at: 0) == .genesis)
        #expect(try await second.hash(at: 99) == nil)
    }

    @Test("A journal left behind without closing is whole")
    func abandoned() async throws {
        do {
            let journal = try await open()
            _ = await journal.add(try Make.weight(1))
        }
        #expect(try await ReadOnlyJournal(at: path).verify().events == 1)
    }

    @Test("A half-made file of a crash at creation is no obstacle")
    func halfMade() async throws {
        try Data("half".utf8).write(to: URL(fileURLWithPath: path + ".new"))
        let journal = try await open()
        #expect(try await journal.position().head == 0)
        #expect(!FileManager.default.fileExists(atPath: path + ".new"))
    }

    @Test("A day in one piece, in stretches and in pages is the same day", arguments: [1, 2, 3, 8])
    func recordedDay(workers: Int) async throws {
        let journal = try await open()
        var day = SampleDay(seed: 6)
        for _ in 0..<20 {
            _ = await journal.append((0..<1_000).map { _ in day.next() }, guards: [], recordedAt: noon)
        }
        let loaded = try RecordedDay.load(path, verifying: true, workers: workers)
        #expect(loaded.events == (try await journal.readAll()))
        #expect(loaded.position == (try await journal.position()))
        #expect(loaded.identity == testIdentity)
        #expect(try loaded.hash(at: 20_000) == loaded.position.hash)
        #expect(try loaded.hash(at: 20_001) == nil)
    }

    @Test("An empty day")
    func emptyDay() async throws {
        let journal = try await open()
        let loaded = try RecordedDay.load(path, verifying: true)
        #expect(loaded.events.isEmpty)
        #expect(loaded.position == (try await journal.position()))
    }

    @Test("A day with a bad event in any stretch is refused, and named", arguments: [UInt64(3), 9_000, 9_001, 19_999])
    func badDay(sequence: UInt64) async throws {
        let journal = try await open()
        var day = SampleDay(seed: 6)
        for _ in 0..<20 {
            _ = await journal.append((0..<1_000).map { _ in day.next() }, guards: [], recordedAt: noon)
        }
        await journal.close()
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { database in
            try database.execute(sql: "DROP TRIGGER event_update")
            try database.execute(sql: "UPDATE event SET body = '{' WHERE seq = ?", arguments: [Int64(sequence)])
        }
        try queue.close()
        let undecodable = #expect(throws: JournalError.self) { try RecordedDay.load(path) }
        #expect(undecodable?.code == .undecodable)
        #expect(undecodable?.sequence == sequence)
        let broken = #expect(throws: JournalError.self) { try RecordedDay.load(path, verifying: true) }
        #expect(broken?.code == .chainBroken)
        #expect(broken?.sequence == sequence)
    }
}
