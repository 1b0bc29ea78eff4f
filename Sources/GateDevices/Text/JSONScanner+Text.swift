extension JSONScanner {
    /// A string between its quotes, not yet unescaped.
    struct Token {
        var range: Range<Int>
        /// No escape stands in it: the bytes are the text.
        var isPlain: Bool
    }

    /// Steps over a string. The cursor must stand on its opening quote.
    @inline(__always)
    mutating func stringToken() throws(JSONFault) -> Token {
        let start = cursor + 1
        let stop = plainEnd(from: start)
        guard stop < bytes.count, bytes[stop] == UInt8(ascii: "\"") else { return try rareToken(start, at: stop) }
        move(to: stop + 1)
        return Token(range: start..<stop, isPlain: true)
    }

    /// A string that holds escapes, or is none: `stop` is where its plain beginning ends.
    @inline(never)
    private mutating func rareToken(_ start: Int, at stop: Int) throws(JSONFault) -> Token {
        var index = stop
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                move(to: index + 1)
                return Token(range: start..<index, isPlain: false)
            case UInt8(ascii: "\\"):
                try checkEscape(at: index)
                index = plainEnd(from: index + 2)
            default:
                move(to: index)
                throw fault(.malformed, "a control character inside a text")
            }
        }
        move(to: bytes.count)
        throw fault(.truncated, "the text has no end")
    }

    /// The first place from `start` on that holds a quote, a backslash or a control character; the end where none does.
    @inline(__always)
    private func plainEnd(from start: Int) -> Int {
        var index = start
        // Eight bytes at a step. In each sum a byte's high bit shows that it is the wanted one; a borrow may raise a false
        // one too, but only above a true one, and the lowest is taken.
        while index &+ 8 <= bytes.count {
            let word = word(at: index)
            let quote = word ^ 0x2222_2222_2222_2222
            let slash = word ^ 0x5C5C_5C5C_5C5C_5C5C
            let quotes = (quote &- 0x0101_0101_0101_0101) & ~quote
            let slashes = (slash &- 0x0101_0101_0101_0101) & ~slash
            let controls = (word &- 0x2020_2020_2020_2020) & ~word
            let found = (quotes | slashes | controls) & 0x8080_8080_8080_8080
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return index }
            index += 1
        }
        return index
    }

    /// Eight bytes, the first of them lowest. All of them must be there, so that there is a buffer as well.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        let base = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
        return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    private func checkEscape(at index: Int) throws(JSONFault) {
        guard index + 1 < bytes.count else { return }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "u"):
            return
        default: throw JSONFault(code: .badText, byte: index, field: field, problem: "a bad escape")
        }
    }

    /// The next value as a string token.
    @inline(__always)
    mutating func token() throws(JSONFault) -> Token {
        if peek() == UInt8(ascii: "\"") { return try stringToken() }
        switch kind() {
        case .string: return try stringToken()
        case .end: throw fault(.truncated, "expected a text")
        case .other: throw fault(.malformed, "expected a text")
        default: throw fault(.wrongType, "expected a text")
        }
    }

    /// The next value as a text, escapes resolved. The scanned bytes must be UTF-8 (see ``UTF8Check``).
    mutating func text() throws(JSONFault) -> String { try text(of: try token()) }

    func text(of token: Token) throws(JSONFault) -> String {
        let slice = UnsafeBufferPointer(rebasing: bytes[token.range])
        if token.isPlain { return String(decoding: slice, as: UTF8.self) }
        return String(decoding: try unescaped(token), as: UTF8.self)
    }

    /// The UTF-8 bytes that an escaped token stands for.
    func unescaped(_ token: Token) throws(JSONFault) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(token.range.count)
        var index = token.range.lowerBound
        while index < token.range.upperBound {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\") else {
                plain.append(byte)
                index += 1
                continue
            }
            let code = bytes[index + 1]
            index += 2
            switch code {
            case UInt8(ascii: "b"): plain.append(0x08)
            case UInt8(ascii: "f"): plain.append(0x0C)
            case UInt8(ascii: "n"): plain.append(0x0A)
            case UInt8(ascii: "r"): plain.append(0x0D)
            case UInt8(ascii: "t"): plain.append(0x09)
            case UInt8(ascii: "u"): plain.append(contentsOf: try scalar(at: &index, before: token.range.upperBound))
            default: plain.append(code)
            }
        }
        return plain
    }

    /// Reads the four digits after `\u`, and a second escape where the first is half of a pair.
    private func scalar(at index: inout Int, before end: Int) throws(JSONFault) -> String.UTF8View {
        func bad(_ problem: StaticString) -> JSONFault {
            JSONFault(code: .badText, byte: index, field: field, problem: problem)
        }
        guard let first = hex(at: index, before: end) else { throw bad("a bad \\u escape") }
        index += 4
        var value = first
        if (0xD800...0xDBFF).contains(first) {
            guard index + 6 <= end, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u"),
                let second = hex(at: index + 2, before: end), (0xDC00...0xDFFF).contains(second)
            else { throw bad("half of a surrogate pair") }
            index += 6
            value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw bad("half of a surrogate pair") }
        return String(Character(scalar)).utf8
    }

    private func hex(at index: Int, before end: Int) -> UInt32? {
        guard index + 4 <= end else { return nil }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return value
    }
}

/// Whether bytes are UTF-8 as Unicode defines it: no overlong form, no surrogate, nothing above U+10FFFF.
enum UTF8Check {
    /// The offset of the first byte that cannot stand there; nil for valid text.
    static func firstInvalid(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        let count = bytes.count
        let highBits: UInt64 = 0x8080_8080_8080_8080
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return nil }
        func word(_ index: Int) -> UInt64 { base.loadUnaligned(fromByteOffset: index, as: UInt64.self) }
        while index < count {
            // ASCII at long steps: nearly all of it is.
            while index + 32 <= count,
                (word(index) | word(index + 8) | word(index + 16) | word(index + 24)) & highBits == 0
            {
                index += 32
            }
            while index + 8 <= count {
                let high = UInt64(littleEndian: word(index)) & highBits
                index += high.trailingZeroBitCount / 8
                if high != 0 { break }
            }
            guard index < count else { return nil }
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            let length: Int
            var lowest: UInt8 = 0x80
            var highest: UInt8 = 0xBF
            switch lead {
            case 0xC2...0xDF: length = 2
            case 0xE0: (length, lowest) = (3, 0xA0)
            case 0xED: (length, highest) = (3, 0x9F)
            case 0xE1...0xEF: length = 3
            case 0xF0: (length, lowest) = (4, 0x90)
            case 0xF1...0xF3: length = 4
            case 0xF4: (length, highest) = (4, 0x8F)
            default: return index
            }
            guard index + length <= count, bytes[index + 1] >= lowest, bytes[index + 1] <= highest else { return index }
            var next = 2
            while next < length {
                guard bytes[index + next] & 0xC0 == 0x80 else { return index }
                next += 1
            }
            index += length
        }
        return nil
    }
}
