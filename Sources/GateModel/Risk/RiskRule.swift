/// One condition of a risk rule: a fact compared with a text or a number.
public struct RiskTerm: FieldCoded, Hashable {
    public enum Comparison: UInt8, CaseIterable, Sendable, NamedCode {
        /// Of texts and numbers: equal, or not.
        case equals, differs
        /// Of texts: begins with it.
        case starts
        /// Of numbers.
        case atLeast, atMost
        public static let names: [StaticString] = ["is", "not", "starts", ">=", "<="]
    }

    public var fact = RiskFact.direction
    public var comparison = Comparison.equals
    /// Of a fact that is a text.
    public var text = ""
    /// Of a fact that is a number.
    public var number: Int64 = 0

    public init() {}

    public func holds(for facts: RiskFacts) -> Bool {
        if fact.isText {
            let found = facts[text: fact]
            return switch comparison {
            case .equals: found == text
            case .differs: found != text
            case .starts: found.hasPrefix(text)
            case .atLeast, .atMost: false
            }
        }
        let found = facts[number: fact]
        return switch comparison {
        case .equals: found == number
        case .differs: found != number
        case .atLeast: found >= number
        case .atMost: found <= number
        case .starts: false
        }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("fact", &fact)
        try coder.named("is", &comparison)
        try coder.text("text", &text)
        try coder.integer("number", &number)
    }
}

/// What a rule, a watch list or a draw makes of a vehicle.
public protocol ChannelGiving {
    /// ``Channel/yellow`` or ``Channel/red``.
    var channel: Channel { get }
    /// ``ChannelReason/medium`` or ``ChannelReason/high``.
    var level: ChannelReason { get }
}

/// A risk rule: it hits where all its terms hold (`data/risk/rules.toml`).
public struct RiskRule: DatedLaw, ChannelGiving {
    /// Rules of a gate; terms of one.
    public static let limit = 60
    public static let termLimit = 8

    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    /// Stable: decisions name it as their basis. Letters, digits and hyphens, at most 24.
    public var id = ""
    /// In words, in both languages; at most 80 characters each.
    public var vietnamese = ""
    public var english = ""
    /// It is only watched: what it would have said is recorded, and changes nothing.
    public var isShadow = false
    public var terms: [RiskTerm] = []
    public var channel = Channel.none
    public var level = ChannelReason.low

    public init() {}

    public func hits(_ facts: RiskFacts) -> Bool { terms.allSatisfy { $0.holds(for: facts) } }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.text("id", &id)
        try coder.text("vi", &vietnamese)
        try coder.text("en", &english)
        try coder.flag("shadow", &isShadow)
        try coder.list("terms", &terms)
        try coder.named("channel", &channel)
        try coder.named("level", &level)
    }
}

/// Somebody or something that an agency wants to be told of (`data/risk/watch.toml`). An entry has an end: nobody is on a list
/// for good.
public struct WatchEntry: DatedLaw, ChannelGiving {
    /// Entries of a gate.
    public static let limit = 150

    public enum Kind: UInt8, CaseIterable, Sendable, NamedCode {
        case plate, container, document, company
        public static let names: [StaticString] = ["plate", "container", "document", "company"]
    }

    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    public var id = ""
    public var kind = Kind.plate
    /// Normalised, as a declaration has it.
    public var value = ""
    /// Who wants to be told.
    public var agency = Agency.borderGuard
    public var channel = Channel.none
    public var level: ChannelReason { channel == .red ? .high : .medium }
    /// As ``RiskAssessment/hits`` name it, apart from rules.
    public var hit: String { "watch:" + id }

    public init() {}

    public func matches(_ visit: Visit) -> Bool {
        let declared = visit.declaration
        return switch kind {
        case .plate: [declared.tractor, declared.trailer].contains(value)
        case .container: declared.container == value
        case .document: declared.document == value
        case .company: declared.company == value
        }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.text("id", &id)
        try coder.named("kind", &kind)
        try coder.text("value", &value)
        try coder.named("agency", &agency)
        try coder.named("channel", &channel)
    }
}

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

extension GatePlan {
    /// How customs grades a declarant on a moment's day; nil where it does not.
    public func grade(of company: String, at time: GateTime) -> DeclarantGrade? {
        if risk.declarants.isEmpty || company.isEmpty { return nil }
        let date = calendar.day(of: time).date
        return risk.declarants.first { $0.company == company && $0.isInForce(on: date) }
    }
}
