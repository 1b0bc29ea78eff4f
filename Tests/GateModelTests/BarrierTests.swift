import GateModel
import Testing

/// Orders to barriers: given once, answered or ended, and never for both ends of a lane at once.
@Suite struct BarrierTests {
    /// A lane whose barriers have both said that they are closed.
    private func bench(visits: Int = 1) throws -> Bench {
        var bench = try Bench(visits: visits)
        try bench.read(.barrier(.at(.closed)), .barrierIn)
        try bench.read(.barrier(.at(.closed)), .barrierOut)
        return bench
    }

    private func order(_ bench: Bench, _ end: LaneEnd) throws -> BarrierOrder { try bench.lane(1)[end].order }

    private func answer(_ number: UInt32, _ outcome: OrderOutcome, _ detail: String = "") -> Reading {
        var report = BarrierReport()
        report.order = number
        report.outcome = outcome
        report.detail = detail
        return .barrier(report)
    }

    @Test func theNextOfTheQueueIsLetInOnceTheLaneIsFree() throws {
        var bench = try bench(visits: 2)
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        try bench.read(.loop(occupied: true), .loopIn)
        let first = try order(bench, .entry)
        #expect(first.number == 1 && first.command == .open && first.outcome == .sent)
        #expect(first.visit == (try .n(1)))
        // In it goes; the next stands at the barrier while the first is still at the booth.
        try bench.read(.barrier(.at(.opening)), .barrierIn)
        #expect(try order(bench, .entry).outcome == .accepted)
        try bench.read(.barrier(.at(.open)), .barrierIn)
        #expect(try order(bench, .entry).outcome == .done)
        try bench.read(Bench.plate("12C12345"), .frontCamera, of: 1)
        try bench.read(.loop(occupied: false), .loopIn)
        try bench.read(.barrier(.at(.closed)), .barrierIn)
        try bench.read(Bench.plate("14C23456"), .queueCamera, of: 2)
        try bench.read(.loop(occupied: true), .loopIn)
        #expect(try order(bench, .entry).number == 1)
        // Decided on and gone to the exit: now it is free.
        try bench.release(1)
        try bench.act(.letThrough, .borderGuard, on: 1)
        #expect(try order(bench, .exit).number == 1)
        #expect(try order(bench, .entry).number == 1)
        for position in [BarrierPosition.opening, .open, .closing, .closed] {
            #expect(try order(bench, .entry).number == 1)
            try bench.read(.barrier(.at(position)), .barrierOut)
        }
        #expect(try order(bench, .entry).number == 2)
        #expect(try order(bench, .entry).visit == (try .n(2)))
    }

    @Test func nobodyIsLetInOnTheWordOfALoopThatChatters() throws {
        var bench = try bench()
        var report = DeviceReport()
        report.condition = .faulty
        report.detail = DeviceReason.chatters(perMinute: 900).text
        try bench.read(.condition(report), .loopIn)
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 1)
        try bench.read(.loop(occupied: true), .loopIn)
        #expect(try order(bench, .entry).number == 0)
        report.condition = .working
        report.detail = ""
        try bench.read(.condition(report), .loopIn)
        #expect(try order(bench, .entry).number == 1)
    }

    @Test func whoIsLetThroughWaitsForTheOtherBarrier() throws {
        var bench = try bench()
        try bench.identify()
        try bench.release()
        try bench.read(.barrier(.at(.open)), .barrierIn)
        #expect(
            try bench.act(.letThrough, .borderGuard) == ["visitMoved visit:1 to:atBarrierOut lane:1 basis:let-through"])
        #expect(try order(bench, .exit).number == 0)
        let refused = try bench.refusal(.openBarrier, .borderGuard, on: nil) {
            $0.lane = try .n(1)
            $0.end = .exit
        }
        #expect(refused == .interlock(.entry))
        try bench.read(.barrier(.at(.closed)), .barrierIn)
        #expect(try order(bench, .exit).number == 1)
        #expect(try order(bench, .exit).visit == (try .n(1)))
    }

    @Test func whatIsNotKnownIsNotShut() throws {
        var bench = try Bench()
        try bench.read(.barrier(.at(.closed)), .barrierOut)
        try bench.identify()
        try bench.release()
        try bench.act(.letThrough, .borderGuard)
        for position in BarrierPosition.allCases where position != .closed {
            try bench.read(.barrier(.at(position)), .barrierIn)
            #expect(try order(bench, .exit).number == 0, "\(position)")
        }
        try bench.read(.barrier(.at(.closed)), .barrierIn)
        #expect(try order(bench, .exit).number == 1)
    }

    @Test func anOrderWithoutAnAnswerEndsAndCallsPeople() throws {
        var bench = try bench()
        try bench.identify()
        try bench.release()
        try bench.act(.letThrough, .borderGuard)
        let sent = try order(bench, .exit)
        #expect(bench.state.nextDeadline == sent.at + BarrierOrder.answerWithin)
        let cause = Cause(source: "test", boot: 9, number: 1)
        let early = sent.at + .milliseconds(4_999)
        #expect(bench.state.decideDeadlines(cause: cause, now: early).events.isEmpty)
        let ended = bench.state.decideDeadlines(cause: cause, now: sent.at + .seconds(5))
        #expect(
            Bench.lines(ended) == [
                "barrierAnswered lane:1 end:out number:1 outcome:timedOut",
                "alarmRaised alarm:1 kind:barrierDisobeys lane:1 device:9 visit:1 detail:timedOut",
            ])
        try bench.harness.step(Step(input: .tick, delay: 6_000))
        #expect(try order(bench, .exit).outcome == .timedOut)
        #expect(bench.state.nextDeadline == nil)
        // It may still open: nothing else does until it has said where its arm is.
        #expect(try !bench.lane(1).exit.isShut)
        let other = try bench.refusal(.openBarrier, .borderGuard, on: nil) {
            $0.lane = try .n(1)
            $0.end = .entry
        }
        #expect(other == .nobodyAtBarrier)
        #expect(try bench.read(.barrier(.at(.closed)), .barrierOut) == ["barrierMoved lane:1 end:out position:closed"])
        #expect(try order(bench, .exit).outcome == .timedOut)
        #expect(try !bench.lane(1).exit.isShut, "the order may still be on its way")
        // A person tries again; the number rises, so that the first order can no longer do anything.
        try bench.act(.openBarrier, .borderGuard, on: nil) {
            $0.lane = try .n(1)
            $0.end = .exit
        }
        #expect(try order(bench, .exit).number == 2)
        try bench.read(answer(1, .done), .barrierOut)
        #expect(try order(bench, .exit).outcome == .sent)
        try bench.read(answer(2, .accepted), .barrierOut)
        try bench.read(.barrier(.at(.open)), .barrierOut)
        #expect(try order(bench, .exit).outcome == .done)
        #expect(bench.state.alarms.first?.state == .returnedUnacknowledged)
    }

    @Test func onlyALongTimeOrANewerOrderProvesThatAnUnansweredOneIsLost() throws {
        func timedOut() throws -> Bench {
            var bench = try bench()
            try bench.identify()
            try bench.release()
            try bench.act(.letThrough, .borderGuard)
            try bench.harness.step(Step(input: .tick, delay: 6_000))
            return bench
        }
        var waited = try timedOut()
        try waited.harness.step(Step(input: .tick, delay: 60_000))
        try waited.read(.barrier(.at(.closed)), .barrierOut)
        #expect(try order(waited, .exit).outcome == .refused)
        #expect(try waited.lane(1).exit.isShut)
        // The barrier refuses the older order once it has heard the newer one.
        var closed = try timedOut()
        try closed.act(.closeBarrier, .borderGuard, on: nil) {
            $0.lane = try .n(1)
            $0.end = .exit
        }
        #expect(try !closed.lane(1).exit.isShut)
        try closed.read(answer(2, .done), .barrierOut)
        #expect(try !closed.lane(1).exit.isShut, "it has not said where its arm is")
        try closed.read(.barrier(.at(.closed)), .barrierOut)
        #expect(try closed.lane(1).exit.isShut)
    }

    @Test func anAnswerWithoutAPositionLeavesTheBarrierOpen() throws {
        var bench = try bench(visits: 2)
        try bench.identify(1)
        try bench.release(1)
        try bench.act(.letThrough, .borderGuard, on: 1)
        try bench.read(answer(1, .done), .barrierOut)
        #expect(try bench.lane(1).exit.position == .closed, "what it said last")
        #expect(try !bench.lane(1).exit.isShut)
        try bench.read(.loop(occupied: true), .loopIn)
        #expect(try bench.refusal(.openBarrier, .borderGuard, on: nil) { $0.lane = try .n(1) } == .interlock(.exit))
        try bench.read(.barrier(.at(.closed)), .barrierOut)
        #expect(try bench.lane(1).exit.isShut)
    }

    @Test func anArmThatCannotBeHeardIsNowhere() throws {
        var bench = try bench()
        var report = DeviceReport()
        for condition in [DeviceCondition.silent, .faulty, .tampered] {
            try bench.read(.barrier(.at(.closed)), .barrierOut)
            #expect(try bench.lane(1).exit.isShut)
            report.condition = condition
            try bench.read(.condition(report), .barrierOut)
            #expect(try bench.lane(1).exit.position == .unknown, "\(condition)")
            #expect(try !bench.lane(1).exit.isShut)
        }
        let cause = Cause(source: "test", boot: 9, number: 1)
        let forgotten = bench.state.decideForgetting(cause: cause, now: bench.harness.now)
        #expect(Bench.lines(forgotten) == ["barrierMoved lane:1"], "barrier 1 was known")
    }

    @Test func anotherControllerAtTheSameEndHasSaidNothingYet() throws {
        var bench = try bench()
        var plan = SmallGate.plan
        let index = try #require(plan.devices.firstIndex { $0.source == "/gate/test/lane/1/barrier-out" })
        plan.devices[index].source = "/gate/test/lane/1/barrier-out-new"
        bench.harness.record(.gateConfigured(plan), by: .rule("layout"))
        #expect(try bench.lane(1).exit.position == .unknown)
        #expect(try bench.lane(1).entry.position == .closed)
    }

    @Test func aRefusalCallsPeopleInTheBarriersWords() throws {
        var bench = try bench()
        try bench.identify()
        try bench.release()
        try bench.act(.letThrough, .borderGuard)
        #expect(
            try bench.read(answer(1, .refused, "local mode"), .barrierOut) == [
                "barrierAnswered lane:1 end:out number:1 outcome:refused detail:local mode",
                "alarmRaised alarm:1 kind:barrierDisobeys lane:1 device:9 visit:1 detail:refused local mode",
            ])
        #expect(try bench.read(answer(1, .refused, "local mode"), .barrierOut).isEmpty)
        #expect(bench.state.nextDeadline == nil)
    }

    @Test func anOrderThatNeverLeftIsNoDanger() throws {
        var bench = try bench()
        try bench.identify()
        try bench.release()
        try bench.act(.letThrough, .borderGuard)
        var ordered = BarrierOrdered()
        ordered.lane = try .n(1)
        ordered.end = .exit
        ordered.number = 2
        let cause = Cause(source: "test", boot: 9, number: 1)
        #expect(bench.state.decideUnsent(ordered, cause: cause, now: bench.harness.now).events.isEmpty)
        ordered.number = 1
        let decision = bench.state.decideUnsent(ordered, cause: cause, now: bench.harness.now)
        #expect(
            Bench.lines(decision) == [
                "barrierAnswered lane:1 end:out number:1 outcome:unsent",
                "alarmRaised alarm:1 kind:barrierDisobeys lane:1 device:9 visit:1 detail:unsent",
            ])
    }

    @Test func bothBarriersOpenIsAnAlarmUntilOneIsClosed() throws {
        var bench = try bench()
        try bench.read(.barrier(.at(.open)), .barrierIn)
        #expect(
            try bench.read(.barrier(.at(.opening)), .barrierOut) == [
                "barrierMoved lane:1 end:out position:opening",
                "alarmRaised alarm:1 kind:bothBarriersOpen lane:1 detail:1",
            ])
        #expect(bench.state.alarms.first?.kind.priority == .high)
        try bench.read(.barrier(.at(.closing)), .barrierIn)
        #expect(bench.state.alarms.first?.state == .unacknowledged)
        try bench.read(.barrier(.at(.closed)), .barrierIn)
        #expect(bench.state.alarms.first?.state == .returnedUnacknowledged)
    }

    @Test func aPersonMovesABarrierWithinTheRules() throws {
        var bench = try bench()
        func move(_ verb: Act.Verb, _ end: LaneEnd, lane: Int64 = 1, by agency: Agency = .borderGuard) throws
            -> Refusal?
        {
            try bench.refusal(verb, agency, on: nil) {
                $0.lane = try .n(lane)
                $0.end = end
            }
        }
        #expect(try move(.openBarrier, .entry, by: .customs) == .wrongAgency(needed: .borderGuard))
        #expect(try move(.openBarrier, .entry, lane: 9) == .unknownLane)
        #expect(try move(.openBarrier, .entry) == .nobodyAtBarrier)
        #expect(try move(.openBarrier, .exit) == .nobodyAtBarrier)
        #expect(try move(.closeBarrier, .exit) == .nothingToDo)
        // A vehicle that nothing recognised stands on the loop.
        try bench.read(.loop(occupied: true), .loopIn)
        #expect(try move(.openBarrier, .entry) == nil)
        try bench.read(.barrier(.at(.open)), .barrierIn)
        #expect(try move(.openBarrier, .entry) == .nothingToDo)
        #expect(try move(.closeBarrier, .entry) == .loopOccupied)
        try bench.read(.loop(occupied: false), .loopIn)
        // A loop that chatters says nothing: the arm might come down on a vehicle.
        var report = DeviceReport()
        report.condition = .faulty
        report.detail = DeviceReason.chatters(perMinute: 900).text
        try bench.read(.condition(report), .loopIn)
        #expect(try move(.closeBarrier, .entry) == .loopUnbelieved)
        report.condition = .working
        report.detail = ""
        try bench.read(.condition(report), .loopIn)
        #expect(try move(.closeBarrier, .entry) == nil)
        #expect(try order(bench, .entry).command == .close)
        try bench.act(.setGate, .borderGuard, on: nil) { $0.status = .suspended }
        try bench.read(.barrier(.at(.closed)), .barrierIn)
        #expect(try move(.openBarrier, .entry) == .gateSuspended)
    }
}
