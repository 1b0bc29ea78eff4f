/// Cuts a file of XML documents into them: each ends with its outermost element, or where another one is declared.
struct DocumentCutter: Sendable {
    /// Longest document, in bytes.
    static let limit = 8 << 20

    enum Cut: Equatable {
        case document([UInt8])
        /// Its first bytes, and where it began.
        case tooLong([UInt8], place: DeviceFault.Place)
    }

    private var document: [UInt8] = []
    private var place = DeviceFault.Place()
    /// The outermost element's name, once it is known, and up to where its end has been looked for.
    private var root: ArraySlice<UInt8> = []
    private var searched = 0

    /// - Parameter line: without its end.
    mutating func take(_ line: ArraySlice<UInt8>, _ position: LineBuffer.Line) -> [Cut] {
        var cuts: [Cut] = []
        var rest = line
        // Only the first bytes of a document are its declaration.
        while let declaration = AlertCutter.declaration(in: rest) {
            add(rest[..<declaration], position, &cuts)
            if let cut = finish() { cuts.append(cut) }
            begin(at: declaration - line.startIndex, position)
            document += rest[declaration...].prefix(1)
            rest = rest[(declaration + 1)...]
        }
        add(rest, position, &cuts)
        if !document.isEmpty { document.append(0x0A) }
        if document.count > Self.limit {
            cuts.append(.tooLong(document, place: place))
            reset()
        }
        return cuts
    }

    /// What is left when the file ends.
    mutating func finish() -> Cut? {
        defer { reset() }
        return document.allSatisfy { $0 <= 0x20 } ? nil : .document(document)
    }

    private mutating func begin(at offset: Int, _ position: LineBuffer.Line) {
        place = .init(line: position.number, byte: position.offset + offset)
    }

    private mutating func reset() {
        document = []
        root = []
        searched = 0
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, _ position: LineBuffer.Line, _ cuts: inout [Cut]) {
        if document.isEmpty {
            guard !bytes.allSatisfy({ $0 <= 0x20 }) else { return }
            begin(at: 0, position)
        }
        document += bytes
        while let end = end() {
            cuts.append(.document(Array(document[..<end])))
            let rest = document[end...].drop { $0 <= 0x20 }
            reset()
            document = Array(rest)
        }
    }

    /// Just behind the end of the outermost element; nil where it has not come yet.
    private mutating func end() -> Int? {
        while let open = document[searched...].firstIndex(of: UInt8(ascii: "<")) {
            let tag = document[open...]
            guard let close = tag.firstIndex(of: UInt8(ascii: ">")) else {
                // What has begun may go on in the next line.
                searched = open
                return nil
            }
            if tag.starts(with: "<!--".utf8) {
                guard let end = Self.commentEnd(in: tag) else {
                    searched = open
                    return nil
                }
                searched = end
                continue
            }
            searched = close + 1
            let inside = document[(open + 1)..<close]
            if root.isEmpty, let first = inside.first, first != UInt8(ascii: "?"), first != UInt8(ascii: "!") {
                if inside.last == UInt8(ascii: "/") { return close + 1 }
                root = inside.prefix { $0 > 0x20 }
            } else if inside.first == UInt8(ascii: "/"), inside.dropFirst().prefix(while: { $0 > 0x20 }) == root {
                return close + 1
            }
        }
        searched = document.count
        return nil
    }

    private static func commentEnd(in tag: ArraySlice<UInt8>) -> Int? {
        tag.indices.dropFirst(4).first { tag[$0...].starts(with: "-->".utf8) }.map { $0 + 3 }
    }
}
