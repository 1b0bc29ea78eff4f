internal import GateModel

/// What the last numbered messages of a device said, so that a repeat can be told from another message under the same
/// number: a broken counter, or a second device with the same name. Held as fingerprints, as many as ``SequenceWindow``
/// looks back.
struct MessagePrints: Sendable {
    private struct Entry: Sendable {
        var boot: UInt32
        var sequence: UInt64
        var print: UInt64
    }

    private static let kept = 64

    /// By sequence, modulo ``kept``.
    private var entries: [Entry] = []

    /// A message that was taken.
    mutating func note(_ message: DeviceMessage) {
        guard message.sequence > 0 else { return }
        if entries.isEmpty { entries = Array(repeating: Entry(boot: 0, sequence: 0, print: 0), count: Self.kept) }
        entries[Int(message.sequence % UInt64(Self.kept))] = Entry(
            boot: message.boot, sequence: message.sequence, print: Self.print(message))
    }

    /// Whether the number of `message` is known for other words. A number that is no longer known says nothing.
    func differ(_ message: DeviceMessage) -> Bool {
        guard !entries.isEmpty else { return false }
        let entry = entries[Int(message.sequence % UInt64(Self.kept))]
        return entry.boot == message.boot && entry.sequence == message.sequence && entry.print != Self.print(message)
    }

    /// Eight bytes at a step, each folded in by a multiplication that loses nothing (the multiplier is odd). It need not
    /// withstand an attacker, only tell what a device would send.
    private static func print(_ message: DeviceMessage) -> UInt64 {
        var hash = UInt64(message.data.count)
        func take(_ word: UInt64) { hash = (hash.byteSwapped ^ word) &* 0x9E37_79B9_7F4A_7C15 }
        // The same words sent at another time are another message.
        take(UInt64(bitPattern: message.deviceTime?.milliseconds ?? .min))
        // Types are told apart by their length and their last eight letters, which no two of the known ones share.
        take(message.type.utf8.reduce(0) { $0 << 8 | UInt64($1) } ^ UInt64(message.type.utf8.count))
        message.data.withUnsafeBytes { bytes in
            var index = 0
            while index + 8 <= bytes.count {
                take(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
                index += 8
            }
            var rest: UInt64 = 0
            while index < bytes.count {
                rest = rest << 8 | UInt64(bytes[index])
                index += 1
            }
            take(rest)
        }
        return hash
    }
}
