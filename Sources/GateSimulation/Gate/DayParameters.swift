public import GateModel

/// What kind of day to simulate. The same parameters give the same bytes.
public struct DayParameters: Hashable, Sendable {
    public var seed: UInt64
    /// Local midnight with which the day begins; it ends a day later.
    public var date: GateTime
    /// Vehicles declared for the day. Lang Son: 1,900, a record of over 2,000 (domain.md). Beyond 10,000, plates
    /// repeat.
    public var vehicles = 1900
    /// Share of vehicles that come in (domain.md: 75 %).
    public var importShare = 0.75
    /// Multiplies the share of fruit: 1 in an ordinary month, 2 in a harvest (March to July).
    public var harvest = 1.0
    /// Lanes where a person sits as the border guard: there the simulated guard neither starts, holds, passes nor
    /// lets through. See ``GateNotice`` for how the day learns what the person did.
    public var attended: Set<LaneID> = []
    /// For a gate that is tried over links, whatever the time of day: the day begins when it is asked for, vehicles come one
    /// by one from its first seconds on, at most ``practiceVehicles`` at once, and every plate is read. Nobody of the
    /// simulation decides and no barrier moves by itself: see ``GateDay/heed(opened:at:)``.
    public var isPractice = false
    /// Vehicles at the gate at once in a practice.
    static let practiceVehicles = 10
    /// How many of the day's scans come with a picture, the first ones; see ``GateDay/takeScans()``. A picture takes a
    /// fifth of a second and 5 MB, and a day has some hundred scans, so none unless asked for.
    public var pictures = 0
    /// Scans before this moment come without.
    public var picturesFrom = GateTime.epoch
    public var faults = DayFaults()

    public init(seed: UInt64, date: GateTime, vehicles: Int = 1900) {
        self.seed = seed
        self.date = date
        self.vehicles = vehicles
    }
}

/// What goes wrong with the devices of a day; nothing, unless asked for.
public struct DayFaults: Hashable, Sendable {
    /// A device that sends nothing for a while and comes back with a new boot.
    public struct Silence: Hashable, Sendable {
        public var source: String
        public var from: GateTime
        public var until: GateTime

        public init(source: String, from: GateTime, until: GateTime) {
            self.source = source
            self.from = from
            self.until = until
        }
    }

    /// Source of the device whose clock lies; empty for none.
    public var lyingClock = ""
    /// By how much it runs ahead, in milliseconds.
    public var clockErrorMilliseconds: Int64 = 75_000
    public var silences: [Silence] = []
    /// Share of messages sent a second time, with the same sequence number.
    public var stutter = 0.0
    /// Share of messages followed by one of damaged bytes.
    public var garbage = 0.0

    public init() {}
}

/// What happened on the console's side, told to a day that runs beside it (a closed loop).
public enum GateNotice: Hashable, Sendable {
    /// The visit was held: nobody of the simulation passes it or lets it through until it is released.
    case held(declaration: String)
    /// One agency passed it. On an attended lane the day waits for this from the border guard, because customs
    /// decides last.
    case passed(declaration: String, agency: Agency)
    /// The hold is over, or the visit is released: every agency has passed.
    case released(declaration: String)
    /// Barrier 2 was opened for it.
    case letThrough(declaration: String)
    /// It leaves by the return lane.
    case turnedBack(declaration: String)
    /// It is taken away to the impound yard.
    case seized(declaration: String)

    /// The declaration it is about.
    public var declaration: String {
        switch self {
        case .held(let declaration), .passed(let declaration, _), .released(let declaration),
            .letThrough(let declaration), .turnedBack(let declaration), .seized(let declaration):
            declaration
        }
    }
}

/// Where the day's vehicles are.
public struct DayTally: Hashable, Sendable {
    /// Manifests sent.
    public var declared = 0
    /// Seen at the yard.
    public var arrived = 0
    public var crossed = 0
    public var turnedBack = 0
    public var seized = 0

    /// On the gate's ground now.
    public var inside: Int { arrived - crossed - turnedBack - seized }

    public init() {}
}
