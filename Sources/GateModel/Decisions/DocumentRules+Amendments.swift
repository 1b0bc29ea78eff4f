/// What a later manifest says otherwise.
extension DocumentRules {
    /// The declarant corrects in its own name while the vehicle is not here and customs has said nothing of it; after that an
    /// officer does, where the amendment is right (Customs Law 54/2014, article 29.4).
    mutating func amend(_ known: inout Visit, by manifest: Declaration) {
        guard speaks else { return }
        let isUntouched = known.documents.standing.map { $0.code == .accepted } ?? true
        let isFree = known.arrivedAt == .epoch && known.channel == .none && isUntouched
        // Which way it comes back is nothing that anybody has decided on yet.
        if isFree, manifest.isTwoWay != known.declaration.isTwoWay {
            known.declaration.isTwoWay = manifest.isTwoWay
            deliberation.propose(
                .manifestLodged(
                    VisitDeclared(visit: known.id, required: known.required, declaration: known.declaration)))
        }
        var waiting: [AmendedField] = []
        for field in DeclarationField.allCases {
            let value = manifest[field]
            // What it leaves out stays as it was; and of goods that it gives no class to it says none.
            guard !value.isEmpty, value != known.declaration[field],
                field != .goodsClass || manifest.goodsClass != .general
            else { continue }
            let officers = known.corrections.filter { $0.what.field == field && !$0.isByDeclarant }
            // What an officer has put right does not come back because it is said once more.
            if officers.contains(where: { $0.what.from == value }) { continue }
            if isFree, officers.isEmpty, isFit(value, for: field, of: known.id) {
                correct(&known, field, to: value)
            } else {
                waiting.append(AmendedField(field, value))
            }
        }
        guard waiting != known.amendment.fields else { return }
        let news = waiting.filter { !known.amendment.fields.contains($0) }
        var amendment = Amendment()
        amendment.fields = waiting
        amendment.at = deliberation.now
        deliberation.propose(.amendmentOffered(observation(known.id, amendment)))
        // It was released for what its declarant now says it is not.
        let plan = deliberation.state.plan
        let isWeighty = news.contains {
            plan.fieldRule($0.field, at: deliberation.now).rests.contains(.customs)
        }
        if known.state.isLeaving, isWeighty { holdForNewcomers(&known, AgencySet(.customs)) }
    }

    private mutating func correct(_ visit: inout Visit, _ field: DeclarationField, to value: String) {
        var corrected = FieldCorrected()
        corrected.visit = visit.id
        corrected.field = field
        corrected.from = visit.declaration[field]
        corrected.to = value
        corrected.reason = .amended
        corrected.evidence = .declarant
        deliberation.correct(&visit, corrected, rests: [], by: .declarant)
        if field == .tractor { claim(&visit) }
    }

    private func isFit(_ value: String, for field: DeclarationField, of visit: VisitID) -> Bool {
        if field.identifies, let other = deliberation.state.expected(value), other != visit { return false }
        do throws(Refusal) { try field.check(value) } catch { return false }
        return true
    }
}

extension Actor {
    /// Whoever declared the vehicle, in a later manifest.
    public static let declarant = Actor.rule("declarant")
}
