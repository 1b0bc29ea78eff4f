public import GateModel
import GateText

/// A code on a vehicle or its papers that names something, each character of it checked.
public enum CodeRead: Hashable, Sendable {
    /// An orange plate; nil where the plate is blank, as it is on mixed loads. Confidence in thousandths, 0…1000.
    case hazard(HazardNumber?, UNNumber?, confidence: Int32)
    case seal(SealNumber, confidence: Int32)
    case declaration(DeclarationNumber)

    /// The same as a reading of the gate.
    public func seen(at time: GateTime) -> CodeSeen {
        switch self {
        case .hazard(let hazard, let substance, let confidence):
            let text = hazard.map { "\($0.text)/\(substance?.text ?? "")" } ?? "–"
            return CodeSeen(.hazard, text, confidence: confidence, at: time)
        case .seal(let seal, let confidence): return CodeSeen(.seal, seal.text, confidence: confidence, at: time)
        case .declaration(let number): return CodeSeen(.declaration, number.text, at: time)
        }
    }
}

/// Reads what cameras and scanners make of orange plates, seals and the QR code of a declaration.
public enum CodeReadDecoder {
    /// Longest text of a QR code in bytes.
    public static let byteLimit = 3_000

    /// - Throws: ``DeviceFault`` with the byte of the value and the field; a code that breaks its grammar is one.
    static func decode(_ data: [UInt8], type: String) throws(DeviceFault) -> CodeRead {
        switch type {
        case MessageType.hazardPlate: try hazardPlate(data)
        case MessageType.seal: try seal(data)
        default: .declaration(try declaration(data))
        }
    }

    /// An orange plate: `{"hazard":"33","un":"1203","confidence":0.9}`. A blank plate has both fields, and both empty.
    public static func hazardPlate(_ data: [UInt8]) throws(DeviceFault) -> CodeRead {
        let fields = try fields(data, first: "hazard", second: "un")
        guard fields.first.byte > 0, fields.second.byte > 0 else {
            throw DeviceFault(
                .missingField, "the number is missing", place: .init(field: fields.first.byte == 0 ? "hazard" : "un"),
                raw: data)
        }
        guard fields.first.text.isEmpty == fields.second.text.isEmpty else {
            let isFirst = fields.first.text.isEmpty
            throw DeviceFault(
                .missingField, "a plate has both numbers or none", place: .init(field: isFirst ? "hazard" : "un"),
                raw: data)
        }
        guard !fields.first.text.isEmpty else { return .hazard(nil, nil, confidence: fields.confidence) }
        let hazard = try checked(fields.first, "hazard", data) { text throws(IdentifierError) in
            try HazardNumber(text)
        }
        let substance = try checked(fields.second, "un", data) { text throws(IdentifierError) in try UNNumber(text) }
        return .hazard(hazard, substance, confidence: fields.confidence)
    }

    /// A seal: `{"seal":"VN-0012345","confidence":0.8}`.
    public static func seal(_ data: [UInt8]) throws(DeviceFault) -> CodeRead {
        let fields = try fields(data, first: "seal", second: "")
        guard !fields.first.text.isEmpty else {
            throw DeviceFault(.missingField, "the seal has no number", place: .init(field: "seal"), raw: data)
        }
        let seal = try checked(fields.first, "seal", data) { text throws(IdentifierError) in try SealNumber(text) }
        return .seal(seal, confidence: fields.confidence)
    }

    /// A declaration's QR code, plain text: its number of 12 digits, alone or among other words.
    ///
    /// No layout of the text is published, so the number is found rather than looked up: the only run of exactly
    /// twelve digits. A text with two of them could mean either and is refused.
    public static func declaration(_ data: [UInt8]) throws(DeviceFault) -> DeclarationNumber {
        func fault(_ code: DeviceFault.Code, _ message: String, _ byte: Int = 0) -> DeviceFault {
            DeviceFault(code, message, place: .init(byte: byte, field: "number"), raw: data)
        }
        guard data.count <= byteLimit else { throw fault(.tooLong, "more than \(byteLimit) bytes") }
        if let byte = data.withUnsafeBufferPointer({ UTF8Check.firstInvalid(in: $0) }) {
            throw fault(.badText, "bytes that are not UTF-8", byte)
        }
        var found: (text: String, start: Int)?
        var start = 0
        while start < data.count {
            let run = data[start...].prefix { $0 &- 0x30 <= 9 }
            if run.count == 12 {
                let text = String(decoding: run, as: UTF8.self)
                if let found, found.text != text {
                    throw fault(.malformed, "two numbers of twelve digits: \(found.text) and \(text)", start)
                }
                found = found ?? (text, start)
            }
            start += max(1, run.count)
        }
        guard let found else { throw fault(.missingField, "no number of twelve digits") }
        do throws(IdentifierError) {
            return try DeclarationNumber(found.text)
        } catch {
            throw fault(.malformed, error.description, found.start)
        }
    }

    // MARK: JSON

    private struct Fields {
        var first = (text: "", byte: 0)
        var second = (text: "", byte: 0)
        var confidence: Int32 = 0
    }

    private static func fields(
        _ data: [UInt8], first: StaticString, second: StaticString
    ) throws(DeviceFault) -> Fields {
        try scanning(data) { (scanner: inout JSONScanner) throws(JSONFault) -> Fields in
            var fields = Fields()
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                if scanner.key(key, is: first) {
                    scanner.field = first
                    fields.first.byte = scanner.cursor
                    fields.first.text = TextNormaliser.identifier(try scanner.text())
                } else if second.utf8CodeUnitCount > 0, scanner.key(key, is: second) {
                    scanner.field = second
                    fields.second.byte = scanner.cursor
                    fields.second.text = TextNormaliser.identifier(try scanner.text())
                } else if scanner.key(key, is: "confidence") {
                    scanner.field = "confidence"
                    let start = scanner.cursor
                    let share = try scanner.number()
                    guard (0...1).contains(share) else {
                        throw JSONFault(
                            code: .outOfRange, byte: start, field: "confidence",
                            problem: "a confidence is from 0 to 1")
                    }
                    fields.confidence = Int32((share * 1000).rounded())
                } else {
                    try scanner.skipValue()
                }
            }
            try scanner.end()
            return fields
        }
    }

    private static func checked<Value>(
        _ value: (text: String, byte: Int), _ field: String, _ data: [UInt8],
        _ read: (String) throws(IdentifierError) -> Value
    ) throws(DeviceFault) -> Value {
        do throws(IdentifierError) {
            return try read(value.text)
        } catch {
            throw DeviceFault(
                .malformed, TextNormaliser.line(error.description, limit: 200),
                place: .init(byte: value.byte, field: field), raw: data)
        }
    }
}
