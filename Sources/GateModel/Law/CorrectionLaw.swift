/// Who may correct which field of a declaration at the gate, and whose decisions rest on it.
public struct CorrectionLaw: DatedLaw {
    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    public var fields: [FieldRule] = []

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.list("fields", &fields)
    }
}

/// The rule for one field.
public struct FieldRule: FieldCoded, Hashable {
    public var field = DeclarationField.tractor
    /// Agencies that may correct it.
    public var by = AgencySet()
    /// Agencies that have decided on the strength of it, and are asked anew.
    public var rests = AgencySet()

    public init() {}
    public init(_ field: DeclarationField, by: AgencySet, rests: AgencySet) {
        self.field = field
        self.by = by
        self.rests = rests
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("field", &field)
        try coder.number("by", &by.rawValue)
        try coder.number("rests", &rests.rawValue)
    }
}

extension GatePlan {
    /// Who may correct a field on a moment's day. Where the plan knows no law, people and their vehicle are the border
    /// guard's, the goods customs'.
    public func fieldRule(_ field: DeclarationField, at time: GateTime) -> FieldRule {
        if let rule = inForce(correctionLaws, at: time)?.fields.first(where: { $0.field == field }) { return rule }
        guard correctionLaws.isEmpty else { return FieldRule(field, by: [], rests: []) }
        return switch field {
        case .tractor, .trailer, .driver, .document, .nationality:
            FieldRule(field, by: AgencySet(.borderGuard), rests: AgencySet(.borderGuard))
        case .container, .company, .goods, .hsCode, .grossKilograms, .goodsClass:
            FieldRule(field, by: AgencySet(.customs), rests: AgencySet(.customs))
        }
    }
}
