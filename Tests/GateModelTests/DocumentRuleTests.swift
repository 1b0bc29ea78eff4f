import GateModel
import Testing

/// What customs' answers, permits, movement records and return orders do to a visit, each with the whole change.
@Suite struct DocumentRuleTests {
    private static func answer(
        _ code: AnswerCode, _ minutes: Int64 = 0, channel: Channel = .none, number: Int64 = 300_000_000_010,
        reason: String = ""
    ) -> CustomsAnswer {
        var answer = CustomsAnswer()
        answer.code = code
        answer.declaration = "\(number)"
        answer.at = GateTime(milliseconds: 1_800_000_000_000) + .minutes(minutes)
        answer.channel = channel
        answer.reason = reason
        return answer
    }

    @discardableResult
    private func hear(_ answer: CustomsAnswer, _ bench: inout Bench) throws -> [String] {
        let visit = bench.state.visit(ofDeclaration: answer.declaration, reference: answer.reference)
        return try bench.read(.answer(answer), .manifestFeed, lane: nil, of: visit.map { Int64($0.number) })
    }

    /// The kinds and what they moved to; times and devices are said elsewhere.
    private func short(_ lines: [String]) -> [String] {
        let wanted = ["to:", "decision:", "channel:", "phrase:", "basis:", "kind:"]
        return lines.map { line in
            let words = line.replacing("}", with: "").split(separator: " ").map { String($0) }
            let fields = words.dropFirst().filter { word in wanted.contains { word.hasPrefix($0) } }
            return ([words[0]] + fields).joined(separator: " ")
        }
    }

    /// All agencies but customs have passed.
    private func ready(_ bench: inout Bench) throws {
        try bench.identify()
        for agency in try bench.visit(1).unsettled where agency != .customs { try bench.act(.pass, agency) }
    }

    // MARK: 08 and 09

    @Test func clearanceTakesThePlaceOfTheOfficersPassWhenAllOthersHaveDecided() throws {
        var bench = try Bench()
        try ready(&bench)
        #expect(try bench.visit(1).confirmation == CustomsConfirmation.none)
        let lines = try hear(Self.answer(.clear), &bench)
        #expect(short(lines) == ["answered", "agencyDecided decision:pass", "visitMoved to:released basis:customs-09"])
        #expect(try bench.visit(1)[.customs].by == "customs-answer")
        #expect(try bench.visit(1).confirmation == .pass)
        try bench.act(.letThrough, .borderGuard)
    }

    @Test func clearanceWaitsForTheOthersAndTheLastOfThemReleases() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(short(try hear(Self.answer(.release), &bench)) == ["answered"])
        #expect(try bench.visit(1).confirmation == .answer(.release))
        let waiting = try bench.visit(1).unsettled.filter { $0 != .customs }
        for agency in waiting.dropLast() { #expect(try bench.act(.pass, agency).count == 1) }
        let lines = try bench.act(.pass, try #require(waiting.last))
        #expect(lines.count == 3 && lines[1].contains("agency:HQ decision:pass"))
        #expect(lines[2].contains("to:released basis:customs-08"))
        #expect(try bench.visit(1)[.customs].by == "customs-answer", "nobody passed for customs in his own name")
    }

    @Test func whereCustomsHasBegunOrTroubleStandsTheOfficerDecides() throws {
        var begun = try Bench()
        try ready(&begun)
        try begun.act(.start, .customs)
        #expect(try hear(Self.answer(.clear), &begun).count == 1)
        try begun.act(.pass, .customs)
        var troubled = try Bench()
        try ready(&troubled)
        try troubled.act(.raiseTrouble, .borderGuard) { $0.reason = .sealBroken }
        #expect(try hear(Self.answer(.clear), &troubled).count == 1)
        #expect(try troubled.visit(1).state != .released)
        let lines = try troubled.act(.clearTrouble, .borderGuard) { $0.reason = .sealBroken }
        #expect(lines.count == 3, "with the last trouble goes what kept it")
        #expect(try troubled.visit(1).state == .released)
    }

    @Test func aHoldEndsAlsoWhereCustomsHasBegun() throws {
        var bench = try Bench()
        try ready(&bench)
        try bench.act(.hold, .borderGuard) { $0.reason = .other }
        try hear(Self.answer(.clear), &bench)
        try bench.act(.start, .customs)
        try bench.act(.pass, .borderGuard)
        #expect(try bench.visit(1).state == .identified)
    }

    @Test func customsWordTakenBackWhileAnotherHoldsKeepsTheVehicle() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        try bench.act(.hold, .borderGuard) { $0.reason = .other }
        try hear(Self.answer(.control, 60), &bench)
        try bench.act(.pass, .borderGuard)
        #expect(try bench.visit(1).state == .held)
        try bench.act(.pass, .customs)
        #expect(try bench.visit(1).state == .released)
    }

    @Test func theOfficersPassIsEnough() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        try bench.act(.letThrough, .borderGuard)
        #expect(try bench.visit(1).documents.answers.isEmpty)
    }

    // MARK: 05

    @Test func aControlSetsTheChannelItNamesAndKeepsOneItDoesNot() throws {
        var bench = try Bench()
        try bench.identify()
        let lines = try hear(Self.answer(.control, channel: .red), &bench)
        #expect(
            short(lines) == [
                "answered channel:red", "channelled channel:red", "visitMoved to:channelled basis:customs-05",
            ])
        #expect(try bench.visit(1).channelReason == .high)
        #expect(try hear(Self.answer(.control, 1), &bench).count == 1)
        #expect(try bench.visit(1).channel == .red)
        try hear(Self.answer(.control, 2, channel: .yellow), &bench)
        #expect(try bench.visit(1).channel == .yellow && bench.visit(1).channelReason == .medium)
    }

    @Test func aChannelNamedBeforeTheVehicleCameHoldsWhenItIsKnown() throws {
        var bench = try Bench()
        try hear(Self.answer(.control, channel: .red), &bench)
        let plate = Bench.plate(try bench.visit(1).declaration.tractor)
        try bench.read(plate, .queueCamera, of: 1)
        try bench.read(plate, .frontCamera, of: 1)
        #expect(try bench.visit(1).state == .channelled)
    }

    @Test func aControlAfterTheReleaseHoldsTheVehicle() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        let lines = try hear(Self.answer(.control, 60), &bench)
        #expect(short(lines) == ["answered", "agencyDecided decision:hold", "visitMoved to:held basis:customs-05"])
        #expect(try bench.refusal(.letThrough, .borderGuard) == .notReleased(waitingFor: [.customs]))
        try bench.act(.pass, .customs)
        #expect(try bench.visit(1).state == .released)
    }

    @Test func aControlThatTheOfficerKnewOfTakesNothingBack() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        #expect(try hear(Self.answer(.control, -60), &bench).count == 1)
        #expect(try bench.visit(1).state == .released)
    }

    // MARK: 03 and 10

    @Test(arguments: [AnswerCode.rejected, .invalidated])
    func aVoidDeclarationIsTroubleAndAnAlarmAndCustomsPassNoLongerCounts(code: AnswerCode) throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        let lines = try hear(Self.answer(code, reason: "CDS12005"), &bench)
        #expect(
            lines.map { $0.split(separator: " ")[0] } == [
                "answered", "alarmRaised", "troubleRaised", "agencyDecided", "visitMoved",
            ])
        #expect(lines[1].contains("kind:declarationVoid") && lines[1].contains("CDS12005"))
        #expect(try bench.visit(1).state == .held && bench.visit(1).documents.isVoid)
        #expect(try bench.refusal(.pass, .customs) == .declarationVoid(code))
        // Accepted anew, the alarm goes; the officer decides again.
        let accepted = try hear(Self.answer(.accepted, 5), &bench)
        #expect(accepted.map { $0.split(separator: " ")[0] } == ["answered", "troubleCleared", "alarmReturned"])
        try bench.act(.pass, .customs)
        #expect(try bench.visit(1).state == .released)
    }

    @Test func aHoldByTheRuleEndsWithTheNextClearance() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        try hear(Self.answer(.invalidated), &bench)
        try hear(Self.answer(.clear, 5), &bench)
        #expect(try bench.visit(1).state == .released && bench.visit(1).troubles.isEmpty)
    }

    @Test func anAnswerThatWasOvertakenOnItsWayChangesNothing() throws {
        var bench = try Bench()
        try ready(&bench)
        try hear(Self.answer(.clear, 10), &bench)
        #expect(try hear(Self.answer(.invalidated, 5), &bench).count == 1)
        #expect(try bench.visit(1).state == .released)
        #expect(try hear(Self.answer(.clear, 3), &bench).isEmpty, "an older one of a code says nothing new")
    }

    @Test func whoIsAtBarrierTwoStays() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        try bench.act(.letThrough, .borderGuard)
        try hear(Self.answer(.invalidated), &bench)
        #expect(try bench.visit(1).state == .held)
        let lines = try bench.read(.loop(occupied: true), .loopOut)
        #expect(lines.contains { $0.contains("crossingWithoutRelease") }, "who leaves all the same is heard of")
        try bench.read(.loop(occupied: false), .loopOut)
        #expect(try bench.visit(1).state == .held)
    }

    @Test func whoStandsUnderTheArmIsAnAlarm() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.release()
        try bench.act(.letThrough, .borderGuard)
        try bench.read(.loop(occupied: true), .loopOut)
        let lines = try hear(Self.answer(.invalidated), &bench)
        #expect(lines.contains { $0.contains("crossingWithoutRelease") })
        #expect(!lines.contains { $0.contains("barrierOrdered") }, "no arm falls on a vehicle")
    }

    // MARK: 06, and those that only inform

    @Test func documentsWantedAreToldToTheDriverAndAreNoPaper() throws {
        var bench = try Bench()
        let lines = try hear(Self.answer(.documents), &bench)
        #expect(short(lines) == ["answered", "driverMessaged phrase:sendDocuments"])
        #expect(bench.state.today.paperCount == 0)
    }

    @Test(arguments: [
        AnswerCode.received, .result, .request, .tax, .paymentInstruction, .paymentReminder, .exit, .further,
    ])
    func theOthersAreRecordedAndNothingElse(code: AnswerCode) throws {
        var bench = try Bench()
        #expect(try hear(Self.answer(code), &bench).count == 1)
        #expect(try hear(Self.answer(code), &bench).isEmpty, "the same again says nothing")
        #expect(try bench.visit(1).documents.answers.map(\.code) == [code])
    }

    // MARK: Unknown, late, not to be believed

    @Test func anAnswerToAnUnknownDeclarationIsKeptCountedAndTakenUpWhenItComes() throws {
        var bench = try Bench(visits: 0)
        let lines = try hear(Self.answer(.control, channel: .red), &bench)
        #expect(lines.count == 1 && !lines[0].contains("visit:"))
        #expect(bench.state.unclaimed.count == 1 && bench.state.today.unknownDocuments == 1)
        #expect(try hear(Self.answer(.control, channel: .red), &bench).isEmpty)
        let declared = try bench.read(.declaration(SmallGate.declaration(0)), .manifestFeed, lane: nil)
        #expect(short(declared).prefix(3) == ["visitDeclared", "answered channel:red", "channelled channel:red"])
        #expect(bench.state.unclaimed.isEmpty)
        #expect(try bench.visit(1).channel == .red)
    }

    @Test func whatNobodyClaimsIsBounded() throws {
        var bench = try Bench(visits: 0)
        for index in 0..<100 { try hear(Self.answer(.clear, number: 400_000_000_000 + Int64(index)), &bench) }
        #expect(bench.state.unclaimed.count == UnclaimedDocument.limit && bench.state.today.unknownDocuments == 100)
        #expect(bench.state.unclaimed.last?.answer.declaration == "400000000099")
    }

    @Test func aLateAnswerChangesNoClosedVisitButIsHeardOf() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.turnBack, .borderGuard) { $0.reason = .other }
        let before = try bench.visit(1)
        let exit = try hear(Self.answer(.exit), &bench)
        #expect(exit.count == 1 && exit[0].contains("late:true"))
        let void = try hear(Self.answer(.invalidated), &bench)
        #expect(void.count == 2 && void[1].contains("kind:declarationVoid"))
        #expect(try bench.visit(1) == before && bench.state.unclaimed.isEmpty)
        #expect(bench.state.today.unknownDocuments == 0, "its declaration was known")
    }

    @Test func onlyTheFeedOfDocumentsSpeaksForCustoms() throws {
        var bench = try Bench()
        try ready(&bench)
        #expect(try bench.read(.answer(Self.answer(.clear)), .scanner, lane: nil, of: 1).isEmpty)
        #expect(try bench.visit(1).state != .released)
    }

    @Test func aReferenceIsNoPlate() throws {
        var bench = try Bench(visits: 0)
        var declaration = SmallGate.declaration(0)
        declaration.reference = SmallGate.plates[1]
        try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        #expect(bench.state.expected(SmallGate.plates[1]) == nil)
        var answer = Self.answer(.clear)
        answer.declaration = ""
        answer.reference = SmallGate.plates[1]
        #expect(try hear(answer, &bench).first?.contains("visit:1") == true)
    }

    // MARK: Declarations, manifests, movement records

    @Test func aDeclarationAloneIsNoManifestAndOneMayFollow() throws {
        var bench = try Bench(visits: 0)
        var declaration = SmallGate.declaration(0)
        declaration.hasManifest = false
        declaration.driver = ""
        var lodged = LodgedDeclaration()
        lodged.number = declaration.number
        lodged.goodsCount = 3
        try bench.read(.lodged(declaration, lodged), .manifestFeed, lane: nil)
        #expect(try bench.visit(1).documents.lodged.goodsCount == 3)
        let lines = try bench.read(.declaration(SmallGate.declaration(0)), .manifestFeed, lane: nil)
        #expect(lines.map { $0.split(separator: " ")[0] } == ["manifestLodged"])
        #expect(try bench.visit(1).declaration.hasManifest && bench.visit(1).declaration.driver == "Lái xe 0")
        #expect(try bench.read(.declaration(SmallGate.declaration(0)), .manifestFeed, lane: nil).isEmpty)
        #expect(try bench.read(.lodged(declaration, lodged), .manifestFeed, lane: nil).isEmpty)
    }

    @Test func aDeclarationThatContradictsItselfOrTheManifestIsTrouble() throws {
        var bench = try Bench()
        var other = SmallGate.declaration(0)
        other.tractor = SmallGate.plates[1]
        var lodged = LodgedDeclaration()
        lodged.number = other.number
        try bench.read(.lodged(other, lodged), .manifestFeed, lane: nil)
        #expect(try bench.visit(1).hasTrouble(.declarationContradicts))
        #expect(try bench.visit(1).declaration.tractor == SmallGate.plates[0], "whom to expect stays")
    }

    @Test func aMovementRecordIsAnEManifest() throws {
        var bench = try Bench(visits: 0)
        var declaration = SmallGate.declaration(0)
        declaration.hasManifest = false
        try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        try bench.identify()
        #expect(try bench.visit(1).hasTrouble(.noManifest))
        var record = MovementRecord()
        record.number = "GMR1"
        record.declaration = declaration.number
        record.plate = declaration.tractor
        let lines = try bench.read(.movement(record), .manifestFeed, lane: nil, of: 1)
        #expect(lines.map { $0.split(separator: " ")[0] } == ["movementRecorded", "troubleCleared", "alarmReturned"])
        #expect(try bench.visit(1).declaration.hasManifest)
    }

    // MARK: Without a manifest

    @Test func whoHasNoManifestIsAnAlarmAtBarrierOneWhichStaysShut() throws {
        var bench = try Bench(visits: 0)
        var declaration = SmallGate.declaration(0)
        declaration.hasManifest = false
        try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        try bench.read(.barrier(.at(.closed)), .barrierIn)
        try bench.read(.barrier(.at(.closed)), .barrierOut)
        try bench.read(Bench.plate(declaration.tractor), .queueCamera, of: 1)
        let lines = try bench.read(.loop(occupied: true), .loopIn)
        #expect(
            short(lines).dropFirst() == [
                "visitMoved to:atBarrierIn basis:queue-order", "alarmRaised kind:noManifest", "troubleRaised",
            ])
        #expect(try !bench.lane(1).entry.order.isPending, "the barrier does not open by itself")
        try bench.act(.openBarrier, .borderGuard) { $0.lane = try LaneID.n(1) }
        let back = try bench.act(.turnBack, .borderGuard) { $0.reason = .noManifest }
        #expect(
            back.prefix(3) == [
                "returnOrdered visit:1 number:1 reason:noManifest place:R1",
                "driverMessaged visit:1 phrase:turnBack reason:noManifest",
                "visitMoved visit:1 to:turnedBack reason:noManifest basis:officer",
            ])
        #expect(try bench.visit(1).documents.returnOrder.number == 1 && bench.visit(1).message == .turnBack)
    }

    @Test func returnOrdersCountOn() throws {
        var bench = try Bench(visits: 3)
        for visit in 1...3 {
            try bench.read(
                Bench.plate(try bench.visit(Int64(visit)).declaration.tractor), .yardCamera, lane: nil, of: Int64(visit)
            )
            try bench.act(.turnBack, .borderGuard, on: Int64(visit)) { $0.reason = .other }
            #expect(try bench.visit(Int64(visit)).documents.returnOrder.number == UInt32(visit))
            #expect(try bench.visit(Int64(visit)).documents.returnOrder.place == "R", "no lane yet")
        }
        #expect(bench.state.returnOrders == 3)
    }

    // MARK: Permits

    private static func permit(_ result: PermitResult, _ minutes: Int64 = 0, valid: Int64? = nil) -> Permit {
        var permit = Permit()
        permit.number = "GP-7"
        permit.agency = .plant
        permit.result = result
        permit.declaration = "300000000010"
        permit.issuedAt = GateTime(milliseconds: 1_800_000_000_000) + .minutes(minutes)
        if let valid { permit.validUntil = permit.issuedAt + .minutes(valid) }
        return permit
    }

    @Test func aRefusedPermitIsTroubleOfWhoAskedUntilItIsGranted() throws {
        var bench = try Bench()
        try bench.read(.permit(Self.permit(.refused)), .manifestFeed, lane: nil, of: 1)
        #expect(try bench.visit(1).troubles.map(\.agency) == [.plant])
        #expect(try bench.visit(1).hasTrouble(.permitRefused, of: .plant))
        try bench.read(.permit(Self.permit(.granted, 5)), .manifestFeed, lane: nil, of: 1)
        #expect(try bench.visit(1).troubles.isEmpty && bench.visit(1).documents.permits.count == 1)
        #expect(
            try bench.read(.permit(Self.permit(.refused)), .manifestFeed, lane: nil, of: 1).isEmpty, "an older word")
    }

    @Test func aPermitThatEndsIsTroubleAtTheNextTick() throws {
        var bench = try Bench()
        try bench.read(.permit(Self.permit(.granted, valid: 60)), .manifestFeed, lane: nil, of: 1)
        #expect(try bench.tick(after: .minutes(30)).isEmpty)
        #expect(try bench.tick(after: .minutes(40)).map { $0.split(separator: " ")[0] } == ["troubleRaised"])
        #expect(try bench.tick(after: .minutes(1)).isEmpty)
    }

    // MARK: Papers

    @Test func everyPaperNeedsALawAndIsCountedByAgencyAndDay() throws {
        var bench = try Bench()
        func ask(_ agency: Agency, _ paper: Paper, _ basis: String) throws -> Refusal? {
            try bench.refusal(.askPaper, agency) {
                $0.paper = paper
                $0.law = basis
            }
        }
        #expect(try ask(.plant, .invoice, "") == .basisRequired)
        #expect(try ask(.plant, .invoice, " \t") == .basisRequired)
        #expect(try ask(.plant, .invoice, String(repeating: "x", count: 121)) == .basisRequired)
        #expect(try ask(.plant, .none, "Luật") == .nothingToDo)
        #expect(try ask(.plant, .originCertificate, "Điều 12 Thông tư 33/2023/TT-BTC") == nil)
        #expect(try ask(.customs, .invoice, String(repeating: "x", count: 120)) == nil)
        #expect(try ask(.customs, .invoice, "Luật Hải quan") == nil)
        #expect(bench.state.today.papers == [0, 2, 0, 0, 1, 0] && bench.state.today.paperCount == 3)
        let first = try #require(try bench.visit(1).documents.papers.first)
        #expect(first.by == "An" && first.agency == .plant && first.paper == .originCertificate)
        _ = try bench.tick(after: .hours(30))
        #expect(try ask(.health, .licence, "Luật") == nil)
        #expect(bench.state.paperDays.map(\.papers) == [[0, 2, 0, 0, 1, 0]] && bench.state.today.paperCount == 1)
    }

    @Test func aVisitKeepsTheNewestPapers() throws {
        var bench = try Bench()
        for index in 0..<20 {
            try bench.act(.askPaper, .board) {
                $0.paper = .other
                $0.law = "\(index)"
            }
        }
        #expect(try bench.visit(1).documents.papers.map(\.basis) == (4..<20).map { "\($0)" })
        #expect(bench.state.today.papers[Int(Agency.board.rawValue)] == 20)
    }
}
