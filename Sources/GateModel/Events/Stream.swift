/// A line of decisions on one subject, whose length a guard can name.
public enum Stream: Hashable, Sendable {
    case gate
    case lane(LaneID)
    case device(DeviceID)
    case visit(VisitID)
    case visitAgency(VisitID, Agency)
    case alarm(AlarmID)

    /// The text form the journal stores: `visit/12/HQ`.
    public var text: String {
        switch self {
        case .gate: "gate"
        case .lane(let lane): "lane/\(lane.number)"
        case .device(let device): "device/\(device.number)"
        case .visit(let visit): "visit/\(visit.number)"
        case .visitAgency(let visit, let agency): "visit/\(visit.number)/\(agency.name)"
        case .alarm(let alarm): "alarm/\(alarm.number)"
        }
    }

    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 1, parts[0] == "gate" {
            self = .gate
            return
        }
        guard parts.count >= 2, let number = Int64(parts[1]) else { return nil }
        switch (parts[0], parts.count) {
        case ("lane", 2): guard let id = LaneID(number: number) else { return nil }; self = .lane(id)
        case ("device", 2): guard let id = DeviceID(number: number) else { return nil }; self = .device(id)
        case ("visit", 2): guard let id = VisitID(number: number) else { return nil }; self = .visit(id)
        case ("alarm", 2): guard let id = AlarmID(number: number) else { return nil }; self = .alarm(id)
        case ("visit", 3):
            guard let id = VisitID(number: number), let agency = Agency(name: parts[2]) else { return nil }
            self = .visitAgency(id, agency)
        default: return nil
        }
    }
}

/// A promise that a stream has not moved since the decision was taken.
public struct Guard: Hashable, Sendable {
    public var stream: Stream
    /// Decisions on the stream so far.
    public var version: UInt32

    public init(_ stream: Stream, at version: UInt32) {
        self.stream = stream
        self.version = version
    }
}

/// What made an event happen: one message of a source, one command of a terminal, or a tick of the gate's clock.
///
/// The text `<source> <boot> <number>` is unique and made once, so that whatever is sent twice is recorded once.
public struct Cause: Hashable, Sendable {
    /// At most 96 characters: a device's source, a terminal's id, or `clock`.
    public var source: String
    public var boot: UInt32
    public var number: UInt64

    public init(source: String, boot: UInt32, number: UInt64) {
        self.source = source
        self.boot = boot
        self.number = number
    }

    public var text: String { "\(source) \(boot) \(number)" }

    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: " ")
        guard parts.count == 3, let boot = UInt32(parts[1]), let number = UInt64(parts[2]) else { return nil }
        self.init(source: String(parts[0]), boot: boot, number: number)
    }

    /// The id of the n-th event of this cause.
    public func eventID(_ index: Int) -> EventID { EventID(text: "\(text) \(index)") }
}

/// The identity of an event, made once by whoever proposes it; a retry with the same id is harmless.
public struct EventID: Hashable, Sendable {
    public var text: String
    public init(text: String) { self.text = text }
}
