/// Why a vehicle on the gate's ground does not move on, as far as the journal tells.
public enum WaitCause: UInt8, CaseIterable, Sendable, NamedCode {
    /// Not on the gate's ground.
    case none
    /// An agency is at work on it.
    case work
    /// Others are before it: in the yard, in the queue, in the booth, at barrier 2.
    case ahead
    case laneShut
    /// It waits for a scanner, or stands in one.
    case scanner
    /// Held, for a reason that was given.
    case held
    /// Something is wrong with it that has a code.
    case trouble
    /// One agency has asked another.
    case question
    /// An officer has said why.
    case given
    /// It has been called, or let through: it drives.
    case moving
    /// Nobody has said why.
    case unexplained
    public static let names: [StaticString] = [
        "none", "work", "ahead", "laneShut", "scanner", "held", "trouble", "question", "given", "moving",
        "unexplained",
    ]
}

/// Why an agency lets a vehicle wait, in its own words.
public enum WaitReason: UInt8, CaseIterable, Sendable, NamedCode {
    case none
    case bayFull, officersBusy, driverAway, interpreter, documentsAwaited, resultAwaited, decisionAwaited, equipment
    case systemDown, safety, other
    public static let names: [StaticString] = [
        "none", "bayFull", "officersBusy", "driverAway", "interpreter", "documentsAwaited", "resultAwaited",
        "decisionAwaited", "equipment", "systemDown", "safety", "other",
    ]
}

/// An agency says why a vehicle waits for it.
public struct WaitExplained: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var agency = Agency.borderGuard
    public var step = GateStep.none
    public var reason = WaitReason.none

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("agency", &agency)
        try coder.named("step", &step)
        try coder.named("reason", &reason)
    }
}
