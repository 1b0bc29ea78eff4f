/// What an agency may have to see of a vehicle (the *inspect-once bundle* is the union of these).
public enum Sight: UInt8, CaseIterable, Sendable, NamedCode {
    case documents, driver, cab, seal, doors, goods, count, sample, pests, animals, temperature, fees
    public static let names: [StaticString] = [
        "documents", "driver", "cab", "seal", "doors", "goods", "count", "sample", "pests", "animals", "temperature",
        "fees",
    ]

    /// Can be seen only while the doors of the load are open.
    public var needsOpenDoors: Bool {
        switch self {
        case .doors, .goods, .count, .sample, .pests, .animals: true
        case .documents, .driver, .cab, .seal, .temperature, .fees: false
        }
    }
}

/// A set of sights, one bit each.
public struct SightSet: OptionSet, Hashable, Sendable {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    public init(_ sights: Sight...) { rawValue = sights.reduce(0) { $0 | 1 << UInt16($1.rawValue) } }
    public func contains(_ sight: Sight) -> Bool { rawValue >> UInt16(sight.rawValue) & 1 == 1 }
    /// In order.
    public var members: [Sight] { Sight.allCases.filter { contains($0) } }
    public var needsOpenDoors: Bool { members.contains { $0.needsOpenDoors } }
}

/// Which unit is responsible for goods of some codes, and what it must see of them: one commodity, one unit (dispatch
/// 245/TTg-KTTH).
public struct UnitRule: DatedLaw {
    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    /// Stable: it is the basis of what is decided by it. At most 40 characters.
    public var id = ""
    /// Beginnings of codes of the Harmonised System, parted by spaces: `07 08 1001`.
    public var codes = ""
    public var lead = Agency.borderGuard
    public var sights = SightSet()

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.text("id", &id)
        try coder.text("codes", &codes)
        try coder.named("lead", &lead)
        try coder.number("sees", &sights.rawValue)
    }

    /// How many digits of a code the rule knows; nil where it is not about it.
    func match(_ code: String) -> Int? {
        codes.split(separator: " ").filter { code.hasPrefix($0) }.map(\.count).max()
    }
}

/// Who leads on one commodity, by which rule.
public struct UnitAnswer: Hashable, Sendable {
    /// The most exact rules; more than one agency among them is a conflict.
    public var rules: [UnitRule]

    /// The agency that leads; nil where nobody has to, or where that is in conflict.
    public var lead: Agency? {
        guard let first = rules.first?.lead, !isConflict else { return nil }
        return first
    }
    /// Two units claim the commodity by rules of equal exactness.
    public var isConflict: Bool { Set(rules.map(\.lead)).count > 1 }

    public var agencies: AgencySet { rules.reduce(AgencySet()) { $0.union(AgencySet($1.lead)) } }
}

extension GatePlan {
    /// Who is responsible for goods of a code on a moment's day. Of rules that name the code the most exact ones count.
    public func units(for code: String, at time: GateTime) -> UnitAnswer {
        if unitRules.isEmpty || code.isEmpty { return UnitAnswer(rules: []) }
        let date = calendar.day(of: time).date
        var best = 0
        var rules: [UnitRule] = []
        for rule in unitRules where rule.isInForce(on: date) {
            guard let exactness = rule.match(code), exactness >= best else { continue }
            if exactness > best { rules = [] }
            best = exactness
            rules.append(rule)
        }
        return UnitAnswer(rules: rules)
    }
}
