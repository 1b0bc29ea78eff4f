/// One of the times that the law, or an agency's own work, takes of a visit, as it stands at a moment. Derived from the visit,
/// never recorded: what is recorded are the moments between which it ran.
public struct LegalClock: Hashable, Sendable {
    public enum Kind: UInt8, CaseIterable, Sendable, NamedCode {
        /// Customs checks the dossier.
        case dossier
        /// An agency's specialised inspection: its own time, and not customs'.
        case specialised
        /// Customs inspects the goods.
        case goods
        public static let names: [StaticString] = ["dossier", "specialised", "goods"]
    }

    public enum Phase: UInt8, CaseIterable, Sendable, NamedCode {
        case notStarted
        /// It will start when another agency's result has arrived.
        case waiting
        case running
        /// The gate is shut, or suspended.
        case paused
        case ended
        public static let names: [StaticString] = ["notStarted", "waiting", "running", "paused", "ended"]
    }

    public var kind: Kind
    /// Whose time it is.
    public var agency: Agency
    public var phase: Phase
    /// Working time that has passed.
    public var spent: GateSpan
    /// Working time that the law allows, an extension included; zero where it states none.
    public var limit: GateSpan
    /// Nil before it started.
    public var startedAt: GateTime?
    /// When the limit will be reached if it goes on running; nil where that is not known.
    public var due: GateTime?
    /// The law that gives the limit; nil where none does.
    public var law: ClockLaw?

    public var isOverdue: Bool { limit > .zero && spent > limit }
    /// What is left of the limit; zero where nothing is.
    public var left: GateSpan { limit > spent ? limit - spent : .zero }
}

/// Customs' inspection of the goods was given more time.
public struct ClockExtension: FieldCoded, Hashable {
    /// Days of the calendar; 0 where it was not extended.
    public var days: Int32 = 0
    /// Who ordered it; at most 80 characters.
    public var by = ""
    public var reason = Reason.none
    public var at = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("days", &days)
        try coder.text("by", &by)
        try coder.named("reason", &reason)
        try coder.time("at", &at)
    }
}

/// A stretch in which the gate was suspended; `until` is the epoch while it still is.
public struct Suspension: FieldCoded, Hashable {
    public var from = GateTime.epoch
    public var until = GateTime.epoch
    /// The highest that ordered it.
    public var authority = GateAuthority.none

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.time("from", &from)
        try coder.time("until", &until)
        try coder.named("authority", &authority)
    }
}

extension GateState {
    /// The clocks of a visit, in the order in which they run. Empty for one that customs need not look at.
    ///
    /// The dossier's begins when customs had the full dossier and chose to check it: at the first channel yellow or red. It ends
    /// when the goods of a red vehicle are presented after that, or customs decides. The goods' begins when a red vehicle's goods
    /// are presented (at the scanner or in the house), or, where the rules require a specialised inspection, when its last result
    /// arrives (Customs Law 54/2014, article 23, clause 2). A question to another agency stops nothing.
    public func clocks(of visit: Visit, at now: GateTime) -> [LegalClock] {
        guard visit.channel == .yellow || visit.channel == .red, visit.channelledAt > .epoch else { return [] }
        let kind = visit.lane.flatMap { lane($0)?.lane.kind } ?? .cargo
        let over = visit.state.isClosed ? visit.closedAt : nil
        let decided = visit[.customs].decision.isSettled ? visit[.customs].at : over
        var clocks = [
            clock(
                .dossier, .customs, from: visit.declaration.hasManifest ? visit.channelledAt : nil,
                to: visit.channel == .red && visit.presentedAt >= visit.channelledAt ? visit.presentedAt : decided,
                kind,
                now)
        ]
        guard visit.channel == .red else { return clocks }
        let presented = visit.presentedAt > .epoch ? max(visit.presentedAt, visit.channelledAt) : nil
        let required = AgencyRules.required(for: visit.declaration, plan: plan, at: visit.declaredAt)
        var isWaiting = false
        var start = presented
        for agency in [Agency.health, .animal, .plant] where required.contains(agency) {
            let card = visit[agency]
            let result = card.resultAt > .epoch ? card.resultAt : nil
            clocks.append(clock(.specialised, agency, from: presented, to: result ?? over, kind, now))
            // What failed keeps customs from deciding: that is not customs' time.
            if let result, card.decision != .fail { start = start.map { max($0, result) } } else { isWaiting = true }
        }
        var goods = clock(
            .goods, .customs, from: isWaiting ? nil : start, to: decided, kind, now, extension: visit.clockExtension)
        if isWaiting, presented != nil, over == nil { goods.phase = .waiting }
        clocks.append(goods)
        return clocks
    }

    private func clock(
        _ kind: LegalClock.Kind, _ agency: Agency, from start: GateTime?, to end: GateTime?, _ lane: LaneKind,
        _ now: GateTime, extension more: ClockExtension = ClockExtension()
    ) -> LegalClock {
        let law = kind == .specialised ? nil : plan.inForce(plan.clockLaws, at: start ?? now)
        let limit: GateSpan =
            switch kind {
            case .dossier: .minutes(Int64(law?.dossierMinutes ?? 0))
            case .goods: .minutes(Int64(law?.goodsMinutes ?? 0)) + workingDays(more.days, from: more.at, lane)
            case .specialised: .zero
            }
        guard let start, start <= now else {
            return LegalClock(kind: kind, agency: agency, phase: .notStarted, spent: .zero, limit: limit, law: law)
        }
        // One that ended before it could start has taken no time.
        let stop = min(now, max(start, end ?? now))
        let spent = workingTime(from: start, to: stop, lane)
        let isEnded = end.map { $0 <= now } ?? false
        let isAtWork = status == .open && plan.calendar.isOpen(at: now, for: lane)
        let due =
            !isEnded && isAtWork && limit > spent
            ? plan.calendar.time(after: limit - spent, from: now, for: lane) : nil
        return LegalClock(
            kind: kind, agency: agency, phase: isEnded ? .ended : isAtWork ? .running : .paused, spent: spent,
            limit: limit, startedAt: start, due: due, law: law)
    }

    /// How long the gate was open for lanes of a kind between two moments, less what it was suspended.
    func workingTime(from start: GateTime, to end: GateTime, _ kind: LaneKind) -> GateSpan {
        var time = plan.calendar.workingTime(from: start, to: end, for: kind)
        for suspension in suspensions {
            let until = suspension.until > .epoch ? suspension.until : end
            time =
                time
                - plan.calendar.workingTime(from: max(start, suspension.from), to: min(end, until), for: kind)
        }
        return time
    }

    /// The working time of so many days of the calendar, counted from the day after a moment.
    private func workingDays(_ days: Int32, from time: GateTime, _ kind: LaneKind) -> GateSpan {
        guard days > 0 else { return .zero }
        let end = time + .hours(24 * Int64(days))
        return plan.calendar.workingTime(from: time, to: end, for: kind)
    }
}
