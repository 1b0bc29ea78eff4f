/// The acts of joint control: conditional passes, failures, waivers, referrals, one inspection for all, taking back.
extension ActRules {
    mutating func passWithCondition(_ visit: Visit) throws(Refusal) {
        guard act.task != .none else { throw .nothingToDo }
        guard state.tasks.count < GateState.taskLimit else { throw .limitReached }
        let task = act.task
        let due = deliberation.now + GateState.followUpWithin
        try settle(visit, .passWithCondition) {
            $0.task = task
            $0.due = due
        }
    }

    /// The agency will not let it pass. Somebody still has to say where it goes: back, or into custody.
    mutating func fail(_ visit: Visit) throws(Refusal) {
        guard act.reason != .none else { throw .reasonRequired }
        try requireDecidable(visit)
        guard visit[act.agency].decision != .fail else { throw .alreadyDecided(act.agency, .fail) }
        decided(visit, .fail, act.reason)
        holdUp(visit, basis: "failed-by-\(act.agency.name)")
    }

    /// A result of somebody else is accepted in the place of one's own. The border guard always looks itself.
    mutating func waive(_ visit: Visit) throws(Refusal) {
        guard act.basis != .none else { throw .reasonRequired }
        guard act.agency != .borderGuard else { throw .mayNotWaive(act.agency) }
        // Customs answers for every red vehicle; nobody else's result stands for its own.
        if act.agency == .customs, visit.channel == .red { throw .mayNotWaive(.customs) }
        if act.basis == .otherAgency {
            let isThere = Agency.allCases.contains { other in
                other != act.agency && visit[other].decision != .notRequired && visit[other].decision.isSettled
            }
            guard isThere else { throw .noResult }
        }
        let basis = act.basis
        try settle(visit, .waived) { $0.basis = basis }
    }

    /// Another agency is asked first; it has to decide too from now on.
    mutating func refer(_ visit: Visit) throws(Refusal) {
        guard act.reason != .none else { throw .reasonRequired }
        try requireDecidable(visit)
        guard let other = act.toAgency.members.first, act.toAgency.members.count == 1, other != act.agency else {
            throw .nothingToDo
        }
        guard state.plan.agencyOrder.contains(other) else { throw .notAtWork(other) }
        let standing = visit[act.agency].decision
        guard standing == .pending || standing == .inProgress else { throw .alreadyDecided(act.agency, standing) }
        // Two that wait for each other would wait for ever.
        guard visit[other].decision != .referred else { throw .alreadyDecided(other, .referred) }
        let to = act.toAgency
        decided(visit, .referred, act.reason) { $0.referredTo = to }
        let theirs = visit[other].decision
        if theirs == .notRequired || theirs.isSettled {
            deliberation.guardStreams([.visitAgency(visit.id, other)])
            var asked = AgencyDecided()
            asked.visit = visit.id
            asked.agency = other
            asked.decision = .pending
            asked.reason = act.reason
            deliberation.propose(.agencyDecided(asked))
        }
    }

    /// Takes back the agency's own last decision while nothing has followed from it that cannot be taken back.
    mutating func undo(_ visit: Visit) throws(Refusal) {
        let card = visit[act.agency]
        guard card.version > 0, card.before != card.decision else { throw .nothingToDo }
        guard card.by == act.officer else { throw .notYours(card.by) }
        guard visit.state.isUnderControl || visit.state == .released else { throw .wrongState(visit.state) }
        guard deliberation.now - card.at <= GateState.undoWithin else { throw .tooLate }
        // What another agency decided on the strength of this one stands on it.
        let isAccepted = Agency.allCases.contains {
            $0 != act.agency && visit[$0].basis == .otherAgency && visit[$0].decision == .waived
                && visit[$0].at >= card.at
        }
        guard !isAccepted else { throw .acceptedElsewhere }
        deliberation.guardStreams(Agency.allCases.map { .visitAgency(visit.id, $0) } + [.visit(visit.id)])
        var undone = DecisionUndone()
        undone.visit = visit.id
        undone.agency = act.agency
        undone.decision = card.before
        deliberation.propose(.decisionUndone(undone))
        if card.before.isHolding {
            holdUp(visit, basis: "undone-by-\(act.agency.name)")
        } else if visit.state == .released {
            deliberation.move(visit.id, to: visit.stateBeforeRelease, basis: "undone-by-\(act.agency.name)")
        } else if visit.state == .held, !holders(visit).contains(where: { $0 != act.agency }) {
            deliberation.move(visit.id, to: visit.stateBeforeHold, basis: "undone-by-\(act.agency.name)")
        }
    }

    /// Shows what is left to be seen to all agencies that are at work on the vehicle: the doors are opened once, for everyone.
    mutating func inspect(_ visit: Visit) throws(Refusal) {
        try requireDecidable(visit)
        guard (0...10_000).contains(act.amount) else { throw .nothingToDo }
        let plan = state.plan
        let present = Agency.allCases.filter { $0 == act.agency || visit[$0].decision == .inProgress }
        func left(_ agency: Agency) -> SightSet {
            plan.sights(of: visit, for: agency).subtracting(visit.bundle.seen(by: agency))
        }
        let own = left(act.agency)
        guard !own.isEmpty else { throw .nothingToDo }
        let shown = present.reduce(SightSet()) { $0.union(left($1)) }
        if shown.needsOpenDoors, visit.bundle.openings > 0, act.reason == .none {
            throw .openedAlready(visit.bundle.present.members)
        }
        deliberation.guardStreams([.visit(visit.id)])
        var event = Inspected()
        event.visit = visit.id
        event.agency = act.agency
        event.present = present.reduce(AgencySet()) { $0.union(AgencySet($1)) }
        event.seen = shown
        event.opensDoors = shown.needsOpenDoors
        event.photographs = act.amount
        event.reason = event.opensDoors && visit.bundle.openings > 0 ? act.reason : .none
        deliberation.propose(.inspected(event))
    }

    /// Customs' inspection gets more days, within the law and by its authority.
    mutating func extendClock(_ visit: Visit) throws(Refusal) {
        try require(.customs)
        guard act.reason != .none else { throw .reasonRequired }
        guard visit.channel == .red, !visit[.customs].decision.isSettled else { throw .wrongState(visit.state) }
        guard let law = state.plan.inForce(state.plan.clockLaws, at: deliberation.now), law.extensionDays > 0 else {
            throw .noPower
        }
        guard !act.orderedBy.allSatisfy(\.isWhitespace) else { throw .authorityRequired(law.extensionBy) }
        let days = Int32(act.amount)
        guard days > visit.clockExtension.days else { throw .nothingToDo }
        guard days <= law.extensionDays else { throw .tooLong(days: Int(law.extensionDays)) }
        deliberation.guardStreams([.visit(visit.id)])
        var event = ClockExtended()
        event.visit = visit.id
        event.days = days
        event.by = String(act.orderedBy.prefix(80))
        event.reason = act.reason
        deliberation.propose(.clockExtended(event))
        let id = visit.id
        deliberation.returnAlarms { $0.kind == .clockOverdue && $0.visit == id }
    }

    /// A follow-up is done. The visit may have left long ago.
    mutating func closeTask(of id: VisitID?) throws(Refusal) {
        guard let id else { throw .unknownVisit }
        guard let task = state.tasks.first(where: { $0.visit == id && $0.agency == act.agency && $0.kind == act.task })
        else { throw .nothingToDo }
        deliberation.guardStreams([.gate])
        var done = FollowUpDone()
        done.visit = task.visit
        done.agency = task.agency
        done.kind = task.kind
        deliberation.propose(.followUpDone(done))
        let (agency, kind) = (task.agency.name, task.kind.name)
        deliberation.returnAlarms { $0.kind == .taskOverdue && $0.detail.hasPrefix("\(agency) \(kind) ") }
    }

    // MARK: What follows

    /// Agencies that keep a visit from going on.
    private func holders(_ visit: Visit) -> [Agency] {
        Agency.allCases.filter { visit[$0].decision.isHolding }
    }

    private mutating func holdUp(_ visit: Visit, basis: String) {
        guard visit.state != .held else { return }
        deliberation.guardStreams([.visit(visit.id)])
        deliberation.move(visit.id, to: .held, reason: act.reason, basis: basis)
    }

    /// The agency has nothing left to do, and what follows from that: the release of the vehicle, or the end of a hold.
    mutating func settle(
        _ visit: Visit, _ decision: AgencyDecision, _ fill: (inout AgencyDecided) -> Void = { _ in }
    ) throws(Refusal) {
        try requireDecidable(visit)
        let standing = visit[act.agency].decision
        guard !standing.isSettled else { throw .alreadyDecided(act.agency, standing) }
        let others = visit.unsettled.filter { $0 != act.agency }
        // The management board only takes fees: customs waits for those that inspect.
        if act.agency == .customs, !others.isEmpty { throw .customsLast(waitingFor: others) }
        decided(visit, decision, .none, fill)
        let agencies = Agency.allCases.map { Stream.visitAgency(visit.id, $0) }
        if others.isEmpty {
            deliberation.guardStreams(agencies + [.visit(visit.id)])
            deliberation.move(visit.id, to: .released, basis: "all-agencies-settled")
        } else if visit.state == .held, !others.contains(where: { visit[$0].decision.isHolding }) {
            deliberation.guardStreams(agencies + [.visit(visit.id)])
            deliberation.move(visit.id, to: visit.stateBeforeHold, basis: "hold-ended")
        }
    }
}

extension AgencyDecision {
    /// Keeps the vehicle where it is.
    var isHolding: Bool { self == .hold || self == .fail }
}

extension GateState {
    /// Follow-ups that may be open at once.
    public static let taskLimit = 1_000
    /// How long a follow-up may take where no rule says otherwise (assumed).
    public static let followUpWithin = GateSpan.hours(72)
    /// How long an agency may take its own decision back (assumed): nothing is opened for the vehicle in that time without
    /// an act of its own.
    public static let undoWithin = GateSpan.seconds(60)
    /// How long an agency that was asked by another may take before somebody hears of it (assumed).
    public static let referralWithin = GateSpan.minutes(30)
}
