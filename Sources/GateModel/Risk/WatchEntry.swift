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
