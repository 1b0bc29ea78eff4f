/// What drivers thought of their passage, as the pad at an exit gathered it: marks without a name, a plate or a time.
public struct DriverRatings: FieldCoded, Hashable {
    /// A pad keeps the marks until it has so many, so that none of them can be told to be whose.
    public static let fewest = 5
    public static let most = 50
    /// From bad to good.
    public static let scale: ClosedRange<Int32> = 1...5
    /// From this mark on a driver counts as satisfied (assumed).
    public static let satisfied: Int32 = 4

    /// In no order.
    public var marks: [Int32] = []

    public init() {}

    /// At least four of five were satisfied.
    public var isGood: Bool { marks.count { $0 >= Self.satisfied } * 5 >= marks.count * 4 }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.integers("marks", &marks)
    }
}

/// What the vehicles that left by one exit waited, step by step: the times that a batch of marks is held against.
public struct ExitTimes: FieldCoded, Hashable {
    public var vehicles: Int32 = 0
    /// Seconds waited, with a reason or without, by ``GateStep/rawValue``.
    public var waited = [Int32](repeating: 0, count: GateStep.allCases.count)
    /// Of those, without a reason.
    public var unexplained: Int32 = 0

    public init() {}

    /// Seconds that a vehicle waited on a step, on average.
    public func meanSeconds(on step: GateStep) -> Int {
        vehicles > 0 ? Int(waited[Int(step.rawValue)] / vehicles) : 0
    }

    /// Seconds without a reason that a vehicle waited, on average.
    public var meanUnexplainedSeconds: Int { vehicles > 0 ? Int(unexplained / vehicles) : 0 }

    mutating func add(_ wait: VisitWait) {
        vehicles += 1
        for tally in wait.tallies {
            waited[Int(tally.step.rawValue)] &+= Int32(clamping: (tally.reasoned + tally.unexplained) / 1000)
            unexplained &+= Int32(clamping: tally.unexplained / 1000)
        }
    }

    mutating func add(_ other: ExitTimes) {
        vehicles += other.vehicles
        for step in waited.indices { waited[step] &+= other.waited[step] }
        unexplained &+= other.unexplained
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("vehicles", &vehicles)
        try coder.integers("waited", &waited)
        try coder.number("unexplained", &unexplained)
        guard waited.count == GateStep.allCases.count else {
            throw FieldFault(field: "waited", byte: 0, problem: "one sum a step is expected")
        }
    }
}

/// The day's marks, and the waits of the vehicles that they came with.
public struct RatingTally: FieldCoded, Hashable {
    /// How often each mark was given, from 1 to 5.
    public var counts = [Int32](repeating: 0, count: Int(DriverRatings.scale.upperBound))
    /// Of the exits at which, while the marks were given, four of five drivers were satisfied; and of the others.
    public var good = ExitTimes()
    public var bad = ExitTimes()

    public init() {}

    public var count: Int { counts.reduce(0) { $0 + Int($1) } }
    public var satisfied: Int { counts.dropFirst(Int(DriverRatings.satisfied) - 1).reduce(0) { $0 + Int($1) } }

    /// - Parameter times: of the vehicles that left by the exit since its last marks. Fewer than there are marks tell of
    ///   none of them.
    mutating func add(_ ratings: DriverRatings, _ times: ExitTimes) {
        for mark in ratings.marks where DriverRatings.scale.contains(mark) { counts[Int(mark) - 1] += 1 }
        guard Int(times.vehicles) >= ratings.marks.count else { return }
        if ratings.isGood { good.add(times) } else { bad.add(times) }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.integers("counts", &counts)
        try coder.object("good", &good)
        try coder.object("bad", &bad)
        guard counts.count == Int(DriverRatings.scale.upperBound) else {
            throw FieldFault(field: "counts", byte: 0, problem: "one count a mark is expected")
        }
    }
}

extension GateState {
    mutating func rate(_ seen: Observation<DriverRatings>) {
        guard let lane = seen.lane, let index = laneIndex(lane) else {
            anomalies += 1
            return
        }
        let times = lanes[index].sinceRatings
        lanes[index].sinceRatings = ExitTimes()
        withToday { counts, _ in counts.ratings.add(seen.value, times) }
    }
}
