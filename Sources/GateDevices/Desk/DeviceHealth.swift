public import GateModel

/// How a device has fared since the desk was opened: counters for metrics and the diagnostics screen.
public struct DeviceHealth: Hashable, Sendable {
    /// Messages that are kept.
    static let kept = 4
    /// Bytes of a message that are kept; a larger one is cut.
    static let keptBytes = 4_096

    /// Gate time of the first and the last message; nil before any.
    public internal(set) var bornAt: GateTime?
    public internal(set) var lastSeenAt: GateTime?
    public internal(set) var messages: Int64 = 0
    /// Restarts, announced by a higher boot or seen by a sequence that begins anew.
    public internal(set) var restarts: Int64 = 0
    /// Sequence numbers that have not come, so far.
    public internal(set) var missing: Int64 = 0
    public internal(set) var duplicates: Int64 = 0
    public internal(set) var late: Int64 = 0
    /// Messages, lines and frames that could not be read.
    public internal(set) var decodeErrors: Int64 = 0
    /// Lines of no known kind.
    public internal(set) var unknownLines: Int64 = 0
    /// The first bytes of the last of them; empty where there was none.
    public internal(set) var lastUnknownLine: [UInt8] = []
    /// Messages of a type that this issue does not read.
    public internal(set) var unknownTypes: Int64 = 0
    /// Plates read, of whatever make the camera is.
    public internal(set) var plates: Int64 = 0
    /// Pictures that came with them and were passed over, and their bytes.
    public internal(set) var pictures: Int64 = 0
    public internal(set) var pictureBytes: Int64 = 0
    /// Changes of state that were held back because it chattered.
    public internal(set) var withheld: Int64 = 0
    /// Orders to it that could not be handed over, or were too old to be carried out, and when the last one was.
    public internal(set) var unsent: Int64 = 0
    public internal(set) var lastUnsentAt: GateTime?
    public internal(set) var lastFault: DeviceFault?
    /// The device's clock against the gate's at the last message that carried a time: positive where the
    /// device's is behind, or the message took its time. Milliseconds.
    public internal(set) var clockErrorMilliseconds: Int64 = 0

    private var rate = MinuteRate()
    /// The last messages, oldest first; large ones cut.
    public private(set) var recent: [DeviceMessage] = []

    public init() {}

    /// Messages in the minute before `now`, to ten seconds: it falls to nothing when nothing comes.
    public func messagesPerMinute(at now: GateTime) -> Int64 { rate.count(at: now) }

    mutating func note(_ message: DeviceMessage, at time: GateTime) {
        if bornAt == nil { bornAt = time }
        lastSeenAt = max(lastSeenAt ?? time, time)
        messages += 1
        rate.note(at: time)
        if recent.count == Self.kept { recent.removeFirst() }
        // Small messages are shared, not copied; of large ones only the beginning is held.
        recent.append(message)
        if message.data.count > Self.keptBytes {
            recent[recent.count - 1].data = Array(message.data.prefix(Self.keptBytes))
        }
    }
}

/// Counts by sixths of a minute.
struct MinuteRate: Hashable, Sendable {
    private static let step: Int64 = 10_000
    private static let steps = 6

    /// The sixth of a minute that is being counted, since the epoch.
    private var present = Int64.min
    /// Of this sixth and those before it, the newest first.
    private var counts: [Int64] = Array(repeating: 0, count: steps)

    mutating func note(at time: GateTime) {
        let step = time.milliseconds / Self.step
        if step > present {
            counts = shifted(to: step)
            present = step
        }
        counts[0] += 1
    }

    func count(at now: GateTime) -> Int64 { shifted(to: now.milliseconds / Self.step).reduce(0, +) }

    private func shifted(to step: Int64) -> [Int64] {
        guard present != .min, step > present else { return counts }
        let gone = Int(min(step - present, Int64(Self.steps)))
        return Array(repeating: 0, count: gone) + counts.dropLast(gone)
    }
}
