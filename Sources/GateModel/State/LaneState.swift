/// What is known of a lane now.
public struct LaneState: FieldCoded, Hashable {
    /// Waits kept for the estimate.
    public static let waitLimit = 8

    public var lane = Lane()
    public var status = OpenStatus.open
    /// Barrier 1 and barrier 2.
    public var entry = BarrierState()
    public var exit = BarrierState()
    public var loopIn = false
    public var loopOut = false
    /// Visits in the approach queue, in order of joining.
    public var queue: [VisitID] = []
    /// Visits between barrier 1 and crossing, in order of coming.
    public var control: [VisitID] = []
    /// A plate seen on the arch that no expected visit has; empty when all are known.
    public var unknownPlate = ""
    /// Whose it may be, see ``PlateRead/ranked``; empty when all are known.
    public var unknownRanked: [MatchProposal] = []
    public var unknownAt = GateTime.epoch
    /// The last passage through the lane's portal, whoever's it was.
    public var lastPortal = PortalOccupancy()
    /// Vehicles that crossed today.
    public var crossed: Int32 = 0
    /// Queue-to-booth waits of the last vehicles that reached the booth, in seconds, newest last.
    public var recentWaits: [Int32] = []
    public var lastBoothAt = GateTime.epoch
    /// Of the vehicles that left by its exit since drivers' marks came from there last.
    public var sinceRatings = ExitTimes()
    /// Decisions taken on the stream `lane/<id>`.
    public var version: UInt32 = 0

    public init() {}
    init(_ lane: Lane) { self.lane = lane }

    /// The barrier at one end.
    public subscript(end: LaneEnd) -> BarrierState {
        get { end == .entry ? entry : exit }
        set { if end == .entry { entry = newValue } else { exit = newValue } }
    }

    /// The vehicle at the exit barrier, if one has been let through.
    public func leaving(in state: GateState) -> VisitID? {
        control.first { state.visits.look(at: $0.number) { $0.state == .atBarrierOut } == true }
    }

    /// Mean wait of the last vehicles, in seconds; nil before the first.
    public var meanWaitSeconds: Int? {
        recentWaits.isEmpty ? nil : recentWaits.reduce(0) { $0 + Int($1) } / recentWaits.count
    }

    /// What a vehicle joining now should expect, in seconds: the mean of the last ones, or what the first in the queue
    /// has waited already where that is longer; of a lane outbound no less than the other side's pace makes of it. Nil
    /// before the first.
    public func expectedWaitSeconds(in state: GateState, at now: GateTime) -> Int? {
        let first = queue.first.flatMap { state.visit($0)?.queuedAt }.map { Int(max(0, (now - $0).seconds)) }
        let beyond = lane.direction == .outbound ? state.acceptance(at: now)?.queueSeconds : nil
        return [meanWaitSeconds, first, beyond].compactMap { $0 }.max()
    }

    /// Nobody can say how long a vehicle joining now will wait: the other side takes none, and the strip has no room for it.
    public func isStoppedBeyond(in state: GateState, at now: GateTime) -> Bool {
        lane.direction == .outbound && state.acceptance(at: now)?.isStopped == true
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.object("lane", &lane)
        try coder.named("status", &status)
        try coder.object("entry", &entry)
        try coder.object("exit", &exit)
        try coder.flag("loopIn", &loopIn)
        try coder.flag("loopOut", &loopOut)
        try Self.identifiers("queue", &queue, &coder)
        try Self.identifiers("control", &control, &coder)
        try coder.text("unknownPlate", &unknownPlate)
        try coder.list("unknownRanked", &unknownRanked)
        try coder.time("unknownAt", &unknownAt)
        try coder.object("lastPortal", &lastPortal)
        try coder.number("crossed", &crossed)
        try coder.integers("recentWaits", &recentWaits)
        try coder.time("lastBoothAt", &lastBoothAt)
        try coder.object("sinceRatings", &sinceRatings)
        try coder.number("version", &version)
    }

    private static func identifiers<Coder: FieldCoder>(
        _ name: StaticString, _ visits: inout [VisitID], _ coder: inout Coder
    ) throws(FieldFault) {
        var numbers = visits.map { Int32(bitPattern: $0.number) }
        try coder.integers(name, &numbers)
        visits = numbers.map { VisitID(unchecked: UInt32(bitPattern: $0)) }
    }
}

/// What is known of a device now.
public struct DeviceState: FieldCoded, Hashable {
    public var report = DeviceReport()
    public var reportedAt = GateTime.epoch
    /// The last text it read that belongs to no expected visit, so that a camera's many frames make one event.
    public var lastUnmatched = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.object("report", &report)
        try coder.time("reportedAt", &reportedAt)
        try coder.text("lastUnmatched", &lastUnmatched)
    }
}

/// What the gate counted today, by quarter of an hour of local time (96 a day).
public struct DayCounts: FieldCoded, Hashable {
    /// Days since 1970 in local time.
    public var day: Int64 = 0
    public var declared: Int32 = 0
    /// Vehicles that came onto the gate's ground, and of those the ones that left it again.
    public var arrived: Int32 = 0
    public var left: Int32 = 0
    public var crossedInbound: Int32 = 0
    public var crossedOutbound: Int32 = 0
    public var crossedFruit: Int32 = 0
    public var turnedBack: Int32 = 0
    public var alarms: Int32 = 0
    /// Papers asked for all the same, by ``Agency/rawValue``.
    public var papers = [Int32](repeating: 0, count: Agency.allCases.count)
    /// Answers, permits and movement records that named no vehicle the gate knew.
    public var unknownDocuments: Int32 = 0
    /// Reasons given for waits, by ``WaitReason/rawValue``.
    public var waitReasons = [Int32](repeating: 0, count: WaitReason.allCases.count)
    /// Of the vehicles that left, by step and agency, in the order in which they first came up.
    public private(set) var times: [StepTimes] = []
    /// How long results took, by agency, in the order in which they first came up.
    public private(set) var paces: [AgencyPace] = []
    /// Meetings of officers and drivers, by ``ContactReason/rawValue``.
    public var contacts = [Int32](repeating: 0, count: ContactReason.allCases.count)
    /// Vehicles that left, by ``Channel/rawValue``, and of those the ones whose driver nobody met.
    public var leftByChannel = [Int32](repeating: 0, count: Channel.allCases.count)
    public var contactlessByChannel = [Int32](repeating: 0, count: Channel.allCases.count)
    /// What drivers thought of their passage.
    public var ratings = RatingTally()
    /// Vehicles that came from the other side and left the gate: those it had told of, of these the ones of which it said
    /// something else, and those it had not told of.
    public var mirrored: Int32 = 0
    public var mirrorDiffering: Int32 = 0
    public var mirrorMissing: Int32 = 0
    /// Vehicles that crossed to the other side while it was heard; of these the ones of which it has said something, and
    /// those that it sent back.
    public var wentOver: Int32 = 0
    public var heardOver: Int32 = 0
    public var sentBack: Int32 = 0
    public var arrivalsByQuarter = [Int32](repeating: 0, count: 96)
    public var crossingsByQuarter = [Int32](repeating: 0, count: 96)

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.integer("day", &day)
        try coder.number("declared", &declared)
        try coder.number("arrived", &arrived)
        try coder.number("left", &left)
        try coder.number("crossedInbound", &crossedInbound)
        try coder.number("crossedOutbound", &crossedOutbound)
        try coder.number("crossedFruit", &crossedFruit)
        try coder.number("turnedBack", &turnedBack)
        try coder.number("alarms", &alarms)
        try coder.integers("papers", &papers)
        try coder.number("unknownDocuments", &unknownDocuments)
        try coder.integers("waitReasons", &waitReasons)
        try coder.list("times", &times)
        try coder.list("paces", &paces)
        try coder.integers("contacts", &contacts)
        try coder.integers("leftByChannel", &leftByChannel)
        try coder.integers("contactless", &contactlessByChannel)
        try coder.object("ratings", &ratings)
        try coder.number("mirrored", &mirrored)
        try coder.number("mirrorDiffering", &mirrorDiffering)
        try coder.number("mirrorMissing", &mirrorMissing)
        try coder.number("wentOver", &wentOver)
        try coder.number("heardOver", &heardOver)
        try coder.number("sentBack", &sentBack)
        try coder.integers("arrivals", &arrivalsByQuarter)
        try coder.integers("crossings", &crossingsByQuarter)
        guard arrivalsByQuarter.count == 96, crossingsByQuarter.count == 96 else {
            throw FieldFault(field: "quarters", byte: 0, problem: "96 are expected")
        }
        guard papers.count == Agency.allCases.count else {
            throw FieldFault(field: "papers", byte: 0, problem: "one count an agency is expected")
        }
        guard contacts.count == ContactReason.allCases.count, leftByChannel.count == Channel.allCases.count,
            contactlessByChannel.count == Channel.allCases.count
        else {
            throw FieldFault(field: "contacts", byte: 0, problem: "one count a reason and a channel is expected")
        }
        guard waitReasons.count == WaitReason.allCases.count else {
            throw FieldFault(field: "waitReasons", byte: 0, problem: "one count a reason is expected")
        }
    }

    mutating func add(_ tally: WaitTally) {
        let index = times.firstIndex { $0.step == tally.step && $0.agency == tally.agency } ?? times.count
        if index == times.count { times.append(StepTimes(tally.step, tally.agency)) }
        times[index].add(tally)
    }

    mutating func add(pace seconds: Int32, of agency: Agency) {
        let index = paces.firstIndex { $0.agency == agency } ?? paces.count
        if index == paces.count {
            paces.append(AgencyPace())
            paces[index].agency = agency
        }
        paces[index].seconds.append(seconds, keepingLast: Shift.paceLimit)
    }

    /// Vehicles that crossed to the other side, and of which it has said nothing.
    public var unheardOver: Int { Int(wentOver - heardOver) }

    /// Papers asked for by all agencies together.
    public var paperCount: Int { papers.reduce(0) { $0 + Int($1) } }
}

/// The papers that were asked for on one day.
public struct PaperDay: FieldCoded, Hashable {
    /// Days kept.
    public static let limit = 31

    /// Days since 1970 in local time.
    public var day: Int64 = 0
    /// By ``Agency/rawValue``.
    public var papers = [Int32](repeating: 0, count: Agency.allCases.count)

    public init() {}
    init(_ counts: DayCounts) {
        day = counts.day
        papers = counts.papers
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.integer("day", &day)
        try coder.integers("papers", &papers)
        guard papers.count == Agency.allCases.count else {
            throw FieldFault(field: "papers", byte: 0, problem: "one count an agency is expected")
        }
    }
}
