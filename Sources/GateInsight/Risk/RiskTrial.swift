public import GateModel

/// Tries rules on recorded days: what would have become of each vehicle, beside what did.
///
/// A vehicle is judged when it leaves control, with all that was known of it then, by the declarants and rates of the rules tried;
/// how strictly its declarant was drawn is as recorded. What customs, its system or its officers, chose by themselves they would have
/// chosen all the same: it stays where the rules tried are milder.
public struct RiskTrial: Sendable {
    /// What one rule did.
    public struct RuleCount: Hashable, Sendable {
        public let id: String
        public let isShadow: Bool
        /// Vehicles that it hits; of these the ones with a milder channel on the day, and those with a finding.
        public var hits = 0
        public var raised = 0
        public var found = 0

        init(id: String, isShadow: Bool = false) {
            self.id = id
            self.isShadow = isShadow
        }
    }

    /// One vehicle that would have had another channel.
    public struct Change: Hashable, Sendable {
        public var declaration = ""
        public var tractor = ""
        public var was = Channel.none
        public var would = Channel.none
        /// What hits it, or `random`.
        public var basis = ""
    }

    /// Changes told one by one; of more only the number is.
    public static let changeLimit = 20

    public private(set) var vehicles = 0
    /// `counts[was][would]`, by ``Channel/rawValue``.
    public private(set) var counts = Array(
        repeating: Array(repeating: 0, count: Channel.allCases.count), count: Channel.allCases.count)
    /// In the order of the tables; then the watch list's entries that hit.
    public private(set) var rules: [RuleCount]
    public private(set) var changes: [Change] = []
    public private(set) var changed = 0

    private let tables: RiskTables
    private var state = GateState()
    private var isJudged: Set<VisitID> = []
    /// The channel that customs chose last, by visit.
    private var chosen: [VisitID: Channel] = [:]

    public init(_ tables: RiskTables) {
        self.tables = tables
        rules = tables.rules.map { RuleCount(id: $0.id, isShadow: $0.isShadow) }
    }

    /// Begins another journal; what was counted stays.
    public mutating func beginJournal() {
        state = GateState()
        isJudged = []
        chosen = [:]
    }

    public mutating func take(_ recorded: Recorded) {
        if case .visitMoved(let moved) = recorded.event, let visit = state.visit(moved.visit),
            visit.state.isUnderControl, moved.to == .released || moved.to.isClosed,
            isJudged.insert(visit.id).inserted
        {
            judge(visit, moved, at: recorded.occurredAt)
        }
        if case .channelled(let channelled) = recorded.event, recorded.actor != .risk {
            chosen[channelled.visit] = channelled.channel
        }
        state.apply(recorded)
    }

    private mutating func judge(_ visit: Visit, _ moved: VisitMoved, at time: GateTime) {
        let would = state.assess(visit, by: tables, at: time)
        let own = chosen[visit.id] ?? .none
        let channel = own.rawValue > would.channel.rawValue ? own : would.channel
        vehicles += 1
        counts[Int(visit.channel.rawValue)][Int(channel.rawValue)] += 1
        let isFound = moved.to == .seized || moved.to == .turnedBack && moved.reason.isFinding
        for hit in would.hitList + would.shadowList {
            let index = rules.firstIndex { $0.id == hit } ?? rules.count
            if index == rules.count { rules.append(RuleCount(id: String(hit))) }
            rules[index].hits += 1
            if isFound { rules[index].found += 1 }
            let gives = tables.rules.first { $0.id == hit }?.channel ?? would.channel
            if gives.rawValue > visit.channel.rawValue { rules[index].raised += 1 }
        }
        guard channel != visit.channel else { return }
        changed += 1
        guard changes.count < Self.changeLimit else { return }
        changes.append(
            Change(
                declaration: visit.declaration.number, tractor: visit.declaration.tractor,
                was: visit.channel, would: channel,
                basis: would.reason == .random ? would.reason.name : would.hits.isEmpty ? "–" : would.hits))
    }
}
