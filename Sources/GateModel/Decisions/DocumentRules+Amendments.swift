/// What a later manifest says otherwise.
extension DocumentRules {
    /// The declarant corrects in its own name while the vehicle is not here and customs has chosen no channel; after that an
    /// officer does, where the amendment is right (Customs Law 54/2014, article 29.4).
    mutating func amend(_ known: inout Visit, by manifest: Declaration) {
        guard device.kind == .manifestFeed else { return }
        let isFree = known.arrivedAt == .epoch && known.channel == .none
        var waiting: [AmendedField] = []
        for field in DeclarationField.allCases {
            let value = manifest[field]
            // What it leaves out stays as it was; and of goods that it gives no class to it says none.
            guard !value.isEmpty, value != known.declaration[field],
                field != .goodsClass || manifest.goodsClass != .general
            else { continue }
            if isFree, isFit(value, for: field, of: known.id) {
                var corrected = FieldCorrected()
                corrected.visit = known.id
                corrected.field = field
                corrected.from = known.declaration[field]
                corrected.to = value
                corrected.reason = .amended
                corrected.evidence = .declarant
                deliberation.correct(&known, corrected, rests: [], by: .declarant)
            } else {
                waiting.append(AmendedField(field, value))
            }
        }
        guard waiting != known.amendment.fields else { return }
        var amendment = Amendment()
        amendment.fields = waiting
        amendment.at = deliberation.now
        deliberation.propose(
            .amendmentOffered(Observation(visit: known.id, lane: nil, device: device.id, value: amendment)))
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
