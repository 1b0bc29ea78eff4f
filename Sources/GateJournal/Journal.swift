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

    /// Makes the journal ready again after it answered `unknown`, where it can do something about it. Then the same
    /// appends can be sent again.
    ///
    /// - Throws: ``JournalError`` while it cannot.
    func recover() async throws

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

    /// The records of those ids that are recorded already.
    ///
    /// - Throws: ``JournalError``.
    func recorded(_ ids: [EventID]) async throws -> [EventID: Recorded]

    /// The cause of the last act of this program's own screen that was recorded behind ``lastFeedCause()``, where a
    /// station that plays a capture with acts resumes them; nil where none was.
    ///
    /// - Throws: ``JournalError``.
    func lastActCause() async throws -> Cause?
}

extension Journal {
    /// For a journal that comes back by itself.
    public func recover() async throws {}

    /// For a journal that is only read, or only passed on to: it knows of none, and what is recorded already is then found
    /// out by appending it.
    public func recorded(_ ids: [EventID]) async throws -> [EventID: Recorded] { [:] }

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

extension Cause {
    /// The source of what people decide at this program's own screen, live or played from a capture.
    public static let console = "terminal/1"

    /// Of an act of ``console``.
    var isAct: Bool { source == Self.console }

    /// True for what comes again when a feed is played again: devices, files, the clock. A live terminal's acts do not,
    /// nor what followed from the state by a rule.
    public var isFeed: Bool { Self.isFeed(source.utf8) }

    /// - Parameter text: a cause's source, or its text, which begins with it.
    static func isFeed(_ text: some Sequence<UInt8>) -> Bool {
        !text.starts(with: "terminal/".utf8) && !text.starts(with: "rule/".utf8)
    }
}
