public import GateModel

/// What an N42.42 file says that a gate needs: whose it is, when and how long it measured, the gross counts over time,
/// and what the instrument made of them. Spectra are summed and dropped.
public struct N42Document: Hashable, Sendable {
    /// ANSI N42.42-2006 or -2012; their elements have other names.
    public enum Edition: String, Sendable { case year2006 = "2006", year2012 = "2012" }

    /// What was measured in one stretch of time, all detectors together.
    public struct Slice: Hashable, Sendable {
        public enum Role: Hashable, Sendable {
            /// A vehicle, a person, a thing; also where the file does not say what.
            case foreground
            case background
            /// A calibration source, or the instrument's own activity: nothing for an officer.
            case instrument
        }

        public var role = Role.foreground
        /// Nil where the file gives no time, or one without a zone.
        public var began: GateTime?
        public var milliseconds: Int64 = 0
        /// Gross counts of all channels of all detectors.
        public var gamma: Int64 = 0
        public var neutron: Int64 = 0
        /// Whether something stood in the portal; nil where the file does not say.
        public var isOccupied: Bool?
        /// Thousandths of km/h; nil where the file gives none.
        public var speed: Int32?

        public init() {}

        /// Counts as part of the measured thing rather than of the background.
        var isOfItem: Bool { role == .foreground && isOccupied != false }
        var isOfBackground: Bool { role == .background || (role == .foreground && isOccupied == false) }
    }

    public var edition = Edition.year2012
    public var maker = ""
    public var model = ""
    public var serial = ""
    /// The portal's own number of the occupancy; 0 where the file has none.
    public var number: Int64 = 0
    /// In the order of the file.
    public var slices: [Slice] = []
    public var nuclides: [NuclideRead] = []
    /// An alarm of any category but neutrons: gamma, isotope, other.
    public var gammaAlarm = false
    public var neutronAlarm = false

    public init() {}

    /// When the first slice of the measured thing began.
    public var began: GateTime? { slices.first { $0.isOfItem && $0.began != nil }?.began }

    /// Counts of the background in counts a second; nil without a background of some duration.
    public var background: (gamma: Double, neutron: Double)? {
        var gamma = 0.0
        var neutron = 0.0
        var milliseconds = 0.0
        for slice in slices where slice.isOfBackground {
            gamma += Double(slice.gamma)
            neutron += Double(slice.neutron)
            milliseconds += Double(slice.milliseconds)
        }
        return milliseconds > 0 ? (gamma * 1000 / milliseconds, neutron * 1000 / milliseconds) : nil
    }

    /// The reading of the measured thing; nil where the file holds a background or a calibration only.
    ///
    /// - Parameter time: when the gate received the file.
    public func occupancy(at time: GateTime) -> PortalOccupancy? {
        let items = slices.filter(\.isOfItem)
        guard !items.isEmpty || gammaAlarm || neutronAlarm || !nuclides.isEmpty else { return nil }
        var occupancy = PortalOccupancy()
        occupancy.number = number
        occupancy.gammaAlarm = gammaAlarm
        occupancy.neutronAlarm = neutronAlarm
        let sums = items.map { Int32(clamping: $0.gamma) }
        if let peak = items.max(by: { $0.gamma < $1.gamma }) {
            occupancy.gammaPeak = Int32(clamping: peak.gamma)
            if let background {
                // Scaled to a slice's length, so that it compares with the peak.
                let scaled = (background.gamma * Double(peak.milliseconds) / 1000).rounded()
                occupancy.gammaBackground = Int32(min(scaled, Double(Int32.max)))
                occupancy.neutronBackground = Int32(min((background.neutron * 1000).rounded(), Double(Int32.max)))
            }
        }
        occupancy.neutronPeak = Self.neutronPeak(items)
        let speeds = items.compactMap(\.speed).filter(PortalPassage.sensibleSpeeds.contains).sorted()
        occupancy.speedTenths = speeds.isEmpty ? 0 : (speeds[(speeds.count - 1) / 2] + 50) / 100
        occupancy.durationMilliseconds = Int32(
            clamping: items.reduce(Int64(0)) { min($0 + $1.milliseconds, Int64(Int32.max)) })
        occupancy.profile = PortalOccupancy.profile(of: sums)
        occupancy.nuclides = Array(nuclides.prefix(PortalOccupancy.nuclideLimit))
        occupancy.instrument = instrument
        occupancy.at = time
        return occupancy
    }

    private var instrument: String {
        String([maker, model, serial].filter { !$0.isEmpty }.joined(separator: " ").prefix(120))
    }

    /// The most neutrons within a second: the largest sum of so many neighbours as make one, or the rate of a longer
    /// slice.
    private static func neutronPeak(_ slices: [Slice]) -> Int32 {
        var peak = 0.0
        var sum: Int64 = 0
        var milliseconds: Int64 = 0
        var first = 0
        for (index, slice) in slices.enumerated() {
            if slice.milliseconds >= 1_000 {
                peak = max(peak, Double(slice.neutron) * 1000 / Double(slice.milliseconds))
                sum = 0
                milliseconds = 0
                first = index + 1
                continue
            }
            sum += slice.neutron
            milliseconds += slice.milliseconds
            while first < index, milliseconds > 1_000 {
                sum -= slices[first].neutron
                milliseconds -= slices[first].milliseconds
                first += 1
            }
            peak = max(peak, Double(sum))
        }
        return Int32(min(peak.rounded(.up), Double(Int32.max)))
    }

    /// What the desk passes on: the reading, or the background where the file holds no more.
    func signals(at time: GateTime) -> [DeviceSignal] {
        if let occupancy = occupancy(at: time) { return [.occupancy(occupancy)] }
        guard let background else { return [.heartbeat] }
        func whole(_ rate: Double) -> Int32 { Int32(min(rate.rounded(), Double(Int32.max))) }
        return [.portalBackground(gamma: whole(background.gamma), neutron: whole(background.neutron))]
    }
}
