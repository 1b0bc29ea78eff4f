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

    /// The image of a scanner's result.
    ///
    /// Size and energies are compared where the message states them: results recorded by older versions do not.
    ///
    /// - Throws: ``ScanFileFault``, the first thing that is wrong.
    public func load(_ scan: ScanResult) throws(ScanFileFault) -> DecodedScan {
        guard scan.digest != ScanDigest.ofNothing else { throw .notKept }
        let name = scan.image
        let declaredSize = scan.byteSize > 0 ? Int(clamping: scan.byteSize) : nil
        let bytes = try read(name, declaredSize: declaredSize)
        let digest = ScanDigest.text(of: bytes)
        guard digest == scan.digest else { throw .wrongDigest(name, declared: scan.digest, found: digest) }
        let decoded: DecodedScan
        do throws(ScanImageFault) {
            decoded = try ScanDecoder.decode(bytes, limits: limits)
        } catch {
            throw .notAnImage(name, error)
        }
        let image = decoded.image
        guard image.width == scan.width else {
            throw .wrongWidth(name, declared: Int(scan.width), found: image.width)
        }
        guard image.height == scan.height else {
            throw .wrongHeight(name, declared: Int(scan.height), found: image.height)
        }
        guard image.bitDepth == scan.bitDepth else {
            throw .wrongDepth(name, declared: Int(scan.bitDepth), found: image.bitDepth)
        }
        guard scan.energies == 0 || image.energies == scan.energies else {
            throw .wrongEnergies(name, declared: Int(scan.energies), found: image.energies)
        }
        return decoded
    }

    /// Whether a name stays within the folder: one component, not hidden, no control characters.
    public static func isName(_ name: String) -> Bool {
        let bytes = name.utf8
        return !bytes.isEmpty && bytes.count <= nameLimit && bytes.first != UInt8(ascii: ".")
            && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") }
    }

    private func read(_ name: String, declaredSize: Int?) throws(ScanFileFault) -> [UInt8] {
        guard Self.isName(name) else { throw .badName(name) }
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .noFolder(path, reason: Self.reason(errno)) }
        defer { close(folder) }
        // Without O_NONBLOCK a pipe of that name would hold the console until somebody writes to it.
        let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard file >= 0 else {
            switch errno {
            case ENOENT: throw .missing(name)
            case ELOOP, ENXIO, ENODEV: throw .notAFile(name)
            case let code: throw .unreadable(name, reason: Self.reason(code))
            }
        }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw .unreadable(name, reason: Self.reason(errno)) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile(name) }
        let size = Int(facts.st_size)
        guard size <= limits.fileBytes else { throw .tooLarge(name, bytes: size, limit: limits.fileBytes) }
        if let declaredSize, size != declaredSize { throw .wrongSize(name, declared: declaredSize, found: size) }
        return try Self.contents(of: file, size, name)
    }

    /// Reads as many bytes as the file had when it was opened: one that grows meanwhile fails its digest.
    private static func contents(of file: Int32, _ size: Int, _ name: String) throws(ScanFileFault) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size, let start = buffer.baseAddress {
                let count = Glibc.read(file, start + filled, size - filled)
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = errno }
                guard count > 0 else { return }
                filled += count
            }
        }
        guard failure == 0 else { throw .unreadable(name, reason: reason(failure)) }
        return bytes
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
