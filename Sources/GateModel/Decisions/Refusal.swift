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
    case badContainer(IdentifierError)
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
    /// The agency has to look itself.
    case mayNotWaive(Agency)
    /// No other agency has a result that could be accepted.
    case noResult
    /// The other side has told of no inspection for this agency's task that the vehicle passed.
    case noNeighbourResult
    /// The agency has no place at this gate.
    case notAtWork(Agency)
    /// Another officer took the decision.
    case notYours(String)
    /// The time in which it could be taken back is over.
    case tooLate
    /// Another agency has accepted the result.
    case acceptedElsewhere
    /// What stood before had a reason, a task or a basis of its own.
    case decideAnew(AgencyDecision)
    /// The authority suspended the gate lately, or is suspending it.
    case powerUsed
    /// The doors were opened before, for these; once more needs a reason.
    case openedAlready([Agency])
    /// The law gives nobody here that power.
    case noPower
    /// Somebody with the power has to be named: in the law's words, if it has any.
    case authorityRequired(String)
    /// The law allows so many days.
    case tooLong(days: Int)
    /// The authority may suspend the gate for so many minutes.
    case tooLongSuspended(minutes: Int)
    /// The loop under the arm says now this, now that: whether something stands there nobody knows.
    case loopUnbelieved
    /// Customs' system has rejected or invalidated the declaration.
    case declarationVoid(AnswerCode)
    /// Who asks for a paper names the law, in 1 to ``PaperAsked/basisLimit`` characters.
    case basisRequired
    /// A milder channel needs somebody else's word too; this one has given his.
    case secondPersonNeeded(String)
    /// The day's number is out already.
    case seedPublished
    /// Only these agencies may correct the field.
    case mayNotCorrect(DeclarationField, [Agency])
    /// The text is no value of the field.
    case badField(DeclarationField)
    /// That the vehicle waits has a reason already, or it does not wait.
    case notWaiting
    /// No vehicle that came to this gate has that code.
    case badComplaintCode
    /// Who decided on a vehicle does not review complaints about it.
    case ownDecision
    /// The officer's shift has begun already.
    case onShift
    case notOnShift
    /// A note has so many characters at most.
    case tooLongNote(Int)
    /// Who meets a driver says why.
    case contactReasonRequired
    /// A seed has one to sixteen hexadecimal digits, not all 0.
    case badSeed

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
        case .badContainer: "bad-container"
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
        case .mayNotWaive: "may-not-waive"
        case .noResult: "no-result"
        case .noNeighbourResult: "no-neighbour-result"
        case .notAtWork: "not-at-work"
        case .notYours: "not-yours"
        case .tooLate: "too-late"
        case .acceptedElsewhere: "accepted-elsewhere"
        case .decideAnew: "decide-anew"
        case .powerUsed: "power-used"
        case .openedAlready: "opened-already"
        case .noPower: "no-power"
        case .authorityRequired: "authority-required"
        case .tooLong: "too-long"
        case .tooLongSuspended: "too-long-suspended"
        case .loopUnbelieved: "loop-unbelieved"
        case .declarationVoid: "declaration-void"
        case .basisRequired: "basis-required"
        case .secondPersonNeeded: "second-person-needed"
        case .seedPublished: "seed-published"
        case .badSeed: "bad-seed"
        case .mayNotCorrect: "may-not-correct"
        case .badField: "bad-field"
        case .contactReasonRequired: "contact-reason-required"
        case .notWaiting: "not-waiting"
        case .badComplaintCode: "bad-complaint-code"
        case .ownDecision: "own-decision"
        case .onShift: "on-shift"
        case .notOnShift: "not-on-shift"
        case .tooLongNote: "too-long-note"
        }
    }
}
