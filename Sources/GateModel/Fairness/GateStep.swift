/// A stretch of a vehicle's way on the gate's ground, as far as times are told apart.
public enum GateStep: UInt8, CaseIterable, Sendable, NamedCode {
    /// Not on the gate's ground.
    case none
    case yard, queue
    /// From barrier 1 until the vehicle is known.
    case identification
    /// Channel and documents.
    case dossier
    case scan
    /// The scan's image is read.
    case image
    /// In the joint control house.
    case inspection
    /// Released, until barrier 2 is behind it.
    case exit
    public static let names: [StaticString] = [
        "none", "yard", "queue", "identification", "dossier", "scan", "image", "inspection", "exit",
    ]

    /// - Parameters:
    ///   - state: where the vehicle stands; of one held, where it stood before.
    public init(_ state: VisitState) {
        switch state {
        case .declared, .called, .turnedBack, .seized, .crossed, .noShow, .expired, .held: self = .none
        case .atYard: self = .yard
        case .inQueue: self = .queue
        case .atBarrierIn, .inLane: self = .identification
        case .identified, .channelled: self = .dossier
        case .scanQueued: self = .scan
        case .scanned: self = .image
        case .imageRead, .inJointControl: self = .inspection
        case .released, .atBarrierOut: self = .exit
        }
    }
}
