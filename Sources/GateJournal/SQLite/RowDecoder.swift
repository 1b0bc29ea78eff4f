import GateModel

/// Turns rows of the raw interface into events, straight from SQLite's own pages, with as few allocations as it can:
/// kinds are looked up by their bytes, the few names that keep coming back are made once.
struct RowDecoder {
    private var names = TextInterner()
    private let kinds = NameTable<EventKind>()
    private let actorKinds = NameTable<Actor.Kind>()
    private let agencies = NameTable<Agency>()

    /// Columns in the order ``decode(_:)`` wants them.
    static let columns = "seq, recorded_at, occurred_at, actor_kind, agency, actor, kind, body"

    /// The event of the statement's present row.
    ///
    /// - Throws: ``FieldFault`` naming the column or the body's field.
    @inline(__always)
    mutating func decode(_ row: RawStatement) throws(FieldFault) -> Recorded {
        guard let kind = kinds[row.bytes(6)] else { throw Self.fault("kind", row.text(6)) }
        guard let actorKind = actorKinds[row.bytes(3)] else { throw Self.fault("actor_kind", row.text(3)) }
        let name = names[row.bytes(5)]
        let actor: Actor
        switch actorKind {
        case .device: actor = .device(name)
        case .rule: actor = .rule(name)
        case .officer:
            guard let agency = agencies[row.bytes(4)] else { throw Self.fault("agency", row.text(4)) }
            actor = .officer(name, agency)
        }
        return Recorded(
            sequence: UInt64(bitPattern: row.integer(0)), recordedAtMicroseconds: row.integer(1),
            event: try GateEvent(kind: kind, json: row.bytes(7).assumingMemoryBound(to: UInt8.self)),
            actor: actor, occurredAt: GateTime(milliseconds: row.integer(2)))
    }

    private static func fault(_ column: String, _ value: String) -> FieldFault {
        FieldFault(field: column, byte: 0, problem: "unknown name '\(value)'")
    }
}

/// Finds a stable name's code by its bytes.
struct NameTable<Code: NamedCode> {
    /// Codes plus one at the hash of their names, open addressing; 0 is free.
    private var slots = [UInt8](repeating: 0, count: 256)

    init() {
        precondition(Code.names.count < 128, "the table is made for few names")
        for index in Code.names.indices {
            let name = Code.names[index]
            let bytes = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            var slot = Self.slot(of: bytes)
            while slots[slot] != 0 { slot = (slot + 1) & 255 }
            slots[slot] = UInt8(index + 1)
        }
    }

    @inline(__always)
    private static func slot(of bytes: UnsafeRawBufferPointer) -> Int {
        guard let first = bytes.first, let last = bytes.last else { return 0 }
        return (bytes.count &* 37 &+ Int(first) &* 7 &+ Int(last) &* 13 &+ Int(bytes[bytes.count / 2])) & 255
    }

    @inline(__always)
    subscript(bytes: UnsafeRawBufferPointer) -> Code? {
        var slot = Self.slot(of: bytes)
        while slots[slot] != 0 {
            let name = Code.names[Int(slots[slot]) - 1]
            if name.utf8CodeUnitCount == bytes.count,
                bytes.elementsEqual(UnsafeRawBufferPointer(start: name.utf8Start, count: bytes.count))
            {
                return Code(rawValue: slots[slot] - 1)
            }
            slot = (slot + 1) & 255
        }
        return nil
    }
}

/// Makes one string of equal bytes, as long as others do not push it out: 512 places, the newest stays.
struct TextInterner {
    private var texts = [String](repeating: "", count: 512)

    @inline(__always)
    subscript(bytes: UnsafeRawBufferPointer) -> String {
        mutating get {
            // Up to 15 bytes live inside the string itself: nothing is saved.
            if bytes.count <= 15 { return String(decoding: bytes, as: UTF8.self) }
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            let slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & 511
            let isHeld =
                texts[slot].utf8.withContiguousStorageIfAvailable { UnsafeRawBufferPointer($0).elementsEqual(bytes) }
                ?? false
            if !isHeld { texts[slot] = String(decoding: bytes, as: UTF8.self) }
            return texts[slot]
        }
    }
}
