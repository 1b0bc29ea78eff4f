import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Reads XML from devices that nobody vouches for.
///
/// What makes XML dangerous is refused before a parser sees a byte of it: document types, and with them every entity,
/// processing instructions, and encodings in which one could hide. No name is ever looked up outside the document.
enum StrictXML {
    /// Largest document read, in bytes.
    static let sizeLimit = 2 << 20
    /// Elements within elements.
    static let depthLimit = 64
    static let elementLimit = 50_000
    /// Bytes of text in one element.
    static let textLimit = 64 << 10

    /// What libxml2 says when a document ends, or goes on, where it should not (XML_ERR_DOCUMENT_END).
    private static let endCode = 5

    /// Walks over a document and gives `leaf` every element that holds no other, with the local names that lead to it,
    /// the root's first, and its text without surrounding white space.
    ///
    /// Prefixes and namespaces are passed over: they change with a device's firmware. So are attributes.
    ///
    /// - Throws: ``DeviceFault`` with the byte where reading stopped; what `leaf` was given before then counts for nothing.
    static func read(
        _ document: ArraySlice<UInt8>, leaf: (_ path: [String], _ text: String) throws(DeviceFault) -> Void
    ) throws(DeviceFault) {
        try admit(document)
        let parser = XMLParser(data: Data(document))
        parser.shouldResolveExternalEntities = false
        parser.shouldProcessNamespaces = false
        let walk = Walk()
        parser.delegate = walk
        // The parser calls a document that was cut, or that something follows, a success, and leaves an error behind.
        let isWhole = parser.parse() && parser.parserError == nil
        if let fault = walk.fault { throw located(fault, parser, document) }
        guard isWhole, walk.isClosed else {
            let isCut = !walk.isClosed && (parser.parserError.map { ($0 as NSError).code == endCode } ?? true)
            throw located(
                isCut
                    ? DeviceFault(.truncated, "the XML ends too soon") : DeviceFault(.malformed, "not well-formed XML"),
                parser, document)
        }
        for (path, text) in walk.leaves { try leaf(path, text) }
    }

    /// Refuses what must not reach a parser.
    static func admit(_ document: ArraySlice<UInt8>) throws(DeviceFault) {
        func refusal(_ code: DeviceFault.Code, _ message: String, at byte: Int = 0) -> DeviceFault {
            DeviceFault(code, message, place: .init(byte: byte), raw: document)
        }
        guard document.count <= sizeLimit else { throw refusal(.tooLong, "XML of more than \(sizeLimit) bytes") }
        // Every byte is looked at as what it is: UTF-8 without a NUL is no other encoding in disguise.
        if let byte = document.withUnsafeBufferPointer({ UTF8Check.firstInvalid(in: $0) }) {
            throw refusal(.badText, "bytes that are not UTF-8", at: byte)
        }
        var index = document.startIndex
        while let mark = document[index...].firstIndex(where: { $0 == 0 || $0 == UInt8(ascii: "<") }) {
            let byte = mark - document.startIndex
            guard document[mark] != 0 else { throw refusal(.badText, "a NUL in a text", at: byte) }
            let rest = document[(mark + 1)...]
            if rest.first == UInt8(ascii: "!"), !rest.starts(with: "!--".utf8), !rest.starts(with: "![CDATA[".utf8) {
                throw refusal(.unsupportedDialect, "a document type is never read", at: byte)
            }
            if rest.first == UInt8(ascii: "?") {
                // Foundation's parser dies of an instruction without data, and no device has any use for one.
                guard byte == 0, rest.starts(with: "?xml".utf8), rest.dropFirst(4).first.map({ $0 <= 0x20 }) == true
                else { throw refusal(.unsupportedDialect, "a processing instruction is never read", at: byte) }
                if let encoding = encoding(of: rest), !["utf-8", "utf8", "us-ascii", "ascii"].contains(encoding) {
                    throw refusal(.unsupportedDialect, "XML in another encoding than UTF-8", at: byte)
                }
            }
            index = mark + 1
        }
    }

    /// The encoding that an XML declaration names, in lower case; nil where it names none.
    private static func encoding(of declaration: ArraySlice<UInt8>) -> String? {
        let end = declaration.firstIndex(of: UInt8(ascii: ">")) ?? declaration.endIndex
        let text = String(decoding: declaration[..<end].prefix(256), as: UTF8.self).lowercased()
        guard let name = text.range(of: "encoding") else {
            // A declaration too long to be looked through is not believed.
            return end - declaration.startIndex > 256 ? "?" : nil
        }
        return String(text[name.upperBound...].drop { " \t\r\n=\"'".contains($0) }.prefix { !"\"' ?".contains($0) })
    }

    private static func located(
        _ fault: DeviceFault, _ parser: XMLParser, _ document: ArraySlice<UInt8>
    ) -> DeviceFault {
        var fault = fault
        fault.place.byte = offset(parser, document)
        fault.raw = Array(document.prefix(DeviceFault.rawLimit))
        return fault
    }

    /// Where the parser stopped, near enough for a person to look.
    private static func offset(_ parser: XMLParser, _ document: ArraySlice<UInt8>) -> Int {
        var line = 1
        var start = document.startIndex
        while line < parser.lineNumber, let feed = document[start...].firstIndex(of: 0x0A) {
            start = feed + 1
            line += 1
        }
        return min(start + max(0, parser.columnNumber - 1), document.endIndex) - document.startIndex
    }
}

/// One walk of the parser over one document. It keeps no call open while it descends, so that depth costs no stack.
private final class Walk: NSObject, XMLParserDelegate {
    private(set) var leaves: [(path: [String], text: String)] = []
    private(set) var fault: DeviceFault?
    private(set) var isClosed = false
    private var path: [String] = []
    private var elements = 0
    private var text = ""
    private var isLeaf = false

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        guard path.count < StrictXML.depthLimit else {
            stop(parser, .tooDeep, "nested more than \(StrictXML.depthLimit) levels deep")
            return
        }
        elements += 1
        guard elements <= StrictXML.elementLimit else {
            stop(parser, .tooLong, "more than \(StrictXML.elementLimit) elements")
            return
        }
        path.append(name.split(separator: ":").last.map { String($0) } ?? name)
        text = ""
        isLeaf = true
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { add(string, parser) }

    func parser(_ parser: XMLParser, foundCDATA block: Data) { add(String(decoding: block, as: UTF8.self), parser) }

    private func add(_ string: String, _ parser: XMLParser) {
        guard isLeaf else { return }
        guard text.utf8.count + string.utf8.count <= StrictXML.textLimit else {
            stop(parser, .tooLong, "a text of more than \(StrictXML.textLimit) bytes")
            return
        }
        text += string
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        if isLeaf { leaves.append((path, text.trimmingCharacters(in: .whitespacesAndNewlines))) }
        isLeaf = false
        text = ""
        if !path.isEmpty { path.removeLast() }
        isClosed = path.isEmpty
    }

    private func stop(_ parser: XMLParser, _ code: DeviceFault.Code, _ message: String) {
        if fault == nil { fault = DeviceFault(code, message) }
        parser.abortParsing()
    }
}
