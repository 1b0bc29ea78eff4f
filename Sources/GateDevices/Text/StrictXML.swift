import GateText

/// What is told of a document while it is read. Names are local ones: prefixes change with a device's firmware.
protocol XMLVisitor {
    /// - Parameter attributes: by their names as written.
    mutating func open(_ name: String, _ attributes: [String: String]) throws(DeviceFault)
    /// Text in one piece or several, entities resolved.
    mutating func text(_ piece: UnsafeBufferPointer<UInt8>)
    mutating func close(_ name: String) throws(DeviceFault)
}

extension XMLVisitor {
    /// A text without the white space around it.
    static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
        let end = text.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? 0
        return text[..<end].drop { $0 <= 0x20 }
    }
}

/// Reads XML from devices that nobody vouches for.
///
/// It knows XML 1.0 in UTF-8 without document types: elements, attributes, text, CDATA, comments, the five entities that
/// XML has of itself, characters by number. A document type is refused where it begins, so nobody can declare an entity,
/// and nothing is ever looked up outside the document. Processing instructions are passed over. Elements within elements
/// cost no stack, and every size has a limit.
///
/// It is our own since FoundationXML's parser (Swift 6.3 on Linux) ends the process at `<?a?>`, calls a file that breaks
/// off a success, keeps 80 bytes for good of every error it finds, and compares every attribute with all before it.
enum StrictXML {
    /// Elements within elements.
    static let depthLimit = 64
    /// Attributes of one element.
    static let attributeLimit = 64
    /// Bytes of a name.
    static let nameLimit = 256

    /// What one kind of document may hold at most.
    struct Limits {
        var bytes: Int
        var elements: Int
        /// Bytes of text between two tags.
        var text: Int
    }

    /// Walks over a document from its beginning to its end.
    ///
    /// - Throws: ``DeviceFault`` with the byte, from the document's beginning, and the element where reading stopped; what
    ///   the visitor was told before then counts for nothing.
    static func read(
        _ document: ArraySlice<UInt8>, limits: Limits, visitor: inout some XMLVisitor
    ) throws(DeviceFault) {
        guard document.count <= limits.bytes else {
            throw DeviceFault(.tooLong, "\(document.count) bytes, at most \(limits.bytes) are read", raw: document)
        }
        let outcome: Result<Void, DeviceFault> = document.withUnsafeBufferPointer { bytes in
            var reader = XMLReader(bytes, limits)
            do throws(DeviceFault) { return .success(try reader.read(&visitor)) } catch {
                return .failure(reader.located(error))
            }
        }
        try outcome.get()
    }
}

private struct XMLReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: StrictXML.Limits
    private var cursor = 0
    /// The elements that stand open, by their names as written.
    private var names: [Range<Int>] = []
    private var elements = 0
    private var hasRoot = false
    private var hasInstruction = false
    /// Where the tag, or the text after the last tag, began: what a visitor complains of.
    private var place = 0
    private var textCount = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: StrictXML.Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func read(_ visitor: inout some XMLVisitor) throws(DeviceFault) {
        if let byte = UTF8Check.firstInvalid(in: bytes) { throw fault(.badText, "bytes that are not UTF-8", at: byte) }
        if starts(with: "\u{FEFF}") { cursor = 3 }
        while cursor < bytes.count {
            if bytes[cursor] == UInt8(ascii: "<") { try markup(&visitor) } else { try text(&visitor) }
        }
        guard hasRoot, names.isEmpty else { throw fault(.truncated, "the document ends before its elements do") }
    }

    // MARK: Faults

    private func fault(
        _ code: DeviceFault.Code, _ message: String, at byte: Int? = nil, field: String? = nil
    ) -> DeviceFault {
        let byte = byte ?? cursor
        return DeviceFault(code, message, place: .init(byte: byte, field: field ?? element))
    }

    /// What ends here would have gone on; otherwise it is wrong.
    private func broken(_ message: String) -> DeviceFault {
        fault(cursor < bytes.count ? .malformed : .truncated, message)
    }

    /// A fault with all that is known of its place.
    func located(_ fault: DeviceFault) -> DeviceFault {
        var fault = fault
        if fault.place.field.isEmpty { fault.place.field = element }
        fault.raw = Array(bytes[min(bytes.count, max(0, fault.place.byte - 40))...].prefix(DeviceFault.rawLimit))
        return fault
    }

    /// A visitor knows what is wrong, the reader where.
    private func placed(_ fault: DeviceFault) -> DeviceFault {
        var fault = fault
        fault.place.byte = place
        return fault
    }

    private var element: String { names.last.map { TextNormaliser.line(local($0), limit: 64) } ?? "" }

    // MARK: Markup

    private mutating func markup(_ visitor: inout some XMLVisitor) throws(DeviceFault) {
        if starts(with: "</") { return try endTag(&visitor) }
        if starts(with: "<?") { return try instruction() }
        guard starts(with: "<!") else { return try startTag(&visitor) }
        if starts(with: "<!--") {
            try skip(4, past: "--", "a comment is not closed")
            guard cursor < bytes.count, bytes[cursor] == UInt8(ascii: ">") else {
                throw broken("two dashes within a comment")
            }
            cursor += 1
        } else if starts(with: "<![CDATA[") {
            guard !names.isEmpty else { throw fault(.malformed, "text outside the outermost element") }
            let start = cursor + 9
            try skip(9, past: "]]>", "a CDATA section is not closed")
            try give(start..<cursor - 3, &visitor)
        } else {
            let rest = bytes[cursor...]
            guard !"<!--".utf8.starts(with: rest), !"<![CDATA[".utf8.starts(with: rest) else {
                throw fault(.truncated, "the document ends within a tag")
            }
            throw fault(
                .unsupportedDialect, "a document type or entity declaration is never read", field: "DOCTYPE")
        }
    }

    /// Steps over so many bytes, and over all that follows up to and including `mark`.
    private mutating func skip(_ count: Int, past mark: StaticString, _ problem: String) throws(DeviceFault) {
        let start = cursor
        cursor += count
        while cursor < bytes.count {
            if starts(with: mark) {
                cursor += mark.utf8CodeUnitCount
                return
            }
            try checkCharacter()
            cursor += 1
        }
        throw fault(.truncated, problem, at: start)
    }

    private mutating func instruction() throws(DeviceFault) {
        let start = cursor
        try skip(2, past: "?>", "a processing instruction is not closed")
        // The first may be the XML declaration; no other names a character set.
        guard !hasInstruction else { return }
        hasInstruction = true
        let text = String(decoding: bytes[start..<cursor], as: UTF8.self).lowercased()
        guard text.hasPrefix("<?xml"), text.dropFirst(5).first?.isWhitespace == true,
            let encoding = Self.encoding(of: text.dropFirst(6))
        else { return }
        guard ["utf-8", "utf8", "us-ascii", "ascii"].contains(encoding) else {
            throw fault(
                .badText, "the character set '\(TextNormaliser.line(encoding, limit: 40))' is not read", at: start,
                field: "encoding")
        }
    }

    /// The character set that an XML declaration names; nil where it names none.
    private static func encoding(of declaration: Substring) -> String? {
        guard let name = declaration.firstRange(of: "encoding") else { return nil }
        return String(
            declaration[name.upperBound...].drop { " \t\r\n=\"'".contains($0) }.prefix { !"\"' ?".contains($0) })
    }

    private mutating func startTag(_ visitor: inout some XMLVisitor) throws(DeviceFault) {
        guard !names.isEmpty || !hasRoot else { throw fault(.malformed, "a second outermost element") }
        place = cursor
        cursor += 1
        let name = try self.name()
        elements += 1
        guard names.count < StrictXML.depthLimit else {
            throw fault(.tooDeep, "elements nest beyond \(StrictXML.depthLimit)", at: place)
        }
        guard elements <= limits.elements else {
            throw fault(.tooLong, "more than \(limits.elements) elements", at: place)
        }
        hasRoot = true
        names.append(name)
        var attributes: [String: String] = [:]
        while true {
            let hasSpace = skipSpace()
            if starts(with: "/>") || starts(with: ">") { break }
            guard cursor + 1 < bytes.count else { throw fault(.truncated, "a tag is not closed", at: bytes.count) }
            guard hasSpace else { throw fault(.malformed, "expected an attribute or the end of a tag") }
            try attribute(&attributes)
        }
        let isEmpty = bytes[cursor] == UInt8(ascii: "/")
        cursor += isEmpty ? 2 : 1
        textCount = 0
        do throws(DeviceFault) {
            try visitor.open(local(name), attributes)
            if isEmpty { try visitor.close(local(name)) }
        } catch { throw placed(error) }
        if isEmpty { names.removeLast() } else { place = cursor }
    }

    private mutating func attribute(_ attributes: inout [String: String]) throws(DeviceFault) {
        let start = cursor
        let name = String(decoding: bytes[try self.name()], as: UTF8.self)
        skipSpace()
        guard starts(with: "=") else { throw broken("expected '=' after an attribute's name") }
        cursor += 1
        skipSpace()
        guard starts(with: "\"") || starts(with: "'") else { throw broken("expected a quote") }
        let quote = bytes[cursor]
        cursor += 1
        var value: [UInt8] = []
        while cursor < bytes.count, bytes[cursor] != quote {
            switch bytes[cursor] {
            case UInt8(ascii: "&"): value.append(contentsOf: String(try reference()).utf8)
            case UInt8(ascii: "<"): throw fault(.malformed, "'<' in an attribute")
            default:
                try checkCharacter()
                value.append(max(0x20, bytes[cursor]))
                cursor += 1
            }
            guard value.count <= limits.text else {
                throw fault(.tooLong, "an attribute of more than \(limits.text) bytes")
            }
        }
        guard cursor < bytes.count else { throw fault(.truncated, "an attribute has no end", at: start) }
        cursor += 1
        guard attributes.updateValue(String(decoding: value, as: UTF8.self), forKey: name) == nil else {
            throw fault(.malformed, "an attribute comes twice", at: start)
        }
        guard attributes.count <= StrictXML.attributeLimit else {
            throw fault(.tooLong, "more than \(StrictXML.attributeLimit) attributes of one element", at: start)
        }
    }

    private mutating func endTag(_ visitor: inout some XMLVisitor) throws(DeviceFault) {
        let start = cursor
        cursor += 2
        let name = try self.name()
        skipSpace()
        guard starts(with: ">") else { throw broken("expected the end of a tag") }
        cursor += 1
        guard let open = names.last, bytes[open].elementsEqual(bytes[name]) else {
            throw fault(.malformed, "the end of an element that is not open", at: start)
        }
        do throws(DeviceFault) { try visitor.close(local(name)) } catch { throw placed(error) }
        names.removeLast()
        place = cursor
        textCount = 0
    }

    // MARK: Text

    private mutating func text(_ visitor: inout some XMLVisitor) throws(DeviceFault) {
        let start = cursor
        while cursor < bytes.count {
            switch bytes[cursor] {
            case UInt8(ascii: "<"): return try give(start..<cursor, &visitor)
            case UInt8(ascii: "&"):
                try give(start..<cursor, &visitor)
                guard !names.isEmpty else { throw fault(.malformed, "text outside the outermost element") }
                var character = String(try reference())
                try count(character.utf8.count)
                character.withUTF8 { visitor.text($0) }
                return
            case UInt8(ascii: "]") where starts(with: "]]>"):
                throw fault(.malformed, "the end of a CDATA section that is not open")
            default:
                try checkCharacter()
                cursor += 1
            }
        }
        try give(start..<cursor, &visitor)
    }

    private mutating func give(_ range: Range<Int>, _ visitor: inout some XMLVisitor) throws(DeviceFault) {
        guard !range.isEmpty else { return }
        let piece = UnsafeBufferPointer(rebasing: bytes[range])
        guard !names.isEmpty else {
            guard let index = piece.firstIndex(where: { $0 > 0x20 }) else { return }
            throw fault(.malformed, "text outside the outermost element", at: range.lowerBound + index)
        }
        try count(range.count)
        visitor.text(piece)
    }

    private mutating func count(_ more: Int) throws(DeviceFault) {
        textCount += more
        guard textCount <= limits.text else {
            throw fault(.tooLong, "a text of more than \(limits.text) bytes", at: place)
        }
    }

    /// Reads `&amp;` and its four kin, `&#65;` and `&#x41;`.
    private mutating func reference() throws(DeviceFault) -> Character {
        let start = cursor
        cursor += 1
        // The longest is `&#x10FFFF;`; leading zeroes may make it longer.
        while cursor < bytes.count, cursor - start < 32, Self.isOfReference(bytes[cursor]) { cursor += 1 }
        guard starts(with: ";") else { throw broken("a reference is not closed") }
        let name = String(decoding: bytes[start + 1..<cursor], as: UTF8.self)
        cursor += 1
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        let isHex = name.hasPrefix("#x")
        let digits = name.dropFirst(isHex ? 2 : 1)
        guard name.hasPrefix("#"), digits.first != "+", digits.first != "-",
            let scalar = UInt32(digits, radix: isHex ? 16 : 10).flatMap({ Unicode.Scalar($0) }),
            scalar.value >= 0x20 || [0x09, 0x0A, 0x0D].contains(scalar.value), scalar.value & 0xFFFE != 0xFFFE
        else { throw fault(.malformed, "neither a character nor an entity of XML", at: start) }
        return Character(scalar)
    }

    private static func isOfReference(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "#") || byte &- 0x30 <= 9 || (byte | 0x20) &- 0x61 < 26
    }

    // MARK: Bytes

    /// XML has no control characters but tab and line ends.
    @inline(__always)
    private func checkCharacter() throws(DeviceFault) {
        let byte = bytes[cursor]
        guard byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D else { return }
        throw fault(.badText, byte == 0 ? "a zero byte: no UTF-8, or no text" : "a control character")
    }

    @inline(__always)
    private func starts(with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - cursor >= count else { return false }
        for index in 0..<count where bytes[cursor + index] != text.utf8Start[index] { return false }
        return true
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = cursor
        while cursor < bytes.count {
            switch bytes[cursor] {
            case 0x20, 0x09, 0x0A, 0x0D: cursor += 1
            default: return cursor > start
            }
        }
        return cursor > start
    }

    /// A name: letters, digits, `_ : - .` and whatever is not ASCII.
    private mutating func name() throws(DeviceFault) -> Range<Int> {
        let start = cursor
        while cursor < bytes.count {
            switch bytes[cursor] {
            case 0x41...0x5A, 0x61...0x7A, 0x80..., UInt8(ascii: "_"), UInt8(ascii: ":"): break
            case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "."):
                guard cursor > start else { throw fault(.malformed, "expected a name") }
            default:
                try checkCharacter()
                guard cursor > start else { throw fault(.malformed, "expected a name") }
                return start..<cursor
            }
            cursor += 1
            guard cursor - start <= StrictXML.nameLimit else {
                throw fault(.tooLong, "a name of more than \(StrictXML.nameLimit) bytes", at: start)
            }
        }
        throw fault(.truncated, "the document ends within a tag")
    }

    private func local(_ name: Range<Int>) -> String {
        let start = bytes[name].lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.lowerBound
        return String(decoding: bytes[start..<name.upperBound], as: UTF8.self)
    }
}
