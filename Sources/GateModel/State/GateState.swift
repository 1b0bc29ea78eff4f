/// The gate as the journal up to one event makes it. Only ``apply(_:)`` changes it.
///
/// A value: copying it is a snapshot, and everything on a screen is read from one.
public struct GateState: FieldCoded {
    /// Version of the fold: snapshots of another version are refolded.
    public static let foldVersion = 17
    /// Alarms kept, closed ones included; the oldest closed one makes room.
    public static let alarmLimit = 500
    /// Visits a journal may hold before it must be rolled over to a new file.
    public static let visitLimit = 200_000
    /// Suspensions kept.
    public static let suspensionLimit = 64

    /// Sequence of the last event applied; 0 before the first.
    public private(set) var sequence: UInt64 = 0
    /// When it was recorded.
    public private(set) var clock = GateTime.epoch
    public internal(set) var plan = GatePlan()
    public internal(set) var status = OpenStatus.open
    public internal(set) var statusBy = ""
    /// Who ordered a suspension, and when its power ends (the epoch where it has no end).
    public internal(set) var statusAuthority = GateAuthority.none
    public internal(set) var statusUntil = GateTime.epoch
    /// When the gate was suspended, oldest first; at most ``suspensionLimit``, by which time the oldest is of no visit here.
    public internal(set) var suspensions: [Suspension] = []
    /// Follow-ups of conditional passes that are still open, oldest first; at most ``taskLimit``.
    public internal(set) var tasks: [FollowUpTask] = []
    public internal(set) var visits = SlotTable<Visit>()
    /// In the order of the plan.
    public internal(set) var lanes: [LaneState] = []
    /// Indexed by device number − 1.
    public internal(set) var devices: [DeviceState] = []
    /// In order of raising.
    public internal(set) var alarms: [Alarm] = []
    public internal(set) var nextAlarm = AlarmID.first
    /// Visits in each state, indexed by ``VisitState/rawValue``.
    public internal(set) var visitsByState = [Int32](repeating: 0, count: VisitState.allCases.count)
    /// Vehicles that came onto the gate's ground since the journal began, and of those the ones that left it.
    public internal(set) var entered: Int64 = 0
    public internal(set) var left: Int64 = 0
    /// Visits not closed, in order of declaration.
    public internal(set) var open: [VisitID] = []
    public internal(set) var today = DayCounts()
    /// The papers asked for on the days before ``today``, in order of the days, at most ``PaperDay/limit``; days without
    /// any are left out.
    public internal(set) var paperDays: [PaperDay] = []
    /// Number of the last return order.
    public internal(set) var returnOrders: UInt32 = 0
    /// Documents of no vehicle that the gate expects, oldest first, at most ``UnclaimedDocument/limit``.
    public internal(set) var unclaimed: [UnclaimedDocument] = []
    /// The number from which the present day's draws follow.
    public internal(set) var daySeed = DaySeed()
    /// What inspections found, by declarant in order of its name, at most ``DeclarantRecord/limit``.
    public internal(set) var records: [DeclarantRecord] = []
    /// Complaints, oldest first, at most ``Complaint/limit``, and the number of the last.
    public internal(set) var complaints: [Complaint] = []
    public internal(set) var lastComplaint: UInt32 = 0
    /// Officers at work, in the order in which they began.
    public internal(set) var shifts: [Shift] = []
    /// The last handover of each post, oldest first, and the number of the last.
    public internal(set) var handovers: [Handover] = []
    public internal(set) var lastHandover: UInt32 = 0
    /// What the other side said last of its pace, and when it said anything at all.
    public internal(set) var pace = NeighbourPace()
    public internal(set) var neighbourSpokeAt = GateTime.epoch
    /// Vehicles on their way over there, and those that were taken; each the one that crossed or was taken first in front.
    public internal(set) var strip: [StripVehicle] = []
    public internal(set) var accepted: [AcceptedVehicle] = []
    /// Vehicles registered here that are on the other side, the one that crossed first in front.
    public internal(set) var abroad: [AbroadVehicle] = []
    /// Events that named a visit, lane, device or alarm this state does not have. Always 0 for a sound journal.
    public internal(set) var anomalies: Int64 = 0
    public internal(set) var gateVersion: UInt32 = 0
    /// Identifier (plate, container, declaration, normalised) → the open visit that declared it. Rebuilt when read
    /// back, so it is no part of the canonical bytes.
    public internal(set) var index: [String: VisitID] = [:]
    /// How often an open visit's identifiers were changed, by which who keeps them arranged otherwise learns of it. No part
    /// of the canonical bytes either.
    public internal(set) var identifierChanges: UInt32 = 0
    /// Identifier → the open visits that declared it before the one in ``index``, oldest first. Rebuilt likewise.
    private var shadowed: [String: [VisitID]] = [:]

    public init() {}

    public func visit(_ id: VisitID) -> Visit? { visits[id.number] }

    public func lane(_ id: LaneID) -> LaneState? { laneIndex(id).map { lanes[$0] } }

    @inline(__always)
    func laneIndex(_ id: LaneID) -> Int? {
        // Lanes are usually numbered as they stand in the plan.
        let guess = Int(id.number) - 1
        if lanes.indices.contains(guess), lanes[guess].lane.id == id { return guess }
        return lanes.firstIndex { $0.lane.id == id }
    }

    public func alarm(_ id: AlarmID) -> Alarm? { alarms.first { $0.id == id } }

    /// The open visit that declared this plate, container or declaration.
    public func expected(_ identifier: String) -> VisitID? { index[identifier] }

    /// Alarms that still need somebody: those nobody has seen first, then by priority, then the oldest.
    public var standingAlarms: [Alarm] {
        alarms.filter { $0.state != .closed }.sorted { left, right in
            let seen = (left.state == .acknowledged ? 1 : 0, right.state == .acknowledged ? 1 : 0)
            return (seen.0, left.kind.priority.rawValue, left.id.number)
                < (seen.1, right.kind.priority.rawValue, right.id.number)
        }
    }

    public func count(_ state: VisitState) -> Int { Int(visitsByState[Int(state.rawValue)]) }

    /// Vehicles on the gate's ground: all that ever came less all that left.
    public var insideCount: Int { Int(entered - left) }

    /// Decisions so far on a stream: what a guard names.
    public func version(of stream: Stream) -> UInt32 {
        switch stream {
        case .gate: gateVersion
        case .lane(let lane): self.lane(lane)?.version ?? 0
        case .device: 0
        case .visit(let visit): self.visit(visit)?.version ?? 0
        case .visitAgency(let visit, let agency): self.visit(visit)?[agency].version ?? 0
        case .alarm(let alarm): self.alarm(alarm)?.version ?? 0
        }
    }

    /// Applies the next event, in place. Total: an event that does not fit is counted, never fatal.
    public mutating func apply(_ recorded: Recorded) {
        sequence = recorded.sequence
        clock = GateTime(milliseconds: recorded.recordedAtMicroseconds / 1000)
        fold(recorded.event, by: recorded.actor)
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("sequence", &sequence)
        try coder.time("clock", &clock)
        try coder.object("plan", &plan)
        try coder.named("status", &status)
        try coder.text("statusBy", &statusBy)
        try coder.named("statusAuthority", &statusAuthority)
        try coder.time("statusUntil", &statusUntil)
        try coder.list("suspensions", &suspensions)
        try coder.list("tasks", &tasks)
        try coder.object("visits", &visits)
        try coder.list("lanes", &lanes)
        try coder.list("devices", &devices)
        try coder.list("alarms", &alarms)
        try coder.identifier("nextAlarm", &nextAlarm)
        try coder.integers("visitsByState", &visitsByState)
        try coder.integer("entered", &entered)
        try coder.integer("left", &left)
        var numbers = open.map { Int32(bitPattern: $0.number) }
        try coder.integers("open", &numbers)
        open = numbers.map { VisitID(unchecked: UInt32(bitPattern: $0)) }
        try coder.object("today", &today)
        try coder.list("paperDays", &paperDays)
        try coder.number("returnOrders", &returnOrders)
        try coder.list("unclaimed", &unclaimed)
        try coder.object("daySeed", &daySeed)
        try coder.list("records", &records)
        try coder.list("complaints", &complaints)
        try coder.number("lastComplaint", &lastComplaint)
        try coder.list("shifts", &shifts)
        try coder.list("handovers", &handovers)
        try coder.number("lastHandover", &lastHandover)
        try coder.object("pace", &pace)
        try coder.time("neighbourSpokeAt", &neighbourSpokeAt)
        try coder.list("strip", &strip)
        try coder.list("accepted", &accepted)
        try coder.list("abroad", &abroad)
        try coder.integer("anomalies", &anomalies)
        try coder.number("gateVersion", &gateVersion)
        guard visitsByState.count == VisitState.allCases.count else {
            throw FieldFault(field: "visitsByState", byte: 0, problem: "one count a state is expected")
        }
        if index.isEmpty {
            for id in open { visit(id).map { indexIdentifiers(of: $0.declaration, as: id) } }
        }
    }

    mutating func indexIdentifiers(of declaration: Declaration, as visit: VisitID) {
        for identifier in declaration.identifiers {
            // Of several the one declared last is meant, also where an earlier one has taken the identifier on since.
            if let later = index[identifier], later > visit {
                var others = shadowed[identifier] ?? []
                guard !others.contains(visit) else { continue }
                others.insert(visit, at: others.firstIndex { $0 > visit } ?? others.count)
                shadowed[identifier] = others
            } else if let earlier = index.updateValue(visit, forKey: identifier), earlier != visit {
                shadowed[identifier, default: []].append(earlier)
            }
        }
    }

    mutating func forgetIdentifiers(of declaration: Declaration, as visit: VisitID) {
        for identifier in declaration.identifiers {
            if index[identifier] == visit {
                index[identifier] = shadowed[identifier]?.popLast()
            } else {
                shadowed[identifier]?.removeAll { $0 == visit }
            }
            if shadowed[identifier]?.isEmpty == true { shadowed[identifier] = nil }
        }
    }
}

extension Declaration {
    /// What a camera or a reader may see of this vehicle.
    var identifiers: [String] {
        let seen = [number, tractor, trailer, container].filter { !$0.isEmpty }
        return reference.isEmpty ? seen : seen + [Self.key(ofReference: reference)]
    }

    /// The trader's reference among the identifiers. A trader writes there what he likes, and so it is kept apart from
    /// what a camera may read: no identifier has a blank.
    static func key(ofReference reference: String) -> String { "LRN \(reference)" }
}
