import GateModel
import Testing

/// A small gate for tests that state the whole change: what is done to it comes back as one short line an event.
struct Bench {
    var harness = GateHarness()
    var state: GateState { harness.state }

    /// An empty gate of another plan.
    init(plan: GatePlan) { harness.record(.gateConfigured(plan), by: .rule("layout")) }

    /// A gate with `count` declared visits, numbered from 1.
    init(visits count: Int = 1) throws {
        for index in 0..<count {
            try read(.declaration(SmallGate.declaration(index)), .manifestFeed, lane: nil)
        }
    }

    /// `visitMoved visit:1 to:inLane lane:1 basis:plate-exact`; enough to see every field that is not empty.
    static func line(_ event: GateEvent) -> String {
        let fields = String(decoding: event.json, as: UTF8.self).dropFirst().dropLast()
            .replacing("\"", with: "").replacing(",", with: " ")
        return "\(event.kind.name) \(fields)"
    }

    static func lines(_ decision: Decision) -> [String] { decision.events.map { line($0.event) } }

    @discardableResult
    mutating func read(
        _ reading: Reading, _ kind: DeviceKind, lane: Int64? = 1, of visit: Int64? = nil
    ) throws -> [String] {
        let input = Step.Input.reading(
            reading, try SmallGate.device(kind, lane: lane), try visit.map { try VisitID.n($0) })
        return Self.lines(try harness.step(Step(input: input, delay: 1000)).get())
    }

    /// A plate without a time, so that lines stay short.
    static func plate(_ text: String, _ match: PlateRead.Match = .exact, confidence: Int32 = 900) -> Reading {
        .plate(PlateRead(text: text, confidence: confidence, match: match, at: .epoch))
    }

    mutating func decide(
        _ verb: Act.Verb, _ agency: Agency, on visit: Int64? = 1, _ fill: (inout Act) throws -> Void = { _ in }
    ) throws -> Result<Decision, Refusal> {
        var act = Act()
        act.verb = verb
        act.officer = "An"
        act.agency = agency
        try fill(&act)
        let input = Step.Input.act(act, try visit.map { try VisitID.n($0) })
        return try harness.step(Step(input: input, delay: 1000))
    }

    @discardableResult
    mutating func act(
        _ verb: Act.Verb, _ agency: Agency, on visit: Int64? = 1, _ fill: (inout Act) throws -> Void = { _ in }
    ) throws -> [String] {
        Self.lines(try decide(verb, agency, on: visit, fill).get())
    }

    mutating func refusal(
        _ verb: Act.Verb, _ agency: Agency, on visit: Int64? = 1, _ fill: (inout Act) throws -> Void = { _ in }
    ) throws -> Refusal? {
        try decide(verb, agency, on: visit, fill).failure
    }

    @discardableResult
    mutating func check(_ checked: ScanChecked) throws -> [String] {
        Self.lines(try harness.step(Step(input: .scanCheck(checked), delay: 1000)).get())
    }

    mutating func tick(after span: GateSpan) throws -> [String] {
        Self.lines(try harness.step(Step(input: .tick, delay: span.milliseconds)).get())
    }

    func visit(_ number: Int64) throws -> Visit { try #require(state.visit(try VisitID.n(number))) }
    func lane(_ number: Int64) throws -> LaneState { try #require(state.lane(try LaneID.n(number))) }

    // MARK: Ways that many tests begin with

    /// Queue camera, then front camera of lane 1: the visit is identified.
    mutating func identify(_ visit: Int64 = 1, lane: Int64 = 1) throws {
        let plate = Self.plate(try self.visit(visit).declaration.tractor)
        try read(plate, .queueCamera, lane: lane, of: visit)
        try read(plate, .frontCamera, lane: lane, of: visit)
        try #require(try self.visit(visit).state == .identified)
    }

    /// Every required agency passes, customs last.
    mutating func release(_ visit: Int64 = 1) throws {
        let required = try self.visit(visit).unsettled
        for agency in required.filter({ $0 != .customs }) + [.customs] { try act(.pass, agency, on: visit) }
        try #require(try self.visit(visit).state == .released)
    }
}
