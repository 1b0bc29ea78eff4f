/// Tells new messages from repeated and late ones by their sequence numbers, 64 back, per boot of a source.
public struct SequenceWindow: Hashable, Sendable {
    /// What a sequence number means after those before it.
    public enum Verdict: Hashable, Sendable {
        /// The next, after `missing` that have not come.
        case new(missing: UInt64)
        /// Far from all others: new, but nobody knows what was missed before it or will come after it.
        case stray
        /// Filled a gap.
        case late
        case duplicate
        /// So far back that it can no longer be told whether it came before.
        case tooLate
        /// The source begins anew: a higher boot, or counting from the start without one.
        case restart
    }

    private struct Window: Hashable, Sendable {
        var boot: UInt32
        var highest: UInt64
        /// Bit n: `highest` − n has come.
        var seen: UInt64 = 1
        /// Only one message has been heard, which alone proves nothing.
        var isUnproven = true
    }

    /// A source that falls back by more than the window to a number up to this one has restarted and did not say
    /// so: whatever it repeated would not lie so near its beginning.
    private static let freshStart: UInt64 = 16
    /// A step further ahead is believed when a second message goes on from there: one absurd number must not make
    /// everything after it late.
    private static let believedStep: UInt64 = 10_000

    private var current: Window?
    private var previous: Window?
    /// Numbers that were taken in far from the window, newest last; at most ``strayLimit``.
    private var strays: [UInt64] = []
    /// Whether the newest stray is also the newest message: then the next may go on from there.
    private var isAstray = false
    private static let strayLimit = 4

    public init() {}

    /// The newest boot heard of.
    public var boot: UInt32? { current?.boot }

    /// Judges and remembers one message. Sequence 0 stands for a source that does not count; it is always new.
    public mutating func receive(boot: UInt32, sequence: UInt64) -> Verdict {
        guard sequence > 0 else { return .new(missing: 0) }
        guard let known = current else {
            current = Window(boot: boot, highest: sequence)
            return .new(missing: 0)
        }
        if boot > known.boot {
            previous = known
            strays = []
            current = Window(boot: boot, highest: sequence)
            return .restart
        }
        if boot < known.boot {
            guard var old = previous, old.boot == boot else { return .tooLate }
            let verdict = Self.judge(&old, sequence)
            previous = old
            if case .new = verdict { return .late }
            return verdict
        }
        if sequence > known.highest, sequence - known.highest > Self.believedStep {
            return step(from: known, to: sequence)
        }
        isAstray = false
        if strays.contains(sequence) { return .duplicate }
        var window = known
        let verdict = Self.judge(&window, sequence)
        if verdict == .tooLate, sequence <= Self.freshStart {
            previous = nil
            strays = []
            current = Window(boot: boot, highest: sequence)
            return .restart
        }
        if verdict == .tooLate, known.isUnproven {
            remember(known.highest)
            current = Window(boot: boot, highest: sequence)
            return .stray
        }
        window.isUnproven = known.isUnproven && verdict == .duplicate
        current = window
        return verdict
    }

    /// The source counts from 1 again, as its words have shown, and this was its first message. False, and nothing is done,
    /// for a boot that is no longer the newest.
    mutating func beginAnew(boot: UInt32) -> Bool {
        guard current?.boot == boot else { return false }
        previous = nil
        strays = []
        current = Window(boot: boot, highest: 1)
        return true
    }

    private mutating func step(from known: Window, to sequence: UInt64) -> Verdict {
        if strays.contains(sequence) { return .duplicate }
        guard isAstray, let stray = strays.last, sequence > stray, sequence - stray < 64 else {
            remember(sequence)
            isAstray = true
            return .stray
        }
        isAstray = false
        current = Window(
            boot: known.boot, highest: sequence, seen: 1 << (sequence - stray) | 1, isUnproven: false)
        return .new(missing: sequence - known.highest - 2)
    }

    private mutating func remember(_ sequence: UInt64) {
        if strays.count == Self.strayLimit { strays.removeFirst() }
        strays.append(sequence)
    }

    private static func judge(_ window: inout Window, _ sequence: UInt64) -> Verdict {
        if sequence > window.highest {
            let step = sequence - window.highest
            window.seen = step >= 64 ? 1 : window.seen << step | 1
            window.highest = sequence
            return .new(missing: step - 1)
        }
        let back = window.highest - sequence
        guard back < 64 else { return .tooLate }
        guard window.seen >> back & 1 == 0 else { return .duplicate }
        window.seen |= 1 << back
        return .late
    }
}
