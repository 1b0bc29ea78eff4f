/// Who is at work, what was handed over, and what officers did in their own shift.
extension GateState {
    /// An officer's own shift, while it lasts.
    public func shift(of officer: String, _ agency: Agency) -> Shift? {
        shifts.first { $0.officer == officer && $0.agency == agency }
    }

    /// What was handed over at a post and nobody has taken over yet, the oldest first; where everything was, the last.
    public func handovers(of agency: Agency, at lane: LaneID?) -> [Handover] {
        let all = handovers.filter { $0.agency == agency && $0.lane == lane }
        let waiting = all.filter(\.takenBy.isEmpty)
        return waiting.isEmpty ? Array(all.suffix(1)) : waiting
    }

    mutating func begin(_ began: ShiftBegan, by actor: Actor) {
        gateVersion += 1
        // Whoever is on shift already takes over what was left since.
        if shiftIndex(actor.name, began.agency) == nil {
            var shift = Shift()
            shift.officer = actor.name
            shift.agency = began.agency
            shift.lane = began.lane
            shift.from = clock
            shifts.append(shift, keepingLast: Shift.limit)
        }
        for index in handovers.indices
        where handovers[index].agency == began.agency && handovers[index].lane == began.lane
            && handovers[index].number <= began.handover && handovers[index].takenBy.isEmpty
        {
            handovers[index].takenBy = actor.name
            handovers[index].takenAt = clock
        }
    }

    mutating func end(_ ended: ShiftEnded, by actor: Actor) {
        gateVersion += 1
        guard let index = shiftIndex(actor.name, ended.agency) else {
            anomalies += 1
            return
        }
        let shift = shifts.remove(at: index)
        var handover = Handover()
        handover.number = ended.handover
        handover.agency = shift.agency
        handover.lane = shift.lane
        handover.officer = shift.officer
        handover.from = shift.from
        handover.until = clock
        handover.note = ended.note
        handover.items = ended.items
        handover.itemCount = ended.itemCount
        // What nobody has taken over yet stays beside it.
        handovers.removeAll { $0.agency == shift.agency && $0.lane == shift.lane && !$0.takenBy.isEmpty }
        if handovers.count >= Handover.limit {
            handovers.remove(at: handovers.firstIndex { !$0.takenBy.isEmpty } ?? 0)
        }
        handovers.append(handover)
        lastHandover = ended.handover
    }

    private func shiftIndex(_ officer: String, _ agency: Agency) -> Int? {
        shifts.firstIndex { $0.officer == officer && $0.agency == agency }
    }

    /// What a decision adds to its officer's own figures, and to the agency's, which name nobody.
    ///
    /// - Parameter before: the agency's card as it was.
    mutating func countDecision(_ decided: AgencyDecided, by actor: Actor, before: AgencyCard) {
        guard actor.kind == .officer, decided.decision.isResult else { return }
        var seconds: Int32?
        // From the beginning itself: not from a decision that was taken back to it.
        if before.decision == .inProgress, before.before != .inProgress, before.by == actor.name {
            seconds = Int32(clamping: workingTime(from: before.at, to: clock, .cargo).seconds)
        }
        if let seconds { withToday { counts, _ in counts.add(pace: seconds, of: decided.agency) } }
        if let index = shiftIndex(actor.name, decided.agency) {
            shifts[index].decided += 1
            if let seconds {
                shifts[index].pace.append(seconds, keepingLast: Shift.paceLimit)
            }
        }
        let isOverruled = decided.decision.isHolding && before.decision.isSettled && before.decision != .notRequired
        guard isOverruled, before.by != actor.name, let index = shiftIndex(before.by, decided.agency) else { return }
        shifts[index].overruled += 1
    }

    /// - Parameter before: the agency's card as it was: a beginning that is taken back is no decision.
    mutating func countUndoing(_ undone: DecisionUndone, by actor: Actor, before: AgencyCard) {
        guard before.decision.isResult else { return }
        if let index = shiftIndex(actor.name, undone.agency) { shifts[index].takenBack += 1 }
    }
}

extension AgencyDecision {
    /// An agency has come to a result.
    var isResult: Bool { self != .notRequired && isSettled || isHolding }
}
