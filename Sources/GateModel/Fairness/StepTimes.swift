/// What one step took of one agency's time, vehicle by vehicle, of those that have left the gate today.
public struct StepTimes: FieldCoded, Hashable {
    /// Vehicles of which the times are kept one by one: the newest.
    public static let limit = 500

    public var step = GateStep.none
    public var agency = Agency.borderGuard
    /// Vehicles that spent time here today, and their times added up, in seconds.
    public var vehicles: Int32 = 0
    public var workSum: Int64 = 0
    public var reasonedSum: Int64 = 0
    public var unexplainedSum: Int64 = 0
    /// Seconds of each of the newest ``limit`` vehicles, the newest last; one place of the three lists is one vehicle.
    public var work: [Int32] = []
    public var reasoned: [Int32] = []
    public var unexplained: [Int32] = []

    public init() {}
    init(_ step: GateStep, _ agency: Agency) {
        self.step = step
        self.agency = agency
    }

    mutating func add(_ tally: WaitTally) {
        vehicles += 1
        Self.add(tally.work, to: &work, &workSum)
        Self.add(tally.reasoned, to: &reasoned, &reasonedSum)
        Self.add(tally.unexplained, to: &unexplained, &unexplainedSum)
    }

    private static func add(_ milliseconds: Int64, to list: inout [Int32], _ sum: inout Int64) {
        let seconds = (milliseconds + 500) / 1000
        sum += seconds
        list.append(Int32(clamping: seconds), keepingLast: limit)
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("step", &step)
        try coder.named("agency", &agency)
        try coder.number("vehicles", &vehicles)
        try coder.integer("workSum", &workSum)
        try coder.integer("reasonedSum", &reasonedSum)
        try coder.integer("unexplainedSum", &unexplainedSum)
        try coder.integers("work", &work)
        try coder.integers("reasoned", &reasoned)
        try coder.integers("unexplained", &unexplained)
        // One place is one vehicle: what the others do not have belongs to none.
        let count = min(work.count, reasoned.count, unexplained.count)
        work.removeLast(work.count - count)
        reasoned.removeLast(reasoned.count - count)
        unexplained.removeLast(unexplained.count - count)
    }
}

/// How a quantity is spread, without any assumption of its shape.
public struct Spread: Hashable, Sendable {
    /// Fewer values tell no interval: with five, even the outermost two hold the median in 94 of 100 cases only.
    public static let fewest = 6

    /// How many values.
    public var count: Int
    /// Half of the values are no greater.
    public var median: Int32
    /// Nine of ten values are no greater.
    public var ninetieth: Int32
    /// Between these the median of all such values lies in 95 of 100 cases; nil where there are too few.
    public var interval: ClosedRange<Int32>?

    /// Nil where there is no value.
    ///
    /// The interval is that of the order statistics whose ranks are (n ∓ 1.96 √n) / 2, the normal approximation of the
    /// binomial (Conover, *Practical Nonparametric Statistics*), and never narrower than that.
    public init?(_ values: [Int32]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        count = sorted.count
        median = sorted[(count - 1) / 2]
        ninetieth = sorted[(count * 9 + 9) / 10 - 1]
        guard count >= Self.fewest else { return }
        let reach = 1.96 * Double(count).squareRoot()
        let low = max(1, Int(((Double(count) - reach) / 2).rounded(.down)))
        interval = sorted[low - 1]...sorted[count - low]
    }
}
