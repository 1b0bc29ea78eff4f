import GateModel
import Testing

/// What a correction does to decisions, answers and documents that were about other data.
@Suite("Consequences of a correction") struct CorrectionConsequenceTests {
    /// A gate whose law says who may correct what, as the delivered table does.
    private static func bench(visits: Int = 1, _ change: (inout GatePlan) -> Void = { _ in }) throws -> Bench {
        var law = CorrectionLaw()
        law.from = 20_150_101
        let (guards, customs) = (AgencySet(.borderGuard, .customs), AgencySet(.customs))
        law.fields = [
            FieldRule(.tractor, by: guards, rests: guards), FieldRule(.trailer, by: guards, rests: guards),
            FieldRule(.container, by: customs, rests: customs), FieldRule(.goods, by: customs, rests: []),
            FieldRule(.driver, by: AgencySet(.borderGuard), rests: AgencySet(.borderGuard)),
            FieldRule(.hsCode, by: customs, rests: AgencySet(.customs, .health, .animal, .plant)),
            FieldRule(.goodsClass, by: customs, rests: AgencySet(.customs, .health, .animal, .plant)),
            FieldRule(.grossKilograms, by: customs, rests: customs),
        ]
        var plan = SmallGate.plan
        plan.correctionLaws = [law]
        change(&plan)
        var bench = Bench(plan: plan)
        for index in 0..<visits {
            try bench.read(.declaration(SmallGate.declaration(index)), .manifestFeed, lane: nil)
        }
        return bench
    }

    private static func there(_ change: (inout GatePlan) -> Void = { _ in }) throws -> Bench {
        var bench = try bench(change)
        try bench.identify()
        return bench
    }

    private static func correct(
        _ bench: inout Bench, _ agency: Agency, _ field: DeclarationField, _ value: String
    ) throws -> [String] {
        try bench.act(.correctField, agency) {
            $0.field = field
            $0.value = value
            $0.correctionReason = .found
            $0.evidence = .seen
        }
    }

    private static func answer(_ code: AnswerCode, at time: GateTime) -> Reading {
        var answer = CustomsAnswer()
        answer.code = code
        answer.declaration = SmallGate.declaration(0).number
        answer.at = time
        return .answer(answer)
    }

    private func manifest(_ change: (inout Declaration) -> Void) -> Reading {
        var manifest = SmallGate.declaration(0)
        change(&manifest)
        return .declaration(manifest)
    }

    // MARK: Answers

    @Test func whatCustomsAnsweredBeforeIsAboutOtherData() throws {
        var bench = try Self.there()
        try bench.read(Self.answer(.release, at: bench.harness.now), .manifestFeed, lane: nil, of: 1)
        try #require(try bench.visit(1).confirmation == .answer(.release))
        _ = try Self.correct(&bench, .borderGuard, .trailer, "29R99999")
        #expect(try bench.visit(1).confirmation == CustomsConfirmation.none)
        try bench.act(.pass, .board)
        #expect(try bench.act(.pass, .borderGuard).count == 1, "the answer does not release it")
        #expect(try bench.visit(1).unsettled == [.customs])
        // What was sent before, and comes late, counts no more than that; what is said of the new data does.
        let late = bench.harness.now - .minutes(1)
        try bench.read(Self.answer(.clear, at: late), .manifestFeed, lane: nil, of: 1)
        #expect(try bench.visit(1).state == .identified)
        try bench.read(Self.answer(.clear, at: bench.harness.now + .seconds(1)), .manifestFeed, lane: nil, of: 1)
        #expect(try bench.visit(1).state == .released)
    }

    @Test func whatCustomsDoesNotRestOnLeavesItsAnswer() throws {
        var bench = try Self.there()
        try bench.read(Self.answer(.release, at: bench.harness.now), .manifestFeed, lane: nil, of: 1)
        _ = try Self.correct(&bench, .borderGuard, .driver, "Lê Văn Ba")
        #expect(try bench.visit(1).confirmation == .answer(.release))
    }

    @Test func onceCustomsHasAnsweredTheDeclarantAsks() throws {
        for (code, isFree) in [(AnswerCode.accepted, true), (.release, false), (.control, false), (.rejected, false)] {
            var bench = try Self.bench()
            try bench.read(Self.answer(code, at: bench.harness.now), .manifestFeed, lane: nil, of: 1)
            try bench.read(manifest { $0.hsCode = "440310" }, .manifestFeed, lane: nil)
            #expect(try bench.visit(1).declaration.hsCode == (isFree ? "440310" : ""), "\(code)")
            #expect(try bench.visit(1).amended(.hsCode) == (isFree ? nil : "440310"), "\(code)")
        }
    }

    // MARK: Agencies

    @Test func customsDecidesLastAgain() throws {
        var bench = try Self.there()
        try bench.release()
        try bench.act(.hold, .borderGuard) { $0.reason = .other }
        let lines = try Self.correct(&bench, .customs, .goodsClass, "timber")
        #expect(
            lines.dropFirst() == [
                "agencyDecided visit:1 agency:TV decision:pending reason:declarationCorrected",
                "agencyDecided visit:1 agency:HQ decision:pending reason:declarationCorrected",
            ])
        try bench.act(.pass, .borderGuard)
        try bench.act(.pass, .plant)
        #expect(try bench.visit(1).unsettled == [.customs] && bench.visit(1).state != .released)
        // And back: nobody is stuck.
        _ = try Self.correct(&bench, .customs, .goodsClass, "general")
        try bench.act(.pass, .customs)
        #expect(try bench.visit(1).state == .released)
    }

    @Test func whoseBusinessItIsNoMoreIsNotAskedAgain() throws {
        var bench = try Self.there()
        _ = try Self.correct(&bench, .customs, .goodsClass, "fruit")
        try bench.act(.pass, .plant)
        #expect(try Self.correct(&bench, .customs, .goodsClass, "general").count == 1)
        #expect(try bench.visit(1)[.plant].decision == .pass)
        #expect(try Self.correct(&bench, .customs, .goodsClass, "timber").count == 2, "its pass was of other goods")
        #expect(try bench.visit(1)[.plant].decision == .pending)
    }

    @Test func aResultThatIsAskedAnewIsNoBasisForOthers() throws {
        var bench = try Self.there()
        _ = try Self.correct(&bench, .customs, .goodsClass, "timber")
        try bench.act(.pass, .plant)
        try bench.act(.waive, .board) { $0.basis = .otherAgency }
        let lines = try Self.correct(&bench, .customs, .hsCode, "440310")
        #expect(lines.count == 3 && lines[1].contains("agency:TV decision:pending"))
        #expect(lines[2].contains("agency:BQL decision:pending"))
    }

    @Test func aQuestionTakenBackLeavesWhoMustDecide() throws {
        var bench = try Self.there()
        try bench.act(.refer, .borderGuard) {
            $0.toAgency = AgencySet(.plant)
            $0.reason = .quarantine
        }
        #expect(try Self.correct(&bench, .customs, .goodsClass, "timber").count == 1, "it is asked already")
        try bench.act(.undo, .borderGuard)
        #expect(try bench.visit(1)[.plant].decision == .pending)
    }

    @Test func onlyGoodsChangeWhoMustDecide() throws {
        var bench = try Self.there()
        var rule = UnitRule()
        (rule.id, rule.codes, rule.lead, rule.from) = ("new", "0810", .plant, 20_150_101)
        var plan = bench.state.plan
        _ = try Self.correct(&bench, .customs, .hsCode, "081090")
        plan.unitRules = [rule]
        bench.harness.record(.gateConfigured(plan), by: .rule("layout"))
        #expect(try Self.correct(&bench, .borderGuard, .driver, "Lê Văn Ba").count == 1)
        #expect(try bench.visit(1)[.plant].decision == .notRequired)
    }

    // MARK: Amendments

    @Test func whatAnOfficerPutRightIsNotUndoneByRepeatingIt() throws {
        var bench = try Self.bench()
        _ = try Self.correct(&bench, .customs, .goodsClass, "timber")
        // The trader's system sends what it sent before; then something else.
        #expect(try bench.read(manifest { $0.goodsClass = .general }, .manifestFeed, lane: nil).isEmpty)
        let lines = try bench.read(manifest { $0.goodsClass = .animal }, .manifestFeed, lane: nil)
        #expect(lines.count == 1 && lines[0].hasPrefix("amendmentOffered"))
        #expect(try bench.visit(1).declaration.goodsClass == .timber)
        var grossed = try Self.bench()
        _ = try Self.correct(&grossed, .customs, .grossKilograms, "31000")
        #expect(try grossed.read(manifest { $0.goodsClass = .general }, .manifestFeed, lane: nil).isEmpty)
        #expect(try grossed.visit(1).declaration.grossKilograms == 31_000)
    }

    @Test func aReleasedVehicleThatIsSaidToBeSomethingElseStays() throws {
        var bench = try Self.there()
        try bench.release()
        let lines = try bench.read(manifest { $0.hsCode = "010620" }, .manifestFeed, lane: nil)
        #expect(
            lines.map { $0.prefix { $0 != " " } } == ["amendmentOffered", "agencyDecided", "visitMoved"], "\(lines)")
        #expect(try bench.visit(1).state == .held && bench.visit(1)[.customs].decision == .hold)
        // Customs takes it, and decides.
        try bench.act(.correctField, .customs) {
            ($0.field, $0.value) = (.hsCode, "010620")
            ($0.correctionReason, $0.evidence) = (.amended, .declarant)
        }
        try bench.act(.pass, .customs)
        #expect(try bench.visit(1).state == .released)
        // The goods' name alone holds nobody.
        try bench.read(manifest { ($0.hsCode, $0.goods) = ("010620", "Rùa") }, .manifestFeed, lane: nil)
        #expect(try bench.visit(1).state == .released && bench.visit(1).amended(.goods) == "Rùa")
    }

    @Test func whatTheDeclarantSaysOtherwiseIsLookedAtBeforeAnAnswerReleases() throws {
        var bench = try Self.there()
        try bench.read(manifest { $0.hsCode = "030210" }, .manifestFeed, lane: nil)
        try bench.read(Self.answer(.release, at: bench.harness.now), .manifestFeed, lane: nil, of: 1)
        for agency in [Agency.borderGuard, .board] { try bench.act(.pass, agency) }
        #expect(try bench.visit(1).unsettled == [.customs])
        try bench.act(.pass, .customs)
        #expect(try bench.visit(1).state == .released)
    }

    // MARK: Comparisons

    @Test func theGradeOfAReadWasSaidOfTheOldPlate() throws {
        for match in [PlateRead.Match.nearest, .officer] {
            var bench = try Self.there()
            var corrected = PlateCorrected()
            corrected.visit = try VisitID.n(1)
            corrected.to = "12C12345"
            if match == .officer { bench.harness.record(.plateCorrected(corrected), by: .officer("An", .borderGuard)) }
            let lines = try Self.correct(&bench, .borderGuard, .tractor, "98H77012")
            #expect(lines.contains { $0.hasPrefix("troubleRaised") && $0.contains("plateMismatch") }, "\(lines)")
            #expect(try bench.visit(1).front.match == PlateRead.Match.none)
            let back = try Self.correct(&bench, .borderGuard, .tractor, "12C12345")
            #expect(back.contains { $0.hasPrefix("troubleCleared") } && back.contains { $0.hasPrefix("alarmReturned") })
            #expect(try bench.visit(1).front.match == .exact)
        }
    }

    @Test func theCustomsDeclarationNamesTheVehicleToo() throws {
        var bench = try Self.there()
        var (other, lodged) = (SmallGate.declaration(0), LodgedDeclaration())
        other.tractor = "29C99999"
        lodged.number = other.number
        try bench.read(.lodged(other, lodged), .manifestFeed, lane: nil, of: 1)
        try #require(try bench.visit(1).hasTrouble(.declarationContradicts))
        // The movement record says A, the customs declaration B: either way one of them is against it.
        var record = MovementRecord()
        (record.number, record.plate, record.declaration) = ("G1", "12C12345", other.number)
        try bench.read(.movement(record), .manifestFeed, lane: nil, of: 1)
        _ = try Self.correct(&bench, .borderGuard, .tractor, "29C99999")
        #expect(try bench.visit(1).hasTrouble(.declarationContradicts))
        record.plate = "29C99999"
        record.updatedAt = record.updatedAt + .minutes(1)
        try bench.read(.movement(record), .manifestFeed, lane: nil, of: 1)
        _ = try Self.correct(&bench, .borderGuard, .tractor, "12C12345")
        #expect(try bench.visit(1).hasTrouble(.declarationContradicts))
        _ = try Self.correct(&bench, .borderGuard, .tractor, "29C99999")
        #expect(try !bench.visit(1).hasTrouble(.declarationContradicts), "all three agree")
    }

    @Test func anEmptiedContainerDoesNotAgreeWithWhatIsSeen() throws {
        var bench = try Self.there()
        var read = ContainerRead()
        (read.text, read.isValid, read.confidence) = ("TGHU7599330", true, 900)
        try bench.read(.container(read), .containerCamera)
        #expect(try Self.correct(&bench, .customs, .container, "").count == 1)
        #expect(try bench.visit(1).hasTrouble(.containerMismatch))
        // Whichever way it came to that.
        var other = try Self.there()
        read.text = "CSQU3054383"
        try other.read(.container(read), .containerCamera)
        try #require(try !other.visit(1).hasTrouble(.containerMismatch))
        _ = try Self.correct(&other, .customs, .container, "")
        #expect(try other.visit(1).hasTrouble(.containerMismatch))
    }

    @Test func aTrailerChangesWhatTheVehicleMayWeigh() throws {
        var law = WeightLaw()
        (law.from, law.axleKilograms) = (20_150_101, 20_000)
        (law.rigid, law.combination) = ([16_000], [30_000])
        var bench = try Self.there { $0.weightLaws = [law] }
        let weight = WeightReading(
            kilograms: 20_000, isStable: true, at: bench.harness.now, axles: [8_000, 12_000])
        try bench.read(.weight(weight), .weighbridge)
        try #require(try !bench.visit(1).hasTrouble(.overweight))
        let lines = try Self.correct(&bench, .borderGuard, .trailer, "")
        #expect(lines.contains { $0.contains("alarmRaised") && $0.contains("20000 > 16000 kg") }, "\(lines)")
        #expect(try bench.visit(1).hasTrouble(.overweight))
        _ = try Self.correct(&bench, .borderGuard, .trailer, "12R00001")
        #expect(try !bench.visit(1).hasTrouble(.overweight))
    }

    // MARK: Who stands there

    @Test func theLanesStrangerIsNamed() throws {
        var bench = try Self.bench()
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        try bench.read(Bench.plate("29C99999", .none), .frontCamera)
        try #require(try bench.lane(1).unknownPlate == "29C99999")
        let lines = try Self.correct(&bench, .borderGuard, .tractor, "29C99999")
        #expect(lines.contains("visitMoved visit:1 to:identified lane:1 basis:field-corrected"), "\(lines)")
        #expect(try bench.visit(1).state == .identified && bench.lane(1).unknownPlate.isEmpty)
        #expect(!bench.state.alarms.contains { $0.kind == .unknownVehicle && $0.state == .unacknowledged })
    }

    @Test func aDocumentThatWaitedForTheRightPlateCounts() throws {
        var bench = try Self.bench()
        var record = MovementRecord()
        (record.number, record.plate) = ("G1", "29C99999")
        try bench.read(.movement(record), .manifestFeed, lane: nil)
        try #require(bench.state.unclaimed.count == 1)
        let lines = try Self.correct(&bench, .borderGuard, .tractor, "29C99999")
        #expect(lines.contains { $0.hasPrefix("movementRecorded") }, "\(lines)")
        #expect(bench.state.unclaimed.isEmpty)
        #expect(try bench.visit(1).documents.movement.number == "G1")
        let actor = bench.harness.journal.last { $0.event.kind == .movementRecorded }?.actor
        #expect(actor?.kind == .device, "the document is the feed's word, not the officer's")
    }
}
