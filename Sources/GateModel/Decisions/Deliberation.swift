/// One decision being made: the state it rests on, who and when, and the events proposed so far.
///
/// Pure: time, identity and cause come in; the answer depends on nothing else.
struct Deliberation {
    let state: GateState
    let actor: Actor
    let cause: Cause
    let now: GateTime
    private(set) var decision = Decision()
    private var nextAlarm: AlarmID

    init(_ state: GateState, actor: Actor, cause: Cause, now: GateTime) {
        self.state = state
        self.actor = actor
        self.cause = cause
        self.now = now
        nextAlarm = state.nextAlarm
    }

    /// - Parameter other: who decides it, where that is not whoever gave the occasion.
    mutating func propose(_ event: GateEvent, by other: Actor? = nil, occurredAt: GateTime? = nil) {
        decision.events.append(
            Proposed(
                id: cause.eventID(decision.events.count), event: event, actor: other ?? actor, cause: cause,
                occurredAt: occurredAt ?? now))
    }

    /// Names the streams that must not have moved since `state`.
    mutating func guardStreams(_ streams: [Stream]) {
        for stream in streams where !decision.guards.contains(where: { $0.stream == stream }) {
            decision.guards.append(Guard(stream, at: state.version(of: stream)))
        }
    }

    mutating func move(
        _ visit: VisitID, to next: VisitState, lane: LaneID? = nil, reason: Reason = .none, basis: String
    ) {
        propose(.visitMoved(VisitMoved(visit, to: next, lane: lane, reason: reason, basis: basis)))
    }

    /// A vehicle comes no more, and nobody has to act for it.
    mutating func end(_ visit: VisitID, as end: VisitState, basis: String) {
        move(visit, to: end, basis: basis)
        returnAlarms { $0.visit == visit }
    }

    /// Raises an alarm unless the same one still stands.
    mutating func raise(
        _ kind: AlarmKind, lane: LaneID? = nil, device: DeviceID? = nil, visit: VisitID? = nil, detail: String
    ) {
        let stands = state.alarms.contains {
            $0.kind == kind && $0.lane == lane && $0.device == device && $0.visit == visit
                && (!kind.isToldApartByDetail || $0.detail == detail) && $0.isStanding
        }
        if stands { return }
        var raised = AlarmRaised()
        raised.alarm = nextAlarm
        raised.kind = kind
        raised.lane = lane
        raised.device = device
        raised.visit = visit
        raised.detail = String(detail.prefix(120))
        nextAlarm = nextAlarm.next
        propose(.alarmRaised(raised))
    }

    /// The cause of matching alarms has gone.
    mutating func returnAlarms(where matches: (Alarm) -> Bool) {
        for alarm in state.alarms
        where alarm.isStanding && matches(alarm) {
            propose(.alarmReturned(AlarmChanged(alarm.id)))
        }
    }

    /// Marks trouble of a visit at its present stage, once a reason.
    mutating func trouble(_ visit: Visit, _ reason: Reason, of agency: Agency? = nil) {
        guard !visit.hasTrouble(reason, of: agency) else { return }
        var trouble = TroubleChanged()
        trouble.visit = visit.id
        trouble.stage = visit.state
        trouble.reason = reason
        trouble.agency = agency
        propose(.troubleRaised(trouble))
    }

    mutating func clear(_ standing: Trouble, of visit: VisitID) {
        var event = TroubleChanged()
        event.visit = visit
        event.stage = standing.stage
        event.reason = standing.reason
        event.agency = standing.agency
        propose(.troubleCleared(event))
    }

    /// Marks trouble, also on the visit as it will be.
    mutating func mark(_ visit: inout Visit, _ reason: Reason, of agency: Agency? = nil) {
        trouble(visit, reason, of: agency)
        if !visit.hasTrouble(reason, of: agency) {
            visit.troubles.append(Trouble(stage: visit.state, reason: reason, since: now, agency: agency))
        }
    }

    mutating func unmark(_ visit: inout Visit, _ reason: Reason, of agency: Agency? = nil) {
        guard let trouble = visit.troubles.first(where: { $0.reason == reason && $0.agency == agency }) else { return }
        clear(trouble, of: visit.id)
        visit.troubles.removeAll { $0.reason == reason && $0.agency == agency }
    }
}
