/// Writes fields as canonical bytes: no names, every field present, little-endian, lengths in front.
///
/// Equal states give equal bytes on every machine and in every run, so a hash over them proves that two folds
/// agree. Never `Hasher`, which is seeded anew in each process.
public struct CanonicalWriter: FieldCoder {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// The canonical bytes of `value`.
    public static func bytes<Value: FieldCoded>(_ value: Value) -> [UInt8] {
        var writer = CanonicalWriter()
        var copy = value
        try? copy.code(&writer)
        return writer.bytes
    }

    /// Zig-zag, then seven bits a byte: small numbers, which most are, take one byte.
    private mutating func varint(_ value: Int64) {
        var rest = UInt64(bitPattern: (value << 1) ^ (value >> 63))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    public mutating func integer(_ name: StaticString, _ value: inout Int64) { varint(value) }

    public mutating func text(_ name: StaticString, _ value: inout String) {
        varint(Int64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    public mutating func flag(_ name: StaticString, _ value: inout Bool) { bytes.append(value ? 1 : 0) }

    public mutating func named<Code: NamedCode>(_ name: StaticString, _ value: inout Code) {
        bytes.append(value.rawValue)
    }

    public mutating func object<Value: FieldCoded>(_ name: StaticString, _ value: inout Value) {
        try? value.code(&self)
    }

    public mutating func list<Value: FieldCoded>(_ name: StaticString, _ values: inout [Value]) {
        varint(Int64(values.count))
        for index in values.indices { try? values[index].code(&self) }
    }

    public mutating func integers(_ name: StaticString, _ values: inout [Int32]) {
        varint(Int64(values.count))
        for value in values { varint(Int64(value)) }
    }
}

/// Reads canonical bytes back.
public struct CanonicalReader: FieldCoder {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var cursor = 0

    /// - Parameter bytes: must outlive the reader.
    public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Reads one value; every byte must be used.
    public static func value<Value: FieldCoded>(_ type: Value.Type, from bytes: [UInt8]) throws(FieldFault) -> Value {
        let outcome: Result<Value, FieldFault> = bytes.withUnsafeBufferPointer { buffer in
            var reader = CanonicalReader(buffer)
            var value = Value()
            do throws(FieldFault) {
                try value.code(&reader)
            } catch {
                return .failure(error)
            }
            guard reader.cursor == buffer.count else {
                return .failure(FieldFault(field: "end", byte: reader.cursor, problem: "bytes are left over"))
            }
            return .success(value)
        }
        return try outcome.get()
    }

    private mutating func byte(_ name: StaticString) throws(FieldFault) -> UInt8 {
        guard cursor < bytes.count else {
            throw FieldFault(field: "\(name)", byte: cursor, problem: "the bytes end here")
        }
        cursor += 1
        return bytes[cursor - 1]
    }

    private mutating func varint(_ name: StaticString) throws(FieldFault) -> Int64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte(name)
            guard shift < 64 else { throw FieldFault(field: "\(name)", byte: cursor, problem: "a number is too long") }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { break }
            shift += 7
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A length that the remaining bytes can hold.
    private mutating func length(_ name: StaticString) throws(FieldFault) -> Int {
        let length = try varint(name)
        guard length >= 0, length <= bytes.count - cursor else {
            throw FieldFault(field: "\(name)", byte: cursor, problem: "a length of \(length) is beyond the end")
        }
        return Int(length)
    }

    public mutating func integer(_ name: StaticString, _ value: inout Int64) throws(FieldFault) {
        value = try varint(name)
    }

    public mutating func text(_ name: StaticString, _ value: inout String) throws(FieldFault) {
        let count = try length(name)
        value = String(decoding: UnsafeBufferPointer(rebasing: bytes[cursor..<cursor + count]), as: UTF8.self)
        cursor += count
    }

    public mutating func flag(_ name: StaticString, _ value: inout Bool) throws(FieldFault) {
        value = try byte(name) != 0
    }

    public mutating func named<Code: NamedCode>(_ name: StaticString, _ value: inout Code) throws(FieldFault) {
        let raw = try byte(name)
        guard let code = Code(rawValue: raw) else {
            throw FieldFault(field: "\(name)", byte: cursor, problem: "no such code: \(raw)")
        }
        value = code
    }

    public mutating func object<Value: FieldCoded>(
        _ name: StaticString, _ value: inout Value
    ) throws(FieldFault) {
        value = Value()
        try value.code(&self)
    }

    public mutating func list<Value: FieldCoded>(
        _ name: StaticString, _ values: inout [Value]
    ) throws(FieldFault) {
        let count = try length(name)
        values = []
        // An element may be a thousand times its bytes: a forged length must not ask for all that at once.
        values.reserveCapacity(min(count, 1024))
        for _ in 0..<count {
            var value = Value()
            try value.code(&self)
            values.append(value)
        }
    }

    public mutating func integers(_ name: StaticString, _ values: inout [Int32]) throws(FieldFault) {
        let count = try length(name)
        values = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            guard let value = Int32(exactly: try varint(name)) else {
                throw FieldFault(field: "\(name)", byte: cursor, problem: "a number is out of range")
            }
            values.append(value)
        }
    }
}
