/// Why bytes from a device, or a line of a capture, could not be read: a stable code, a sentence, and the place.
public struct DeviceFault: Error, Hashable, Sendable {
    /// Bytes of the offending input that are kept with a fault.
    public static let rawLimit = 200

    /// Stable names for scripts, counters and the message catalogue.
    public enum Code: String, CaseIterable, Sendable {
        /// The bytes do not follow their format's grammar.
        case malformed
        case missingField
        /// A field holds another kind of value than it should.
        case wrongType
        case outOfRange
        /// A name that none of the known ones equals.
        case unknownName
        /// Bytes that are not UTF-8, or a bad escape.
        case badText
        case checksum
        /// A frame or a line ended before it was whole.
        case truncated
        case tooLong
        /// JSON nested beyond 64 levels.
        case tooDeep
        /// A file that begins like none of the known formats.
        case unknownFormat
        case unknownSource
        case unknownType
        /// A type in which only another kind of device may speak.
        case notEntrusted
        /// A known protocol in a form this issue does not read.
        case unsupportedDialect
        /// A vehicle entered a portal and its end was never announced.
        case occupancyNeverEnded
        /// More than 64 messages behind its source's newest: whether it came before can no longer be told.
        case tooLate
        /// A number that has come before, with other words: one of the two messages is lost.
        case reusedNumber
        /// The input itself failed: a file or a socket.
        case input
    }

    /// Where the fault stands.
    public struct Place: Hashable, Sendable {
        /// From 1; 0 where the input has no lines.
        public var line: Int
        /// From 0: within the file for a capture, within the message's data otherwise.
        public var byte: Int
        /// The field being read; empty where there is none.
        public var field: String

        public init(line: Int = 0, byte: Int = 0, field: String = "") {
            self.line = line
            self.byte = byte
            self.field = field
        }
    }

    public var code: Code
    /// One English sentence for logs and the command line.
    public var message: String
    public var place: Place
    /// The first bytes of the offending input, at most ``rawLimit``.
    public var raw: [UInt8]

    public init(_ code: Code, _ message: String, place: Place = Place(), raw: some Sequence<UInt8> = []) {
        self.code = code
        self.message = message
        self.place = place
        self.raw = Array(raw.prefix(Self.rawLimit))
    }
}

extension DeviceFault: CustomStringConvertible {
    public var description: String {
        var text = code.rawValue
        if place.line > 0 { text += ", line \(place.line)" }
        text += ", byte \(place.byte)"
        if !place.field.isEmpty { text += ", field '\(place.field)'" }
        return "\(text): \(message)"
    }
}
