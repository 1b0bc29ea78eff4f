/// Cuts the XML alerts of a Hikvision camera out of a file, line by line: one document after another, or a saved alert
/// stream with its pictures, which are passed over.
struct AlertCutter: Sendable {
    /// The name of an alert's outermost element, whatever its prefix.
    static let name = Array("EventNotificationAlert".utf8)

    enum Cut {
        case alert([UInt8])
        /// Too long, or another began before its end; its first bytes.
        case broken([UInt8], place: DeviceFault.Place, isTooLong: Bool)
    }

    private var document: [UInt8] = []
    private var place = DeviceFault.Place()

    /// What has begun and not ended.
    var unfinished: ([UInt8], DeviceFault.Place)? { document.isEmpty ? nil : (document, place) }

    /// - Parameters:
    ///   - line: without its end.
    ///   - number: of the line, from 1; `offset` of its first byte in the file.
    mutating func take(_ line: ArraySlice<UInt8>, number: Int, offset: Int) -> [Cut] {
        var cuts: [Cut] = []
        var rest = line
        while !rest.isEmpty {
            if document.isEmpty {
                guard let start = Self.start(in: rest) else { return cuts }
                place = .init(line: number, byte: offset + start - line.startIndex)
                rest = rest[start...]
            } else if let again = Self.declaration(in: rest), Self.end(in: rest[..<again]) == nil {
                // Only the first bytes of a document are its declaration.
                cuts.append(.broken(document, place: place, isTooLong: false))
                document = []
                rest = rest[again...]
                continue
            }
            if let end = Self.end(in: rest) {
                cuts.append(.alert(document + rest[..<end]))
                document = []
                rest = rest[end...]
                continue
            }
            document += rest
            document.append(0x0A)
            if document.count > CaptureWrapper.objectLimit {
                cuts.append(.broken(document, place: place, isTooLong: true))
                document = []
            }
            break
        }
        return cuts
    }

    /// Where a document begins: at its declaration, or at its outermost element.
    private static func start(in line: ArraySlice<UInt8>) -> Int? {
        declaration(in: line) ?? tag(in: line, closing: false)
    }

    static func declaration(in line: ArraySlice<UInt8>) -> Int? {
        line.indices.first { line[$0] == UInt8(ascii: "<") && line[$0...].starts(with: "<?xml ".utf8) }
    }

    /// Just behind the end of the outermost element.
    private static func end(in line: ArraySlice<UInt8>) -> Int? {
        guard let tag = tag(in: line, closing: true) else { return nil }
        return line[tag...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
    }

    /// Whether a line holds the beginning of an alert.
    static func holdsAlert(_ line: ArraySlice<UInt8>) -> Bool { tag(in: line, closing: false) != nil }

    private static func tag(in line: ArraySlice<UInt8>, closing: Bool) -> Int? {
        line.indices.first { index in
            guard line[index] == UInt8(ascii: "<") else { return false }
            var rest = line[(index + 1)...]
            if closing {
                guard rest.popFirst() == UInt8(ascii: "/") else { return false }
            }
            if rest.starts(with: name) { return true }
            // A prefix is short.
            guard let colon = rest.prefix(32).firstIndex(of: UInt8(ascii: ":")) else { return false }
            return rest[(colon + 1)...].starts(with: name)
        }
    }
}
