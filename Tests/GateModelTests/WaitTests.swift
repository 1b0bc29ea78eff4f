import Testing

@testable import GateModel

/// Whose time it is, and why: measured from the first second.
@Suite("Fairness: waits") struct WaitTests {
    /// What a vehicle waits for, shortly: `unexplained HQ dossier`.
    private static func line(_ bench: Bench, _ visit: Int64 = 1) throws -> String {
        let wait = try bench.visit(visit).wait
        return "\(wait.cause.name) \(wait.agency.name) \(wait.step.name)"
    }

    @Test func theCauseFollowsTheVehicleStepByStep() throws {
        var bench = try Bench(visits: 2)
        #expect(try Self.line(bench) == "none BP none")
        try bench.read(Bench.plate(SmallGate.plates[0]), .yardCamera, lane: nil, of: 1)
        #expect(try Self.line(bench) == "ahead BQL yard")
        try bench.read(Bench.plate(SmallGate.plates[0]), .queueCamera, of: 1)
        #expect(try Self.line(bench) == "unexplained BP queue", "the first, and nothing stands before it")
        try bench.read(Bench.plate(SmallGate.plates[1]), .queueCamera, of: 2)
        #expect(try Self.line(bench, 2) == "ahead BP queue")
        try bench.read(Bench.plate(SmallGate.plates[0]), .frontCamera, of: 1)
        #expect(try Self.line(bench) == "unexplained HQ dossier", "customs sets the channel")
        #expect(try Self.line(bench, 2) == "ahead BP queue", "the booth is taken")
        try bench.act(.channel, .customs) { $0.channel = .red }
        #expect(try Self.line(bench) == "unexplained BQL dossier", "the board stands first in the order")
        try bench.read(Bench.plate(SmallGate.plates[0]), .houseCamera, lane: nil, of: 1)
        #expect(try Self.line(bench) == "unexplained BQL inspection")
        #expect(try Self.line(bench, 2) == "unexplained BP queue", "the booth is free, and nobody calls it up")
        try bench.act(.start, .customs)
        #expect(try Self.line(bench) == "unexplained BQL inspection", "customs' beginning is no work of the board's")
        try bench.act(.start, .board)
        #expect(try Self.line(bench) == "work BQL inspection")
        try bench.act(.pass, .board)
        #expect(try Self.line(bench) == "unexplained BP inspection")
        try bench.act(.refer, .customs) {
            $0.toAgency = AgencySet(.borderGuard)
            $0.reason = .inspection
        }
        #expect(try Self.line(bench) == "question BP inspection")
        try bench.act(.raiseTrouble, .borderGuard) { $0.reason = .sealBroken }
        #expect(try Self.line(bench) == "question BP inspection")
        try bench.act(.pass, .borderGuard)
        #expect(try Self.line(bench) == "trouble HQ inspection")
        try bench.act(.hold, .customs) { $0.reason = .goodsMismatch }
        #expect(try Self.line(bench) == "held HQ inspection")
        try bench.act(.clearTrouble, .borderGuard)
        try bench.act(.pass, .customs)
        #expect(try Self.line(bench) == "unexplained BP exit")
        try bench.act(.letThrough, .borderGuard)
        #expect(try Self.line(bench) == "moving BP exit")
    }

    @Test func aShutLaneAndAShutGateExplainThemselves() throws {
        var bench = try Bench()
        try bench.read(Bench.plate(SmallGate.plates[0]), .queueCamera, of: 1)
        try bench.act(.setLane, .board, on: nil) {
            $0.lane = try LaneID.n(1)
            $0.status = .closed
        }
        #expect(try Self.line(bench) == "laneShut BP queue")
        try bench.act(.setLane, .board, on: nil) {
            $0.lane = try LaneID.n(1)
            $0.status = .open
        }
        #expect(try Self.line(bench) == "unexplained BP queue")
        let since = bench.harness.now
        // The small gate is open from 07:00 to 19:00; nothing is counted while it is shut.
        _ = try bench.tick(after: .hours(24))
        let visit = try bench.visit(1)
        #expect(
            try #require(bench.state.unexplainedWait(of: visit, at: since + .hours(24)))
                == .hours(12) + .seconds(1), "a second before the lane was closed, and twelve hours since")
        try bench.act(.setGate, .borderGuard, on: nil) { $0.status = .suspended }
        let suspended = bench.harness.now
        let before = try #require(bench.state.unexplainedWait(of: visit, at: suspended))
        #expect(bench.state.unexplainedWait(of: visit, at: suspended + .hours(1)) == before)
    }

    @Test func aReasonHoldsForHalfAnHourAndEndsWithItsStretch() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .yellow }
        #expect(try bench.refusal(.explainWait, .board) == .reasonRequired)
        #expect(
            try bench.refusal(.explainWait, .customs) { $0.waitReason = .bayFull } == .wrongAgency(needed: .board))
        #expect(
            try bench.act(.explainWait, .board) { $0.waitReason = .documentsAwaited } == [
                "waitExplained visit:1 agency:BQL step:dossier reason:documentsAwaited",
                "driverMessaged visit:1 phrase:waitHere wait:documentsAwaited",
            ])
        #expect(try Self.line(bench) == "given BQL dossier")
        #expect(try bench.refusal(.explainWait, .board) { $0.waitReason = .documentsAwaited } == .nothingToDo)
        #expect(bench.state.today.waitReasons[Int(WaitReason.documentsAwaited.rawValue)] == 1)
        let said = try bench.visit(1).wait.saidAt
        #expect(bench.state.unexplainedWait(of: try bench.visit(1), at: said + .minutes(30)) == nil)
        // What was waited before it was said is not forgotten when it lapses.
        #expect(bench.state.unexplainedWait(of: try bench.visit(1), at: said + .minutes(31)) == .seconds(63))
        // Said again once it no longer holds, and over with the stretch that it was said of.
        _ = try bench.tick(after: .minutes(32))
        try bench.act(.explainWait, .board) { $0.waitReason = .documentsAwaited }
        let tally = try #require(try bench.visit(1).wait.tallies.first { $0.agency == .board })
        #expect(tally.reasoned == 30 * 60_000, "\(tally)")
        // Three seconds before it was said, two minutes and two seconds after it had lapsed.
        #expect(tally.unexplained == 3_000 + 122_000, "\(tally)")
        try bench.act(.pass, .board)
        #expect(try Self.line(bench) == "unexplained BP dossier")
        #expect(try bench.visit(1).wait.given == .none)
        try bench.act(.start, .borderGuard)
        #expect(try bench.refusal(.explainWait, .borderGuard) { $0.waitReason = .other } == .notWaiting)
    }

    @Test func tenMinutesWithoutAReasonCallSomebody() throws {
        var bench = try Bench()
        try bench.identify()
        #expect(try bench.tick(after: .minutes(9)).isEmpty)
        #expect(
            try bench.tick(after: .minutes(2)) == [
                "alarmRaised alarm:1 kind:unexplainedWait lane:1 visit:1 detail:dossier HQ"
            ])
        #expect(try bench.tick(after: .minutes(2)).isEmpty, "told once")
        try bench.act(.explainWait, .customs) { $0.waitReason = .systemDown }
        #expect(try bench.tick(after: .seconds(30)) == ["alarmReturned alarm:1"])
        #expect(try bench.tick(after: .minutes(29)).isEmpty, "it holds for half an hour")
        #expect(
            try bench.tick(after: .minutes(2)) == [
                "alarmRaised alarm:2 kind:unexplainedWait lane:1 visit:1 detail:dossier HQ"
            ])
        try bench.act(.channel, .customs) { $0.channel = .red }
        #expect(try bench.tick(after: .seconds(30)) == ["alarmReturned alarm:2"])
    }

    @Test func whatTheTimeWentIntoIsCountedWhenTheVehicleLeaves() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .green }
        try bench.act(.start, .board)
        _ = try bench.tick(after: .minutes(4))
        try bench.act(.pass, .board)
        try bench.act(.pass, .borderGuard)
        try bench.act(.pass, .customs)
        #expect(bench.state.today.times.isEmpty, "it is still here")
        try bench.act(.letThrough, .borderGuard)
        try bench.read(.loop(occupied: true), .loopOut)
        try bench.read(.loop(occupied: false), .loopOut)
        try #require(try bench.visit(1).state == .crossed)
        let times = bench.state.today.times
        let board = try #require(times.first { $0.agency == .board && $0.step == .dossier })
        #expect(board.vehicles == 1 && board.work == [241] && board.workSum == 241, "\(board)")
        #expect(board.unexplained == [1] && board.reasoned == [0])
        let whole = times.reduce(Int64(0)) { $0 + $1.workSum + $1.reasonedSum + $1.unexplainedSum }
        let visit = try bench.visit(1)
        #expect(whole == (visit.closedAt - visit.arrivedAt).seconds)
    }

    /// What anybody can do at any time must not make time look accounted for.
    @Test func neitherTroubleNorACoupleOfKeysEndsAWaitForGood() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .yellow }
        try bench.act(.raiseTrouble, .health) { $0.reason = .other }
        #expect(try Self.line(bench) == "trouble BQL dossier")
        let raised = bench.harness.now
        let visit = try bench.visit(1)
        #expect(bench.state.unexplainedWait(of: visit, at: raised + .minutes(30)) == nil)
        #expect(bench.state.unexplainedWait(of: visit, at: raised + .minutes(31)) == .seconds(61))
        _ = try bench.tick(after: .minutes(31))
        try bench.act(.explainWait, .board) { $0.waitReason = .interpreter }
        #expect(try Self.line(bench) == "given BQL dossier")
        // A trouble of the lane says nothing of the house.
        try bench.read(Bench.plate(SmallGate.plates[0]), .houseCamera, lane: nil, of: 1)
        #expect(try Self.line(bench) == "unexplained BQL inspection")
        // Begun and taken back, over and over: the wait goes on all the same.
        for _ in 0..<3 {
            _ = try bench.tick(after: .minutes(3))
            try bench.act(.start, .board)
            try bench.act(.undo, .board)
        }
        #expect(
            try bench.tick(after: .minutes(2)).contains { $0.contains("unexplainedWait") }, "eleven minutes in all")
    }

    @Test func whoIsAskedOrMayDriveHasHalfAnHour() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .red }
        try bench.read(Bench.plate(SmallGate.plates[0]), .houseCamera, lane: nil, of: 1)
        try bench.act(.refer, .board) {
            $0.toAgency = AgencySet(.borderGuard)
            $0.reason = .inspection
        }
        #expect(try Self.line(bench) == "question BP inspection")
        let asked = bench.harness.now
        #expect(bench.state.unexplainedWait(of: try bench.visit(1), at: asked + .minutes(40)) == .minutes(10))
        #expect(try bench.refusal(.explainWait, .borderGuard) { $0.waitReason = .other } == .notWaiting)
        _ = try bench.tick(after: .minutes(31))
        try bench.act(.explainWait, .borderGuard) { $0.waitReason = .officersBusy }
        #expect(try Self.line(bench) == "given BP inspection")
    }

    @Test func stretchesOfNoLengthAreNobodysTime() throws {
        var bench = try Bench()
        try bench.identify()
        // Identification and the state before it came with one reading.
        let steps = try bench.visit(1).wait.tallies.map(\.step)
        #expect(steps.allSatisfy { step in step != .dossier } && Set(steps).count == steps.count, "\(steps)")
    }

    @Test func aManifestThatAsksMoreAgenciesPassesTheTurn() throws {
        var bench = try Bench()
        var declaration = SmallGate.declaration(1)
        declaration.hasManifest = false
        declaration.goodsClass = .general
        try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        try bench.identify(2)
        try bench.act(.channel, .customs, on: 2) { $0.channel = .yellow }
        while !(try bench.visit(2).troubles.isEmpty) { try bench.act(.clearTrouble, .borderGuard, on: 2) }
        #expect(try Self.line(bench, 2) == "unexplained BQL dossier")
        declaration.hasManifest = true
        declaration.goodsClass = .fruit
        try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        #expect(try Self.line(bench, 2) == "unexplained TV dossier")
    }

    @Test func theAlarmEndsWhenTheVehicleHasLeft() throws {
        var bench = try Bench()
        try bench.identify()
        _ = try bench.tick(after: .minutes(11))
        #expect(bench.state.standingAlarms.map(\.kind) == [.unexplainedWait])
        try bench.act(.channel, .customs) { $0.channel = .green }
        try bench.release()
        try bench.act(.letThrough, .borderGuard)
        try bench.read(.loop(occupied: true), .loopOut)
        try bench.read(.loop(occupied: false), .loopOut)
        try #require(try bench.visit(1).state == .crossed)
        _ = try bench.tick(after: .seconds(30))
        #expect(bench.state.alarms.allSatisfy { !$0.isStanding })
    }

    @Test func aNewDayBeginsItsFiguresAnew() throws {
        var bench = try Bench(visits: 2)
        try bench.identify()
        try bench.act(.explainWait, .customs) { $0.waitReason = .safety }
        try bench.act(.turnBack, .borderGuard) { $0.reason = .documentInvalid }
        #expect(!bench.state.today.times.isEmpty && bench.state.today.waitReasons.reduce(0, +) == 1)
        _ = try bench.tick(after: .hours(24))
        try bench.identify(2)
        #expect(bench.state.today.times.isEmpty && bench.state.today.waitReasons.reduce(0, +) == 0)
        #expect(bench.state.today.paces.isEmpty && bench.state.today.leftByChannel.reduce(0, +) == 0)
    }

    @Test func theFiguresOfADayAreKeptBounded() throws {
        var counts = DayCounts()
        var tally = WaitTally(.queue, .borderGuard)
        tally.unexplained = 1_499
        for _ in 0..<(StepTimes.limit + 10) { counts.add(tally) }
        #expect(counts.times.count == 1 && counts.times[0].vehicles == 510)
        #expect(counts.times[0].unexplained.count == StepTimes.limit && counts.times[0].unexplained[0] == 1)
        #expect(counts.times[0].unexplainedSum == 510)
    }

    @Test(arguments: [(Int64(59), true), (61, false)])
    func whoHasBegunIsAtWorkForAnHour(minutes: Int64, isAtWork: Bool) throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .yellow }
        try bench.act(.start, .board)
        _ = try bench.tick(after: .minutes(minutes))
        let visit = try bench.visit(1)
        #expect(visit.wait.cause == .work)
        #expect((bench.state.unexplainedWait(of: visit, at: bench.harness.now) == nil) == isAtWork)
    }
}

/// Figures that say how sure they are.
@Suite("Fairness: spreads") struct SpreadTests {
    @Test func theIntervalHoldsTheMedianInNinetyFiveOfAHundred() {
        // Exact: the interval from the low-th to the low-th from above misses where fewer than `low` values lie on one side.
        for count in Spread.fewest...400 {
            let values = (1...count).map { Int32($0) }
            guard let interval = Spread(values)?.interval else {
                Issue.record("no interval of \(count)")
                continue
            }
            let low = Int(interval.lowerBound)
            #expect(Int(interval.upperBound) == count + 1 - low, "\(count)")
            // 2 · P(X ≤ low − 1), X of a binomial of one half.
            var term = 1.0
            for _ in 0..<count { term /= 2 }
            var miss = 0.0
            for k in 0..<low {
                miss += term
                term *= Double(count - k) / Double(k + 1)
            }
            #expect(2 * miss <= 0.05, "\(count) values miss in \(2 * miss)")
        }
    }

    @Test(
        arguments: [
            ([5], 5, 5), ([1, 2], 1, 2), ([3, 1, 2], 2, 3), ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9),
        ] as [([Int32], Int32, Int32)])
    func fewValuesAreToldAsTheyAre(values: [Int32], median: Int32, ninetieth: Int32) throws {
        let spread = try #require(Spread(values))
        #expect(spread.median == median && spread.ninetieth == ninetieth && spread.count == values.count)
        #expect((spread.interval == nil) == (values.count < Spread.fewest))
    }

    @Test func nothingHasNoSpread() { #expect(Spread([]) == nil) }
}
