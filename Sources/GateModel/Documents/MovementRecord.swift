/// Whether a movement record asks for an inspection. Silence is an answer of its own: nothing has been decided yet.
public enum InspectionNeed: UInt8, CaseIterable, Sendable, NamedCode {
    case undecided, notRequired, required
    public static let names: [StaticString] = ["undecided", "notRequired", "required"]
}

/// One stop of a movement record: which inspection, and where it may be done.
public struct ReportPlace: FieldCoded, Hashable {
    /// The kind of inspection by the record's own number; at most 16 characters.
    public var inspection = ""
    /// Places, any of which will do, blanks between them; at most 120 characters.
    public var places = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("inspection", &inspection)
        try coder.text("places", &places)
    }
}

/// A vehicle's movement record: the e-manifest of one crossing, which names the vehicle and its declarations.
public struct MovementRecord: FieldCoded, Hashable {
    /// Stops kept, in the order in which the vehicle is to make them.
    public static let placeLimit = 8
    /// Declarations that one record may name.
    public static let declarationLimit = 16

    /// At most 40 characters.
    public var number = ""
    /// The tractor's plate, normalised; empty for a trailer without one.
    public var plate = ""
    public var inspection = InspectionNeed.undecided
    public var reportTo: [ReportPlace] = []
    /// The declaration by which the visit was found, normalised; empty where it was found by the plate.
    public var declaration = ""
    /// The other declarations of one that found no visit: whichever comes first is its vehicle's; at most
    /// ``declarationLimit``.
    public var others: [DocumentWord] = []
    /// When the record was last changed.
    public var updatedAt = GateTime.epoch
    public var isLate = false

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("number", &number)
        try coder.text("plate", &plate)
        try coder.named("inspection", &inspection)
        try coder.list("reportTo", &reportTo)
        try coder.text("declaration", &declaration)
        try coder.list("others", &others)
        try coder.time("updated", &updatedAt)
        try coder.flag("late", &isLate)
    }
}
