/// What the other side's records mean for a visit. Only the neighbour's own feed speaks for it, and it speaks for nobody on
/// this side: a result counts once an agency here accepts it.
extension DocumentRules {
    var speaksForNeighbour: Bool { device.kind == .neighbourFeed }

    mutating func neighbour(_ record: NeighbourRecord) {
        guard speaksForNeighbour else { return }
        guard var visit = matched else {
            let isKnown = state.unclaimed.contains { $0.kind == .neighbour && $0.neighbour.says(record) }
            if !isKnown { note(record, of: nil) }
            return
        }
        var record = record
        record.declaration = visit.declaration.number
        guard !visit.state.isClosed else { return late(record, visit) }
        let known = visit.documents.neighbour.first { $0.number == record.number }
        if let known, known.says(record) || known.at > record.at { return }
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
        case .inspected:
            if visit.documents.neighbourResult(for: record.agency)?.result == .failed {
                deliberation.mark(&visit, .neighbourFailed, of: record.agency)
            } else {
                deliberation.unmark(&visit, .neighbourFailed, of: record.agency)
            }
        // It is over there, and this gate has not seen it leave.
        case .accepted, .returned: if !visit.state.isLeaving { deliberation.mark(&visit, .mirrorDiffers) }
        }
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

    /// Of a vehicle that has left; what went to the other side is taken there, or sent back.
    private mutating func late(_ record: NeighbourRecord, _ visit: Visit) {
        switch record.word {
        case .accepted, .returned: guard state.strip.contains(where: { $0.visit == visit.id }) else { return }
        case .departed, .inspected: break
        }
        var late = record
        late.isLate = true
        note(late, of: nil)
        guard record.word == .returned else { return }
        deliberation.raise(
            .neighbourReturned, detail: "\(visit.declaration.tractor) \(visit.declaration.number)")
    }

    private mutating func note(_ record: NeighbourRecord, of visit: VisitID?) {
        deliberation.propose(.neighbourStated(observation(visit, record)), occurredAt: record.at)
    }
}
