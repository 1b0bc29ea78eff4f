import GRDBSQLite
import GateModel

/// The statements that write to a journal, and the rule that the first failure is the last.
///
/// Belongs to one owner on one queue; must be gone before its file closes.
final class JournalWriter {
    private(set) var planner: AppendPlanner
    /// Why nothing is acknowledged any more; nil while all is well.
    private(set) var stopped: String?
    private var ids: EventIndex
    private let begin: RawStatement
    private let insert: RawStatement
    private let lookup: RawStatement
    private let commit: RawStatement
    private let rollback: RawStatement
    private var decoder = RowDecoder()
    private let connection: OpaquePointer
    /// Pages in the write-ahead log after the last commit.
    private(set) var logPages = 0

    init(_ connection: OpaquePointer, planner: AppendPlanner, ids: EventIndex) throws {
        self.planner = planner
        self.ids = ids
        self.connection = connection
        begin = try RawStatement(connection, "BEGIN IMMEDIATE")
        commit = try RawStatement(connection, "COMMIT")
        rollback = try RawStatement(connection, "ROLLBACK")
        lookup = try RawStatement(connection, "SELECT \(RowDecoder.columns), cause, event_id FROM event WHERE seq = ?")
        insert = try RawStatement(
            connection,
            """
            INSERT INTO event (seq, recorded_at, occurred_at, actor_kind, agency, actor, kind, ver, feed, stream,
            event_id, cause, hash, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """)
        sqlite3_wal_hook(
            connection,
            { context, _, _, pages in
                if let context {
                    Unmanaged<JournalWriter>.fromOpaque(context).takeUnretainedValue().logPages = Int(pages)
                }
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { sqlite3_wal_hook(connection, nil, nil) }

    /// Judges and stores a batch in one transaction. When it returns, what it calls done is on disk.
    func append(_ batch: [Append]) -> [AppendOutcome] {
        if let stopped { return batch.map { _ in .unknown(stopped) } }
        do {
            try begin.run()
        } catch {
            if error.primary == SQLITE_BUSY {
                return batch.map { _ in .unknown("another program holds the journal's file: \(error.message)") }
            }
            return stop(batch, "\(error)")
        }
        do {
            var rows = 0
            let outcomes = try batch.map { append in
                switch try planner.plan(append, find: find) {
                case .answer(let outcome):
                    return outcome
                case .rows(let new):
                    for row in new { try store(row) }
                    rows += new.count
                    return .done(new.map(\.recorded))
                }
            }
            try rows > 0 ? commit.run() : rollback.run()
            return outcomes
        } catch {
            // After a failed fdatasync SQLite would report this commit and happily acknowledge the next ones, on top
            // of pages that may never have reached the disk. Only reopening, which checks the chain, helps.
            try? rollback.run()
            return stop(batch, "\(error)")
        }
    }

    /// Acknowledges nothing from now on.
    func stop(_ reason: String) {
        stopped = stopped ?? "the journal stopped at its first failure and must be reopened: \(reason)"
    }

    private func stop(_ batch: [Append], _ reason: String) -> [AppendOutcome] {
        stop(reason)
        return batch.map { _ in .unknown(stopped ?? reason) }
    }

    /// The records of those ids that are stored. An id that is not costs a look into memory.
    func recorded(_ ids: [EventID]) throws -> [EventID: Recorded] {
        var found: [EventID: Recorded] = [:]
        for id in ids { found[id] = try find(id)?.recorded }
        return found
    }

    private func find(_ id: EventID) throws -> StoredEvent? {
        var text = id.text
        return try text.withUTF8 { text in
            let bytes = UnsafeRawBufferPointer(text)
            return try ids.first(EventIndex.hash(of: bytes)) { sequence in
                defer { lookup.reset() }
                lookup.bind(Int64(sequence), at: 1)
                guard try lookup.step(), lookup.bytes(9).elementsEqual(bytes) else { return nil }
                let recorded = try decoder.decode(lookup)
                guard let cause = Cause(lookup.text(8)) else {
                    throw FieldFault(field: "cause", byte: 0, problem: "unreadable: '\(lookup.text(8))'")
                }
                return StoredEvent(recorded: recorded, cause: cause)
            }
        }
    }

    private func store(_ row: JournalRow) throws {
        try row.withFields { fields in
            try row.hash.withBytes { hash in
                insert.bind(Int64(bitPattern: fields.sequence), at: 1)
                insert.bind(fields.recordedAtMicroseconds, at: 2)
                insert.bind(fields.occurredAtMilliseconds, at: 3)
                insert.bind(text: fields.actorKind, at: 4)
                if fields.agency.isEmpty {
                    insert.bind(nil, at: 5)
                } else {
                    insert.bind(text: fields.agency, at: 5)
                }
                insert.bind(text: fields.author, at: 6)
                insert.bind(text: fields.kind, at: 7)
                insert.bind(fields.version.map(Int64.init), at: 8)
                insert.bind(row.cause.isFeed ? 1 : 0, at: 9)
                insert.bind(text: fields.stream, at: 10)
                insert.bind(text: fields.eventID, at: 11)
                insert.bind(text: fields.cause, at: 12)
                insert.bind(blob: hash, at: 13)
                insert.bind(text: fields.body, at: 14)
                try insert.run()
                ids.insert(EventIndex.hash(of: fields.eventID), at: fields.sequence)
            }
        }
    }
}
