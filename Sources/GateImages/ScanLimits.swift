/// How large an image file may be. Checked against its header, before memory is taken for its samples.
public struct ScanLimits: Hashable, Sendable {
    /// The most that ``pixels`` can be set to: 64 Mi, which two energies make 256 MiB of samples.
    public static let mostPixels = 64 << 20
    /// Longest side in pixels, as a scan message may name it.
    public static let longestSide = 65_535

    /// Bytes of a file.
    public let fileBytes: Int
    /// Pixels of one energy.
    public let pixels: Int

    /// The gate's own limits: 256 MiB and 6,000 x 1,500 pixels, a 40 m road train at 7 mm.
    public static let standard = ScanLimits()

    /// Values beyond the range are brought into it.
    public init(fileBytes: Int = 256 << 20, pixels: Int = 6000 * 1500) {
        self.fileBytes = min(max(1, fileBytes), 256 << 20)
        self.pixels = min(max(1, pixels), Self.mostPixels)
    }

    func check(_ format: ScanFormat, width: Int, height: Int, byte: Int? = nil) throws(ScanImageFault) {
        func refuse(_ code: ScanImageFault.Code, _ message: String) -> ScanImageFault {
            ScanImageFault(code, message, format: format, byte: byte)
        }
        guard width > 0, height > 0 else { throw refuse(.zeroSize, "\(width) x \(height) pixels") }
        guard width <= Self.longestSide, height <= Self.longestSide else {
            throw refuse(.tooManyPixels, "\(width) x \(height) pixels, a side is at most \(Self.longestSide)")
        }
        guard width * height <= pixels else {
            throw refuse(.tooManyPixels, "\(width) x \(height) pixels, at most \(pixels) in all")
        }
    }

    /// The most that a library may take in one piece: an image of 16 bits and two samples, and room for tables.
    var libraryBytes: Int { pixels * 4 + (1 << 20) }
}
