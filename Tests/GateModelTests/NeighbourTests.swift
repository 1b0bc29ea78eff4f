import Testing

@testable import GateModel

/// The other side of the border: what it says of a vehicle, where it says otherwise, and how many it takes.
@Suite("Neighbour") struct NeighbourTests {
    /// A little before the harness begins.
    private static let noon = GateTime(milliseconds: 1_799_999_000_000)

    private func record(
        _ word: NeighbourWord, of declaration: Declaration, number: String = "Y1",
        _ fill: (inout NeighbourRecord) -> Void = { _ in }
    ) -> Reading {
        var record = NeighbourRecord()
        record.number = number
        record.word = word
        record.declaration = declaration.number
        record.tractor = declaration.tractor
        record.trailer = declaration.trailer
        record.container = declaration.container
        record.at = Self.noon
        fill(&record)
        return .neighbour(record)
    }

    @discardableResult
    private func hear(
        _ word: NeighbourWord, _ bench: inout Bench, of visit: Int64 = 1, number: String = "Y1",
        _ fill: (inout NeighbourRecord) -> Void = { _ in }
    ) throws -> [String] {
        let declaration = try bench.visit(visit).declaration
        return try bench.read(
            record(word, of: declaration, number: number, fill), .neighbourFeed, lane: nil, of: visit)
    }

    /// An outbound vehicle that has crossed.
    private func cross(_ bench: inout Bench, _ visit: Int64) throws {
        try bench.identify(visit, lane: 3)
        try bench.act(.channel, .customs, on: visit) { $0.channel = .green }
        try bench.release(visit)
        try bench.act(.letThrough, .borderGuard, on: visit)
        bench.harness.record(
            .visitMoved(
                VisitMoved(try VisitID.n(visit), to: .crossed, lane: try LaneID.n(3), basis: "barrier-2")),
            by: .rule("test"))
    }

    // MARK: Mirror match

    @Test func whatBothSidesWroteAlikeIsNoTrouble() throws {
        var bench = try Bench()
        #expect(
            try hear(.departed, &bench) == [
                "neighbourStated visit:1 device:\(bench.state.plan.device(.neighbourFeed, lane: nil)?.id.number ?? 0) "
                    + "value:{number:Y1 declaration:300000000010 tractor:12C12345 trailer:12R00001 container:CSQU3054383 at:1799999000000}"
            ])
        #expect(try hear(.departed, &bench) == [], "said twice is said once")
        #expect(try bench.visit(1).troubles.isEmpty && bench.state.mirrorGaps(at: bench.state.clock).isEmpty)
    }

    @Test(
        "one field that differs",
        arguments: [
            (MirrorField.tractor, "12C12345", "12C12354"), (.trailer, "12R00001", "12R00010"),
            (.container, "CSQU3054383", "CSQU3054338"), (.goods, "081090", "081190"),
        ])
    func eachFieldIsHeldAgainstTheOther(field: MirrorField, ours: String, theirs: String) throws {
        var declaration = SmallGate.declaration(0)
        declaration.hsCode = "081090"
        var bench = Bench(plan: SmallGate.plan)
        try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        let lines = try hear(.departed, &bench) {
            switch field {
            case .tractor: $0.tractor = theirs
            case .trailer: $0.trailer = theirs
            case .container: $0.container = theirs
            case .goods, .seal, .weight: $0.hsCode = theirs
            }
        }
        #expect(lines.last == "troubleRaised visit:1 reason:mirrorDiffers")
        let gap = try #require(bench.state.mirrorGaps(at: bench.state.clock).first)
        #expect(gap.kind == .differs && gap.differences == [MirrorDifference(field: field, ours: ours, theirs: theirs)])
        // The other side puts its own record right.
        let later = bench.state.clock
        #expect(
            try hear(.departed, &bench) { $0.at = later }.last
                == "troubleCleared visit:1 reason:mirrorDiffers")
    }

    @Test func whatIsLeftOutDiffersInNothing() throws {
        var bench = try Bench()
        let lines = try hear(.departed, &bench) { ($0.trailer, $0.container, $0.hsCode, $0.seal) = ("", "", "", "X") }
        #expect(lines.count == 1, "no seal was declared here, so that theirs is no other one")
        // But a box that nobody declared is one.
        var open = Bench(plan: SmallGate.plan)
        try open.read(.declaration(SmallGate.declaration(1)), .manifestFeed, lane: nil)
        #expect(
            try hear(.departed, &open) { $0.container = "CSQU3054383" }.last
                == "troubleRaised visit:1 reason:mirrorDiffers")
    }

    @Test func sealsAndWeightsAreComparedOnceTheDeclarationIsLodged() throws {
        var bench = try Bench()
        try hear(.departed, &bench) { ($0.seal, $0.grossKilograms) = ("VN7", 18_200) }
        #expect(try bench.visit(1).troubles.isEmpty)
        var lodged = LodgedDeclaration()
        lodged.number = "300000000010"
        lodged.seals = [DocumentWord("VN1"), DocumentWord("VN7")]
        lodged.grossKilograms = 18_700
        let declaration = try bench.visit(1).declaration
        try bench.read(.lodged(declaration, lodged), .manifestFeed, lane: nil, of: 1)
        #expect(try bench.visit(1).troubles.isEmpty, "500 of 18,700 kg is within 3 %")
        lodged.grossKilograms = 20_000
        lodged.seals = [DocumentWord("VN1")]
        #expect(
            try bench.read(.lodged(declaration, lodged), .manifestFeed, lane: nil, of: 1).last
                == "troubleRaised visit:1 reason:mirrorDiffers")
        #expect(
            bench.state.plan.mirror(try bench.visit(1)) == [
                MirrorDifference(field: .seal, ours: "VN1", theirs: "VN7"),
                MirrorDifference(field: .weight, ours: "20000", theirs: "18200"),
            ])
    }

    @Test func aCorrectionAtTheLaneIsHeldAgainstTheOtherSideAgain() throws {
        var bench = try Bench()
        try hear(.departed, &bench) { $0.container = "CSQU3054338" }
        try bench.identify()
        let lines = try bench.act(.correctField, .customs) {
            $0.field = .container
            $0.value = "TGHU7599330"
            $0.correctionReason = .typingError
            $0.evidence = .document
        }
        #expect(!lines.contains { $0.contains("mirrorDiffers") }, "still another one")
        try bench.act(.correctField, .customs) {
            $0.field = .container
            $0.value = "CSQU3054383"
            $0.correctionReason = .typingError
            $0.evidence = .document
        }
        #expect(try bench.visit(1).hasTrouble(.mirrorDiffers))
        let later = bench.state.clock
        try hear(.departed, &bench) { $0.at = later }
        #expect(try !bench.visit(1).hasTrouble(.mirrorDiffers))
    }

    @Test func whatHasNoLikeOnOneSideIsListed() throws {
        var bench = try Bench(visits: 2)
        // Left there, and nobody has declared it here; then somebody does.
        try bench.read(record(.departed, of: SmallGate.declaration(3)), .neighbourFeed, lane: nil)
        #expect(bench.state.mirrorGaps(at: bench.state.clock).map(\.kind) == [.undeclared])
        try bench.read(.declaration(SmallGate.declaration(3)), .manifestFeed, lane: nil)
        #expect(bench.state.mirrorGaps(at: bench.state.clock).isEmpty)
        #expect(try bench.visit(3).documents.departure != nil)
        // Here, and not written down there.
        try bench.identify(1)
        #expect(bench.state.mirrorGaps(at: bench.state.clock).map(\.kind) == [.notThere])
        // Left there long since.
        let later = bench.state.clock + .hours(5)
        #expect(bench.state.mirrorGaps(at: later).map(\.kind) == [.notHere, .notThere])
    }

    @Test func theDayCountsWhatLeft() throws {
        var bench = try Bench(visits: 2)
        try hear(.departed, &bench) { $0.container = "CSQU3054338" }
        for visit in [Int64(1), 2] {
            try bench.identify(visit)
            try bench.act(.channel, .customs, on: visit) { $0.channel = .green }
            try bench.release(visit)
            try bench.act(.letThrough, .borderGuard, on: visit)
            bench.harness.record(
                .visitMoved(
                    VisitMoved(try VisitID.n(visit), to: .crossed, lane: try LaneID.n(1), basis: "barrier-2")),
                by: .rule("test"))
        }
        let today = bench.state.today
        #expect(today.mirrored == 1 && today.mirrorDiffering == 1 && today.mirrorMissing == 1)
    }

    // MARK: Results

    @Test func aResultOfTheOtherSideIsAcceptedWhereItIsThere() throws {
        var bench = try Bench(visits: 2)
        let agency = Agency.board
        try bench.identify(1)
        #expect(try bench.refusal(.waive, agency) { $0.basis = .neighbourResult } == .noNeighbourResult)
        try hear(.inspected, &bench, number: "Y7") { ($0.agency, $0.result) = (agency, .failed) }
        #expect(try bench.visit(1).hasTrouble(.neighbourFailed, of: agency))
        #expect(try bench.refusal(.waive, agency) { $0.basis = .neighbourResult } == .noNeighbourResult)
        // It looks once more, and passes it; what counts is the last word.
        let later = bench.state.clock
        try hear(.inspected, &bench, number: "Y8") { ($0.agency, $0.result, $0.at) = (agency, .passed, later) }
        #expect(try !bench.visit(1).hasTrouble(.neighbourFailed, of: agency))
        try bench.act(.waive, agency) { $0.basis = .neighbourResult }
        #expect(try bench.visit(1)[agency].basis == .neighbourResult)
    }

    @Test func onlyTheNeighboursFeedSpeaksForIt() throws {
        var bench = try Bench()
        let words = record(.departed, of: try bench.visit(1).declaration)
        #expect(try bench.read(words, .manifestFeed, lane: nil, of: 1) == [])
        var pace = NeighbourPace()
        pace.perHour = 0
        pace.at = bench.state.clock
        #expect(try bench.read(.pace(pace), .manifestFeed, lane: nil) == [])
        #expect(bench.state.neighbourSpokeAt == .epoch)
    }

    // MARK: Pace

    @Test func aVehicleIsOnTheStripUntilItIsTaken() throws {
        var bench = try Bench(visits: 3)
        try cross(&bench, 3)
        #expect(bench.state.strip.map(\.visit) == [try VisitID.n(3)])
        #expect(bench.state.mirrorGaps(at: bench.state.clock + .minutes(61)).map(\.kind) == [.notAccepted])
        #expect(bench.state.today.heardOver == 0 && bench.state.today.unheardOver == 1)
        #expect(try hear(.accepted, &bench, of: 3).count == 1)
        #expect(bench.state.strip.isEmpty && bench.state.accepted.count == 1)
        #expect(bench.state.today.heardOver == 1 && bench.state.today.unheardOver == 0)
        #expect(try hear(.accepted, &bench, of: 3) == [], "it is through already")
    }

    @Test func whatIsSentBackIsToldToTheGate() throws {
        var bench = try Bench(visits: 3)
        try cross(&bench, 3)
        #expect(
            try hear(.returned, &bench, of: 3).last
                == "alarmRaised alarm:1 kind:neighbourReturned detail:24C34567 300000000030")
        #expect(bench.state.strip.isEmpty && bench.state.accepted.isEmpty)
        #expect(try bench.tick(after: .hours(1)).isEmpty)
        #expect(try bench.tick(after: .minutes(61)) == ["alarmReturned alarm:1"], "by then it is found")
    }

    /// Fluid: those before a newcomer that find no room on the strip, through the pace.
    @Test(
        "the queue that the other side makes",
        arguments: [(Int32(60), 0, Int?.some(0)), (60, 2, 0), (60, 3, 60), (20, 4, 360), (0, 4, nil), (0, 1, nil)])
    func thePaceIsAnInputOfTheQueue(perHour: Int32, outbound: Int, seconds: Int?) throws {
        var bench = Bench(plan: SmallGate.plan)
        for index in 0..<outbound {
            var declaration = SmallGate.declaration(index)
            declaration.direction = .outbound
            declaration.number = String(400_000_000_010 + index * 10)
            declaration.tractor = "12C9000\(index)"
            (declaration.trailer, declaration.container) = ("", "")
            try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
            try bench.read(Bench.plate(declaration.tractor), .queueCamera, lane: 3, of: Int64(index) + 1)
        }
        #expect(bench.state.acceptance(at: bench.state.clock) == nil, "nothing is known of it")
        var pace = NeighbourPace()
        pace.perHour = perHour
        pace.at = bench.state.clock
        try bench.read(.pace(pace), .neighbourFeed, lane: nil)
        let now = bench.state.clock
        let outlook = try #require(bench.state.acceptance(at: now))
        #expect(outlook.isStated && outlook.ahead == outbound && outlook.queueSeconds == seconds)
        let lane = try bench.lane(3)
        #expect((lane.expectedWaitSeconds(in: bench.state, at: now) ?? 0) >= (seconds ?? 0))
        #expect(lane.isStoppedBeyond(in: bench.state, at: now) == (perHour == 0 && outbound >= 2))
        #expect(bench.state.acceptance(at: now + .hours(3)) == nil, "what it said is too old")
        #expect(!lane.isStoppedBeyond(in: bench.state, at: now + .hours(3)))
        // Of lanes that lead the other way it says nothing.
        #expect(try bench.lane(1).expectedWaitSeconds(in: bench.state, at: now) == nil)
        #expect(try !bench.lane(1).isStoppedBeyond(in: bench.state, at: now))
    }

    @Test func whereItSaysNothingItsPaceIsCounted() throws {
        var bench = try Bench(visits: 9)
        try cross(&bench, 3)
        try cross(&bench, 6)
        #expect(bench.state.acceptance(at: bench.state.clock) == nil)
        try hear(.accepted, &bench, of: 3)
        let outlook = try #require(bench.state.acceptance(at: bench.state.clock))
        #expect(!outlook.isStated && outlook.perHour == 1 && outlook.onStrip == 1)
        #expect(bench.state.acceptance(at: bench.state.clock + .minutes(61)) == nil, "of the last hour only")
    }

    // MARK: In another order

    @Test func whoWasAcceptedBeforeItWasSeenToCrossIsOnNoStrip() throws {
        var bench = try Bench(visits: 3)
        try bench.identify(3, lane: 3)
        try bench.act(.channel, .customs, on: 3) { $0.channel = .green }
        try bench.release(3)
        try bench.act(.letThrough, .borderGuard, on: 3)
        try hear(.accepted, &bench, of: 3)
        #expect(try bench.visit(3).troubles.isEmpty, "it is on its way out")
        try bench.read(.loop(occupied: true), .loopOut, lane: 3)
        try bench.read(.loop(occupied: false), .loopOut, lane: 3)
        #expect(bench.state.strip.isEmpty && bench.state.accepted.count == 1)
    }

    @Test func whoIsOverThereAndWasNotLetThroughIsTrouble() throws {
        var bench = try Bench(visits: 3)
        try bench.identify(3, lane: 3)
        #expect(
            try hear(.accepted, &bench, of: 3).last == "troubleRaised visit:3 stage:identified reason:mirrorDiffers")
        #expect(bench.state.mirrorGaps(at: bench.state.clock).map(\.kind) == [.stillHere])
    }

    @Test func whatIsSentBackAfterItWasTakenIsToldToo() throws {
        var bench = try Bench(visits: 3)
        try cross(&bench, 3)
        try hear(.accepted, &bench, of: 3)
        #expect(try hear(.returned, &bench, of: 3).last?.contains("neighbourReturned") == true)
        #expect(try hear(.returned, &bench, of: 3) == [], "once")
        #expect(bench.state.today.heardOver == 1 && bench.state.today.sentBack == 1)
    }

    /// Whichever side's word comes first.
    @Test func theDayCountsWhatWasSentBack() throws {
        var bench = try Bench(visits: 6)
        try bench.identify(3, lane: 3)
        try bench.act(.channel, .customs, on: 3) { $0.channel = .green }
        try bench.release(3)
        try bench.act(.letThrough, .borderGuard, on: 3)
        try hear(.returned, &bench, of: 3)
        try bench.read(.loop(occupied: true), .loopOut, lane: 3)
        try bench.read(.loop(occupied: false), .loopOut, lane: 3)
        #expect(bench.state.today.heardOver == 1 && bench.state.today.sentBack == 1)
        // Of a vehicle that came from there nothing is counted, however often it is said.
        for number in ["Y8", "Y9"] { try hear(.returned, &bench, of: 1, number: number) }
        #expect(bench.state.today.sentBack == 1 && bench.state.today.unheardOver == 0)
    }

    @Test func aWordAfterMidnightIsNoneOfTheNewDays() throws {
        var bench = try Bench(visits: 6)
        try cross(&bench, 3)
        #expect(bench.state.today.wentOver == 1 && bench.state.today.unheardOver == 1)
        let day = bench.state.today.day
        try bench.tick(after: .hours(24))
        try hear(.accepted, &bench, of: 3)
        #expect(bench.state.today.day == day && bench.state.today.heardOver == 0, "yesterday's figures stand")
        try cross(&bench, 6)
        #expect(bench.state.today.wentOver == 1 && bench.state.today.unheardOver == 1)
    }

    @Test func whoWasLetThroughAndIsNotSeenToLeaveIsListedAfterAWhile() throws {
        var bench = try Bench(visits: 3)
        try bench.identify(3, lane: 3)
        try bench.act(.channel, .customs, on: 3) { $0.channel = .green }
        try bench.release(3)
        try bench.act(.letThrough, .borderGuard, on: 3)
        try hear(.accepted, &bench, of: 3)
        #expect(bench.state.mirrorGaps(at: Self.noon + .minutes(59)).isEmpty)
        #expect(bench.state.mirrorGaps(at: Self.noon + .minutes(61)).map(\.kind) == [.stillHere])
    }

    @Test func aVehicleSentBackIsNotAbroad() throws {
        var bench = try Bench(visits: 3)
        try cross(&bench, 3)
        try #require(bench.state.abroad.count == 1)
        try hear(.returned, &bench, of: 3)
        #expect(bench.state.abroad.isEmpty)
    }

    @Test func theStripForgetsWhomTheOtherSideForgot() throws {
        var bench = try Bench(visits: 3)
        try cross(&bench, 3)
        var pace = NeighbourPace()
        (pace.perHour, pace.at) = (30, bench.state.clock + .hours(6))
        try bench.read(.pace(pace), .neighbourFeed, lane: nil)
        let now = bench.state.clock
        #expect(bench.state.acceptance(at: now + .hours(6) - .minutes(1))?.onStrip == 1)
        #expect(bench.state.acceptance(at: now + .hours(7))?.onStrip == 0)
        #expect(bench.state.mirrorGaps(at: now + .hours(7)).allSatisfy { $0.kind != .notAccepted })
    }

    @Test func wordsAboutTheOtherDirectionChangeNothing() throws {
        var bench = try Bench(visits: 3)
        let inbound = try hear(.accepted, &bench, of: 1)
        #expect(inbound.count == 1 && inbound[0].contains("late:true"))
        let outbound = try hear(.departed, &bench, of: 3) { $0.container = "CSQU3054383" }
        #expect(outbound.count == 1 && outbound[0].contains("late:true"))
        #expect(try bench.visit(1).troubles.isEmpty && bench.visit(3).troubles.isEmpty)
    }

    @Test func anOldRecordThatNamesNoDeclarationIsNotTodaysVehicles() throws {
        var bench = Bench(plan: SmallGate.plan)
        let result = record(.inspected, of: SmallGate.declaration(0)) {
            ($0.declaration, $0.agency, $0.result) = ("", .board, .passed)
        }
        try bench.read(result, .neighbourFeed, lane: nil)
        var later = bench
        _ = try later.tick(after: .hours(9))
        try bench.read(.declaration(SmallGate.declaration(0)), .manifestFeed, lane: nil)
        #expect(try bench.visit(1).documents.neighbourResult(for: .board)?.result == .passed)
        try later.read(.declaration(SmallGate.declaration(0)), .manifestFeed, lane: nil)
        #expect(try later.visit(1).documents.neighbour.isEmpty && later.state.unclaimed.isEmpty)
    }

    @Test func aWaiverFallsWithTheResultItRestedOn() throws {
        var bench = try Bench()
        try bench.identify(1)
        try hear(.inspected, &bench, number: "Y7") { ($0.agency, $0.result) = (.board, .passed) }
        try bench.act(.waive, .board) { $0.basis = .neighbourResult }
        #expect(try bench.visit(1)[.board].resultAt > .epoch)
        let later = bench.state.clock
        let lines = try hear(.inspected, &bench, number: "Y7") {
            ($0.agency, $0.result, $0.at) = (.board, .failed, later)
        }
        #expect(lines.contains("agencyDecided visit:1 agency:BQL decision:pending reason:neighbourFailed"))
        #expect(try bench.visit(1)[.board].by == "neighbour-result")
        #expect(try bench.visit(1)[.board].resultAt == .epoch, "its time goes on")
    }

    @Test func aReleasedVehicleIsHeldWhenTheResultFalls() throws {
        var bench = try Bench()
        try bench.identify(1)
        try bench.act(.channel, .customs) { $0.channel = .green }
        try hear(.inspected, &bench, number: "Y7") { ($0.agency, $0.result) = (.board, .passed) }
        try bench.act(.waive, .board) { $0.basis = .neighbourResult }
        try bench.act(.pass, .borderGuard)
        try bench.act(.pass, .customs)
        try #require(try bench.visit(1).state == .released)
        let later = bench.state.clock
        try hear(.inspected, &bench, number: "Y7") { ($0.agency, $0.result, $0.at) = (.board, .failed, later) }
        #expect(try bench.visit(1).state == .held && bench.visit(1)[.board].decision == .hold)
    }

    @Test func whatWaitedForTheOtherSideIsReleasedWhenItPutsItsRecordRight() throws {
        var bench = try Bench()
        try bench.identify(1)
        try hear(.departed, &bench) { $0.container = "CSQU3054338" }
        var answer = CustomsAnswer()
        (answer.code, answer.declaration, answer.at) = (.clear, "300000000010", bench.state.clock)
        try bench.read(.answer(answer), .manifestFeed, lane: nil, of: 1)
        try bench.act(.pass, .borderGuard)
        try bench.act(.pass, .board)
        #expect(try bench.visit(1).state == .identified, "the two sides do not agree")
        let later = bench.state.clock
        try hear(.departed, &bench) { $0.at = later }
        #expect(try bench.visit(1).state == .released)
    }

    @Test func itsWordsAreItsOwnWhoeverGaveTheOccasion() throws {
        var bench = Bench(plan: SmallGate.plan)
        try bench.read(record(.departed, of: SmallGate.declaration(0)), .neighbourFeed, lane: nil)
        try bench.read(.declaration(SmallGate.declaration(0)), .manifestFeed, lane: nil)
        let stated = try #require(bench.harness.journal.last { $0.event.kind == .neighbourStated })
        #expect(stated.event.visit != nil && stated.actor.name == "/gate/test/neighbour")
    }
}
