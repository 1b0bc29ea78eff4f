/// Into the country, or out of it.
public enum Direction: UInt8, CaseIterable, Sendable, NamedCode {
    case inbound, outbound
    public static let names: [StaticString] = ["import", "export"]
}

/// What a lane is for.
public enum LaneKind: UInt8, CaseIterable, Sendable, NamedCode {
    case cargo, fruit, empty, bus, agv
    public static let names: [StaticString] = ["cargo", "fruit", "empty", "bus", "agv"]
}

/// A physical lane with a direction and a kind.
public struct Lane: FieldCoded, Hashable {
    public var id = LaneID(number: 1) ?? LaneID.lowest
    public var direction = Direction.inbound
    public var kind = LaneKind.cargo

    public init() {}
    public init(id: LaneID, direction: Direction, kind: LaneKind) {
        self.id = id
        self.direction = direction
        self.kind = kind
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("id", &id)
        try coder.named("direction", &direction)
        try coder.named("kind", &kind)
    }
}

extension LaneID {
    static let lowest = LaneID(unchecked: 1)
    private init(unchecked number: UInt32) { self.number = number }
}

/// What a device is and where along a truck's way it stands.
public enum DeviceKind: UInt8, CaseIterable, Sendable, NamedCode {
    /// Camera at the yard's entry.
    case yardCamera
    /// Camera where the lane's approach queue begins.
    case queueCamera
    /// Camera on the arch, front plate.
    case frontCamera
    /// Camera on the arch, rear plate (the trailer's).
    case rearCamera
    case containerCamera
    case portal
    case documentReader
    case weighbridge
    case scanner
    /// Camera at the door of the joint control house.
    case houseCamera
    case barrierIn
    case barrierOut
    case loopIn
    case loopOut
    /// Declarations and e-manifests from the national window.
    case manifestFeed
    /// An officers' terminal, whose recorded acts come back in a capture.
    case terminal
    /// The signal light before barrier 1.
    case light
    /// The board on which a lane speaks to drivers.
    case board
    case tagReader
    /// Where the driverless vehicles are.
    case vehicleTracker
    /// A scale that weighs axle by axle as a vehicle drives over it.
    case axleWeigher
    /// The gateway that reaches drivers' phones.
    case phones
    /// The pad at a lane's exit on which drivers say what they thought of it.
    case ratingPad
    /// What the gate on the other side of the border tells.
    case neighbourFeed

    public static let names: [StaticString] = [
        "yard-camera", "queue-camera", "front-camera", "rear-camera", "container-camera", "portal", "document-reader",
        "weighbridge", "scanner", "house-camera", "barrier-in", "barrier-out", "loop-in", "loop-out", "manifest",
        "terminal", "light", "board", "rfid", "agv", "axle-weigher", "phones", "rating-pad",
        "neighbour",
    ]

    /// A camera that reads plates.
    public var readsPlates: Bool {
        switch self {
        case .yardCamera, .queueCamera, .frontCamera, .rearCamera, .houseCamera: true
        default: false
        }
    }

    /// Whether it says what a vehicle weighs.
    public var weighs: Bool { self == .weighbridge || self == .axleWeigher }
}

/// A device on the gate's posts.
public struct Device: FieldCoded, Hashable {
    public var id = DeviceID.lowest
    /// The CloudEvents source, unique in the gate: `/gate/huu-nghi/lane/3/front`.
    public var source = ""
    public var kind = DeviceKind.yardCamera
    public var lane: LaneID?
    /// Silent for longer than this, the device is presumed dead; 0 where silence is normal.
    public var silentAfterSeconds: Int32 = 0
    /// Whose post it is, for terminals; empty where any agency may work there.
    public var agencies = AgencySet()

    public init() {}
    public init(id: DeviceID, source: String, kind: DeviceKind, lane: LaneID?, silentAfterSeconds: Int32) {
        self.id = id
        self.source = source
        self.kind = kind
        self.lane = lane
        self.silentAfterSeconds = silentAfterSeconds
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("id", &id)
        try coder.text("source", &source)
        try coder.named("kind", &kind)
        try coder.identifier("lane", &lane)
        try coder.number("silentAfter", &silentAfterSeconds)
        try coder.number("agencies", &agencies.rawValue)
    }
}

extension DeviceID {
    static let lowest = DeviceID(unchecked: 1)
    private init(unchecked number: UInt32) { self.number = number }
}

/// What a gate may be used for, and who may suspend it (Border Guard Law, article 11).
public enum GateClass: UInt8, CaseIterable, Sendable, NamedCode {
    case unstated
    /// phụ
    case auxiliary
    /// chính
    case main
    /// quốc tế
    case international
    public static let names: [StaticString] = ["unstated", "auxiliary", "main", "international"]
}

/// The gate on the other side of the border.
public struct NeighbourGate: FieldCoded, Hashable {
    public var country = Plate.Country.vietnam
    /// Empty where the layout does not say.
    public var name = ""
    /// Vehicles that find room between barrier 2 and the other side's gate.
    public var stripPlaces: Int32 = 0

    public init() {}
    public init(country: Plate.Country, name: String, stripPlaces: Int32 = 0) {
        self.country = country
        self.name = name
        self.stripPlaces = stripPlaces
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("country", &country)
        try coder.text("name", &name)
        try coder.number("strip", &stripPlaces)
    }
}

/// The gate as its layout describes it: the first fact of every journal, so that a recorded day explains itself.
public struct GatePlan: FieldCoded, Hashable {
    /// Short id used in sources: `huu-nghi`.
    public var gate = ""
    /// The name on the top line: `Hữu Nghị`.
    public var name = ""
    public var calendar = GateCalendar()
    public var yardPlaces: Int32 = 0
    public var overflowPlaces: Int32 = 0
    public var inspectionBays: Int32 = 0
    /// Gross weight may differ from the declaration by this share before it is a mismatch, in thousandths.
    public var weightTolerancePermille: Int32 = 0
    /// In rising order of id.
    public var lanes: [Lane] = []
    /// `devices[n]` has the id n + 1.
    public var devices: [Device] = []
    public var gateClass = GateClass.unstated
    public var neighbour = NeighbourGate()
    /// The agencies at work here, in the order in which they decide; see ``agencyOrder``.
    public var agencies: [AgencyPlace] = []
    /// What vehicles may weigh, in order of time, no two on one day; empty where it is not known.
    public var weightLaws: [WeightLaw] = []
    /// How long the law gives customs.
    public var clockLaws: [ClockLaw] = []
    /// Who may suspend the gate.
    public var suspensionLaws: [SuspensionLaw] = []
    /// Which unit is responsible for which goods.
    public var unitRules: [UnitRule] = []
    /// Who may correct a declaration.
    public var correctionLaws: [CorrectionLaw] = []
    /// How long vehicles registered here may stay on the other side.
    public var abroadLaws: [AbroadLaw] = []
    /// What vehicles are judged by.
    public var risk = RiskTables()

    /// Bytes of the plan as a journal's event: what one event may hold.
    public static let sizeLimit = 65_536

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("gate", &gate)
        try coder.text("name", &name)
        try coder.number("utcOffset", &calendar.offsetMinutes)
        try calendar.usual.code(&coder)
        try coder.number("yard", &yardPlaces)
        try coder.number("overflow", &overflowPlaces)
        try coder.number("bays", &inspectionBays)
        try coder.number("weightTolerance", &weightTolerancePermille)
        try coder.list("lanes", &lanes)
        try coder.list("devices", &devices)
        try coder.named("class", &gateClass)
        try coder.object("neighbour", &neighbour)
        try coder.list("agencies", &agencies)
        try coder.list("weekdays", &calendar.weekdays)
        try coder.list("exceptions", &calendar.exceptions)
        try coder.list("weightLaws", &weightLaws)
        try coder.list("clockLaws", &clockLaws)
        try coder.list("suspensionLaws", &suspensionLaws)
        try coder.list("unitRules", &unitRules)
        try coder.list("correctionLaws", &correctionLaws)
        try coder.list("abroadLaws", &abroadLaws)
        try coder.object("risk", &risk)
    }

    /// Minutes ahead of UTC; Viet Nam is 420.
    public var utcOffsetMinutes: Int32 { calendar.offsetMinutes }

    /// The agencies at work here, in the order in which they decide; the usual one where the layout names none.
    public var agencyOrder: [Agency] { agencies.isEmpty ? Agency.usualOrder : agencies.map(\.agency) }

    public func device(_ id: DeviceID) -> Device? {
        let index = Int(id.number) - 1
        return devices.indices.contains(index) ? devices[index] : nil
    }

    /// After opening, a device need not have spoken for this long.
    private static let waking = GateSpan.minutes(5)

    /// Whether a device is expected to speak: from shortly after opening until its lane closes.
    public func isAtWork(_ id: DeviceID, at time: GateTime) -> Bool {
        let lane = device(id)?.lane.flatMap { lane in lanes.first { $0.id == lane } }
        guard let span = calendar.span(on: calendar.day(of: time), for: lane?.kind ?? .cargo) else { return false }
        return span.opens + Self.waking <= time && time < span.closes
    }

    /// The device of a kind on a lane, if it has one.
    public func device(_ kind: DeviceKind, lane: LaneID?) -> Device? {
        devices.first { $0.kind == kind && $0.lane == lane }
    }
}
