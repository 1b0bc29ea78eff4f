public import GateModel

/// How a device has fared since the desk was opened: counters for metrics and the diagnostics screen.
public struct DeviceHealth: Hashable, Sendable {
    /// Messages whose bytes are kept.
    static let rawKept = 4

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
    public internal(set) var lastFault: DeviceFault?
    /// The device's clock against the gate's at the last message that carried a time: positive where the
    /// device's is behind, or the message took its time. Milliseconds.
    public internal(set) var clockErrorMilliseconds: Int64 = 0

    private var rateMinute = Int64.min
    private var rateCount: Int64 = 0
    private var lastRateCount: Int64 = 0
    private var recent: [[UInt8]] = []

    public init() {}

    /// Messages in the last whole minute of gate time that is known; 0 in the first.
    public var messagesPerMinute: Int64 { lastRateCount }

    /// The first bytes of the last messages, newest first.
    public var lastRaw: [[UInt8]] { recent.reversed().map { Array($0.prefix(DeviceFault.rawLimit)) } }

    mutating func note(_ data: [UInt8], at time: GateTime) {
        if bornAt == nil { bornAt = time }
        lastSeenAt = max(lastSeenAt ?? time, time)
        messages += 1
        let minute = time.milliseconds / 60_000
        if minute > rateMinute {
            // Minutes without a message count too: the one before this was empty.
            lastRateCount = rateMinute != .min && minute == rateMinute + 1 ? rateCount : 0
            rateMinute = minute
            rateCount = 0
        }
        rateCount += 1
        if recent.count == Self.rawKept { recent.removeFirst() }
        // Small messages are shared, not copied; of large ones only the beginning is held.
        recent.append(data.count <= 4096 ? data : Array(data.prefix(DeviceFault.rawLimit)))
    }
}
