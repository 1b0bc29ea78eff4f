import GateModel
import Testing

/// What the law allows a vehicle, and what is said of one that is heavier. The figures are made up.
@Suite struct WeightLawTests {
    static let laws: [WeightLaw] = {
        var old = WeightLaw()
        old.from = 20_240_101
        old.until = 20_241_231
        old.source = "Luật cũ"
        old.axleKilograms = 10_000
        old.rigid = [16_000, 24_000, 30_000]
        old.combination = [0, 26_000, 34_000]
        var new = old
        new.from = 20_250_101
        new.until = 0
        new.source = "Luật mới"
        new.axleKilograms = 11_500
        new.combination = [0, 28_000, 36_000]
        return [old, new]
    }()

    static let plan: GatePlan = {
        var plan = SmallGate.plan
        plan.weightLaws = laws
        return plan
    }()

    private static func time(_ year: Int, _ month: Int, _ day: Int, hour: Int = 9) -> GateTime {
        CivilTime(year: year, month: month, day: day, hour: hour).time(offsetMinutes: 420)
    }

    private static func weight(_ axles: [Int32], at time: GateTime) -> WeightReading {
        WeightReading(kilograms: axles.reduce(0, +), isStable: true, at: time, axles: axles)
    }

    private static func declaration(trailer: String = "") -> Declaration {
        var declaration = Declaration()
        declaration.trailer = trailer
        return declaration
    }

    @Test(arguments: [
        (2, false, 16_000 as Int32?), (3, false, 24_000), (4, false, 30_000), (5, false, 30_000), (12, false, 30_000),
        (2, true, nil), (3, true, 26_000), (4, true, 34_000), (9, true, 34_000), (1, false, nil), (0, true, nil),
        (-3, false, nil), (Int.max, false, 30_000),
    ])
    func aLimitHangsOnTheAxles(axles: Int, isCombination: Bool, limit: Int32?) {
        #expect(Self.laws[0].gross(axles: axles, isCombination: isCombination) == limit)
    }

    @Test func aLawWithoutFiguresLimitsNothing() {
        #expect(WeightLaw().gross(axles: 4, isCombination: false) == nil)
    }

    /// Days change at the gate's midnight, not at that of UTC.
    @Test(arguments: [
        (time(2023, 12, 31, hour: 23), nil as String?), (time(2024, 1, 1, hour: 0), "Luật cũ"),
        (time(2024, 12, 31, hour: 23), "Luật cũ"), (time(2025, 1, 1, hour: 0), "Luật mới"),
        (time(2060, 1, 1), "Luật mới"), (.epoch, nil), (GateTime(milliseconds: .max), "Luật mới"),
        (GateTime(milliseconds: .min), nil),
    ])
    func aDayHasItsLaw(at time: GateTime, source: String?) {
        #expect(Self.plan.weightLaw(at: time)?.source == source)
    }

    @Test func theSameTruckOnTwoDatesHasTwoLimits() throws {
        let axles: [Int32] = [7_000, 10_400, 8_900, 9_000]
        let combination = Self.declaration(trailer: "12R00001")
        let before = try #require(
            Self.plan.legalWeight(Self.weight(axles, at: Self.time(2024, 12, 31)), of: combination))
        let after = try #require(Self.plan.legalWeight(Self.weight(axles, at: Self.time(2025, 1, 1)), of: combination))
        #expect(before.grossLimit == 34_000 && before.isGrossOver && before.isAxleOver)
        #expect(after.grossLimit == 36_000 && !after.isGrossOver && !after.isAxleOver)
        #expect(before.axle == 2 && before.axleKilograms == 10_400)
        let alone = try #require(
            Self.plan.legalWeight(Self.weight(axles, at: Self.time(2025, 1, 1)), of: Self.declaration()))
        #expect(alone.grossLimit == 30_000 && alone.isGrossOver, "without a trailer it is a vehicle of one piece")
    }

    @Test func withoutAxlesOrALawThereIsNothingToCompare() {
        let whole = WeightReading(kilograms: 60_000, isStable: true, at: Self.time(2025, 1, 1))
        #expect(Self.plan.legalWeight(whole, of: Self.declaration()) == nil)
        let early = Self.weight([9_000, 9_000], at: Self.time(2020, 1, 1))
        #expect(Self.plan.legalWeight(early, of: Self.declaration()) == nil)
        #expect(SmallGate.plan.legalWeight(Self.weight([9_000, 9_000], at: .epoch), of: Self.declaration()) == nil)
    }

    @Test func whateverAJournalHoldsIsCompared() {
        let wild = WeightReading(
            kilograms: .min, isStable: true, at: Self.time(2025, 1, 1), axles: [.min, .max, -1, 0])
        #expect(Self.plan.legalWeight(wild, of: Self.declaration())?.isAxleOver == true)
    }

    // MARK: The rule

    private func bench(identifying visit: Int64 = 1) throws -> Bench {
        var bench = try Bench(visits: Int(visit))
        bench.harness.record(.gateConfigured(Self.plan), by: .rule("layout"))
        try bench.identify(visit)
        return bench
    }

    /// The first truck has a trailer and is declared with 20 t; the tolerance is 3 %.
    private func read(_ bench: inout Bench, _ axles: [Int32], at time: GateTime) throws -> [String] {
        try bench.read(.weight(Self.weight(axles, at: time)), .weighbridge).filter { !$0.hasPrefix("weighed") }
    }

    @Test func withinTheLawNothingIsSaid() throws {
        var bench = try bench()
        #expect(try read(&bench, [5_000, 7_500, 7_500], at: Self.time(2024, 5, 1)).isEmpty)
        #expect(try bench.visit(1).weight.axles == [5_000, 7_500, 7_500])
    }

    @Test func withinTheToleranceItIsKnownButNoAlarm() throws {
        var bench = try bench()
        let lines = try read(&bench, [6_180, 10_300, 10_300], at: Self.time(2024, 5, 1))
        #expect(lines.allSatisfy { !$0.contains("overweight") }, "26 780 and 10 300 are 3 % above 26 000 and 10 000")
        let legal = try #require(
            bench.state.plan.legalWeight(try bench.visit(1).weight, of: try bench.visit(1).declaration))
        #expect(legal.gross > 26_000 && !legal.isGrossOver && legal.axleKilograms > 10_000 && !legal.isAxleOver)
    }

    @Test func beyondItAnAlarmNamesTheFiguresAndTheLaw() throws {
        var bench = try bench()
        #expect(
            try read(&bench, [6_181, 10_300, 10_300], at: Self.time(2024, 5, 1)).suffix(2) == [
                "alarmRaised alarm:2 kind:overweight lane:1 visit:1 detail:26781 > 26000 kg · Luật cũ",
                "troubleRaised visit:1 stage:identified reason:overweight",
            ])
    }

    @Test func anAxleMayBeTooHeavyByItself() throws {
        var bench = try bench()
        #expect(
            try read(&bench, [4_800, 10_301, 5_000], at: Self.time(2024, 5, 1)) == [
                "alarmRaised alarm:1 kind:overweight lane:1 visit:1 detail:#2 10301 > 10000 kg · Luật cũ",
                "troubleRaised visit:1 stage:identified reason:overweight",
            ])
        var other = try self.bench()
        #expect(
            try read(&other, [4_800, 10_301, 5_000], at: Self.time(2025, 5, 1)).isEmpty, "under the new law it is not")
    }

    @Test func bothAreSaidTogetherAndOnce() throws {
        var bench = try bench()
        let first = try read(&bench, [8_000, 14_000, 12_000], at: Self.time(2024, 5, 1))
        #expect(first.contains { $0.contains("detail:34000 > 26000 kg  #2 14000 > 10000 kg · Luật cũ") }, "\(first)")
        #expect(try read(&bench, [8_000, 14_000, 13_000], at: Self.time(2024, 5, 1)).isEmpty, "the alarm still stands")
    }

    @Test func anUndeclaredWeightIsStillJudgedByTheLaw() throws {
        var bench = try bench(identifying: 4)
        let lines = try read(&bench, [9_000, 9_000], at: Self.time(2024, 5, 1))
        #expect(lines.contains { $0.contains("18000 > 16000 kg") }, "\(lines)")
    }

    @Test func axlesAreNewsToAWholeWeightButNotTheirWandering() throws {
        var bench = try bench()
        let time = Self.time(2024, 5, 1)
        func count(_ weight: WeightReading) throws -> Int { try bench.read(.weight(weight), .weighbridge).count }
        #expect(try count(WeightReading(kilograms: 20_000, isStable: true, at: time)) == 1)
        #expect(try count(Self.weight([5_000, 7_500, 7_500], at: time)) == 1)
        #expect(try count(Self.weight([5_020, 7_480, 7_510], at: time)) == 0)
        #expect(try count(WeightReading(kilograms: 20_010, isStable: true, at: time)) == 0, "the axles are kept")
        #expect(try count(Self.weight([5_021, 7_480, 7_500], at: time)) == 1)
        #expect(try count(Self.weight([10_000, 10_000], at: time)) == 1, "as many axles as never before")
    }

    // MARK: Journals

    @Test func journalsFromBeforeStillRead() throws {
        let weight = try #require(readJSON(WeightReading.self, #"{"kg":20600,"stable":true,"at":5}"#).success)
        #expect(weight == WeightReading(kilograms: 20_600, isStable: true, at: GateTime(milliseconds: 5)))
        var plan = SmallGate.plan
        #expect(!plan.jsonText.contains("weightLaws"))
        #expect(readJSON(GatePlan.self, plan.json) == .success(plan))
        plan.weightLaws = Self.laws
        #expect(readJSON(GatePlan.self, plan.json) == .success(plan))
    }
}
