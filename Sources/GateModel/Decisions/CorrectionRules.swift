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
        guard act.correctionReason.isForPeople || act.correctionReason == .amended && isAmended,
            act.evidence != .none,
            act.evidence != .deviceRead || !act.value.isEmpty && visit.reading(of: field) == act.value
        else { throw .reasonRequired }
        if field.identifies, let other = state.expected(act.value), other != visit.id { throw .plateInUse(other) }
        var corrected = FieldCorrected()
        corrected.visit = visit.id
        corrected.field = field
        corrected.from = visit.declaration[field]
        corrected.to = act.value
        corrected.reason = act.correctionReason
        corrected.evidence = act.evidence
        corrected.outdatesAnswers = rule.rests.contains(.customs)
        // Whoever decides meanwhile decides on what is corrected here.
        deliberation.guardStreams(Agency.allCases.map { .visitAgency(visit.id, $0) } + [.visit(visit.id)])
        var after = visit
        deliberation.correct(&after, corrected, rests: rule.rests.subtracting(AgencySet(act.agency)))
        if field == .tractor { claimDocuments(of: &after) }
    }

    /// A document that named the right plate, and waited for its vehicle, counts now.
    private mutating func claimDocuments(of visit: inout Visit) {
        guard let feed = state.plan.device(.manifestFeed, lane: nil) else { return }
        var rules = DocumentRules(deliberation: deliberation, device: feed, matched: nil)
        rules.claim(&visit)
        deliberation = rules.deliberation
    }
}

extension Deliberation {
    /// Asks agencies anew, or lets them go, because a field was corrected.
    private static let correction = Actor.rule("correction")

    /// Corrects a field, and draws the conclusions. It releases nothing: what customs' system answered was about other data.
    ///
    /// - Parameters:
    ///   - visit: as it is; then as it will be.
    ///   - rests: who has decided on the strength of the field and did not correct it.
    ///   - actor: who corrects it, where that is not whoever gave the occasion.
    mutating func correct(
        _ visit: inout Visit, _ corrected: FieldCorrected, rests: AgencySet, by actor: Actor? = nil
    ) {
        let before = visit
        propose(.fieldCorrected(corrected), by: actor)
        visit.correct(corrected.field, to: corrected.to)
        if corrected.outdatesAnswers { visit.answersCountFrom = now }
        recheck(corrected.field, before, &visit)
        let needed = reassign(corrected.field, before, &visit)
        askAnew(rests.intersection(needed), &visit)
        name(before, &visit)
    }

    // MARK: Comparisons

    /// The comparisons that the field is part of, and what stands or falls with them.
    private mutating func recheck(_ field: DeclarationField, _ before: Visit, _ visit: inout Visit) {
        switch field {
        case .tractor, .trailer:
            let others = visit.otherPlates
            change(
                .plateMismatch, .plateMismatch, of: &visit, from: !before.otherPlates.isEmpty, to: !others.isEmpty,
                detail: others.map { "\($0.wanted) ≠ \($0.seen)" }.joined(separator: ", "))
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
        change(
            .mirrorDiffers, nil, of: &visit, from: !state.plan.mirror(before).isEmpty,
            to: !state.plan.mirror(visit).isEmpty, detail: "")
    }

    private func legalWeight(_ visit: Visit) -> LegalWeight? {
        state.plan.legalWeight(visit.weight, of: visit.declaration)
    }

    /// A comparison that was right is wrong now, or the other way round.
    private mutating func change(
        _ reason: Reason, _ kind: AlarmKind?, of visit: inout Visit, from wasWrong: Bool, to isWrong: Bool,
        detail: @autoclosure () -> String
    ) {
        // What was wrong before, and nobody was told of it, is news as well.
        guard wasWrong != isWrong || isWrong && kind != nil && !visit.hasTrouble(reason) else { return }
        let id = visit.id
        if isWrong {
            if let kind { raise(kind, lane: visit.lane, visit: id, detail: detail()) }
            mark(&visit, reason)
        } else {
            if let kind { returnAlarms { $0.kind == kind && $0.visit == id } }
            unmark(&visit, reason)
        }
    }

    // MARK: Agencies

    /// Other goods are other agencies' business. Who has begun to look goes on.
    ///
    /// - Returns: the agencies whose business the vehicle is.
    private mutating func reassign(_ field: DeclarationField, _ before: Visit, _ visit: inout Visit) -> AgencySet {
        let asked = Agency.allCases.reduce(AgencySet()) { $0.union(before[$1].referredTo) }
        let required = AgencyRules.required(for: visit.declaration, plan: state.plan, at: visit.declaredAt)
        guard field == .hsCode || field == .goodsClass else { return required.union(asked) }
        let was = AgencyRules.required(for: before.declaration, plan: state.plan, at: visit.declaredAt)
        askAnew(required.subtracting(visit.required), &visit)
        for agency in was.subtracting(required).subtracting(asked).members where visit[agency].decision == .pending {
            decide(.notRequired, agency, &visit)
        }
        return required.union(asked)
    }

    /// Asks agencies for the first time, or for another decision; and with them whoever had accepted their result, and
    /// customs, which decides last.
    private mutating func askAnew(_ agencies: AgencySet, _ visit: inout Visit) {
        for agency in agencies.members where visit[agency].decision.isSettled { decide(.pending, agency, &visit) }
        for agency in Agency.allCases where visit[agency].decision == .waived && visit[agency].basis == .otherAgency {
            let isSeen = Agency.allCases.contains {
                $0 != agency && $0 != .board && [.pass, .passWithCondition].contains(visit[$0].decision)
            }
            if !isSeen { decide(.pending, agency, &visit) }
        }
        let waits = visit.unsettled.contains { $0 != .customs }
        if waits, visit[.customs].decision.isSettled { decide(.pending, .customs, &visit) }
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

    // MARK: Who stands there

    /// A vehicle whose read the correction explains is known by it: one in its lane, and one that the lane's camera took for
    /// a stranger.
    private mutating func name(_ before: Visit, _ visit: inout Visit) {
        let basis = "field-corrected"
        let stranger = state.lanes.first {
            !$0.unknownPlate.isEmpty && $0.unknownPlate == visit.declaration.tractor
        }
        if let lane = stranger?.lane.id, before.declaration.tractor != visit.declaration.tractor {
            guard visit.state.mayBecome(.inLane), visit.state != .held else { return }
            bringIn(visit.id, at: lane, basis: basis)
            identify(visit.id, lane: lane, basis: basis)
            visit.state = .identified
            returnAlarms { $0.kind == .unknownVehicle && $0.lane == lane }
        } else if before.isUnnamed, !visit.isUnnamed, visit.state == .inLane {
            identify(visit.id, lane: visit.lane, basis: basis)
            visit.state = .identified
        }
    }

    /// A vehicle is at the arch of a lane, whoever was assumed to be.
    mutating func bringIn(_ visit: VisitID, at lane: LaneID, basis: String) {
        if let assumed = state.vehicleAtArch(lane), assumed.id != visit, assumed.state == .atBarrierIn {
            move(assumed.id, to: .inQueue, lane: lane, basis: "officer-says-other")
        }
        move(visit, to: .inLane, lane: lane, basis: basis)
        demandManifest(visit, at: lane)
    }
}

extension Visit {
    /// Plates that were read, and are others than those declared.
    fileprivate var otherPlates: [CrossCheck] {
        crossChecks.filter { [.tractor, .trailer].contains($0.rule) && $0.verdict == .differs }
    }

    fileprivate var hasOtherContainer: Bool {
        containerRead.isValid && declaration.container != containerRead.text
    }

    fileprivate var contradictsDocuments: Bool {
        documents.lodged.flaws != 0
            || [documents.movement.plate, documents.lodged.tractor].contains {
                !$0.isEmpty && $0 != declaration.tractor
            }
    }

    /// Nothing that was read names it for certain.
    fileprivate var isUnnamed: Bool {
        front.text != declaration.tractor && !(containerRead.isValid && containerRead.text == declaration.container)
    }
}

extension GatePlan {
    /// Whether a vehicle's weight is not the declared one, by more than the tolerance.
    public func isMismatch(_ weight: WeightReading, declared: Int32) -> Bool {
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
