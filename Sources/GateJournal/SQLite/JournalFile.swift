import Foundation
import GRDB
import GRDBSQLite
import GateModel
import Glibc

/// One connection to a journal file. It belongs to one owner at a time, but may be handed on.
final class JournalFile: Sendable {
    let path: String
    let identity: JournalIdentity
    private let queue: DatabaseQueue

    private init(path: String, identity: JournalIdentity, queue: DatabaseQueue) {
        self.path = path
        self.identity = identity
        self.queue = queue
    }

    /// Uses the raw connection.
    func use<Result>(_ body: (OpaquePointer) throws -> Result) throws -> Result {
        try queue.inDatabase { database in
            guard let connection = database.sqliteConnection else {
                throw JournalError(.io, path: path, problem: "the journal is closed")
            }
            return try body(connection)
        }
    }

    func close() { try? queue.close() }

    // MARK: Opening

    /// Opens an existing journal for reading and checks that it is one. Nothing in the file changes.
    static func read(_ path: String) throws(JournalError) -> JournalFile {
        guard FileManager.default.fileExists(atPath: path) else {
            throw JournalError(.missing, path: path, problem: "there is no such file")
        }
        return try JournalError.explaining(path) {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            do {
                return try checked(path, DatabaseQueue(path: path, configuration: configuration))
            } catch let error as DatabaseError where canBeImmutable(path, error) {
                let uri = URL(fileURLWithPath: path).absoluteString + "?immutable=1"
                return try checked(path, DatabaseQueue(path: uri, configuration: configuration))
            }
        }
    }

    /// A medium that cannot be written to can still be replayed, if no log of changes lies beside the file.
    private static func canBeImmutable(_ path: String, _ error: DatabaseError) -> Bool {
        let code = error.resultCode
        return (code == .SQLITE_CANTOPEN || code == .SQLITE_READONLY)
            && !FileManager.default.fileExists(atPath: path + "-wal")
    }

    /// Opens a journal, already found whole, for writing.
    static func write(_ path: String) throws(JournalError) -> JournalFile {
        try JournalError.explaining(path) {
            var configuration = Configuration()
            configuration.journalMode = .wal
            configuration.busyMode = .timeout(5)
            let file = try checked(path, DatabaseQueue(path: path, configuration: configuration))
            try file.queue.inDatabase { database in
                // After opening: GRDB itself sets NORMAL while it opens, whatever was prepared (Database.swift,
                // setUpWALMode), and NORMAL lost 4,223 of 85,527 acknowledged events in a power cut.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // Not within a commit: see Checkpointer.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
                // What an earlier failed flush left in the log may be in memory only: moving it into the file writes
                // and flushes it anew, before anything is acknowledged on top of it. All of it: readers are waited for.
                try database.checkpoint(.full)
            }
            let promises = try file.durability()
            guard promises == Durability(journalMode: "wal", synchronous: 2) else {
                throw JournalError(
                    .notDurable, path: path,
                    problem: "journal_mode \(promises.journalMode), synchronous \(promises.synchronous)")
            }
            return file
        }
    }

    struct Durability: Hashable {
        var journalMode: String
        /// 2 is FULL.
        var synchronous: Int
    }

    /// The pragmas as the connection reports them.
    func durability() throws -> Durability {
        try queue.inDatabase { database in
            Durability(
                journalMode: try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? "",
                synchronous: try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1)
        }
    }

    private static func checked(_ path: String, _ queue: DatabaseQueue) throws -> JournalFile {
        let (application, format) = try queue.inDatabase { database in
            (
                try Int32.fetchOne(database, sql: "PRAGMA application_id"),
                try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            )
        }
        guard application == JournalSchema.applicationID else {
            throw JournalError(.foreign, path: path, problem: "an SQLite file, but not a smartgate journal")
        }
        guard format <= JournalSchema.format else {
            throw JournalError(
                .newer, path: path, problem: "format \(format); this smartgate knows \(JournalSchema.format)")
        }
        guard format >= 1 else { throw JournalError(.damaged, path: path, problem: "format \(format)") }
        try requireLength(path, queue)
        let identity = try queue.inDatabase { database in
            try Row.fetchOne(database, sql: "SELECT gate, epoch, created FROM journal").map { row -> JournalIdentity in
                JournalIdentity(
                    gate: row["gate"], epoch: UInt64(bitPattern: row["epoch"] as Int64),
                    created: GateTime(milliseconds: row["created"]))
            }
        }
        guard let identity else { throw JournalError(.damaged, path: path, problem: "no gate is named in it") }
        return JournalFile(path: path, identity: identity, queue: queue)
    }

    /// SQLite rounds a page that was cut short up to a whole one and reads zeros in it. While a log of changes lies
    /// beside the file, the file alone may rightly be shorter than it will be.
    private static func requireLength(_ path: String, _ queue: DatabaseQueue) throws {
        func size(_ path: String) -> Int {
            (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
        }
        guard size(path + "-wal") == 0 else { return }
        let expected = try queue.inDatabase { database in
            try (Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0)
                * (Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
        }
        // A writer elsewhere may have begun its log meanwhile; then the length says nothing.
        guard size(path) < expected, size(path + "-wal") == 0 else { return }
        throw JournalError(
            .damaged, path: path, problem: "cut short at byte \(size(path)); \(expected) bytes are expected")
    }

    // MARK: Creating

    /// Makes a new journal. The file appears under its name whole or not at all.
    static func create(_ path: String, _ identity: JournalIdentity) throws(JournalError) {
        guard (1...JournalLimits.gateBytes).contains(identity.gate.utf8.count), identity.epoch >= 1,
            identity.epoch <= UInt64(Int64.max)
        else {
            throw JournalError(
                .argument, path: path, problem: "a gate's name has 1 to \(JournalLimits.gateBytes) bytes, an epoch ≥ 1")
        }
        let draft = path + ".new"
        try JournalError.explaining(path) {
            // Of a crash at creation. An old log beside a new file would be taken for its own.
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: draft + suffix) }
            var configuration = Configuration()
            configuration.journalMode = .wal
            let queue = try DatabaseQueue(path: draft, configuration: configuration)
            try queue.inDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.inTransaction {
                    try database.execute(sql: "PRAGMA application_id = \(JournalSchema.applicationID)")
                    try database.execute(sql: "PRAGMA user_version = \(JournalSchema.format)")
                    try database.execute(sql: JournalSchema.sql)
                    try database.execute(
                        sql: "INSERT INTO journal VALUES (1, ?, ?, ?)",
                        arguments: [identity.gate, Int64(identity.epoch), identity.created.milliseconds])
                    return .commit
                }
            }
            // Closing the last connection writes everything into the one file and removes its log.
            try queue.close()
            guard rename(draft, path) == 0 else {
                throw JournalError(.io, path: path, problem: String(cString: strerror(errno)))
            }
            try synchronizeDirectory(of: path)
        }
    }

    private static func synchronizeDirectory(of path: String) throws(JournalError) {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if descriptor >= 0 { Glibc.close(descriptor) } }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw JournalError(.io, path: path, problem: "its directory: \(String(cString: strerror(errno)))")
        }
    }
}
