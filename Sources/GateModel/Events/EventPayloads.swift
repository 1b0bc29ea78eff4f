/// A reading of a device about a visit, a lane, or neither yet.
public struct Observation<Value: FieldCoded & Hashable>: FieldCoded, Hashable {
    public var visit: VisitID?
    public var lane: LaneID?
    public var device = DeviceID.lowest
    public var value = Value()

    public init() {}
    public init(visit: VisitID?, lane: LaneID?, device: DeviceID, value: Value) {
        self.visit = visit
        self.lane = lane
        self.device = device
        self.value = value
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.identifier("lane", &lane)
        try coder.identifier("device", &device)
        try coder.object("value", &value)
    }
}

public struct VisitDeclared: FieldCoded, Hashable {
    public var visit = VisitID.first
    /// Agencies that must decide, as the rules of the day said.
    public var required = AgencySet()
    public var declaration = Declaration()

    public init() {}
    public init(visit: VisitID, required: AgencySet, declaration: Declaration) {
        self.visit = visit
        self.required = required
        self.declaration = declaration
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.number("required", &required.rawValue)
        try coder.object("declaration", &declaration)
    }
}

/// A visit's state changed. `basis` says by which evidence or rule.
public struct VisitMoved: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var to = VisitState.declared
    public var lane: LaneID?
    public var reason = Reason.none
    /// A rule id: `plate-exact`, `queue-order`, `all-agencies-settled`…
    public var basis = ""

    public init() {}
    public init(_ visit: VisitID, to state: VisitState, lane: LaneID?, reason: Reason = .none, basis: String) {
        self.visit = visit
        self.to = state
        self.lane = lane
        self.reason = reason
        self.basis = basis
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("to", &to)
        try coder.identifier("lane", &lane)
        try coder.named("reason", &reason)
        try coder.text("basis", &basis)
    }
}

public struct VisitChannelled: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var channel = Channel.none
    public var reason = ChannelReason.low

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("channel", &channel)
        try coder.named("reason", &reason)
    }
}

public struct ImageRead: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var finding = ImageFinding.unread

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("finding", &finding)
    }
}

public struct AgencyDecided: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var agency = Agency.borderGuard
    public var decision = AgencyDecision.notRequired
    public var reason = Reason.none
    /// Of a conditional pass: what is left to do, and by when.
    public var task = FollowUp.none
    public var due = GateTime.epoch
    /// Of a waiver: on what it rests.
    public var basis = WaiverBasis.none
    /// Of a referral: to whom; empty or one agency.
    public var referredTo = AgencySet()

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("agency", &agency)
        try coder.named("decision", &decision)
        try coder.named("reason", &reason)
        try coder.named("task", &task)
        try coder.time("due", &due)
        try coder.named("basis", &basis)
        try coder.number("referredTo", &referredTo.rawValue)
    }
}

/// Which plate of the vehicle, and by the camera at which place.
public enum PlatePlace: UInt8, CaseIterable, Sendable, NamedCode {
    case front, rear
    public static let names: [StaticString] = ["front", "rear"]
}

public struct PlateCorrected: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var place = PlatePlace.front
    public var from = ""
    public var to = ""
    public var reason = Reason.none

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("place", &place)
        try coder.text("from", &from)
        try coder.text("to", &to)
        try coder.named("reason", &reason)
    }
}

public struct TroubleChanged: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var stage = VisitState.declared
    public var reason = Reason.none
    /// See ``Trouble/agency``.
    public var agency: Agency? {
        get { Agency(number: agencyNumber) }
        set { agencyNumber = Agency.number(newValue) }
    }
    private var agencyNumber: UInt8 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("stage", &stage)
        try coder.named("reason", &reason)
        try coder.number("agency", &agencyNumber)
    }
}

public struct AlarmRaised: FieldCoded, Hashable {
    public var alarm = AlarmID.first
    public var kind = AlarmKind.neutron
    public var lane: LaneID?
    public var device: DeviceID?
    public var visit: VisitID?
    public var detail = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("alarm", &alarm)
        try coder.named("kind", &kind)
        try coder.identifier("lane", &lane)
        try coder.identifier("device", &device)
        try coder.identifier("visit", &visit)
        try coder.text("detail", &detail)
    }
}

public struct AlarmChanged: FieldCoded, Hashable {
    public var alarm = AlarmID.first

    public init() {}
    public init(_ alarm: AlarmID) { self.alarm = alarm }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("alarm", &alarm)
    }
}

/// Barrier 1 stands at the border side, barrier 2 inland (of an import lane).
public enum LaneEnd: UInt8, CaseIterable, Sendable, NamedCode {
    case entry, exit
    public static let names: [StaticString] = ["in", "out"]

    public var other: LaneEnd { self == .entry ? .exit : .entry }
}

public struct BarrierMoved: FieldCoded, Hashable {
    public var lane = LaneID.lowest
    public var end = LaneEnd.entry
    public var position = BarrierPosition.unknown

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("lane", &lane)
        try coder.named("end", &end)
        try coder.named("position", &position)
    }
}

/// A barrier is to move. Recorded before it is told, so that no order is ever sent that nobody can answer for.
public struct BarrierOrdered: FieldCoded, Hashable {
    public var lane = LaneID.lowest
    public var end = LaneEnd.entry
    /// See ``BarrierOrder/number``.
    public var number: UInt32 = 0
    public var command = BarrierCommand.open
    public var visit: VisitID?

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("lane", &lane)
        try coder.named("end", &end)
        try coder.number("number", &number)
        try coder.named("command", &command)
        try coder.identifier("visit", &visit)
    }
}

/// What became of an order: the barrier's own answer, or that there was none in time.
public struct BarrierAnswered: FieldCoded, Hashable {
    public var lane = LaneID.lowest
    public var end = LaneEnd.entry
    public var number: UInt32 = 0
    public var outcome = OrderOutcome.none
    public var detail = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("lane", &lane)
        try coder.named("end", &end)
        try coder.number("number", &number)
        try coder.named("outcome", &outcome)
        try coder.text("detail", &detail)
    }
}

public struct LoopChanged: FieldCoded, Hashable {
    public var lane = LaneID.lowest
    public var end = LaneEnd.entry
    public var occupied = false

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("lane", &lane)
        try coder.named("end", &end)
        try coder.flag("occupied", &occupied)
    }
}

public struct DeviceChanged: FieldCoded, Hashable {
    public var device = DeviceID.lowest
    public var report = DeviceReport()

    public init() {}
    public init(device: DeviceID, report: DeviceReport) {
        self.device = device
        self.report = report
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("device", &device)
        try coder.object("report", &report)
    }
}

/// Open for traffic, or not.
public enum OpenStatus: UInt8, CaseIterable, Sendable, NamedCode {
    case open, closed, suspended
    public static let names: [StaticString] = ["open", "closed", "suspended"]
}

public struct LaneStatusChanged: FieldCoded, Hashable {
    public var lane = LaneID.lowest
    public var status = OpenStatus.open

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("lane", &lane)
        try coder.named("status", &status)
    }
}

public struct GateStatusChanged: FieldCoded, Hashable {
    public var status = OpenStatus.open
    /// Of a suspension: who ordered it.
    public var authority = GateAuthority.none
    /// Of a suspension: when its power ends; the epoch where it has no end.
    public var until = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("status", &status)
        try coder.named("authority", &authority)
        try coder.time("until", &until)
    }
}
