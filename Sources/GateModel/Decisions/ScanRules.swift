/// What follows from looking at the file behind a scan result.
extension GateState {
    /// Decides on a check that the gate itself made. One that repeats what is known says nothing; one of a scan that a newer one
    /// has replaced is recorded, and a refused image is an alarm all the same.
    public func decideScanCheck(_ checked: ScanChecked, cause: Cause, now: GateTime) -> Decision {
        guard let visit = visit(checked.visit) else { return .nothing }
        let isNewest = visit.scan.image == checked.image
        let isKnown =
            visit.scanCheck.verdict == checked.check.verdict && visit.scanCheck.detail == checked.check.detail
        if isNewest, isKnown { return .nothing }
        var deliberation = Deliberation(self, actor: .rule("images"), cause: cause, now: now)
        let id = visit.id
        let detail = "\(checked.check.verdict.name) \(checked.image)"
        // A visit that is over never changes; that it went by a picture which is none is for people to hear all the same.
        if visit.state.isClosed {
            if checked.check.verdict.isRefused { deliberation.raise(.imageRefused, detail: detail) }
            return deliberation.decision
        }
        deliberation.propose(.scanChecked(checked))
        if checked.check.verdict.isRefused {
            deliberation.raise(.imageRefused, lane: visit.lane, visit: id, detail: detail)
            if isNewest { deliberation.trouble(visit, .imageRefused) }
        } else if isNewest {
            deliberation.returnAlarms { $0.kind == .imageRefused && $0.visit == id }
        }
        return deliberation.decision
    }

    /// Scans of vehicles still here whose images want a look, oldest visit first: nobody has looked, or it was no fault of the
    /// image that nothing came of it.
    public var scansToLookAt: [(visit: VisitID, scan: ScanResult)] {
        open.compactMap { id in
            visit(id).flatMap {
                !$0.scan.image.isEmpty && $0.scanCheck.verdict.mayChange ? (id, $0.scan) : nil
            }
        }
    }
}
