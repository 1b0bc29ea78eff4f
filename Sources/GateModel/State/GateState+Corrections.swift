/// What corrections of a declaration's fields change.
extension GateState {
    mutating func correct(_ corrected: FieldCorrected, by actor: Actor) {
        let now = clock
        var before = Declaration()
        decide(corrected.visit, .fieldCorrected, detail: corrected.field.rawValue, agency: actor.agency) { visit in
            before = visit.declaration
            visit.correct(corrected.field, to: corrected.to)
            if corrected.outdatesAnswers { visit.answersCountFrom = now }
            visit.amendment.fields.removeAll { $0.field == corrected.field }
            if corrected.field.isJudged { visit.isRiskDue = true }
            var line = FieldCorrection()
            line.what = corrected
            line.by = actor.name
            line.agency = actor.agency
            line.at = now
            visit.corrections.append(line, keepingLast: FieldCorrection.limit)
        }
        guard corrected.field.identifies, let visit = visit(corrected.visit), !visit.state.isClosed else { return }
        reindex(from: before, to: visit.declaration, of: corrected.visit)
        // What waited for it follows as events of its own.
        if corrected.field == .tractor {
            unclaimed.removeAll { $0.belongs(to: visit.declaration) }
            // It was another vehicle that came back.
            if visit.arrivedAt > .epoch, visit.declaration.direction == .inbound { comeBack(visit.id) }
        }
    }

    mutating func amend(_ offered: Observation<Amendment>) {
        observe(offered.visit, .amendmentOffered, detail: UInt8(clamping: offered.value.fields.count)) {
            $0.amendment = offered.value
        }
    }

    /// A vehicle is looked for by what it declares now.
    mutating func reindex(from before: Declaration, to after: Declaration, of visit: VisitID) {
        forgetIdentifiers(of: before, as: visit)
        indexIdentifiers(of: after, as: visit)
        identifierChanges &+= 1
    }
}
