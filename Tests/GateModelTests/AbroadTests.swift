import Testing

@testable import GateModel

/// Vehicles registered here, on the other side: how long the law lets them stay.
@Suite("Abroad") struct AbroadTests {
    /// 24 and 36 hours until the end of the harness's second day, 12 and 48 after it.
    private static let plan: GatePlan = {
        var plan = SmallGate.plan
        var (old, new) = (AbroadLaw(), AbroadLaw())
        (old.from, old.until, old.source, old.hours, old.twoWayHours) = (20_200_101, 20_270_116, "old", 24, 36)
        (new.from, new.source, new.hours, new.twoWayHours) = (20_270_117, "new", 12, 48)
        plan.abroadLaws = [old, new]
        return plan
    }()

    private func declaration(_ number: String, _ plate: String, _ direction: Direction, twoWay: Bool) -> Declaration {
        var declaration = Declaration()
        (declaration.number, declaration.tractor, declaration.direction) = (number, plate, direction)
        (declaration.hasManifest, declaration.isTwoWay) = (true, twoWay)
        return declaration
    }

    /// A vehicle crosses outbound.
    private func leave(_ bench: inout Bench, _ plate: String, twoWay: Bool) throws {
        let number = Int64(bench.state.visits.count) + 1
        let declared = declaration(String(400_000_000_000 + number * 10), plate, .outbound, twoWay: twoWay)
        try bench.read(.declaration(declared), .manifestFeed, lane: nil)
        try bench.identify(number, lane: 3)
        try bench.act(.channel, .customs, on: number) { $0.channel = .green }
        try bench.release(number)
        try bench.act(.letThrough, .borderGuard, on: number)
        try bench.read(.loop(occupied: true), .loopOut, lane: 3)
        try bench.read(.loop(occupied: false), .loopOut, lane: 3)
    }

    @Test(arguments: [(false, Int64(24)), (true, 36)])
    func whoStaysTooLongIsToldOfUntilItIsBack(twoWay: Bool, hours: Int64) throws {
        var bench = Bench(plan: Self.plan)
        try leave(&bench, "12C12345", twoWay: twoWay)
        #expect(bench.state.abroad.map(\.tractor) == ["12C12345"])
        #expect(try bench.tick(after: .hours(hours)).isEmpty)
        #expect(try bench.tick(after: .minutes(1)) == ["alarmRaised alarm:1 kind:abroadOverdue detail:12C12345"])
        #expect(try bench.tick(after: .minutes(1)).isEmpty, "once")
        #expect(bench.state.mirrorGaps(at: bench.state.clock).map(\.kind).contains(.abroadOverdue))
        // Declared alone it is not back; here it is.
        let back = declaration("500000000010", "12C12345", .inbound, twoWay: false)
        try bench.read(.declaration(back), .manifestFeed, lane: nil)
        #expect(bench.state.abroad.count == 1)
        try bench.read(Bench.plate("12C12345"), .yardCamera, lane: nil, of: 2)
        #expect(bench.state.abroad.isEmpty)
        #expect(try bench.tick(after: .seconds(1)).contains("alarmReturned alarm:1"))
        let stay = try bench.visit(2).stay
        #expect(stay.isTwoWay == twoWay && stay.length > .hours(hours) && stay.length < .hours(hours + 1))
    }

    @Test func aPlatePutRightAtTheLaneIsBackToo() throws {
        var bench = Bench(plan: Self.plan)
        try leave(&bench, "12C12345", twoWay: true)
        let back = declaration("500000000010", "12C12354", .inbound, twoWay: false)
        try bench.read(.declaration(back), .manifestFeed, lane: nil)
        try bench.identify(2)
        #expect(bench.state.abroad.count == 1)
        try bench.act(.correctField, .borderGuard, on: 2) {
            ($0.field, $0.value, $0.correctionReason, $0.evidence) = (.tractor, "12C12345", .typingError, .seen)
        }
        #expect(try bench.state.abroad.isEmpty && bench.visit(2).stay.isTwoWay)
    }

    @Test func aLaterManifestMaySayThatItGoesBothWays() throws {
        var bench = Bench(plan: Self.plan)
        var declared = declaration("400000000010", "12C12345", .outbound, twoWay: false)
        try bench.read(.declaration(declared), .manifestFeed, lane: nil)
        declared.isTwoWay = true
        try bench.read(.declaration(declared), .manifestFeed, lane: nil)
        #expect(try bench.visit(1).declaration.isTwoWay)
        #expect(try bench.read(.declaration(declared), .manifestFeed, lane: nil) == [], "once")
    }

    @Test func ofManyAFewAreToldOf() throws {
        var bench = Bench(plan: Self.plan)
        for index in 0..<25 { try leave(&bench, "12C1\(1000 + index)", twoWay: false) }
        _ = try bench.tick(after: .hours(25))
        #expect(bench.state.standingAlarms.count { $0.kind == .abroadOverdue } == AbroadVehicle.told)
        #expect(try bench.tick(after: .minutes(1)).isEmpty, "and no more come of it")
        #expect(bench.state.overdueAbroad(at: bench.state.clock).count == 25)
    }

    @Test func whoCameBackElsewhereIsNotAskedForForEver() throws {
        var bench = Bench(plan: Self.plan)
        try leave(&bench, "12C12345", twoWay: false)
        #expect(try bench.tick(after: .hours(25)).count == 1)
        #expect(try bench.tick(after: .hours(6 * 24)) == ["alarmReturned alarm:1"])
        #expect(bench.state.overdueAbroad(at: bench.state.clock).isEmpty)
    }

    @Test func theSameTruckOnTwoDatesGetsTwoLimits() throws {
        var bench = Bench(plan: Self.plan)
        try leave(&bench, "12C12345", twoWay: true)
        let first = try #require(bench.state.abroad.first)
        #expect(bench.state.plan.abroadLimit(since: first.since, isTwoWay: true)?.limit == .hours(36))
        _ = try bench.tick(after: .hours(48))
        // It leaves again without having been seen to come back: what counts is the last time.
        try leave(&bench, "12C12345", twoWay: true)
        let second = try #require(bench.state.abroad.last)
        #expect(bench.state.abroad.count == 1 && second.since > first.since)
        let limit = try #require(bench.state.plan.abroadLimit(since: second.since, isTwoWay: true))
        #expect(limit.limit == .hours(48) && limit.law.source == "new")
    }

    @Test func aForeignVehicleGoesHome() throws {
        var bench = Bench(plan: Self.plan)
        try leave(&bench, "桂F12345", twoWay: false)
        #expect(bench.state.abroad.isEmpty)
        var lawless = Bench(plan: SmallGate.plan)
        try leave(&lawless, "12C12345", twoWay: false)
        #expect(lawless.state.abroad.count == 1)
        #expect(lawless.state.overdueAbroad(at: lawless.state.clock + .hours(1_000)).isEmpty, "no law, no limit")
    }
}
