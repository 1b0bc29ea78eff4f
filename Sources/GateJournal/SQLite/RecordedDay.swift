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
        if verifying, let fault = try ChainWalker.walk(path, decodes: false, workers: workers).fault {
            throw JournalError(fault.code, path: path, sequence: fault.sequence, problem: fault.problem)
        }
        let file = try JournalFile.read(path)
        let head = try JournalError.explaining(path) { try file.use(RawStatement.head) }
        let parts = try Stretches.each(Stretches.split(head, into: workers), path: path, first: file) {
            try read($1, from: $0)
        }
        let events = parts.count == 1 ? parts[0] : Array(parts.joined())
        guard events.count == head else {
            throw JournalError(
                .chainBroken, path: path, sequence: UInt64(events.count) + 1, problem: "the sequence has a gap")
        }
        let hash = try JournalError.explaining(path) { try file.hash(at: head) }
        guard let hash else { throw JournalError(.damaged, path: path, sequence: head, problem: "no hash") }
        let position = JournalPosition(
            epoch: file.identity.epoch, head: head, hash: hash,
            lastRecordedAtMicroseconds: events.last?.recordedAtMicroseconds ?? .min)
        return RecordedDay(path: path, identity: file.identity, events: events, position: position)
    }

    private static func read(_ range: ClosedRange<UInt64>, from file: JournalFile) throws -> [Recorded] {
        try file.use { connection in
            let statement = try RawStatement(connection, ReadOnlyJournal.pageSQL)
            statement.bind(Int64(range.lowerBound - 1), at: 1)
            statement.bind(Int64(range.upperBound), at: 2)
            statement.bind(-1, at: 3)
            var decoder = RowDecoder()
            var events: [Recorded] = []
            events.reserveCapacity(range.count)
            try ReadOnlyJournal.decode(
                statement, after: range.lowerBound - 1, with: &decoder, path: file.path
            ) { events.append($0) }
            return events
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
