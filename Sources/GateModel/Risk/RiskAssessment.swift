/// What the rules make of a vehicle: the channel, and everything that led to it.
public struct RiskAssessment: FieldCoded, Hashable {
    /// Names kept of what hit; more are in no journal of a sound plan.
    public static let hitLimit = 16

    /// ``Channel/none`` where it was not judged.
    public var channel = Channel.none
    public var reason = ChannelReason.low
    /// Rules and entries of the watch list that hit, by id, parted by blanks; `watch:` before the latter.
    public var hits = ""
    /// Rules on trial that would have hit, likewise.
    public var shadows = ""
    /// The number drawn, 0…9,999, and the bound under which it selects. Nothing was drawn where there is no seed or no law, and
    /// where a rule has hit; a bound of 0 selects nobody.
    public var drawn: Int32 = 0
    public var rate: Int32 = 0
    public var regime = SamplingRegime.normal

    public init() {}

    /// A number was drawn, and could have selected it.
    public var isDrawn: Bool { rate > 0 }
    public var hitList: [Substring] { hits.split(separator: " ") }
    public var shadowList: [Substring] { shadows.split(separator: " ") }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("channel", &channel)
        try coder.named("reason", &reason)
        try coder.text("hits", &hits)
        try coder.text("shadows", &shadows)
        try coder.number("drawn", &drawn)
        try coder.number("rate", &rate)
        try coder.named("regime", &regime)
    }
}

/// A visit was judged by the rules.
public struct RiskAssessed: FieldCoded, Hashable {
    public var visit = VisitID.first
    public var assessment = RiskAssessment()

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.object("assessment", &assessment)
    }
}

/// An officer wants a milder channel than the rules gave; a second one has to agree.
public struct ChannelLowering: FieldCoded, Hashable {
    public var visit = VisitID.first
    /// ``Channel/none`` where nobody asked.
    public var channel = Channel.none
    public var reason = ChannelReason.low
    public var by = ""
    public var second = ""
    /// What had hit when it was granted: the same hits do not undo it.
    public var hits = ""

    public init() {}

    public var isGranted: Bool { !second.isEmpty }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.named("channel", &channel)
        try coder.named("reason", &reason)
        try coder.text("by", &by)
        try coder.text("second", &second)
        try coder.text("hits", &hits)
    }
}

extension RiskTables {
    /// The entries of the watch list among an assessment's hits.
    public func watched(_ assessment: RiskAssessment) -> [WatchEntry] {
        assessment.hitList.compactMap { hit in watch.first { $0.hit == hit } }
    }

    /// Judges a vehicle. Pure: the same facts and the same seed give the same answer, whoever asks.
    ///
    /// - Parameters:
    ///   - date: the local day as a number.
    ///   - record: the declarant's; nil where it has none.
    ///   - seed: of the day; nil where none was published, so that nothing is drawn.
    public func assess(
        _ visit: Visit, _ facts: RiskFacts, on date: Int32, record: DeclarantRecord?, seed: DaySeed?
    ) -> RiskAssessment {
        var result = RiskAssessment()
        result.channel = .green
        var hits: [String] = []
        var shadows: [String] = []
        func add(_ hit: some ChannelGiving, as name: String) {
            hits.append(name)
            if hit.channel.rawValue > result.channel.rawValue { result.channel = hit.channel }
            if hit.level.rawValue > result.reason.rawValue { result.reason = hit.level }
        }
        for entry in watch where entry.isInForce(on: date) && entry.matches(visit) {
            add(entry, as: entry.hit)
        }
        for rule in rules where rule.isInForce(on: date) && rule.hits(facts) {
            if rule.isShadow { shadows.append(rule.id) } else { add(rule, as: rule.id) }
        }
        result.hits = hits.prefix(RiskAssessment.hitLimit).joined(separator: " ")
        result.shadows = shadows.prefix(RiskAssessment.hitLimit).joined(separator: " ")
        result.regime = record?.regime ?? .normal
        // Who is chosen by risk is not drawn as well: the rate is of all others.
        if hits.isEmpty, let seed, let law = sampling.first(where: { $0.isInForce(on: date) }) {
            result.rate = law.rate(result.regime)
            result.drawn = seed.draw(visit.declaration.number)
            if result.drawn < result.rate {
                result.channel = law.channel
                result.reason = .random
            }
        }
        return result
    }
}

extension GateState {
    /// Judges a visit as things stand now.
    public func assess(_ visit: Visit, by tables: RiskTables, at now: GateTime) -> RiskAssessment {
        let date = plan.calendar.day(of: now).date
        return tables.assess(
            visit, riskFacts(of: visit, by: tables, at: now), on: date, record: record(of: visit.declaration.company),
            seed: daySeed.day == date ? daySeed : nil)
    }

    /// Vehicles are drawn here, and nobody has published the day's number yet.
    public func lacksSeed(at now: GateTime) -> Bool {
        !plan.risk.sampling.isEmpty && daySeed.day != plan.calendar.day(of: now).date
    }
}
