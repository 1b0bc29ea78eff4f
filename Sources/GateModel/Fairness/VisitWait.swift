/// What a visit's time at the gate went into: the stretch that runs now, and what came before it.
public struct VisitWait: FieldCoded, Hashable {
    /// A reason counts for so long after it was put on record; then it has to be given anew (assumed).
    public static let reasonHolds = GateSpan.minutes(30)
    /// An agency that has begun is at work for so long at most; then it is asked what it waits for (assumed).
    public static let workHolds = GateSpan.hours(1)
    /// Of how many steps and agencies a visit keeps the times; more there are not.
    static let tallyLimit = GateStep.allCases.count * Agency.allCases.count

    public private(set) var cause = WaitCause.none
    /// Whose time it is.
    public private(set) var agency = Agency.borderGuard
    public private(set) var step = GateStep.none
    /// When this stretch began.
    public private(set) var since = GateTime.epoch
    /// When its reason was put on record, where it is one that lapses; else the epoch.
    public private(set) var saidAt = GateTime.epoch
    /// Of a stretch without any other cause: what an officer said, and who.
    public private(set) var given = WaitReason.none
    public private(set) var givenBy = ""
    /// The stretches before, added up, in the order in which they first came.
    public private(set) var tallies: [WaitTally] = []

    public init() {}

    /// The moment from which its reason no longer counts; nil where it has none that lapses.
    var lapse: GateTime? {
        saidAt > .epoch ? max(since, saidAt + (cause == .work ? Self.workHolds : Self.reasonHolds)) : nil
    }

    /// Nobody has said why it waits now.
    public func isUnexplained(at now: GateTime) -> Bool { unexplainedSince(at: now) != nil }

    /// Since when nobody has.
    public func unexplainedSince(at now: GateTime) -> GateTime? {
        if cause == .unexplained { return since }
        return lapse.flatMap { $0 < now ? $0 : nil }
    }

    /// What was waited without a reason before, on this step and for this agency, in milliseconds.
    var unexplainedBefore: Int64 {
        tallies.first { $0.step == step && $0.agency == agency }?.unexplained ?? 0
    }

    /// What all steps and agencies took together.
    public var total: WaitTally {
        tallies.reduce(into: WaitTally(.none, .borderGuard)) { $0.add($1) }
    }

    /// - Parameters:
    ///   - spent: how long the gate was open since ``since``, split at the moment at which a reason lapsed.
    mutating func close(_ spent: (before: GateSpan, after: GateSpan)) {
        // Events of one moment follow each other; a stretch of no length is nobody's time.
        guard cause != .none, spent.before > .zero || spent.after > .zero else { return }
        let index = tallies.firstIndex { $0.step == step && $0.agency == agency } ?? tallies.count
        if index == tallies.count {
            guard tallies.count < Self.tallyLimit else { return }
            tallies.append(WaitTally(step, agency))
        }
        tallies[index].add(spent.before, of: cause)
        tallies[index].add(spent.after, of: .unexplained)
    }

    /// A new stretch begins. What an officer said ends with the stretch that it was said of.
    mutating func begin(_ next: WaitStanding, at now: GateTime) {
        cause = next.cause
        agency = next.agency
        step = next.step
        since = now
        saidAt = next.saidAt
        given = .none
        givenBy = ""
    }

    mutating func explain(_ reason: WaitReason, by name: String, at now: GateTime) {
        cause = .given
        since = now
        saidAt = now
        given = reason
        givenBy = name
    }

    /// Whether this is the stretch that runs already. What an officer said stands until something newer is on record.
    func goesOn(as next: WaitStanding) -> Bool {
        guard agency == next.agency, step == next.step else { return false }
        if cause == .given { return next.cause == .unexplained || next.saidAt > .epoch && next.saidAt <= saidAt }
        return cause == next.cause && saidAt == next.saidAt
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("cause", &cause)
        try coder.named("agency", &agency)
        try coder.named("step", &step)
        try coder.time("since", &since)
        try coder.time("saidAt", &saidAt)
        try coder.named("given", &given)
        try coder.text("givenBy", &givenBy)
        try coder.list("tallies", &tallies)
    }
}

/// Why a vehicle waits, for whom, and on which stretch of its way, as the gate stands.
struct WaitStanding: Hashable {
    var cause = WaitCause.none
    var agency = Agency.borderGuard
    var step = GateStep.none
    /// When the reason was put on record, where it is one that lapses: a trouble, a question, that it
    /// may drive, that somebody began.
    var saidAt = GateTime.epoch
}

/// What one step took of one agency's time, in milliseconds in which the gate was open.
public struct WaitTally: FieldCoded, Hashable {
    public var step = GateStep.none
    public var agency = Agency.borderGuard
    /// Somebody was at work on the vehicle, or it was on its way.
    public var work: Int64 = 0
    /// It waited, and why is on record.
    public var reasoned: Int64 = 0
    /// It waited, and why nobody said.
    public var unexplained: Int64 = 0

    public init() {}
    init(_ step: GateStep, _ agency: Agency) {
        self.step = step
        self.agency = agency
    }

    mutating func add(_ span: GateSpan, of cause: WaitCause) {
        switch cause {
        case .none: break
        case .work, .moving: work += span.milliseconds
        case .ahead, .laneShut, .scanner, .held, .trouble, .question, .given: reasoned += span.milliseconds
        case .unexplained: unexplained += span.milliseconds
        }
    }

    mutating func add(_ other: WaitTally) {
        work += other.work
        reasoned += other.reasoned
        unexplained += other.unexplained
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("step", &step)
        try coder.named("agency", &agency)
        try coder.integer("work", &work)
        try coder.integer("reasoned", &reasoned)
        try coder.integer("unexplained", &unexplained)
    }
}
