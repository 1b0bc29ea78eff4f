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

    private var scan: TOMLScan

    private init(_ text: String) { scan = TOMLScan(text) }

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
        while !scan.isAtEnd {
            switch scan.peek() {
            case UInt8(ascii: "\n"):
                scan.line += 1
                isLineStart = true
                scan.cursor += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): scan.cursor += 1
            case UInt8(ascii: "#"): scan.skipLine()
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                isLineStart = false
                scan.skipText()
            case UInt8(ascii: "[") where isLineStart && open.isEmpty:
                guard isNamed else {
                    let problem = "a table's name is expected after '[': letters a–z, digits, '-' and '_', or quotes"
                    return Finding(line: scan.line, problem: problem, isHeading: true)
                }
                scan.skipLine()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                open.append(scan.peek())
                isLineStart = false
                scan.cursor += 1
            case UInt8(ascii: "}") where open.last == UInt8(ascii: "["):
                return Finding(line: scan.line, problem: "'}' in a list: a value or ']' is expected", isHeading: false)
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                open.removeLast(open.isEmpty ? 0 : 1)
                isLineStart = false
                scan.cursor += 1
            case _ where isForeignLineEnd:
                return Finding(line: scan.line, problem: "a line end that TOML does not know", isHeading: false)
            default:
                isLineStart = false
                scan.cursor += 1
            }
        }
        return nil
    }

    /// A vertical tab, a form feed, U+0085, U+2028 or U+2029.
    private var isForeignLineEnd: Bool {
        switch scan.peek() {
        case 0x0B, 0x0C: true
        case 0xC2: scan.peek(1) == 0x85
        case 0xE2: scan.peek(1) == 0x80 && (scan.peek(2) == 0xA8 || scan.peek(2) == 0xA9)
        default: false
        }
    }

    /// Whether the heading at the cursor is one that the library reads, or refuses without harm.
    private var isNamed: Bool {
        let isList = scan.peek(1) == UInt8(ascii: "[")
        var ahead = isList ? 2 : 1
        while scan.peek(ahead) == UInt8(ascii: " ") || scan.peek(ahead) == UInt8(ascii: "\t") { ahead += 1 }
        let first = scan.peek(ahead)
        switch first {
        // The end of the text, and `[]`.
        case 0, UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "'"): return true
        // `[ [`
        case UInt8(ascii: "["): return !isList
        default: return DeviceReader.isPlain(first) && first != UInt8(ascii: ".")
        }
    }
}
