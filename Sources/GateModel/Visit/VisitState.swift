/// Where a visit stands on its way through the gate. Trouble is an overlay, never a state.
public enum VisitState: UInt8, CaseIterable, Sendable, NamedCode {
    case declared, called, atYard, inQueue, atBarrierIn, inLane, identified, channelled, scanQueued, scanned
    case imageRead, inJointControl, released, held, turnedBack, seized, atBarrierOut, crossed, noShow, expired

    public static let names: [StaticString] = [
        "declared", "called", "atYard", "inQueue", "atBarrierIn", "inLane", "identified", "channelled", "scanQueued",
        "scanned", "imageRead", "inJointControl", "released", "held", "turnedBack", "seized", "atBarrierOut",
        "crossed", "noShow", "expired",
    ]

    /// The visit is over: nothing moves it again.
    public var isClosed: Bool {
        switch self {
        case .turnedBack, .seized, .crossed, .noShow, .expired: true
        default: false
        }
    }

    /// Only a vehicle on the gate's ground can be in this state. One that was called may still be on the road, or
    /// wait in the yard.
    public var isOnGround: Bool { !isClosed && self != .declared && self != .called }

    /// Between barrier 1 and the decision: agencies may look at it and decide.
    public var isUnderControl: Bool {
        switch self {
        case .inLane, .identified, .channelled, .scanQueued, .scanned, .imageRead, .inJointControl, .held: true
        default: false
        }
    }

    /// All have decided, and the vehicle is on its way out.
    public var isLeaving: Bool { self == .released || self == .atBarrierOut }

    /// Whether a decision that is taken back may lead to `next`: nothing has been opened for the vehicle yet.
    public func mayReturn(to next: VisitState) -> Bool { self == .released && next.isUnderControl }

    /// Whether a visit in this state may come next to `next`, but for ``mayReturn(to:)``. Anything else is refused by `decide`, however the
    /// readings arrive.
    public func mayBecome(_ next: VisitState) -> Bool {
        if isClosed || next == self { return false }
        // The end of a hold returns to where the visit stood.
        if self == .held, next.isUnderControl { return true }
        switch next {
        case .declared: return false
        case .called: return self == .declared || self == .atYard
        case .atYard: return self == .declared || self == .called
        case .inQueue: return self == .declared || self == .called || self == .atYard || self == .atBarrierIn
        case .atBarrierIn: return self == .inQueue || self == .atYard || self == .called || self == .declared
        case .inLane:
            return self == .atBarrierIn || self == .inQueue || self == .atYard || self == .called || self == .declared
        case .identified: return self == .inLane
        case .channelled: return self == .identified || self == .inLane
        case .scanQueued: return self == .channelled
        case .scanned: return self == .scanQueued || self == .channelled
        case .imageRead: return self == .scanned
        case .inJointControl:
            return self == .identified || self == .channelled || self == .scanned || self == .imageRead
        case .released: return isUnderControl
        // Customs may take its word back until the vehicle has left.
        case .held: return isUnderControl || self == .released || self == .atBarrierOut
        case .turnedBack: return self != .declared && self != .atBarrierOut
        case .seized: return isUnderControl
        case .atBarrierOut: return self == .released
        case .crossed: return self == .atBarrierOut
        case .noShow: return self == .called
        case .expired: return self == .declared
        }
    }
}

/// What is being carried, as far as lanes and agencies care.
public enum GoodsClass: UInt8, CaseIterable, Sendable, NamedCode {
    case general, fruit, empty, vehicles, timber, animal, bus
    public static let names: [StaticString] = ["general", "fruit", "empty", "vehicles", "timber", "animal", "bus"]
}

/// Customs risk channel (Customs Law 54/2014; 1 green accept, 2 yellow documents, 3 red goods).
public enum Channel: UInt8, CaseIterable, Sendable, NamedCode {
    case none, green, yellow, red
    public static let names: [StaticString] = ["none", "green", "yellow", "red"]
}

/// Why a channel: by risk or drawn at random. Both are shown.
public enum ChannelReason: UInt8, CaseIterable, Sendable, NamedCode {
    case low, medium, high, random
    /// Two officers agreed on a milder one than the rules gave.
    case twoPersons
    public static let names: [StaticString] = ["low", "medium", "high", "random", "twoPersons"]
}

/// One agency's decision on one visit.
public enum AgencyDecision: UInt8, CaseIterable, Sendable, NamedCode {
    case notRequired, pending, inProgress, pass, hold, fail, waived
    /// Passed, with something left to do; see ``FollowUp``.
    case passWithCondition
    /// Asked of another agency first.
    case referred
    public static let names: [StaticString] = [
        "notRequired", "pending", "inProgress", "pass", "hold", "fail", "waived", "passWithCondition", "referred",
    ]

    /// The agency has nothing left to do.
    public var isSettled: Bool {
        switch self {
        case .notRequired, .pass, .passWithCondition, .waived: true
        case .pending, .inProgress, .hold, .fail, .referred: false
        }
    }
}

/// Why a visit is held, turned back, in trouble or corrected.
public enum Reason: UInt8, CaseIterable, Sendable, NamedCode {
    case none, noManifest, plateMismatch, containerMismatch, weightMismatch, documentInvalid, portalAlarm
    case suspiciousImage, sealBroken, feesUnpaid, goodsMismatch, quarantine, driverRequest, misread, other, overweight
    case imageRefused, clockOverdue, inspection, unitConflict
    /// Customs' system said so: 03, 10, 05.
    case declarationRejected, declarationInvalidated, customsControl
    /// Documents that contradict themselves or one another.
    case declarationContradicts
    case permitRefused, permitExpired
    /// What the agency decided on was corrected since.
    case declarationCorrected
    /// The other side of the border wrote down something else of it; its inspection there did not pass it.
    case mirrorDiffers, neighbourFailed
    public static let names: [StaticString] = [
        "none", "noManifest", "plateMismatch", "containerMismatch", "weightMismatch", "documentInvalid", "portalAlarm",
        "suspiciousImage", "sealBroken", "feesUnpaid", "goodsMismatch", "quarantine", "driverRequest", "misread",
        "other", "overweight", "imageRefused", "clockOverdue", "inspection", "unitConflict",
        "declarationRejected", "declarationInvalidated", "customsControl", "declarationContradicts", "permitRefused",
        "permitExpired", "declarationCorrected", "mirrorDiffers", "neighbourFailed",
    ]
}

extension Reason {
    /// A person may give it; the others are the rules' own.
    public var isForPeople: Bool {
        switch self {
        case .none, .misread, .clockOverdue, .unitConflict, .declarationRejected, .declarationInvalidated,
            .customsControl, .declarationCorrected, .mirrorDiffers, .neighbourFailed:
            false
        default: true
        }
    }
}

extension Channel {
    /// The risk that it stands for where nothing else is said.
    public var risk: ChannelReason {
        switch self {
        case .none, .green: .low
        case .yellow: .medium
        case .red: .high
        }
    }
}

extension Reason {
    /// An inspection found it: goods, load or papers are not what was declared.
    public var isFinding: Bool {
        switch self {
        case .goodsMismatch, .documentInvalid, .suspiciousImage, .sealBroken, .weightMismatch, .containerMismatch,
            .overweight, .quarantine:
            true
        default: false
        }
    }
}

/// What the reader of a scan image found.
public enum ImageFinding: UInt8, CaseIterable, Sendable, NamedCode {
    case unread, clear, suspicious
    public static let names: [StaticString] = ["unread", "clear", "suspicious"]
}
