import GateModel
import TestSupport
import Testing

/// The law's clocks: working time, the right beginnings, dated limits, who may extend them and who may suspend a gate.
@Suite("Legal clocks") struct LegalClockTests {
    private static func law(from: Int32, until: Int32 = 0, dossier: Int32, goods: Int32) -> ClockLaw {
        var law = ClockLaw()
        law.from = from
        law.until = until
        law.source = "Luật \(from)"
        law.dossierMinutes = dossier
        law.goodsMinutes = goods
        law.extensionDays = 2
        law.extensionBy = "Thủ trưởng"
        return law
    }

    /// The small gate, open from 7:00 to 19:00, with the law's two and eight hours; another law until the end of 2025.
    private static let plan: GatePlan = {
        var plan = SmallGate.plan
        plan.gateClass = .main
        plan.clockLaws = [
            law(from: 20_150_101, until: 20_251_231, dossier: 180, goods: 600),
            law(from: 20_260_101, dossier: 120, goods: 480),
        ]
        var suspension = SuspensionLaw()
        suspension.from = 20_220_101
        suspension.source = "Luật Biên phòng"
        suspension.powers = [
            SuspensionPower(.main, .provincialCommander, minutes: 360),
            SuspensionPower(.main, .provincialChairman, minutes: 1440),
            SuspensionPower(.international, .primeMinister, minutes: 0),
        ]
        plan.suspensionLaws = [suspension]
        return plan
    }()

    private static func at(_ text: String) throws -> GateTime {
        try #require(GateTime(rfc3339: "\(text):00+07:00"), "\(text)")
    }

    /// A red vehicle, channelled and presented when it is said.
    private static func visit(_ channelled: String, presented: String? = nil, channel: Channel = .red) throws -> Visit {
        var visit = Visit()
        visit.declaration = SmallGate.declaration(0)
        visit.state = .inJointControl
        visit.channel = channel
        visit.channelledAt = try at(channelled)
        if let presented { visit.presentedAt = try at(presented) }
        for agency in [Agency.borderGuard, .customs, .board] { visit[agency].decision = .pending }
        return visit
    }

    private static var gate: GateState {
        var harness = GateHarness()
        harness.record(.gateConfigured(plan), by: .rule("test"))
        return harness.state
    }

    private func clocks(_ visit: Visit, _ now: String, _ gate: GateState = gate) throws -> [LegalClock] {
        gate.clocks(of: visit, at: try Self.at(now))
    }

    // MARK: When they run

    @Test func aGreenVehicleHasNoClock() throws {
        #expect(try clocks(try Self.visit("2026-03-02T09:00", channel: .green), "2026-03-02T10:00").isEmpty)
    }

    @Test func theDossierIsCheckedUntilTheGoodsArePresented() throws {
        let waiting = try clocks(try Self.visit("2026-03-02T09:00"), "2026-03-02T10:00")
        #expect(waiting.map(\.kind) == [.dossier, .goods])
        #expect(waiting[0].phase == .running && waiting[0].spent == .hours(1) && waiting[0].left == .hours(1))
        #expect(waiting[0].due == (try Self.at("2026-03-02T11:00")))
        #expect(waiting[1].phase == .notStarted && waiting[1].limit == .hours(8))
        let shown = try clocks(try Self.visit("2026-03-02T09:00", presented: "2026-03-02T09:40"), "2026-03-02T10:00")
        #expect(shown[0].phase == .ended && shown[0].spent == .minutes(40))
        #expect(shown[1].phase == .running && shown[1].spent == .minutes(20))
    }

    @Test func aYellowVehicleHasOnlyItsDossier() throws {
        var visit = try Self.visit("2026-03-02T09:00", channel: .yellow)
        #expect(try clocks(visit, "2026-03-02T11:30").map(\.isOverdue) == [true])
        visit[.customs].decision = .pass
        visit[.customs].at = try Self.at("2026-03-02T10:30")
        let ended = try clocks(visit, "2026-03-02T13:00")
        #expect(ended[0].phase == .ended && ended[0].spent == .minutes(90) && !ended[0].isOverdue)
    }

    @Test func withoutAManifestTheDossierIsNotFull() throws {
        var visit = try Self.visit("2026-03-02T09:00", channel: .yellow)
        visit.declaration.hasManifest = false
        #expect(try clocks(visit, "2026-03-02T12:00")[0].phase == .notStarted)
    }

    @Test func theSpecialisedInspectionIsItsAgencysTimeAndGoodsWaitForIt() throws {
        var visit = try Self.visit("2026-03-02T08:00", presented: "2026-03-02T09:00")
        visit.declaration.goodsClass = .fruit
        visit[.plant].decision = .inProgress
        var clocks = try clocks(visit, "2026-03-02T12:00")
        #expect(clocks.map(\.kind) == [.dossier, .specialised, .goods])
        #expect(clocks[1].agency == .plant && clocks[1].phase == .running && clocks[1].spent == .hours(3))
        #expect(clocks[1].limit == .zero && !clocks[1].isOverdue)
        #expect(clocks[2].phase == .waiting && clocks[2].spent == .zero)
        visit[.plant].decision = .pass
        visit[.plant].resultAt = try Self.at("2026-03-02T13:00")
        // What it decides later starts no clock anew.
        visit[.plant].at = try Self.at("2026-03-02T13:50")
        clocks = try self.clocks(visit, "2026-03-02T14:00")
        #expect(clocks[1].phase == .ended && clocks[1].spent == .hours(4))
        #expect(clocks[2].phase == .running && clocks[2].spent == .hours(1), "eight hours from the result on")
        #expect(clocks[2].due == (try Self.at("2026-03-03T09:00")), "six today, two tomorrow")
    }

    @Test func askingAnotherAgencyStopsNoClock() throws {
        var visit = try Self.visit("2026-03-02T08:00", presented: "2026-03-02T09:00")
        visit[.customs].decision = .referred
        visit[.health].decision = .pending
        let clocks = try clocks(visit, "2026-03-02T12:00")
        #expect(clocks.map(\.kind) == [.dossier, .goods])
        #expect(clocks[1].phase == .running && clocks[1].spent == .hours(3))
    }

    @Test func whatFailsElsewhereIsNotCustomsTime() throws {
        var visit = try Self.visit("2026-03-02T08:00", presented: "2026-03-02T09:00")
        visit.declaration.goodsClass = .fruit
        visit[.plant].decision = .fail
        visit[.plant].resultAt = try Self.at("2026-03-02T10:00")
        #expect(try clocks(visit, "2026-03-02T18:00").map(\.phase) == [.ended, .ended, .waiting])
    }

    @Test func aYellowDossierIsNotEndedByComingToTheHouse() throws {
        let visit = try Self.visit("2026-03-02T09:00", presented: "2026-03-02T09:10", channel: .yellow)
        #expect(try clocks(visit, "2026-03-02T12:00").map(\.isOverdue) == [true])
    }

    @Test func goodsThatCameBeforeTheChannelArePresentedByIt() throws {
        let visit = try Self.visit("2026-03-02T14:00", presented: "2026-03-02T09:00")
        let clocks = try clocks(visit, "2026-03-02T15:00")
        #expect(clocks.map(\.spent) == [.hours(1), .hours(1)] && clocks[0].phase == .running)
    }

    @Test func theClockStandsWhileTheGateIsShut() throws {
        let visit = try Self.visit("2026-03-02T08:00", presented: "2026-03-02T18:00")
        let night = try clocks(visit, "2026-03-03T03:00")
        #expect(night[1].phase == .paused && night[1].spent == .hours(1) && night[1].due == nil)
        #expect(try clocks(visit, "2026-03-03T08:00")[1].spent == .hours(2))
    }

    // MARK: Dated limits

    @Test(arguments: [("2025-12-31", Int64(180), Int64(600)), ("2026-01-02", 120, 480)])
    func theSameVehicleOnTwoDatesHasTwoLimits(day: String, dossier: Int64, goods: Int64) throws {
        let visit = try Self.visit("\(day)T08:00", presented: "\(day)T09:00")
        let clocks = try clocks(visit, "\(day)T10:00")
        #expect(clocks.map(\.limit) == [.minutes(dossier), .minutes(goods)])
        #expect(clocks[0].law?.source == (day < "2026" ? "Luật 20150101" : "Luật 20260101"))
    }

    @Test func aGateWithoutALawHasClocksWithoutALimit() throws {
        let visit = try Self.visit("2026-03-02T08:00", channel: .yellow)
        let clocks = GateHarness().state.clocks(of: visit, at: try Self.at("2026-03-02T18:00"))
        #expect(clocks[0].limit == .zero && !clocks[0].isOverdue && clocks[0].law == nil)
    }

    // MARK: At the gate

    /// A gate at work with the law, at 10:00 of a day in 2026.
    private static func bench() throws -> Bench {
        var bench = try Bench()
        bench.harness.record(.gateConfigured(plan), by: .rule("test"))
        let wait = try at("2028-03-01T10:00") - bench.harness.now
        _ = try bench.tick(after: wait)
        try bench.read(.declaration(SmallGate.declaration(1)), .manifestFeed, lane: nil)
        return bench
    }

    @Test func whatRunsOutIsToldOnceAndAnExtensionEndsTheAlarm() throws {
        var bench = try Self.bench()
        try bench.identify(2)
        try bench.act(.channel, .customs, on: 2) { $0.channel = .red }
        try bench.read(Bench.plate("14C23456"), .houseCamera, lane: nil, of: 2)
        try bench.act(.pass, .plant, on: 2)
        try bench.act(.start, .customs, on: 2)
        // Nobody is at work for seven hours without a word.
        #expect(try bench.tick(after: .hours(7)).allSatisfy { $0.contains("unexplainedWait") })
        // 19:00 to 7:00 the gate is shut.
        let late = try bench.tick(after: .hours(14))
        #expect(late == ["alarmRaised alarm:2 kind:clockOverdue lane:1 visit:2 detail:goods HQ"])
        #expect(try bench.tick(after: .minutes(1)).isEmpty)
        #expect(try bench.refusal(.extendClock, .board, on: 2) == .wrongAgency(needed: .customs))
        #expect(try bench.refusal(.extendClock, .customs, on: 2) == .reasonRequired)
        #expect(
            try bench.refusal(.extendClock, .customs, on: 2) { $0.reason = .inspection }
                == .authorityRequired("Thủ trưởng"))
        #expect(
            try bench.refusal(.extendClock, .customs, on: 2) {
                $0.reason = .inspection
                $0.orderedBy = "Ông Nam"
                $0.amount = 3
            } == .tooLong(days: 2))
        #expect(
            try bench.act(.extendClock, .customs, on: 2) {
                $0.reason = .inspection
                $0.orderedBy = "Ông Nam"
                $0.amount = 1
            } == ["clockExtended visit:2 days:1 by:Ông Nam reason:inspection", "alarmReturned alarm:2"])
        let clocks = bench.state.clocks(of: try bench.visit(2), at: bench.harness.now)
        #expect(clocks.last?.limit == .hours(8 + 12), "a day of twelve working hours more")
        #expect(clocks.last?.isOverdue == false)
    }

    @Test func whoHasNoPowerSuspendsNothing() throws {
        var bench = try Self.bench()
        func order(_ authority: GateAuthority, _ minutes: Int32 = 0) throws -> Refusal? {
            var bench = bench
            return try bench.refusal(.setGate, .borderGuard, on: nil) {
                $0.status = .suspended
                $0.authority = authority
                $0.amount = minutes
            }
        }
        #expect(try order(.none) == .authorityRequired(""))
        #expect(try order(.postCommander) == .noPower)
        #expect(try order(.primeMinister) == .noPower, "of a main gate he is not the one named")
        #expect(try order(.provincialCommander, 361) == .tooLongSuspended(minutes: 360))
        #expect(try order(.provincialCommander, 360) == nil)
        let lines = try bench.act(.setGate, .borderGuard, on: nil) {
            $0.status = .suspended
            $0.authority = .provincialCommander
        }
        let until = bench.harness.now + .hours(6)
        #expect(
            lines == ["gateStatusChanged status:suspended authority:provincialCommander until:\(until.milliseconds)"])
        #expect(bench.state.statusUntil == until && bench.state.statusAuthority == .provincialCommander)
        // The power is used up by the suspension as a whole; a higher one may go on.
        #expect(
            try bench.refusal(.setGate, .borderGuard, on: nil) {
                $0.status = .suspended
                $0.authority = .provincialCommander
            } == .powerUsed)
        try bench.act(.setGate, .borderGuard, on: nil) {
            $0.status = .suspended
            $0.authority = .provincialChairman
        }
        #expect(bench.state.statusUntil == until + .hours(18))
        // Opened again, nobody as high or lower begins anew for a day.
        try bench.act(.setGate, .borderGuard, on: nil) { $0.status = .open }
        for authority in [GateAuthority.provincialCommander, .provincialChairman] {
            #expect(
                try bench.refusal(.setGate, .borderGuard, on: nil) {
                    $0.status = .suspended
                    $0.authority = authority
                } == .powerUsed)
        }
        _ = try bench.tick(after: .hours(25))
        try bench.act(.setGate, .borderGuard, on: nil) {
            $0.status = .suspended
            $0.authority = .provincialCommander
        }
    }

    @Test func aSuspensionEndsByItselfAndStopsTheClocks() throws {
        var bench = try Self.bench()
        try bench.identify(2)
        try bench.act(.channel, .customs, on: 2) { $0.channel = .yellow }
        let before = bench.state.clocks(of: try bench.visit(2), at: bench.harness.now)[0].spent
        try bench.act(.setGate, .borderGuard, on: nil) {
            $0.status = .suspended
            $0.authority = .provincialCommander
            $0.amount = 60
        }
        let started = bench.harness.now
        _ = try bench.tick(after: .minutes(30))
        let clock = bench.state.clocks(of: try bench.visit(2), at: bench.harness.now)[0]
        #expect(clock.phase == .paused && clock.spent - before <= .seconds(2))
        #expect(try bench.tick(after: .minutes(31)) == ["gateStatusChanged "], "open is the empty value")
        #expect(bench.state.status == .open && bench.state.suspensions.map(\.from) == [started])
        _ = try bench.tick(after: .minutes(10))
        let after = bench.state.clocks(of: try bench.visit(2), at: bench.harness.now)[0]
        #expect(after.phase == .running && after.spent < .minutes(13))
    }

    // MARK: A property

    /// Random visits, suspensions and moments: no clock takes time while the gate is shut or suspended, none ever runs
    /// backwards, and an ended one stands.
    @Test func noClockRunsWhileTheGateIsShut() throws {
        var random = SeededRandom(seed: 20_260_302)
        let start = try Self.at("2026-03-02T00:00")
        for round in 0..<400 {
            var harness = GateHarness()
            harness.record(.gateConfigured(Self.plan), by: .rule("test"))
            var visit = try Self.visit("2026-03-02T00:00", channel: random.chance(70) ? .red : .yellow)
            func moment() -> GateTime { start + .minutes(Int64(random.below(3 * 24 * 60))) }
            visit.channelledAt = moment()
            if random.chance(70) { visit.presentedAt = max(visit.channelledAt, moment()) }
            if random.chance(50) {
                visit.declaration.goodsClass = .fruit
                visit[.plant].decision = random.chance(50) ? .pass : .inProgress
                visit[.plant].resultAt = visit[.plant].decision == .pass ? moment() : .epoch
            }
            if random.chance(30) {
                visit[.customs].decision = .pass
                visit[.customs].at = moment()
            }
            var gate = harness.state
            var stop = Suspension()
            if random.chance(60) {
                stop.from = moment()
                stop.until = stop.from + .minutes(Int64(1 + random.below(500)))
                gate = GateState.suspended(gate, stop)
            }
            let early = moment()
            let late = early + .minutes(Int64(random.below(600)))
            let (first, second) = (gate.clocks(of: visit, at: early), gate.clocks(of: visit, at: late))
            let open =
                gate.plan.calendar.workingTime(from: early, to: late)
                - gate.plan.calendar.workingTime(from: max(early, stop.from), to: min(late, stop.until))
            for (old, new) in zip(first, second) {
                #expect(new.spent >= old.spent, "round \(round), seed 20260302: \(old) → \(new)")
                #expect(new.spent - old.spent <= open, "round \(round): it ran while nobody worked: \(old) → \(new)")
                if old.phase == .ended, new.kind == old.kind, new.startedAt == old.startedAt {
                    #expect(new.spent == old.spent, "round \(round)")
                }
            }
        }
    }
}

extension GateState {
    /// The same gate with a suspension that is over.
    fileprivate static func suspended(_ gate: GateState, _ suspension: Suspension) -> GateState {
        var gate = gate
        var sequence = gate.sequence
        for (status, time) in [(OpenStatus.suspended, suspension.from), (.open, suspension.until)] {
            var change = GateStatusChanged()
            change.status = status
            sequence += 1
            gate.apply(
                Recorded(
                    sequence: sequence, recordedAtMicroseconds: time.milliseconds * 1000,
                    event: .gateStatusChanged(change), actor: .rule("test"), occurredAt: time))
        }
        return gate
    }
}
