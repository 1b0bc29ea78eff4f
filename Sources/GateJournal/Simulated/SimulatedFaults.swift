/// How often a ``SimulatedJournal`` misbehaves, in thousandths of the batches (or reads) it gets, 0…1000 each. A single
/// append is a batch of one.
public struct SimulatedFaults: Hashable, Sendable {
    /// An append waits, either before it is judged or after, up to ``longestDelayMilliseconds`` of simulated time.
    public var delay = 0
    /// Another writer decides first on a stream that the append guards.
    public var rival = 0
    /// The answer is lost; half of these appends are recorded.
    public var unknown = 0
    /// The append arrives twice, as a retried message does.
    public var duplicate = 0
    /// The connection goes away for the next ``outageOperations`` operations.
    public var disconnect = 0
    /// The engine dies in the middle of the append: what was acknowledged stays, this append may or may not. It is
    /// away for ``outageOperations`` operations and comes back with what was durable.
    public var crash = 0
    /// A read answers from behind, as a standby does: up to ``staleEvents`` events short of the end.
    public var staleRead = 0

    public var longestDelayMilliseconds: Int64 = 2_000
    public var outageOperations = 5
    public var staleEvents = 20

    public init() {}

    /// No faults.
    public static let none = SimulatedFaults()

    /// Every fault, about one operation in twenty each.
    public static let rough: SimulatedFaults = {
        var faults = SimulatedFaults()
        faults.delay = 50
        faults.rival = 50
        faults.unknown = 50
        faults.duplicate = 50
        faults.disconnect = 20
        faults.crash = 20
        faults.staleRead = 50
        return faults
    }()
}
