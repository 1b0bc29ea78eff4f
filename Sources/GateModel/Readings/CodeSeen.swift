/// What a code on a vehicle or its papers names.
public enum CodeKind: UInt8, CaseIterable, Sendable, NamedCode {
    /// An orange plate: hazard and UN number, `33/1203`; `–` for a blank one.
    case hazard
    case seal
    /// The code of a declaration: its number.
    case declaration
    /// A radio tag, in hexadecimal.
    case tag
    public static let names: [StaticString] = ["hazard", "seal", "declaration", "tag"]
}

/// A code that a camera or a reader saw.
public struct CodeSeen: FieldCoded, Hashable {
    /// Codes recorded of one visit; further ones are in the capture only.
    public static let limit = 16

    public var kind = CodeKind.hazard
    /// Normalised, each character checked by its grammar; at most 64 characters.
    public var text = ""
    /// Thousandths, 0…1000; 0 where the reader does not say.
    public var confidence: Int32 = 0
    public var at = GateTime.epoch

    public init() {}
    public init(_ kind: CodeKind, _ text: String, confidence: Int32 = 0, at: GateTime) {
        self.kind = kind
        self.text = text
        self.confidence = confidence
        self.at = at
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("kind", &kind)
        try coder.text("text", &text)
        try coder.number("confidence", &confidence)
        try coder.time("at", &at)
    }
}
