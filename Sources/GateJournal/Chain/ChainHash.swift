import Crypto
import Foundation

/// A SHA-256 digest: 32 bytes, written as 64 lower-case hexadecimal digits.
///
/// As a link of the journal's chain it covers one event and, through the link before, every earlier one. Every
/// engine computes it from the same bytes (see ``ChainFrame``), so the same appends give the same hash anywhere.
public struct ChainHash: Hashable, Sendable, CustomStringConvertible {
    /// The digest's bytes in order, kept inline.
    private var words: SIMD4<UInt64>

    /// The link before the first event: 32 zero bytes.
    public static let genesis = ChainHash(words: .zero)

    private init(words: SIMD4<UInt64>) { self.words = words }

    /// - Parameter bytes: nil comes back for any other number of bytes than 32.
    public init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32 else { return nil }
        words = bytes.loadUnaligned(as: SIMD4<UInt64>.self)
    }

    /// - Parameter hex: 64 hexadecimal digits; nil comes back for anything else.
    public init?(hex: String) {
        guard let bytes = Hexadecimal.bytes(hex, count: 32) else { return nil }
        words = bytes.withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }

    /// The digest of `bytes`.
    static func digest(of bytes: UnsafeRawBufferPointer) -> ChainHash {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        return hasher.finalize().withUnsafeBytes { ChainHash(words: $0.loadUnaligned(as: SIMD4<UInt64>.self)) }
    }

    /// The digest of `bytes`.
    public static func digest(of bytes: [UInt8]) -> ChainHash { bytes.withUnsafeBytes { digest(of: $0) } }

    /// The 32 bytes, for the length of `body`.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withUnsafeBytes(of: words) { try body($0) }
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { withBytes { Hexadecimal.text($0) } }

    public var description: String { hex }
}
