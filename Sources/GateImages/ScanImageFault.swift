/// Why bytes are no image that this gate reads: a stable code, a sentence, and the place.
public struct ScanImageFault: Error, Hashable, Sendable {
    /// Stable names for scripts, counters and the message catalogue.
    public enum Code: String, CaseIterable, Sendable {
        /// No bytes at all.
        case empty
        /// The first bytes are of none of the formats.
        case notAnImage
        /// More bytes than ``ScanLimits/fileBytes``.
        case fileTooLarge
        /// More pixels than ``ScanLimits/pixels``, or too long a side.
        case tooManyPixels
        /// No columns or no rows.
        case zeroSize
        /// The file ends before the image does.
        case truncated
        /// A checksum inside the file disagrees with what it covers.
        case badChecksum
        /// The bytes do not follow their format.
        case malformed
        /// Colour or a palette: a radiograph is grey.
        case colour
        /// A sample that says how opaque a pixel is.
        case alpha
        case interlaced
        /// Samples of other than 8 or 16 bits, signed ones or fractions.
        case sampleType
        /// A way of packing that this gate does not read.
        case compression
        /// Rows that do not run from the top, or columns from the left.
        case orientation
        /// More than two energies, in pages or in samples.
        case tooManyEnergies
        /// Two energies of different sizes or kinds.
        case energiesDiffer
        case noMemory
    }

    public var code: Code
    /// One English sentence for logs and the command line.
    public var message: String
    /// Nil where it is not known.
    public var format: ScanFormat?
    /// How far into the file reading had come; nil where the fault has no one place.
    public var byte: Int?

    init(_ code: Code, _ message: String, format: ScanFormat? = nil, byte: Int? = nil) {
        self.code = code
        self.message = message
        self.format = format
        self.byte = byte
    }
}

extension ScanImageFault: CustomStringConvertible {
    public var description: String {
        var text = code.rawValue
        if let format { text += ", \(format.name)" }
        if let byte { text += ", byte \(byte)" }
        return "\(text): \(message)"
    }
}
