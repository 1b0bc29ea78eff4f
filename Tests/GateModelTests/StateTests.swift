import GateModel
import TestSupport
import Testing

@Suite struct SlotTableTests {
    @Test(arguments: 0..<20)
    func behavesLikeAnArrayAndCopiesAreIndependent(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var table = SlotTable<AlarmChanged>()
        var array: [AlarmChanged] = []
        var copies: [(SlotTable<AlarmChanged>, [AlarmChanged])] = []
        func value(_ number: Int) -> AlarmChanged {
            AlarmID(number: Int64(number)).map { AlarmChanged($0) } ?? AlarmChanged()
        }
        for step in 0..<600 {
            switch random.below(10) {
            case 0..<6:
                table.append(value(step + 1))
                array.append(value(step + 1))
            case 6..<9:
                let number = UInt32(random.below(array.count + 3))
                let known = table.update(number) { $0 = value(step + 1000) }
                #expect(known == (number >= 1 && Int(number) <= array.count), "seed \(seed) step \(step)")
                if known { array[Int(number) - 1] = value(step + 1000) }
            default: if copies.count < 20 { copies.append((table, array)) }
            }
        }
        copies.append((table, array))
        for (copy, expected) in copies {
            var seen: [AlarmChanged] = []
            copy.forEach { seen.append($0) }
            #expect(seen == expected, "seed \(seed)")
            #expect(copy.count == expected.count)
            #expect(copy[0] == nil)
            #expect(copy[UInt32(expected.count) + 1] == nil)
            for index in expected.indices { #expect(copy[UInt32(index) + 1] == expected[index]) }
            #expect(readCanonical(SlotTable<AlarmChanged>.self, copy.canonical) == .success(copy))
        }
    }
}

@Suite struct GateStateTests {
    private func recorded(_ event: GateEvent, _ sequence: UInt64, microseconds: Int64 = 0) -> Recorded {
        Recorded(
            sequence: sequence, recordedAtMicroseconds: microseconds, event: event, actor: .rule("test"),
            occurredAt: .epoch)
    }

    /// Events nobody would decide: any kind, any field, in any order. Applying them never traps, is the same twice,
    /// and what comes out can be written, read and carried on.
    @Test(arguments: 0..<16)
    func applyIsTotal(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var state = GateState()
        var events: [Recorded] = [recorded(.gateConfigured(SmallGate.plan), 1)]
        for sequence in 2...UInt64(max(60, Effort.fuzz / 20)) {
            let kind = random.pick(EventKind.self)
            var event = GateEvent.random(kind, &random)
            // Often about things that are there, or nothing but anomalies would be seen.
            if case .visitDeclared(var declared) = event, let next = VisitID(number: Int64(state.visits.count) + 1) {
                declared.visit = next
                event = .visitDeclared(declared)
            }
            if case .gateConfigured = event, random.chance(80) { event = .gateConfigured(SmallGate.plan) }
            let microseconds = random.chance(10) ? random.pick([.min, .max, 0]) : Int64(random.below(1 << 50))
            let next = recorded(event, sequence, microseconds: microseconds)
            state.apply(next)
            events.append(next)
        }
        var again = GateState()
        for event in events.dropFirst() { again.apply(event) }
        #expect(again.canonical == state.canonical, "seed \(seed)")
        #expect(state.anomalies > 0, "seed \(seed)")
        var back = try readCanonical(GateState.self, state.canonical).get()
        #expect(back.canonical == state.canonical, "seed \(seed)")
        let more = recorded(events[0].event, 1 << 40, microseconds: 5)
        state.apply(more)
        back.apply(more)
        #expect(back.canonical == state.canonical, "seed \(seed)")
    }

    @Test func eventsAboutThingsThatAreNotThereAreCounted() throws {
        var state = GateState()
        state.apply(recorded(.gateConfigured(SmallGate.plan), 1))
        let visit = try VisitID.n(5)
        var status = LaneStatusChanged()
        status.lane = try .n(200)
        var decided = AgencyDecided()
        decided.visit = visit
        let strangers: [GateEvent] = [
            .visitMoved(VisitMoved(visit, to: .inQueue, lane: nil, basis: "")), .agencyDecided(decided),
            .laneStatusChanged(status), .alarmAcknowledged(AlarmChanged(try .n(3))),
            .alarmReturned(AlarmChanged(try .n(3))),
            .deviceChanged(DeviceChanged(device: try .n(60_000), report: DeviceReport())),
            .visitDeclared(VisitDeclared(visit: visit, required: AgencySet(), declaration: Declaration())),
            .weighed(Observation(visit: visit, lane: nil, device: try .n(1), value: WeightReading())),
        ]
        var lost = try Bench().state
        let move = VisitMoved(try .n(1), to: .inQueue, lane: try .n(200), basis: "")
        lost.apply(recorded(.visitMoved(move), 99))
        #expect(lost.anomalies == 1, "a move into a lane that is not there")
        for (index, event) in strangers.enumerated() {
            let before = state
            state.apply(recorded(event, UInt64(index) + 2))
            #expect(state.anomalies == Int64(index) + 1, "\(event.kind.name)")
            #expect(state.visits == before.visits)
            #expect(state.lanes == before.lanes)
        }
    }

    @Test func aChangedPlanKeepsDevicesByTheirSourceAndAlarmsByTheirDevice() throws {
        var state = GateState()
        state.apply(recorded(.gateConfigured(SmallGate.plan), 1))
        let scale = try #require(SmallGate.plan.device(.weighbridge, lane: try .n(2)))
        let camera = try #require(SmallGate.plan.device(.frontCamera, lane: try .n(1)))
        for (index, device) in [scale, camera].enumerated() {
            var report = DeviceReport()
            report.condition = .silent
            report.rejected = Int64(index) + 7
            state.apply(recorded(.deviceChanged(DeviceChanged(device: device.id, report: report)), UInt64(index) + 2))
            var raised = AlarmRaised()
            raised.alarm = state.nextAlarm
            raised.kind = .deviceFault
            raised.device = device.id
            state.apply(recorded(.alarmRaised(raised), UInt64(index) + 4))
        }
        // Without the camera and in another order, every device has another number.
        var changed = SmallGate.plan
        changed.devices = Array(changed.devices.filter { $0.source != camera.source }.reversed())
        for index in changed.devices.indices { changed.devices[index].id = try .n(Int64(index) + 1) }
        state.apply(recorded(.gateConfigured(changed), 9))
        let moved = try #require(changed.devices.first { $0.source == scale.source })
        #expect(moved.id != scale.id)
        #expect(state.devices.count == changed.devices.count)
        #expect(state.devices[Int(moved.id.number) - 1].report.rejected == 7)
        #expect(state.devices.count { $0.report.condition == .silent } == 1)
        #expect(state.alarms.map(\.device) == [moved.id, nil])
        #expect(state.alarms.map(\.state) == [.unacknowledged, .closed])
        #expect(state.anomalies == 0)
    }

    @Test func twoOpenVisitsMayDeclareOnePlate() throws {
        var bench = try Bench(visits: 0)
        for (index, tractor) in ["12C12345", "12C12345", "14C23456"].enumerated() {
            var declaration = Declaration()
            declaration.number = "\(index)"
            declaration.tractor = tractor
            try bench.read(.declaration(declaration), .manifestFeed, lane: nil)
        }
        #expect(bench.state.expected("12C12345") == (try .n(2)))
        try bench.read(Bench.plate("12C12345"), .queueCamera, of: 2)
        try bench.act(.turnBack, .borderGuard, on: 2) { $0.reason = .other }
        #expect(bench.state.expected("12C12345") == (try .n(1)), "the earlier one is expected again")
        let back = try readCanonical(GateState.self, bench.state.canonical).get()
        #expect(back.index == bench.state.index)
        #expect(back.expected("14C23456") == (try .n(3)))
        #expect(back.expected("1") == nil)
    }

    @Test func aNewDayBeginsAtLocalMidnight() throws {
        var bench = try Bench()
        let before = bench.state.today
        #expect(before.declared == 1)
        _ = try bench.tick(after: .hours(24))
        let first = bench.harness.now
        try bench.read(Bench.plate("12C12345"), .yardCamera, lane: nil, of: 1)
        let today = bench.state.today
        #expect(today.day == before.day + 1)
        #expect(today.declared == 0)
        #expect(today.arrived == 1)
        let civil = CivilTime(first, offsetMinutes: 420)
        #expect(today.arrivalsByQuarter[civil.hour * 4 + civil.minute / 15] == 1)
    }

    @Test func historyAndAlarmsAreBounded() throws {
        var bench = try Bench()
        try bench.identify()
        for round in 0..<(Visit.historyLimit + 5) {
            try bench.act(.message, .board) { $0.phrase = round % 2 == 0 ? .waitHere : .proceed }
        }
        let history = try bench.visit(1).history
        #expect(history.count == Visit.historyLimit)
        #expect(history.last?.sequence == bench.state.sequence)
        for number in 1...(GateState.alarmLimit + 20) {
            var raised = AlarmRaised()
            raised.alarm = try .n(Int64(number))
            bench.harness.record(.alarmRaised(raised), by: .rule("test"))
        }
        #expect(bench.state.alarms.count == GateState.alarmLimit)
        #expect(bench.state.alarms.last?.id == (try .n(Int64(GateState.alarmLimit) + 20)))
    }

    @Test func streamsHaveTextsThatReadBack() throws {
        let streams: [Stream] = [
            .gate, .lane(try .n(3)), .device(try .n(65_535)), .visit(try .n(4_294_967_295)), .alarm(try .n(1)),
            .visitAgency(try .n(12), .customs),
        ]
        #expect(
            streams.map(\.text) == [
                "gate", "lane/3", "device/65535", "visit/4294967295", "alarm/1", "visit/12/HQ",
            ])
        for stream in streams { #expect(Stream(stream.text) == stream) }
        for text in ["", "gate/1", "lane", "lane/0", "lane/256", "visit/1/XX", "visit/1/HQ/2", "visit/-1", "truck/1"] {
            #expect(Stream(text) == nil, "\(text)")
        }
        let cause = Cause(source: "/gate/test/lane/1/front", boot: .max, number: .max)
        #expect(Cause(cause.text) == cause)
        for text in ["", "a 1", "a 1 2 3", "a -1 2", "a 1 x"] { #expect(Cause(text) == nil, "\(text)") }
    }
}
