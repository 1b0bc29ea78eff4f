public import GateModel
import GateText

/// Reads the QR code of a Vietnamese identity card as a scanner sends it, plain text in UTF-8:
/// `number|old number|name|DDMMYYYY|sex|address|DDMMYYYY`.
///
/// The old number may be empty; some cards leave it out together with its bar, some end after the date of birth or the
/// sex, newer ones go on after the date of issue. A QR code corrects its own errors, so a text that breaks this grammar
/// is another code, not a bad read. Old number, address and what comes after are checked for their form where they have
/// one and then dropped: a gate has no use for them.
public enum IdentityCardDecoder {
    /// Longest text in bytes; the largest QR code that a card has room for holds less.
    public static let byteLimit = 1_024
    static let fieldLimit = 16

    /// A card whose number tells another year of birth or another sex than its text is a read that is not valid, with
    /// both named.
    ///
    /// - Throws: ``DeviceFault`` with the byte and the field where the text breaks the grammar.
    public static func decode(_ data: [UInt8], at time: GateTime) throws(DeviceFault) -> DriverRead {
        var text = Cursor(try trimmed(data))
        let number = try text.number()
        try text.oldNumber()
        let name = try text.name()
        let birth = try text.date("birth")
        let isMale = text.isAtEnd ? nil : try text.sex()
        if !text.isAtEnd { _ = text.next() }
        if !text.isAtEnd { _ = try text.date("issued", mayBeEmpty: true) }

        var read = DriverRead()
        read.number = number.text
        read.name = name
        read.nationality = "VNM"
        read.at = time
        if let birth, birth != number.birthYear {
            read.fault = IdentifierError.Fault.otherBirthYear(number: number.birthYear, card: birth).text
        } else if let isMale, isMale != number.isMale {
            read.fault = IdentifierError.Fault.otherSex.text
        }
        read.isValid = read.fault.isEmpty
        return read
    }

    private static func trimmed(_ data: [UInt8]) throws(DeviceFault) -> ArraySlice<UInt8> {
        guard data.count <= byteLimit else {
            throw DeviceFault(.tooLong, "\(data.count) bytes, at most \(byteLimit) are read", raw: data)
        }
        if let byte = data.withUnsafeBufferPointer({ UTF8Check.firstInvalid(in: $0) }) {
            throw DeviceFault(.badText, "bytes that are not UTF-8", place: .init(byte: byte), raw: data)
        }
        // Scanners that pose as keyboards end with a line.
        var text = data[...]
        while let last = text.last, last <= 0x20 { text.removeLast() }
        guard !text.isEmpty else { throw DeviceFault(.truncated, "the text is empty", raw: data) }
        guard text.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).count <= fieldLimit else {
            throw DeviceFault(.tooLong, "more than \(fieldLimit) fields", raw: data)
        }
        return text
    }

    /// Goes through the fields, one bar after another.
    private struct Cursor {
        private let whole: ArraySlice<UInt8>
        private var place: Int
        /// Past the last field.
        private(set) var isAtEnd = false

        init(_ text: ArraySlice<UInt8>) {
            whole = text
            place = text.startIndex
        }

        private func fault(_ code: DeviceFault.Code, _ message: String, _ field: String, _ byte: Int) -> DeviceFault {
            DeviceFault(code, message, place: .init(byte: byte, field: field), raw: whole)
        }

        private var field: ArraySlice<UInt8> { whole[place...].prefix { $0 != UInt8(ascii: "|") } }

        mutating func next() -> (bytes: ArraySlice<UInt8>, start: Int) {
            let found = field
            let start = place
            if found.endIndex == whole.endIndex {
                isAtEnd = true
                place = whole.endIndex
            } else {
                place = found.endIndex + 1
            }
            return (found, start)
        }

        private mutating func require(_ name: String) throws(DeviceFault) -> (bytes: ArraySlice<UInt8>, start: Int) {
            guard !isAtEnd else { throw fault(.truncated, "the text ends before it", name, whole.endIndex) }
            let found = next()
            guard !found.bytes.isEmpty else { throw fault(.missingField, "the field is empty", name, found.start) }
            return found
        }

        mutating func number() throws(DeviceFault) -> PersonalNumber {
            let (bytes, start) = try require("number")
            do throws(IdentifierError) {
                return try PersonalNumber(String(decoding: bytes, as: UTF8.self))
            } catch {
                var byte = start
                if case .character(let index, _, _) = error.fault { byte += min(index, bytes.count - 1) }
                throw fault(.malformed, TextNormaliser.line(error.description, limit: 200), "number", byte)
            }
        }

        /// Empty or digits; a name in its place means that the card leaves it out.
        mutating func oldNumber() throws(DeviceFault) {
            guard !isAtEnd, field.allSatisfy({ $0 &- 0x30 <= 9 }) else { return }
            let (bytes, start) = next()
            guard [0, 9, 12].contains(bytes.count) else {
                throw fault(.malformed, "\(bytes.count) digits where 9 or 12 are expected", "old number", start)
            }
        }

        mutating func name() throws(DeviceFault) -> String {
            let (bytes, start) = try require("name")
            let name = TextNormaliser.line(String(decoding: bytes, as: UTF8.self), limit: TypedDecoder.textLimit)
            guard name.contains(where: \.isLetter), !name.contains(where: \.isNumber) else {
                throw fault(.malformed, "expected a name", "name", start)
            }
            return name
        }

        /// The year of a date that exists.
        mutating func date(_ name: String, mayBeEmpty: Bool = false) throws(DeviceFault) -> Int? {
            if mayBeEmpty, field.isEmpty {
                _ = next()
                return nil
            }
            let (bytes, start) = try require(name)
            let digits = bytes.map { Int($0) - 0x30 }
            for (offset, digit) in digits.enumerated() where !(0...9).contains(digit) {
                throw fault(.malformed, "expected eight digits, DDMMYYYY", name, start + offset)
            }
            guard digits.count == 8 else { throw fault(.malformed, "expected eight digits, DDMMYYYY", name, start) }
            let day = digits[0] * 10 + digits[1]
            let month = digits[2] * 10 + digits[3]
            let year = digits[4...].reduce(0) { $0 * 10 + $1 }
            let civil = CivilTime(year: year, month: month, day: day)
            guard (1...12).contains(month), (1...31).contains(day), (1_900...2_199).contains(year),
                CivilTime(civil.time(offsetMinutes: 0), offsetMinutes: 0).day == day
            else { throw fault(.outOfRange, "no such date", name, start) }
            return year
        }

        mutating func sex() throws(DeviceFault) -> Bool {
            let (bytes, start) = try require("sex")
            switch TextNormaliser.line(String(decoding: bytes, as: UTF8.self), limit: 16).lowercased() {
            case "nam": return true
            case "nữ": return false
            default: throw fault(.unknownName, "expected Nam or Nữ", "sex", start)
            }
        }
    }
}
