public import GateModel
internal import Glibc

/// The folder where scanners leave their images.
///
/// An image is shown only if it is the one that its scan message speaks of: name, size, SHA-256, width, height, depth and
/// energies are compared, in this order, and the file is unpacked only once its digest is right. Nothing outside the folder
/// can be opened through it: a name is one component and links are not followed.
public struct ScanFolder: Hashable, Sendable {
    /// Longest name of an image in bytes, as Linux has it.
    public static let nameLimit = 255

    public let path: String
    public let limits: ScanLimits

    public init(path: String, limits: ScanLimits = .standard) {
        self.path = path
        self.limits = limits
    }

    /// The image of a scanner's result, read in this process: for tools that draw their own images. A gate at work leaves that
    /// to ``ScanReader``.
    ///
    /// - Throws: ``ScanFileFault``, the first thing that is wrong.
    public func load(_ scan: ScanResult) throws(ScanFileFault) -> DecodedScan {
        guard scan.digest != ScanDigest.ofNothing else { throw .notKept }
        let file = try open(scan.image)
        return try ScanReading.read(file.descriptor, limits: limits, as: scan)
    }

    /// Whether a name stays within the folder: one component, not hidden, no control characters.
    public static func isName(_ name: String) -> Bool {
        let bytes = name.utf8
        return !bytes.isEmpty && bytes.count <= nameLimit && bytes.first != UInt8(ascii: ".")
            && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }
    }

    /// Opens an image for reading, whatever else lies in the folder.
    func open(_ name: String) throws(ScanFileFault) -> OpenScan {
        guard Self.isName(name) else { throw .badName(name) }
        let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .noFolder(path, reason: ScanReading.reason(errno)) }
        defer { close(folder) }
        // Without O_NONBLOCK a pipe of that name would hold the console until somebody writes to it.
        let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard file >= 0 else {
            switch errno {
            case ENOENT: throw .missing(name)
            case ELOOP, ENXIO, ENODEV: throw .notAFile(name)
            case let code: throw .unreadable(name, reason: ScanReading.reason(code))
            }
        }
        return OpenScan(descriptor: file)
    }

    /// A scan's file as it lies there, of the size that the scanner sent; whether it is the image it took, its digest says.
    public func bytes(of scan: ScanResult) throws(ScanFileFault) -> [UInt8] {
        let file = try open(scan.image)
        return try ScanReading.contents(of: file.descriptor, limits, declared: scan)
    }
}

/// An image file that is open for reading, and closed with this value.
struct OpenScan: ~Copyable {
    let descriptor: Int32

    deinit { close(descriptor) }
}
