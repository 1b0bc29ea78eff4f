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
        let digits = hex.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        words = bytes.withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }

    /// The digest of `bytes`.
    static func digest(of bytes: UnsafeRawBufferPointer) -> ChainHash {
        var hasher = SHA256()
        hasher.update(bufferPointer: bytes)
        return hasher.finalize().withUnsafeBytes { ChainHash(words: $0.loadUnaligned(as: SIMD4<UInt64>.self)) }
    }

    /// The 32 bytes, for the length of `body`.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withUnsafeBytes(of: words) { try body($0) }
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
        withBytes { bytes in
            let digits = Array("0123456789abcdef".utf8)
            return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
        }
    }

    public var description: String { hex }
}
