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
}
