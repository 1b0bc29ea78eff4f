/// Where a journal ends: what a terminal compares to know that it has seen everything, and that nothing it saw changed.
public struct JournalPosition: Hashable, Sendable {
    /// From 1; grows when another server takes over, never falls.
    public var epoch: UInt64
    /// The last sequence number; 0 for an empty journal.
    public var head: UInt64
    /// The chain's link at `head`.
    public var hash: ChainHash
    /// Microseconds since 1970 of the last event; `Int64.min` for an empty journal.
    public var lastRecordedAtMicroseconds: Int64

    public init(epoch: UInt64, head: UInt64, hash: ChainHash, lastRecordedAtMicroseconds: Int64) {
        self.epoch = epoch
        self.head = head
        self.hash = hash
        self.lastRecordedAtMicroseconds = lastRecordedAtMicroseconds
    }

    /// The position before the first event.
    public static func start(epoch: UInt64) -> JournalPosition {
        JournalPosition(epoch: epoch, head: 0, hash: .genesis, lastRecordedAtMicroseconds: .min)
    }
}
