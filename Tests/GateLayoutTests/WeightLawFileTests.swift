import GateModel
import TestSupport
import Testing

@testable import GateLayout

@Suite struct WeightLawFileTests {
    static let sound = """
        [[law]]
        from = 2024-01-01
        until = "2024-12-31"
        source = "Luật A"
        article = "Điều 1"
        axle_kg = 10_000
        rigid_kg = { 2 = 16_000, 3 = 24_000 }
        combination_kg = { 3 = 26_000, 4 = 34_000 }

        [[law]]
        from = 2025-01-01
        source = "Luật B"
        axle_kg = 11_000
        rigid_kg = { 2 = 17_000 }
        combination_kg = { 3 = 27_000 }
        """

    private func problems(_ text: String) -> [String] {
        LayoutProblems.of { () throws(LayoutProblems) in _ = try WeightLawFile.parse(text, file: "w.toml") }
            .map(\.description)
    }

    @Test func aTableBecomesLaws() throws {
        let laws = try WeightLawFile.parse(Self.sound, file: "w.toml")
        try #require(laws.count == 2)
        #expect(laws[0].from == 20_240_101 && laws[0].until == 20_241_231)
        #expect(laws[0].source == "Luật A" && laws[0].article == "Điều 1" && laws[0].axleKilograms == 10_000)
        #expect(laws[0].rigid == [16_000, 24_000] && laws[0].combination == [0, 26_000, 34_000])
        #expect(laws[1].until == 0 && laws[1].article.isEmpty && laws[1].combination == [0, 27_000])
        let parts = Self.sound.split(separator: "\n\n")
        #expect(try WeightLawFile.parse(parts[1] + "\n\n" + parts[0], file: "w.toml") == laws, "in order of time")
    }

    @Test(arguments: [
        ("from = 2024-01-01\n", "", "w.toml:1: law[1].from: is missing"),
        (
            "from = 2025-01-01", "from = 2024-12-31",
            "w.toml:11: law[2].from: another law is in force on these days, in line 2"
        ),
        ("until = \"2024-12-31\"\n", "", "w.toml:10: law[2].from: another law is in force on these days, in line 2"),
        ("until = \"2024-12-31\"", "until = \"2023-12-31\"", "w.toml:3: law[1].until: must not be before from"),
        (
            "until = \"2024-12-31\"", "until = \"2024-13-31\"",
            "w.toml:3: law[1].until: '2024-13-31' is no day (YYYY-MM-DD)"
        ),
        ("source = \"Luật A\"\n", "", "w.toml:1: law[1].source: is missing"),
        ("axle_kg = 10_000", "axle_kg = 10", "w.toml:6: law[1].axle_kg: 10 is outside 1000…60000"),
        ("axle_kg = 10_000", "axle_kg = \"10t\"", "w.toml:6: law[1].axle_kg: expected a whole number, found a text"),
        (
            "article = \"Điều 1\"", "artikle = \"1\"",
            "w.toml:5: law[1].artikle: is not a known field — did you mean 'article'?"
        ),
        (
            "2 = 16_000, 3 = 24_000", "2 = 16_000, 4 = 24_000",
            "w.toml:7: law[1].rigid_kg.3: is missing, where fewer and more axles have a limit"
        ),
        (
            "2 = 16_000, 3 = 24_000", "2 = 16_000, 3 = 14_000",
            "w.toml:7: law[1].rigid_kg.3: 14000 is less than with fewer axles"
        ),
        ("{ 2 = 16_000, 3 = 24_000 }", "{}", "w.toml:7: law[1].rigid_kg: states no limit: { 2 = 16_000, 3 = … }"),
        ("{ 2 = 16_000, 3 = 24_000 }", "16_000", "w.toml:7: law[1].rigid_kg: expected a table, found a number"),
        ("3 = 24_000 }", "13 = 24_000 }", "w.toml:7: law[1].rigid_kg.13: is not a known field"),
        ("2 = 16_000", "2 = 300_000", "w.toml:7: law[1].rigid_kg.2: 300000 is outside 1000…200000"),
    ])
    func everyMistakeHasItsPlace(from: String, to: String, expected: String) throws {
        try #require(Self.sound.contains(from))
        let found = problems(Self.sound.replacing(from, with: to, maxReplacements: 1))
        #expect(found.contains { $0.hasPrefix(expected) }, "\(found)")
    }

    @Test func aTableSaysSomething() {
        #expect(problems("") == ["w.toml: law: at least one [[law]] is expected"])
        let many = (0...LawFile.most).map { _ in "[[law]]" }.joined(separator: "\n")
        #expect(problems(many).contains { $0.contains("more than \(LawFile.most)") })
        #expect(!problems("law = 7").isEmpty && !problems("[[law]").isEmpty)
    }

    /// The table that is delivered, and the days on which one law follows another.
    @Test func theDeliveredTableIsSound() throws {
        var plan = GatePlan()
        plan.calendar.offsetMinutes = 420
        plan.weightLaws = try Repository.data.laws().weights
        func source(_ text: String) throws -> String? {
            plan.weightLaw(at: try #require(CivilDay(text)).time(minute: 600, offsetMinutes: 420))?.source
        }
        #expect(try source("2015-11-30") == nil)
        #expect(try source("2015-12-01") == "Thông tư 46/2015/TT-BGTVT")
        #expect(try source("2024-12-31") == "Thông tư 46/2015/TT-BGTVT")
        #expect(try source("2025-01-01") == "Thông tư 39/2024/TT-BGTVT")
        #expect(try source("2025-06-30") == "Thông tư 39/2024/TT-BGTVT")
        #expect(try source("2025-07-01") == "Thông tư 12/2025/TT-BXD")
        #expect(try source("2030-01-01") == "Thông tư 12/2025/TT-BXD")
        for law in plan.weightLaws {
            #expect(law.gross(axles: 2, isCombination: true) == nil, "no combination has two axles")
            #expect(law.rigid.count >= 4 && law.combination.count >= 5)
        }
    }

    @Test func thePlanCarriesThemAndADifferenceIsTold() throws {
        var laws = LawTables()
        laws.weights = try WeightLawFile.parse(Self.sound, file: "w.toml")
        let text = LayoutMistakeTests.full
        let without = try GateLayoutFile.parse(text, file: "t.toml")
        let with = try GateLayoutFile.parse(text, file: "t.toml", laws: laws)
        #expect(without.plan.weightLaws.isEmpty && with.plan.weightLaws == laws.weights)
        var changed = with
        changed.plan.weightLaws[1].axleKilograms = 12_000
        #expect(
            LayoutDiff(from: with, to: changed).lines.dropLast() == [
                "- weight limits of Luật B from 2025-01-01: axle 11000 kg; rigid 2: 17000; combination 3: 27000",
                "+ weight limits of Luật B from 2025-01-01: axle 12000 kg; rigid 2: 17000; combination 3: 27000",
            ])
    }
}
