/// What the other side's words change.
extension GateState {
    mutating func hear(_ seen: Observation<NeighbourRecord>) {
        let record = seen.value
        neighbourSpokeAt = clock
        if seen.visit != nil {
            observe(seen.visit, .neighbourStated, detail: record.word.rawValue) { $0.documents.note(record) }
        } else if !record.isLate {
            stray(UnclaimedDocument(record))
        } else if record.word == .accepted || record.word == .returned {
            leaveStrip(record)
        }
    }

    mutating func hear(_ stated: NeighbourPace) {
        neighbourSpokeAt = clock
        if stated.at >= pace.at { pace = stated }
    }

    /// A vehicle has crossed to the other side.
    mutating func enterStrip(_ visit: VisitID, _ declaration: String) {
        guard hearsNeighbour else { return }
        if strip.count >= StripVehicle.limit { strip.removeFirst() }
        var vehicle = StripVehicle()
        vehicle.visit = visit
        vehicle.declaration = declaration
        vehicle.since = clock
        strip.append(vehicle)
    }

    private mutating func leaveStrip(_ record: NeighbourRecord) {
        strip.removeAll { $0.declaration == record.declaration }
        guard record.word == .accepted else { return }
        if accepted.count >= AcceptedVehicle.limit { accepted.removeFirst() }
        // By this gate's clock: a pace is counted here.
        accepted.append(AcceptedVehicle(record.declaration, at: clock))
    }

    /// A vehicle from the other side has left the gate: whether both sides had written the same of it.
    mutating func countMirror(of id: VisitID) {
        guard hearsNeighbour, let visit = visit(id), visit.declaration.direction == .inbound,
            visit.arrivedAt > .epoch
        else { return }
        let hasDeparture = visit.documents.departure != nil
        let differs = !plan.mirror(visit).isEmpty
        withToday { counts, _ in
            counts.mirrored += hasDeparture ? 1 : 0
            counts.mirrorDiffering += differs ? 1 : 0
            counts.mirrorMissing += hasDeparture ? 0 : 1
        }
    }
}
