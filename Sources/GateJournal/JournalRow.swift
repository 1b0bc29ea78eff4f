import GateModel

/// One event as it is about to be stored: its text fields side by side in one buffer, its body as JSON.
struct JournalRow {
    var recorded: Recorded
    var cause: Cause
    var version: UInt32?
    var eventID: EventID
    var hash = ChainHash.genesis
    var body: [UInt8]
    private var texts: [UInt8] = []
    private var streamEnd = 0
    private var eventIDEnd = 0
    private var nameEnd = 0

    init(recorded: Recorded, stream: Stream, version: UInt32?, eventID: EventID, cause: Cause, body: [UInt8]) {
        self.recorded = recorded
        self.cause = cause
        self.version = version
        self.eventID = eventID
        self.body = body
        texts.reserveCapacity(160)
        texts.append(contentsOf: stream.text.utf8)
        streamEnd = texts.count
        texts.append(contentsOf: eventID.text.utf8)
        eventIDEnd = texts.count
        texts.append(contentsOf: recorded.actor.name.utf8)
        nameEnd = texts.count
        texts.append(contentsOf: cause.text.utf8)
    }

    /// The fields as pointers, for the length of `use`.
    func withFields<Result>(_ use: (ChainFrame.Fields) throws -> Result) rethrows -> Result {
        try texts.withUnsafeBytes { texts in
            try body.withUnsafeBytes { body in
                try use(
                    ChainFrame.Fields(
                        sequence: recorded.sequence,
                        stream: UnsafeRawBufferPointer(rebasing: texts[..<streamEnd]),
                        version: version,
                        eventID: UnsafeRawBufferPointer(rebasing: texts[streamEnd..<eventIDEnd]),
                        actorKind: recorded.actor.kind.nameBytes,
                        agency: recorded.actor.agency?.nameBytes ?? UnsafeRawBufferPointer(start: nil, count: 0),
                        author: UnsafeRawBufferPointer(rebasing: texts[eventIDEnd..<nameEnd]),
                        recordedAtMicroseconds: recorded.recordedAtMicroseconds,
                        occurredAtMilliseconds: recorded.occurredAt.milliseconds,
                        cause: UnsafeRawBufferPointer(rebasing: texts[nameEnd...]),
                        kind: recorded.event.kind.nameBytes,
                        body: body))
            }
        }
    }
}

extension NamedCode {
    /// The stable name's bytes, which live as long as the program.
    var nameBytes: UnsafeRawBufferPointer {
        let name = Self.names[Int(rawValue)]
        return UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }
}

/// An event already in the journal, as a retry is compared with.
struct StoredEvent {
    var recorded: Recorded
    var cause: Cause

    func isSame(as proposed: Proposed) -> Bool {
        recorded.event == proposed.event && recorded.actor == proposed.actor && cause == proposed.cause
            && recorded.occurredAt == proposed.occurredAt
    }
}
