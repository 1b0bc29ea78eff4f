/// Something that is not done and that the next shift at a post has to know of.
public struct OpenItem: FieldCoded, Hashable {
    public enum Kind: UInt8, CaseIterable, Sendable, NamedCode {
        /// The agency holds the vehicle.
        case held
        /// The agency has begun to look, and not decided.
        case begun
        /// Another agency has asked this one.
        case question
        case trouble
        /// The declarant wants a field changed.
        case amendment
        /// A vehicle waits for the agency, and nobody has said why.
        case unexplained
        /// A follow-up of a conditional pass.
        case task
        case complaint
        /// Last: on a bad day there are more of them than a note carries.
        case alarm
        public static let names: [StaticString] = [
            "held", "begun", "question", "trouble", "amendment", "unexplained", "task", "complaint", "alarm",
        ]
    }

    public var kind = Kind.held
    /// The vehicle it is about, if it is about one.
    public var visit: VisitID?
    public var alarm: AlarmID?
    /// What exactly, by the raw value of the kind's own codes: the alarm's kind, the reason, the follow-up, the agency that
    /// asks, how many fields, the complaint's kind.
    public var detail: UInt8 = 0
    /// When it arose.
    public var since = GateTime.epoch

    public init() {}
    init(_ kind: Kind, _ visit: VisitID?, detail: UInt8 = 0, since: GateTime, alarm: AlarmID? = nil) {
        self.kind = kind
        self.visit = visit
        self.alarm = alarm
        self.detail = detail
        self.since = since
    }

    /// Whether both are about the same thing, whatever has become of it since.
    public func isSame(as other: OpenItem) -> Bool {
        kind == other.kind && visit == other.visit && alarm == other.alarm
            && (kind == .held || kind == .amendment || detail == other.detail)
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("kind", &kind)
        try coder.identifier("visit", &visit)
        try coder.identifier("alarm", &alarm)
        try coder.number("detail", &detail)
        try coder.time("since", &since)
    }
}

extension GateState {
    /// What is open for an agency at a lane, or at the whole gate, in the order of ``OpenItem/Kind`` and then the oldest first.
    public func openItems(of agency: Agency, at lane: LaneID?, now: GateTime) -> [OpenItem] {
        var items: [OpenItem] = []
        // A wait without a reason is an item of its own.
        for alarm in standingAlarms
        where alarm.kind != .unexplainedWait && (lane == nil || alarm.lane == nil || alarm.lane == lane) {
            items.append(
                OpenItem(.alarm, alarm.visit, detail: alarm.kind.rawValue, since: alarm.raisedAt, alarm: alarm.id))
        }
        for id in open {
            guard let visit = visit(id), visit.arrivedAt > .epoch, lane == nil || visit.lane == lane else { continue }
            items += openItems(of: agency, visit, now)
        }
        items += tasks.filter { $0.agency == agency }.map {
            OpenItem(.task, $0.visit, detail: $0.kind.rawValue, since: $0.since)
        }
        if agency == .board {
            items += openComplaints.map { OpenItem(.complaint, $0.visit, detail: $0.kind.rawValue, since: $0.at) }
        }
        return items.enumerated().sorted {
            ($0.element.kind.rawValue, $0.element.since, $0.offset)
                < ($1.element.kind.rawValue, $1.element.since, $1.offset)
        }.map(\.element)
    }

    private func openItems(of agency: Agency, _ visit: Visit, _ now: GateTime) -> [OpenItem] {
        var items: [OpenItem] = []
        let card = visit[agency]
        if card.decision.isHolding {
            items.append(OpenItem(.held, visit.id, detail: card.reason.rawValue, since: card.at))
        }
        if card.decision == .inProgress { items.append(OpenItem(.begun, visit.id, since: card.at)) }
        for other in Agency.allCases
        where visit[other].decision == .referred && visit[other].referredTo.contains(agency)
            && !card.decision.isSettled
        {
            items.append(OpenItem(.question, visit.id, detail: other.rawValue, since: visit[other].at))
        }
        for trouble in visit.troubles where trouble.agency == nil || trouble.agency == agency {
            items.append(OpenItem(.trouble, visit.id, detail: trouble.reason.rawValue, since: trouble.since))
        }
        if !visit.amendment.fields.isEmpty {
            let count = UInt8(clamping: visit.amendment.fields.count)
            items.append(OpenItem(.amendment, visit.id, detail: count, since: visit.amendment.at))
        }
        if visit.wait.agency == agency, let since = visit.wait.unexplainedSince(at: now) {
            items.append(OpenItem(.unexplained, visit.id, since: since))
        }
        return items
    }
}
