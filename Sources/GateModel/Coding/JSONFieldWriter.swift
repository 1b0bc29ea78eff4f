/// Writes fields as one compact JSON object: the journal's payload, readable by people and by SQL.
public struct JSONFieldWriter: FieldCoder {
    public private(set) var bytes: [UInt8]
    private var needsComma = false

    public init(reserving capacity: Int = 160) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// The JSON object of `value`.
    public static func json<Value: FieldCoded>(_ value: Value) -> [UInt8] {
        var writer = JSONFieldWriter()
        var copy = value
        writer.braces(&copy)
        return writer.bytes
    }

    private mutating func braces<Value: FieldCoded>(_ value: inout Value) {
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        // Writing cannot fault: every fault is one of reading.
        try? value.code(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    private mutating func key(_ name: StaticString) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    public mutating func integer(_ name: StaticString, _ value: inout Int64) {
        guard value != 0 else { return }
        key(name)
        decimal(value)
    }

    private mutating func decimal(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    public mutating func text(_ name: StaticString, _ value: inout String) {
        guard !value.isEmpty else { return }
        key(name)
        JSONText.append(value, to: &bytes)
    }

    public mutating func flag(_ name: StaticString, _ value: inout Bool) {
        guard value else { return }
        key(name)
        bytes.append(contentsOf: "true".utf8)
    }

    public mutating func named<Code: NamedCode>(_ name: StaticString, _ value: inout Code) {
        guard value.rawValue != 0 else { return }
        key(name)
        let code = Code.names[Int(value.rawValue)]
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: code.utf8Start, count: code.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
    }

    public mutating func object<Value: FieldCoded>(_ name: StaticString, _ value: inout Value) {
        key(name)
        braces(&value)
    }

    public mutating func list<Value: FieldCoded>(_ name: StaticString, _ values: inout [Value]) {
        guard !values.isEmpty else { return }
        key(name)
        bytes.append(UInt8(ascii: "["))
        for index in values.indices {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            braces(&values[index])
        }
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    public mutating func integers(_ name: StaticString, _ values: inout [Int32]) {
        guard !values.isEmpty else { return }
        key(name)
        bytes.append(UInt8(ascii: "["))
        for index in values.indices {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            decimal(Int64(values[index]))
        }
        bytes.append(UInt8(ascii: "]"))
    }
}

/// JSON string escaping, shared by everything that writes JSON by hand.
public enum JSONText {
    /// Appends `value` as a quoted JSON string; control characters become `\u00XX`.
    public static func append(_ value: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case 0x00..<0x20, 0x7F:
                let hex = Array("0123456789abcdef".utf8)
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hex[Int(byte >> 4)])
                bytes.append(hex[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
