import GateText

/// Where in a document its reader stands, and the text of the element that is open.
///
/// A document of customs names an element by its place: a `FunctionCode` of the response and one of a declaration within
/// it mean different things. So nothing is ever told by its name alone.
struct ElementPath {
    /// Bytes of one text that are kept; what is longer is cut, for no field of ours is as long.
    static let textLimit = 2_048

    private(set) var names: [String] = []
    private(set) var attributes: [String: String] = [:]
    private var bytes: [UInt8] = []
    /// The place, counted from the root, of the element whose inside is read; nil outside of it.
    private(set) var root: Int?

    mutating func open(_ name: String, _ attributes: [String: String]) {
        names.append(name)
        self.attributes = attributes
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func text(_ piece: UnsafeBufferPointer<UInt8>) {
        let room = Self.textLimit - bytes.count
        if room > 0 { bytes.append(contentsOf: piece.prefix(room)) }
    }

    /// Leaves the open element. Its text has been asked for before.
    mutating func close() {
        if root == names.count - 1 { root = nil }
        names.removeLast()
        attributes = [:]
        bytes.removeAll(keepingCapacity: true)
    }

    /// The element that is open now is the one whose inside is read.
    mutating func enter() { root = names.count - 1 }

    /// The name of the element around the open one; empty for the outermost.
    var parent: String { names.count > 1 ? names[names.count - 2] : "" }

    /// The open element's name.
    var name: String { names.last ?? "" }

    /// Whether the open element stands exactly there within the entered one.
    func `is`(_ path: String...) -> Bool {
        guard let root, names.count - root - 1 == path.count else { return false }
        return names[(root + 1)...].elementsEqual(path)
    }

    /// The text of the open element without the white space around it, cleaned, at most `limit` characters.
    func line(limit: Int) -> String {
        let end = bytes.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? 0
        let trimmed = bytes[..<end].drop { $0 <= 0x20 }
        return TextNormaliser.line(String(decoding: trimmed, as: UTF8.self), limit: limit)
    }

    /// The same as an identifier is compared.
    var identifier: String { TextNormaliser.identifier(line(limit: 4 * TextNormaliser.identifierLimit)) }
}
