internal import GateModel

/// Cuts a file that holds what one device sends, as it sends it and without an envelope: a scale's stream, a spectrometer's
/// or customs' documents, one after another, or small messages, one a line.
struct OwnBytesCutter: Sendable {
    /// Bytes of a stream that are one message, as one read of a serial port would be.
    static let streamBytes = 256
    /// Longest document, in bytes.
    static let documentLimit = 8 << 20

    let type: String
    let framing: MessageFraming
    private var document: [UInt8] = []
    private var place = DeviceFault.Place()

    enum Cut {
        case message([UInt8])
        /// Too long; its first bytes.
        case tooLong([UInt8], place: DeviceFault.Place)
    }

    init(type: String) {
        self.type = type
        framing = MessageFraming(of: type)
    }

    /// - Parameter line: without its end, but for a stream, of which it is any piece.
    mutating func take(_ line: ArraySlice<UInt8>, _ position: LineBuffer.Line) -> Cut? {
        guard framing == .message else {
            return line.allSatisfy({ $0 <= 0x20 }) && framing == .line ? nil : .message(Array(line))
        }
        var cut: Cut?
        // Only the first bytes of a document are its declaration.
        if AlertCutter.declaration(in: line) != nil { cut = finish() }
        if document.isEmpty {
            guard !line.allSatisfy({ $0 <= 0x20 }) else { return cut }
            place = .init(line: position.number, byte: position.offset)
        }
        document += line
        document.append(0x0A)
        if document.count > Self.documentLimit {
            cut = .tooLong(document, place: place)
            document = []
        }
        return cut
    }

    /// What is left when the file, or a document, ends.
    mutating func finish() -> Cut? {
        guard !document.isEmpty else { return nil }
        defer { document = [] }
        return .message(document)
    }
}
