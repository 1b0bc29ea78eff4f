/// Why a command was not carried out. Each has a stable code and says what stands in the way.
public enum Refusal: Error, Hashable, Sendable {
    case unknownVisit
    case unknownLane
    case unknownAlarm
    /// The visit is over.
    case closed(VisitState)
    /// The visit stands where this cannot be done.
    case wrongState(VisitState)
    /// The act belongs to another agency than the officer's.
    case wrongAgency(needed: Agency)
    /// The agency has nothing to decide on this visit.
    case notRequired(Agency)
    case alreadyDecided(Agency, AgencyDecision)
    /// Customs decides last.
    case customsLast(waitingFor: [Agency])
    /// Not released: these have not passed.
    case notReleased(waitingFor: [Agency])
    /// Another vehicle has been let through and is still at the barrier.
    case barrierBusy(VisitID)
    case laneClosed(LaneID)
    case reasonRequired
    case badPlate(IdentifierError)
    /// Another open visit declared this plate.
    case plateInUse(VisitID)
    case alreadyAcknowledged
    case nothingToDo
    case gateSuspended
    case limitReached
    /// The lane has no barrier at that end.
    case noBarrier
    /// The barrier at this end is not known to be closed: both of a lane never open at once.
    case interlock(LaneEnd)
    /// Nobody stands there who may pass.
    case nobodyAtBarrier
    /// Something stands under the arm.
    case loopOccupied
    /// The scan's image may not be judged by.
    case imageRefused(ScanVerdict)
    /// Customs' system has rejected or invalidated the declaration.
    case declarationVoid(AnswerCode)
    /// Who asks for a paper names the law, in 1 to ``PaperAsked/basisLimit`` characters.
    case basisRequired

    /// Stable across versions and languages.
    public var code: String {
        switch self {
        case .unknownVisit: "unknown-visit"
        case .unknownLane: "unknown-lane"
        case .unknownAlarm: "unknown-alarm"
        case .closed: "closed"
        case .wrongState: "wrong-state"
        case .wrongAgency: "wrong-agency"
        case .notRequired: "not-required"
        case .alreadyDecided: "already-decided"
        case .customsLast: "customs-last"
        case .notReleased: "not-released"
        case .barrierBusy: "barrier-busy"
        case .laneClosed: "lane-closed"
        case .reasonRequired: "reason-required"
        case .badPlate: "bad-plate"
        case .plateInUse: "plate-in-use"
        case .alreadyAcknowledged: "already-acknowledged"
        case .nothingToDo: "nothing-to-do"
        case .gateSuspended: "gate-suspended"
        case .limitReached: "limit-reached"
        case .noBarrier: "no-barrier"
        case .interlock: "interlock"
        case .nobodyAtBarrier: "nobody-at-barrier"
        case .loopOccupied: "loop-occupied"
        case .imageRefused: "image-refused"
        case .declarationVoid: "declaration-void"
        case .basisRequired: "basis-required"
        }
    }
}
