/// What may call an officer to act in limited time. Everything else is an event line.
public enum AlarmKind: UInt8, CaseIterable, Sendable, NamedCode {
    case neutron, gamma, crossingWithoutRelease, tamper, unknownVehicle, plateMismatch, containerMismatch
    case weightMismatch, suspiciousImage, documentInvalid, deviceSilent, deviceFault, clockError
    /// A barrier refused an order, or said nothing to it.
    case barrierDisobeys
    /// Both barriers of a lane are open at once.
    case bothBarriersOpen
    /// Heavier than the law allows, as a whole or on an axle.
    case overweight
    /// The file of a scan image is not the one the scanner took, or cannot be read.
    case imageRefused
    /// A legal clock has run out.
    case clockOverdue
    /// An agency has not answered another one's question in time.
    case referralOverdue
    /// A follow-up of a conditional pass was not done in time.
    case taskOverdue
    /// A vehicle without an e-manifest stands at the gate.
    case noManifest
    /// Customs' system has rejected or invalidated the declaration of a vehicle that is on its way.
    case declarationVoid
    /// Something of a vehicle in a lane is on the watch list.
    case watched
    /// Nor has it in twice the time: whoever leads the gate is to say who answers.
    case referralEscalated
    /// A vehicle waits, and nobody has said why.
    case unexplainedWait
    /// The other side has sent a vehicle back.
    case neighbourReturned
    /// A vehicle registered here has not come back in time.
    case abroadOverdue
    public static let names: [StaticString] = [
        "neutron", "gamma", "crossingWithoutRelease", "tamper", "unknownVehicle", "plateMismatch",
        "containerMismatch", "weightMismatch", "suspiciousImage", "documentInvalid", "deviceSilent", "deviceFault",
        "clockError", "barrierDisobeys", "bothBarriersOpen", "overweight", "imageRefused",
        "clockOverdue", "referralOverdue", "taskOverdue", "noManifest", "declarationVoid",
        "watched", "referralEscalated", "unexplainedWait", "neighbourReturned",
        "abroadOverdue",
    ]

    /// About 5 / 15 / 80 % of alarms should be high, medium and low (EEMUA 191).
    public var priority: AlarmPriority {
        switch self {
        case .neutron, .crossingWithoutRelease, .tamper, .bothBarriersOpen, .referralEscalated: .high
        case .gamma, .suspiciousImage, .unknownVehicle, .documentInvalid, .barrierDisobeys, .imageRefused,
            .clockOverdue, .referralOverdue, .noManifest, .declarationVoid, .watched, .neighbourReturned:
            .medium
        default: .low
        }
    }

    /// Whether the alarm is of a device's condition, not of what the device saw or did.
    public var isOfCondition: Bool {
        switch self {
        case .deviceSilent, .deviceFault, .clockError, .tamper: true
        default: false
        }
    }

    /// Several of one visit may stand at once, each about another thing.
    var isToldApartByDetail: Bool {
        switch self {
        case .clockOverdue, .referralOverdue, .taskOverdue, .watched, .imageRefused, .referralEscalated,
            .unexplainedWait, .neighbourReturned, .abroadOverdue:
            true
        default: false
        }
    }

    /// Time to act, from the moment it was raised.
    public var actWithin: GateSpan {
        switch priority {
        case .high: .minutes(1)
        case .medium: .minutes(5)
        case .low: .minutes(30)
        }
    }
}

public enum AlarmPriority: UInt8, CaseIterable, Sendable, NamedCode {
    case high, medium, low
    public static let names: [StaticString] = ["high", "medium", "low"]
}

/// ISA-18.2 states; a normal alarm is no alarm and leaves the list.
public enum AlarmState: UInt8, CaseIterable, Sendable, NamedCode {
    case unacknowledged, acknowledged, returnedUnacknowledged, closed
    public static let names: [StaticString] = ["unacknowledged", "acknowledged", "returned", "closed"]
}

/// One alarm, from being raised until both its cause has gone and a person has seen it.
public struct Alarm: FieldCoded, Hashable {
    public var id = AlarmID.first
    public var kind = AlarmKind.neutron
    public var state = AlarmState.unacknowledged
    public var lane: LaneID?
    public var device: DeviceID?
    public var visit: VisitID?
    /// What exactly: a plate, a number, a device's last fault. At most 120 characters.
    public var detail = ""
    public var raisedAt = GateTime.epoch
    public var changedAt = GateTime.epoch
    public var acknowledgedBy = ""
    /// Decisions taken on the stream `alarm/<id>`.
    public var version: UInt32 = 0

    public init() {}

    /// Its cause has not gone.
    public var isStanding: Bool { state == .unacknowledged || state == .acknowledged }

    /// The moment by which somebody should have acted.
    public var actBy: GateTime { raisedAt + kind.actWithin }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("id", &id)
        try coder.named("kind", &kind)
        try coder.named("state", &state)
        try coder.identifier("lane", &lane)
        try coder.identifier("device", &device)
        try coder.identifier("visit", &visit)
        try coder.text("detail", &detail)
        try coder.time("raisedAt", &raisedAt)
        try coder.time("changedAt", &changedAt)
        try coder.text("acknowledgedBy", &acknowledgedBy)
        try coder.number("version", &version)
    }
}
