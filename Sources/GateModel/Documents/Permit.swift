/// What a licence or a specialised inspection is about.
public enum PermitKind: UInt8, CaseIterable, Sendable, NamedCode {
    case licence, plantQuarantine, animalQuarantine, healthQuarantine, foodSafety, quality
    public static let names: [StaticString] = [
        "licence", "plantQuarantine", "animalQuarantine", "healthQuarantine", "foodSafety", "quality",
    ]
}

/// What the authority says.
public enum PermitResult: UInt8, CaseIterable, Sendable, NamedCode {
    case pending, granted, refused
    public static let names: [StaticString] = ["pending", "granted", "refused"]
}

/// A licence, or the result of a specialised inspection, as its authority states it.
public struct Permit: FieldCoded, Hashable {
    /// Permits kept with a visit; of one number and agency the newest.
    public static let limit = 16

    /// At most 40 characters.
    public var number = ""
    public var kind = PermitKind.licence
    /// Who asked for it at the gate.
    public var agency = Agency.borderGuard
    public var result = PermitResult.pending
    public var issuedAt = GateTime.epoch
    /// The last moment at which it counts; the epoch where it has no end.
    public var validUntil = GateTime.epoch
    /// The number of the declaration it belongs to, normalised.
    public var declaration = ""
    /// Why it was refused, or what it is granted on; at most 120 characters.
    public var note = ""
    /// When the gate received it: its age is counted from ``issuedAt``, and what the gate knew when from this.
    public var at = GateTime.epoch
    /// It came for a visit that was over already, which it does not change.
    public var isLate = false

    public init() {}

    public func hasExpired(at time: GateTime) -> Bool {
        result == .granted && validUntil > .epoch && validUntil < time
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("number", &number)
        try coder.named("kind", &kind)
        try coder.named("agency", &agency)
        try coder.named("result", &result)
        try coder.time("issued", &issuedAt)
        try coder.time("validUntil", &validUntil)
        try coder.text("declaration", &declaration)
        try coder.text("note", &note)
        try coder.time("at", &at)
        try coder.flag("late", &isLate)
    }
}
