public import GateModel
public import GateSimulation

/// A gate state made event by event, for what a simulated day may lack.
public struct HandMade: Sendable {
    public private(set) var state = GateState()
    public private(set) var events: [Recorded] = []
    public var now: GateTime

    public init(at time: GateTime = SampleCapture.time(9), plan: GatePlan = SampleGate.plan()) {
        now = time
        add(.gateConfigured(plan), by: .rule("layout"))
    }

    public mutating func add(_ event: GateEvent, by actor: Actor = .rule("test")) {
        now = now + .seconds(20)
        let recorded = Recorded(
            sequence: state.sequence + 1, recordedAtMicroseconds: now.milliseconds * 1000, event: event, actor: actor,
            occurredAt: now)
        state.apply(recorded)
        events.append(recorded)
    }

    public static func visit(_ number: Int64) -> VisitID { VisitID(number: number) ?? GateState().nextVisit }
    public static func lane(_ number: Int64) -> LaneID { LaneID(number: number) ?? Lane().id }

    /// Declares a vehicle.
    @discardableResult
    public mutating func declare(
        _ tractor: String, required: AgencySet = AgencySet(.borderGuard, .customs, .board),
        _ change: (inout Declaration) -> Void = { _ in }
    ) -> VisitID {
        let visit = Self.visit(Int64(state.visits.count) + 1)
        var declaration = Declaration()
        declaration.number = "\(105_000_000_000 + Int(visit.number))"
        declaration.tractor = tractor
        declaration.driver = "Nguyễn Văn Đức"
        declaration.nationality = "VNM"
        declaration.company = "Công ty TNHH Vận tải Hữu Nghị"
        declaration.goods = "linh kiện điện tử"
        declaration.hsCode = "8542"
        declaration.grossKilograms = 18_240
        declaration.hasManifest = true
        change(&declaration)
        add(.visitDeclared(VisitDeclared(visit: visit, required: required, declaration: declaration)))
        return visit
    }

    public mutating func move(_ visit: VisitID, _ states: VisitState..., lane: Int64 = 3, reason: Reason = .none) {
        for state in states {
            add(.visitMoved(VisitMoved(visit, to: state, lane: Self.lane(lane), reason: reason, basis: "test")))
        }
    }

    /// Brings a declared vehicle under control on a lane.
    public mutating func control(_ visit: VisitID, lane: Int64 = 3) {
        move(visit, .atYard, .inQueue, .atBarrierIn, .inLane, .identified, .channelled, lane: lane)
    }

    public mutating func decide(
        _ visit: VisitID, _ agency: Agency, _ decision: AgencyDecision, _ reason: Reason = .none
    ) {
        var decided = AgencyDecided()
        decided.visit = visit
        decided.agency = agency
        decided.decision = decision
        decided.reason = reason
        add(.agencyDecided(decided), by: .officer("Trần Thị Hà", agency))
    }

    public mutating func channel(_ visit: VisitID, _ channel: Channel, _ reason: ChannelReason = .random) {
        var channelled = VisitChannelled()
        channelled.visit = visit
        channelled.channel = channel
        channelled.reason = reason
        add(.channelled(channelled), by: .officer("Lê Hoa", .customs))
    }

    public func seen<Value>(_ visit: VisitID?, _ value: Value, lane: Int64 = 3) -> Observation<Value> {
        var seen = Observation<Value>()
        seen.visit = visit
        seen.lane = Self.lane(lane)
        if let device = state.plan.device(.frontCamera, lane: Self.lane(lane)) { seen.device = device.id }
        seen.value = value
        return seen
    }

    public mutating func portal(_ visit: VisitID, gamma: Bool, neutron: Bool = false) {
        var occupancy = PortalOccupancy()
        occupancy.number = 12
        occupancy.gammaAlarm = gamma
        occupancy.neutronAlarm = neutron
        occupancy.gammaBackground = 254
        occupancy.gammaPeak = gamma ? 2_480 : 262
        occupancy.neutronPeak = neutron ? 9 : 0
        occupancy.speedTenths = 61
        occupancy.durationMilliseconds = 9_400
        occupancy.profile = (0..<24).map { 240 + Int32($0 * $0 % 37) + (gamma && $0 > 8 && $0 < 15 ? 2_000 : 0) }
        occupancy.at = now
        add(.portalPassed(seen(visit, occupancy)))
    }

    public mutating func barrier(_ end: LaneEnd, _ position: BarrierPosition, lane: Int64 = 3) {
        var moved = BarrierMoved()
        moved.lane = Self.lane(lane)
        moved.end = end
        moved.position = position
        add(.barrierMoved(moved))
    }

    /// An order to open, and what became of it.
    public mutating func order(_ end: LaneEnd, for visit: VisitID, _ outcome: OrderOutcome, lane: Int64 = 3) {
        var ordered = BarrierOrdered()
        ordered.lane = Self.lane(lane)
        ordered.end = end
        ordered.number = (state.lane(ordered.lane)?[end].order.number ?? 0) + 1
        ordered.visit = visit
        add(.barrierOrdered(ordered))
        var answered = BarrierAnswered()
        answered.lane = ordered.lane
        answered.end = end
        answered.number = ordered.number
        answered.outcome = outcome
        add(.barrierAnswered(answered))
    }

    /// A device of the sample gate, by its source below the gate's.
    public func device(_ path: String) -> DeviceID? {
        state.plan.devices.first { $0.source == "/gate/huu-nghi/" + path }?.id
    }

    public mutating func condition(_ path: String, _ condition: DeviceCondition, _ reason: DeviceReason?) {
        guard let device = device(path) else { return }
        var report = DeviceReport()
        report.condition = condition
        report.detail = reason?.text ?? ""
        add(.deviceChanged(DeviceChanged(device: device, report: report)))
    }

    public mutating func alarm(
        _ kind: AlarmKind, visit: VisitID? = nil, lane: Int64? = 3, device path: String? = nil, detail: String = ""
    ) {
        var raised = AlarmRaised()
        raised.device = path.flatMap { device($0) }
        raised.alarm = state.nextAlarm
        raised.kind = kind
        raised.visit = visit
        raised.lane = lane.map { Self.lane($0) }
        raised.detail = detail
        add(.alarmRaised(raised))
    }

    public mutating func unknownPlate(_ text: String, lane: Int64 = 3, ranked: [MatchProposal] = []) {
        var read = PlateRead(text: text, confidence: 911, at: now)
        read.ranked = ranked
        add(.frontPlateRead(seen(nil, read, lane: lane)))
        alarm(.unknownVehicle, lane: lane, detail: text)
    }
}

extension GateState {
    /// The number the next declared visit gets.
    var nextVisit: VisitID { VisitDeclared().visit }
}
