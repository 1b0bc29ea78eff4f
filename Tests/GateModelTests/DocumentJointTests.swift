import GateModel
import Testing

/// Customs' answers beside the acts of joint control: conditions, waivers, taking back.
@Suite struct DocumentJointTests {
    private func hear(_ code: AnswerCode, channel: Channel = .none, after minutes: Int64, _ bench: inout Bench) throws {
        var answer = CustomsAnswer()
        answer.code = code
        answer.declaration = try bench.visit(1).declaration.number
        answer.at = bench.state.clock + .minutes(minutes)
        answer.channel = channel
        try bench.read(.answer(answer), .manifestFeed, lane: nil, of: 1)
    }

    private func ready(_ bench: inout Bench, but last: Agency? = nil) throws {
        try bench.identify()
        for agency in try bench.visit(1).unsettled where agency != .customs && agency != last {
            try bench.act(.pass, agency)
        }
    }

    @Test(arguments: [AnswerCode.release, .clear])
    func aRedVehicleIsNeverReleasedByAnAnswerAlone(code: AnswerCode) throws {
        var before = try Bench()
        try hear(code, after: 0, &before)
        try before.identify()
        try before.act(.channel, .customs) { $0.channel = .red }
        for agency in try before.visit(1).unsettled where agency != .customs { try before.act(.pass, agency) }
        #expect(try before.visit(1).state == .channelled && before.visit(1)[.customs].decision == .pending)

        var after = try Bench()
        try ready(&after)
        try after.act(.channel, .customs) { $0.channel = .red }
        try hear(code, after: 1, &after)
        #expect(try after.visit(1).state == .channelled)
        try after.act(.pass, .customs)
        #expect(try after.visit(1).state == .released)
    }

    @Test func aConditionalPassAndAWaiverCountAsADecisionBesideAnAnswer() throws {
        var bench = try Bench()
        try ready(&bench, but: .board)
        try hear(.release, after: 0, &bench)
        try bench.act(.waive, .board) { $0.basis = .otherAgency }
        #expect(try bench.visit(1).state == .released && bench.visit(1)[.customs].by == "customs-answer")

        var other = try Bench()
        try ready(&other)
        try other.act(.passWithCondition, .customs) { $0.task = .originalDocument }
        #expect(try other.visit(1).confirmation == .pass, "the officer's conditional pass is customs' word")
        try other.act(.letThrough, .borderGuard)
    }

    @Test func aConditionalPassIsWithdrawnLikeAnyOther() throws {
        var bench = try Bench()
        try ready(&bench)
        try bench.act(.passWithCondition, .customs) { $0.task = .originalDocument }
        try hear(.invalidated, after: 1, &bench)
        #expect(try bench.visit(1).state == .held && bench.visit(1)[.customs].decision == .hold)
        #expect(bench.state.tasks.isEmpty, "with the pass goes its condition")
        #expect(try bench.refusal(.pass, .customs) == .declarationVoid(.invalidated))
        #expect(
            try bench.refusal(.passWithCondition, .customs) { $0.task = .payment } == .declarationVoid(.invalidated))
    }

    @Test func whoPassedLastMayTakeItBackAlthoughTheRuleFollowed() throws {
        var bench = try Bench()
        try ready(&bench, but: .board)
        let state = try bench.visit(1).state
        try hear(.release, after: 0, &bench)
        try bench.act(.pass, .board)
        #expect(try bench.visit(1).state == .released)
        try bench.act(.undo, .board)
        let visit = try bench.visit(1)
        #expect(visit.state == state && visit[.board].decision == .pending && visit[.customs].decision == .pending)
        #expect(visit.confirmation == .answer(.release))
        try bench.act(.pass, .board)
        #expect(try bench.visit(1).state == .released)
    }

    @Test func anOfficersOwnPassIsNotTakenBackWithIt() throws {
        var bench = try Bench()
        try ready(&bench)
        try bench.act(.pass, .customs)
        #expect(try bench.refusal(.undo, .board) == .acceptedElsewhere)
    }

    @Test func aRedControlEndsAWaiverHoweverOldItIs() throws {
        var bench = try Bench()
        try ready(&bench)
        try bench.act(.channel, .customs) { $0.channel = .yellow }
        try bench.act(.waive, .customs) { $0.basis = .compliance }
        #expect(try bench.visit(1).state == .released)
        try hear(.control, channel: .red, after: -60, &bench)
        let visit = try bench.visit(1)
        #expect(visit.channel == .red && visit[.customs].decision == .hold && visit.state == .held)
    }

    /// 08 has been answered, and everybody else has passed: the rule passed for customs.
    private func passedByTheRule(_ bench: inout Bench) throws {
        try hear(.release, after: 0, &bench)
        try ready(&bench)
        #expect(try bench.visit(1).state == .released && bench.visit(1)[.customs].by == "customs-answer")
    }

    @Test(arguments: [AnswerCode.invalidated, .rejected, .control])
    func aHoldIsNotUndoneToAPassThatCustomsHasTakenBack(code: AnswerCode) throws {
        var bench = try Bench()
        try ready(&bench)
        try bench.act(.pass, .customs)
        try bench.act(.hold, .customs) { $0.reason = .other }
        try hear(code, channel: code == .control ? .red : .none, after: 1, &bench)
        #expect(try bench.refusal(.undo, .customs) == .decideAnew(.pass))
        #expect(try bench.visit(1).state == .held)
    }

    @Test func theRuleKnewNothingOfAControlThatCameAfterItPassed() throws {
        var bench = try Bench()
        try passedByTheRule(&bench)
        // Issued after the release of goods and before the rule passed, and late on its way.
        var control = CustomsAnswer()
        control.code = .control
        control.declaration = try bench.visit(1).declaration.number
        control.at = try bench.visit(1)[.customs].at - .milliseconds(1)
        control.channel = .red
        try bench.read(.answer(control), .manifestFeed, lane: nil, of: 1)
        #expect(try bench.visit(1).state == .held && bench.visit(1)[.customs].decision == .hold)
    }

    @Test func aRedChannelEndsTheRulesPass() throws {
        var bench = try Bench()
        try passedByTheRule(&bench)
        try bench.act(.hold, .borderGuard) { $0.reason = .other }
        try bench.act(.channel, .customs) { $0.channel = .red }
        try bench.act(.pass, .borderGuard)
        #expect(try bench.visit(1).state.isUnderControl && bench.visit(1)[.customs].decision == .pending)
    }

    @Test func aRedChannelMakesAHoldStandAnew() throws {
        var bench = try Bench()
        try passedByTheRule(&bench)
        try bench.act(.hold, .customs) { $0.reason = .sealBroken }
        try bench.act(.channel, .customs) { $0.channel = .red }
        #expect(try bench.refusal(.undo, .customs) == .nothingToDo)
        #expect(try bench.visit(1).state == .held)
    }

    @Test func whoWasHeldAtBarrierTwoIsNeverSentBackThere() throws {
        var bench = try Bench()
        try ready(&bench)
        try bench.act(.pass, .customs)
        try bench.act(.letThrough, .borderGuard)
        try hear(.control, channel: .yellow, after: 1, &bench)
        try bench.act(.waive, .customs) { $0.basis = .compliance }
        try bench.act(.hold, .borderGuard) { $0.reason = .other }
        try bench.act(.channel, .customs) { $0.channel = .red }
        try bench.act(.pass, .borderGuard)
        let visit = try bench.visit(1)
        #expect(visit.state.isUnderControl && visit.state != .held && visit[.customs].decision == .pending)
    }

    @Test(arguments: [false, true])
    func aManifestThatNamesMoreAgenciesStopsWhoWasReleased(isAtBarrier: Bool) throws {
        var bench = try Bench(visits: 0)
        var declaration = SmallGate.declaration(0)
        declaration.hasManifest = false
        declaration.hsCode = "850440"
        declaration.goodsClass = .general
        try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        let plate = Bench.plate(declaration.tractor)
        try bench.read(plate, .queueCamera, of: 1)
        try bench.read(plate, .frontCamera, of: 1)
        try bench.release()
        if isAtBarrier { try bench.act(.letThrough, .borderGuard) }
        declaration.hasManifest = true
        declaration.hsCode = "081090"
        declaration.goodsClass = .fruit
        try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        #expect(try bench.visit(1)[.plant].decision == .hold && bench.visit(1).state == .held)
        try bench.act(.pass, .plant)
        #expect(try bench.visit(1).state == .released)
    }

    @Test func aHoldThatIsTakenBackLeavesTheRulesPassAlone() throws {
        var bench = try Bench()
        try passedByTheRule(&bench)
        try bench.act(.hold, .board) { $0.reason = .other }
        try bench.act(.undo, .board)
        #expect(try bench.visit(1).state == .released && bench.visit(1)[.customs].decision == .pass)
        try bench.act(.letThrough, .borderGuard)
    }

    @Test func theOfficersOwnConditionIsNotOverwrittenByTheRule() throws {
        var bench = try Bench()
        try ready(&bench)
        try bench.act(.start, .customs)
        try hear(.release, after: 0, &bench)
        try bench.act(.undo, .customs)
        try bench.act(.passWithCondition, .customs) { $0.task = .sampleResult }
        #expect(try bench.visit(1)[.customs].decision == .passWithCondition && bench.state.tasks.count == 1)
        #expect(try bench.visit(1)[.customs].by == "An")
    }

    @Test func anAnswerThatWaitedCountsWhenADocumentEndsTheLastTrouble() throws {
        var bench = try Bench()
        var permit = Permit()
        permit.number = "KD-1"
        permit.agency = .plant
        permit.kind = .plantQuarantine
        permit.result = .refused
        permit.issuedAt = bench.state.clock
        permit.declaration = try bench.visit(1).declaration.number
        try bench.read(.permit(permit), .manifestFeed, lane: nil, of: 1)
        try ready(&bench)
        try hear(.clear, after: 0, &bench)
        #expect(try bench.visit(1).state != .released)
        permit.result = .granted
        permit.issuedAt = permit.issuedAt + .minutes(1)
        try bench.read(.permit(permit), .manifestFeed, lane: nil, of: 1)
        #expect(try bench.visit(1).state == .released)
    }

    @Test func aControlDoesNotSayWhoStandsInTheLane() throws {
        var bench = try Bench()
        let plate = try bench.visit(1).declaration.tractor
        try bench.read(Bench.plate(plate), .queueCamera, of: 1)
        try bench.read(Bench.plate(plate, .nearest), .frontCamera, of: 1)
        try #require(try bench.visit(1).state == .inLane)
        try hear(.control, channel: .yellow, after: 1, &bench)
        #expect(try bench.visit(1).state == .inLane && bench.visit(1).channel == .yellow)
    }

    @Test func noArmFallsWhereALoopChatters() throws {
        var bench = try Bench()
        try ready(&bench)
        try bench.act(.pass, .customs)
        try bench.act(.letThrough, .borderGuard)
        try bench.read(.loop(occupied: false), .loopOut)
        var report = DeviceReport()
        report.condition = .faulty
        report.detail = DeviceReason.chatters(perMinute: 900).text
        try bench.read(.condition(report), .loopOut)
        var answer = CustomsAnswer()
        answer.code = .invalidated
        answer.declaration = try bench.visit(1).declaration.number
        answer.at = bench.state.clock + .minutes(1)
        let lines = try bench.read(.answer(answer), .manifestFeed, lane: nil, of: 1)
        #expect(lines.contains { $0.contains("crossingWithoutRelease") })
        #expect(!lines.contains { $0.contains("barrierOrdered") })
    }

    @Test func aMovementRecordWaitsForWhicheverOfItsDeclarationsComesFirst() throws {
        var bench = try Bench(visits: 0)
        var record = MovementRecord()
        record.number = "GMR1"
        record.declaration = "309999999999"
        record.others = [DocumentWord(SmallGate.declaration(0).number)]
        record.updatedAt = bench.state.clock
        try bench.read(.movement(record), .manifestFeed, lane: nil)
        var declaration = SmallGate.declaration(0)
        declaration.hasManifest = false
        try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        let visit = try bench.visit(1)
        #expect(visit.declaration.hasManifest && visit.documents.movement.declaration == declaration.number)
        #expect(bench.state.unclaimed.isEmpty)
    }
}
