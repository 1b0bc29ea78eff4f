public import GateModel

/// The one ordered record of a gate. Everything a screen shows is a fold over it.
///
/// Several terminals may append at once. Each append is all or nothing and is durable before it is answered; exactly
/// one of two appends that guard the same version of a stream is recorded.
public protocol Journal: Sendable {
    /// Records `events`, in order and together, if every stream of `guards` still stands at the version named.
    ///
    /// An append is never cancelled half way, and a retry with the same event ids is harmless: it answers the original
    /// records. `recordedAt` is the gate's clock; what is stored is never earlier than the event before plus 1 µs.
    func append(_ events: [Proposed], guards: [Guard], recordedAt: GateTime) async -> AppendOutcome

    /// Many appends in one transaction and one flush to disk. Each is atomic by itself, judged after those before it;
    /// one that fails leaves the others. The answers are in the order of the appends.
    func append(batch: [Append]) async -> [AppendOutcome]

    /// Events after a sequence number, in order and without gaps, at most `limit` of them (1…100,000).
    ///
    /// - Throws: ``JournalError``.
    func read(after sequence: UInt64, limit: Int) async throws -> [Recorded]

    /// Ticks when there may be something new: a hint, never a promise. Each use of the property is a new subscription;
    /// ticks that nobody has taken yet are merged into one.
    var wakeups: AsyncStream<Void> { get }

    /// Where the journal ends now.
    ///
    /// - Throws: ``JournalError``.
    func position() async throws -> JournalPosition

    /// The cause of the last event that came from a feed (any source that is not a live terminal), where a station
    /// resumes reading the feed; nil where none has.
    ///
    /// - Throws: ``JournalError``.
    func lastFeedCause() async throws -> Cause?
}

extension Journal {
    public func append(_ events: [Proposed], guards: [Guard], recordedAt: GateTime) async -> AppendOutcome {
        let outcomes = await append(batch: [Append(events, guards: guards, recordedAt: recordedAt)])
        return outcomes.first ?? .unknown("the journal gave no answer")
    }

    /// Everything recorded so far, in pages of 10,000.
    ///
    /// - Throws: ``JournalError``.
    public func readAll() async throws -> [Recorded] {
        var all: [Recorded] = []
        while true {
            let page = try await read(after: all.last?.sequence ?? 0, limit: 10_000)
            if page.isEmpty { return all }
            all += page
        }
    }
}

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

/// Where a journal ends: what a terminal compares to know that it has seen everything, and that nothing it saw changed.
public struct JournalPosition: Hashable, Sendable {
    /// From 1; grows when another server takes over, never falls.
    public var epoch: UInt64
    /// The last sequence number; 0 for an empty journal.
    public var head: UInt64
    /// The chain's link at `head`.
    public var hash: ChainHash
    /// Microseconds since 1970 of the last event; `Int64.min` for an empty journal.
    public var lastRecordedAtMicroseconds: Int64

    public init(epoch: UInt64, head: UInt64, hash: ChainHash, lastRecordedAtMicroseconds: Int64) {
        self.epoch = epoch
        self.head = head
        self.hash = hash
        self.lastRecordedAtMicroseconds = lastRecordedAtMicroseconds
    }

    /// The position before the first event.
    public static func start(epoch: UInt64) -> JournalPosition {
        JournalPosition(epoch: epoch, head: 0, hash: .genesis, lastRecordedAtMicroseconds: .min)
    }
}

/// Which journal this is.
public struct JournalIdentity: Hashable, Sendable {
    /// The gate's short name, 1…64 bytes of UTF-8.
    public var gate: String
    /// From 1.
    public var epoch: UInt64
    /// When the journal was made, by the gate's clock.
    public var created: GateTime

    public init(gate: String, epoch: UInt64 = 1, created: GateTime) {
        self.gate = gate
        self.epoch = epoch
        self.created = created
    }
}

extension Cause {
    /// True for everything but a live terminal: devices, files, the clock.
    public var isFeed: Bool { !source.hasPrefix("terminal/") }
}
