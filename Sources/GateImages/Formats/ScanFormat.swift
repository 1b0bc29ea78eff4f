/// The file formats that are read, told by their first bytes and never by a file's name.
public enum ScanFormat: String, CaseIterable, Sendable {
    case png, tiff, pgm

    /// As people write it.
    public var name: String { rawValue.uppercased() }

    /// Nil for bytes that begin like none of them.
    public init?(firstOf bytes: UnsafeBufferPointer<UInt8>) {
        func begins(_ signature: [UInt8]) -> Bool { bytes.starts(with: signature) }
        if begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if begins([0x49, 0x49, 42, 0]) || begins([0x4D, 0x4D, 0, 42]) {
            self = .tiff
        } else if begins([0x50, 0x32]) || begins([0x50, 0x35]) {
            self = .pgm
        } else {
            return nil
        }
    }
}
