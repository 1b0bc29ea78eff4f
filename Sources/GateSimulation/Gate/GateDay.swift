public import GateDevices
public import GateModel

/// One seeded day at a gate, told in the bytes of its devices.
///
/// Messages come one by one, in the order they are received; only what is under way is kept in memory. The same plan
/// and parameters give the same bytes. A console that runs beside it tells it what officers decided
/// (``heed(_:at:)``), and the vehicles obey.
public struct GateDay: Sendable {
    /// A lane as the day sees it.
    struct LaneState: Sendable {
        /// Vehicles that have joined the lane's queue, first in front.
        var queue: [Int32] = []
        /// Called forward, but not yet in the queue.
        var comingUp = 0
        /// The vehicle between barrier 1 and the booth's end; −1 for none.
        var booth: Int32 = -1
        var exit: Int32 = -1
        /// Released vehicles waiting for the exit, first in front.
        var exitQueue: [Int32] = []
        var portal: PortalLines?
        /// Drivers' marks on the pad at its exit.
        var marks: [UInt8] = []
        /// When barrier 1 and barrier 2 are shut again: they are never open together.
        var innerShutAt: Int64 = 0
        var outerShutAt: Int64 = 0
        /// In a practice: who stands before barrier 1 waits for the gate to open it.
        var waitsForEntry = false
        /// Index of the yard group that feeds it.
        var group = 0
    }

    /// Vehicles in the yard that wait for the same lanes.
    struct YardGroup: Sendable {
        var kind: LaneKind
        var direction: Direction
        var lanes: [Int] = []
        var waiting: [Int32] = []
        var head = 0
        var isDispatching = false
    }

    struct DeviceState: Sendable {
        var source: String
        var number: UInt32
        /// Milliseconds ahead of the gate's clock.
        var clockError: Int64
        var boot: UInt32 = 1
        var sequence: UInt64 = 0
        var wasSilent = false
    }

    let plan: GatePlan
    let parameters: DayParameters
    let site: GateSite
    let maker: VehicleMaker
    let end: Int64
    /// The hours of the day, and when they begin.
    let hours: OpenHours
    let opens: Int64
    let officers: [[String]]

    var planned = EventQueue<Happening>(reserving: 4096)
    var now: Int64
    var devices: [DeviceState]
    var lanes: [LaneState]
    var groups: [YardGroup] = []
    var trucks: [Truck]
    var truckOfDeclaration: [String: Int32] = [:]
    var freeBays: Int
    var houseQueue: [Int32] = []
    /// When each scanner is free again.
    var scannerFree: [Int64]
    var writer = ByteWriter(reserving: 16_384)
    var faultDraws: RandomSource
    var outbox: [DeviceMessage] = []
    var sent = 0
    var picturesLeft: Int
    var neighbour: NeighbourSide
    var scans: [SimulatedScan] = []

    /// Where the vehicles are, as of the last message.
    public internal(set) var tally = DayTally()

    public init(plan: GatePlan, parameters: DayParameters) {
        self.plan = plan
        self.parameters = parameters
        let seed = parameters.seed
        site = GateSite(plan)
        maker = VehicleMaker(plan: plan, parameters: parameters)
        now = parameters.date.milliseconds
        end = now + 86_400_000
        hours = plan.calendar.hours(on: plan.calendar.day(of: parameters.date))
        opens = parameters.isPractice ? now : now + Int64(hours.opens) * 60_000
        officers = Agency.allCases.map { NameCatalogue.officers(of: $0) }
        devices = plan.devices.enumerated().map { index, device in
            var random = RandomSource(seed, .clock, index)
            let lies = device.source == parameters.faults.lyingClock
            // Clocks kept by NTP over the gate's network are within some tenths of a second (assumed).
            let error = lies ? parameters.faults.clockErrorMilliseconds : Int64(120 * random.nearlyNormal())
            return DeviceState(source: device.source, number: device.id.number, clockError: error)
        }
        lanes = site.lanes.enumerated().map { index, devices in
            var lane = LaneState()
            if devices.portal >= 0 { lane.portal = PortalLines(random: RandomSource(seed, .portal, index)) }
            return lane
        }
        // Nobody sets out for a gate that is shut all day.
        let isIdle = hours.isShut && !parameters.isPractice
        trucks = [Truck](repeating: Truck(), count: isIdle ? 0 : max(0, parameters.vehicles))
        // A gate without a house opens its vehicles beside the lane, one at a time.
        freeBays = max(1, Int(plan.inspectionBays))
        scannerFree = [Int64](repeating: now, count: site.scanners.count)
        faultDraws = RandomSource(seed, .faults)
        picturesLeft = max(0, parameters.pictures)
        let noon = parameters.date.milliseconds + 41_400_000
        neighbour = NeighbourSide(seed: seed, noon: noon..<noon + 5_400_000)
        guard !isIdle else { return }
        groupLanes()
        if parameters.isPractice { planPractice() } else { planArrivals() }
        planRoutine()
    }

    /// The next message; nil when nothing more is planned for the day.
    public mutating func next() -> DeviceMessage? { next(upTo: GateTime(milliseconds: end)) }

    /// The next message that is due by `time`; nil where none is yet.
    public mutating func next(upTo limit: GateTime) -> DeviceMessage? {
        while sent == outbox.count {
            outbox.removeAll(keepingCapacity: true)
            sent = 0
            guard let time = planned.nextTime, time < end, time <= limit.milliseconds, let entry = planned.pop() else {
                return nil
            }
            now = max(now, entry.time)
            happen(entry.payload)
        }
        sent += 1
        return outbox[sent - 1]
    }

    /// Hands over the pictures taken since the last call. Call it after each ``next()``: until then they stay in memory.
    public mutating func takeScans() -> [SimulatedScan] {
        defer { scans.removeAll() }
        return scans
    }

    // MARK: Planning

    private mutating func groupLanes() {
        for (index, devices) in site.lanes.enumerated() {
            let lane = devices.lane
            let group = groups.firstIndex { $0.kind == lane.kind && $0.direction == lane.direction }
            if let group {
                groups[group].lanes.append(index)
                lanes[index].group = group
            } else {
                lanes[index].group = groups.count
                groups.append(YardGroup(kind: lane.kind, direction: lane.direction, lanes: [index]))
            }
        }
    }

    /// Two peaks, before opening and after noon, over an even flow (domain.md, arrivals; shares assumed).
    private mutating func planArrivals() {
        var random = RandomSource(parameters.seed, .arrivals)
        let opens = Double(hours.opens)
        let closes = Double(hours.closes)
        let earliest = max(15, opens - 240)
        let latest = min(1425, closes - 40)
        var minutes: [Double] = []
        minutes.reserveCapacity(trucks.count)
        while minutes.count < trucks.count {
            let draw = random.uniform()
            let minute: Double
            if latest - earliest < 60 {
                // Hours too short for peaks: all through the day.
                minutes.append(random.uniform(15, 1425))
                continue
            } else if draw < 0.24 {
                minute = opens - 40 + 50 * random.normal()
            } else if draw < 0.66 {
                minute = (opens + closes) / 2 + 30 + 80 * random.normal()
            } else {
                minute = random.uniform(opens - 20, closes - 90)
            }
            if minute > earliest, minute < latest { minutes.append(minute) }
        }
        minutes.sort()
        for (index, minute) in minutes.enumerated() {
            var random = RandomSource(parameters.seed, .manifest, index)
            let arrival = parameters.date.milliseconds + Int64(minute * 60_000)
            // One to twelve hours ahead; the feed sends those of the evening before once the day begins.
            let ahead = Int64(random.uniform(1, 12) * 3_600_000)
            let resent = parameters.date.milliseconds + Int64(random.uniform(0, 240_000))
            let truck = Int32(index)
            let declared = min(arrival - 60_000, max(resent, arrival - ahead))
            planned.push(Happening(kind: .manifest, truck: truck), at: declared)
            planned.push(Happening(kind: .arrive, truck: truck), at: arrival)
            guard site.neighbour >= 0 else { continue }
            var far = RandomSource(parameters.seed, .neighbour, 3_000_000 + index)
            let departs = Self.departure(before: arrival, declared: declared, &far)
            planned.push(Happening(kind: .neighbourDeparts, truck: truck), at: departs)
        }
    }

    /// Opening, heartbeats of the cameras each minute and the portals' background each 5 s.
    private mutating func planRoutine() {
        planPaces()
        // In a practice the console publishes it.
        if !plan.risk.sampling.isEmpty, !parameters.isPractice { planned.push(Happening(kind: .seed), at: now + 1_000) }
        for index in lanes.indices {
            planned.push(Happening(kind: .laneOpens, place: Int32(index)), at: opens + Int64(index) * 700)
            guard lanes[index].portal != nil else { continue }
            var random = RandomSource(parameters.seed, .portal, 1000 + index)
            let first = opens - 60_000 + Int64(random.below(5000))
            planned.push(Happening(kind: .background, place: Int32(index)), at: first)
        }
        // A barrier says where its arm is when it wakes.
        for end in 0..<lanes.count * 2 {
            let shut = Happening(kind: .barrier, step: BarrierPosition.closed.rawValue, place: Int32(end))
            planned.push(shut, at: now + 2_000 + Int64(end) * 90)
        }
        for group in groups.indices {
            planned.push(Happening(kind: .dispatch, place: Int32(group)), at: opens - 1_200_000 + Int64(group) * 1300)
            groups[group].isDispatching = true
        }
        for (index, device) in plan.devices.enumerated() {
            guard device.kind.readsPlates else { continue }
            var random = RandomSource(parameters.seed, .heartbeat, index)
            // The yard's camera wakes first: vehicles come hours before opening.
            let lead: Int64 = device.kind == .yardCamera ? 4 * 3_600_000 : 900_000
            planned.push(
                Happening(kind: .heartbeat, place: Int32(index)), at: opens - lead + Int64(random.below(60_000)))
        }
    }

    /// When a lane shuts barrier 1 for good (fruit lanes later).
    func closing(of kind: LaneKind) -> Int64 {
        if parameters.isPractice { return end }
        return parameters.date.milliseconds + Int64(kind == .fruit ? hours.fruitCloses : hours.closes) * 60_000
    }

    // MARK: Happenings

    private mutating func happen(_ happening: Happening) {
        if happening.isStory {
            let truck = Int(happening.truck)
            guard trucks[truck].generation == happening.generation, trucks[truck].place != .gone else { return }
            story(happening, truck)
        } else {
            routine(happening)
        }
    }

    /// Plans a step of a truck's own story.
    mutating func then(_ kind: Happening.Kind, _ truck: Int, at time: Int64, step: Int = 0) {
        planned.push(
            Happening(
                kind: kind, step: UInt8(truncatingIfNeeded: step), generation: trucks[truck].generation,
                place: Int32(trucks[truck].lane), truck: Int32(truck)), at: time)
    }

    /// Plans what a device or a lane will do in any case.
    mutating func plan(_ kind: Happening.Kind, place: Int, truck: Int = -1, step: Int = 0, at time: Int64) {
        planned.push(
            Happening(kind: kind, step: UInt8(truncatingIfNeeded: step), place: Int32(place), truck: Int32(truck)),
            at: time)
    }

    private mutating func story(_ happening: Happening, _ truck: Int) {
        // A vehicle held at the console: nobody decides on it, and it does not move on.
        if trucks[truck].heldByConsole, happening.kind.rawValue >= Happening.Kind.correctPlate.rawValue {
            trucks[truck].parked.append(happening)
            return
        }
        switch happening.kind {
        case .manifest: manifest(truck)
        case .arrive: arrive(truck)
        case .joinQueue: joinQueue(truck)
        case .boothBegins: boothBegins(truck)
        case .correctPlate: correctPlate(truck)
        case .channel: setChannel(truck)
        case .start: start(truck, Int(happening.step))
        case .decide: decide(truck, Int(happening.step))
        case .turnBack: turnBack(truck)
        case .leaveForControl: leaveForControl(truck)
        case .scannerArrives: scannerArrives(truck)
        case .imageSent: imageSent(truck, scanner: Int(happening.step))
        case .imageRead: imageRead(truck)
        case .houseArrives: houseArrives(truck)
        case .explainWait: explainWait(truck)
        case .inspectionBegins: inspectionBegins(truck)
        case .requestExit: requestExit(truck)
        case .exitReached: exitReached(truck)
        default: break
        }
    }

    private mutating func routine(_ happening: Happening) {
        let place = Int(happening.place)
        let truck = Int(happening.truck)
        switch happening.kind {
        case .frame: frame(Truck.Camera(rawValue: happening.step >> 4), truck, place, Int(happening.step & 15))
        case .group: group(Truck.Camera(rawValue: happening.step >> 4), truck, place)
        case .container: readContainer(truck, place)
        case .document: if isStillThere(truck) { readDocument(truck, place) }
        case .portalEnters: portalEnters(truck, place)
        case .portalReads: portalReads(place, upTo: Int(happening.step))
        case .portalLeaves: portalLeaves(place)
        case .axles: weighAxles(truck, place)
        case .scale: if isStillThere(truck) { weigh(truck, place, second: Int(happening.step)) }
        case .loop: emitLoop(place, occupied: happening.step == 1)
        case .barrier: emitBarrier(place, BarrierPosition(rawValue: happening.step) ?? .unknown)
        case .crossed: crossed(truck)
        case .boothFree: boothFree(place)
        case .exitFree: exitFree(place)
        case .dispatch: dispatch(place)
        case .laneOpens: admit(place)
        case .heartbeat: heartbeat(place)
        case .background: background(place)
        case .seed: publishSeed()
        case .neighbourDeparts: leaveNeighbour(truck)
        case .neighbourTakes: neighbourTakes(truck)
        case .pace: tellPace()
        default: break
        }
    }
}
