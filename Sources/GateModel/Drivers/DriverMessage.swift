/// What a driver may be told, on the lane board or the phone. Each says what comes next.
public enum DriverPhrase: UInt8, CaseIterable, Sendable, NamedCode {
    case none, proceed, waitHere, goToScanner, goToJointControl, showDocuments, openDoors, seeOfficer, turnBack
    /// Customs wants papers, sent in and not brought along.
    case sendDocuments
    public static let names: [StaticString] = [
        "none", "proceed", "waitHere", "goToScanner", "goToJointControl", "showDocuments", "openDoors", "seeOfficer",
        "turnBack", "sendDocuments",
    ]

    /// It brings the driver and an officer together, which needs a reason of its own.
    public var bringsContact: Bool { self == .showDocuments || self == .openDoors || self == .seeOfficer }

    /// Whether why goes with it.
    var takesReason: Bool { self != .none && self != .proceed }
}

/// A language that drivers at this border are spoken to in.
public enum DriverLanguage: UInt8, CaseIterable, Sendable, NamedCode {
    case vietnamese, english, chinese, lao, khmer
    public static let names: [StaticString] = ["vi", "en", "zh", "lo", "km"]

    /// By the nation in the driver's document, else by the vehicle's plate, else English.
    public init(of declaration: Declaration) {
        switch declaration.nationality {
        case "VNM": self = .vietnamese
        case "CHN", "TWN", "HKG", "MAC", "SGP": self = .chinese
        case "LAO": self = .lao
        case "KHM": self = .khmer
        case "":
            switch (try? Plate(declaration.tractor))?.country {
            case .vietnam: self = .vietnamese
            case .china: self = .chinese
            case .laos: self = .lao
            case .cambodia: self = .khmer
            case nil: self = .english
            }
        default: self = .english
        }
    }
}

extension Reason {
    /// A driver may be told of it. What would warn a smuggler is not told, nor what only the gate understands.
    public var isForDrivers: Bool {
        switch self {
        case .none, .portalAlarm, .suspiciousImage, .imageRefused, .misread, .other, .clockOverdue, .unitConflict,
            .mirrorDiffers, .neighbourFailed:
            false
        default: true
        }
    }
}

public struct DriverMessaged: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var phrase = DriverPhrase.none
    /// Why, as far as a driver may be told; or why the vehicle waits.
    public var reason = Reason.none
    public var wait = WaitReason.none

    public init() {}
    init(_ phrase: DriverPhrase, to visit: VisitID, reason: Reason = .none, wait: WaitReason = .none) {
        self.visit = visit
        self.phrase = phrase
        self.reason = phrase.takesReason && reason.isForDrivers ? reason : .none
        self.wait = wait
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("phrase", &phrase)
        try coder.named("reason", &reason)
        try coder.named("wait", &wait)
    }
}

extension Visit {
    /// Why this vehicle is kept, as far as its driver may be told: the reason of the hold, else of its first trouble.
    public var reasonForDriver: Reason {
        if state == .held, reason.isForDrivers { return reason }
        return troubles.first { $0.reason.isForDrivers }?.reason ?? .none
    }
}
