/// Saying why a vehicle waits, and complaints.
extension ActRules {
    /// Only whose time it is can say why; what another agency does with its own is not for it to say.
    mutating func explainWait(_ visit: Visit) throws(Refusal) {
        let now = deliberation.now
        let isOpen = visit.wait.isUnexplained(at: now)
        guard isOpen || visit.wait.cause == .given else { throw .notWaiting }
        try require(visit.wait.agency)
        guard act.waitReason != .none else { throw .reasonRequired }
        guard isOpen || act.waitReason != visit.wait.given else { throw .nothingToDo }
        var event = WaitExplained()
        event.visit = visit.id
        event.agency = visit.wait.agency
        event.step = visit.wait.step
        event.reason = act.waitReason
        // Whose time it is follows from all of these; in the queue from the lane too.
        let lane = visit.wait.step == .queue ? visit.lane.map { [Stream.lane($0)] } ?? [] : []
        deliberation.guardStreams(Agency.allCases.map { .visitAgency(visit.id, $0) } + [.visit(visit.id)] + lane)
        deliberation.propose(.waitExplained(event))
        // The driver hears it too, once he stands where somebody speaks to him.
        if visit.state.isUnderControl {
            deliberation.propose(.driverMessaged(DriverMessaged(.waitHere, to: visit.id, wait: act.waitReason)))
        }
    }

    /// Whoever takes it down names the visit by the driver's code; the visit may be over long since.
    mutating func complain() throws(Refusal) {
        guard let visit = state.visit(ofComplaint: act.value) else { throw .badComplaintCode }
        guard act.complaint != .none else { throw .reasonRequired }
        let isKnown = state.complaints.contains {
            $0.visit == visit.id && $0.kind == act.complaint && $0.outcome == .open
        }
        guard !isKnown else { throw .nothingToDo }
        guard state.openComplaints.count < Complaint.limit else { throw .limitReached }
        var event = ComplaintLodged()
        event.number = state.lastComplaint &+ 1
        event.visit = visit.id
        event.kind = act.complaint
        deliberation.guardStreams([.gate])
        deliberation.propose(.complaintLodged(event))
    }

    /// The management board settles a complaint, by somebody who decided nothing on that visit.
    mutating func reviewComplaint() throws(Refusal) {
        try require(.board)
        guard let complaint = state.complaints.last(where: { $0.number == UInt32(clamping: act.amount) }) else {
            throw .nothingToDo
        }
        guard complaint.outcome == .open, act.outcome != .open else { throw .nothingToDo }
        let hadPart = state.visit(complaint.visit)?.officers.contains { $0.name == act.officer } == true
        guard !hadPart else { throw .ownDecision }
        var event = ComplaintReviewed()
        event.number = complaint.number
        event.outcome = act.outcome
        deliberation.guardStreams([.gate])
        deliberation.propose(.complaintReviewed(event))
    }
}

extension Deliberation {
    /// A vehicle that nobody has said anything of for too long; the alarm ends with the wait.
    mutating func watchWait(_ visit: Visit) {
        let detail = "\(visit.wait.step.name) \(visit.wait.agency.name)"
        let span = state.unexplainedWait(of: visit, at: now)
        // Of a question without an answer another alarm tells.
        if let span, span > GateState.unexplainedAfter, visit.wait.cause != .question {
            raise(.unexplainedWait, lane: visit.lane, visit: visit.id, detail: detail)
        }
        returnAlarms {
            $0.kind == .unexplainedWait && $0.visit == visit.id && (span == nil || $0.detail != detail)
        }
    }
}
