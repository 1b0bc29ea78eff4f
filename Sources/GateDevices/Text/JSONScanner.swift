/// Why JSON bytes could not be scanned. Small and trivial, so that throwing costs nothing where nothing is thrown.
struct JSONFault: Error {
    var code: DeviceFault.Code
    /// Offset in the scanned bytes, from 0.
    var byte: Int
    var field: StaticString
    var problem: StaticString

    /// The same fault as callers outside see it.
    func deviceFault(raw: UnsafeBufferPointer<UInt8>) -> DeviceFault {
        DeviceFault(code, "\(problem)", place: .init(byte: byte, field: "\(field)"), raw: raw)
    }
}

/// Walks over JSON (RFC 8259) byte by byte: no tree, no dictionary, no allocation until a text is asked for.
///
/// A caller opens an object, asks for its keys one after another, and reads or skips every value. Objects and
/// arrays may nest 64 deep, which bounds the stack whatever a device sends.
struct JSONScanner {
    static let depthLimit = 64

    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var cursor = 0
    /// The field that faults name; a caller sets it when it knows which one it reads, the next key clears it.
    var field: StaticString = ""
    private var isFirst = false
    private var depth = 0

    /// - Parameter bytes: must outlive the scanner.
    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    func fault(_ code: DeviceFault.Code, _ problem: StaticString) -> JSONFault {
        JSONFault(code: code, byte: cursor, field: field, problem: problem)
    }

    @inline(__always)
    mutating func move(to index: Int) { cursor = index }

    @inline(__always)
    func peek() -> UInt8 { cursor < bytes.count ? bytes[cursor] : 0 }

    @inline(__always)
    mutating func skipSpace() {
        if cursor < bytes.count, bytes[cursor] <= 0x20 { skipSpaces() }
    }

    @inline(never)
    private mutating func skipSpaces() {
        while cursor < bytes.count {
            switch bytes[cursor] {
            case 0x20, 0x0A, 0x0D, 0x09: cursor += 1
            default: return
            }
        }
    }

    @inline(__always)
    private mutating func expect(_ byte: UInt8, _ problem: StaticString) throws(JSONFault) {
        skipSpace()
        guard peek() == byte else {
            throw fault(cursor >= bytes.count ? .truncated : .malformed, problem)
        }
        cursor += 1
    }

    // MARK: Structure

    /// What the next value is, by its first byte.
    enum Kind { case object, array, string, number, boolean, null, end, other }

    mutating func kind() -> Kind {
        skipSpace()
        guard cursor < bytes.count else { return .end }
        switch bytes[cursor] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: return .other
        }
    }

    /// Steps over `null` when it comes next.
    @inline(__always)
    mutating func skipNull() throws(JSONFault) -> Bool {
        skipSpace()
        guard peek() == UInt8(ascii: "n") else { return false }
        try literal("null")
        return true
    }

    @inline(__always)
    mutating func beginObject() throws(JSONFault) {
        if !openAtOnce(UInt8(ascii: "{")) { try open(UInt8(ascii: "{"), "expected an object") }
    }

    @inline(__always)
    mutating func beginArray() throws(JSONFault) {
        if !openAtOnce(UInt8(ascii: "[")) { try open(UInt8(ascii: "["), "expected a list") }
    }

    /// Opens what stands right here and is not too deep; false, and nothing is done, otherwise.
    @inline(__always)
    private mutating func openAtOnce(_ byte: UInt8) -> Bool {
        guard peek() == byte, depth < Self.depthLimit else { return false }
        cursor += 1
        depth += 1
        isFirst = true
        return true
    }

    @inline(never)
    private mutating func open(_ byte: UInt8, _ problem: StaticString) throws(JSONFault) {
        skipSpace()
        guard peek() == byte else {
            let code: DeviceFault.Code = cursor >= bytes.count ? .truncated : kind() == .other ? .malformed : .wrongType
            throw fault(code, problem)
        }
        guard depth < Self.depthLimit else { throw fault(.tooDeep, "nested more than 64 levels deep") }
        cursor += 1
        depth += 1
        isFirst = true
    }

    /// The next key of the open object, its colon passed; nil at the closing brace.
    @inline(__always)
    mutating func nextKey() throws(JSONFault) -> Range<Int>? {
        field = ""
        // Mostly a comma and a quote, with nothing between; the first key's quote at once.
        if !isFirst, cursor + 1 < bytes.count, bytes[cursor] == UInt8(ascii: ","),
            bytes[cursor + 1] == UInt8(ascii: "\"")
        {
            cursor += 1
        } else if isFirst, peek() == UInt8(ascii: "\"") {
            isFirst = false
        } else {
            guard try rareMember() else { return nil }
        }
        let key = try stringToken().range
        if peek() == UInt8(ascii: ":") { cursor += 1 } else { try expect(UInt8(ascii: ":"), "expected ':'") }
        return key
    }

    /// Goes to the next key's quote; false at the closing brace.
    @inline(never)
    private mutating func rareMember() throws(JSONFault) -> Bool {
        guard try nextMember(UInt8(ascii: "}"), "expected ',' or '}'") else { return false }
        skipSpace()
        guard peek() == UInt8(ascii: "\"") else { throw fault(.malformed, "expected a key") }
        return true
    }

    /// Whether the open array holds another element, which is then next; false at the closing bracket.
    @inline(__always)
    mutating func nextElement() throws(JSONFault) -> Bool {
        try nextMember(UInt8(ascii: "]"), "expected ',' or ']'")
    }

    @inline(__always)
    private mutating func nextMember(_ close: UInt8, _ problem: StaticString) throws(JSONFault) -> Bool {
        skipSpace()
        if peek() == close, depth > 0 {
            cursor += 1
            depth -= 1
            isFirst = false
            return false
        }
        if isFirst {
            isFirst = false
        } else {
            try expect(UInt8(ascii: ","), problem)
        }
        return true
    }

    /// Whether the key at `range` is `name`, letter by letter (a key written with escapes is no known key).
    @inline(__always)
    func key(_ range: Range<Int>, is name: StaticString) -> Bool {
        let length = name.utf8CodeUnitCount
        guard range.count == length else { return false }
        let key = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[range])
        let text = UnsafeRawBufferPointer(start: name.utf8Start, count: length)
        // Two words that overlap hold a whole name, as a rule.
        if length >= 4, length < 8 {
            return key.loadUnaligned(as: UInt32.self) == text.loadUnaligned(as: UInt32.self)
                && key.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self)
                    == text.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self)
        }
        if length >= 8, length <= 16 {
            return key.loadUnaligned(as: UInt64.self) == text.loadUnaligned(as: UInt64.self)
                && key.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
                    == text.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
        }
        for index in 0..<length where key[index] != text[index] { return false }
        return true
    }

    /// Nothing but white space may follow.
    mutating func end() throws(JSONFault) {
        skipSpace()
        guard cursor == bytes.count else { throw fault(.malformed, "bytes follow the value") }
    }

    // MARK: Values

    mutating func boolean() throws(JSONFault) -> Bool {
        switch kind() {
        case .boolean:
            let value = peek() == UInt8(ascii: "t")
            try literal(value ? "true" : "false")
            return value
        case .end: throw fault(.truncated, "expected true or false")
        default: throw fault(.wrongType, "expected true or false")
        }
    }

    private mutating func literal(_ name: StaticString) throws(JSONFault) {
        let length = name.utf8CodeUnitCount
        guard cursor + length <= bytes.count else { throw fault(.truncated, "expected a value") }
        for index in 0..<length where bytes[cursor + index] != name.utf8Start[index] {
            throw fault(.malformed, "expected a value")
        }
        cursor += length
    }

    /// Steps over one value of any kind and returns where it stood, white space excluded.
    @discardableResult
    @inline(__always)
    mutating func skipValue() throws(JSONFault) -> Range<Int> {
        skipSpace()
        let start = cursor
        // Most of what nobody asks for is a text or a plain number.
        if peek() == UInt8(ascii: "\"") {
            _ = try stringToken()
        } else if !skipPlainNumber() {
            try skip(level: 0)
        }
        return start..<cursor
    }

    /// Steps over a number without sign, needless zero and exponent; false, and nothing is done, where it is another.
    @inline(__always)
    private mutating func skipPlainNumber() -> Bool {
        var index = cursor
        let first = peek()
        guard first &- 0x30 <= 9 else { return false }
        index = digitsEnd(from: index)
        guard first != 0x30 || index == cursor + 1 else { return false }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            let fraction = index + 1
            index = digitsEnd(from: fraction)
            guard index > fraction else { return false }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") { return false }
        cursor = index
        return true
    }

    /// The first place from `start` on that holds no digit; the end where all are.
    @inline(__always)
    private func digitsEnd(from start: Int) -> Int {
        var index = start
        // Eight bytes at a step: a byte that is no digit, less 48, has its high bit or gets it when 118 is added. A carry
        // may raise a false one, but only above a true one.
        while index &+ 8 <= bytes.count {
            let digits = word(at: index) ^ 0x3030_3030_3030_3030
            let others = (digits &+ 0x7676_7676_7676_7676 | digits) & 0x8080_8080_8080_8080
            if others != 0 { return index + others.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count, bytes[index] &- 48 <= 9 { index += 1 }
        return index
    }

    private mutating func skip(level: Int) throws(JSONFault) {
        switch peek() {
        case UInt8(ascii: "\""): _ = try stringToken()
        case UInt8(ascii: "{"):
            guard level < Self.depthLimit else { throw fault(.tooDeep, "nested more than 64 levels deep") }
            cursor += 1
            skipSpace()
            if consume(UInt8(ascii: "}")) { return }
            repeat {
                skipSpace()
                guard peek() == UInt8(ascii: "\"") else {
                    throw fault(cursor < bytes.count ? .malformed : .truncated, "expected a key")
                }
                _ = try stringToken()
                try expect(UInt8(ascii: ":"), "expected ':'")
                skipSpace()
                try skip(level: level + 1)
                skipSpace()
            } while consume(UInt8(ascii: ","))
            try expect(UInt8(ascii: "}"), "expected ',' or '}'")
        case UInt8(ascii: "["):
            guard level < Self.depthLimit else { throw fault(.tooDeep, "nested more than 64 levels deep") }
            cursor += 1
            skipSpace()
            if consume(UInt8(ascii: "]")) { return }
            repeat {
                skipSpace()
                try skip(level: level + 1)
                skipSpace()
            } while consume(UInt8(ascii: ","))
            try expect(UInt8(ascii: "]"), "expected ',' or ']'")
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: _ = try decimal()
        }
    }

    @inline(__always)
    private mutating func consume(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        cursor += 1
        return true
    }
}

extension JSONScanner {
    /// A number as written: `mantissa` × 10^`exponent`.
    struct Decimal {
        var isNegative = false
        var mantissa: UInt64 = 0
        var exponent = 0
        /// Digits beyond what the mantissa holds were cut.
        var isCut = false
        var range = 0..<0
    }

    /// Reads the grammar of a number; leading zeros and a bare sign are faults as in RFC 8259.
    @inline(__always)
    mutating func decimal() throws(JSONFault) -> Decimal {
        var number = Decimal()
        let start = cursor
        if cursor < bytes.count, bytes[cursor] == UInt8(ascii: "-") {
            number.isNegative = true
            cursor += 1
        }
        let whole = cursor
        digits(into: &number, fraction: false)
        guard cursor > whole else {
            throw fault(cursor >= bytes.count ? .truncated : .malformed, "expected a value")
        }
        guard bytes[whole] != UInt8(ascii: "0") || cursor == whole + 1 else {
            throw fault(.malformed, "a number begins with a needless 0")
        }
        if cursor < bytes.count, bytes[cursor] == UInt8(ascii: ".") {
            cursor += 1
            let first = cursor
            digits(into: &number, fraction: true)
            guard cursor > first else { throw fault(.malformed, "expected a digit after '.'") }
        }
        if cursor < bytes.count, bytes[cursor] | 0x20 == UInt8(ascii: "e") {
            cursor += 1
            let sign = cursor < bytes.count ? bytes[cursor] : 0
            if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { cursor += 1 }
            let first = cursor
            var power = 0
            while cursor < bytes.count, case let digit = bytes[cursor] &- 48, digit <= 9 {
                if power < 100_000 { power = power * 10 + Int(digit) }
                cursor += 1
            }
            guard cursor > first else { throw fault(.malformed, "expected a digit after 'e'") }
            number.exponent += sign == UInt8(ascii: "-") ? -power : power
        }
        number.range = start..<cursor
        return number
    }

    @inline(__always)
    private mutating func digits(into number: inout Decimal, fraction: Bool) {
        while cursor < bytes.count, case let digit = bytes[cursor] &- 48, digit <= 9 {
            if number.mantissa < 1_000_000_000_000_000_000 {
                number.mantissa = number.mantissa &* 10 &+ UInt64(digit)
                if fraction { number.exponent -= 1 }
            } else {
                number.isCut = true
                if !fraction { number.exponent += 1 }
            }
            cursor += 1
        }
    }

    /// Powers of ten that a `Double` holds exactly.
    private static let powers: InlineArray<23, Double> = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    @inline(__always)
    private mutating func requireNumber() throws(JSONFault) -> Decimal {
        if peek() &- 0x30 <= 9 { return try decimal() }
        switch kind() {
        case .number: return try decimal()
        case .end: throw fault(.truncated, "expected a number")
        case .other: throw fault(.malformed, "expected a number")
        default: throw fault(.wrongType, "expected a number")
        }
    }

    /// A number without sign and exponent, of at most 16 characters, in units of its last of `places` decimals (at most 2),
    /// rounded, halves up; nil, and nothing is done, where another stands there. It spares the way through a `Double`.
    @inline(__always)
    mutating func shortNumber(places: Int) -> UInt64? {
        let end = min(bytes.count, cursor + 17)
        var index = cursor
        var value: UInt64 = 0
        while index < end, case let digit = bytes[index] &- 48, digit <= 9 {
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        let whole = index - cursor
        guard whole > 0, whole == 1 || bytes[cursor] != 48, index < end else { return nil }
        var missing = places
        var carry: UInt64 = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            let first = index
            while missing > 0, index < end, case let digit = bytes[index] &- 48, digit <= 9 {
                value = value &* 10 &+ UInt64(digit)
                missing -= 1
                index += 1
            }
            if missing == 0, index < end, case let digit = bytes[index] &- 48, digit <= 9 {
                carry = digit >= 5 ? 1 : 0
                index = digitsEnd(from: index)
            }
            guard index > first, index < end else { return nil }
        }
        // What follows is no part of the number: a further digit or an exponent is.
        guard index - cursor <= 16, bytes[index] &- 48 > 9, bytes[index] | 0x20 != UInt8(ascii: "e") else { return nil }
        cursor = index
        for _ in 0..<missing { value &*= 10 }
        return value &+ carry
    }

    /// A finite number.
    mutating func number() throws(JSONFault) -> Double {
        let written = try requireNumber()
        var value: Double
        if !written.isCut, written.mantissa <= 1 << 53, abs(written.exponent) <= 22 {
            // Both factors are exact, so one rounding is all there is (Clinger's fast path).
            value = Double(written.mantissa)
            let power = Self.powers[abs(written.exponent)]
            value = written.exponent < 0 ? value / power : value * power
            if written.isNegative { value = -value }
        } else {
            value = Double(String(decoding: bytes[written.range], as: UTF8.self)) ?? .infinity
        }
        guard value.isFinite else { throw fault(.outOfRange, "the number is too large") }
        return value
    }

    /// A whole number; `12.0` and `1.2e1` are whole too.
    mutating func integer() throws(JSONFault) -> Int64 {
        let written = try requireNumber()
        var magnitude = written.mantissa
        var exponent = written.exponent
        guard !written.isCut else { throw fault(.outOfRange, "the number is too large") }
        while exponent < 0, magnitude > 0 {
            guard magnitude % 10 == 0 else { throw fault(.wrongType, "expected a whole number") }
            magnitude /= 10
            exponent += 1
        }
        while exponent > 0, magnitude > 0 {
            let (scaled, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { throw fault(.outOfRange, "the number is too large") }
            magnitude = scaled
            exponent -= 1
        }
        guard magnitude <= UInt64(Int64.max) else { throw fault(.outOfRange, "the number is too large") }
        return written.isNegative ? -Int64(magnitude) : Int64(magnitude)
    }
}
