import Dispatch
public import GateModel
import Synchronization

/// The journal of a gate in one SQLite file, which this process alone writes to.
///
/// An append is answered after `fdatasync`. Appends that wait at the same time share one transaction. All work runs on
/// a queue of its own, reads on another, so that a slow disk never holds the cooperative pool.
///
/// The first failure of a write stops all acknowledgement: every later append is answered `unknown` until the journal
/// is opened again (see ``recover()``), which checks the whole chain. Beside the file lie `-wal`, `-shm` (SQLite's) and `.lock`.
public actor SQLiteJournal: Journal {
    public nonisolated let path: String
    public nonisolated let identity: JournalIdentity

    private nonisolated let executor: QueueExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private nonisolated let inbox = Mutex<[Ticket]>([])
    private nonisolated let hub = WakeupHub()
    private nonisolated let reader: ReadOnlyJournal
    private var opened: Opened
    private var writer: JournalWriter? { isClosed ? nil : opened.writer }
    private var isClosed = false
    /// Let go last.
    private var lock: FileLock?

    /// Most appends that share one transaction.
    private static let groupLimit = 1_024

    /// Opens a journal, or makes it where there is none. Blocks while it reads the file and checks its chain (about
    /// 0.2 s for 300,000 events); ``open(at:as:)`` does the same on a queue of its own.
    ///
    /// - Parameter identity: the gate it must belong to; epoch and time only matter for a new file.
    /// - Throws: ``JournalError``; the file is then as it was.
    public init(at path: String, as identity: JournalIdentity) throws(JournalError) {
        let lock = try FileLock(besideJournal: path)
        if !JournalFile.exists(path) { try JournalFile.create(path, identity) }
        let opened = try Opened(path, identity)
        self.path = path
        self.identity = opened.file.identity
        self.lock = lock
        self.opened = opened
        reader = try ReadOnlyJournal(at: path)
        executor = QueueExecutor(label: "smartgate.journal.write")
    }

    /// What an open journal writes with.
    private struct Opened {
        let file: JournalFile
        let checkpointer: Checkpointer
        var writer: JournalWriter?

        /// Checks the whole file, then opens it for writing.
        init(_ path: String, _ identity: JournalIdentity) throws(JournalError) {
            let found = try JournalFile.read(path)
            guard found.identity.gate == identity.gate else {
                throw JournalError(
                    .otherGate, path: path, problem: "it belongs to gate \(found.identity.gate), not \(identity.gate)")
            }
            let walk = try ChainWalker.walk(path, decodes: false, workers: 2)
            if let fault = walk.found.fault {
                throw JournalError(fault, path: path)
            }
            let cause = try JournalError.explaining(path) { try found.lastFeedCause() }
            let act = try JournalError.explaining(path) { try found.lastActCause() }
            found.close()
            file = try JournalFile.write(path)
            guard try file.head() == walk.found.position.head else {
                throw JournalError(.busy, path: path, problem: "another program wrote to it while it was opened")
            }
            checkpointer = try Checkpointer(path)
            let planner = AppendPlanner(
                gate: file.identity.gate, position: walk.found.position, versions: walk.past.versions,
                lastFeedCause: cause, lastActCause: act)
            writer = try JournalError.explaining(path) { [file] in
                try file.use { try JournalWriter($0, planner: planner, ids: walk.past.ids) }
            }
        }

        mutating func close() {
            writer = nil
            checkpointer.close()
            file.close()
        }
    }

    /// Opens a journal without blocking the caller's thread.
    ///
    /// - Throws: ``JournalError``.
    public static func open(at path: String, as identity: JournalIdentity) async throws -> SQLiteJournal {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "smartgate.journal.open").async {
                continuation.resume(with: Result { try SQLiteJournal(at: path, as: identity) })
            }
        }
    }

    deinit { hub.close() }

    // MARK: Appending

    /// One append waiting for its transaction.
    private final class Ticket: Sendable {
        let append: Append
        let outcome = Mutex<AppendOutcome?>(nil)
        init(_ append: Append) { self.append = append }
    }

    public nonisolated func append(
        _ events: [Proposed], guards: [Guard], recordedAt: GateTime
    ) async -> AppendOutcome {
        let ticket = Ticket(Append(events, guards: guards, recordedAt: recordedAt))
        inbox.withLock { $0.append(ticket) }
        while true {
            if let outcome = ticket.outcome.withLock({ $0 }) { return outcome }
            await settleGroup()
        }
    }

    /// Commits what waits in the inbox, for everybody who put something there.
    private func settleGroup() {
        let tickets = inbox.withLock { waiting -> [Ticket] in
            let taken = Array(waiting.prefix(Self.groupLimit))
            waiting.removeFirst(taken.count)
            return taken
        }
        if tickets.isEmpty { return }
        for (ticket, outcome) in zip(tickets, store(tickets.map(\.append))) {
            ticket.outcome.withLock { $0 = outcome }
        }
    }

    public func append(batch: [Append]) async -> [AppendOutcome] { batch.isEmpty ? [] : store(batch) }

    private func store(_ batch: [Append]) -> [AppendOutcome] {
        guard let writer else { return batch.map { _ in .denied("the journal is closed") } }
        let before = writer.planner.position.head
        do {
            // At full speed the log never stands still long enough to be begun anew: then the appends wait for a move.
            if writer.logPages >= 4 * Checkpointer.pages {
                opened.checkpointer.moveLog()
                opened.checkpointer.settle()
            }
            if let failure = opened.checkpointer.failure { writer.stop(failure) }
            let outcomes = try opened.file.use { _ in writer.append(batch) }
            if writer.logPages >= Checkpointer.pages { opened.checkpointer.moveLog() }
            if writer.planner.position.head > before, writer.stopped == nil { hub.wake() }
            return outcomes
        } catch {
            return batch.map { _ in .unknown("\(error)") }
        }
    }

    // MARK: Reading

    public nonisolated func read(after sequence: UInt64, limit: Int) async throws -> [Recorded] {
        try await reader.read(after: sequence, limit: limit)
    }

    public nonisolated var wakeups: AsyncStream<Void> { hub.stream }

    /// - Throws: ``JournalError`` once the journal is closed or has stopped at a failure.
    public func position() async throws -> JournalPosition { try working().planner.position }

    public func lastFeedCause() async throws -> Cause? { try working().planner.lastFeedCause }

    /// - Throws: ``JournalError`` once the journal is closed or has stopped at a failure.
    public func recorded(_ ids: [EventID]) async throws -> [EventID: Recorded] {
        let writer = try working()
        return try opened.file.use { _ in try writer.recorded(ids) }
    }

    public func lastActCause() async throws -> Cause? { try working().planner.lastActCause }

    private func working() throws(JournalError) -> JournalWriter {
        guard let writer else { throw JournalError(.disconnected, path: path, problem: "the journal is closed") }
        if let stopped = writer.stopped {
            throw JournalError(.io, path: path, problem: stopped, advice: "Check the disk and open the journal again.")
        }
        return writer
    }

    /// The chain's link at a sequence number; nil past the end.
    public nonisolated func hash(at sequence: UInt64) async throws -> ChainHash? {
        try await reader.hash(at: sequence)
    }

    /// See ``ReadOnlyJournal/verify()``. Appends go on meanwhile.
    public nonisolated func verify() async throws -> JournalVerification { try await reader.verify() }

    // MARK: Upkeep

    /// Opens the file anew, if a failure has stopped the journal: the chain is checked from its beginning and what the
    /// log holds is written to disk once more. Blocks the journal's queue meanwhile.
    ///
    /// - Throws: ``JournalError`` if the journal stays stopped.
    public func recover() async throws {
        guard !isClosed else { throw JournalError(.disconnected, path: path, problem: "the journal is closed") }
        let hasFailed = opened.writer?.stopped != nil || opened.checkpointer.failure != nil
        if !hasFailed { return }
        opened.checkpointer.settle()
        let fresh = try Opened(path, identity)
        opened.close()
        opened = fresh
    }

    /// The pragmas that durability rests on, as the writing connection reports them now.
    func durability() throws -> JournalFile.Durability { try opened.file.durability() }

    /// Lets go of the file; later appends are denied. A journal that is not closed is left whole too.
    public func close() async {
        isClosed = true
        await reader.close()
        opened.close()
        lock = nil
        hub.close()
    }
}
