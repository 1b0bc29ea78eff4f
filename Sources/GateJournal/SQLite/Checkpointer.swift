import Dispatch
import GRDBSQLite
import Synchronization

/// Moves what the write-ahead log holds into the journal's file, on a connection and a thread of its own, so that the
/// log stays a few megabytes long and is written over again and again.
///
/// A log that grows costs every flush a second write, of the file's new length; and SQLite's own way, moving the log
/// within whichever commit finds it long enough, makes one append wait for all of it.
final class Checkpointer: Sendable {
    /// Pages of the log (4 KiB each) from which it is worth moving.
    static let pages = 1_000

    private let file: JournalFile
    private let queue = DispatchQueue(label: "smartgate.journal.checkpoint", qos: .utility)
    private let state = Mutex(State())

    private struct State {
        var isRunning = false
        var failure: String?
    }

    init(_ path: String) throws(JournalError) { file = try JournalFile.write(path) }

    /// Why the log could not be moved. Nothing may be acknowledged after that: SQLite would go on, on top of pages that
    /// may never have reached the disk.
    var failure: String? { state.withLock { $0.failure } }

    /// Starts moving the log and returns at once; nothing where it is being moved already, or failed once.
    func moveLog() {
        let isNeeded = state.withLock { state in
            if state.isRunning || state.failure != nil { return false }
            state.isRunning = true
            return true
        }
        if isNeeded { queue.async { self.run() } }
    }

    private func run() {
        var failure: String?
        do {
            try file.use { connection in
                // Passive: neither readers nor the writer wait. What a reader still needs is moved next time.
                let code = sqlite3_wal_checkpoint_v2(connection, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
                let isBusy = code & 0xFF == SQLITE_BUSY || code & 0xFF == SQLITE_LOCKED
                if code != SQLITE_OK, !isBusy { throw SQLiteFailure(connection) }
            }
        } catch {
            failure = "\(error)"
        }
        state.withLock {
            $0.isRunning = false
            $0.failure = failure
        }
    }

    /// Waits for a move under way.
    func settle() { queue.sync {} }

    /// Waits for a move under way and lets go of the file.
    func close() {
        settle()
        file.close()
    }
}
