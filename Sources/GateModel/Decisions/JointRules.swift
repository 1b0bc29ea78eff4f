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
        follow(visit, .fail, basis: "failed-by-\(act.agency.name)")
        tellToWait(visit, act.reason)
    }

    /// A result of somebody else is accepted in the place of one's own. The border guard always looks itself.
    mutating func waive(_ visit: Visit) throws(Refusal) {
        guard act.basis != .none else { throw .reasonRequired }
        guard act.agency != .borderGuard else { throw .mayNotWaive(act.agency) }
        // Customs answers for every red vehicle, and for one that it has not looked at yet.
        if act.agency == .customs, visit.channel != .green, visit.channel != .yellow { throw .mayNotWaive(.customs) }
        if act.basis == .otherAgency {
            // A result is what somebody saw: a fee is none, nor is another waiver.
            let isThere = Agency.allCases.contains { other in
                other != act.agency && other != .board
                    && [.pass, .passWithCondition].contains(visit[other].decision)
            }
            guard isThere else { throw .noResult }
        }
        // Where the other side tells what it found, that is what is accepted, and nothing else.
        if act.basis == .neighbourResult, state.hearsNeighbour {
            guard visit.documents.neighbourResult(for: act.agency)?.result == .passed else { throw .noNeighbourResult }
        }
        let basis = act.basis
        try settle(visit, .waived) { $0.basis = basis }
    }

    /// Another agency is asked first; it has to decide too from now on. Customs cannot be: it decides last.
    mutating func refer(_ visit: Visit) throws(Refusal) {
        guard act.reason != .none else { throw .reasonRequired }
        try requireDecidable(visit)
        guard let other = act.toAgency.members.first, act.toAgency.members.count == 1, other != act.agency else {
            throw .nothingToDo
        }
        guard state.plan.agencyOrder.contains(other) else { throw .notAtWork(other) }
        guard other != .customs else { throw .customsLast(waitingFor: [act.agency]) }
        let standing = visit[act.agency].decision
        guard standing == .pending || standing == .inProgress else { throw .alreadyDecided(act.agency, standing) }
        // Whoever has a result has answered; and two that wait for each other would wait for ever.
        let theirs = visit[other].decision
        guard theirs == .notRequired || theirs == .pending || theirs == .inProgress else {
            throw .alreadyDecided(other, theirs)
        }
        let to = act.toAgency
        decided(visit, .referred, act.reason) { $0.referredTo = to }
        guard theirs == .notRequired else { return }
        deliberation.guardStreams([.visitAgency(visit.id, other)])
        var asked = AgencyDecided()
        asked.visit = visit.id
        asked.agency = other
        asked.decision = .pending
        asked.reason = act.reason
        deliberation.propose(.agencyDecided(asked))
    }

    /// Takes back the agency's own last decision while nothing has followed from it that cannot be taken back.
    mutating func undo(_ visit: Visit) throws(Refusal) {
        let card = visit[act.agency]
        guard card.version > 0, card.before != card.decision else { throw .nothingToDo }
        guard card.by == act.officer else { throw .notYours(card.by) }
        guard visit.state.isUnderControl || visit.state == .released else { throw .wrongState(visit.state) }
        guard deliberation.now - card.at <= GateState.undoWithin else { throw .tooLate }
        // What stood before had its own reason, task or basis, which a single word would not bring back.
        guard [.pending, .inProgress, .pass].contains(card.before) else { throw .decideAnew(card.before) }
        // A single word does not bring back what customs' system has taken back meanwhile.
        if act.agency == .customs, card.before.isSettled, visit.documents.standing?.code.withdraws == true {
            throw .decideAnew(card.before)
        }
        // The rule that heeds customs' answers only followed: it waits again.
        let isByAnswer = visit[.customs].isByAnswer && visit[.customs].before == .pending
        // What another agency decided on the strength of this one stands on it; customs decides on that of all.
        let isBuiltOn = Agency.allCases.contains { other in
            guard other != act.agency else { return false }
            if other == .customs {
                return visit[.customs].decision != .notRequired && visit[.customs].decision.isSettled && !isByAnswer
            }
            return visit[other].decision == .waived && visit[other].basis == .otherAgency && visit[other].at >= card.at
        }
        guard !isBuiltOn else { throw .acceptedElsewhere }
        deliberation.guardStreams(Agency.allCases.map { .visitAgency(visit.id, $0) } + [.visit(visit.id)])
        undo(visit, act.agency, to: card.before)
        if isByAnswer, visit[.customs].decision == .pass, !card.before.isSettled { undo(visit, .customs, to: .pending) }
        // A question that was not looked at yet goes with it.
        let required = AgencyRules.required(for: visit.declaration, plan: state.plan, at: visit.declaredAt)
        if card.decision == .referred, let asked = card.referredTo.members.first, visit[asked].decision == .pending,
            visit[asked].before == .notRequired, visit[asked].at >= card.at, !required.contains(asked)
        {
            undo(visit, asked, to: .notRequired)
        }
        follow(visit, card.before, basis: "undone-by-\(act.agency.name)")
    }

    private mutating func undo(_ visit: Visit, _ agency: Agency, to decision: AgencyDecision) {
        var undone = DecisionUndone()
        undone.visit = visit.id
        undone.agency = agency
        undone.decision = decision
        deliberation.propose(.decisionUndone(undone))
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
            throw .openedAlready(visit.bundle.atDoors.members)
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
        let detail = LegalClock.alarmDetail(.goods, .customs)
        deliberation.returnAlarms { $0.kind == .clockOverdue && $0.visit == id && $0.detail == detail }
    }

    /// A follow-up is done. Its vehicle may have left long ago, so the declaration names it.
    mutating func closeTask() throws(Refusal) {
        let task = state.tasks.first {
            $0.declaration == act.declaration && $0.agency == act.agency && $0.kind == act.task
        }
        guard let task else { throw .nothingToDo }
        deliberation.guardStreams([.gate])
        var done = FollowUpDone()
        done.visit = task.visit
        done.agency = task.agency
        done.kind = task.kind
        deliberation.propose(.followUpDone(done))
        deliberation.returnAlarms { $0.kind == .taskOverdue && $0.detail == task.alarmDetail }
    }

    // MARK: What follows

    /// The agency has nothing left to do.
    mutating func settle(
        _ visit: Visit, _ decision: AgencyDecision, _ fill: (inout AgencyDecided) -> Void = { _ in }
    ) throws(Refusal) {
        try requireDecidable(visit)
        let standing = visit[act.agency].decision
        guard !standing.isSettled else { throw .alreadyDecided(act.agency, standing) }
        let others = visit.unsettled.filter { $0 != act.agency }
        // The management board only takes fees: customs waits for those that inspect.
        if act.agency == .customs, !others.isEmpty { throw .customsLast(waitingFor: others) }
        if act.agency == .customs, visit.documents.isVoid, let standing = visit.documents.standing {
            throw .declarationVoid(standing.code)
        }
        // What is decided on must be what was seen.
        deliberation.guardStreams([.visit(visit.id)])
        decided(visit, decision, .none, fill)
        follow(visit, decision, basis: "hold-ended")
    }

    /// Where the vehicle stands once the agency's decision is this one: held while anybody holds it, released when all have
    /// settled, else where it stood.
    ///
    /// - Parameter basis: of the move, unless it is the release.
    private mutating func follow(_ visit: Visit, _ decision: AgencyDecision, basis: String) {
        // Of customs itself the officer's own word counts.
        if decision.isSettled, act.agency != .customs, deliberation.settleByAnswer(visit, settling: act.agency) {
            deliberation.guardStreams(Agency.allCases.map { .visitAgency(visit.id, $0) } + [.visit(visit.id)])
            return
        }
        let others = Agency.allCases.filter { $0 != act.agency }
        let isHeld = decision.isHolding || others.contains { visit[$0].decision.isHolding }
        let isSettled = decision.isSettled && others.allSatisfy { visit[$0].decision.isSettled }
        let next: VisitState
        var basis = basis
        if isHeld {
            next = .held
        } else if isSettled {
            next = .released
            basis = "all-agencies-settled"
        } else if visit.state == .held {
            next = visit.stateBeforeHold
        } else if visit.state == .released {
            next = visit.stateBeforeRelease
        } else {
            return
        }
        guard next != visit.state else { return }
        deliberation.guardStreams(Agency.allCases.map { .visitAgency(visit.id, $0) } + [.visit(visit.id)])
        deliberation.move(visit.id, to: next, reason: isHeld ? act.reason : .none, basis: basis)
    }
}

extension FollowUpTask {
    /// As the alarm records it.
    var alarmDetail: String { "\(agency.name) \(kind.name) \(declaration)" }
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
