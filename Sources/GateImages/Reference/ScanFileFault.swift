/// Why the image that a scan message refers to is not shown. Each disagreement has a case of its own.
public enum ScanFileFault: Error, Hashable, Sendable {
    /// A name that could lead out of the folder: empty, hidden, with a slash or a control character, or too long.
    case badName(String)
    /// The scanner said that it kept no picture.
    case notKept
    case noFolder(String, reason: String)
    case missing(String)
    /// A symbolic link, a folder, a pipe, a device.
    case notAFile(String)
    case unreadable(String, reason: String)
    case tooLarge(String, bytes: Int, limit: Int)
    case wrongSize(String, declared: Int, found: Int)
    case wrongDigest(String, declared: String, found: String)
    case notAnImage(String, ScanImageFault)
    case wrongWidth(String, declared: Int, found: Int)
    case wrongHeight(String, declared: Int, found: Int)
    case wrongDepth(String, declared: Int, found: Int)
    case wrongEnergies(String, declared: Int, found: Int)

    /// Stable, for scripts, counters and the message catalogue.
    public var code: String {
        switch self {
        case .badName: "badName"
        case .notKept: "notKept"
        case .noFolder: "noFolder"
        case .missing: "missing"
        case .notAFile: "notAFile"
        case .unreadable: "unreadable"
        case .tooLarge: "tooLarge"
        case .wrongSize: "wrongSize"
        case .wrongDigest: "wrongDigest"
        case .notAnImage(_, let fault): fault.code.rawValue
        case .wrongWidth: "wrongWidth"
        case .wrongHeight: "wrongHeight"
        case .wrongDepth: "wrongDepth"
        case .wrongEnergies: "wrongEnergies"
        }
    }
}

extension ScanFileFault: CustomStringConvertible {
    /// One English sentence for logs and the command line.
    public var description: String {
        switch self {
        case .badName(let name): "'\(Self.plain(name))' is no name of an image in the folder of images"
        case .notKept: "the scanner kept no picture"
        case .noFolder(let path, let reason): "\(Self.plain(path)): \(reason)"
        case .missing(let name): "\(name): no such image"
        case .notAFile(let name): "\(name): not a plain file"
        case .unreadable(let name, let reason): "\(name): \(reason)"
        case .tooLarge(let name, let bytes, let limit): "\(name): \(bytes) bytes, at most \(limit)"
        case .wrongSize(let name, let declared, let found):
            "\(name): \(found) bytes, but the scanner sent \(declared)"
        case .wrongDigest(let name, let declared, let found):
            "\(name): SHA-256 is \(found), but the scanner sent \(Self.plain(declared)): not the image it took"
        case .notAnImage(let name, let fault): "\(name): \(fault)"
        case .wrongWidth(let name, let declared, let found):
            "\(name): \(found) pixels wide, but the scanner sent \(declared)"
        case .wrongHeight(let name, let declared, let found):
            "\(name): \(found) pixels high, but the scanner sent \(declared)"
        case .wrongDepth(let name, let declared, let found): "\(name): \(found) bits, but the scanner sent \(declared)"
        case .wrongEnergies(let name, let declared, let found):
            "\(name): \(found) energies, but the scanner sent \(declared)"
        }
    }

    /// A name that was refused may hold anything.
    static func plain(_ text: String, limit: Int = 80) -> String {
        String(
            text.prefix(limit).map { $0.isASCII && !($0.asciiValue.map { $0 < 32 || $0 == 127 } ?? true) ? $0 : "?" })
    }
}
