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
            guard let found = facts[text: fact] else { return false }
            return switch comparison {
            case .equals: found == text
            case .differs: found != text
            case .starts: found.hasPrefix(text)
            case .atLeast, .atMost: false
            }
        }
        guard let found = facts[number: fact] else { return false }
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

/// What a rule or a watch list makes of a vehicle.
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
    /// Stable: decisions name it as their basis. Letters, digits, `-`, `_` and `.`, at most 24.
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
