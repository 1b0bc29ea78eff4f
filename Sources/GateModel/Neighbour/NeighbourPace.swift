/// How many vehicles an hour the other side says that it takes.
public struct NeighbourPace: FieldCoded, Hashable {
    /// 0 while it takes none.
    public var perHour: Int32 = 0
    /// When it said so, by its clock; the epoch where it has said nothing.
    public var at = GateTime.epoch
    /// Why, in its own words; at most 120 characters.
    public var note = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("perHour", &perHour)
        try coder.time("at", &at)
        try coder.text("note", &note)
    }
}

/// A vehicle that has crossed, and of which the other side has not said yet that it came.
public struct StripVehicle: FieldCoded, Hashable {
    /// Vehicles kept; the one that crossed first makes room.
    public static let limit = 500

    public var visit = VisitID.first
    public var declaration = ""
    public var since = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.text("declaration", &declaration)
        try coder.time("since", &since)
    }
}

/// A vehicle that the other side has accepted.
public struct AcceptedVehicle: FieldCoded, Hashable {
    /// Vehicles kept: more than any side takes in an hour.
    public static let limit = 400

    public var declaration = ""
    public var at = GateTime.epoch

    public init() {}
    init(_ declaration: String, at: GateTime) {
        self.declaration = declaration
        self.at = at
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("declaration", &declaration)
        try coder.time("at", &at)
    }
}

/// What the other side's pace means for vehicles that go there.
public struct AcceptanceOutlook: Hashable, Sendable {
    /// Vehicles an hour.
    public var perHour: Int
    /// It is what the other side says; else what was counted in the last hour.
    public var isStated: Bool
    /// Since when it is so: of a statement, when it was made.
    public var since: GateTime
    /// Vehicles that are on the strip between the two gates.
    public var onStrip: Int
    /// Outbound vehicles that a newcomer stands behind, those on the strip included.
    public var ahead: Int
    /// How long a newcomer waits in the queue for the other side's sake, in seconds; nil while it takes none, and where its
    /// pace was counted: how many came is not how many it could have taken.
    public var queueSeconds: Int?
    /// It takes none, and a newcomer finds no room on the strip.
    public var isStopped: Bool
}

extension GateState {
    /// A vehicle of which nothing was heard for so long is on the strip no longer (assumed): the other side forgot it.
    public static let stripForgottenAfter = GateSpan.hours(6)
    /// What the other side said of its pace counts for so long (assumed).
    public static let paceHolds = GateSpan.hours(2)
    /// Over so long its pace is counted where it says nothing.
    public static let paceCounted = GateSpan.minutes(60)

    /// The other side's pace, and what it makes of the queue; nil where nothing is known of it.
    ///
    /// A fluid queue (docs/domain.md): whoever joins now waits until all before it have gone, but for those that find room on
    /// the strip between the gates.
    public func acceptance(at now: GateTime) -> AcceptanceOutlook? {
        guard hearsNeighbour else { return nil }
        let isStated = pace.at > .epoch && now - pace.at <= Self.paceHolds
        let counted = accepted.lazy.filter { now - $0.at <= Self.paceCounted }.count
        // Whoever takes all that comes is faster than what has come.
        guard isStated || counted > 0 && !strip.isEmpty else { return nil }
        let perHour = isStated ? Int(pace.perHour) : counted
        let onStrip = strip.lazy.filter { now - $0.since <= Self.stripForgottenAfter }.count
        let ahead = lanes.reduce(onStrip) {
            $0 + ($1.lane.direction == .outbound ? $1.queue.count + $1.control.count : 0)
        }
        let places = Int(plan.neighbour.stripPlaces)
        let beyond = max(0, ahead - places)
        return AcceptanceOutlook(
            perHour: perHour, isStated: isStated, since: isStated ? pace.at : now - Self.paceCounted, onStrip: onStrip,
            ahead: ahead, queueSeconds: isStated && perHour > 0 ? beyond * 3600 / perHour : nil,
            isStopped: perHour == 0 && ahead >= places)
    }
}
