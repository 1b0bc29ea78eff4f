extension Visit {
    /// When it crossed to the other side; nil for one that has not, or came from there.
    fileprivate var crossedOutboundAt: GateTime? {
        state == .crossed && declaration.direction == .outbound ? closedAt : nil
    }
}

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
        let word = documents.takenOver?.word
        withToday { counts, _ in
            counts.wentOver += 1
            counts.heardOver += word == nil ? 0 : 1
            counts.sentBack += word == .returned ? 1 : 0
        }
        if word == .accepted { accept(declaration) }
        guard word == nil else { return }
        let now = clock
        strip.removeAll { now - $0.since > Self.stripForgottenAfter }
        var vehicle = StripVehicle()
        vehicle.visit = visit
        vehicle.declaration = declaration
        vehicle.since = clock
        strip.append(vehicle, keepingLast: StripVehicle.limit)
    }

    private mutating func leaveStrip(_ record: NeighbourRecord) {
        let onStrip = strip.first { $0.declaration == record.declaration }
        strip.removeAll { $0.declaration == record.declaration }
        // Of a day's vehicles the day counts what is said of them while it lasts.
        if let onStrip, isToday(onStrip.since) { withToday { counts, _ in counts.heardOver += 1 } }
        guard record.word == .returned else { return accept(record.declaration) }
        // Sent back, it is on this side, wherever it stands.
        let visit = visit(ofDeclaration: record.declaration)
        abroad.removeAll { $0.visit == visit }
        let crossedAt = visit.flatMap { visits.look(at: $0.number) { $0.crossedOutboundAt } }
        if let crossedAt = crossedAt ?? nil, isToday(crossedAt) { withToday { counts, _ in counts.sentBack += 1 } }
    }

    private mutating func accept(_ declaration: String) {
        // By this gate's clock: a pace is counted here.
        accepted.append(AcceptedVehicle(declaration, at: clock), keepingLast: AcceptedVehicle.limit)
    }

    private func isToday(_ time: GateTime) -> Bool { localDay(of: time) == localDay(of: clock) }

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
