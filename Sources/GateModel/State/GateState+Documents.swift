/// What documents change.
extension GateState {
    mutating func document(_ event: GateEvent, by actor: Actor) {
        let now = clock
        switch event {
        case .lodged(let seen): lodge(seen)
        case .manifestLodged(let declared): join(declared)
        case .answered(let seen):
            let answer = seen.value
            guard seen.visit != nil else { return stray(answer.isLate ? nil : UnclaimedDocument(answer)) }
            observe(seen.visit, .answered, detail: answer.code.rawValue) { $0.documents.note(answer) }
        case .permitStated(let seen):
            let permit = seen.value
            guard seen.visit != nil else { return stray(permit.isLate ? nil : UnclaimedDocument(permit)) }
            observe(seen.visit, .permitStated, detail: permit.result.rawValue, agency: permit.agency) {
                $0.documents.note(permit)
            }
        case .movementRecorded(let seen):
            let record = seen.value
            guard seen.visit != nil else { return stray(record.isLate ? nil : UnclaimedDocument(record)) }
            observe(seen.visit, .movementRecorded, detail: record.inspection.rawValue) {
                $0.documents.movement = record
                $0.declaration.hasManifest = true
            }
        case .returnOrdered(let ordered):
            returnOrders = max(returnOrders, ordered.number)
            decide(ordered.visit, .returnOrdered, detail: ordered.reason.rawValue) {
                $0.documents.returnOrder = ordered
                $0.documents.returnOrder.at = now
            }
        case .paperAsked(let asked):
            decide(asked.visit, .paperAsked, detail: asked.paper.rawValue, agency: asked.agency) {
                var kept = asked
                kept.by = actor.name
                kept.at = now
                $0.documents.note(kept)
            }
            withToday { counts, _ in counts.papers[Int(asked.agency.rawValue)] += 1 }
        default: break
        }
    }

    /// A document of no vehicle that the gate expects; nil where its vehicle has gone and it changes nothing any more.
    mutating func stray(_ document: UnclaimedDocument?) {
        guard let document else { return }
        withToday { counts, _ in counts.unknownDocuments += 1 }
        // One that says much pushes nobody else's words out.
        if unclaimed.count(where: { $0.kind == document.kind }) >= UnclaimedDocument.limit,
            let oldest = unclaimed.firstIndex(where: { $0.kind == document.kind })
        {
            unclaimed.remove(at: oldest)
        }
        unclaimed.append(document)
    }

    private mutating func lodge(_ seen: Observation<LodgedDeclaration>) {
        guard let id = seen.visit else { return }
        let lodged = seen.value
        var before: Declaration?
        observe(id, .lodged, detail: lodged.flaws) {
            $0.documents.lodged = lodged
            $0.isRiskDue = true
            if $0.declaration.reference.isEmpty, !lodged.reference.isEmpty {
                before = $0.declaration
                $0.declaration.reference = lodged.reference
            }
        }
        guard let before, visit(id)?.state.isClosed == false else { return }
        var after = before
        after.reference = lodged.reference
        reindex(from: before, to: after, of: id)
        unclaimed.removeAll { $0.belongs(to: after) }
    }

    private mutating func join(_ joined: VisitDeclared) {
        guard let before = visit(joined.visit)?.declaration else {
            anomalies += 1
            return
        }
        decide(joined.visit, .manifestLodged, detail: 0) { visit in
            visit.declaration = joined.declaration
            visit.isRiskDue = true
            for agency in joined.required.members where visit[agency].decision == .notRequired {
                visit[agency].decision = .pending
            }
        }
        reindex(from: before, to: joined.declaration, of: joined.visit)
        unclaimed.removeAll { $0.belongs(to: joined.declaration) }
    }
}
