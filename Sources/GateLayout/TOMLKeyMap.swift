/// On which line each field of a TOML text stands: TOMLKit tells lines for syntax errors only.
///
/// For texts that have been parsed already; it finds keys and steps over values. Fields are named as problems name
/// them: `lane[3].direction`, elements of lists counted from 1.
struct TOMLKeyMap {
    private var lines: [String: Int] = [:]
    private var arrays: [String: Int] = [:]
    private var scan: TOMLScan

    init(_ text: String) {
        scan = TOMLScan(text)
        var prefix = ""
        while skipBlank() {
            if scan.peek() == UInt8(ascii: "[") {
                prefix = heading()
            } else if isAtKey {
                field(under: prefix)
            } else {
                scan.cursor += 1
            }
        }
    }

    /// The line of a field, from 1; nil where the text does not name it.
    func line(of field: String) -> Int? { lines[field] }

    // MARK: Structure

    private mutating func note(_ path: String) { if lines[path] == nil { lines[path] = scan.line } }

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
        scan.cursor += 1
        let isList = scan.peek() == UInt8(ascii: "[")
        if isList { scan.cursor += 1 }
        let keys = keys()
        while scan.peek() == UInt8(ascii: "]") { scan.cursor += 1 }
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
        guard scan.peek() == UInt8(ascii: "=") else { return }
        scan.cursor += 1
        value(at: here)
    }

    private mutating func value(at path: String) {
        skipSpaces()
        switch scan.peek() {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): scan.skipText()
        case UInt8(ascii: "["):
            scan.cursor += 1
            var count = 0
            while skipBlank(), scan.peek() != UInt8(ascii: "]") {
                if scan.peek() == UInt8(ascii: ",") {
                    scan.cursor += 1
                } else {
                    count += 1
                    note("\(path)[\(count)]")
                    value(at: "\(path)[\(count)]")
                }
            }
            scan.cursor += 1
        case UInt8(ascii: "{"):
            scan.cursor += 1
            while skipBlank(), scan.peek() != UInt8(ascii: "}") {
                if isAtKey { field(under: path) } else { scan.cursor += 1 }
            }
            scan.cursor += 1
        default:
            let start = scan.cursor
            while scan.cursor < scan.bytes.count, !Self.endsValue(scan.bytes[scan.cursor]) { scan.cursor += 1 }
            // Whatever it is, it is stepped over.
            if scan.cursor == start { scan.cursor += 1 }
        }
    }

    private static func endsValue(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "\n"), UInt8(ascii: "#"): true
        default: false
        }
    }

    // MARK: Tokens

    private var isAtKey: Bool { scan.peek() > 0x20 && !Self.endsValue(scan.peek()) && scan.peek() != UInt8(ascii: "=") }

    private mutating func skipSpaces() {
        while scan.peek() == UInt8(ascii: " ") || scan.peek() == UInt8(ascii: "\t") { scan.cursor += 1 }
    }

    /// Steps over blanks, line ends and comments; false at the end of the text.
    private mutating func skipBlank() -> Bool {
        while scan.cursor < scan.bytes.count {
            switch scan.bytes[scan.cursor] {
            case UInt8(ascii: "\n"):
                scan.line += 1
                scan.cursor += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): scan.cursor += 1
            case UInt8(ascii: "#"): scan.skipLine()
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
            let start = scan.cursor
            if scan.peek() == UInt8(ascii: "\"") || scan.peek() == UInt8(ascii: "'") {
                scan.skipText()
                let inside = scan.bytes[start..<min(scan.cursor, scan.bytes.count)].dropFirst().dropLast()
                keys.append(String(decoding: inside, as: UTF8.self))
            } else {
                while isAtKey, scan.peek() != UInt8(ascii: ".") { scan.cursor += 1 }
                keys.append(String(decoding: scan.bytes[start..<scan.cursor], as: UTF8.self))
            }
            skipSpaces()
            guard scan.peek() == UInt8(ascii: ".") else { return keys }
            scan.cursor += 1
        }
    }
}
