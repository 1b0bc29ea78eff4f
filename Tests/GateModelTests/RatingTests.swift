import Testing

@testable import GateModel

/// Drivers' marks, and the waits that they are held against.
@Suite("Ratings") struct RatingTests {
    private func ratings(_ marks: [Int32]) -> Reading {
        var ratings = DriverRatings()
        ratings.marks = marks
        return .ratings(ratings)
    }

    private func leave(_ bench: inout Bench, _ visit: Int64) throws {
        try bench.identify(visit)
        _ = try bench.tick(after: .minutes(20))
        try bench.act(.channel, .customs, on: visit) { $0.channel = .green }
        try bench.release(visit)
        try bench.act(.letThrough, .borderGuard, on: visit)
        try bench.read(.loop(occupied: true), .loopOut)
        try bench.read(.loop(occupied: false), .loopOut)
    }

    @Test func marksAreHeldAgainstTheWaitsOfThoseThatLeftMeanwhile() throws {
        var bench = try Bench(visits: 11)
        for visit in [Int64(1), 2, 4, 5, 7] { try leave(&bench, visit) }
        #expect(try bench.lane(1).sinceRatings.vehicles == 5)
        try bench.read(ratings([5, 4, 5, 4, 1]), .ratingPad)
        var tally = bench.state.today.ratings
        #expect(tally.counts == [1, 0, 0, 2, 2] && tally.count == 5 && tally.satisfied == 4)
        #expect(tally.good.vehicles == 5 && tally.bad.vehicles == 0, "four of five")
        #expect(tally.good.meanUnexplainedSeconds >= 20 * 60, "nobody said why for twenty minutes")
        #expect(tally.good.meanSeconds(on: .dossier) >= 20 * 60)
        // The next batch begins anew: one vehicle is too few to tell whose marks they are, and they tell of no times.
        try leave(&bench, 8)
        try bench.read(ratings([1, 1, 2, 2, 3]), .ratingPad)
        tally = bench.state.today.ratings
        #expect(tally.count == 10 && tally.bad.vehicles == 0)
        #expect(try bench.lane(1).sinceRatings.vehicles == 0)
    }

    @Test func aBadBatchIsHeldApart() throws {
        var bench = try Bench(visits: 8)
        for visit in [Int64(1), 2, 4, 5, 7] { try leave(&bench, visit) }
        try bench.read(ratings([1, 2, 5, 4, 1]), .ratingPad)
        let tally = bench.state.today.ratings
        #expect(tally.bad.vehicles == 5 && tally.good.vehicles == 0 && tally.satisfied == 2)
    }

    @Test func nobodyButAPadSpeaksForDrivers() throws {
        var bench = try Bench()
        #expect(try bench.read(ratings([5, 5, 5, 5, 5]), .queueCamera) == [])
        #expect(bench.state.today.ratings.count == 0)
    }

    @Test(arguments: [([5, 5, 5, 5, 3], true), ([5, 5, 5, 3, 3], false), ([4, 4, 4, 4, 4, 1], true)])
    func fourOfFiveAreGood(marks: [Int32], isGood: Bool) {
        var ratings = DriverRatings()
        ratings.marks = marks
        #expect(ratings.isGood == isGood)
    }
}
