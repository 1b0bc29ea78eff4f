/// Why a field is corrected.
public enum CorrectionReason: UInt8, CaseIterable, Sendable, NamedCode {
    case none
    /// It was written wrongly.
    case typingError
    /// It was left out.
    case leftOut
    /// It was right once: another driver, another trailer, goods loaded over.
    case changedSince
    /// What an inspection found is not what was declared.
    case found
    /// The declarant's own amendment.
    case amended
    public static let names: [StaticString] = ["none", "typingError", "leftOut", "changedSince", "found", "amended"]

    /// An officer may give it; the other is said by an amendment itself.
    public var isForPeople: Bool { self != .none && self != .amended }
}

/// What a correction rests on.
public enum CorrectionEvidence: UInt8, CaseIterable, Sendable, NamedCode {
    case none
    /// A reading of a device that stands with the visit.
    case deviceRead
    /// The vehicle, its load or its driver, looked at.
    case seen
    /// An electronic document: an invoice, a registration, a passport's data.
    case document
    /// Another authority's system.
    case otherSystem
    /// The declarant's word: an amended manifest, or said at the lane.
    case declarant
    public static let names: [StaticString] = ["none", "deviceRead", "seen", "document", "otherSystem", "declarant"]
}

/// One field of a visit's declaration was wrong and has been put right; nothing else begins anew.
public struct FieldCorrected: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var field = DeclarationField.tractor
    public var from = ""
    public var to = ""
    public var reason = CorrectionReason.none
    public var evidence = CorrectionEvidence.none
    /// Customs' decision rests on the field: what its system answered before is about other data.
    public var outdatesAnswers = false

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("field", &field)
        try coder.text("from", &from)
        try coder.text("to", &to)
        try coder.named("reason", &reason)
        try coder.named("evidence", &evidence)
        try coder.flag("outdates", &outdatesAnswers)
    }
}

/// The trail of a correction: what, by whom, when.
public struct FieldCorrection: FieldCoded, Hashable {
    /// Corrections kept with a visit, the newest; older ones remain in the journal.
    public static let limit = 40

    public var what = FieldCorrected()
    public var by = ""
    /// The officer's; nil for the declarant itself, and for rules.
    public var agency: Agency? {
        get { Agency(number: agencyNumber) }
        set { agencyNumber = Agency.number(newValue) }
    }
    private var agencyNumber: UInt8 = 0
    public var at = GateTime.epoch

    public init() {}

    /// The declarant did it itself, by a later manifest.
    public var isByDeclarant: Bool { agency == nil && by == Actor.declarant.name }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.object("what", &what)
        try coder.text("by", &by)
        try coder.number("agency", &agencyNumber)
        try coder.time("at", &at)
    }
}

/// What the declarant wants a field to be.
public struct AmendedField: FieldCoded, Hashable {
    public var field = DeclarationField.tractor
    public var value = ""

    public init() {}
    public init(_ field: DeclarationField, _ value: String) {
        self.field = field
        self.value = value
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("field", &field)
        try coder.text("value", &value)
    }
}

/// A later manifest of a vehicle that is here, or whose channel is set: what it says otherwise waits for an officer.
public struct Amendment: FieldCoded, Hashable {
    /// Each field once.
    public var fields: [AmendedField] = []
    public var at = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.list("fields", &fields)
        try coder.time("at", &at)
    }
}

extension Visit {
    /// What a device has read of a field, well enough to be taken for it; empty where none has.
    public func reading(of field: DeclarationField) -> String {
        switch field {
        case .tractor: front.clearText
        // Without a trailer it is the tractor's own plate that is seen from behind.
        case .trailer: rear.text == declaration.tractor ? "" : rear.clearText
        case .container: containerRead.isValid ? containerRead.text : ""
        case .document: driverRead.isValid ? driverRead.number : ""
        case .nationality: driverRead.isValid ? driverRead.nationality : ""
        case .grossKilograms: weight.kilograms > 0 ? "\(weight.kilograms)" : ""
        // A zone holds a name without its accents.
        case .driver, .company, .goods, .hsCode, .goodsClass: ""
        }
    }

    /// What the declarant wants a field to be; nil where it wants nothing.
    public func amended(_ field: DeclarationField) -> String? {
        amendment.fields.first { $0.field == field }?.value
    }

    /// Puts a field right, and what was read beside it.
    mutating func correct(_ field: DeclarationField, to value: String) {
        let rearWanted = rearPlate
        declaration[field] = value
        // How well a read fits was said of the plate that was declared then.
        if field == .tractor { front.regrade(against: declaration.tractor) }
        if rearPlate != rearWanted { rear.regrade(against: rearPlate) }
    }

    /// The plate that is to be seen from behind.
    private var rearPlate: String { declaration.trailer.isEmpty ? declaration.tractor : declaration.trailer }
}

extension PlateRead {
    /// A read this good is proposed for a plate, in thousandths (assumed).
    private static let clearConfidence: Int32 = 900

    /// Empty where it is a guess, or what an officer said.
    fileprivate var clearText: String {
        match == .officer || confidence < Self.clearConfidence || (try? Plate(text)) == nil ? "" : text
    }

    fileprivate mutating func regrade(against plate: String) {
        guard !text.isEmpty else { return }
        match = text == plate ? .exact : .none
        ranked = []
    }
}
