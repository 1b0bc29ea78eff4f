import Foundation
import GateText

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Reads N42.42 files (2006 and 2012), XML as spectroscopic portals and handhelds send it.
///
/// Hostile XML is refused before a parser sees it: a document type (and with it every entity of its own making), a
/// character set in which one could hide, a file that is too long. What the parser then resolves are the five entities
/// of XML itself.
public enum N42Decoder {
    /// Longest file in bytes.
    public static let byteLimit = 2 << 20
    /// Elements within each other; real files have ten.
    static let depthLimit = 64
    /// libxml2's name for a prefix that nobody declared. Files in the field have them, and their elements are not ours.
    private static let undeclaredPrefix = 201
    /// The document ends before its elements do.
    private static let prematureEnd = 5

    /// - Parameter limit: longest file in bytes, for those who read from a disk they trust.
    /// - Throws: ``DeviceFault`` with the line, the byte and the element.
    public static func decode(_ data: [UInt8], limit: Int = byteLimit) throws(DeviceFault) -> N42Document {
        try check(data, limit: limit)
        let walker = N42Walker()
        let parser = XMLParser(data: Data(try withoutInstructions(data)))
        parser.shouldResolveExternalEntities = false
        parser.shouldProcessNamespaces = false
        parser.delegate = walker
        _ = parser.parse()
        if var fault = walker.fault {
            fault.place = place(of: fault.place, in: data)
            fault.raw = Array(raw(data, at: fault.place.byte))
            throw fault
        }
        // `parse()` may say that all is well with a file that breaks off, so its errors are collected instead.
        if let error = walker.errors.first(where: { $0.code != undeclaredPrefix }) {
            let place = place(of: error.place, in: data)
            throw DeviceFault(
                error.code == prematureEnd ? .truncated : .malformed, "no well-formed XML (libxml2 says \(error.code))",
                place: place, raw: raw(data, at: place.byte))
        }
        guard walker.isComplete else {
            throw DeviceFault(.truncated, "the file ends before its elements do", place: .init(byte: data.count))
        }
        return try walker.result(raw: data)
    }

    private static func raw(_ data: [UInt8], at byte: Int) -> ArraySlice<UInt8> {
        data[max(0, byte - 40)...].prefix(DeviceFault.rawLimit)
    }

    /// The parser counts lines and columns from 1; a fault's place wants the byte as well.
    private static func place(of place: DeviceFault.Place, in data: [UInt8]) -> DeviceFault.Place {
        var start = 0
        var line = 1
        while line < place.line, let feed = data[start...].firstIndex(of: 0x0A) {
            start = feed + 1
            line += 1
        }
        return .init(line: place.line, byte: min(data.count, start + max(0, place.byte - 1)), field: place.field)
    }

    // MARK: Before the parser

    private static func check(_ data: [UInt8], limit: Int) throws(DeviceFault) {
        guard data.count <= limit else {
            throw DeviceFault(.tooLong, "\(data.count) bytes, at most \(limit) are read", raw: data)
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let body = data.starts(with: mark) ? data[3...] : data[...]
        guard let first = body.firstIndex(where: { $0 > 0x20 }) else {
            throw DeviceFault(.truncated, "the file is empty", raw: data)
        }
        guard data[first] == UInt8(ascii: "<") else {
            throw DeviceFault(.malformed, "expected XML in UTF-8", place: .init(byte: first), raw: data)
        }
        if let zero = data.firstIndex(of: 0) {
            throw DeviceFault(.badText, "a zero byte: no UTF-8, or no text", place: .init(byte: zero), raw: data)
        }
        if let encoding = declaredEncoding(body), !["utf-8", "utf8", "us-ascii", "ascii"].contains(encoding) {
            throw DeviceFault(
                .badText, "the character set '\(TextNormaliser.line(encoding, limit: 40))' is not read",
                place: .init(byte: first, field: "encoding"), raw: data)
        }
        if let byte = data.withUnsafeBufferPointer({ UTF8Check.firstInvalid(in: $0) }) {
            throw DeviceFault(.badText, "bytes that are not UTF-8", place: .init(byte: byte), raw: data[byte...])
        }
        var start = 0
        while let open = data[start...].firstIndex(of: UInt8(ascii: "<")) {
            if opensDeclaration(data[open...]) {
                throw DeviceFault(
                    .unsupportedDialect, "a document type or entity declaration is never read",
                    place: .init(byte: open, field: "DOCTYPE"), raw: data[open...])
            }
            start = open + 1
        }
    }

    /// `<!` and a letter: DOCTYPE, ENTITY, ELEMENT … in any case. Comments and CDATA sections go on with `-` and `[`.
    private static func opensDeclaration(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count > 2, bytes[bytes.startIndex + 1] == UInt8(ascii: "!") else { return false }
        let next = bytes[bytes.startIndex + 2]
        return next != UInt8(ascii: "-") && next != UInt8(ascii: "[")
    }

    /// The file with its processing instructions, the XML declaration among them, made blanks; every byte keeps its
    /// place.
    ///
    /// None of them means anything here, and FoundationXML dies of one without data: `<?a?>` ends the process (Swift
    /// 6.3 on Linux, a null pointer).
    private static func withoutInstructions(_ data: [UInt8]) throws(DeviceFault) -> [UInt8] {
        let question = UInt8(ascii: "?")
        var blanked = data
        var start = 0
        while let open = data[start...].firstIndex(of: UInt8(ascii: "<")) {
            start = open + 1
            guard start < data.count, data[start] == question else { continue }
            // Not the same question mark twice: `<?>` is not closed.
            var end = start + 1
            while end < data.count, data[end] != UInt8(ascii: ">") || data[end - 1] != question || end < start + 2 {
                guard data[end] != UInt8(ascii: "<") else { break }
                end += 1
            }
            guard end < data.count, data[end] == UInt8(ascii: ">") else {
                throw DeviceFault(
                    end < data.count ? .malformed : .truncated, "a processing instruction is not closed",
                    place: .init(byte: open), raw: data[open...])
            }
            for index in open...end where data[index] != 0x0A { blanked[index] = 0x20 }
            start = end + 1
        }
        return blanked
    }

    /// The encoding that `<?xml … encoding="…"?>` names, in lower case.
    private static func declaredEncoding(_ body: ArraySlice<UInt8>) -> String? {
        let head = String(decoding: body.prefix(256), as: UTF8.self)
        guard head.hasPrefix("<?xml"), let end = head.range(of: "?>"),
            let name = head.range(of: "encoding", range: head.startIndex..<end.lowerBound)
        else { return nil }
        let value = head[name.upperBound..<end.lowerBound].drop { $0 == "=" || $0.isWhitespace }
        guard let quote = value.first, quote == "\"" || quote == "'" else { return value.lowercased() }
        return value.dropFirst().prefix { $0 != quote }.lowercased()
    }
}
