/// On which line each field of a TOML text stands: TOMLKit tells lines for syntax errors only.
///
/// For texts that have been parsed already; it finds keys and steps over values. Fields are named as problems name
/// them: `lane[3].direction`, elements of lists counted from 1.
struct TOMLKeyMap {
    private var lines: [String: Int] = [:]
    private var arrays: [String: Int] = [:]
    private let bytes: [UInt8]
    private var cursor = 0
    private var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
        var prefix = ""
        while skipBlank() {
            if peek() == UInt8(ascii: "[") {
                prefix = heading()
            } else if isAtKey {
                field(under: prefix)
            } else {
                cursor += 1
            }
        }
    }

    /// The line of a field, from 1; nil where the text does not name it.
    func line(of field: String) -> Int? { lines[field] }

    // MARK: Structure

    private mutating func note(_ path: String) { if lines[path] == nil { lines[path] = line } }

    /// The path of nested keys; of a table that stands many times the last one so far is meant.
    private func path(_ keys: some Sequence<String>, under prefix: String) -> String {
        var path = prefix
        for key in keys {
            path = path.isEmpty ? key : "\(path).\(key)"
            if let count = arrays[path] { path += "[\(count)]" }
        }
        return path
    }

    /// `[table]` or `[[table]]`; the prefix of what follows.
    private mutating func heading() -> String {
        cursor += 1
        let isList = peek() == UInt8(ascii: "[")
        if isList { cursor += 1 }
        let keys = keys()
        while peek() == UInt8(ascii: "]") { cursor += 1 }
        guard isList, let last = keys.last else {
            let prefix = path(keys, under: "")
            note(prefix)
            return prefix
        }
        let base = path(keys.dropLast(), under: "")
        let list = base.isEmpty ? last : "\(base).\(last)"
        note(list)
        arrays[list, default: 0] += 1
        let prefix = "\(list)[\(arrays[list, default: 1])]"
        note(prefix)
        return prefix
    }

    /// `key = value`
    private mutating func field(under prefix: String) {
        let keys = keys()
        for count in keys.indices { note(path(keys[...count], under: prefix)) }
        let here = path(keys, under: prefix)
        skipSpaces()
        guard peek() == UInt8(ascii: "=") else { return }
        cursor += 1
        value(at: here)
    }

    private mutating func value(at path: String) {
        skipSpaces()
        switch peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): skipText()
        case UInt8(ascii: "["):
            cursor += 1
            var count = 0
            while skipBlank(), peek() != UInt8(ascii: "]") {
                if peek() == UInt8(ascii: ",") {
                    cursor += 1
                } else {
                    count += 1
                    note("\(path)[\(count)]")
                    value(at: "\(path)[\(count)]")
                }
            }
            cursor += 1
        case UInt8(ascii: "{"):
            cursor += 1
            while skipBlank(), peek() != UInt8(ascii: "}") {
                if isAtKey { field(under: path) } else { cursor += 1 }
            }
            cursor += 1
        default:
            let start = cursor
            while cursor < bytes.count, !Self.endsValue(bytes[cursor]) { cursor += 1 }
            // Whatever it is, it is stepped over.
            if cursor == start { cursor += 1 }
        }
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "\n"), UInt8(ascii: "#"): true
        default: false
        }
    }

    // MARK: Tokens

    private func peek(_ ahead: Int = 0) -> UInt8 { cursor + ahead < bytes.count ? bytes[cursor + ahead] : 0 }

    private var isAtKey: Bool { peek() > 0x20 && !Self.endsValue(peek()) && peek() != UInt8(ascii: "=") }

    private mutating func skipSpaces() {
        while peek() == UInt8(ascii: " ") || peek() == UInt8(ascii: "\t") { cursor += 1 }
    }

    /// Steps over blanks, line ends and comments; false at the end of the text.
    private mutating func skipBlank() -> Bool {
        while cursor < bytes.count {
            switch bytes[cursor] {
            case UInt8(ascii: "\n"):
                line += 1
                cursor += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): cursor += 1
            case UInt8(ascii: "#"): while cursor < bytes.count, bytes[cursor] != UInt8(ascii: "\n") { cursor += 1 }
            default: return true
            }
        }
        return false
    }

    /// `a.b."c d"`
    private mutating func keys() -> [String] {
        var keys: [String] = []
        while true {
            skipSpaces()
            let start = cursor
            if peek() == UInt8(ascii: "\"") || peek() == UInt8(ascii: "'") {
                skipText()
                let inside = bytes[start..<min(cursor, bytes.count)].dropFirst().dropLast()
                keys.append(String(decoding: inside, as: UTF8.self))
            } else {
                while isAtKey, peek() != UInt8(ascii: ".") { cursor += 1 }
                keys.append(String(decoding: bytes[start..<cursor], as: UTF8.self))
            }
            skipSpaces()
            guard peek() == UInt8(ascii: ".") else { return keys }
            cursor += 1
        }
    }

    /// A text in one or three quotes of either kind.
    private mutating func skipText() {
        let quote = peek()
        let isLong = peek(1) == quote && peek(2) == quote
        cursor += isLong ? 3 : 1
        while cursor < bytes.count {
            if bytes[cursor] == UInt8(ascii: "\n") { line += 1 }
            if bytes[cursor] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                if peek(1) == UInt8(ascii: "\n") { line += 1 }
                cursor += 2
            } else if bytes[cursor] == quote, !isLong {
                cursor += 1
                return
            } else if bytes[cursor] == quote, peek(1) == quote, peek(2) == quote {
                // Up to two more quotes may belong to the text.
                while peek(3) == quote { cursor += 1 }
                cursor += 3
                return
            } else {
                cursor += 1
            }
        }
    }
}
