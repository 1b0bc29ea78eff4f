/// What was odd about a file that could be read all the same.
public enum ScanNote: Hashable, Sendable {
    /// So many bytes follow the image's end. A TIFF has no end that could be told.
    case trailingBytes(Int)
    /// White meant nothing came through, and was turned round.
    case inverted
    /// What the library warned of: the first warning, and how many there were.
    case warnings(first: String, count: Int)
}

extension ScanNote: CustomStringConvertible {
    public var description: String {
        switch self {
        case .trailingBytes(let count): "\(count) bytes after the end of the image"
        case .inverted: "white and black were turned round"
        case .warnings(let first, let count): count == 1 ? first : "\(first) (and \(count - 1) more)"
        }
    }
}

/// An image as it came out of a file.
public struct DecodedScan: Hashable, Sendable {
    public let image: ScanImage
    public let format: ScanFormat
    public let notes: [ScanNote]

    public init(image: ScanImage, format: ScanFormat, notes: [ScanNote] = []) {
        self.image = image
        self.format = format
        self.notes = notes
    }
}
