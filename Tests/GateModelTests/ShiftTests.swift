import GateModel
import Testing

/// Shifts: beginning, end, what is handed over, and one's own figures.
@Suite("Shift") struct ShiftTests {
    @Test func aShiftBeginsAndEndsOnce() throws {
        var bench = try Bench()
        func post(_ act: inout Act) throws { act.lane = try LaneID.n(1) }
        #expect(try bench.refusal(.endShift, .borderGuard, on: nil) == .notOnShift)
        #expect(try bench.act(.beginShift, .borderGuard, on: nil, post) == ["shiftBegan lane:1"])
        #expect(try bench.refusal(.beginShift, .borderGuard, on: nil, post) == .onShift)
        #expect(try bench.refusal(.beginShift, .customs, on: nil) { $0.lane = try LaneID.n(9) } == .unknownLane)
        #expect(
            try bench.refusal(.endShift, .borderGuard, on: nil) { $0.note = String(repeating: "á", count: 501) }
                == .tooLongNote(500))
        #expect(
            try bench.act(.endShift, .borderGuard, on: nil) { $0.note = "Làn 1 yên." } == [
                "shiftEnded handover:1 note:Làn 1 yên."
            ])
        #expect(bench.state.shifts.isEmpty)
        let handover = try #require(bench.state.handovers(of: .borderGuard, at: try LaneID.n(1)).first)
        #expect(handover.note == "Làn 1 yên." && handover.officer == "An" && handover.takenBy.isEmpty)
        #expect(bench.state.handovers(of: .borderGuard, at: nil).isEmpty && bench.state.handovers.count == 1)
    }

    @Test func whatIsOpenIsCarriedAndTheNextOneTakesItOver() throws {
        var bench = try Bench(visits: 2)
        try bench.act(.beginShift, .customs, on: nil) { $0.lane = try LaneID.n(1) }
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .yellow }
        try bench.act(.hold, .customs) { $0.reason = .goodsMismatch }
        try bench.act(.raiseTrouble, .borderGuard) { $0.reason = .sealBroken }
        let items = bench.state.openItems(of: .customs, at: try LaneID.n(1), now: bench.harness.now)
        #expect(items.map(\.kind) == [.held, .trouble])
        #expect(items[0].detail == Reason.goodsMismatch.rawValue && items[1].detail == Reason.sealBroken.rawValue)
        #expect(bench.state.openItems(of: .customs, at: try LaneID.n(2), now: bench.harness.now).isEmpty)
        try bench.act(.endShift, .customs, on: nil)
        let left = try #require(bench.state.handovers(of: .customs, at: try LaneID.n(1)).first)
        #expect(left.items == items && left.itemCount == 2)
        try bench.act(.clearTrouble, .borderGuard)
        let now = bench.state.openItems(of: .customs, at: try LaneID.n(1), now: bench.harness.now)
        #expect(left.items.map { item in now.contains { $0.isSame(as: item) } } == [true, false])
        #expect(
            try bench.act(.beginShift, .customs, on: nil) {
                $0.lane = try LaneID.n(1)
                $0.officer = "Chi"
            } == ["shiftBegan agency:HQ lane:1 handover:1"])
        #expect(bench.state.handovers(of: .customs, at: try LaneID.n(1)).map(\.takenBy) == ["Chi"])
    }

    /// The one who relieves is there before the other has gone, and a third may leave in between.
    @Test func shiftsThatOverlapLoseNoNote() throws {
        var bench = try Bench()
        func shift(_ verb: Act.Verb, _ officer: String, _ note: String = "") throws {
            try bench.act(verb, .customs, on: nil) {
                ($0.officer, $0.note, $0.lane) = (officer, note, try LaneID.n(1))
            }
        }
        func notes() throws -> [String] {
            bench.state.handovers(of: .customs, at: try LaneID.n(1)).map { "\($0.note) \($0.takenBy)" }
        }
        try shift(.beginShift, "An")
        try shift(.beginShift, "Bình")
        try shift(.beginShift, "Chi")
        try shift(.endShift, "An", "một")
        try shift(.endShift, "Bình", "hai")
        #expect(try notes() == ["một ", "hai "])
        try shift(.beginShift, "Chi")
        #expect(try notes() == ["hai Chi"], "who is on shift takes over both, and the last is still to be read")
        #expect(bench.state.shifts.map(\.officer) == ["Chi"])
        #expect(
            try bench.refusal(.beginShift, .customs, on: nil) {
                ($0.officer, $0.lane) = ("Chi", try LaneID.n(1))
            } == .onShift)
        try shift(.endShift, "Chi", "ba")
        #expect(try notes() == ["ba "] && bench.state.handovers.count == 1)
    }

    @Test func everyKindOfOpenItemIsFound() throws {
        var bench = try Bench(visits: 3)
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .red }
        try bench.read(Bench.plate(SmallGate.plates[0]), .houseCamera, lane: nil, of: 1)
        func kinds(_ agency: Agency) -> [OpenItem.Kind] {
            bench.state.openItems(of: agency, at: nil, now: bench.harness.now).map(\.kind)
        }
        #expect(kinds(.board) == [.unexplained] && kinds(.customs).isEmpty)
        try bench.act(.start, .board)
        #expect(kinds(.board) == [.begun])
        try bench.act(.refer, .board) {
            $0.toAgency = AgencySet(.borderGuard)
            $0.reason = .inspection
        }
        #expect(kinds(.board).isEmpty && kinds(.borderGuard) == [.question])
        try bench.act(.passWithCondition, .board) { $0.task = .payment }
        #expect(kinds(.board) == [.task])
        try bench.act(.complain, .board, on: nil) {
            $0.value = ComplaintCode(try VisitID.n(1)).description
            $0.complaint = .conduct
        }
        #expect(kinds(.board) == [.task, .complaint] && kinds(.customs).isEmpty)
        try bench.read(Bench.plate("99Z99999", .none), .frontCamera, lane: 2)
        #expect(kinds(.borderGuard).last == .alarm, "of the whole gate")
    }

    @Test func onesOwnFiguresAreOfTheShiftAndOfNobodyElse() throws {
        var bench = try Bench()
        try bench.identify()
        try bench.act(.channel, .customs) { $0.channel = .red }
        try bench.act(.beginShift, .board, on: nil)
        try bench.act(.start, .board)
        _ = try bench.tick(after: .seconds(59))
        try bench.act(.pass, .board)
        var shift = try #require(bench.state.shift(of: "An", .board))
        #expect(shift.decided == 1 && shift.pace == [60] && shift.takenBack == 0 && shift.overruled == 0)
        #expect(bench.state.today.paces.map(\.seconds) == [[60]])
        try bench.act(.undo, .board)
        shift = try #require(bench.state.shift(of: "An", .board))
        #expect(shift.takenBack == 1)
        try bench.act(.pass, .board)
        shift = try #require(bench.state.shift(of: "An", .board))
        #expect(shift.decided == 2 && shift.pace == [60], "how long the second took, nobody knows")
        // A colleague holds what was passed: that says something of the pass, and it is told to its officer alone.
        try bench.act(.hold, .board) {
            $0.reason = .feesUnpaid
            $0.officer = "Bình"
        }
        shift = try #require(bench.state.shift(of: "An", .board))
        #expect(shift.decided == 2 && shift.overruled == 1)
        #expect(bench.state.shift(of: "Bình", .board) == nil)
    }
}
