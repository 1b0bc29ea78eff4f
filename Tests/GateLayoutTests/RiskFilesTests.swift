import Foundation
import GateLayout
import GateModel
import TestSupport
import Testing

/// The files of `data/risk`, and what is said of mistakes in them.
@Suite("Risk files") struct RiskFilesTests {
    static let rule = """
        [[rule]]
        id = "heavy"
        from = 2026-01-01
        source = "Luật"
        vi = "Nặng"
        en = "Heavy"
        state = "in-force"
        when = ["goods is empty", "measured >= 20000"]
        channel = "red"
        level = "high"
        [[rule.case]]
        facts = { goods = "empty", measured = 20000 }
        hits = true
        [[rule.case]]
        facts = { goods = "empty", measured = 19999 }
        hits = false
        """

    static let watch = """
        version = "7"
        [[watch]]
        id = "a"
        kind = "plate"
        value = "12C-123.45"
        agency = "BP"
        channel = "red"
        from = 2026-01-01
        until = 2026-12-31
        source = "Công văn 1"
        """

    static let sampling = """
        [[law]]
        from = 2026-01-01
        source = "Luật"
        normal_per_10000 = 100
        tightened_per_10000 = 500
        loosened_per_10000 = 25
        tighten_after = 2
        loosen_after = 10
        channel = "yellow"
        """

    private func problems(_ body: () throws(LayoutProblems) -> Void) -> [String] {
        LayoutProblems.of(body).map {
            "\($0.line) \($0.field): \($0.problem)" + ($0.suggestion.map { " ~\($0)" } ?? "")
        }
    }

    @Test("What comes with the program is sound, and every rule does what its cases say") func delivered() throws {
        let (tables, trials) = try RiskFiles.load(folder: Repository.root + "/data/risk")
        #expect(tables.rules.count >= 6 && trials >= 2 * tables.rules.count)
        #expect(tables.rules.contains { $0.isShadow } && tables.rules.contains { !$0.isShadow })
        #expect(!tables.watchVersion.isEmpty && !tables.sampling.isEmpty && !tables.declarants.isEmpty)
        // All of it goes into the plan of every gate.
        #expect(JSONFieldWriter.json(tables).count < GatePlan.sizeLimit / 4)
    }

    @Test func aRuleIsReadWhole() throws {
        let read = try RiskFiles.parseRules(Self.rule, file: "rules.toml")
        let rule = try #require(read.rules.first)
        #expect(rule.id == "heavy" && rule.vietnamese == "Nặng" && rule.english == "Heavy" && !rule.isShadow)
        #expect(rule.channel == .red && rule.level == .high && rule.from == 20_260_101 && rule.until == 0)
        #expect(rule.terms.map(\.fact) == [.goods, .measured] && rule.terms.map(\.comparison) == [.equals, .atLeast])
        #expect(rule.terms.map(\.number) == [0, 20_000] && rule.terms[0].text == "empty")
        #expect(read.trials == [true, false])
    }

    /// What is put in the place of what in the rule, and what is said.
    static let mistakes: [(String, String, String)] = [
        (
            "\"measured >= 20000\"", "\"measured >= 20001\"",
            "13 rule[1].case[1].hits: the rule 'heavy' does not hit this case"
        ),
        ("\"measured >= 20000\"", "\"measured >= 100\"", "16 rule[1].case[2].hits: the rule 'heavy' hits this case"),
        ("measured >=", "mesured >=", "8 rule[1].when: 'mesured' is no fact of a vehicle ~measured"),
        ("measured >=", "measured >", "8 rule[1].when: '>': measured is compared by is, not, >=, <="),
        ("measured >= 20000", "measured >= heavy", "8 rule[1].when: 'heavy': measured is a whole number"),
        ("measured >= 20000", "measured", "8 rule[1].when: 'measured': expected a fact, a comparison and a value"),
        ("goods is empty", "goods is emty", "8 rule[1].when: 'emty' is none of general, fruit, empty"),
        ("goods is empty", "goods >= 3", "8 rule[1].when: '>=': goods is compared by is, not, starts"),
        (
            "{ goods = \"empty\", measured = 20000 }", "{ goods = \"emty\", measured = 20000 }",
            "12 rule[1].case[1].facts.goods: 'emty'"
        ),
        ("measured = 19999", "mesured = 19999", "15 rule[1].case[2].facts.mesured: is not a known field ~measured"),
        ("hits = false", "hits = true", "4 "),
        ("state = \"in-force\"", "state = \"on\"", "7 rule[1].state: 'on' is none of in-force, shadow"),
        ("channel = \"red\"", "channel = \"green\"", "9 rule[1].channel: 'green' is none of yellow, red"),
        ("id = \"heavy\"", "id = \"rất nặng\"", "2 rule[1].id: 'rất nặng': letters a–z"),
        (
            "when = [\"goods is empty\", \"measured >= 20000\"]", "when = []",
            "8 rule[1].when: expected at least one condition"
        ),
    ]

    @Test(arguments: mistakes) func aMistakeIsSaidWithItsLine(from: String, to: String, says: String) throws {
        try #require(Self.rule.contains(from))
        let text = Self.rule.replacing(from, with: to, maxReplacements: 1)
        let found = problems { () throws(LayoutProblems) in _ = try RiskFiles.parseRules(text, file: "r") }
        #expect(!found.isEmpty && (says == "4 " || found.contains { $0.hasPrefix(says) }), "\(found)")
    }

    @Test func aRuleNeedsACaseItHitsAndOneItDoesNot() {
        for without in ["hits = true", "hits = false"] {
            let blocks = Self.rule.components(separatedBy: "[[rule.case]]")
            let text = blocks.filter { !$0.contains(without) }.joined(separator: "[[rule.case]]")
            let found = problems { () throws(LayoutProblems) in _ = try RiskFiles.parseRules(text, file: "r") }
            #expect(found.contains { $0.hasSuffix("expected a [[rule.case]] with \(without)") }, "\(found)")
        }
        let twice = problems { () throws(LayoutProblems) in
            _ = try RiskFiles.parseRules(Self.rule + "\n" + Self.rule, file: "r")
        }
        #expect(twice == ["18 rule[2].id: 'heavy' stands twice"])
    }

    @Test func theWatchListIsNormalisedAndEnds() throws {
        let (version, entries) = try RiskFiles.parseWatch(Self.watch, file: "w")
        #expect(version == "7" && entries.map(\.value) == ["12C12345"] && entries.first?.until == 20_261_231)
        #expect(try RiskFiles.parseWatch("version = \"8\"", file: "w").1.isEmpty)
        let mistakes = [
            ("until = 2026-12-31", "", "until: is missing: nobody is watched for good"),
            ("12C-123.45", "HELLO", "value: 'HELLO' is no plate"), ("version = \"7\"", "", "version: is missing"),
            ("kind = \"plate\"", "kind = \"container\"", "value: '12C-123.45' is no container's number"),
        ]
        for (from, to, says) in mistakes {
            let text = Self.watch.replacing(from, with: to)
            let found = problems { () throws(LayoutProblems) in _ = try RiskFiles.parseWatch(text, file: "w") }
            #expect(found.contains { $0.contains(says) }, "\(found)")
        }
    }

    @Test func aDeclarantHasOneGradeADay() throws {
        let grade = """
            [[declarant]]
            company = "A"
            level = 1
            class = 1
            from = 2026-01-01
            until = 2026-06-30
            source = "x"

            """
        let later = grade.replacing("2026-01-01", with: "2026-07-01").replacing("2026-06-30", with: "2026-12-31")
        #expect(try RiskFiles.parseDeclarants(grade + later, file: "d").count == 2)
        let twice = problems { () throws(LayoutProblems) in
            _ = try RiskFiles.parseDeclarants(grade + grade, file: "d")
        }
        #expect(twice == ["9 declarant[2].company: 'A' has another grade on these days"])
    }

    @Test func aRuleThatCouldNotBeReadIsOneMistake() {
        let text = Self.rule.replacing("goods is empty", with: "goods is emty")
        let found = problems { () throws(LayoutProblems) in _ = try RiskFiles.parseRules(text, file: "r") }
        #expect(found.count == 1, "\(found)")
    }

    @Test func ratesThatContradictEachOtherAreSaid() throws {
        #expect(try RiskFiles.parseSampling(Self.sampling, file: "s").first?.loosened == 25)
        let text = Self.sampling.replacing("= 500", with: "= 50").replacing("= 25", with: "= 101")
        let found = problems { () throws(LayoutProblems) in _ = try RiskFiles.parseSampling(text, file: "s") }
        #expect(
            found == [
                "5 law[1].tightened_per_10000: is less than normal_per_10000",
                "6 law[1].loosened_per_10000: is more than normal_per_10000",
            ])
    }

    /// Whatever is done to the files: read or refused, never a trap.
    @Test func damagedFilesNeverTrap() {
        let seed = UInt64(20_261_130)
        let rounds = 150
        print("risk files: seed \(seed)")
        var random = SeededRandom(seed: seed)
        for text in [Self.rule, Self.watch, Self.sampling, LayoutMistakeTests.full] {
            for _ in 0..<rounds {
                var damaged = Array(text)
                for _ in 0...random.below(3) {
                    let place = random.below(damaged.count)
                    let end = min(damaged.count, place + random.below(4))
                    let marks = ["\"", "]", "[", "{", "}", "=", ".", ",", "#", "'", "\n", "\\", "é", "\u{0}", "7", ""]
                    damaged.replaceSubrange(place..<end, with: marks[random.below(marks.count)])
                }
                let text = String(damaged)
                _ = problems { () throws(LayoutProblems) in _ = try RiskFiles.parseRules(text, file: "r") }
                _ = problems { () throws(LayoutProblems) in _ = try RiskFiles.parseWatch(text, file: "w") }
                _ = problems { () throws(LayoutProblems) in _ = try RiskFiles.parseSampling(text, file: "s") }
                _ = problems { () throws(LayoutProblems) in _ = try GateLayoutFile.parse(text, file: "l") }
            }
        }
    }
}
