/// An event that a decision wants recorded.
public struct Proposed: Hashable, Sendable {
    public var id: EventID
    public var event: GateEvent
    public var actor: Actor
    public var cause: Cause
    /// When it happened, as whoever reports it claims; for display and evidence, never for order.
    public var occurredAt: GateTime

    public init(id: EventID, event: GateEvent, actor: Actor, cause: Cause, occurredAt: GateTime) {
        self.id = id
        self.event = event
        self.actor = actor
        self.cause = cause
        self.occurredAt = occurredAt
    }
}

/// An event as the journal holds it. Its place in the sequence is the only order there is.
public struct Recorded: Hashable, Sendable {
    /// From 1, without gaps.
    public var sequence: UInt64
    /// Microseconds since 1970; never earlier than the event before.
    public var recordedAtMicroseconds: Int64
    public var event: GateEvent
    public var actor: Actor
    public var occurredAt: GateTime

    public init(
        sequence: UInt64, recordedAtMicroseconds: Int64, event: GateEvent, actor: Actor, occurredAt: GateTime
    ) {
        self.sequence = sequence
        self.recordedAtMicroseconds = recordedAtMicroseconds
        self.event = event
        self.actor = actor
        self.occurredAt = occurredAt
    }
}

/// What `decide` answers: the events to record, all or none, and what must not have changed meanwhile.
public struct Decision: Hashable, Sendable {
    public var events: [Proposed]
    public var guards: [Guard]

    public init(events: [Proposed] = [], guards: [Guard] = []) {
        self.events = events
        self.guards = guards
    }

    /// Nothing new was said.
    public static let nothing = Decision()
}
