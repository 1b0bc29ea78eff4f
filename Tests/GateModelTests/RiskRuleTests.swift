import GateModel
import TestSupport
import Testing

/// What follows from a judgement: the channel, and who may change it.
@Suite("Risk at work") struct RiskRuleTests {
    /// Red for a portal's alarm, yellow for a much heavier vehicle, and nothing else.
    private static let plan: GatePlan = {
        var plan = SmallGate.plan
        plan.risk.rules = [
            RiskTests.rule("portal", .red, RiskTests.term(.portalAlarm, .equals, "", 1), level: .high),
            RiskTests.rule("heavy", .yellow, RiskTests.term(.excess, .atLeast, "", 80)),
            RiskTests.rule("trial", .red, RiskTests.term(.direction, .equals, "import"), isShadow: true),
        ]
        return plan
    }()

    private func bench(_ plan: GatePlan = Self.plan, alarm: Bool = false) throws -> Bench {
        var bench = try Bench()
        bench.harness.record(.gateConfigured(plan), by: .rule("layout"))
        try bench.identify()
        if alarm { try bench.read(.occupancy(occupancy(alarm: true)), .portal, of: 1) }
        return bench
    }

    private func occupancy(alarm: Bool) -> PortalOccupancy {
        var occupancy = PortalOccupancy()
        occupancy.gammaAlarm = alarm
        occupancy.at = .epoch + .seconds(1)
        return occupancy
    }

    private func set(_ channel: Channel, by officer: String) -> (inout Act) -> Void {
        {
            $0.channel = channel
            $0.officer = officer
        }
    }

    @Test func aVehicleIsJudgedOnceItIsKnown() throws {
        var bench = try bench()
        #expect(try bench.visit(1).risk.channel == .none)
        #expect(
            try bench.tick(after: .seconds(1)) == [
                "assessed visit:1 assessment:{channel:green shadows:trial}", "channelled visit:1 channel:green",
                "visitMoved visit:1 to:channelled basis:channel-green",
            ])
        #expect(try bench.tick(after: .seconds(1)).isEmpty, "nothing new is known of it")
        let visit = try bench.visit(1)
        #expect(visit.channel == .green && visit.channelReason == .low && visit.risk.shadows == "trial")
    }

    @Test func withoutRulesNothingIsJudged() throws {
        var bench = try bench(SmallGate.plan)
        #expect(try bench.tick(after: .seconds(1)).isEmpty)
        #expect(try bench.visit(1).channel == .none)
    }

    @Test func whatBecomesKnownLaterRaisesTheChannelAndLowersNothing() throws {
        var bench = try bench()
        _ = try bench.tick(after: .seconds(1))
        try bench.read(.weight(WeightReading(kilograms: 23_000, isStable: true, at: .epoch)), .weighbridge, of: 1)
        #expect(
            try bench.tick(after: .seconds(1)).filter { !$0.hasPrefix("alarm") } == [
                "assessed visit:1 assessment:{channel:yellow reason:medium hits:heavy shadows:trial}",
                "channelled visit:1 channel:yellow reason:medium",
            ])
        try bench.read(.weight(WeightReading(kilograms: 20_100, isStable: true, at: .epoch)), .weighbridge, of: 1)
        #expect(
            try bench.tick(after: .seconds(1)) == ["assessed visit:1 assessment:{channel:green shadows:trial}"])
        #expect(try bench.visit(1).channel == .yellow)
    }

    @Test func oneOfficerRaisesTwoLower() throws {
        var bench = try bench()
        _ = try bench.tick(after: .seconds(1))
        try bench.act(.channel, .customs, set(.red, by: "Hà"))
        #expect(try bench.visit(1).channel == .red)
        // Nor may whoever raised it take it back alone.
        try bench.act(.channel, .customs, set(.yellow, by: "Hà"))
        #expect(try bench.visit(1).channel == .red && bench.visit(1).lowering.by == "Hà")
        #expect(try bench.refusal(.channel, .customs, set(.yellow, by: " HÀ ")) == .secondPersonNeeded("Hà"))
        try bench.act(.channel, .customs, set(.yellow, by: "Lan"))
        #expect(try bench.visit(1).channel == .yellow)

        var second = try self.bench(alarm: true)
        _ = try second.tick(after: .seconds(1))
        try #require(try second.visit(1).channel == .red)
        #expect(
            try second.act(.channel, .customs, set(.green, by: "Hà")) == [
                "channelLowering visit:1 channel:green by:Hà hits:portal"
            ])
        #expect(try second.visit(1).channel == .red, "one word is not enough")
        #expect(try second.refusal(.channel, .customs, set(.green, by: "Hà")) == .secondPersonNeeded("Hà"))
        #expect(try second.refusal(.channel, .borderGuard, set(.green, by: "Bình")) == .wrongAgency(needed: .customs))
        // Another wish is another question.
        try second.act(.channel, .customs, set(.yellow, by: "Bình"))
        #expect(try second.visit(1).channel == .red)
        #expect(
            try second.act(.channel, .customs, set(.yellow, by: "Hà")) == [
                "channelLowering visit:1 channel:yellow by:Bình second:Hà hits:portal",
                "channelled visit:1 channel:yellow reason:twoPersons",
            ])
        let visit = try second.visit(1)
        #expect(visit.channel == .yellow && visit.channelReason == .twoPersons && visit.lowering.isGranted)
    }

    @Test func onlyADrawIsRandom() throws {
        var bench = try bench()
        _ = try bench.tick(after: .seconds(1))
        try bench.act(.channel, .customs) {
            $0.channel = .yellow
            $0.channelReason = .random
        }
        #expect(try bench.visit(1).channelReason == .medium)
    }

    @Test func aHoldStaysAHold() throws {
        for wasKnown in [true, false] {
            var bench = try Bench()
            bench.harness.record(.gateConfigured(Self.plan), by: .rule("layout"))
            if wasKnown {
                try bench.identify()
            } else {
                let plate = Bench.plate(try bench.visit(1).declaration.tractor, .nearest)
                try bench.read(plate, .queueCamera, of: 1)
                try bench.read(plate, .frontCamera, of: 1)
                try #require(try bench.visit(1).state == .inLane)
            }
            try bench.act(.hold, .borderGuard) { $0.reason = .other }
            try bench.read(.occupancy(occupancy(alarm: true)), .portal, of: 1)
            _ = try bench.tick(after: .seconds(1))
            #expect(try bench.visit(1).state == .held)
            #expect(try (bench.visit(1).channel != .none) == wasKnown)
        }
    }

    @Test func aWishIsOverWhenSomethingNewIsKnown() throws {
        var bench = try bench()
        _ = try bench.tick(after: .seconds(1))
        try bench.act(.channel, .customs, set(.yellow, by: "Hà"))
        try bench.act(.channel, .customs, set(.green, by: "Hà"))
        try #require(try bench.visit(1).lowering.channel == .green)
        try bench.read(.occupancy(occupancy(alarm: true)), .portal, of: 1)
        _ = try bench.tick(after: .seconds(1))
        try #require(try bench.visit(1).channel == .red && bench.visit(1).lowering.channel == .none)
        try bench.act(.channel, .customs, set(.green, by: "Bình"))
        #expect(try bench.visit(1).channel == .red, "the first wish was for another vehicle than this one is")
    }

    @Test func whatWasLoweredComesBackForNewReasonsOnly() throws {
        var bench = try bench(alarm: true)
        _ = try bench.tick(after: .seconds(1))
        for officer in ["Hà", "Bình"] { try bench.act(.channel, .customs, set(.green, by: officer)) }
        try #require(try bench.visit(1).channel == .green)
        try bench.read(.weight(WeightReading(kilograms: 20_000, isStable: true, at: .epoch)), .weighbridge, of: 1)
        _ = try bench.tick(after: .seconds(1))
        #expect(try bench.visit(1).channel == .green, "it was known")
        try bench.read(.weight(WeightReading(kilograms: 24_000, isStable: true, at: .epoch)), .weighbridge, of: 1)
        _ = try bench.tick(after: .seconds(1))
        #expect(try bench.visit(1).channel == .red)
    }

    @Test func customsSystemLowersNothingThatTheRulesGave() throws {
        for isGranted in [false, true] {
            var bench = try bench(alarm: true)
            _ = try bench.tick(after: .seconds(1))
            if isGranted {
                for officer in ["Hà", "Bình"] { try bench.act(.channel, .customs, set(.green, by: officer)) }
            }
            var answer = CustomsAnswer()
            answer.code = .control
            answer.channel = .yellow
            answer.declaration = try bench.visit(1).declaration.number
            try bench.read(.answer(answer), .manifestFeed, lane: nil, of: 1)
            // What two officers made milder it may make stricter.
            #expect(try bench.visit(1).channel == (isGranted ? .yellow : .red))
        }
    }

    @Test func onceCustomsHasDecidedItIsJudgedNoMore() throws {
        var bench = try bench()
        _ = try bench.tick(after: .seconds(1))
        for agency in try bench.visit(1).unsettled where agency != .customs { try bench.act(.pass, agency) }
        try bench.act(.pass, .customs)
        try bench.read(.weight(WeightReading(kilograms: 29_000, isStable: true, at: .epoch)), .weighbridge, of: 1)
        #expect(try bench.tick(after: .seconds(1)).allSatisfy { !$0.hasPrefix("assessed") })
    }

    @Test func whoIsWatchedIsAnAlarmOnce() throws {
        var plan = SmallGate.plan
        var entry = WatchEntry()
        entry.id = "bp-1"
        entry.value = SmallGate.plates[0]
        entry.agency = .borderGuard
        entry.channel = .red
        entry.from = 20_270_101
        entry.until = 20_270_131
        plan.risk.watch = [entry]
        var bench = try bench(plan)
        #expect(
            try bench.tick(after: .seconds(1)) == [
                "assessed visit:1 assessment:{channel:red reason:high hits:watch:bp-1}",
                "alarmRaised alarm:1 kind:watched lane:1 visit:1 detail:12C12345 · BP · bp-1",
                "channelled visit:1 channel:red reason:high", "visitMoved visit:1 to:channelled basis:channel-red",
            ])
        try bench.read(.weight(WeightReading(kilograms: 20_000, isStable: true, at: .epoch)), .weighbridge, of: 1)
        #expect(try bench.tick(after: .seconds(1)).map { $0.prefix(8) } == ["assessed"])
    }

    // MARK: Seeds

    @Test func theDaysNumberIsPublishedOnce() throws {
        var plan = SmallGate.plan
        plan.risk.sampling = [RiskTests.sampling(10_000)]
        var bench = try Bench()
        #expect(try bench.refusal(.publishSeed, .customs, on: nil) { $0.seed = "1f" } == .nothingToDo)
        #expect(
            try bench.refusal(.publishSeed, .board, on: nil) { $0.seed = "1f" } == .wrongAgency(needed: .customs))
        bench.harness.record(.gateConfigured(plan), by: .rule("layout"))
        for bad in ["", "0", "g", "-1", "+1f", "12345678901234567", "00000000000000001"] {
            #expect(try bench.refusal(.publishSeed, .customs, on: nil) { $0.seed = bad } == .badSeed, "\(bad)")
        }
        #expect(
            try bench.act(.publishSeed, .customs, on: nil) { $0.seed = "1F" } == ["seedPublished day:20270115 seed:31"])
        #expect(try bench.refusal(.publishSeed, .customs, on: nil) { $0.seed = "2" } == .seedPublished)
        try bench.identify()
        _ = try bench.tick(after: .seconds(1))
        #expect(try bench.visit(1).channelReason == .random && bench.visit(1).risk.rate == 10_000)
        // Yesterday's number draws nobody today.
        _ = try bench.tick(after: .hours(24))
        #expect(bench.state.lacksSeed(at: bench.harness.now))
        #expect(
            try bench.act(.publishSeed, .customs, on: nil) { $0.seed = "2" } == ["seedPublished day:20270116 seed:2"])
    }

    @Test("Whatever officers press: below what the rules gave only by two names", arguments: [1, 2, 3] as [UInt64])
    func twoNames(seed: UInt64) throws {
        print("two names: seed \(seed)")
        var random = SeededRandom(seed: seed)
        for _ in 0..<40 {
            var bench = try bench(alarm: random.below(2) == 0)
            _ = try bench.tick(after: .seconds(1))
            try #require(try bench.visit(1).risk.channel != .none)
            var asked: [Channel: Set<String>] = [:]
            for _ in 0..<12 {
                let channel = Channel.allCases[1 + random.below(3)]
                let officer = ["Hà", "Bình", "Lan"][random.below(3)]
                let before = try bench.visit(1).channel
                _ = try bench.decide(.channel, .customs, set(channel, by: officer))
                asked[channel, default: []].insert(officer)
                let after = try bench.visit(1).channel
                if after.rawValue < before.rawValue {
                    #expect(asked[after, default: []].count >= 2, "seed \(seed): \(asked)")
                    let lowering = try bench.visit(1).lowering
                    #expect(lowering.isGranted && lowering.by != lowering.second && lowering.channel == after)
                }
            }
        }
    }
}
