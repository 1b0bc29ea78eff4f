/// Cuts a stream of bytes into lines, whichever way it was cut on the wire; holds one unfinished line at most.
struct LineSplitter {
    enum Piece: Equatable {
        /// Without its LF, and without a CR before that.
        case line([UInt8])
        /// A line beyond the limit; it was passed over but for its beginning.
        case tooLong([UInt8])
    }

    private let limit: Int
    /// Bytes kept of a line beyond the limit.
    private let beginning: Int
    private var rest: [UInt8] = []
    private var isSkipping = false

    /// - Parameters:
    ///   - limit: longest line in bytes, its end not counted.
    ///   - beginning: bytes kept of a longer one.
    init(limit: Int, beginning: Int = DeviceInbox.refusedBytes) {
        self.limit = limit
        self.beginning = beginning
    }

    /// The lines that end in `bytes`; empty ones are left out.
    mutating func split(_ bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        while let feed = bytes[start...].firstIndex(of: 0x0A) {
            take(bytes[start..<feed])
            if let piece = finish() { pieces.append(piece) }
            start = feed + 1
        }
        take(bytes[start...])
        return pieces
    }

    /// What is left when the stream ends in the middle of a line.
    mutating func finish() -> Piece? {
        defer {
            rest = []
            isSkipping = false
        }
        if isSkipping { return .tooLong(rest) }
        if rest.last == 0x0D { rest.removeLast() }
        if rest.count > limit { return .tooLong(Array(rest.prefix(beginning))) }
        return rest.isEmpty ? nil : .line(rest)
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        // One more for a CR that may yet turn out to be part of the end.
        if isSkipping || rest.count + bytes.count > limit + 1 {
            isSkipping = true
            rest = Array(rest.prefix(beginning)) + bytes.prefix(max(0, beginning - rest.count))
        } else {
            rest += bytes
        }
    }
}
