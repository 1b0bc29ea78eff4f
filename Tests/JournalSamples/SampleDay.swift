import GateJournal
public import GateModel

/// Events as a busy day has them, the same for the same seed: about twenty a vehicle, most of them observations.
public struct SampleDay: Sendable {
    private var random: SplitMix64
    private var number: UInt64 = 0
    private var visits: Int64 = 0
    private var waiting: [(GateEvent, Actor)] = []
    private let boot: UInt32

    /// Milliseconds since 1970 of the first event.
    public static let start = GateTime(milliseconds: 1_790_000_000_000)

    /// - Parameter boot: part of every event id, so that days of different boots never collide.
    public init(seed: UInt64, boot: UInt32 = 1, firstVisit: Int64 = 1) {
        random = SplitMix64(seed: seed)
        self.boot = boot
        visits = firstVisit - 1
    }

    /// The next event, ready to append without a guard.
    public mutating func next() -> Proposed {
        if waiting.isEmpty { addVisit() }
        let (event, actor) = waiting.removeFirst()
        number += 1
        let cause = Cause(source: actor.kind == .officer ? "terminal/7" : actor.name, boot: boot, number: number)
        return Proposed(
            id: cause.eventID(0), event: event, actor: actor, cause: cause, occurredAt: Self.time(number))
    }

    /// 100 ms apart.
    public static func time(_ number: UInt64) -> GateTime { start + .milliseconds(Int64(number) * 100) }

    private mutating func addVisit() {
        visits += 1
        guard let visit = VisitID(number: visits), let lane = LaneID(number: visits % 12 + 1) else { return }
        let camera = Actor.device("camera/lane-\(lane.number)/front")
        let at = Self.time(number)
        let tractor = "29H-\(random.next() % 90_000 + 10_000)"
        var declaration = Declaration()
        declaration.number = "\(300_000_000_000 + random.next() % 1_000_000_000)"
        declaration.tractor = tractor
        declaration.container = "TGHU\(random.next() % 9_000_000 + 1_000_000)"
        declaration.driver = "Nguyễn Văn \(visits)"
        declaration.company = "Công ty TNHH Vận tải Hữu Nghị"
        declaration.goods = "thanh long tươi, đóng thùng"
        declaration.hsCode = "081090"
        declaration.grossKilograms = 32_000 + Int32(random.next() % 8_000)
        add(
            .visitDeclared(
                VisitDeclared(visit: visit, required: AgencySet(.customs, .board), declaration: declaration)),
            .device("declarations/port"))
        for edge in 0..<4 { addLoop(lane, edge % 2 == 0) }
        let plate = PlateRead(
            text: tractor, confidence: Int32(random.next() % 200) + 800, match: .exact, uuid: "c-\(random.next())",
            at: at)
        add(.frontPlateRead(seen(visit, lane, plate)), camera)
        add(.rearPlateRead(seen(visit, lane, plate)), .device("camera/lane-\(lane.number)/rear"))
        add(.visitMoved(VisitMoved(visit, to: .inQueue, lane: lane, basis: "plate-exact")), .rule("plate-exact"))
        let container = ContainerRead(text: declaration.container, confidence: 930, isValid: true, at: at)
        add(.containerRead(seen(visit, lane, container)), .device("camera/lane-\(lane.number)/container"))
        let weight = WeightReading(kilograms: declaration.grossKilograms + 40, isStable: true, at: at)
        add(.weighed(seen(visit, lane, weight)), .device("scale/lane-\(lane.number)"))
        var occupancy = PortalOccupancy()
        occupancy.number = visits
        occupancy.gammaBackground = 210
        occupancy.gammaPeak = 260
        occupancy.speedTenths = 61
        occupancy.durationMilliseconds = 9_400
        occupancy.profile = (0..<32).map { _ in 200 + Int32(random.next() % 60) }
        occupancy.at = at
        add(.portalPassed(seen(visit, lane, occupancy)), .device("portal/lane-\(lane.number)"))
        addDecisions(visit, lane)
    }

    private mutating func addDecisions(_ visit: VisitID, _ lane: LaneID) {
        for agency in [Agency.board, .borderGuard, .customs] {
            var decided = AgencyDecided()
            decided.visit = visit
            decided.agency = agency
            decided.decision = .pass
            add(.agencyDecided(decided), .officer("officer.\(agency.name).\(lane.number)", agency))
        }
        add(.visitMoved(VisitMoved(visit, to: .released, lane: lane, basis: "all-agencies-settled")), .rule("settled"))
        var barrier = BarrierMoved()
        barrier.lane = lane
        for position in [BarrierPosition.opening, .open, .closing, .closed] {
            barrier.position = position
            add(.barrierMoved(barrier), .device("barrier/lane-\(lane.number)/exit"))
        }
        for edge in 0..<2 { addLoop(lane, edge % 2 == 0) }
    }

    private mutating func addLoop(_ lane: LaneID, _ occupied: Bool) {
        var changed = LoopChanged()
        changed.lane = lane
        changed.occupied = occupied
        add(.loopChanged(changed), .device("loop/lane-\(lane.number)/entry"))
    }

    private mutating func add(_ event: GateEvent, _ actor: Actor) { waiting.append((event, actor)) }

    private func seen<Value>(_ visit: VisitID, _ lane: LaneID, _ value: Value) -> Observation<Value> {
        var seen = Observation<Value>()
        seen.visit = visit
        seen.lane = lane
        if let device = DeviceID(number: Int64(lane.number)) { seen.device = device }
        seen.value = value
        return seen
    }
}
