import Crypto

/// SHA-256 of a file's bytes, as scan messages write it.
public enum ScanDigest {
    /// What a scanner states that kept no picture: the digest of no bytes at all.
    public static let ofNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    /// 64 lower-case hexadecimal digits.
    public static func text(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        var digits: [UInt8] = []
        digits.reserveCapacity(64)
        for byte in hash.finalize() {
            for half in [byte >> 4, byte & 15] { digits.append(half < 10 ? 48 + half : 87 + half) }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
