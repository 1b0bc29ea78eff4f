import TestSupport
import Testing

@testable import GateModel

/// One wrong field is put right by itself: by whom the rule allows, with a trail, and what depends on it is looked at again.
@Suite("Correction of a field") struct CorrectionRuleTests {
    private static func set(
        _ field: DeclarationField, _ value: String, _ why: CorrectionReason = .typingError,
        _ evidence: CorrectionEvidence = .seen
    ) -> (inout Act) -> Void {
        return { act in
            act.field = field
            act.value = value
            act.correctionReason = why
            act.evidence = evidence
        }
    }

    private static func there() throws -> Bench {
        var bench = try Bench()
        try bench.identify()
        return bench
    }

    // MARK: Who, what, why

    /// The risk rules have judged it, and know of nothing new.
    private static func judged(_ bench: inout Bench) throws {
        var assessed = RiskAssessed()
        assessed.visit = try VisitID.n(1)
        bench.harness.record(.assessed(assessed), by: .risk)
        try #require(try !bench.visit(1).isRiskDue)
    }

    @Test func aFieldIsCorrectedAloneAndLeavesATrail() throws {
        var bench = try Self.there()
        try Self.judged(&bench)
        let before = try bench.visit(1)
        #expect(
            try bench.act(.correctField, .customs, Self.set(.goods, "Dưa hấu", .leftOut, .document)) == [
                "fieldCorrected visit:1 field:goods to:Dưa hấu reason:leftOut evidence:document outdates:true"
            ])
        var after = try bench.visit(1)
        let line = try #require(after.corrections.last)
        #expect(line.by == "An" && line.agency == .customs && line.at == bench.harness.now)
        #expect(line.what.to == "Dưa hấu" && line.what.from.isEmpty && !line.isByDeclarant)
        #expect(after.history.last?.kind == .fieldCorrected)
        #expect(after.history.last?.detail == DeclarationField.goods.rawValue)
        #expect(after.answersCountFrom == bench.harness.now)
        // Nothing else has changed, and nothing has begun anew.
        after.declaration.goods = before.declaration.goods
        after.corrections = []
        after.answersCountFrom = before.answersCountFrom
        after.history = before.history
        after.version = before.version
        #expect(after.officers.map(\.name).contains("An"))
        after.officers = before.officers
        #expect(after == before)
    }

    @Test(arguments: DeclarationField.allCases)
    func whatRulesMayAskIsJudgedAnew(field: DeclarationField) throws {
        var bench = try Self.there()
        try Self.judged(&bench)
        var corrected = FieldCorrected()
        corrected.visit = try VisitID.n(1)
        corrected.field = field
        bench.harness.record(.fieldCorrected(corrected), by: .officer("An", .customs))
        #expect(try bench.visit(1).isRiskDue == (field != .goods))
    }

    @Test func whoeverDecidesMeanwhileDecidesOnSomethingElse() throws {
        var bench = try Self.there()
        let decision = try bench.decide(.correctField, .customs, Self.set(.hsCode, "440310")).get()
        let id = try VisitID.n(1)
        #expect(
            Set(decision.guards.map(\.stream)) == Set(Agency.allCases.map { Stream.visitAgency(id, $0) } + [.visit(id)])
        )
        let pass = try bench.decide(.pass, .borderGuard).get()
        #expect(pass.guards.contains { $0.stream == .visit(id) })
    }

    @Test(arguments: DeclarationField.allCases)
    func onlyWhomTheRuleAllows(field: DeclarationField) throws {
        let values: [DeclarationField: String] = [
            .tractor: "29C99999", .trailer: "29R99999", .container: "TGHU7599330", .driver: "Lê Văn Ba",
            .document: "C1234567", .nationality: "VNM", .company: "Công ty B", .goods: "Vải thiều", .hsCode: "081090",
            .grossKilograms: "21000", .goodsClass: "fruit",
        ]
        let value = try #require(values[field])
        let by = SmallGate.plan.fieldRule(field, at: .epoch).by
        for agency in Agency.allCases {
            var bench = try Self.there()
            let refusal = try bench.refusal(.correctField, agency, Self.set(field, value))
            #expect(refusal == (by.contains(agency) ? nil : .mayNotCorrect(field, by.members)), "\(agency)")
            #expect(try bench.visit(1).declaration[field] == (refusal == nil ? value : SmallGate.declaration(0)[field]))
        }
    }

    @Test func theLawOfTheDaySaysWho() throws {
        func law(_ from: Int32, _ until: Int32, _ rules: FieldRule...) -> CorrectionLaw {
            var law = CorrectionLaw()
            (law.from, law.until, law.fields) = (from, until, rules)
            return law
        }
        var plan = SmallGate.plan
        plan.correctionLaws = [
            law(20_200_101, 20_260_301, FieldRule(.hsCode, by: AgencySet(.plant), rests: [])),
            law(20_260_302, 0, FieldRule(.hsCode, by: AgencySet(.customs, .board), rests: AgencySet(.plant))),
        ]
        let day = GateTime(milliseconds: 1_772_400_000_000)
        #expect(plan.fieldRule(.hsCode, at: day - .hours(24)).by.members == [.plant])
        #expect(plan.fieldRule(.hsCode, at: day).by.members == [.customs, .board])
        #expect(plan.fieldRule(.goods, at: day).by.isEmpty, "what a law does not name nobody may correct")
    }

    @Test(arguments: [
        (DeclarationField.tractor, "nonsense"), (.tractor, ""), (.trailer, "12"), (.container, "CSQU3054384"),
        (.driver, ""), (.nationality, "VN"), (.nationality, "V1M"), (.hsCode, "08"), (.hsCode, "08109a"),
        (.grossKilograms, "0"), (.grossKilograms, "-5"), (.grossKilograms, "007"), (.grossKilograms, "200001"),
        (.grossKilograms, "99999999999"), (.goodsClass, "gold"),
        (.company, String(repeating: "x", count: DeclarationField.limit + 1)),
    ])
    func whatIsNoValueIsRefused(field: DeclarationField, value: String) throws {
        var bench = try Self.there()
        let agency = try #require(SmallGate.plan.fieldRule(field, at: .epoch).by.members.first)
        switch try bench.refusal(.correctField, agency, Self.set(field, value)) {
        case .badPlate: #expect([.tractor, .trailer].contains(field))
        case .badContainer: #expect(field == .container)
        case .badField(let named): #expect(named == field)
        case let other: Issue.record("\(value): \(String(describing: other))")
        }
    }

    @Test func aReasonAndEvidenceAreAsked() throws {
        var bench = try Self.there()
        let set = Self.set
        #expect(try bench.refusal(.correctField, .customs, set(.goods, "Vải", .none, .seen)) == .reasonRequired)
        #expect(try bench.refusal(.correctField, .customs, set(.goods, "Vải", .found, .none)) == .reasonRequired)
        #expect(
            try bench.refusal(.correctField, .customs, set(.goods, "Vải", .amended, .declarant)) == .reasonRequired,
            "nobody has amended it")
        #expect(
            try bench.refusal(.correctField, .borderGuard, Self.set(.trailer, "", .found, .deviceRead))
                == .reasonRequired, "that nothing was read proves nothing")
        #expect(
            try bench.refusal(.correctField, .customs, set(.grossKilograms, "20000", .found, .seen)) == .nothingToDo)
    }

    @Test func whatIsReleasedOrGoneStaysAsItWasDecided() throws {
        var bench = try Self.there()
        try bench.release()
        #expect(
            try bench.refusal(.correctField, .customs, Self.set(.goods, "Vải")) == .wrongState(.released))
        try bench.act(.letThrough, .borderGuard)
        try bench.read(.loop(occupied: true), .loopOut)
        try bench.read(.loop(occupied: false), .loopOut)
        #expect(try bench.refusal(.correctField, .customs, Self.set(.goods, "Vải")) == .closed(.crossed))
    }

    @Test func anotherVehiclesPlateIsRefused() throws {
        var bench = try Bench(visits: 2)
        #expect(
            try bench.refusal(.correctField, .borderGuard, Self.set(.tractor, "14C23456"))
                == .plateInUse(try VisitID.n(2)))
    }

    // MARK: What depends on it

    @Test func theVehicleIsLookedForUnderItsNewPlate() throws {
        var bench = try Bench()
        try bench.act(.correctField, .borderGuard, Self.set(.tractor, "29C99999"))
        #expect(bench.state.expected("29C99999") == (try VisitID.n(1)))
        #expect(bench.state.expected("12C12345") == nil)
        try bench.read(Bench.plate("29C99999"), .frontCamera, of: 1)
        #expect(try bench.visit(1).state == .identified)
        try bench.harness.checkReplay(at: bench.harness.journal.count - 2)
    }

    @Test func aVehicleAtTheArchIsNamedByTheCorrection() throws {
        var bench = try Bench()
        try bench.read(Bench.plate("29C99999", .nearest), .queueCamera, of: 1)
        try bench.read(Bench.plate("29C99999", .nearest), .frontCamera, of: 1)
        try #require(try bench.visit(1).state == .inLane)
        let lines = try bench.act(
            .correctField, .borderGuard, Self.set(.tractor, "29C99999", .typingError, .deviceRead))
        #expect(
            lines == [
                "fieldCorrected visit:1 from:12C12345 to:29C99999 reason:typingError evidence:deviceRead",
                "visitMoved visit:1 to:identified lane:1 basis:field-corrected",
            ], "\(lines)")
    }

    @Test func aContainerThatAgreesEndsItsTroubleAndItsAlarm() throws {
        var bench = try Self.there()
        var read = ContainerRead()
        (read.text, read.isValid, read.confidence) = ("TGHU7599330", true, 900)
        try bench.read(.container(read), .containerCamera)
        try #require(try bench.visit(1).hasTrouble(.containerMismatch))
        #expect(
            try bench.act(.correctField, .customs, Self.set(.container, "TGHU7599330")) == [
                "fieldCorrected visit:1 field:container from:CSQU3054383 to:TGHU7599330 reason:typingError evidence:seen "
                    + "outdates:true",
                "alarmReturned alarm:1", "troubleCleared visit:1 stage:identified reason:containerMismatch",
            ])
        // And back again: what agreed does not any more.
        let lines = try bench.act(.correctField, .customs, Self.set(.container, "CSQU3054383"))
        #expect(
            lines.count == 3 && lines[1].contains("containerMismatch lane:1 visit:1 detail:CSQU3054383 ≠ TGHU7599330"))
        #expect(try bench.visit(1).hasTrouble(.containerMismatch))
    }

    @Test func aWeightIsComparedWithWhatIsDeclaredNow() throws {
        var bench = try Self.there()
        try bench.read(.weight(WeightReading(kilograms: 26_000, isStable: true, at: .epoch)), .weighbridge)
        try #require(try bench.visit(1).hasTrouble(.weightMismatch))
        // Still off by more than three in a hundred: the same trouble, told once.
        #expect(try bench.act(.correctField, .customs, Self.set(.grossKilograms, "25000")).count == 1)
        let lines = try bench.act(.correctField, .customs, Self.set(.grossKilograms, "25900"))
        #expect(
            lines.dropFirst() == [
                "alarmReturned alarm:1", "troubleCleared visit:1 stage:identified reason:weightMismatch",
            ])
    }

    @Test func troubleThatTheFieldDoesNotExplainStays() throws {
        var bench = try Self.there()
        try bench.act(.raiseTrouble, .customs) { $0.reason = .weightMismatch }
        try bench.act(.correctField, .customs, Self.set(.grossKilograms, "25000"))
        #expect(try bench.visit(1).hasTrouble(.weightMismatch), "nothing was weighed: an officer saw something else")
    }

    // MARK: Agencies

    @Test func otherGoodsAreOtherAgenciesBusiness() throws {
        var bench = try Self.there()
        try #require(try bench.visit(1).required.members == [.borderGuard, .customs, .board])
        #expect(
            try bench.act(.correctField, .customs, Self.set(.goodsClass, "timber")).dropFirst() == [
                "agencyDecided visit:1 agency:TV decision:pending reason:declarationCorrected"
            ])
        #expect(
            try bench.act(.correctField, .customs, Self.set(.goodsClass, "animal")).dropFirst() == [
                "agencyDecided visit:1 agency:DV decision:pending reason:declarationCorrected",
                "agencyDecided visit:1 agency:TV reason:declarationCorrected",
            ])
        // Who has begun goes on, and decides.
        try bench.act(.start, .animal)
        #expect(try bench.act(.correctField, .customs, Self.set(.goodsClass, "general")).count == 1)
        #expect(try bench.visit(1).unsettled.contains(.animal))
    }

    @Test func whoWasAskedByAnotherIsNotLetGo() throws {
        var bench = try Self.there()
        try bench.act(.correctField, .customs, Self.set(.goodsClass, "timber"))
        try bench.act(.refer, .borderGuard) {
            $0.toAgency = AgencySet(.plant)
            $0.reason = .quarantine
        }
        try bench.act(.correctField, .customs, Self.set(.goodsClass, "general"))
        #expect(try bench.visit(1)[.plant].decision == .pending)
    }

    @Test func whoDecidedOnTheStrengthOfItIsAskedAnew() throws {
        var law = CorrectionLaw()
        law.fields = [FieldRule(.hsCode, by: AgencySet(.customs), rests: AgencySet(.customs, .board, .borderGuard))]
        var plan = SmallGate.plan
        plan.correctionLaws = [law]
        var bench = try Bench()
        bench.harness.record(.gateConfigured(plan), by: .rule("layout"))
        try bench.identify()
        try bench.act(.pass, .borderGuard)
        #expect(
            try bench.act(.correctField, .customs, Self.set(.hsCode, "081090")) == [
                "fieldCorrected visit:1 field:hs to:081090 reason:typingError evidence:seen outdates:true",
                "agencyDecided visit:1 decision:pending reason:declarationCorrected",
            ], "the border guard; customs corrected it itself, and the board has not decided")
        #expect(try bench.visit(1)[.borderGuard].by == "correction")
        #expect(try bench.visit(1).unsettled == [.borderGuard, .customs, .board])
    }

    // MARK: The declarant's amendments

    private func manifest(_ change: (inout Declaration) -> Void) -> Reading {
        var manifest = SmallGate.declaration(0)
        change(&manifest)
        return .declaration(manifest)
    }

    @Test func beforeItComesTheDeclarantCorrectsItself() throws {
        var bench = try Bench()
        let later = manifest {
            $0.tractor = "29C99999"
            $0.trailer = ""
        }
        #expect(
            try bench.read(later, .manifestFeed, lane: nil) == [
                "fieldCorrected visit:1 from:12C12345 to:29C99999 reason:amended evidence:declarant"
            ], "what it leaves out stays")
        #expect(bench.state.expected("29C99999") == (try VisitID.n(1)))
        #expect(try bench.read(later, .manifestFeed, lane: nil).isEmpty, "told once")
        #expect(try bench.visit(1).corrections.map(\.by) == ["declarant"])
    }

    @Test func onceItIsHereAnOfficerTakesWhatIsRight() throws {
        var bench = try Self.there()
        let later = manifest {
            $0.goods = "Vải thiều"
            $0.grossKilograms = 21_000
        }
        #expect(
            try bench.read(later, .manifestFeed, lane: nil).map { $0.split(separator: " ")[0] } == ["amendmentOffered"])
        #expect(try bench.read(later, .manifestFeed, lane: nil).isEmpty)
        #expect(try bench.visit(1).declaration == SmallGate.declaration(0))
        #expect(try bench.visit(1).amended(.goods) == "Vải thiều")
        try bench.act(.correctField, .customs, Self.set(.goods, "Vải thiều", .amended, .declarant))
        #expect(try bench.visit(1).amendment.fields == [AmendedField(.grossKilograms, "21000")])
        // It takes the rest back.
        try bench.read(manifest { $0.goods = "Vải thiều" }, .manifestFeed, lane: nil)
        #expect(try bench.visit(1).amendment.fields.isEmpty)
    }

    @Test func aPlateOfAnotherVehicleIsOnlyOffered() throws {
        var bench = try Bench(visits: 2)
        let lines = try bench.read(manifest { $0.tractor = "14C23456" }, .manifestFeed, lane: nil)
        #expect(lines.count == 1 && lines[0].hasPrefix("amendmentOffered"))
    }
}
