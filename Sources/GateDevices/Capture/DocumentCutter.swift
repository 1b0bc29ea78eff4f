/// Cuts a file of XML documents into them: each ends with its outermost element, or where another one is declared. It looks
/// at every byte once, and holds one document.
struct DocumentCutter: Sendable {
    /// Longest document, in bytes.
    static let limit = 8 << 20
    /// Longest name that is told apart, in bytes.
    private static let nameLimit = 128

    enum Cut: Equatable {
        case document([UInt8])
        /// Its first bytes, and where it began.
        case tooLong([UInt8], place: DeviceFault.Place)
    }

    private enum Position {
        case text
        /// Behind a `<`.
        case open
        case name, tag, comment, section, instruction, declaration
    }

    private var document: [UInt8] = []
    /// The document was too long: the rest of it is passed over.
    private var isSkipping = false
    private var place = DeviceFault.Place(line: 1)
    /// Of the next byte.
    private var line = 1
    private var offset = 0

    private var position = Position.text
    /// Where the markup that is being read began.
    private var opened = 0
    /// The name of the tag, and the quote that its value stands in.
    private var name: [UInt8] = []
    private var quote: UInt8?
    /// The last three bytes.
    private var recent: UInt32 = 0
    private var root: [UInt8] = []
    /// Elements of the root's name that are open.
    private var depth = 0

    /// The documents that end in `bytes`.
    mutating func take(_ bytes: ArraySlice<UInt8>) -> [Cut] {
        var cuts: [Cut] = []
        for byte in bytes {
            if document.isEmpty, !isSkipping { place = .init(line: line, byte: offset) }
            if !document.isEmpty || byte > 0x20, !isSkipping { document.append(byte) }
            offset += 1
            if byte == 0x0A { line += 1 }
            recent = recent << 8 & 0xFF_FFFF | UInt32(byte)
            if follow(byte, &cuts) { end(&cuts) }
            if document.count > Self.limit {
                cuts.append(.tooLong(Array(document.prefix(DeviceFault.rawLimit)), place: place))
                document = []
                isSkipping = true
            }
        }
        return cuts
    }

    /// What is left when the file ends.
    mutating func finish() -> Cut? {
        var cuts: [Cut] = []
        end(&cuts)
        return cuts.first
    }

    private mutating func end(_ cuts: inout [Cut]) {
        if document.contains(where: { $0 > 0x20 }) { cuts.append(.document(document)) }
        document = []
        isSkipping = false
        position = .text
        root = []
        depth = 0
    }

    /// Follows the markup; true where the outermost element has ended.
    private mutating func follow(_ byte: UInt8, _ cuts: inout [Cut]) -> Bool {
        switch position {
        case .text:
            if byte == UInt8(ascii: "<") { open() }
        case .open:
            switch byte {
            case UInt8(ascii: "?"): position = .instruction
            case UInt8(ascii: "!"): position = .declaration
            case UInt8(ascii: "<"): open()
            default:
                position = .name
                return inName(byte)
            }
        case .name: return inName(byte)
        case .tag: return inTag(byte)
        case .comment: if recent == Self.commentEnd { position = .text }
        case .section: if recent == Self.sectionEnd { position = .text }
        case .instruction: instruction(byte, &cuts)
        case .declaration: declaration(byte)
        }
        return false
    }

    private static let commentEnd = UInt32(0x2D2D3E)
    private static let sectionEnd = UInt32(0x5D5D3E)

    private mutating func open() {
        position = .open
        opened = max(0, document.count - 1)
        name = []
        quote = nil
    }

    private mutating func inName(_ byte: UInt8) -> Bool {
        if byte == UInt8(ascii: "<") {
            open()
            return false
        }
        if byte > 0x20, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/") || name.isEmpty {
            if name.count < Self.nameLimit { name.append(byte) }
            return false
        }
        position = .tag
        return inTag(byte)
    }

    private mutating func inTag(_ byte: UInt8) -> Bool {
        if let quote {
            if byte == quote { self.quote = nil }
            // It may not stand in a value: the document is broken, and the next one may begin here.
            if byte == UInt8(ascii: "<") { open() }
            return false
        }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quote = byte }
        if byte == UInt8(ascii: "<") { open() }
        guard byte == UInt8(ascii: ">") else { return false }
        position = .text
        let isEmpty = recent >> 8 & 0xFF == UInt32(UInt8(ascii: "/"))
        if name.first == UInt8(ascii: "/") {
            guard !root.isEmpty, name.dropFirst() == root[...] else { return false }
            depth -= 1
        } else {
            if root.isEmpty { root = name } else if name != root { return false }
            if !isEmpty { depth += 1 }
        }
        return depth == 0
    }

    /// Only the first bytes of a document are its declaration: another one begins another document.
    private mutating func instruction(_ byte: UInt8, _ cuts: inout [Cut]) {
        if byte == UInt8(ascii: ">") { position = .text }
        if name.count < 4 { name.append(byte) }
        guard name.count == 4, name.elementsEqual("xml ".utf8), byte == UInt8(ascii: " ") else { return }
        name.append(0)
        if isSkipping {
            end(&cuts)
            document = Array("<?xml ".utf8)
        } else if document[..<opened].contains(where: { $0 > 0x20 }) {
            let rest = Array(document[opened...])
            document.removeSubrange(opened...)
            end(&cuts)
            document = rest
        }
        place = .init(line: line, byte: offset - document.count)
        position = .instruction
    }

    private mutating func declaration(_ byte: UInt8) {
        if name.count < 7 { name.append(byte) }
        if name.elementsEqual("--".utf8) {
            position = .comment
            recent = 0
        } else if name.elementsEqual("[CDATA[".utf8) {
            position = .section
            recent = 0
        } else if byte == UInt8(ascii: ">") {
            position = .text
        }
    }
}
