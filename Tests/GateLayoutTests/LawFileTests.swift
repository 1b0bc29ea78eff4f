import GateModel
import TestSupport
import Testing

@testable import GateLayout

/// The law's tables: what is delivered is sound, and what is wrong is told with its line.
@Suite struct LawFileTests {
    private func problems(_ parse: () throws(LayoutProblems) -> Void) -> [String] {
        LayoutProblems.of(parse).map(\.description)
    }

    @Test func theDeliveredTablesAreSound() throws {
        var plan = GatePlan()
        plan.calendar.offsetMinutes = 420
        plan.laws = try Repository.data.laws()
        #expect(plan.laws == (try Repository.data.laws()))
        let day = try #require(CivilDay("2026-03-02")).time(minute: 600, offsetMinutes: 420)
        #expect(plan.clockLaws.map(\.dossierMinutes) == [120] && plan.clockLaws.map(\.goodsMinutes) == [480])
        #expect(plan.units(for: "080810", at: day).lead == .plant)
        #expect(plan.units(for: "030389", at: day).lead == .animal)
        #expect(plan.units(for: "440799", at: day).rules.map(\.id) == ["timber"])
        #expect(plan.units(for: "854231", at: day).rules.isEmpty)
        #expect(plan.unitRules.allSatisfy { !$0.sights.isEmpty })
        for field in DeclarationField.allCases {
            #expect(!plan.fieldRule(field, at: day).by.isEmpty, "\(field)")
        }
        #expect(plan.fieldRule(.hsCode, at: day).rests.members == [.customs, .health, .animal, .plant])
        #expect(plan.fieldRule(.document, at: day).by.members == [.borderGuard])
        let law = try #require(plan.suspensionLaws.first)
        // Border Guard Law 66/2020, article 11.
        let table: [(GateClass, GateAuthority, Int32?)] = [
            (.auxiliary, .postCommander, 360), (.auxiliary, .provincialCommander, 720),
            (.auxiliary, .provincialChairman, nil), (.main, .postCommander, nil),
            (.main, .provincialCommander, 360), (.main, .provincialChairman, 1440),
            (.international, .provincialChairman, nil), (.international, .primeMinister, 0),
        ]
        for (gateClass, authority, minutes) in table {
            #expect(law.power(of: authority, over: gateClass)?.minutes == minutes, "\(gateClass) \(authority)")
        }
    }

    @Test func everyMistakeOfACorrectionIsTold() {
        let text = """
            [[law]]
            from = 2026-01-01
            source = "A"
            [[law.field]]
            name = "hs"
            by = ["HQ", "QH"]
            rests = []
            [[law.field]]
            name = "hs"
            by = ["HQ"]
            rests = ["TV"]
            [[law.field]]
            name = "trailr"
            by = []
            """
        let found = problems { () throws(LayoutProblems) in _ = try CorrectionLawFile.parse(text, file: "c.toml") }
        #expect(found.count == 4, "\(found)")
        #expect(found.contains { $0.hasPrefix("c.toml:6:") && $0.contains("QH") && $0.contains("HQ") })
        #expect(found.contains { $0.hasPrefix("c.toml:9:") && $0.contains("stands above") })
        #expect(found.contains { $0.hasPrefix("c.toml:13:") && $0.contains("trailer") })
        #expect(found.contains { $0.contains("rests") && $0.contains("missing") })
    }

    @Test func everyMistakeOfAClockIsTold() {
        let text = """
            [[law]]
            from = 2026-01-01
            source = "A"
            dossier_minutes = 0
            goods_minutes = 480
            extension_days = 2
            extension_by = "B"
            [[law]]
            from = 2025-06-01
            until = 2026-03-01
            source = "C"
            dossier_minutes = 60
            goods_minutes = 60
            extension_days = 2
            extension_by = "D"
            limit = 3
            """
        let found = problems { () throws(LayoutProblems) in _ = try ClockLawFile.parse(text, file: "c.toml") }
        #expect(found.count == 3, "\(found)")
        #expect(found.contains { $0.hasPrefix("c.toml:4:") && $0.contains("dossier_minutes") })
        #expect(found.contains { $0.hasPrefix("c.toml:9:") && $0.contains("another law is in force") })
        #expect(found.contains { $0.hasPrefix("c.toml:16:") && $0.contains("limit") })
    }

    @Test func everyMistakeOfALimitAbroadIsTold() throws {
        let text = """
            [[law]]
            from = 2026-01-01
            source = "A"
            hours = 0
            two_way_hours = 36
            [[law]]
            from = 2025-06-01
            until = 2026-03-01
            source = "B"
            hours = 24
            two_way_hours = "36"
            days = 2
            """
        let found = problems { () throws(LayoutProblems) in _ = try AbroadLawFile.parse(text, file: "a.toml") }
        #expect(found.count == 4, "\(found)")
        #expect(found.contains { $0.hasPrefix("a.toml:4:") && $0.contains("hours") })
        #expect(found.contains { $0.hasPrefix("a.toml:7:") && $0.contains("another law is in force") })
        #expect(found.contains { $0.hasPrefix("a.toml:11:") && $0.contains("two_way_hours") })
        #expect(found.contains { $0.hasPrefix("a.toml:12:") && $0.contains("days") })
        let delivered = try Repository.data.laws().abroad
        #expect(delivered.map(\.hours) == [24] && delivered.map(\.twoWayHours) == [36])
    }

    @Test func everyMistakeOfAPowerIsTold() {
        let text = """
            [[law]]
            from = 2026-01-01
            source = "A"
            [[law.power]]
            class = "mian"
            authority = "postCommander"
            hours = 6
            """
        let found = problems { () throws(LayoutProblems) in _ = try SuspensionLawFile.parse(text, file: "s.toml") }
        #expect(found.count == 1 && found[0].contains("main"), "the nearest name is told: \(found)")
    }

    @Test func everyMistakeOfAUnitIsTold() {
        let text = """
            [[unit]]
            id = "a"
            from = 2026-01-01
            source = "A"
            hs = ["08", "x1"]
            lead = "HQ"
            sees = ["doors", "goodz"]
            [[unit]]
            id = "a"
            from = 2026-01-01
            source = "A"
            hs = ["09"]
            lead = "TV"
            sees = ["doors"]
            """
        let found = problems { () throws(LayoutProblems) in _ = try UnitRuleFile.parse(text, file: "u.toml") }
        for (line, word) in [(5, "x1"), (6, "lead"), (7, "goods"), (9, "another rule's")] {
            #expect(found.contains { $0.hasPrefix("u.toml:\(line):") && $0.contains(word) }, "\(word): \(found)")
        }
        #expect(found.count == 4)
    }
}
