import GateModel
import Testing

@testable import GateSimulation

/// The simulated gate on the other side: its pace and its slips are what they are said to be.
@Suite("The simulated other side") struct NeighbourSideTests {
    /// Five standard deviations of the mean of Erlang's three stages are 6.5 % here.
    @Test(
        "with all before it at once, it takes so many an hour",
        arguments: [(Int64(0)..<0, 100), (0..<Int64.max, 45)], [UInt64(1), 7, 2026])
    func pace(day: (noon: Range<Int64>, perHour: Int), seed: UInt64) {
        var side = NeighbourSide(seed: seed, noon: day.noon)
        var through: [Int64] = []
        for truck in 0..<2_000 {
            through.append(side.come(truck, .init(number: "\(truck)", tractor: "12C\(10_000 + truck)"), at: 0))
        }
        #expect(zip(through, through.dropFirst()).allSatisfy { $0 < $1 }, "one after the other")
        let hours = Double(through.last ?? 0) / 3_600_000
        let expected = 2_000 / Double(day.perHour)
        #expect(abs(hours - expected) < 0.065 * expected, "\(hours) h, seed \(seed)")
    }

    @Test(arguments: [UInt64(1), 7, 2026])
    func fewAreSentBackOrForgotten(seed: UInt64) {
        var side = NeighbourSide(seed: seed, noon: 0..<0)
        var counts: [NeighbourSide.Welcome: Int] = [:]
        let trucks = 20_000
        for truck in 0..<trucks {
            _ = side.come(truck, .init(number: "\(truck)", tractor: "12C\(truck)"), at: 0)
            guard let taken = side.take(truck) else { return #expect(Bool(false), "\(truck) is not there") }
            counts[taken.welcome, default: 0] += 1
            #expect(side.take(truck) == nil, "twice")
        }
        for welcome in [NeighbourSide.Welcome.returned, .forgotten] {
            // 0.6 %, within five standard deviations.
            let share = Double(counts[welcome] ?? 0) / Double(trucks)
            #expect(abs(share - 0.006) < 5 * (0.006 * 0.994 / Double(trucks)).squareRoot(), "\(welcome): \(share)")
        }
    }
}
