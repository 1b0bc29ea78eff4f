public import GateModel

/// Which journal this is.
public struct JournalIdentity: Hashable, Sendable {
    /// The gate's short name, 1…64 bytes of UTF-8.
    public var gate: String
    /// From 1.
    public var epoch: UInt64
    /// When the journal was made, by the gate's clock.
    public var created: GateTime

    public init(gate: String, epoch: UInt64 = 1, created: GateTime) {
        self.gate = gate
        self.epoch = epoch
        self.created = created
    }
}
