/// What the other side's records mean for a visit. Only the neighbour's own feed speaks for it, and it speaks for nobody on
/// this side: a result counts once an agency here accepts it.
extension DocumentRules {
    /// The rule that asks an agency anew whose waiver has lost its ground.
    static let neighbourResult = Actor.rule("neighbour-result")

    private var speaksForNeighbour: Bool { device.kind == .neighbourFeed }

    mutating func neighbour(_ record: NeighbourRecord) {
        guard speaksForNeighbour else { return }
        guard var visit = matched else {
            let isKnown = state.unclaimed.contains { $0.kind == .neighbour && $0.neighbour.says(record) }
            if !isKnown { note(record, of: nil) }
            return
        }
        var record = record
        record.declaration = visit.declaration.number
        let known = visit.documents.neighbour.first { $0.number == record.number }
        if let known, known.says(record) || known.at > record.at { return }
        guard !visit.state.isClosed, record.word.direction == visit.declaration.direction else {
            return late(record, visit)
        }
        take(record, &visit)
    }

    mutating func pace(_ stated: NeighbourPace) {
        guard speaksForNeighbour else { return }
        let known = state.pace
        guard stated != known, stated.at >= known.at else { return }
        deliberation.propose(.paceStated(observation(nil, stated)), occurredAt: stated.at)
    }

    mutating func take(_ record: NeighbourRecord, _ visit: inout Visit) {
        note(record, of: visit.id)
        visit.documents.note(record)
        switch record.word {
        case .departed: mirror(&visit)
        case .inspected: inspected(record.agency, &visit)
        case .accepted, .returned:
            // It is over there, and this gate has not seen it leave.
            if !visit.state.isLeaving { deliberation.mark(&visit, .mirrorDiffers) }
            if record.word == .returned { sentBack(visit) }
        }
        settle(&visit)
    }

    /// Holds what both sides say of a vehicle against each other, once either has said something new.
    mutating func mirror(_ visit: inout Visit) {
        guard visit.documents.departure != nil else { return }
        if state.plan.mirror(visit).isEmpty {
            deliberation.unmark(&visit, .mirrorDiffers)
        } else {
            deliberation.mark(&visit, .mirrorDiffers)
        }
    }

    /// What the other side's inspection came to, by its last word. A waiver that rested on another one is decided anew.
    private mutating func inspected(_ agency: Agency, _ visit: inout Visit) {
        guard visit.documents.neighbourResult(for: agency)?.result == .failed else {
            deliberation.unmark(&visit, .neighbourFailed, of: agency)
            return
        }
        deliberation.mark(&visit, .neighbourFailed, of: agency)
        let card = visit[agency]
        guard card.decision == .waived, card.basis == .neighbourResult else { return }
        var event = AgencyDecided()
        event.visit = visit.id
        event.agency = agency
        event.decision = visit.state.isLeaving ? .hold : .pending
        event.reason = .neighbourFailed
        deliberation.propose(.agencyDecided(event), by: Self.neighbourResult)
        visit[agency].decision = event.decision
        if visit.state.isLeaving { stop(&visit, .neighbourFailed, basis: Self.neighbourResult.name) }
    }

    /// Of a vehicle that has left, or goes the other way; who is on the way over is taken there, or sent back.
    private mutating func late(_ record: NeighbourRecord, _ visit: Visit) {
        let hasGone = visit.state == .crossed && visit.declaration.direction == .outbound
        switch record.word {
        case .accepted: if hasGone, !state.strip.contains(where: { $0.visit == visit.id }) { return }
        case .returned: if hasGone, state.isToldSentBack(visit) { return }
        case .departed, .inspected: break
        }
        var late = record
        late.isLate = true
        note(late, of: nil)
        if record.word == .returned, hasGone { sentBack(visit) }
    }

    private mutating func sentBack(_ visit: Visit) {
        deliberation.raise(.neighbourReturned, detail: visit.sentBackDetail)
    }

    /// In the other side's name, whoever gave the occasion to look for its words.
    private mutating func note(_ record: NeighbourRecord, of visit: VisitID?) {
        let feed = speaksForNeighbour ? device : state.plan.device(.neighbourFeed, lane: nil) ?? device
        let seen = Observation(visit: visit, lane: nil, device: feed.id, value: record)
        deliberation.propose(.neighbourStated(seen), by: .device(feed.source), occurredAt: record.at)
    }
}

extension NeighbourWord {
    /// Which way a vehicle goes of which it is said.
    public var direction: Direction {
        switch self {
        case .departed, .inspected: .inbound
        case .accepted, .returned: .outbound
        }
    }
}

extension Visit {
    /// As the alarm of one that was sent back records it.
    fileprivate var sentBackDetail: String { "\(declaration.tractor) \(declaration.number)" }
}

extension GateState {
    /// Whoever the other side has sent back is back, or found, within this time (assumed).
    public static let returnedWithin = GateSpan.hours(2)

    fileprivate func isToldSentBack(_ visit: Visit) -> Bool {
        alarms.contains { $0.kind == .neighbourReturned && $0.detail == visit.sentBackDetail }
    }
}

extension Deliberation {
    /// What was told of a vehicle sent back ends when it is at the gate again.
    mutating func watchReturned() {
        let (state, now) = (state, now)
        returnAlarms { alarm in
            guard alarm.kind == .neighbourReturned else { return false }
            let tractor = alarm.detail.prefix { $0 != " " }
            let visit = state.expected(String(tractor)).flatMap { state.visit($0) }
            return visit.map { $0.arrivedAt > alarm.raisedAt } == true
                || now - alarm.raisedAt > GateState.returnedWithin
        }
    }
}
