import GateModel

/// The canonical bytes of one event, from which its link of the chain is made.
///
/// `hash(n) = SHA-256(hash(n − 1) ‖ frame(n))`. A frame is a run of fields, each a big-endian 32-bit length and that
/// many bytes, in this order: format, gate, epoch, sequence, stream, version, event id, actor kind, agency, author,
/// recorded_at (µs), occurred_at (ms), cause, event kind, body. Numbers are 8 bytes, big-endian (PostgreSQL's
/// `int8send`); a version or an agency that is not there has length 0.
struct ChainFrame {
    /// Format number of these bytes, hashed with every event.
    static let format: Int64 = 1

    private var bytes: [UInt8] = []
    /// Hash before, format, gate and epoch are the same for a whole journal, so they are laid down once.
    private let prefixLength: Int

    init(gate: String, epoch: UInt64) {
        bytes.reserveCapacity(1024)
        bytes.append(contentsOf: repeatElement(0, count: 32))
        prefixLength = 32 + 12 + 4 + gate.utf8.count + 12
        put(Self.format)
        var gate = gate
        gate.withUTF8 { put(UnsafeRawBufferPointer($0)) }
        put(Int64(bitPattern: epoch))
    }

    /// The fields of one event, as pointers into whoever holds them.
    struct Fields {
        var sequence: UInt64
        var stream: UnsafeRawBufferPointer
        /// Nil for an observation.
        var version: UInt32?
        var eventID: UnsafeRawBufferPointer
        var actorKind: UnsafeRawBufferPointer
        /// Empty where the actor has none.
        var agency: UnsafeRawBufferPointer
        var author: UnsafeRawBufferPointer
        var recordedAtMicroseconds: Int64
        var occurredAtMilliseconds: Int64
        var cause: UnsafeRawBufferPointer
        var kind: UnsafeRawBufferPointer
        var body: UnsafeRawBufferPointer
    }

    /// The link that follows `previous`.
    mutating func link(after previous: ChainHash, _ fields: Fields) -> ChainHash {
        bytes.removeSubrange(prefixLength...)
        previous.withBytes { hash in bytes.withUnsafeMutableBytes { $0.copyMemory(from: hash) } }
        put(Int64(bitPattern: fields.sequence))
        put(fields.stream)
        if let version = fields.version { put(Int64(version)) } else { length(0) }
        put(fields.eventID)
        put(fields.actorKind)
        put(fields.agency)
        put(fields.author)
        put(fields.recordedAtMicroseconds)
        put(fields.occurredAtMilliseconds)
        put(fields.cause)
        put(fields.kind)
        put(fields.body)
        return bytes.withUnsafeBytes { ChainHash.digest(of: $0) }
    }

    private mutating func put(_ value: Int64) {
        length(8)
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func put(_ field: UnsafeRawBufferPointer) {
        length(field.count)
        bytes.append(contentsOf: field)
    }

    private mutating func length(_ count: Int) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).bigEndian) { bytes.append(contentsOf: $0) }
    }
}
