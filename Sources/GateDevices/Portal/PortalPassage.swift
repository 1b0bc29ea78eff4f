internal import GateModel

/// One vehicle between a portal's pillars, while its lines come in.
struct PortalPassage: Sendable {
    /// A portal states its gamma background in counts a second and its scans in counts of 200 ms: in the
    /// recordings GB sums to about 1,530 where the first, still undisturbed GS sum to about 310.
    static let scansPerSecond: Int32 = 5
    /// GS lines sent at once when the vehicle comes, from before it came.
    static let bufferedScans = 5
    /// Speeds outside are the sensors' nonsense: two thirds of the recorded ones read 40 to 160 km/h in a lane
    /// where lorries roll at 8. In thousandths of km/h.
    static let sensibleSpeeds: ClosedRange<Int32> = 500...40_000

    let began: GateTime
    var lines = 0
    private var firstStamp: GateTime?
    private var lastStamp: GateTime?
    private var gammaAlarm = false
    private var neutronAlarm = false
    private var gamma: [Int32] = []
    private var neutronPeak: Int32 = 0
    private var gammaPeak: Int32 = 0
    private var peakDetector: Int32 = 0
    private var speeds: [Int32] = []

    init(began: GateTime) { self.began = began }

    var isAlarm: Bool { gammaAlarm || neutronAlarm }

    mutating func stamped(_ time: GateTime) {
        if firstStamp == nil { firstStamp = time }
        lastStamp = time
    }

    mutating func scan(_ tag: PortalLine.Tag, _ counts: (Int32, Int32, Int32, Int32)) {
        let sum = counts.0 + counts.1 + counts.2 + counts.3
        switch tag {
        case .gammaAlarm, .gammaScan:
            if tag == .gammaAlarm { gammaAlarm = true }
            gamma.append(sum)
            if sum > gammaPeak {
                gammaPeak = sum
                let most = max(counts.0, counts.1, counts.2, counts.3)
                peakDetector = counts.0 == most ? 1 : counts.1 == most ? 2 : counts.2 == most ? 3 : 4
            }
        default:
            if tag == .neutronAlarm { neutronAlarm = true }
            neutronPeak = max(neutronPeak, sum)
        }
    }

    mutating func speed(thousandths: Int32) {
        if Self.sensibleSpeeds.contains(thousandths) { speeds.append(thousandths) }
    }

    func result(number: Int64, background: Int32, at time: GateTime) -> PortalOccupancy {
        var occupancy = PortalOccupancy()
        occupancy.number = number
        occupancy.gammaAlarm = gammaAlarm
        occupancy.neutronAlarm = neutronAlarm
        occupancy.gammaBackground = (background + Self.scansPerSecond / 2) / Self.scansPerSecond
        occupancy.gammaPeak = gammaPeak
        occupancy.peakDetector = peakDetector
        occupancy.neutronPeak = neutronPeak
        // The middle one: half of what is left after the nonsense is still doubtful.
        let sorted = speeds.sorted()
        occupancy.speedTenths = sorted.isEmpty ? 0 : (sorted[(sorted.count - 1) / 2] + 50) / 100
        occupancy.durationMilliseconds = duration
        occupancy.profile = PortalOccupancy.profile(of: gamma)
        occupancy.at = time
        return occupancy
    }

    private var duration: Int32 {
        if let firstStamp, let lastStamp, lastStamp > firstStamp,
            case let span = lastStamp - firstStamp, span <= .hours(1)
        {
            return Int32(span.milliseconds)
        }
        return 200 * Int32(max(0, gamma.count - Self.bufferedScans))
    }
}
