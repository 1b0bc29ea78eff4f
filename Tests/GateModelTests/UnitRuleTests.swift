import GateModel
import Testing

/// One commodity, one responsible unit, by the table of the day.
@Suite("Responsible units") struct UnitRuleTests {
    private static func rule(
        _ id: String, _ codes: String, _ lead: Agency, from: Int32 = 20_200_101, until: Int32 = 0,
        _ sights: SightSet = []
    ) -> UnitRule {
        var rule = UnitRule()
        rule.id = id
        rule.codes = codes
        rule.lead = lead
        rule.from = from
        rule.until = until
        rule.sights = sights
        return rule
    }

    private static func plan(_ rules: UnitRule...) -> GatePlan {
        var plan = SmallGate.plan
        plan.unitRules = rules
        return plan
    }

    private let day = GateTime(milliseconds: 1_772_400_000_000)

    @Test func theMostExactRuleCounts() {
        let plan = Self.plan(
            Self.rule("plants", "06 07 08", .plant), Self.rule("cold-meat", "0808 02", .animal),
            Self.rule("more-plants", "0808", .animal, until: 20_201_231))
        #expect(plan.units(for: "081090", at: day).lead == .plant)
        #expect(plan.units(for: "080810", at: day).lead == .animal)
        #expect(plan.units(for: "854231", at: day).lead == nil)
        #expect(plan.units(for: "", at: day).rules.isEmpty)
    }

    @Test func twoUnitsThatClaimTheSameAreAConflict() {
        let plan = Self.plan(Self.rule("a", "0808", .plant), Self.rule("b", "0808", .health))
        let answer = plan.units(for: "080810", at: day)
        #expect(answer.isConflict && answer.lead == nil)
        #expect(answer.agencies.members == [.health, .plant])
        let agreed = Self.plan(Self.rule("a", "0808", .plant), Self.rule("b", "0808", .plant))
        #expect(!agreed.units(for: "080810", at: day).isConflict)
    }

    @Test func theDayDecides() {
        let old = Self.rule("old", "44", .plant, until: 20_260_301)
        let new = Self.rule("new", "44", .animal, from: 20_260_302)
        let plan = Self.plan(old, new)
        #expect(plan.units(for: "440310", at: day).lead == .animal)
        #expect(plan.units(for: "440310", at: day - .hours(24)).lead == .plant)
    }

    @Test func aDeclarationIsRequiredOfItsUnitOnly() {
        var declaration = SmallGate.declaration(0)
        declaration.hsCode = "440310"
        let plan = Self.plan(Self.rule("wood", "44", .plant))
        #expect(
            AgencyRules.required(for: declaration, plan: plan, at: day).members == [
                .borderGuard, .customs, .plant, .board,
            ])
        declaration.hsCode = "854231"
        #expect(
            AgencyRules.required(for: declaration, plan: plan, at: day).members == [.borderGuard, .customs, .board])
        var small = plan
        small.agencies = [.board, .borderGuard, .customs].map { AgencyPlace($0) }
        declaration.hsCode = "440310"
        #expect(
            AgencyRules.required(for: declaration, plan: small, at: day).members == [.borderGuard, .customs, .board],
            "nobody waits for a unit that is not here")
    }

    /// Nothing escapes quarantine by leaving its code out.
    @Test func withoutACodeTheClassOfGoodsDecides() {
        var declaration = SmallGate.declaration(1)
        let plan = Self.plan(Self.rule("wood", "44", .plant))
        for code in ["", "x", "08x"] {
            declaration.hsCode = code
            #expect(AgencyRules.required(for: declaration, plan: plan, at: day).contains(.plant), "'\(code)'")
        }
    }

    @Test func theBundleIsTheUnionOfWhatEachMustSee() {
        var visit = Visit()
        visit.declaration.hsCode = "440310"
        visit.channel = .red
        visit.declaredAt = day
        for agency in [Agency.borderGuard, .customs, .plant, .board] { visit[agency].decision = .pending }
        let plan = Self.plan(Self.rule("wood", "44", .plant, SightSet(.doors, .pests, .sample)))
        #expect(plan.sights(of: visit, for: .plant) == SightSet(.doors, .pests, .sample))
        #expect(plan.sights(of: visit, for: .health).isEmpty)
        #expect(
            plan.bundle(of: visit).members == [
                .documents, .driver, .cab, .seal, .doors, .goods, .count, .sample, .pests, .fees,
            ])
        visit.channel = .green
        #expect(plan.sights(of: visit, for: .customs).isEmpty)
    }
}
