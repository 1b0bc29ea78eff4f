internal import GateModel
import GateText

/// Reads a ``FieldCoded`` value from JSON that others wrote: fields in any order, white space anywhere, unknown
/// fields passed over, `null` as good as absent.
struct LooseFieldReader: FieldCoder {
    private let scanner: JSONScanner
    private var keys: [(key: Range<Int>, value: Int)] = []
    /// The kind of the last fault, which ``FieldFault`` has no place for.
    private(set) var faultCode = DeviceFault.Code.malformed
    private var depth = 0

    /// - Parameter bytes: one JSON object in UTF-8; must outlive the reader.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
        scanner = JSONScanner(bytes)
        var walker = scanner
        try index(&walker)
        try walker.end()
    }

    private init(_ scanner: JSONScanner, _ walker: inout JSONScanner, depth: Int) throws(JSONFault) {
        self.scanner = scanner
        self.depth = depth
        try index(&walker)
    }

    private mutating func index(_ walker: inout JSONScanner) throws(JSONFault) {
        try walker.beginObject()
        while let key = try walker.nextKey() {
            let value = try walker.skipValue()
            // A message of ours has fifteen fields; a hostile one may not make a look-up slow.
            if keys.count < 128 { keys.append((key, value.lowerBound)) }
        }
    }

    /// Reads one value from a message's data.
    ///
    /// - Parameter required: fields that must be there and hold something.
    static func value<Value: FieldCoded>(
        _ type: Value.Type, from data: [UInt8], required: [StaticString]
    ) throws(DeviceFault) -> Value {
        let outcome: Result<Value, DeviceFault> = data.withUnsafeBufferPointer { bytes in
            var code: DeviceFault.Code
            do throws(JSONFault) {
                if let byte = UTF8Check.firstInvalid(in: bytes) {
                    throw JSONFault(code: .badText, byte: byte, field: "", problem: "bytes that are not UTF-8")
                }
                var reader = try LooseFieldReader(bytes)
                for name in required where reader.find(name) == nil {
                    throw JSONFault(code: .missingField, byte: 0, field: name, problem: "the field is missing")
                }
                var value = Value()
                do throws(FieldFault) {
                    try value.code(&reader)
                    return .success(value)
                } catch {
                    code = reader.faultCode
                    // A range is checked by the fields themselves, which know no code.
                    if code == .malformed, error.problem.contains("out of range") { code = .outOfRange }
                    return .failure(
                        DeviceFault(
                            code, error.problem, place: .init(byte: error.byte, field: error.field), raw: bytes))
                }
            } catch {
                return .failure(error.deviceFault(raw: bytes))
            }
        }
        return try outcome.get()
    }

    /// A scanner that stands on the value of a field; nil where the field is absent or null. Of a field that
    /// comes twice the last counts.
    private func find(_ name: StaticString) -> JSONScanner? {
        guard let entry = keys.last(where: { scanner.key($0.key, is: name) }) else { return nil }
        var found = scanner
        found.move(to: entry.value)
        found.field = name
        return found.kind() == .null ? nil : found
    }

    private mutating func run<Value>(
        _ name: StaticString, _ read: () throws(JSONFault) -> Value
    ) throws(FieldFault) -> Value {
        do throws(JSONFault) {
            return try read()
        } catch {
            faultCode = error.code
            throw FieldFault(field: "\(name)", byte: error.byte, problem: "\(error.problem)")
        }
    }

    mutating func integer(_ name: StaticString, _ value: inout Int64) throws(FieldFault) {
        guard var found = find(name) else { return }
        value = try run(name) { () throws(JSONFault) in try found.integer() }
    }

    mutating func text(_ name: StaticString, _ value: inout String) throws(FieldFault) {
        guard var found = find(name) else { return }
        value = try run(name) { () throws(JSONFault) in try found.text() }
    }

    mutating func flag(_ name: StaticString, _ value: inout Bool) throws(FieldFault) {
        guard var found = find(name) else { return }
        value = try run(name) { () throws(JSONFault) in try found.boolean() }
    }

    mutating func named<Code: NamedCode>(_ name: StaticString, _ value: inout Code) throws(FieldFault) {
        guard var found = find(name) else { return }
        let start = found.cursor
        let text = try run(name) { () throws(JSONFault) in try found.text() }
        guard let code = Code(name: text) else {
            faultCode = .unknownName
            throw FieldFault(field: "\(name)", byte: start, problem: UnknownName.problem(text, Code.self))
        }
        value = code
    }

    mutating func object<Value: FieldCoded>(_ name: StaticString, _ value: inout Value) throws(FieldFault) {
        guard var found = find(name) else { return }
        try nested(name, &found, &value)
    }

    private mutating func nested<Value: FieldCoded>(
        _ name: StaticString, _ found: inout JSONScanner, _ value: inout Value
    ) throws(FieldFault) {
        let (scanner, depth) = (self.scanner, self.depth + 1)
        guard depth <= 8 else {
            faultCode = .tooDeep
            throw FieldFault(field: "\(name)", byte: found.cursor, problem: "nested more than 8 levels deep")
        }
        var inner = try run(name) { () throws(JSONFault) in try LooseFieldReader(scanner, &found, depth: depth) }
        do throws(FieldFault) {
            try value.code(&inner)
        } catch {
            faultCode = inner.faultCode
            throw error
        }
    }

    mutating func list<Value: FieldCoded>(_ name: StaticString, _ values: inout [Value]) throws(FieldFault) {
        guard var found = find(name) else { return }
        values = []
        try run(name) { () throws(JSONFault) in try found.beginArray() }
        while try run(name, { () throws(JSONFault) in try found.nextElement() }) {
            var value = Value()
            try nested(name, &found, &value)
            values.append(value)
        }
    }

    mutating func integers(_ name: StaticString, _ values: inout [Int32]) throws(FieldFault) {
        guard var found = find(name) else { return }
        values = []
        try run(name) { () throws(JSONFault) in try found.beginArray() }
        while try run(name, { () throws(JSONFault) in try found.nextElement() }) {
            guard let value = Int32(exactly: try run(name) { () throws(JSONFault) in try found.integer() }) else {
                faultCode = .outOfRange
                throw FieldFault(field: "\(name)", byte: found.cursor, problem: "a number is out of range")
            }
            values.append(value)
        }
    }
}

/// The sentence about a name that is none of the known ones.
enum UnknownName {
    static func problem<Code: NamedCode>(_ text: String, _ type: Code.Type) -> String {
        let shown = TextNormaliser.line(text, limit: 40)
        let known = Code.names.map { "\($0)" }
        guard let nearest = NearestName.to(shown, among: known) else {
            return "unknown name '\(shown)', expected one of \(known.joined(separator: ", "))"
        }
        return "unknown name '\(shown)', nearest is '\(nearest)'"
    }
}
