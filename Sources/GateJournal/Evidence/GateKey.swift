import Crypto
import Foundation

/// The key with which a gate signs what it hands out: Ed25519. Whoever knows its public half can tell that a bundle is this
/// gate's and unchanged.
public struct GateKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// 64 hexadecimal digits.
    public var publicHex: String { Hexadecimal.text(key.publicKey.rawRepresentation) }

    /// Reads the key of a file; makes both where there is none. Only its owner may read it.
    ///
    /// - Throws: ``JournalError`` where it cannot be read or written, or is no key.
    public static func load(path: String) throws(JournalError) -> GateKey {
        if !FileManager.default.fileExists(atPath: path) { try make(path) }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw JournalError(.io, path: path, problem: "the signing key cannot be read")
        }
        guard let bytes = Hexadecimal.bytes(text.trimmingCharacters(in: .whitespacesAndNewlines), count: 32),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { throw JournalError(.damaged, path: path, problem: "no signing key: 64 hexadecimal digits") }
        return GateKey(key: key)
    }

    /// Puts a new key where none is, whole: should another process do so at the same moment, its key stays.
    private static func make(_ path: String) throws(JournalError) {
        // Where it cannot be made the file cannot either, and that is told.
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let part = path + "." + UUID().uuidString
        let file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw JournalError(.io, path: path, problem: "the signing key: \(String(cString: strerror(errno)))")
        }
        defer { unlink(part) }
        let text = Array((Hexadecimal.text(Curve25519.Signing.PrivateKey().rawRepresentation) + "\n").utf8)
        let written = text.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        let isKept = written == text.count && fsync(file) == 0
        guard Glibc.close(file) == 0, isKept, link(part, path) == 0 || errno == EEXIST else {
            throw JournalError(.io, path: path, problem: "the signing key could not be kept")
        }
    }

    /// 128 hexadecimal digits.
    public func signature(of bytes: [UInt8]) throws(JournalError) -> String {
        guard let signature = try? key.signature(for: Data(bytes)) else {
            throw JournalError(.io, path: "", problem: "nothing could be signed")
        }
        return Hexadecimal.text(signature)
    }

    /// Whether a signature is of these bytes, by a key.
    public static func isSound(_ signature: String, of bytes: [UInt8], by publicHex: String) -> Bool {
        guard let raw = Hexadecimal.bytes(publicHex, count: 32), let signed = Hexadecimal.bytes(signature, count: 64),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
        else { return false }
        return key.isValidSignature(signed, for: Data(bytes))
    }
}
