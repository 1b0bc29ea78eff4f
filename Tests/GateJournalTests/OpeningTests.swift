import Foundation
import GRDB
import GateModel
import JournalSamples
import Testing

@testable import GateJournal

/// Files that are not what they should be: each is refused with a code and a sentence, and left as it was.
@Suite("Opening a journal")
struct OpeningTests {
    let folder: TestFolder
    let path: String
    init() throws {
        folder = try TestFolder()
        path = folder.file("day.journal")
    }

    /// A closed journal of 300 events, all in the one file.
    private func prepare() async throws {
        let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
        var day = SampleDay(seed: 8)
        for _ in 0..<3 {
            _ = await journal.append((0..<100).map { _ in day.next() }, guards: [], recordedAt: noon)
        }
        await journal.close()
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }

    private var bytes: Data {
        get throws { try Data(contentsOf: URL(fileURLWithPath: path)) }
    }

    private func put(_ bytes: Data) throws { try bytes.write(to: URL(fileURLWithPath: path)) }

    /// Opens for writing and expects a refusal that leaves every byte.
    @discardableResult
    private func refusal(_ codes: JournalError.Code..., comment: Comment? = nil) async throws -> JournalError? {
        let before = try bytes
        let error = await #expect(throws: JournalError.self, comment) {
            try await SQLiteJournal.open(at: path, as: testIdentity)
        }
        if let error {
            #expect(codes.contains(error.code), comment)
            #expect(error.path == path)
            #expect(!error.problem.isEmpty && error.advice.hasSuffix("."))
        }
        #expect(try bytes == before, comment)
        return error
    }

    /// Changes rows behind the triggers' back.
    private func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { database in
            for trigger in ["event_insert", "event_update", "event_delete", "journal_update"] {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: sql)
        }
        try queue.close()
    }

    @Test("A missing file is made for writing, but is an error for reading")
    func missing() async throws {
        let error = #expect(throws: JournalError.self) { try ReadOnlyJournal(at: path) }
        #expect(error?.code == .missing)
        let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
        #expect(journal.identity == testIdentity)
        await journal.close()
        #expect(try ReadOnlyJournal(at: path).identity == testIdentity)
    }

    @Test("A directory that is not there, and a gate without a name, are said")
    func impossible() async throws {
        let lost = folder.file("none/day.journal")
        let error = await #expect(throws: JournalError.self) {
            try await SQLiteJournal.open(at: lost, as: testIdentity)
        }
        #expect(error?.code == .io)
        for gate in ["", String(repeating: "x", count: 65)] {
            let error = await #expect(throws: JournalError.self) {
                try await SQLiteJournal.open(at: path, as: JournalIdentity(gate: gate, created: noon))
            }
            #expect(error?.code == .argument)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("Another program's file")
    func foreign() async throws {
        try put(Data("a letter to customs, longer than a header: \(String(repeating: "x", count: 600))".utf8))
        try await refusal(.foreign)
        try put(Data())
        try await refusal(.foreign)
        try FileManager.default.removeItem(atPath: path)
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { try $0.execute(sql: "CREATE TABLE event (seq INTEGER PRIMARY KEY)") }
        try queue.close()
        try await refusal(.foreign)
    }

    @Test("A newer or an impossible format, and another gate's journal")
    func newer() async throws {
        try await prepare()
        let error = await #expect(throws: JournalError.self) {
            try await SQLiteJournal.open(at: path, as: JournalIdentity(gate: "mongcai", created: noon))
        }
        #expect(error?.code == .otherGate)
        for (format, code) in [(JournalSchema.format + 1, JournalError.Code.newer), (0, .damaged), (-1, .damaged)] {
            let queue = try DatabaseQueue(path: path)
            try queue.inDatabase { try $0.execute(sql: "PRAGMA user_version = \(format)") }
            try queue.close()
            try await refusal(code)
            #expect(throws: JournalError.self) { try RecordedDay.load(path) }
        }
    }

    @Test("A journal of the first format is read and gone on with")
    func firstFormat() async throws {
        try await prepare()
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { database in
            try database.execute(
                sql: """
                    CREATE UNIQUE INDEX event_event_id ON event (event_id);
                    CREATE UNIQUE INDEX event_stream ON event (stream, ver) WHERE ver IS NOT NULL;
                    PRAGMA user_version = 1;
                    """)
        }
        try queue.close()
        let journal = try await SQLiteJournal.open(at: path, as: testIdentity)
        #expect(await journal.add(try Make.weight(9_001)).recorded?.first?.sequence == 301)
        await journal.close()
        #expect(try await ReadOnlyJournal(at: path).verify().fault == nil)
        #expect(try RecordedDay.load(path).events.count == 301)
    }

    @Test("A file cut anywhere")
    func truncated() async throws {
        try await prepare()
        let whole = try bytes
        var random = SplitMix64(seed: 21)
        var cuts = [16, 99, 100, 512, 4_095, 4_096, whole.count / 2, whole.count - 4_096, whole.count - 1]
        cuts += (0..<15).map { _ in 1 + Int(random.next() % UInt64(whole.count - 1)) }
        for cut in cuts {
            try put(whole.prefix(cut))
            try await refusal(.damaged, .chainBroken, .foreign, comment: "cut at \(cut) of \(whole.count)")
        }
    }

    @Test("A flipped bit in any page is found, or changes nothing that counts")
    func flippedBits() async throws {
        try await prepare()
        let whole = try bytes
        let truth = try RecordedDay.load(path).events
        var random = SplitMix64(seed: 22)
        var found = 0
        for _ in 0..<150 {
            let place = Int(random.next() % UInt64(whole.count))
            let bit = UInt8(1) << UInt8(random.next() % 8)
            var flipped = whole
            flipped[place] ^= bit
            try put(flipped)
            do {
                let journal = try ReadOnlyJournal(at: path)
                if try await journal.verify().fault == nil {
                    // Free space, or a number of the header that nobody reads.
                    #expect(try RecordedDay.load(path).events == truth, "bit \(bit) at \(place)")
                } else {
                    found += 1
                }
            } catch let error as JournalError {
                #expect(error.code != .missing)
                found += 1
            }
        }
        #expect(found > 75, "only \(found) of 150 flips were found")
    }

    @Test(
        "Whatever is changed in a row, the chain names the row",
        arguments: [
            "body = replace(body, 'visit', 'Visit')", "body = body || ' '", "hash = zeroblob(32)", "hash = x'00'",
            "recorded_at = recorded_at + 1", "occurred_at = occurred_at - 1", "actor = 'nobody'",
            "actor_kind = 'device'", "agency = 'YT'", "kind = 'rearPlateRead'", "stream = 'gate'", "ver = 77",
            "event_id = 'other'", "cause = 'other 1 1'", "feed = 1 - feed",
        ])
    func tampered(change: String) async throws {
        try await prepare()
        try tamper("UPDATE event SET \(change) WHERE seq = 141")
        let error = try await refusal(.chainBroken)
        #expect(error?.sequence == 141)
        let found = try await ReadOnlyJournal(at: path).verify()
        #expect(found.fault?.sequence == 141)
        #expect(found.events == 140)
        #expect(found.position.head == 140)
    }

    @Test("A guard that somebody has removed is named, though every event is whole")
    func guardsGone() async throws {
        try await prepare()
        #expect(try await ReadOnlyJournal(at: path).verify().fault == nil)
        for trigger in JournalSchema.triggers.reversed() {
            let queue = try DatabaseQueue(path: path)
            try queue.inDatabase { try $0.execute(sql: "DROP TRIGGER \(trigger)") }
            try queue.close()
            let found = try await ReadOnlyJournal(at: path).verify()
            #expect(found.fault?.problem.contains("'\(trigger)'") == true, "\(String(describing: found.fault))")
            #expect(found.events == 300)
        }
    }

    @Test("A row taken out, put in, or moved")
    func rearranged() async throws {
        try await prepare()
        let whole = try bytes
        try tamper("DELETE FROM event WHERE seq = 50")
        #expect(try await refusal(.chainBroken)?.sequence == 50)
        #expect(throws: JournalError.self) { try RecordedDay.load(path) }
        try put(whole)
        try tamper("UPDATE event SET seq = 1000 WHERE seq = 300")
        #expect(try await refusal(.chainBroken)?.sequence == 300)
        try put(whole)
        try tamper("UPDATE journal SET gate = 'huunghi', epoch = 2")
        #expect(try await refusal(.chainBroken)?.sequence == 1)
    }

    @Test(
        "A forged sequence number, however large or small", arguments: ["1 << 62", "~(1 << 63)", "0", "-5", "1 << 63"])
    func forgedSequence(number: String) async throws {
        try await prepare()
        try tamper("UPDATE event SET seq = \(number) WHERE seq = 300")
        try await refusal(.chainBroken, .damaged)
        let error = #expect(throws: JournalError.self) { try RecordedDay.load(path) }
        #expect(error?.code == .damaged)
        let journal = try ReadOnlyJournal(at: path)
        _ = try await journal.position()
        #expect(try await journal.verify().fault != nil)
    }

    @Test("integrity_check alone does not see a changed body; the chain does")
    func integrityCheckIsBlind() async throws {
        try await prepare()
        var whole = try bytes
        let body = Data("thanh long".utf8)
        let place = try #require(whole.range(of: body))
        whole[place.lowerBound] ^= 1
        try put(whole)
        let queue = try DatabaseQueue(path: path)
        #expect(try queue.inDatabase { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        try queue.close()
        try await refusal(.chainBroken)
    }

    @Test("A body whose hash holds but that nobody can read")
    func undecodable() async throws {
        try await prepare()
        try forge(Forgery(body: #"{"status":"ajar"}"#))
        let journal = try ReadOnlyJournal(at: path)
        let fault = try await journal.verify().fault
        #expect(fault?.sequence == 301)
        #expect(fault?.code == .undecodable)
        let error = await #expect(throws: JournalError.self) { try await journal.read(after: 299, limit: 10) }
        #expect(error?.code == .undecodable)
        #expect(error?.sequence == 301)
        #expect(try await journal.read(after: 299, limit: 1).count == 1)
    }

    @Test("An id recorded twice, or a decision out of its stream's order, under hashes that hold")
    func forgedIdentity() async throws {
        try await prepare()
        let whole = try bytes
        let taken = try #require(try value("SELECT event_id FROM event WHERE seq = 7"))
        try forge(Forgery(id: taken))
        let twice = try await refusal(.damaged)
        #expect(twice?.sequence == 301)
        #expect(twice?.problem == "it has the same id as event 7")
        for version in [UInt32(0), 2, 9] {
            try put(whole)
            try forge(Forgery(version: version))
            #expect(try await refusal(.damaged)?.problem == "the versions of stream 'gate' do not add up")
        }
        try put(whole)
        let visit = try #require(
            try value("SELECT stream || ' ' || max(ver) FROM event WHERE ver > 0 GROUP BY stream ORDER BY 1 LIMIT 1"))
        let parts = visit.split(separator: " ")
        let last = try #require(UInt32(parts[1]))
        for version in [0, last, last + 2, .max] {
            try put(whole)
            try forge(Forgery(stream: String(parts[0]), version: version))
            let error = try await refusal(.damaged)
            #expect(error?.problem == "decision \(version) of stream '\(parts[0])' follows decision \(last)")
        }
        let found = try await ReadOnlyJournal(at: path).verify()
        #expect(found.fault?.sequence == 301)
    }

    private func value(_ sql: String) throws -> String? {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.inDatabase { try String.fetchOne($0, sql: sql) }
    }

    /// What an insider who can also compute the chain puts at a journal's end.
    private struct Forgery {
        var id = "x 1 1 0"
        var stream = "gate"
        var version: UInt32 = 1
        var body = #"{"status":"open"}"#
    }

    private func forge(_ forgery: Forgery) throws {
        let file = try JournalFile.write(path)
        defer { file.close() }
        try file.use { connection in
            let end = try ChainWalker(decodes: false).last(connection)
            var frame = ChainFrame(gate: "huunghi", epoch: 1)
            let text = [forgery.stream, forgery.id, forgery.body].map { Array($0.utf8) }
            let link = text[0].withUnsafeBytes { stream in
                text[1].withUnsafeBytes { id in
                    text[2].withUnsafeBytes { body in
                        frame.link(
                            after: end.hash,
                            ChainFrame.Fields(
                                sequence: end.head + 1, stream: stream, version: forgery.version, eventID: id,
                                actorKind: bytes("rule"), agency: bytes(""), author: bytes("r"),
                                recordedAtMicroseconds: end.lastRecordedAtMicroseconds + 1,
                                occurredAtMilliseconds: 0, cause: bytes("x 1 1"), kind: bytes("gateStatusChanged"),
                                body: body))
                    }
                }
            }
            try RawStatement(
                connection,
                """
                INSERT INTO event VALUES (\(end.head + 1), \(end.lastRecordedAtMicroseconds + 1), 0, 'rule', NULL, 'r',
                'gateStatusChanged', \(forgery.version), 1, '\(forgery.stream)', '\(forgery.id)', 'x 1 1',
                x'\(link.hex)', '\(forgery.body)')
                """
            ).run()
        }
    }

    private func bytes(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    @Test("Every error code is stable and distinct")
    func codes() {
        #expect(Set(JournalError.Code.allCases.map(\.rawValue)).count == JournalError.Code.allCases.count)
        #expect(JournalError.Code.allCases.allSatisfy { $0.rawValue.hasPrefix("journal-") && $0.advice.hasSuffix(".") })
        let error = JournalError(.chainBroken, path: "a.journal", sequence: 7, problem: "the sequence has a gap")
        #expect("\(error)".hasPrefix("a.journal: the sequence has a gap at event 7 [journal-chain-broken]. Keep"))
    }
}

extension ChainWalker {
    /// Where a journal ends, as its last row says.
    fileprivate func last(_ connection: OpaquePointer) throws -> JournalPosition {
        let row = try RawStatement(connection, "SELECT seq, recorded_at, hash FROM event ORDER BY seq DESC LIMIT 1")
        _ = try row.step()
        return JournalPosition(
            epoch: 1, head: UInt64(row.integer(0)), hash: ChainHash(bytes: row.bytes(2)) ?? .genesis,
            lastRecordedAtMicroseconds: row.integer(1))
    }
}
