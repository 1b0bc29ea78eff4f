public import GateModel

/// SHA-256 over a value's canonical bytes: equal states give equal hashes on every machine and in every run.
///
/// Two folds that agree have the same state hash; it is what a replay, a snapshot and a second terminal are checked by.
public struct StateHash: Hashable, Sendable, CustomStringConvertible {
    private let digest: ChainHash

    private init(digest: ChainHash) { self.digest = digest }

    /// The hash of `value`, over the bytes `CanonicalWriter` gives it.
    public static func of(_ value: some FieldCoded) -> StateHash {
        of(canonical: CanonicalWriter.bytes(value))
    }

    /// The hash of canonical bytes that are already at hand.
    public static func of(canonical bytes: [UInt8]) -> StateHash {
        StateHash(digest: bytes.withUnsafeBytes { ChainHash.digest(of: $0) })
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { digest.hex }
    public var description: String { hex }

    /// The 32 bytes, for the length of `body`.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try digest.withBytes(body)
    }
}
