public import GateModel

/// A journal read from its beginning, event by event, each with what its link of the chain is made of. Appends of another
/// process go on meanwhile; what comes after the beginning of the reading is not seen.
public struct JournalEvidence {
    public let identity: JournalIdentity
    private let path: String
    private let file: JournalFile

    /// - Throws: ``JournalError``.
    public init(at path: String) throws(JournalError) {
        self.path = path
        file = try JournalFile.read(path)
        identity = file.identity
    }

    /// Hands over every event in order.
    ///
    /// - Parameter body: the event, the link after it, and how to get all of it.
    /// - Throws: ``JournalError`` at a gap or an event that cannot be decoded; what `body` throws.
    public func walk(_ body: (Recorded, ChainHash, () -> ChainedEvent) throws -> Void) throws {
        var decoder = RowDecoder()
        try JournalError.explaining(path) {
            try file.use { connection in
                let rows = try RawStatement(
                    connection,
                    "SELECT \(RowDecoder.columns), ver, stream, event_id, cause, hash FROM event ORDER BY seq")
                var previous = ChainHash.genesis
                try ReadOnlyJournal.decode(rows, after: 0, with: &decoder, path: path) { recorded in
                    guard let link = ChainHash(bytes: rows.bytes(12)) else {
                        throw JournalError(.chainBroken, path: path, sequence: recorded.sequence, problem: "no link")
                    }
                    try body(recorded, link) { Self.chained(rows, previous, link) }
                    previous = link
                }
            }
        }
    }

    public func close() { file.close() }

    private static func chained(_ row: RawStatement, _ previous: ChainHash, _ link: ChainHash) -> ChainedEvent {
        var event = ChainedEvent()
        event.sequence = UInt64(bitPattern: row.integer(0))
        event.recordedAtMicroseconds = row.integer(1)
        event.occurredAtMilliseconds = row.integer(2)
        event.actorKind = row.text(3)
        event.agency = row.text(4)
        event.actor = row.text(5)
        event.kind = row.text(6)
        event.body = row.text(7)
        event.version = row.isNull(8) ? -1 : row.integer(8)
        event.stream = row.text(9)
        event.eventID = row.text(10)
        event.cause = row.text(11)
        event.previous = previous.hex
        event.link = link.hex
        return event
    }
}
