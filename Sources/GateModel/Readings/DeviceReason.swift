/// Why a device's condition is what it is: a closed list, so that every language of the screen has its words.
///
/// Reports and alarms carry it as ``text``, so that a journal holds no sentence of any one language.
public enum DeviceReason: Hashable, Sendable {
    /// Not one message since the station began.
    case neverHeard
    case silent(seconds: Int64)
    /// Silent again soon after it came back; not believed until it has been heard for a minute.
    case comesAndGoes
    /// Its broker has lost it.
    case disconnected
    case cabinetOpen
    case clockBehind(seconds: Int64)
    case clockAhead(seconds: Int64)
    /// A portal's own faults.
    case gammaHigh, gammaLow, neutronHigh
    /// A vehicle entered a portal, and its end was never announced.
    case occupancyNeverEnded
    /// What a camera says of its own sight.
    case pictureLost, lensCovered, viewMoved
    /// It changes its mind, or speaks, more often in a minute than such a device can; see `ChatterLimit`.
    case chatters(perMinute: Int64)
    /// Its messages cannot be read: the stable name of the last fault, and the field it stood in, if it had a name.
    case unreadable(fault: String, field: String)
    /// More vehicles than one journal takes.
    case noRoom(visits: Int64)

    /// Stable names, as they stand in the text and in the message catalogue.
    public static let names = [
        "neverHeard", "silent", "comesAndGoes", "disconnected", "cabinetOpen", "clockBehind", "clockAhead", "gammaHigh",
        "gammaLow", "neutronHigh", "occupancyNeverEnded", "pictureLost", "lensCovered", "viewMoved", "chatters",
        "unreadable", "noRoom",
    ]

    /// One of ``names``.
    public var name: String {
        switch self {
        case .neverHeard: "neverHeard"
        case .silent: "silent"
        case .comesAndGoes: "comesAndGoes"
        case .disconnected: "disconnected"
        case .cabinetOpen: "cabinetOpen"
        case .clockBehind: "clockBehind"
        case .clockAhead: "clockAhead"
        case .gammaHigh: "gammaHigh"
        case .gammaLow: "gammaLow"
        case .neutronHigh: "neutronHigh"
        case .occupancyNeverEnded: "occupancyNeverEnded"
        case .pictureLost: "pictureLost"
        case .lensCovered: "lensCovered"
        case .viewMoved: "viewMoved"
        case .chatters: "chatters"
        case .unreadable: "unreadable"
        case .noRoom: "noRoom"
        }
    }

    /// `silent 75`, `unreadable malformed best_plate`: the name and what belongs to it.
    public var text: String {
        switch self {
        case .silent(let number), .clockBehind(let number), .clockAhead(let number), .chatters(let number),
            .noRoom(let number):
            "\(name) \(number)"
        case .unreadable(let fault, let field): field.isEmpty ? "\(name) \(fault)" : "\(name) \(fault) \(field)"
        default: name
        }
    }

    /// Reads ``text`` back; nil for anything else, such as the sentences of older journals.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        // Beyond a thousand years it is no duration that anybody could show.
        func number() -> Int64? {
            parts.count == 2 ? Int64(parts[1]).flatMap { (0...32_000_000_000).contains($0) ? $0 : nil } : nil
        }
        let reason: DeviceReason? =
            switch parts.first {
            case "neverHeard": .neverHeard
            case "silent": number().map { .silent(seconds: $0) }
            case "comesAndGoes": .comesAndGoes
            case "disconnected": .disconnected
            case "cabinetOpen": .cabinetOpen
            case "clockBehind": number().map { .clockBehind(seconds: $0) }
            case "clockAhead": number().map { .clockAhead(seconds: $0) }
            case "gammaHigh": .gammaHigh
            case "gammaLow": .gammaLow
            case "neutronHigh": .neutronHigh
            case "occupancyNeverEnded": .occupancyNeverEnded
            case "pictureLost": .pictureLost
            case "lensCovered": .lensCovered
            case "viewMoved": .viewMoved
            case "chatters": number().map { .chatters(perMinute: $0) }
            case "unreadable" where parts.count > 1:
                .unreadable(fault: String(parts[1]), field: parts.count > 2 ? String(parts[2]) : "")
            case "noRoom": number().map { .noRoom(visits: $0) }
            default: nil
            }
        guard let reason, reason.text == text else { return nil }
        self = reason
    }
}
