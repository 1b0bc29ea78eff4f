public import GateModel

/// A whole journal in memory, decoded: what a replay seeks in.
public struct RecordedDay: Sendable {
    public let path: String
    public let identity: JournalIdentity
    /// In order, from sequence number 1.
    public let events: [Recorded]
    /// The journal's end when it was read. Later events of a journal still being written are not here.
    public let position: JournalPosition

    /// Reads a journal from disk. Blocks: about 0.2 s for 300,000 events on two cores.
    ///
    /// - Parameters:
    ///   - verifying: also check the chain; without it only gaps and undecodable events are found.
    ///   - workers: stretches read side by side, 1…8.
    /// - Throws: ``JournalError``.
    public static func load(
        _ path: String, verifying: Bool = false, workers: Int = 2
    ) throws(JournalError) -> RecordedDay {
        let workers = min(8, max(1, workers))
        if verifying, let fault = try ChainWalker.walk(path, decodes: false, workers: workers).found.fault {
            throw JournalError(fault, path: path)
        }
        let file = try JournalFile.read(path)
        let head = try file.head()
        let events = try JournalError.explaining(path) { try read(head, of: file, workers: workers) }
        let hash = try JournalError.explaining(path) { try file.hash(at: head) }
        guard let hash else { throw JournalError(.damaged, path: path, sequence: head, problem: "no hash") }
        let position = JournalPosition(
            epoch: file.identity.epoch, head: head, hash: hash,
            lastRecordedAtMicroseconds: events.last?.recordedAtMicroseconds ?? .min)
        return RecordedDay(path: path, identity: file.identity, events: events, position: position)
    }

    /// Each worker fills its own stretch of one array, so that nothing is copied together afterwards.
    private static func read(_ head: UInt64, of file: JournalFile, workers: Int) throws -> [Recorded] {
        let stretches = Stretches.split(head, into: workers)
        return try [Recorded](unsafeUninitializedCapacity: Int(head)) { buffer, count in
            // Safe: stretches do not overlap, and all workers are done before the closure ends.
            nonisolated(unsafe) let start = buffer.baseAddress
            let outcomes = Stretches.each(stretches, path: file.path, first: file) { file, range in
                try fill(start?.advanced(by: Int(range.lowerBound) - 1), range, from: file)
            }
            let fault = outcomes.lazy.compactMap { if case .failure(let error) = $0 { error } else { nil } }.first
            guard let fault else {
                count = Int(head)
                return
            }
            for (range, outcome) in zip(stretches, outcomes) {
                guard case .success = outcome else { continue }
                start?.advanced(by: Int(range.lowerBound) - 1).deinitialize(count: range.count)
            }
            throw fault
        }
    }

    /// Reads a stretch into uninitialised memory; on a failure it is uninitialised again.
    private static func fill(
        _ start: UnsafeMutablePointer<Recorded>?, _ range: ClosedRange<UInt64>, from file: JournalFile
    ) throws {
        var filled = 0
        do {
            try file.use { connection in
                let statement = try RawStatement(connection, ReadOnlyJournal.pageSQL)
                statement.bind(Int64(range.lowerBound - 1), at: 1)
                statement.bind(Int64(range.upperBound), at: 2)
                statement.bind(-1, at: 3)
                var decoder = RowDecoder()
                try ReadOnlyJournal.decode(
                    statement, after: range.lowerBound - 1, with: &decoder, path: file.path
                ) { recorded in
                    start?.advanced(by: filled).initialize(to: recorded)
                    filled += 1
                }
            }
            if filled < range.count {
                throw JournalError(
                    .chainBroken, path: file.path, sequence: range.lowerBound + UInt64(filled),
                    problem: "the sequence has a gap")
            }
        } catch {
            start?.deinitialize(count: filled)
            throw error
        }
    }

    /// The chain's link at a sequence number, read from the file; nil past the end.
    ///
    /// - Throws: ``JournalError``.
    public func hash(at sequence: UInt64) throws(JournalError) -> ChainHash? {
        let file = try JournalFile.read(path)
        return try JournalError.explaining(path) { try file.hash(at: sequence) }
    }
}
