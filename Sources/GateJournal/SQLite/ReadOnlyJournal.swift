import Foundation
public import GateModel

/// Any journal file, opened to look at: for replay, training, reports and verification, also while another process
/// writes to it. Appends are denied; nothing in the file changes.
public actor ReadOnlyJournal: Journal {
    public nonisolated let path: String
    public nonisolated let identity: JournalIdentity

    private nonisolated let executor = QueueExecutor(label: "smartgate.journal.read")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let file: JournalFile
    private var decoder = RowDecoder()
    private var page: RawStatement?

    /// Blocks for about a millisecond; reads the file's mark and its gate, not its events.
    ///
    /// - Throws: ``JournalError``.
    public init(at path: String) throws(JournalError) {
        file = try JournalFile.read(path)
        self.path = path
        identity = file.identity
    }

    /// Always denied.
    public func append(batch: [Append]) async -> [AppendOutcome] {
        batch.map { _ in .denied("the journal is open read-only") }
    }

    public func read(after sequence: UInt64, limit: Int) async throws -> [Recorded] {
        guard (1...JournalLimits.eventsPerRead).contains(limit), sequence <= UInt64(Int64.max) else {
            throw JournalError(
                .argument, path: path, problem: "a read is of 1 to \(JournalLimits.eventsPerRead) events")
        }
        return try JournalError.explaining(path) {
            try file.use { connection in
                let statement = try page ?? RawStatement(connection, Self.pageSQL)
                page = statement
                defer { statement.reset() }
                statement.bind(Int64(sequence), at: 1)
                statement.bind(Int64.max, at: 2)
                statement.bind(Int64(limit), at: 3)
                var events: [Recorded] = []
                try Self.decode(statement, after: sequence, with: &decoder, path: path) { events.append($0) }
                return events
            }
        }
    }

    static let pageSQL = "SELECT \(RowDecoder.columns) FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"

    /// Hands every row to `body`, in sequence.
    ///
    /// - Throws: ``JournalError`` at a gap or an event that cannot be decoded.
    static func decode(
        _ statement: RawStatement, after sequence: UInt64, with decoder: inout RowDecoder, path: String,
        _ body: (Recorded) throws -> Void
    ) throws {
        var last = sequence
        while try statement.step() {
            last += 1
            let recorded: Recorded
            do throws(FieldFault) {
                recorded = try decoder.decode(statement)
            } catch {
                throw JournalError(.undecodable, path: path, sequence: last, problem: "\(error)")
            }
            guard recorded.sequence == last else {
                throw JournalError(.chainBroken, path: path, sequence: last, problem: "the sequence has a gap")
            }
            try body(recorded)
        }
    }

    /// Never ticks: nothing tells this process that another wrote. Read again from time to time.
    public nonisolated var wakeups: AsyncStream<Void> { AsyncStream { _ in } }

    public func position() async throws -> JournalPosition {
        try JournalError.explaining(path) {
            try file.use { connection in
                let last = try RawStatement(
                    connection, "SELECT seq, recorded_at, hash FROM event ORDER BY seq DESC LIMIT 1")
                guard try last.step() else { return .start(epoch: identity.epoch) }
                guard let hash = ChainHash(bytes: last.bytes(2)) else {
                    let sequence = UInt64(clamping: last.integer(0))
                    throw JournalError(.chainBroken, path: path, sequence: sequence, problem: "no hash")
                }
                return JournalPosition(
                    epoch: identity.epoch, head: UInt64(clamping: last.integer(0)), hash: hash,
                    lastRecordedAtMicroseconds: last.integer(1))
            }
        }
    }

    public func lastFeedCause() async throws -> Cause? {
        try JournalError.explaining(path) { try file.lastFeedCause() }
    }

    public func lastActCause() async throws -> Cause? {
        try JournalError.explaining(path) { try file.lastActCause() }
    }

    /// The chain's link at a sequence number; nil past the end, the genesis link at 0.
    public func hash(at sequence: UInt64) async throws -> ChainHash? {
        try JournalError.explaining(path) { try file.hash(at: sequence) }
    }

    /// Reads every event and checks numbers, links, receipt times and bodies, ids and versions, then SQLite's own structure.
    ///
    /// - Returns: what was found; a journal that is wrong is an answer, not an error.
    /// - Throws: ``JournalError`` if the file cannot be read to the end.
    public func verify() async throws -> JournalVerification {
        var found = try ChainWalker.walk(path, decodes: true, workers: 2).found
        if found.fault != nil { return found }
        found.fault = try JournalError.explaining(path) {
            try file.use { connection in
                let names = try RawStatement(
                    connection, "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1")
                var found: [String] = []
                while try names.step() { found.append(names.text(0)) }
                if let lost = JournalSchema.triggers.first(where: { !found.contains($0) }) {
                    return JournalVerification.Fault(
                        sequence: 0, code: .damaged,
                        problem: "its guard '\(lost)' against changes is gone; every event is as it was recorded")
                }
                // The chain guards what rows say, not the pages they do not use.
                let check = try RawStatement(connection, "PRAGMA integrity_check(1)")
                guard try check.step() else { return nil }
                let answer = check.text(0)
                if answer == "ok" { return nil }
                return JournalVerification.Fault(sequence: 0, code: .damaged, problem: answer)
            }
        }
        return found
    }

    /// Lets go of the file.
    public func close() async {
        page = nil
        file.close()
    }
}

extension JournalFile {
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// True for what was once an SQLite file. Only for a file that SQLite itself has refused: see ``FileLock`` on why
    /// a descriptor of a living one must not be opened.
    static func beginsLikeSQLite(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path) else { return false }
        return (try? handle.read(upToCount: 15)) == Data("SQLite format 3".utf8)
    }

    /// The last sequence number; 0 for an empty journal.
    ///
    /// - Throws: ``JournalError`` for a number that cannot be right, before anybody asks for memory by it.
    func head() throws(JournalError) -> UInt64 {
        try JournalError.explaining(path) {
            try use { connection in
                let ends = try RawStatement(
                    connection,
                    "SELECT ifnull((SELECT min(seq) FROM event), 1), ifnull((SELECT max(seq) FROM event), 0)")
                let pages = try RawStatement(connection, "PRAGMA page_count")
                guard try ends.step(), try pages.step() else { return 0 }
                let (first, last) = (ends.integer(0), ends.integer(1))
                // A page holds fewer than a hundred events: each has a hash of 32 bytes.
                guard first == 1, last <= pages.integer(0) * 100, last <= JournalLimits.events else {
                    throw JournalError(.damaged, path: path, problem: "it has events from \(first) to \(last)")
                }
                return UInt64(last)
            }
        }
    }

    /// The cause of the last event that a feed or the gate's clock made.
    func lastFeedCause() throws -> Cause? {
        try use { connection in
            let statement = try RawStatement(
                connection, "SELECT cause FROM event WHERE feed = 1 ORDER BY seq DESC LIMIT 1")
            return try statement.step() ? Cause(statement.text(0)) : nil
        }
    }

    /// The cause of the last act of this program's screen behind that one; only those few events are looked at.
    func lastActCause() throws -> Cause? {
        try use { connection in
            let statement = try RawStatement(
                connection,
                """
                SELECT cause FROM event WHERE feed = 0 AND cause LIKE '\(Cause.console) %' AND seq > \
                coalesce((SELECT seq FROM event WHERE feed = 1 ORDER BY seq DESC LIMIT 1), 0) ORDER BY seq DESC LIMIT 1
                """)
            return try statement.step() ? Cause(statement.text(0)) : nil
        }
    }

    /// The chain's link at a sequence number; nil past the end, the genesis link at 0.
    func hash(at sequence: UInt64) throws -> ChainHash? {
        if sequence == 0 { return .genesis }
        guard let number = Int64(exactly: sequence) else { return nil }
        return try use { connection in
            let statement = try RawStatement(connection, "SELECT hash FROM event WHERE seq = ?")
            statement.bind(number, at: 1)
            return try statement.step() ? ChainHash(bytes: statement.bytes(0)) : nil
        }
    }
}
