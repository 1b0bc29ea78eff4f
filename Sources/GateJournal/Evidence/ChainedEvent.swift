public import GateModel

/// An event with everything its link of the chain is made of, and both links: whoever has it can make the link anew, without
/// the journal.
public struct ChainedEvent: FieldCoded, Hashable {
    public var sequence: UInt64 = 0
    public var stream = ""
    /// −1 for an observation, which has none.
    public var version: Int64 = -1
    public var eventID = ""
    public var actorKind = ""
    /// Of an officer; empty for devices and rules.
    public var agency = ""
    public var actor = ""
    public var recordedAtMicroseconds: Int64 = 0
    public var occurredAtMilliseconds: Int64 = 0
    public var cause = ""
    public var kind = ""
    /// The event itself: JSON, byte for byte as recorded.
    public var body = ""
    /// The link before, and its own: 64 hexadecimal digits.
    public var previous = ""
    public var link = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("seq", &sequence)
        try coder.text("stream", &stream)
        try coder.integer("version", &version)
        try coder.text("id", &eventID)
        try coder.text("actorKind", &actorKind)
        try coder.text("agency", &agency)
        try coder.text("actor", &actor)
        try coder.integer("recordedAtUs", &recordedAtMicroseconds)
        try coder.integer("occurredAtMs", &occurredAtMilliseconds)
        try coder.text("cause", &cause)
        try coder.text("kind", &kind)
        try coder.text("body", &body)
        try coder.text("previous", &previous)
        try coder.text("link", &link)
    }

    /// Whether its link is the one that its own fields and the link before make.
    public func isSound(gate: String, epoch: UInt64) -> Bool { made(gate: gate, epoch: epoch)?.hex == link }

    /// The link that its own fields and the link before make; nil where they make none.
    func made(gate: String, epoch: UInt64) -> ChainHash? {
        guard let previous = ChainHash(hex: previous), version >= -1, version <= Int64(UInt32.max) else { return nil }
        let texts = [stream, eventID, actorKind, agency, actor, cause, kind, body].map { Array($0.utf8) }
        var frame = ChainFrame(gate: gate, epoch: epoch)
        return Array(texts.joined()).withUnsafeBytes { bytes in
            var rest = bytes[...]
            let parts = texts.map { text in
                defer { rest = rest.dropFirst(text.count) }
                return UnsafeRawBufferPointer(rebasing: rest.prefix(text.count))
            }
            return frame.link(
                after: previous,
                ChainFrame.Fields(
                    sequence: sequence, stream: parts[0], version: version < 0 ? nil : UInt32(version),
                    eventID: parts[1], actorKind: parts[2], agency: parts[3], author: parts[4],
                    recordedAtMicroseconds: recordedAtMicroseconds, occurredAtMilliseconds: occurredAtMilliseconds,
                    cause: parts[5], kind: parts[6], body: parts[7]))
        }
    }
}
