/// Finds the mistakes at which TOML++ ends the program instead of telling them: a heading without a name, `}` in a list, and line
/// ends that are none of TOML's.
struct TOMLGuard {
    struct Finding: Equatable {
        /// From 1.
        var line: Int
        var problem: String
        /// A heading can be taken out, so that what follows is read; after another mistake nothing is.
        var isHeading: Bool
    }

    private let bytes: [UInt8]
    private var cursor = 0
    private var line = 1

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// The first of them; nil where there is none. Up to the first mistake of another kind, where the library stops by itself,
    /// headings are told from lists and texts as it does.
    static func first(in text: String) -> Finding? {
        var guardian = TOMLGuard(text)
        return guardian.find()
    }

    private mutating func find() -> Finding? {
        // What is open: lists and tables.
        var open: [UInt8] = []
        var isLineStart = true
        while cursor < bytes.count {
            switch bytes[cursor] {
            case UInt8(ascii: "\n"):
                line += 1
                isLineStart = true
                cursor += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): cursor += 1
            case UInt8(ascii: "#"): skipLine()
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                isLineStart = false
                skipText()
            case UInt8(ascii: "[") where isLineStart && open.isEmpty:
                guard isNamed else {
                    let problem = "a table's name is expected after '[': letters a–z, digits, '-' and '_', or quotes"
                    return Finding(line: line, problem: problem, isHeading: true)
                }
                skipLine()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                open.append(bytes[cursor])
                isLineStart = false
                cursor += 1
            case UInt8(ascii: "}") where open.last == UInt8(ascii: "["):
                return Finding(line: line, problem: "'}' in a list: a value or ']' is expected", isHeading: false)
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                open.removeLast(open.isEmpty ? 0 : 1)
                isLineStart = false
                cursor += 1
            case _ where isForeignLineEnd:
                return Finding(line: line, problem: "a line end that TOML does not know", isHeading: false)
            default:
                isLineStart = false
                cursor += 1
            }
        }
        return nil
    }

    /// A vertical tab, a form feed, U+0085, U+2028 or U+2029.
    private var isForeignLineEnd: Bool {
        switch bytes[cursor] {
        case 0x0B, 0x0C: true
        case 0xC2: byte(cursor + 1) == 0x85
        case 0xE2: byte(cursor + 1) == 0x80 && (byte(cursor + 2) == 0xA8 || byte(cursor + 2) == 0xA9)
        default: false
        }
    }

    /// Whether the heading at the cursor is one that the library reads, or refuses without harm.
    private var isNamed: Bool {
        var place = cursor + 1
        let isList = byte(place) == UInt8(ascii: "[")
        if isList { place += 1 }
        while byte(place) == UInt8(ascii: " ") || byte(place) == UInt8(ascii: "\t") { place += 1 }
        switch byte(place) {
        // The end of the text, and `[]`.
        case nil, UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"): return true
        // `[ [`
        case UInt8(ascii: "["): return !isList
        case let byte?: return DeviceReader.isPlain(byte) && byte != UInt8(ascii: ".")
        }
    }

    private func byte(_ index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }

    private mutating func skipLine() { while let byte = byte(cursor), byte != UInt8(ascii: "\n") { cursor += 1 } }

    /// A text in one or three quotes of either kind; one in single quotes ends with its line at the latest.
    private mutating func skipText() {
        let quote = bytes[cursor]
        let isLong = byte(cursor + 1) == quote && byte(cursor + 2) == quote
        cursor += isLong ? 3 : 1
        while let byte = byte(cursor) {
            switch byte {
            case UInt8(ascii: "\n"):
                if !isLong { return }
                line += 1
                cursor += 1
            case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
                if self.byte(cursor + 1) == UInt8(ascii: "\n") {
                    if !isLong { return }
                    line += 1
                }
                cursor += 2
            case quote where !isLong:
                cursor += 1
                return
            case quote where self.byte(cursor + 1) == quote && self.byte(cursor + 2) == quote:
                // Up to two more quotes may belong to the text.
                while self.byte(cursor + 3) == quote { cursor += 1 }
                cursor += 3
                return
            default: cursor += 1
            }
        }
    }
}
