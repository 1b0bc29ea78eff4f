public import GateModel
import GateText

/// Reads container codes and machine-readable zones as code readers send them.
public enum CodeDecoder {
    /// Longest container code in bytes; a right one has 11, and blanks perhaps.
    static let codeLimit = 64

    /// A container code: `{"code":"CSQU3054383","confidence":0.97}`.
    ///
    /// A code whose check digit is wrong is a read like any other and says so; it may name what was probably meant.
    ///
    /// - Throws: ``DeviceFault`` where there is no code, or the confidence is not between 0 and 1.
    public static func container(_ data: [UInt8], at time: GateTime) throws(DeviceFault) -> ContainerRead {
        try scanning(data) { (scanner: inout JSONScanner) throws(JSONFault) -> ContainerRead in
            var code: String?
            var confidence: Int32 = 0
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                if scanner.key(key, is: "code") {
                    scanner.field = "code"
                    let start = scanner.cursor
                    let text = try scanner.text()
                    guard text.utf8.count <= codeLimit else {
                        throw JSONFault(
                            code: .tooLong, byte: start, field: "code", problem: "more than 64 bytes")
                    }
                    code = TextNormaliser.identifier(text)
                } else if scanner.key(key, is: "confidence") {
                    scanner.field = "confidence"
                    let start = scanner.cursor
                    let share = try scanner.number()
                    guard (0...1).contains(share) else {
                        throw JSONFault(
                            code: .outOfRange, byte: start, field: "confidence",
                            problem: "a confidence is from 0 to 1")
                    }
                    confidence = Int32((share * 1000).rounded())
                } else {
                    try scanner.skipValue()
                }
            }
            try scanner.end()
            guard let code, !code.isEmpty else {
                throw JSONFault(code: .missingField, byte: 0, field: "code", problem: "the code is missing")
            }
            let isValid = (try? ContainerNumber(code)) != nil
            return ContainerRead(
                text: code, confidence: confidence, isValid: isValid,
                suggestion: ContainerNumber.suggestion(for: code) ?? "", at: time)
        }
    }

    /// A machine-readable zone: `{"lines":["P<UTO…","L898902C3…"]}`.
    ///
    /// Where the check digits prove which characters the reader confused, they are put right and the read says so.
    /// Any other zone that breaks ICAO 9303 is a read with its fault named, and with number, name and nationality taken
    /// from their places as they stand, for the officer to compare.
    ///
    /// - Throws: ``DeviceFault`` where there are no lines, or more than four, or longer ones than any document has.
    public static func machineReadableZone(
        _ data: [UInt8], at time: GateTime
    ) throws(DeviceFault) -> DriverRead {
        let lines = try scanning(data) { (scanner: inout JSONScanner) throws(JSONFault) -> [String] in
            var lines: [String]?
            try scanner.beginObject()
            while let key = try scanner.nextKey() {
                if scanner.key(key, is: "lines") {
                    scanner.field = "lines"
                    lines = try zoneLines(&scanner)
                } else {
                    try scanner.skipValue()
                }
            }
            try scanner.end()
            guard let lines, !lines.isEmpty else {
                throw JSONFault(code: .missingField, byte: 0, field: "lines", problem: "the lines are missing")
            }
            return lines
        }
        return read(lines, at: time)
    }

    private static func zoneLines(_ scanner: inout JSONScanner) throws(JSONFault) -> [String] {
        var lines: [String] = []
        try scanner.beginArray()
        while try scanner.nextElement() {
            let text = try scanner.text()
            guard lines.count < 4, text.utf8.count <= 64 else {
                throw scanner.fault(.tooLong, "more than four lines, or one of more than 64 bytes")
            }
            // Readers pad with spaces, and people retype in lower case; a zone has neither.
            lines.append(text.filter { $0 != " " }.uppercased())
        }
        return lines.filter { !$0.isEmpty }
    }

    private static func read(_ lines: [String], at time: GateTime) -> DriverRead {
        var read = DriverRead()
        read.at = time
        do throws(IdentifierError) {
            take(try TravelDocument(lines: lines), into: &read)
        } catch {
            if let repair = ZoneRepair(lines: lines) {
                take(repair.document, into: &read)
                read.repair = repair.description
                return read
            }
            read.fault = TextNormaliser.line(error.fault.text, limit: 240)
            let rows = lines.map { Array(TextNormaliser.line($0, limit: 64)) }
            switch rows.map(\.count) {
            case [30, 30, 30]:
                read.number = filled(rows[0][5..<14])
                read.nationality = filled(rows[1][15..<18])
                read.name = named(rows[2][...])
            case [36, 36], [44, 44]:
                read.number = filled(rows[1][0..<9])
                read.nationality = filled(rows[1][10..<13])
                read.name = named(rows[0][5...])
            default: break
            }
        }
        return read
    }

    private static func take(_ document: TravelDocument, into read: inout DriverRead) {
        read.number = document.number
        read.name = [document.surname, document.givenNames].filter { !$0.isEmpty }.joined(separator: " ")
        read.nationality = document.nationality
        read.isValid = true
    }

    private static func filled(_ field: ArraySlice<Character>) -> String { String(field.filter { $0 != "<" }) }

    private static func named(_ field: ArraySlice<Character>) -> String {
        field.split(separator: "<").map { String($0) }.joined(separator: " ")
    }
}

/// Runs `read` over the bytes of one JSON message and turns its faults into those that callers see.
func scanning<Value>(
    _ data: [UInt8], _ read: (inout JSONScanner) throws(JSONFault) -> Value
) throws(DeviceFault) -> Value {
    let outcome: Result<Value, DeviceFault> = data.withUnsafeBufferPointer { bytes in
        do throws(JSONFault) {
            if let byte = UTF8Check.firstInvalid(in: bytes) {
                throw JSONFault(code: .badText, byte: byte, field: "", problem: "bytes that are not UTF-8")
            }
            var scanner = JSONScanner(bytes)
            return .success(try read(&scanner))
        } catch {
            return .failure(error.deviceFault(raw: bytes))
        }
    }
    return try outcome.get()
}
