/// A place in a TOML text, and the steps over what is no structure of it.
struct TOMLScan {
    let bytes: [UInt8]
    var cursor = 0
    /// From 1.
    var line = 1

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { cursor >= bytes.count }

    /// 0 beyond the end, where the library takes a text to end as well.
    func peek(_ ahead: Int = 0) -> UInt8 { cursor + ahead < bytes.count ? bytes[cursor + ahead] : 0 }

    /// Steps over a comment, or what else the line still holds.
    mutating func skipLine() { while !isAtEnd, peek() != UInt8(ascii: "\n") { cursor += 1 } }

    /// Steps over a text in one or three quotes of either kind; one in single quotes ends with its line at the latest.
    mutating func skipText() {
        let quote = peek()
        let isLong = peek(1) == quote && peek(2) == quote
        cursor += isLong ? 3 : 1
        while !isAtEnd {
            switch peek() {
            case UInt8(ascii: "\n"):
                if !isLong { return }
                line += 1
                cursor += 1
            case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
                if peek(1) == UInt8(ascii: "\n") {
                    if !isLong { return }
                    line += 1
                }
                cursor += 2
            case quote where !isLong:
                cursor += 1
                return
            case quote where peek(1) == quote && peek(2) == quote:
                // Up to two more quotes may belong to the text.
                while peek(3) == quote { cursor += 1 }
                cursor += 3
                return
            default: cursor += 1
            }
        }
    }
}
