/// The beginning and the end of an officer's shift.
extension ActRules {
    mutating func beginShift() throws(Refusal) {
        try requirePost()
        let standing = state.shift(of: act.officer, act.agency)
        // Whoever is on shift already takes over what was left at the post since.
        let lane = standing.map(\.lane) ?? act.lane
        let waiting = state.handovers(of: act.agency, at: lane).filter(\.takenBy.isEmpty)
        guard standing == nil || !waiting.isEmpty else { throw .onShift }
        var event = ShiftBegan()
        event.agency = act.agency
        event.lane = lane
        event.handover = waiting.last?.number ?? 0
        deliberation.guardStreams([.gate])
        deliberation.propose(.shiftBegan(event))
    }

    /// What is open is written down as it is now: the next one sees what was, and what has become of it.
    mutating func endShift() throws(Refusal) {
        guard let shift = state.shift(of: act.officer, act.agency) else { throw .notOnShift }
        guard act.note.count <= Handover.noteLimit else { throw .tooLongNote(Handover.noteLimit) }
        let items = state.openItems(of: shift.agency, at: shift.lane, now: deliberation.now)
        var event = ShiftEnded()
        event.agency = shift.agency
        event.handover = state.lastHandover &+ 1
        event.note = act.note
        event.items = Array(items.prefix(Handover.itemLimit))
        event.itemCount = Int32(clamping: items.count)
        deliberation.guardStreams([.gate])
        deliberation.propose(.shiftEnded(event))
    }

    private func requirePost() throws(Refusal) {
        guard state.plan.agencyOrder.contains(act.agency) else { throw .notAtWork(act.agency) }
        if let lane = act.lane, state.lane(lane) == nil { throw .unknownLane }
    }
}
