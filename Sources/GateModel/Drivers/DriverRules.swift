/// Speaking to drivers, and meeting them.
extension ActRules {
    mutating func message(_ visit: Visit) throws(Refusal) {
        guard act.phrase != .none else { throw .nothingToDo }
        if act.phrase.bringsContact { try requireContactReason() }
        deliberation.propose(.driverMessaged(DriverMessaged(act.phrase, to: visit.id, reason: visit.reasonForDriver)))
        if act.phrase.bringsContact { meet(visit) }
        // Customs sends a red vehicle to the scanner by telling its driver so.
        if act.phrase == .goToScanner, act.agency == .customs, visit.state != .held,
            visit.state.mayBecome(.scanQueued)
        {
            deliberation.guardStreams([.visit(visit.id)])
            deliberation.move(visit.id, to: .scanQueued, basis: "sent-to-scanner")
        }
    }

    /// An officer has met the driver, or is about to.
    mutating func contact(_ visit: Visit) throws(Refusal) {
        guard visit.arrivedAt > .epoch else { throw .wrongState(visit.state) }
        try requireContactReason()
        meet(visit)
    }

    private func requireContactReason() throws(Refusal) {
        guard act.contact != .none else { throw .contactReasonRequired }
    }

    private mutating func meet(_ visit: Visit) {
        var met = ContactMade()
        met.visit = visit.id
        met.agency = act.agency
        met.reason = act.contact
        deliberation.propose(.contactMade(met))
    }

    /// Who is kept is told so at once, and why as far as he may know.
    mutating func tellToWait(_ visit: Visit, _ reason: Reason) {
        deliberation.propose(.driverMessaged(DriverMessaged(.waitHere, to: visit.id, reason: reason)))
    }
}
