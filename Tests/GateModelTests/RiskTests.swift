import GateModel
import TestSupport
import Testing

/// What vehicles are judged by: terms, rules, lists, draws, and how strictly is drawn.
@Suite("Risk") struct RiskTests {
    static func term(_ fact: RiskFact, _ comparison: RiskTerm.Comparison, _ text: String, _ number: Int64 = 0)
        -> RiskTerm
    {
        var term = RiskTerm()
        term.fact = fact
        term.comparison = comparison
        term.text = text
        term.number = number
        return term
    }

    static func rule(
        _ id: String, _ channel: Channel, _ terms: RiskTerm..., level: ChannelReason = .medium, isShadow: Bool = false,
        from: Int32 = 20_200_101, until: Int32 = 0
    ) -> RiskRule {
        var rule = RiskRule()
        rule.id = id
        rule.channel = channel
        rule.level = level
        rule.terms = terms
        rule.isShadow = isShadow
        rule.from = from
        rule.until = until
        return rule
    }

    static func sampling(_ normal: Int32, tightened: Int32 = 5_000, loosened: Int32 = 10) -> SamplingLaw {
        var law = SamplingLaw()
        law.from = 20_200_101
        law.normal = normal
        law.tightened = tightened
        law.loosened = loosened
        law.tightenAfter = 2
        law.loosenAfter = 3
        law.channel = .yellow
        return law
    }

    private static let date: Int32 = 20_270_115

    private func assess(
        _ tables: RiskTables, _ facts: RiskFacts = RiskFacts(), visit: Visit = Visit(), on date: Int32 = Self.date,
        seed: UInt64? = nil, record: DeclarantRecord? = nil
    ) -> RiskAssessment {
        tables.assess(visit, facts, on: date, record: record, seed: seed.map { DaySeed(day: date, seed: $0) })
    }

    // MARK: Terms

    @Test("Every comparison of every fact, with less, the same and more") func terms() {
        for fact in RiskFact.allCases {
            for comparison in RiskTerm.Comparison.allCases {
                let term = Self.term(fact, comparison, "4403", 20)
                var holds: [Bool] = []
                for (text, number) in [("4402", Int64(19)), ("4403", 20), ("440399", 21)] {
                    var facts = RiskFacts()
                    if fact.isText { facts[text: fact] = text } else { facts[number: fact] = number }
                    holds.append(term.holds(for: facts))
                }
                let expected: [Bool] =
                    switch (comparison, fact.isText) {
                    case (.equals, _): [false, true, false]
                    case (.differs, _): [true, false, true]
                    case (.starts, true): [false, true, true]
                    case (.atLeast, false): [false, true, true]
                    case (.atMost, false): [true, true, false]
                    default: [false, false, false]
                    }
                #expect(holds == expected, "\(fact.name) \(comparison.name)")
            }
        }
    }

    // MARK: Rules

    @Test func theStrictestRuleThatHitsGivesTheChannel() {
        var tables = RiskTables()
        tables.rules = [
            Self.rule("a", .yellow, Self.term(.flaws, .atLeast, "", 1)),
            Self.rule("b", .red, Self.term(.portalAlarm, .equals, "", 1), level: .high),
            Self.rule("trial", .red, Self.term(.flaws, .atLeast, "", 1), isShadow: true),
        ]
        var facts = RiskFacts()
        var found = assess(tables, facts)
        #expect(found.channel == .green && found.reason == .low && found.hits.isEmpty && found.shadows.isEmpty)
        facts[number: .flaws] = 2
        found = assess(tables, facts)
        // A rule on trial is recorded, and changes nothing.
        #expect(found.channel == .yellow && found.reason == .medium && found.hits == "a" && found.shadows == "trial")
        facts[number: .portalAlarm] = 1
        found = assess(tables, facts)
        #expect(found.channel == .red && found.reason == .high && found.hitList == ["a", "b"])
    }

    @Test("The same vehicle on two days, by two rules") func dates() {
        var tables = RiskTables()
        let term = Self.term(.excess, .atLeast, "", 80)
        tables.rules = [
            Self.rule("old", .yellow, term, until: 20_261_231),
            Self.rule("new", .red, term, level: .high, from: 20_270_101),
        ]
        var facts = RiskFacts()
        facts[number: .excess] = 90
        #expect(assess(tables, facts, on: 20_261_231).hits == "old")
        #expect(assess(tables, facts, on: 20_270_101).hits == "new")
        #expect(assess(tables, facts, on: 20_261_231).channel == .yellow)
        #expect(assess(tables, facts, on: 20_270_101).channel == .red)
    }

    @Test(arguments: WatchEntry.Kind.allCases) func watchedUntilItsLastDay(kind: WatchEntry.Kind) {
        var entry = WatchEntry()
        entry.id = "x"
        entry.kind = kind
        entry.value = "THAT"
        entry.channel = .red
        entry.from = 20_270_101
        entry.until = 20_270_131
        var tables = RiskTables()
        tables.watch = [entry]
        var visit = Visit()
        #expect(assess(tables, visit: visit).hits.isEmpty)
        switch kind {
        case .plate: visit.declaration.trailer = "THAT"
        case .container: visit.declaration.container = "THAT"
        case .document: visit.declaration.document = "THAT"
        case .company: visit.declaration.company = "THAT"
        }
        let found = assess(tables, visit: visit)
        #expect(found.hits == "watch:x" && found.channel == .red && found.reason == .high)
        #expect(assess(tables, visit: visit, on: 20_270_131).channel == .red)
        #expect(assess(tables, visit: visit, on: 20_270_201).channel == .green)
        #expect(assess(tables, visit: visit, on: 20_261_231).channel == .green)
    }

    // MARK: Draws

    /// Numbers worked out apart from this program, by the formula in the documentation.
    @Test func theDrawIsTheOneInTheBooks() {
        let seed = DaySeed(day: Self.date, seed: 0x1234_ABCD)
        #expect(["105000000012", "307123456789", ""].map(seed.draw) == [9944, 4431, 7114])
        #expect(DaySeed(day: Self.date, seed: 1).draw("105000000012") == 6035)
    }

    @Test("Drawn at one rate, drawn at every higher one; and as many as the rate says") func rates() {
        let seed: UInt64 = 20_270_115
        print("draws: seed \(seed)")
        var random = SeededRandom(seed: seed)
        var drawn = [0, 0, 0]
        let rates: [Int32] = [100, 500, 2_500]
        for number in 0..<20_000 {
            var visit = Visit()
            visit.declaration.number = "\(100_000_000_000 + number)"
            let day = random.next()
            var last = false
            for (index, rate) in rates.enumerated() {
                var tables = RiskTables()
                tables.sampling = [Self.sampling(rate)]
                let found = assess(tables, visit: visit, seed: day)
                #expect(found.rate == rate && found.isDrawn)
                let isDrawn = found.reason == .random
                #expect(!last || isDrawn)
                #expect(found.channel == (isDrawn ? .yellow : .green))
                last = isDrawn
                if isDrawn { drawn[index] += 1 }
            }
        }
        // Within five standard deviations of 200, 1,000 and 5,000.
        for (index, (mean, deviation)) in [(200.0, 14.1), (1_000, 30.8), (5_000, 61.2)].enumerated() {
            #expect(abs(Double(drawn[index]) - mean) < 5 * deviation, "\(drawn)")
        }
    }

    @Test func whoIsHitIsNotDrawnAndWithoutASeedNobodyIs() {
        var tables = RiskTables()
        tables.sampling = [Self.sampling(10_000)]
        #expect(assess(tables).isDrawn == false && assess(tables).channel == .green)
        #expect(assess(tables, seed: 5).reason == .random)
        tables.rules = [Self.rule("all", .yellow, Self.term(.flaws, .atLeast, "", 0))]
        #expect(assess(tables, seed: 5).isDrawn, "of what is not known no rule hits")
        var facts = RiskFacts()
        facts[number: .flaws] = 0
        let found = assess(tables, facts, seed: 5)
        #expect(!found.isDrawn && found.reason == .medium)
    }

    // MARK: Sampling by record

    /// `.` for an inspection without a finding, `x` for one with: what comes of it after each.
    @Test(arguments: [
        ("..", "NN"), ("...", "NNL"), ("...x", "NNLN"), ("x.x", "NNT"), ("xx...", "NTTTT"), ("xx....", "NTTTTN"),
        ("xx.......", "NTTTTNNNL"), ("x....x", "NNNLLN"), ("xx..x...", "NTTTTTTN"),
    ])
    func regimes(inspections: String, expected: String) throws {
        var bench = try Bench(visits: 0)
        var plan = SmallGate.plan
        plan.risk.sampling = [Self.sampling(100)]
        bench.harness.record(.gateConfigured(plan), by: .rule("layout"))
        var found = ""
        for (index, inspection) in inspections.enumerated() {
            let visit = Int64(index) + 1
            try bench.declare(index) { $0.company = "Công ty A" }
            try bench.inspectAndClose(visit, found: inspection == "x")
            let record = try #require(bench.state.record(of: "Công ty A"))
            found += record.regime.name.prefix(1).uppercased()
            #expect(record.inspections == Int64(index) + 1)
        }
        #expect(found == expected)
    }
}

extension Bench {
    /// A vehicle of its own plate, for lane 1.
    mutating func declare(_ index: Int, _ fill: (inout Declaration) -> Void = { _ in }) throws {
        var declaration = SmallGate.declaration(0)
        declaration.number = String(300_000_000_010 + index * 10)
        declaration.tractor = "12C\(10_000 + index)"
        declaration.trailer = ""
        declaration.container = ""
        fill(&declaration)
        try read(.declaration(declaration), .manifestFeed, lane: nil)
    }

    /// A red vehicle that crosses, or is seized.
    mutating func inspectAndClose(_ visit: Int64, found: Bool) throws {
        try identify(visit)
        try act(.channel, .customs, on: visit) { $0.channel = .red }
        if found {
            try act(.seize, .customs, on: visit) { $0.reason = .goodsMismatch }
        } else {
            try release(visit)
            try act(.letThrough, .borderGuard, on: visit)
            try read(.loop(occupied: true), .loopOut)
            try read(.loop(occupied: false), .loopOut)
        }
        let closed = try self.visit(visit).state
        try #require(closed == (found ? .seized : .crossed), "\(closed)")
    }
}
