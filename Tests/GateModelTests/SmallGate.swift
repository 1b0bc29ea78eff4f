import Testing

@testable import GateModel

/// A gate of three lanes with every kind of device, small enough for trucks to get in each other's way.
enum SmallGate {
    static let laneDevices: [DeviceKind] = [
        .queueCamera, .frontCamera, .rearCamera, .containerCamera, .portal, .documentReader, .weighbridge, .barrierIn,
        .barrierOut, .loopIn, .loopOut,
    ]
    static let plan: GatePlan = {
        var plan = GatePlan()
        plan.gate = "test"
        plan.calendar.offsetMinutes = 420
        plan.calendar.usual = OpenHours(opens: 420, closes: 1140, fruitCloses: 1200)
        plan.weightTolerancePermille = 30
        func add(_ kind: DeviceKind, _ lane: LaneID?) {
            guard let id = DeviceID(number: Int64(plan.devices.count) + 1) else { return }
            let place = lane.map { "lane/\($0.number)/" } ?? ""
            plan.devices.append(
                Device(id: id, source: "/gate/test/\(place)\(kind.name)", kind: kind, lane: lane, silentAfterSeconds: 0)
            )
        }
        for number in 1...3 {
            guard let id = LaneID(number: Int64(number)) else { continue }
            plan.lanes.append(Lane(id: id, direction: number == 3 ? .outbound : .inbound, kind: .cargo))
            for kind in laneDevices { add(kind, id) }
        }
        for kind in [DeviceKind.yardCamera, .houseCamera, .scanner, .manifestFeed, .terminal, .neighbourFeed] {
            add(kind, nil)
        }
        for lane in plan.lanes { add(.ratingPad, lane.id) }
        plan.neighbour = NeighbourGate(country: .china, name: "beyond", stripPlaces: 2)
        return plan
    }()

    static func device(_ kind: DeviceKind, lane: Int64? = nil) throws -> DeviceID {
        let lane = try lane.map { try LaneID.n($0) }
        return try #require(plan.device(kind, lane: lane)).id
    }

    static let plates = ["12C12345", "14C23456", "24C34567", "11C45678", "12H56789", "桂F12345"]
    static let trailers = ["12R00001", "14R00002", "", "", "12R00005", "桂F1234挂"]
    static let containers = ["CSQU3054383", "", "TGHU7599330", "", "", "MSKU6011672"]

    /// The n-th truck's declaration, from 0.
    static func declaration(_ index: Int) -> Declaration {
        var declaration = Declaration()
        declaration.number = String(300_000_000_010 + index * 10)
        declaration.direction = index % 3 == 2 ? .outbound : .inbound
        declaration.goodsClass = GoodsClass.allCases[index % GoodsClass.allCases.count]
        declaration.tractor = plates[index % plates.count]
        declaration.trailer = trailers[index % trailers.count]
        declaration.container = containers[index % containers.count]
        declaration.driver = "Lái xe \(index)"
        declaration.grossKilograms = index % 4 == 3 ? 0 : 20_000
        declaration.hasManifest = true
        return declaration
    }
}

/// What is put into a gate, as data, so that a failing run can be cut down and run again.
struct Step: Sendable {
    enum Input: Sendable {
        case reading(Reading, DeviceID, VisitID?)
        case act(Act, VisitID?)
        case scanCheck(ScanChecked)
        case tick
    }
    var input: Input
    /// Milliseconds since the step before.
    var delay: Int64
}

extension Step: CustomStringConvertible {
    var description: String {
        switch input {
        case .reading(let reading, let device, let visit):
            let name = SmallGate.plan.device(device).map { "\($0.kind.name) \($0.lane?.number ?? 0)" } ?? "no device"
            return "+\(delay) \(name), visit \(visit?.number ?? 0): \(reading.short)"
        case .act(let act, let visit): return "+\(delay) visit \(visit?.number ?? 0): \(act.jsonText)"
        case .scanCheck(let checked): return "+\(delay) check \(checked.jsonText)"
        case .tick: return "+\(delay) tick"
        }
    }
}

extension Reading {
    /// For traces: the value as the journal would write it.
    var short: String {
        switch self {
        case .declaration(let value): "declaration \(value.jsonText)"
        case .lodged(let declaration, let lodged): "lodged \(declaration.jsonText) \(lodged.jsonText)"
        case .answer(let value): "answer \(value.jsonText)"
        case .permit(let value): "permit \(value.jsonText)"
        case .movement(let value): "movement \(value.jsonText)"
        case .neighbour(let value): "neighbour \(value.jsonText)"
        case .pace(let value): "pace \(value.jsonText)"
        case .ratings(let value): "ratings \(value.jsonText)"
        case .plate(let value): "plate \(value.jsonText)"
        case .container(let value): "container \(value.jsonText)"
        case .driver(let value): "driver \(value.jsonText)"
        case .weight(let value): "weight \(value.jsonText)"
        case .occupancy(let value): "occupancy \(value.jsonText)"
        case .scan(let value): "scan \(value.jsonText)"
        case .loop(let occupied): "loop \(occupied)"
        case .barrier(let report): "barrier \(report)"
        case .code(let value): "code \(value.jsonText)"
        case .condition(let value): "condition \(value.jsonText)"
        }
    }
}

/// Something that must never happen, and did.
struct Violation: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// A gate with a journal: it decides, records and folds, and after each step checks everything that must hold.
struct GateHarness {
    private(set) var state = GateState()
    private(set) var journal: [Recorded] = []
    private(set) var now = GateTime(milliseconds: 1_800_000_000_000)
    private var eventIDs: Set<EventID> = []
    private var causes: UInt64 = 0
    private var arrived: Set<VisitID> = []
    private var entered = 0
    private var left = 0
    private var releases: [VisitID: Int] = [:]
    /// What customs said of each visit, by the events alone: whether its last word on the card was a pass, and every
    /// answer of its system.
    private var customsPassed: [VisitID: Bool] = [:]
    private var answers: [VisitID: [CustomsAnswer]] = [:]
    /// Releases that customs' answers brought about, and crossings.
    private(set) var releasedByAnswer = 0
    private(set) var takenBack = 0
    /// How often each state was entered; so that a test can see that it tested something.
    private(set) var reached = [Int](repeating: 0, count: VisitState.allCases.count)
    private(set) var refusals: [String: Int] = [:]
    private(set) var accepted: [Act.Verb: Int] = [:]
    private(set) var orders: [BarrierCommand: Int] = [:]
    var checksLists = true

    init() {
        record(.gateConfigured(SmallGate.plan), by: .rule("layout"))
    }

    /// Records an event as if somebody else had decided it.
    mutating func record(_ event: GateEvent, by actor: Actor, at time: GateTime? = nil) {
        let recorded = Recorded(
            sequence: state.sequence + 1, recordedAtMicroseconds: now.milliseconds * 1000, event: event, actor: actor,
            occurredAt: time ?? now)
        journal.append(recorded)
        count(event)
        state.apply(recorded)
    }

    private mutating func count(_ event: GateEvent) {
        if case .agencyDecided(let decided) = event, decided.agency == .customs {
            let passes = [.pass, .passWithCondition, .waived].contains(decided.decision)
            if customsPassed[decided.visit] == true, !passes { takenBack += 1 }
            customsPassed[decided.visit] = passes
        }
        if case .decisionUndone(let undone) = event, undone.agency == .customs {
            customsPassed[undone.visit] = undone.decision == .pass
        }
        if case .answered(let seen) = event, let visit = seen.visit { answers[visit, default: []].append(seen.value) }
        if case .visitMoved(let moved) = event, moved.to == .released, moved.basis.hasPrefix("customs-") {
            releasedByAnswer += 1
        }
        guard case .visitMoved(let moved) = event else { return }
        reached[Int(moved.to.rawValue)] += 1
        if moved.to == .released { releases[moved.visit, default: 0] += 1 }
        if moved.to.isOnGround, arrived.insert(moved.visit).inserted { entered += 1 }
        if moved.to.isClosed, arrived.contains(moved.visit) { left += 1 }
    }

    private mutating func cause() -> Cause {
        causes += 1
        return Cause(source: "test", boot: 1, number: causes)
    }

    @discardableResult
    mutating func step(_ step: Step) throws(Violation) -> Result<Decision, Refusal> {
        now = now + .milliseconds(step.delay)
        let outcome: Result<Decision, Refusal>
        switch step.input {
        case .reading(let reading, let device, let visit):
            outcome = .success(try decide(reading, device, visit))
        case .act(let act, let visit): outcome = try decide(act, visit)
        case .scanCheck(let checked):
            let decision = state.decideScanCheck(checked, cause: cause(), now: now)
            try take(decision)
            outcome = .success(decision)
        case .tick:
            let cause = cause()
            let decision = state.decideTick(cause: cause, now: now)
            guard decision == state.decideTick(cause: cause, now: now) else { throw Violation("a tick is not pure") }
            try take(decision)
            outcome = .success(decision)
        }
        try openBarriers()
        if checksLists { try checkState() }
        return outcome
    }

    /// What the station asks after every change, and when the time of an order is up.
    private mutating func openBarriers() throws(Violation) {
        if let deadline = state.nextDeadline, deadline <= now {
            try take(state.decideDeadlines(cause: cause(), now: now))
            guard state.nextDeadline.map({ $0 > now }) ?? true else { throw Violation("an order's time never ends") }
        }
        let decision = state.decideBarriers(cause: cause(), now: now)
        try take(decision)
        guard state.decideBarriers(cause: cause(), now: now).events.isEmpty else {
            throw Violation("a barrier is ordered twice: \(decision.events.map(\.event))")
        }
    }

    private mutating func decide(
        _ reading: Reading, _ device: DeviceID, _ visit: VisitID?
    ) throws(Violation) -> Decision {
        let cause = cause()
        let decision = state.decide(reading, device: device, visit: visit, cause: cause, now: now)
        guard decision == state.decide(reading, device: device, visit: visit, cause: cause, now: now) else {
            throw Violation("deciding on a reading is not pure")
        }
        guard decision.guards.isEmpty else { throw Violation("a reading is a fact and has no guards") }
        try take(decision)
        return decision
    }

    private mutating func decide(_ act: Act, _ visit: VisitID?) throws(Violation) -> Result<Decision, Refusal> {
        let cause = cause()
        let outcome = state.decide(act, visit: visit, cause: cause, now: now)
        guard outcome == state.decide(act, visit: visit, cause: cause, now: now) else {
            throw Violation("deciding on an act is not pure")
        }
        switch outcome {
        case .failure(let refusal):
            refusals[refusal.code, default: 0] += 1
            return outcome
        case .success(let decision):
            accepted[act.verb, default: 0] += 1
            guard !decision.events.isEmpty else { throw Violation("an act was accepted and did nothing") }
            try take(decision)
        }
        // A second press of the same key does nothing new, unless it means the next thing.
        let again = state.decide(act, visit: visit, cause: self.cause(), now: now)
        let repeats =
            [.message, .askPaper, .contact].contains(act.verb) || (act.verb == .clearTrouble && act.reason == .none)
        if case .success(let decision) = again, !repeats {
            throw Violation("the same \(act.verb.name) is accepted twice: \(decision.events.map(\.event))")
        }
        return outcome
    }

    private mutating func take(_ decision: Decision) throws(Violation) {
        for held in decision.guards where held.version != state.version(of: held.stream) {
            throw Violation("guard \(held) does not name the version \(state.version(of: held.stream))")
        }
        guard Set(decision.guards.map(\.stream)).count == decision.guards.count else {
            throw Violation("a stream is guarded twice")
        }
        for proposed in decision.events {
            guard (proposed.actor.kind == .officer) == (proposed.actor.agency != nil) else {
                throw Violation("an officer acts for an agency, a device and a rule for none: \(proposed.actor)")
            }
            guard eventIDs.insert(proposed.id).inserted else { throw Violation("event id \(proposed.id) twice") }
            let before = state
            record(proposed.event, by: proposed.actor, at: proposed.occurredAt)
            try check(proposed.event, before)
        }
    }

    // MARK: What must hold for each event

    private mutating func check(_ event: GateEvent, _ before: GateState) throws(Violation) {
        let stream = event.stream
        let expected = before.version(of: stream) + (event.isObservation ? 0 : 1)
        guard state.version(of: stream) == expected else {
            throw Violation("\(event.kind.name): \(stream.text) is at \(state.version(of: stream)), not \(expected)")
        }
        if let id = event.visit, let visit = before.visit(id), visit.state.isClosed {
            throw Violation("\(event.kind.name) about visit \(id.number), which is \(visit.state.name)")
        }
        switch event {
        case .visitMoved(let moved): try check(moved, before)
        case .barrierOrdered(let ordered): try check(ordered, before)
        case .agencyDecided(let decided):
            guard let visit = state.visit(decided.visit) else { throw Violation("a decision on no visit") }
            if visit.version != before.version(of: .visit(visit.id)) {
                throw Violation("an agency's decision moved the visit's own stream")
            }
            if decided.agency == .customs, decided.decision.isSettled, !visit.unsettled.isEmpty {
                throw Violation("customs passed before \(visit.unsettled)")
            }
            // One that is asked by another has to decide from then on.
            if before.visit(visit.id)?[decided.agency].decision == .notRequired, decided.decision != .pending {
                throw Violation("\(decided.agency) decided though not required")
            }
        default: break
        }
    }

    private mutating func check(_ moved: VisitMoved, _ before: GateState) throws(Violation) {
        guard let old = before.visit(moved.visit), let new = state.visit(moved.visit) else {
            throw Violation("a visit moved that is not there")
        }
        let isUndone = moved.basis.hasPrefix("undone-by") && old.state.mayReturn(to: moved.to)
        guard old.state.mayBecome(moved.to) || isUndone else {
            throw Violation("visit \(old.id.number) went from \(old.state.name) to \(moved.to.name) (\(moved.basis))")
        }
        switch moved.to {
        case .released:
            guard new.unsettled.isEmpty else { throw Violation("released without \(new.unsettled)") }
        case .atBarrierOut:
            guard old.state == .released, new.unsettled.isEmpty, releases[new.id, default: 0] > 0 else {
                throw Violation("let through without a release")
            }
        case .crossed:
            guard old.state == .atBarrierOut, new.unsettled.isEmpty else {
                throw Violation("crossed from \(old.state)")
            }
            try checkConfirmation(new.id)
        default: break
        }
    }

    /// No vehicle crosses without customs' confirmation: its pass on the card, given by an officer or in place of one on
    /// an answer 08 or 09, and not taken back; and never on a declaration that its system has rejected or invalidated.
    private func checkConfirmation(_ visit: VisitID) throws(Violation) {
        guard customsPassed[visit] == true else { throw Violation("crossed without customs' pass") }
        let heard = answers[visit] ?? []
        let voided = heard.filter { $0.code == .rejected || $0.code == .invalidated }.map(\.at).max()
        let sound = heard.filter { [.accepted, .control, .release, .clear].contains($0.code) }.map(\.at).max()
        if let voided, sound.map({ $0 < voided }) ?? true { throw Violation("crossed on a void declaration") }
    }

    /// The interlock: an open order is given only while the other barrier is closed and nothing may open it.
    private mutating func check(_ ordered: BarrierOrdered, _ before: GateState) throws(Violation) {
        guard let lane = before.lane(ordered.lane) else { throw Violation("an order on no lane") }
        orders[ordered.command, default: 0] += 1
        guard ordered.number == lane[ordered.end].order.number + 1 else {
            throw Violation("order \(ordered.number) follows \(lane[ordered.end].order.number)")
        }
        guard ordered.command == .open else { return }
        let other = lane[ordered.end.other]
        guard other.position == .closed, !mayBeUp(ordered.lane, ordered.end.other) else {
            throw Violation("both barriers of lane \(ordered.lane.number): the other is \(other)")
        }
    }

    /// Whether an arm may be up by what happened alone, whatever the state makes of it: since the last order to open that
    /// left the gate and was not refused, has the barrier said that it is down after it was over, or a minute later?
    private func mayBeUp(_ lane: LaneID, _ end: LaneEnd) -> Bool {
        var opened: (number: UInt32, at: Int64)?
        var last = BarrierCommand.open
        var isOver = true
        for recorded in journal {
            switch recorded.event {
            case .barrierOrdered(let order) where order.lane == lane && order.end == end:
                if order.command == .open { opened = (order.number, recorded.recordedAtMicroseconds) }
                last = order.command
                isOver = false
            case .barrierAnswered(let answer) where answer.lane == lane && answer.end == end:
                if answer.outcome == .unsent || answer.outcome == .refused, answer.number == opened?.number {
                    opened = nil
                }
                let isHeard = last == .close && answer.outcome == .accepted
                if answer.outcome != .timedOut, answer.outcome != .accepted || isHeard { isOver = true }
            case .barrierMoved(let moved) where moved.lane == lane && moved.end == end:
                if moved.position == (last == .open ? .open : .closing) { isOver = true }
                let isLongAgo = opened.map { recorded.recordedAtMicroseconds - $0.at >= 60_000_000 } ?? true
                if moved.position == .closed, isOver || isLongAgo { opened = nil }
            default: break
            }
        }
        return opened != nil
    }

    // MARK: What must hold after each step

    func checkState() throws(Violation) {
        guard state.anomalies == 0 else { throw Violation("\(state.anomalies) anomalies") }
        var counts = [Int32](repeating: 0, count: VisitState.allCases.count)
        var open: [VisitID] = []
        var inside = 0
        var expectedQueue: [LaneID: Set<VisitID>] = [:]
        var expectedControl: [LaneID: Set<VisitID>] = [:]
        var problem: String?
        state.visits.forEach { visit in
            counts[Int(visit.state.rawValue)] += 1
            if !visit.state.isClosed { open.append(visit.id) }
            if visit.isInside { inside += 1 }
            if let lane = visit.lane {
                if visit.state == .inQueue {
                    expectedQueue[lane, default: []].insert(visit.id)
                } else if visit.state.standsInControl {
                    expectedControl[lane, default: []].insert(visit.id)
                }
            } else if visit.state.standsInControl || visit.state == .inQueue {
                problem = "visit \(visit.id.number) is \(visit.state.name) on no lane"
            }
            if !visit.wait.goesOn(as: state.standing(of: visit)) {
                problem =
                    "visit \(visit.id.number) waits as \(visit.wait.jsonText), not as \(state.standing(of: visit))"
            }
            let accounted = state.wait(of: visit, at: state.clock).total
            let spent = accounted.work + accounted.reasoned + accounted.unexplained
            let here = visit.arrivedAt > .epoch ? visit.arrivedAt : state.clock
            let until = visit.state.isClosed ? visit.closedAt : state.clock
            let whole = state.workingTime(from: here, to: max(here, until), .cargo).milliseconds
            if spent != whole {
                problem = "visit \(visit.id.number) was here \(whole) ms, of which \(spent) are accounted for"
            }
            let isOver = visit.documents.neighbour.contains { $0.word == .accepted || $0.word == .returned }
            if !visit.state.isClosed, !isOver, visit.hasTrouble(.mirrorDiffers), state.plan.mirror(visit).isEmpty {
                problem = "visit \(visit.id.number) is said to differ from what the other side wrote, and does not"
            }
            if !visit.state.isClosed {
                let holds = visit.agencies.contains { $0.decision == .hold || $0.decision == .fail }
                if visit.state.isUnderControl, visit.state != .held, visit.unsettled.isEmpty {
                    problem = "visit \(visit.id.number) is \(visit.state.name), and nobody is left to decide"
                }
                if holds != (visit.state == .held) {
                    problem = "visit \(visit.id.number) is \(visit.state.name) while a hold stands: \(holds)"
                }
            }
        }
        if let problem { throw Violation(problem) }
        guard counts == state.visitsByState else { throw Violation("counts by state do not add up") }
        guard open == state.open else { throw Violation("open is not the visits that are not closed") }
        guard inside == state.insideCount, inside == entered - left, Int(state.entered) == entered else {
            throw Violation("inside \(inside), by the state \(state.insideCount), by the events \(entered - left)")
        }
        for lane in state.lanes {
            let id = lane.lane.id
            let queue = expectedQueue.removeValue(forKey: id) ?? []
            let control = expectedControl.removeValue(forKey: id) ?? []
            guard lane.queue.count == queue.count, Set(lane.queue) == queue else {
                throw Violation("queue of lane \(id.number) is \(lane.queue), not \(queue)")
            }
            guard lane.control.count == control.count, Set(lane.control) == control else {
                throw Violation("control of lane \(id.number) is \(lane.control), not \(control)")
            }
            guard control.filter({ state.visit($0)?.state == .atBarrierOut }).count <= 1 else {
                throw Violation("two vehicles let through at once on lane \(id.number)")
            }
        }
        for vehicle in state.strip {
            let visit = state.visit(vehicle.visit)
            guard visit?.state == .crossed, visit?.declaration.direction == .outbound,
                state.strip.count(where: { $0.visit == vehicle.visit }) == 1
            else { throw Violation("visit \(vehicle.visit.number) on the strip is \(visit?.state.name ?? "none")") }
        }
        guard expectedQueue.isEmpty, expectedControl.isEmpty else {
            throw Violation("a visit on a lane that is not there")
        }
        for alarm in state.alarms where alarm.state == .unacknowledged || alarm.state == .acknowledged {
            if let id = alarm.visit, let visit = state.visit(id), visit.state.isClosed {
                throw Violation("\(alarm.kind.name) still stands for visit \(id.number), which is \(visit.state.name)")
            }
        }
    }

    /// The same events give the same bytes, from the beginning and from any snapshot.
    func checkReplay(at cut: Int) throws(Violation) {
        var full = GateState()
        for event in journal { full.apply(event) }
        let bytes = state.canonical
        guard full.canonical == bytes else { throw Violation("the same events gave another state") }
        var early = GateState()
        for event in journal[..<cut] { early.apply(event) }
        guard case .success(var resumed) = readCanonical(GateState.self, early.canonical) else {
            throw Violation("a snapshot cannot be read")
        }
        guard resumed.canonical == early.canonical else { throw Violation("a snapshot reads back as another state") }
        for event in journal[cut...] { resumed.apply(event) }
        guard resumed.canonical == bytes else {
            throw Violation("snapshot at \(cut) and tail differ from the full fold")
        }
        guard resumed.index == state.index else {
            throw Violation("the index after a snapshot differs from the live one")
        }
    }
}

extension VisitState {
    /// Between barrier 1 and crossing, by the words of domain.md.
    var standsInControl: Bool {
        [
            .atBarrierIn, .inLane, .identified, .channelled, .scanQueued, .scanned, .imageRead, .inJointControl,
            .released, .held, .atBarrierOut,
        ].contains(self)
    }
}
