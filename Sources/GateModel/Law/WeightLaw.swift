/// What a vehicle may weigh on the road, in kilograms, while one law is in force.
public struct WeightLaw: DatedLaw {
    /// Axles that a limit may be stated for, and that a weigher may count.
    public static let axleCounts = 2...12

    public var from: Int32 = 0
    public var until: Int32 = 0
    public var source = ""
    public var article = ""
    /// The most that one axle may carry.
    public var axleKilograms: Int32 = 0
    /// The most that a vehicle of one piece may weigh: `[n]` with n + 2 axles, 0 where none is stated; the last
    /// holds for more axles.
    public var rigid: [Int32] = []
    /// The same for one with a trailer.
    public var combination: [Int32] = []

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try codeDays(&coder)
        try coder.number("axle", &axleKilograms)
        try coder.integers("rigid", &rigid)
        try coder.integers("combination", &combination)
    }

    /// The most that a vehicle with so many axles may weigh; nil where the law states none.
    public func gross(axles: Int, isCombination: Bool) -> Int32? {
        let limits = isCombination ? combination : rigid
        guard axles >= Self.axleCounts.lowerBound, !limits.isEmpty else { return nil }
        let limit = limits[min(axles - Self.axleCounts.lowerBound, limits.count - 1)]
        return limit > 0 ? limit : nil
    }
}

/// A vehicle's weight beside what the law allows it.
public struct LegalWeight: Hashable, Sendable {
    public var law: WeightLaw
    public var gross: Int32
    /// Nil where the law states none for a vehicle of so many axles.
    public var grossLimit: Int32?
    /// The heaviest axle, counted from 1 at the front, and what it carries.
    public var axle: Int
    public var axleKilograms: Int32
    /// Beyond the limit by more than the gate's tolerance.
    public var isGrossOver: Bool
    public var isAxleOver: Bool
}

extension GatePlan {
    /// The law in force on a moment's day; nil where the plan knows none.
    public func weightLaw(at time: GateTime) -> WeightLaw? { inForce(weightLaws, at: time) }

    /// Whether a weight is further above another one than the tolerance allows.
    public func isBeyondTolerance(_ kilograms: Int32, above limit: Int32) -> Bool {
        (Int64(kilograms) - Int64(limit)) * 1000 > Int64(limit) * Int64(weightTolerancePermille)
    }

    /// Compares a weight with the law of its day. One with a declared trailer is a combination; the limit hangs on the
    /// axles, so that a weight without them is not compared.
    public func legalWeight(_ weight: WeightReading, of declaration: Declaration) -> LegalWeight? {
        guard let heaviest = weight.axles.indices.max(by: { weight.axles[$0] < weight.axles[$1] }),
            let law = weightLaw(at: weight.at)
        else { return nil }
        let limit = law.gross(axles: weight.axles.count, isCombination: !declaration.trailer.isEmpty)
        return LegalWeight(
            law: law, gross: weight.kilograms, grossLimit: limit, axle: heaviest + 1,
            axleKilograms: weight.axles[heaviest],
            isGrossOver: limit.map { isBeyondTolerance(weight.kilograms, above: $0) } ?? false,
            isAxleOver: isBeyondTolerance(weight.axles[heaviest], above: law.axleKilograms))
    }
}
