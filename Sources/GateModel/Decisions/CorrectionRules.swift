/// A field of a declaration is put right by itself: what depends on it is looked at again, and nothing else.
extension ActRules {
    mutating func correctField(_ visit: Visit) throws(Refusal) {
        let field = act.field
        // What everybody has decided on stays as it is: the release is taken back first.
        guard !visit.state.isLeaving else { throw .wrongState(visit.state) }
        let rule = state.plan.fieldRule(field, at: deliberation.now)
        guard rule.by.contains(act.agency) else { throw .mayNotCorrect(field, rule.by.members) }
        try field.check(act.value)
        guard act.value != visit.declaration[field] else { throw .nothingToDo }
        let isAmended = visit.amendment.fields.contains(AmendedField(field, act.value))
        guard act.correction.isForPeople || act.correction == .amended && isAmended, act.evidence != .none else {
            throw .reasonRequired
        }
        if field.identifies, let other = state.expected(act.value), other != visit.id { throw .plateInUse(other) }
        var corrected = FieldCorrected()
        corrected.visit = visit.id
        corrected.field = field
        corrected.from = visit.declaration[field]
        corrected.to = act.value
        corrected.reason = act.correction
        corrected.evidence = act.evidence
        deliberation.guardStreams([.visit(visit.id)])
        var after = visit
        let isReleased = deliberation.correct(&after, corrected, rests: rule.rests.subtracting(AgencySet(act.agency)))
        let decided = Agency.allCases.filter { isReleased || after[$0] != visit[$0] }
        deliberation.guardStreams(decided.map { .visitAgency(visit.id, $0) })
    }
}

extension Deliberation {
    /// Asks agencies anew, or lets them go, because a field was corrected.
    private static let correction = Actor.rule("correction")

    /// Corrects a field, and draws the conclusions.
    ///
    /// - Parameters:
    ///   - visit: as it is; then as it will be.
    ///   - rests: who has decided on the strength of the field and did not correct it.
    ///   - actor: who corrects it, where that is not whoever gave the occasion.
    /// - Returns: whether customs' answer, which waited for something that the correction settles, releases the vehicle.
    @discardableResult
    mutating func correct(
        _ visit: inout Visit, _ corrected: FieldCorrected, rests: AgencySet, by actor: Actor? = nil
    ) -> Bool {
        let before = visit
        propose(.fieldCorrected(corrected), by: actor)
        visit.declaration[corrected.field] = corrected.to
        recheck(corrected.field, before, &visit)
        reassign(before, &visit)
        for agency in rests.members where [.pass, .passWithCondition, .waived].contains(visit[agency].decision) {
            decide(.pending, agency, &visit)
        }
        if before.isUnnamed(in: .inLane), !visit.isUnnamed(in: .inLane) {
            identify(visit.id, lane: visit.lane, basis: "field-corrected")
        }
        return settleByAnswer(visit)
    }

    /// The comparisons that the field is part of, and what stands or falls with them.
    private mutating func recheck(_ field: DeclarationField, _ before: Visit, _ visit: inout Visit) {
        switch field {
        case .tractor, .trailer:
            let plates = visit.crossChecks.filter { [.tractor, .trailer].contains($0.rule) && $0.verdict == .differs }
            change(
                .plateMismatch, .plateMismatch, of: &visit, from: before.hasOtherPlate, to: visit.hasOtherPlate,
                detail: plates.map { "\($0.wanted) ≠ \($0.seen)" }.joined(separator: ", "))
            change(
                .declarationContradicts, nil, of: &visit, from: before.contradictsDocuments,
                to: visit.contradictsDocuments, detail: "")
            let (was, legal) = (legalWeight(before), legalWeight(visit))
            change(
                .overweight, .overweight, of: &visit, from: was?.isOver == true, to: legal?.isOver == true,
                detail: legal?.alarmDetail ?? "")
        case .container:
            let (declared, read) = (visit.declaration.container, visit.containerRead.text)
            change(
                .containerMismatch, .containerMismatch, of: &visit, from: before.hasOtherContainer,
                to: visit.hasOtherContainer, detail: "\(declared) ≠ \(read)")
        case .grossKilograms:
            let (declared, weight) = (visit.declaration.grossKilograms, visit.weight)
            change(
                .weightMismatch, .weightMismatch, of: &visit,
                from: state.plan.isMismatch(weight, declared: before.declaration.grossKilograms),
                to: state.plan.isMismatch(weight, declared: declared), detail: "\(declared) → \(weight.kilograms) kg")
        // Compared for people to see, and judged by the risk rules.
        case .driver, .document, .nationality, .company, .goods, .hsCode, .goodsClass: break
        }
    }

    private func legalWeight(_ visit: Visit) -> LegalWeight? {
        state.plan.legalWeight(visit.weight, of: visit.declaration)
    }

    /// A comparison that was right is wrong now, or the other way round.
    private mutating func change(
        _ reason: Reason, _ kind: AlarmKind?, of visit: inout Visit, from wasWrong: Bool, to isWrong: Bool,
        detail: @autoclosure () -> String
    ) {
        guard wasWrong != isWrong else { return }
        let id = visit.id
        if isWrong {
            if let kind { raise(kind, lane: visit.lane, visit: id, detail: detail()) }
            trouble(visit, reason)
            if !visit.hasTrouble(reason) {
                visit.troubles.append(Trouble(stage: visit.state, reason: reason, since: now))
            }
        } else {
            if let kind { returnAlarms { $0.kind == kind && $0.visit == id } }
            guard let standing = visit.troubles.first(where: { $0.reason == reason && $0.agency == nil }) else {
                return
            }
            clear(standing, of: id)
            visit.troubles.removeAll { $0 == standing }
        }
    }

    /// Other goods are other agencies' business. Who has begun to look goes on.
    private mutating func reassign(_ before: Visit, _ visit: inout Visit) {
        let was = AgencyRules.required(for: before.declaration, plan: state.plan, at: now)
        let required = AgencyRules.required(for: visit.declaration, plan: state.plan, at: now)
        for agency in required.subtracting(visit.required).members { decide(.pending, agency, &visit) }
        let asked = Agency.allCases.reduce(AgencySet()) { $0.union(before[$1].referredTo) }
        for agency in was.subtracting(required).subtracting(asked).members where visit[agency].decision == .pending {
            decide(.notRequired, agency, &visit)
        }
    }

    private mutating func decide(_ decision: AgencyDecision, _ agency: Agency, _ visit: inout Visit) {
        var event = AgencyDecided()
        event.visit = visit.id
        event.agency = agency
        event.decision = decision
        event.reason = .declarationCorrected
        propose(.agencyDecided(event), by: Self.correction)
        visit[agency].decision = decision
    }
}

extension Visit {
    /// One of its plates was read, and is another one's.
    fileprivate var hasOtherPlate: Bool {
        crossChecks.contains { [.tractor, .trailer].contains($0.rule) && $0.verdict == .differs }
    }

    fileprivate var hasOtherContainer: Bool {
        let declared = declaration.container
        return containerRead.isValid && !declared.isEmpty && declared != containerRead.text
    }

    fileprivate var contradictsDocuments: Bool {
        let recorded = documents.movement.plate
        return documents.lodged.flaws != 0 || !recorded.isEmpty && recorded != declaration.tractor
    }

    /// Nothing that was read names it for certain.
    fileprivate func isUnnamed(in state: VisitState) -> Bool {
        self.state == state && front.text != declaration.tractor
            && !(containerRead.isValid && containerRead.text == declaration.container)
    }
}

extension GatePlan {
    /// Whether a vehicle's weight is not the declared one, by more than the tolerance.
    func isMismatch(_ weight: WeightReading, declared: Int32) -> Bool {
        declared > 0 && weight.kilograms > 0
            && abs(Int64(weight.kilograms - declared)) * 1000 > Int64(declared) * Int64(weightTolerancePermille)
    }
}

extension LegalWeight {
    var isOver: Bool { isGrossOver || isAxleOver }

    /// What is above which limit, and by which law.
    var alarmDetail: String {
        var figures: [String] = []
        if isGrossOver, let limit = grossLimit { figures.append("\(gross) > \(limit) kg") }
        if isAxleOver { figures.append("#\(axle) \(axleKilograms) > \(law.axleKilograms) kg") }
        return figures.joined(separator: ", ") + " · " + law.source
    }
}
