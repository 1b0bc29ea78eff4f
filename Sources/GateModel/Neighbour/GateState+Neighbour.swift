/// What the other side's words change.
extension GateState {
    mutating func hear(_ seen: Observation<NeighbourRecord>) {
        let record = seen.value
        neighbourSpokeAt = clock
        if seen.visit != nil {
            observe(seen.visit, .neighbourStated, detail: record.word.rawValue) { $0.documents.note(record) }
        } else if record.isLate {
            if record.word.direction == .outbound { leaveStrip(record) }
        } else if record.word.direction == .inbound {
            // One said again takes its own place.
            unclaimed.removeAll { $0.kind == .neighbour && $0.neighbour.number == record.number }
            stray(UnclaimedDocument(record))
        }
    }

    mutating func hear(_ stated: NeighbourPace) {
        neighbourSpokeAt = clock
        if stated.at >= pace.at { pace = stated }
    }

    /// A vehicle has crossed to the other side, which may have said so before this gate saw it.
    mutating func enterStrip(_ visit: VisitID) {
        guard hearsNeighbour, let documents = self.visit(visit)?.documents else { return }
        let declaration = self.visit(visit)?.declaration.number ?? ""
        let word = documents.neighbour.last { $0.word.direction == .outbound }?.word
        if word == .accepted { accept(declaration) }
        guard word == nil else {
            withToday { counts, _ in counts.heardOver += 1 }
            return
        }
        let now = clock
        strip.removeAll { now - $0.since > Self.stripForgottenAfter }
        var vehicle = StripVehicle()
        vehicle.visit = visit
        vehicle.declaration = declaration
        vehicle.since = clock
        strip.append(vehicle, keepingLast: StripVehicle.limit)
    }

    private mutating func leaveStrip(_ record: NeighbourRecord) {
        let before = strip.count
        strip.removeAll { $0.declaration == record.declaration }
        let isFirstWord = strip.count < before
        let visit = visit(ofDeclaration: record.declaration)
        let hasCrossed = visit.flatMap { visits.look(at: $0.number) { $0.state == .crossed } } == true
        let isSentBack = record.word == .returned && hasCrossed
        withToday { counts, _ in
            counts.heardOver += isFirstWord ? 1 : 0
            counts.sentBack += isSentBack ? 1 : 0
        }
        if record.word == .accepted {
            accept(record.declaration)
        } else {
            // Sent back, it is on this side, wherever it stands.
            abroad.removeAll { $0.visit == visit }
        }
    }

    private mutating func accept(_ declaration: String) {
        // By this gate's clock: a pace is counted here.
        accepted.append(AcceptedVehicle(declaration, at: clock), keepingLast: AcceptedVehicle.limit)
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
