/// What a risk rule may ask about a vehicle; of what is not known no rule hits. Names are those of the rules' file.
public enum RiskFact: UInt8, CaseIterable, Sendable, NamedCode {
    // Texts.
    case direction, goods, hs, company, nationality, plateCountry
    // Numbers.
    /// Gross weight in kilograms as declared and as weighed.
    case declared, measured
    /// By how much it weighs more than declared, in thousandths; 0 where it does not.
    case excess
    /// How many things the declaration says against itself.
    case flaws
    /// 1 where the portal raised an alarm.
    case portalAlarm
    /// The declarant's compliance level, 1 (best) to 5, and risk class, 1 (authorised economic operator) to 9.
    case compliance, riskClass
    /// Other vehicles of the declarant that came to the gate within ``RiskFacts/convoyWithin`` of it.
    case convoy
    /// Earlier visits of the tractor that ended within ``RiskFacts/repeatWithin``.
    case visits
    /// Something found in the declarant's last five inspections, how often.
    case findings

    public static let names: [StaticString] = [
        "direction", "goods", "hs", "company", "nationality", "plate_country", "declared", "measured", "excess",
        "flaws", "portal_alarm", "compliance", "class", "convoy", "visits", "findings",
    ]

    public var isText: Bool { rawValue <= RiskFact.plateCountry.rawValue }
}

/// What is known of one vehicle when it is judged, by ``RiskFact``.
public struct RiskFacts: Hashable, Sendable {
    /// Vehicles of one declarant that come so soon after one another are a convoy.
    public static let convoyWithin = GateSpan.minutes(15)
    /// Visits that ended longer ago are forgotten.
    public static let repeatWithin = GateSpan.hours(7 * 24)
    /// Visits looked through for both, newest first.
    static let lookedThrough: UInt32 = 4_096

    private var texts: [RiskFact: String] = [:]
    private var numbers: [RiskFact: Int64] = [:]

    public init() {}

    /// Nil where it is not known, or the fact is no text.
    public subscript(text fact: RiskFact) -> String? {
        get { texts[fact] }
        set { texts[fact] = newValue?.isEmpty == true ? nil : newValue }
    }

    /// Nil where it is not known, or the fact is no number.
    public subscript(number fact: RiskFact) -> Int64? {
        get { numbers[fact] }
        set { numbers[fact] = newValue }
    }
}

extension GateState {
    /// What is known of a visit now, by a register of declarants and this gate's own past.
    public func riskFacts(of visit: Visit, by tables: RiskTables, at now: GateTime) -> RiskFacts {
        var facts = RiskFacts()
        let declared = visit.declaration
        facts[text: .direction] = declared.direction.name
        facts[text: .goods] = declared.goodsClass.name
        facts[text: .hs] = declared.hsCode
        facts[text: .company] = declared.company
        facts[text: .nationality] = declared.nationality
        facts[text: .plateCountry] = (try? Plate(declared.tractor))?.country.name
        let (stated, measured) = (Int64(declared.grossKilograms), Int64(visit.weight.kilograms))
        if stated > 0 { facts[number: .declared] = stated }
        if measured > 0 { facts[number: .measured] = measured }
        if stated > 0, measured > 0 { facts[number: .excess] = max(0, measured - stated) * 1_000 / stated }
        facts[number: .flaws] = Int64(visit.documents.lodged.flaws.nonzeroBitCount)
        facts[number: .portalAlarm] = visit.portal.gammaAlarm || visit.portal.neutronAlarm ? 1 : 0
        if let grade = tables.grade(of: declared.company, on: plan.calendar.day(of: now).date) {
            facts[number: .compliance] = Int64(grade.level)
            facts[number: .riskClass] = Int64(grade.riskClass)
        }
        facts[number: .findings] = Int64(record(of: declared.company)?.findings ?? 0)
        countNeighbours(of: visit, at: now, into: &facts)
        return facts
    }

    /// Vehicles of the same declarant beside this one, and this tractor's visits before.
    private func countNeighbours(of visit: Visit, at now: GateTime, into facts: inout RiskFacts) {
        let (company, tractor) = (visit.declaration.company, visit.declaration.tractor)
        let arrived = visit.arrivedAt > .epoch ? visit.arrivedAt : now
        var convoy: Int64 = 0
        var earlier: Int64 = 0
        visits.lookBack(most: RiskFacts.lookedThrough) { other in
            guard other.id != visit.id, other.arrivedAt > .epoch else { return false }
            let apart = other.arrivedAt > arrived ? other.arrivedAt - arrived : arrived - other.arrivedAt
            if !company.isEmpty, other.declaration.company == company, apart <= RiskFacts.convoyWithin { convoy += 1 }
            if !tractor.isEmpty, other.declaration.tractor == tractor, other.closedAt > .epoch,
                now - other.closedAt <= RiskFacts.repeatWithin
            {
                earlier += 1
            }
            return false
        }
        facts[number: .convoy] = convoy
        facts[number: .visits] = earlier
    }
}
