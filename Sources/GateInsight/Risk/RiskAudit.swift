public import GateModel

/// Draws a recorded day again, and counts what was drawn against the rates that were set.
///
/// Every judgement of the journal is made anew from the rules and the seed that stand in it: an auditor needs nothing else.
public struct RiskAudit: Sendable {
    /// One local day.
    public struct Day: Hashable, Sendable {
        /// `20260302`.
        public var date: Int32 = 0
        /// Nil where none was published.
        public var seed: UInt64?
        /// Other seeds published for the same day, which no rule allows: whoever may choose again chooses who is drawn.
        public var reseeded = 0
        /// Vehicles judged, and those that a rule or the watch list hit.
        public var judged = 0
        public var hit = 0
        /// Vehicles for which a number was drawn, and those it selected.
        public var eligible = 0
        public var drawn = 0
        /// The sum of the rates set, in ten-thousandths: what is to be expected of ``drawn``, times ten thousand.
        public var expected: Int64 = 0
        /// Channels lowered by two officers, and those that were lowered otherwise, which no rule allows.
        public var lowered = 0
        public var loweredAlone = 0
        /// Judgements that come out otherwise when they are made again.
        public var disputed = 0

        /// How far ``drawn`` lies from what is to be expected, in standard deviations (normal approximation of the binomial;
        /// 0 where nothing was drawn). Beyond 3 somebody should ask.
        public var deviation: Double {
            guard eligible > 0 else { return 0 }
            let mean = Double(expected) / 10_000
            let rate = mean / Double(eligible)
            let variance = mean * (1 - rate)
            return variance > 0 ? (Double(drawn) - mean) / variance.squareRoot() : 0
        }
    }

    /// In order.
    public private(set) var days: [Day] = []
    /// The first judgement that comes out otherwise: its event, and what it should have been.
    public private(set) var firstDispute: (sequence: UInt64, recorded: RiskAssessment, anew: RiskAssessment)?

    private var state = GateState()
    /// Vehicles whose draw is counted: they are judged several times, and drawn once.
    private var counted: Set<VisitID> = []
    private var hits: Set<VisitID> = []

    public init() {}

    public mutating func take(_ recorded: Recorded) {
        switch recorded.event {
        case .seedPublished(let seed):
            update(seed.day) {
                if $0.seed != nil, $0.seed != seed.seed { $0.reseeded += 1 }
                $0.seed = $0.seed ?? seed.seed
            }
        case .assessed(let assessed): judge(assessed, recorded)
        case .channelLowering(let lowering) where lowering.isGranted: update(date(recorded)) { $0.lowered += 1 }
        case .channelled(let channelled): check(channelled, recorded)
        default: break
        }
        state.apply(recorded)
    }

    private func date(_ recorded: Recorded) -> Int32 { state.plan.calendar.day(of: recorded.occurredAt).date }

    private mutating func check(_ channelled: VisitChannelled, _ recorded: Recorded) {
        guard !state.plan.risk.isEmpty, let visit = state.visit(channelled.visit),
            channelled.channel.rawValue < visit.channel.rawValue
        else { return }
        let isAgreed = visit.lowering.isGranted && visit.lowering.channel == channelled.channel
        if !isAgreed { update(date(recorded)) { $0.loweredAlone += 1 } }
    }

    private mutating func judge(_ assessed: RiskAssessed, _ recorded: Recorded) {
        guard let visit = state.visit(assessed.visit) else { return }
        let assessment = assessed.assessment
        let anew = state.assess(visit, by: state.plan.risk, at: recorded.occurredAt)
        let isDisputed = anew != assessment
        if isDisputed, firstDispute == nil { firstDispute = (recorded.sequence, assessment, anew) }
        let isFirst = visit.risk.channel == .none
        let isHit = !assessment.hits.isEmpty && hits.insert(visit.id).inserted
        let isDrawn = assessment.isDrawn && counted.insert(visit.id).inserted
        update(date(recorded)) {
            if isFirst { $0.judged += 1 }
            if isHit { $0.hit += 1 }
            if isDisputed { $0.disputed += 1 }
            guard isDrawn else { return }
            $0.eligible += 1
            $0.expected += Int64(assessment.rate)
            if assessment.drawn < assessment.rate { $0.drawn += 1 }
        }
    }

    private mutating func update(_ date: Int32, _ change: (inout Day) -> Void) {
        guard let index = days.firstIndex(where: { $0.date >= date }), days[index].date == date else {
            var day = Day()
            day.date = date
            change(&day)
            days.insert(day, at: days.firstIndex { $0.date > date } ?? days.count)
            return
        }
        change(&days[index])
    }
}
