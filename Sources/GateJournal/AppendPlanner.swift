import GateModel

/// Decides what becomes of an append, for every engine alike: limits, retries, guards, then sequence numbers, versions,
/// receipt times and the chain.
///
/// It keeps the journal's end and its streams' versions in memory; an engine stores the rows it answers.
struct AppendPlanner {
    enum Plan {
        /// Nothing to store.
        case answer(AppendOutcome)
        /// Rows to store, in order.
        case rows([JournalRow])
    }

    private(set) var position: JournalPosition
    private(set) var versions: [Stream: UInt32]
    private(set) var lastFeedCause: Cause?
    /// Of an act behind the last cause of a feed.
    private(set) var lastActCause: Cause?
    private var frame: ChainFrame

    init(
        gate: String, position: JournalPosition, versions: [Stream: UInt32] = [:], lastFeedCause: Cause? = nil,
        lastActCause: Cause? = nil
    ) {
        self.position = position
        self.versions = versions
        self.lastFeedCause = lastFeedCause
        self.lastActCause = lastActCause
        frame = ChainFrame(gate: gate, epoch: position.epoch)
    }

    /// - Parameter find: looks an event id up among everything stored so far, this batch included.
    mutating func plan(_ append: Append, find: (EventID) throws -> StoredEvent?) rethrows -> Plan {
        if let reason = Self.refusal(append) { return .answer(.denied(reason)) }
        if let answer = try Self.repeated(append, find: find) { return .answer(answer) }
        let conflicts = append.guards.compactMap { promise -> StreamConflict? in
            let actual = versions[promise.stream] ?? 0
            if actual == promise.version { return nil }
            return StreamConflict(stream: promise.stream, expected: promise.version, actual: actual)
        }
        if !conflicts.isEmpty { return .answer(.conflict(conflicts)) }
        if position.head + UInt64(append.events.count) > UInt64(JournalLimits.events) {
            return .answer(.denied("the journal is full: it holds \(JournalLimits.events) events at most"))
        }

        var bodies: [[UInt8]] = []
        for proposed in append.events {
            let body = proposed.event.json
            if let reason = Self.refusal(of: body, for: proposed.event) { return .answer(.denied(reason)) }
            bodies.append(body)
        }
        return .rows(zip(append.events, bodies).map { record($0, body: $1, at: append.recordedAt) })
    }

    private mutating func record(_ proposed: Proposed, body: [UInt8], at time: GateTime) -> JournalRow {
        let stream = proposed.event.stream
        var version: UInt32?
        if !proposed.event.isObservation {
            let next = (versions[stream] ?? 0) + 1
            versions[stream] = next
            version = next
        }
        position.head += 1
        let earliest =
            position.lastRecordedAtMicroseconds == .min ? Int64.min : position.lastRecordedAtMicroseconds + 1
        position.lastRecordedAtMicroseconds = max(time.milliseconds * 1000, earliest)
        let recorded = Recorded(
            sequence: position.head, recordedAtMicroseconds: position.lastRecordedAtMicroseconds,
            event: proposed.event, actor: proposed.actor, occurredAt: proposed.occurredAt)
        var row = JournalRow(
            recorded: recorded, stream: stream, version: version, eventID: proposed.id, cause: proposed.cause,
            body: body)
        position.hash = row.withFields { frame.link(after: position.hash, $0) }
        row.hash = position.hash
        if proposed.cause.isFeed {
            lastFeedCause = proposed.cause
            lastActCause = nil
        } else if proposed.cause.isAct {
            lastActCause = proposed.cause
        }
        return row
    }

    /// The answer to an append that was recorded before, wholly or in part; nil for a new one.
    private static func repeated(
        _ append: Append, find: (EventID) throws -> StoredEvent?
    ) rethrows -> AppendOutcome? {
        var recorded: [Recorded] = []
        var isNew = false
        for proposed in append.events {
            guard let stored = try find(proposed.id) else {
                isNew = true
                continue
            }
            guard stored.isSame(as: proposed) else {
                return .denied("event id '\(proposed.id.text)' is already recorded with other content")
            }
            recorded.append(stored.recorded)
        }
        if recorded.isEmpty { return nil }
        return isNew ? .denied("some events of this append are already recorded, others are not") : .done(recorded)
    }

    /// Why an append cannot be recorded at all; nil if it can.
    private static func refusal(_ append: Append) -> String? {
        if append.events.isEmpty { return "an append needs an event" }
        if append.events.count > JournalLimits.eventsPerAppend {
            return "\(append.events.count) events in one append; \(JournalLimits.eventsPerAppend) are allowed"
        }
        if append.guards.count > JournalLimits.guardsPerAppend {
            return "\(append.guards.count) guards in one append; \(JournalLimits.guardsPerAppend) are allowed"
        }
        guard (0...JournalLimits.latestReceiptMilliseconds).contains(append.recordedAt.milliseconds) else {
            return "the receipt time is out of range"
        }
        if append.events.count > 1, Set(append.events.map(\.id)).count < append.events.count {
            return "an event id occurs twice in one append"
        }
        return append.events.lazy.compactMap(refusal(of:)).first
    }

    private static func refusal(of proposed: Proposed) -> String? {
        let id = proposed.id.text.utf8.count
        if id == 0 { return "an event id is empty" }
        if id > JournalLimits.eventIDBytes {
            return "an event id has \(id) bytes; \(JournalLimits.eventIDBytes) are allowed"
        }
        let source = proposed.cause.source
        if source.isEmpty || source.utf8.contains(UInt8(ascii: " "))
            || isLonger(source, than: JournalLimits.sourceCharacters)
        {
            return "a cause's source has 1 to \(JournalLimits.sourceCharacters) characters and no space"
        }
        let actor = proposed.actor
        if actor.name.isEmpty || isLonger(actor.name, than: JournalLimits.nameCharacters) {
            return "an actor's name has 1 to \(JournalLimits.nameCharacters) characters"
        }
        if (actor.kind == .officer) != (actor.agency != nil) {
            return "an officer acts for an agency, a device and a rule for none"
        }
        if case .visitAgency(_, let agency) = proposed.event.stream {
            if actor.kind == .device { return "a device cannot decide for agency \(agency.name)" }
            if let own = actor.agency, own != agency {
                return "an officer of \(own.name) cannot decide for agency \(agency.name)"
            }
        }
        return nil
    }

    /// Characters are Unicode scalars here. A text has no more of them than bytes, and most are short enough in bytes.
    private static func isLonger(_ text: String, than limit: Int) -> Bool {
        text.utf8.count > limit && text.unicodeScalars.count > limit
    }

    /// What is read back must be what was decided: anything else would make a replay differ from the day.
    private static func refusal(of body: [UInt8], for event: GateEvent) -> String? {
        if body.count > JournalLimits.bodyBytes {
            return "an event of \(body.count) bytes; \(JournalLimits.bodyBytes) are allowed"
        }
        let back = body.withUnsafeBufferPointer { try? GateEvent(kind: event.kind, json: $0) }
        return back == event ? nil : "event \(event.kind.name) does not read back as it was written"
    }
}
