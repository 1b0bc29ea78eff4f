/// Reads what ``JSONFieldWriter`` wrote, in the same order, without a tree and without a dictionary.
///
/// The order of fields is part of the journal's format, so one look at the next key decides whether a field is
/// present. A key that no field asks for is a fault, never skipped: nothing vanishes from a journal in silence.
public struct JSONFieldReader: FieldCoder {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var cursor = 0

    /// - Parameter bytes: one JSON object; must outlive the reader.
    public init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Reads one value from its JSON object.
    public static func value<Value: FieldCoded>(
        _ type: Value.Type, from bytes: UnsafeBufferPointer<UInt8>
    ) throws(FieldFault) -> Value {
        var reader = JSONFieldReader(bytes)
        var value = Value()
        try reader.braces(&value)
        guard reader.cursor == bytes.count else { throw reader.fault("end", "bytes follow the object") }
        return value
    }

    private func fault(_ field: String, _ problem: String) -> FieldFault {
        FieldFault(field: field, byte: cursor, problem: problem)
    }

    @inline(__always)
    private func peek() -> UInt8 { cursor < bytes.count ? bytes[cursor] : 0 }

    @inline(__always)
    private mutating func expect(_ byte: UInt8, _ field: StaticString) throws(FieldFault) {
        guard peek() == byte else {
            throw fault("\(field)", "expected '\(Character(UnicodeScalar(byte)))'")
        }
        cursor += 1
    }

    private mutating func braces<Value: FieldCoded>(_ value: inout Value) throws(FieldFault) {
        try expect(UInt8(ascii: "{"), "{")
        try value.code(&self)
        if peek() == UInt8(ascii: ",") { cursor += 1 }
        guard peek() == UInt8(ascii: "}") else {
            let end = bytes[cursor...].prefix(40)
            throw fault(String(decoding: end, as: UTF8.self), "an unknown or misplaced field")
        }
        cursor += 1
    }

    /// Steps over `"name":` (and a comma before it) when it comes next.
    @inline(__always)
    private mutating func present(_ name: StaticString) -> Bool {
        var start = cursor
        if start < bytes.count, bytes[start] == UInt8(ascii: ",") { start += 1 }
        let length = name.utf8CodeUnitCount
        guard start + length + 3 <= bytes.count, bytes[start] == UInt8(ascii: "\""),
            bytes[start + length + 1] == UInt8(ascii: "\"")
        else { return false }
        let text = name.utf8Start
        for index in 0..<length where bytes[start + 1 + index] != text[index] { return false }
        guard bytes[start + length + 2] == UInt8(ascii: ":") else { return false }
        cursor = start + length + 3
        return true
    }

    public mutating func integer(_ name: StaticString, _ value: inout Int64) throws(FieldFault) {
        guard present(name) else {
            // The writer leaves out only zero; an identifier that is not there must not become the first one.
            value = 0
            return
        }
        value = try decimal(name)
    }

    @inline(__always)
    private mutating func decimal(_ name: StaticString) throws(FieldFault) -> Int64 {
        let negative = peek() == UInt8(ascii: "-")
        if negative { cursor += 1 }
        let start = cursor
        // Counted downwards: the negative numbers reach one further.
        var value: Int64 = 0
        while true {
            let digit = peek() &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            let (scaled, tooLong) = value.multipliedReportingOverflow(by: 10)
            let (next, tooLarge) = scaled.subtractingReportingOverflow(Int64(digit))
            guard !tooLong, !tooLarge else { throw fault("\(name)", "the number is too large") }
            value = next
            cursor += 1
        }
        guard cursor > start else { throw fault("\(name)", "expected a whole number") }
        guard negative || value > Int64.min else { throw fault("\(name)", "the number is too large") }
        return negative ? value : -value
    }

    public mutating func text(_ name: StaticString, _ value: inout String) throws(FieldFault) {
        guard present(name) else { return }
        try expect(UInt8(ascii: "\""), name)
        let start = cursor
        while cursor < bytes.count, bytes[cursor] != UInt8(ascii: "\""), bytes[cursor] != UInt8(ascii: "\\") {
            cursor += 1
        }
        if peek() == UInt8(ascii: "\"") {
            value = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<cursor]), as: UTF8.self)
            cursor += 1
        } else {
            value = try escaped(name, from: start)
        }
    }

    /// The slow road: only texts with a quote, a backslash or a control character come here.
    private mutating func escaped(_ name: StaticString, from start: Int) throws(FieldFault) -> String {
        var plain = Array(bytes[start..<cursor])
        while cursor < bytes.count {
            let byte = bytes[cursor]
            cursor += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: plain, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                plain.append(byte)
                continue
            }
            let code = peek()
            cursor += 1
            if code == UInt8(ascii: "u") {
                guard cursor + 4 <= bytes.count,
                    let value = UInt8(String(decoding: bytes[cursor..<cursor + 4], as: UTF8.self), radix: 16)
                else { throw fault("\(name)", "a bad \\u escape") }
                plain.append(value)
                cursor += 4
            } else if code == UInt8(ascii: "\"") || code == UInt8(ascii: "\\") {
                plain.append(code)
            } else {
                throw fault("\(name)", "a bad escape")
            }
        }
        throw fault("\(name)", "the text has no end")
    }

    public mutating func flag(_ name: StaticString, _ value: inout Bool) throws(FieldFault) {
        guard present(name) else { return }
        for byte in "true".utf8 { try expect(byte, name) }
        value = true
    }

    public mutating func named<Code: NamedCode>(_ name: StaticString, _ value: inout Code) throws(FieldFault) {
        guard present(name) else { return }
        try expect(UInt8(ascii: "\""), name)
        let start = cursor
        while cursor < bytes.count, bytes[cursor] != UInt8(ascii: "\"") { cursor += 1 }
        guard cursor < bytes.count else { throw fault("\(name)", "the name has no end") }
        let slice = UnsafeBufferPointer(rebasing: bytes[start..<cursor])
        for (index, candidate) in Code.names.enumerated() where candidate.utf8CodeUnitCount == slice.count {
            let known = UnsafeBufferPointer(start: candidate.utf8Start, count: slice.count)
            if known.elementsEqual(slice), let code = Code(rawValue: UInt8(index)) {
                value = code
                cursor += 1
                return
            }
        }
        throw fault("\(name)", "unknown name '\(String(decoding: slice, as: UTF8.self))'")
    }

    public mutating func object<Value: FieldCoded>(
        _ name: StaticString, _ value: inout Value
    ) throws(FieldFault) {
        guard present(name) else { return }
        try braces(&value)
    }

    public mutating func list<Value: FieldCoded>(
        _ name: StaticString, _ values: inout [Value]
    ) throws(FieldFault) {
        guard present(name) else { return }
        try expect(UInt8(ascii: "["), name)
        values = []
        repeat {
            var value = Value()
            try braces(&value)
            values.append(value)
        } while consumeComma()
        try expect(UInt8(ascii: "]"), name)
    }

    public mutating func integers(_ name: StaticString, _ values: inout [Int32]) throws(FieldFault) {
        guard present(name) else { return }
        try expect(UInt8(ascii: "["), name)
        values = []
        repeat {
            guard let value = Int32(exactly: try decimal(name)) else {
                throw fault("\(name)", "a number is out of range")
            }
            values.append(value)
        } while consumeComma()
        try expect(UInt8(ascii: "]"), name)
    }

    private mutating func consumeComma() -> Bool {
        guard peek() == UInt8(ascii: ",") else { return false }
        cursor += 1
        return true
    }
}
