/// How customs grades a declarant (`data/risk/declarants.toml`).
public struct DeclarantGrade: DatedLaw {
    /// Declarants of a gate's register.
    public static let limit = 150

    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    public var company = ""
    /// Compliance level, 1 (best) to 5.
    public var level: Int32 = 0
    /// Risk class, 1 (authorised economic operator) to 9.
    public var riskClass: Int32 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.text("company", &company)
        try coder.number("level", &level)
        try coder.number("class", &riskClass)
    }
}

/// Everything that a vehicle is judged by, as a gate's plan carries it: a recorded day keeps the rules it was judged by.
public struct RiskTables: FieldCoded, Hashable {
    public var rules: [RiskRule] = []
    /// Of the watch list: its own words; at most 40 characters.
    public var watchVersion = ""
    public var watch: [WatchEntry] = []
    public var declarants: [DeclarantGrade] = []
    public var sampling: [SamplingLaw] = []

    public init() {}

    /// Nothing is judged here.
    public var isEmpty: Bool { rules.isEmpty && watch.isEmpty && sampling.isEmpty }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.list("rules", &rules)
        try coder.text("watchVersion", &watchVersion)
        try coder.list("watch", &watch)
        try coder.list("declarants", &declarants)
        try coder.list("sampling", &sampling)
    }
}

extension RiskTables {
    /// How customs grades a declarant on a local day; nil where it does not.
    public func grade(of company: String, on date: Int32) -> DeclarantGrade? {
        if declarants.isEmpty || company.isEmpty { return nil }
        return declarants.first { $0.company == company && $0.isInForce(on: date) }
    }
}
