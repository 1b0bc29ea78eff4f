import GateGrid

/// A line being typed, with a cursor in it.
public struct TypedLine: Hashable, Sendable {
    public private(set) var text: String
    /// Characters before the cursor.
    public private(set) var cursor: Int
    /// Characters that it may hold.
    let limit: Int
    /// Scalars that a character has on an average at most; Khmer needs some four.
    private static let scalarsEach = 8

    init(_ text: String, limit: Int) {
        self.text = String(text.prefix(limit))
        self.limit = limit
        cursor = self.text.count
    }

    /// False where the key edits nothing.
    mutating func edit(_ key: Key) -> Bool {
        switch key {
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(text.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = text.count
        case .backspace:
            guard cursor > 0 else { return true }
            text.remove(at: place(cursor - 1))
            cursor -= 1
        case .delete:
            // At the end of the line there is nothing to take away but the line.
            if cursor < text.count { text.remove(at: place(cursor)) } else { (text, cursor) = ("", 0) }
        case .character(let character): insert(String(character))
        // The end of a pasted line is no part of it; between lines stands a blank.
        case .paste(let pasted):
            insert(pasted.split(whereSeparator: \.isNewline).joined(separator: " "))
        default: return false
        }
        return true
    }

    private mutating func insert(_ more: String) {
        // Marks that join a letter make no more characters of it; they are bounded all the same.
        guard text.unicodeScalars.count + more.unicodeScalars.count <= limit * Self.scalarsEach else { return }
        let before = text.count
        text.insert(contentsOf: more.prefix(max(0, limit - before)), at: place(cursor))
        // A mark that joins the letter before it makes the text no longer.
        cursor = min(text.count, cursor + max(0, text.count - before))
    }

    private func place(_ count: Int) -> String.Index {
        text.index(text.startIndex, offsetBy: count, limitedBy: text.endIndex) ?? text.endIndex
    }
}
