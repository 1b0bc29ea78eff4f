/// A rule that holds on some days: the law it is from, and when that is in force. The figures are data (`data/law`); the plan
/// carries them, so that a recorded day keeps the law it was judged by.
public protocol DatedLaw: FieldCoded, Hashable {
    /// First and last day in force, as numbers that people can read: `20250101`; `until` is 0 where no end is known.
    var from: Int32 { get set }
    var until: Int32 { get set }
    /// Its name: `Luật Hải quan 54/2014/QH13`.
    var source: String { get set }
    /// Where in it the rule stands; empty where that is not certain.
    var article: String { get set }
}

extension DatedLaw {
    /// - Parameter date: a local day as a number, `20260302`.
    public func isInForce(on date: Int32) -> Bool { from <= date && (until == 0 || date <= until) }

    /// Whether both are in force on some day.
    public func overlaps(_ other: Self) -> Bool {
        (other.until == 0 || from <= other.until) && (until == 0 || other.from <= until)
    }

    mutating func codeDays<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("from", &from)
        try coder.number("until", &until)
        try coder.text("source", &source)
        try coder.text("article", &article)
    }
}

/// Everything that a gate's laws say, as tables.
public struct LawTables: Hashable, Sendable {
    /// In order of time, no two on one day, each of them.
    public var weights: [WeightLaw] = []
    public var clocks: [ClockLaw] = []
    public var suspensions: [SuspensionLaw] = []
    /// Which unit is responsible for which goods; several may be in force at once.
    public var units: [UnitRule] = []
    public var corrections: [CorrectionLaw] = []
    public var abroad: [AbroadLaw] = []
    public var risk = RiskTables()

    public init() {}
}

extension GatePlan {
    /// The laws that became part of the plan.
    public var laws: LawTables {
        get {
            var laws = LawTables()
            laws.weights = weightLaws
            laws.clocks = clockLaws
            laws.suspensions = suspensionLaws
            laws.units = unitRules
            laws.corrections = correctionLaws
            laws.abroad = abroadLaws
            laws.risk = risk
            return laws
        }
        set {
            weightLaws = newValue.weights
            clockLaws = newValue.clocks
            suspensionLaws = newValue.suspensions
            unitRules = newValue.units
            correctionLaws = newValue.corrections
            abroadLaws = newValue.abroad
            risk = newValue.risk
        }
    }

    /// The one of some laws in force on a moment's local day.
    func inForce<Law: DatedLaw>(_ laws: [Law], at time: GateTime) -> Law? {
        if laws.isEmpty { return nil }
        let date = calendar.day(of: time).date
        return laws.first { $0.isInForce(on: date) }
    }
}
