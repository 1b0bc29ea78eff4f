public import GateModel

/// How fast a feed is played.
public enum Pace: Sendable, Hashable {
    /// As fast as possible.
    case unlimited
    /// Hundredths of real time: 100 is real time.
    case hundredths(Int)
}

/// Says when a message of a recorded or simulated day is due, so that the gaps between receipts are kept.
///
/// Messages up to `from` are due at once, so that a day begun at noon has its morning.
public struct Pacer: Sendable {
    private struct Anchor {
        var gate: GateTime
        var wall: ContinuousClock.Instant
    }

    private let pace: Pace
    private let from: GateTime
    private var anchor: Anchor?

    public init(pace: Pace, from: GateTime) {
        self.pace = pace
        self.from = from
    }

    /// When something received at `time` is due; nil for at once. The first that has to wait sets the clock going.
    public mutating func due(_ time: GateTime, now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        guard case .hundredths(let speed) = pace, speed > 0, time > from else { return nil }
        let start = anchor ?? Anchor(gate: max(from, time), wall: now)
        anchor = start
        let offset = (time - start.gate).milliseconds * 100 / Int64(speed)
        return offset > 0 ? start.wall + .milliseconds(offset) : nil
    }

    /// The day's clock now; nil while the feed sets it alone.
    public func time(at now: ContinuousClock.Instant) -> GateTime? {
        guard case .hundredths(let speed) = pace, let anchor else { return nil }
        let gone = (now - anchor.wall).components
        let milliseconds = gone.seconds * 1000 + gone.attoseconds / 1_000_000_000_000_000
        return anchor.gate + .milliseconds(milliseconds * Int64(speed) / 100)
    }
}
