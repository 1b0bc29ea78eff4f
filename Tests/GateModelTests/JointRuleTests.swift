import GateModel
import Testing

/// Joint control: what each agency may do about a vehicle, and what follows for the others.
@Suite("Joint control: decisions") struct JointRuleTests {
    /// A vehicle in the house whose agencies are border guard, customs and the board.
    private static func house(_ channel: Channel = .red) throws -> Bench {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = channel }
        try bench.read(Bench.plate("12C12345"), .houseCamera, lane: nil, of: 1)
        try #require(try bench.visit(1).state == .inJointControl)
        return bench
    }

    // MARK: Conditions

    @Test func aConditionalPassSettlesAndLeavesATask() throws {
        var bench = try Self.house()
        #expect(try bench.refusal(.passWithCondition, .board) == .nothingToDo)
        let done = bench.harness.now + .milliseconds(1000)
        #expect(
            try bench.act(.passWithCondition, .board) { $0.task = .payment } == [
                "agencyDecided visit:1 agency:BQL decision:passWithCondition task:payment due:"
                    + "\((done + .hours(72)).milliseconds)"
            ])
        #expect(try bench.visit(1)[.board].decision.isSettled)
        #expect(bench.state.tasks.map(\.kind) == [.payment])
        #expect(bench.state.tasks.first?.declaration == SmallGate.declaration(0).number)
        #expect(
            try bench.refusal(.passWithCondition, .board) { $0.task = .payment }
                == .alreadyDecided(.board, .passWithCondition))
        let number = SmallGate.declaration(0).number
        func closing(_ act: inout Act) {
            act.task = .payment
            act.declaration = number
        }
        #expect(try bench.refusal(.closeTask, .customs, closing) == .nothingToDo)
        #expect(
            try bench.act(.closeTask, .board, closing) == ["followUpDone visit:1 agency:BQL kind:payment"]
        )
        #expect(bench.state.tasks.isEmpty)
    }

    @Test func aTaskOutlivesItsVehicleAndIsToldWhenItIsLate() throws {
        var bench = try Self.house()
        try bench.act(.passWithCondition, .board) { $0.task = .payment }
        for agency in [Agency.borderGuard, .customs] { try bench.act(.pass, agency) }
        try bench.act(.letThrough, .borderGuard)
        try bench.read(.loop(occupied: true), .loopOut)
        try bench.read(.loop(occupied: false), .loopOut)
        try #require(try bench.visit(1).state == .crossed)
        #expect(try bench.tick(after: .hours(71)).isEmpty)
        let number = SmallGate.declaration(0).number
        #expect(
            try bench.tick(after: .hours(2)) == ["alarmRaised alarm:1 kind:taskOverdue detail:BQL payment \(number)"])
        #expect(try bench.tick(after: .hours(2)).isEmpty, "told once")
        #expect(
            try bench.act(.closeTask, .board, on: nil) {
                $0.task = .payment
                $0.declaration = number
            } == [
                "followUpDone visit:1 agency:BQL kind:payment", "alarmReturned alarm:1",
            ])
    }

    @Test func customsPassesLastWhateverKindOfPass() throws {
        for verb in [Act.Verb.pass, .passWithCondition, .waive] {
            var bench = try Self.house(.yellow)
            #expect(
                try bench.refusal(verb, .customs) {
                    $0.task = .sampleResult
                    $0.basis = .compliance
                } == .customsLast(waitingFor: [.borderGuard, .board]), "\(verb)")
            try bench.act(.pass, .borderGuard)
            try bench.act(.pass, .board)
            let lines = try bench.act(verb, .customs) {
                $0.task = .sampleResult
                $0.basis = .compliance
            }
            #expect(lines.last == "visitMoved visit:1 to:released basis:all-agencies-settled")
        }
    }

    // MARK: Failing

    @Test func whoFailsHoldsTheVehicleUntilHeDecidesAgain() throws {
        var bench = try Self.house()
        #expect(try bench.refusal(.fail, .board) { $0.reason = .none } == .reasonRequired)
        #expect(
            try bench.act(.fail, .board) { $0.reason = .feesUnpaid } == [
                "agencyDecided visit:1 agency:BQL decision:fail reason:feesUnpaid",
                "visitMoved visit:1 to:held reason:feesUnpaid basis:failed-by-BQL",
                "driverMessaged visit:1 phrase:waitHere reason:feesUnpaid",
            ])
        #expect(try bench.refusal(.fail, .board) { $0.reason = .other } == .alreadyDecided(.board, .fail))
        #expect(try bench.act(.pass, .borderGuard) == ["agencyDecided visit:1 decision:pass"])
        #expect(try bench.refusal(.pass, .customs) == .customsLast(waitingFor: [.board]))
        #expect(
            try bench.act(.pass, .board) == [
                "agencyDecided visit:1 agency:BQL decision:pass",
                "visitMoved visit:1 to:inJointControl basis:hold-ended",
            ])
    }

    // MARK: Waiving

    @Test func aResultOfAnotherAgencyIsAcceptedOnlyWhereThereIsOne() throws {
        var bench = try Self.house()
        #expect(try bench.refusal(.waive, .board) == .reasonRequired)
        #expect(try bench.refusal(.waive, .board) { $0.basis = .otherAgency } == .noResult)
        try bench.act(.pass, .borderGuard)
        #expect(
            try bench.act(.waive, .board) { $0.basis = .otherAgency } == [
                "agencyDecided visit:1 agency:BQL decision:waived basis:otherAgency"
            ])
    }

    @Test func whoMustLookMayNotWaive() throws {
        var bench = try Self.house()
        #expect(try bench.refusal(.waive, .borderGuard) { $0.basis = .compliance } == .mayNotWaive(.borderGuard))
        #expect(try bench.refusal(.waive, .customs) { $0.basis = .compliance } == .mayNotWaive(.customs))
        #expect(try bench.refusal(.waive, .plant) { $0.basis = .compliance } == .notRequired(.plant))
    }

    // MARK: Referring

    @Test func anotherAgencyThatIsAskedHasToDecideToo() throws {
        var bench = try Self.house()
        #expect(try bench.refusal(.refer, .customs) { $0.toAgency = AgencySet(.plant) } == .reasonRequired)
        #expect(
            try bench.act(.refer, .customs) {
                $0.reason = .quarantine
                $0.toAgency = AgencySet(.plant)
            } == [
                "agencyDecided visit:1 agency:HQ decision:referred reason:quarantine referredTo:16",
                "agencyDecided visit:1 agency:TV decision:pending reason:quarantine",
            ])
        #expect(
            try bench.refusal(.refer, .plant) {
                $0.reason = .quarantine
                $0.toAgency = AgencySet(.customs)
            } == .customsLast(waitingFor: [.plant]), "customs decides last and cannot be asked")
        for agency in [Agency.borderGuard, .board] { try bench.act(.pass, agency) }
        #expect(try bench.refusal(.pass, .customs) == .customsLast(waitingFor: [.plant]))
        try bench.act(.pass, .plant)
        #expect(try bench.act(.pass, .customs).last == "visitMoved visit:1 to:released basis:all-agencies-settled")
    }

    @Test func aReferralThatIsNotAnsweredIsToldOnce() throws {
        var bench = try Self.house()
        try bench.act(.refer, .customs) {
            $0.reason = .quarantine
            $0.toAgency = AgencySet(.plant)
        }
        #expect(try bench.tick(after: .minutes(29)).isEmpty)
        #expect(
            try bench.tick(after: .minutes(2)) == [
                "alarmRaised alarm:1 kind:referralOverdue lane:1 visit:1 detail:HQ TV"
            ])
        #expect(try bench.tick(after: .minutes(2)).isEmpty)
        // And once more to whoever leads the gate, until there is an answer.
        #expect(try bench.tick(after: .minutes(26)).isEmpty)
        #expect(
            try bench.tick(after: .minutes(2)) == [
                "alarmRaised alarm:2 kind:referralEscalated lane:1 visit:1 detail:HQ TV"
            ])
        #expect(AlarmKind.referralEscalated.priority == .high)
        #expect(try bench.tick(after: .minutes(2)).isEmpty)
        try bench.act(.pass, .plant)
        #expect(try bench.tick(after: .minutes(1)) == ["alarmReturned alarm:1", "alarmReturned alarm:2"])
    }

    @Test func nobodyIsAskedWhoIsNotThere() throws {
        var bench = try Self.house()
        var plan = SmallGate.plan
        plan.agencies = [.board, .borderGuard, .customs].map { AgencyPlace($0) }
        bench.harness.record(.gateConfigured(plan), by: .rule("test"))
        #expect(
            try bench.refusal(.refer, .customs) {
                $0.reason = .other
                $0.toAgency = AgencySet(.health)
            } == .notAtWork(.health))
    }

    // MARK: Taking back

    @Test func aDecisionIsTakenBackWithinItsMinuteByWhoTookIt() throws {
        var bench = try Self.house()
        #expect(try bench.refusal(.undo, .board) == .nothingToDo)
        try bench.act(.pass, .board)
        #expect(
            try bench.refusal(.undo, .board) { $0.officer = "Bình" } == .notYours("An"))
        #expect(try bench.act(.undo, .board) == ["decisionUndone visit:1 agency:BQL decision:pending"])
        #expect(try bench.visit(1)[.board].decision == .pending)
        #expect(try bench.refusal(.undo, .board) == .nothingToDo, "once")
        try bench.act(.pass, .board)
        _ = try bench.tick(after: .seconds(61))
        #expect(try bench.refusal(.undo, .board) == .tooLate)
    }

    @Test func theReleaseGoesWithThePassThatGaveIt() throws {
        var bench = try Self.house()
        for agency in [Agency.borderGuard, .board, .customs] { try bench.act(.pass, agency) }
        try #require(try bench.visit(1).state == .released)
        #expect(
            try bench.act(.undo, .customs) == [
                "decisionUndone visit:1 agency:HQ decision:pending",
                "visitMoved visit:1 to:inJointControl basis:undone-by-HQ",
            ])
        #expect(try bench.refusal(.letThrough, .borderGuard) == .notReleased(waitingFor: [.customs]))
    }

    @Test func aHoldThatIsTakenBackLetsTheVehicleGoOn() throws {
        var bench = try Self.house()
        try bench.act(.hold, .customs) { $0.reason = .sealBroken }
        #expect(
            try bench.act(.undo, .customs) == [
                "decisionUndone visit:1 agency:HQ decision:pending",
                "visitMoved visit:1 to:inJointControl basis:undone-by-HQ",
            ])
        try bench.act(.hold, .customs) { $0.reason = .sealBroken }
        try bench.act(.hold, .board) { $0.reason = .feesUnpaid }
        #expect(
            try bench.act(.undo, .customs) == ["decisionUndone visit:1 agency:HQ decision:pending"],
            "the board still holds it")
    }

    @Test func aHoldDoesNotComeBackByAWord() throws {
        var bench = try Self.house()
        try bench.act(.hold, .board) { $0.reason = .feesUnpaid }
        try bench.act(.pass, .board)
        #expect(try bench.refusal(.undo, .board) == .decideAnew(.hold), "its reason would not come back")
    }

    /// A hold on a released vehicle must not lead back to the release once somebody has taken his pass back meanwhile.
    @Test func aReleaseIsNeverComeBackToWithoutCustoms() throws {
        var bench = try Self.house()
        for agency in [Agency.borderGuard, .board, .customs] { try bench.act(.pass, agency) }
        try bench.act(.hold, .borderGuard) { $0.reason = .sealBroken }
        try bench.act(.undo, .customs)
        try #require(try bench.visit(1).state == .held)
        #expect(try bench.act(.pass, .borderGuard).last == "visitMoved visit:1 to:inJointControl basis:hold-ended")
        #expect(try bench.refusal(.letThrough, .borderGuard) == .notReleased(waitingFor: [.customs]))
        try bench.act(.pass, .customs)
        #expect(try bench.visit(1).state == .released)
    }

    @Test func aHoldOnAReleasedVehicleTakenBackReleasesItAgain() throws {
        var bench = try Self.house()
        for agency in [Agency.borderGuard, .board, .customs] { try bench.act(.pass, agency) }
        try bench.act(.hold, .customs) { $0.reason = .sealBroken }
        #expect(
            try bench.act(.undo, .customs) == [
                "decisionUndone visit:1 agency:HQ decision:pass",
                "visitMoved visit:1 to:released basis:all-agencies-settled",
            ])
    }

    /// Customs decided on what all others had found.
    @Test func nobodyTakesBackWhatCustomsHasDecidedOn() throws {
        var bench = try Self.house()
        for agency in [Agency.borderGuard, .board, .customs] { try bench.act(.pass, agency) }
        #expect(try bench.refusal(.undo, .board) == .acceptedElsewhere)
    }

    @Test func aQuestionTakenBackAsksNobodyAnyMore() throws {
        var bench = try Self.house()
        try bench.act(.refer, .customs) {
            $0.reason = .quarantine
            $0.toAgency = AgencySet(.plant)
        }
        #expect(
            try bench.act(.undo, .customs) == [
                "decisionUndone visit:1 agency:HQ decision:pending", "decisionUndone visit:1 agency:TV",
            ])
        #expect(try bench.visit(1).required.members == [.borderGuard, .customs, .board])
    }

    /// A fee is no inspection, and a waiver no result.
    @Test func aWaiverRestsOnWhatSomebodySaw() throws {
        var bench = try Bench(visits: 2)
        try bench.identify(2)
        try bench.act(.pass, .board, on: 2)
        #expect(try bench.refusal(.waive, .plant, on: 2) { $0.basis = .otherAgency } == .noResult)
        #expect(try bench.refusal(.waive, .customs, on: 2) { $0.basis = .compliance } == .mayNotWaive(.customs))
        try bench.act(.channel, .customs, on: 2) { $0.channel = .yellow }
        for agency in [Agency.borderGuard, .plant] { try bench.act(.pass, agency, on: 2) }
        try bench.act(.hold, .board, on: 2) { $0.reason = .feesUnpaid }
        #expect(
            try bench.refusal(.waive, .customs, on: 2) { $0.basis = .compliance } == .customsLast(waitingFor: [.board]))
    }

    @Test func tasksOfWhatIsTurnedBackGoWithIt() throws {
        var bench = try Self.house()
        try bench.act(.passWithCondition, .board) { $0.task = .payment }
        try bench.act(.turnBack, .borderGuard) { $0.reason = .other }
        #expect(bench.state.tasks.isEmpty)
    }

    @Test func whatHasGoneOutCannotBeTakenBack() throws {
        var bench = try Self.house()
        for agency in [Agency.borderGuard, .board, .customs] { try bench.act(.pass, agency) }
        try bench.act(.letThrough, .borderGuard)
        #expect(try bench.refusal(.undo, .customs) == .wrongState(.atBarrierOut))
    }

    @Test func aResultThatAnotherAgencyAcceptedStands() throws {
        var bench = try Self.house()
        try bench.act(.pass, .borderGuard)
        try bench.act(.waive, .board) { $0.basis = .otherAgency }
        #expect(try bench.refusal(.undo, .borderGuard) == .acceptedElsewhere)
    }

    // MARK: One inspection

    @Test func theDoorsAreOpenedOnceForAllWhoAreThere() throws {
        var bench = try Self.house()
        try bench.act(.start, .borderGuard)
        #expect(
            try bench.act(.inspect, .customs) { $0.amount = 6 } == [
                "inspected visit:1 agency:HQ present:3 seen:127 opensDoors:true photographs:6"
            ])
        let bundle = try bench.visit(1).bundle
        #expect(bundle.openings == 1 && bundle.photographs == 6)
        #expect(bundle.atDoors.members == [.borderGuard, .customs])
        #expect(bundle.seen(by: .borderGuard).contains(.driver))
        #expect(try bench.refusal(.inspect, .customs) == .nothingToDo)
        #expect(
            try bench.act(.inspect, .board) == ["inspected visit:1 agency:BQL present:33 seen:2048"],
            "fees need no open doors")
    }

    @Test func aSecondOpeningNeedsAReasonAndIsCounted() throws {
        var bench = try Bench(visits: 3)
        // A fruit lorry: plant quarantine has to see goods.
        try bench.identify(2)
        try bench.act(.channel, .customs, on: 2) { $0.channel = .red }
        try bench.act(.inspect, .customs, on: 2)
        #expect(try bench.refusal(.inspect, .plant, on: 2) == .openedAlready([.customs]))
        #expect(
            try bench.act(.inspect, .plant, on: 2) { $0.reason = .quarantine } == [
                "inspected visit:2 agency:TV present:16 seen:304 opensDoors:true reason:quarantine"
            ])
        #expect(try bench.visit(2).bundle.openings == 2)
    }
}
