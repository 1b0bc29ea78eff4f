public import GateModel

/// One append: events recorded together or not at all.
public struct Append: Hashable, Sendable {
    public var events: [Proposed]
    public var guards: [Guard]
    /// The gate's clock when the append was made.
    public var recordedAt: GateTime

    public init(_ events: [Proposed], guards: [Guard] = [], recordedAt: GateTime) {
        self.events = events
        self.guards = guards
        self.recordedAt = recordedAt
    }
}

/// What became of an append.
public enum AppendOutcome: Hashable, Sendable {
    /// Recorded and durable; for a retry, the records of the first time.
    case done([Recorded])
    /// Streams that moved since the decision was taken. Nothing was recorded: fold what is new and decide again.
    case conflict([StreamConflict])
    /// Not acceptable as it stands; nothing was recorded, and a retry is pointless.
    case denied(String)
    /// Recorded or not, nobody can tell yet. Show it as such, act on nothing, send the same ids again.
    case unknown(String)

    /// The records, where the append is known to have been recorded.
    public var recorded: [Recorded]? {
        if case .done(let recorded) = self { recorded } else { nil }
    }

    /// Why nobody can tell, where that is so.
    public var unknownReason: String? {
        if case .unknown(let reason) = self { reason } else { nil }
    }
}

/// A guard that did not hold.
public struct StreamConflict: Hashable, Sendable {
    public var stream: Stream
    /// The version the decision was taken on.
    public var expected: UInt32
    /// The version the stream stands at.
    public var actual: UInt32

    public init(stream: Stream, expected: UInt32, actual: UInt32) {
        self.stream = stream
        self.expected = expected
        self.actual = actual
    }
}
