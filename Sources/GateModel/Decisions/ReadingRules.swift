/// What a reading means for the gate. A reading that says nothing new proposes nothing.
extension GateState {
    /// Decides on one reading of one device.
    ///
    /// - Parameters:
    ///   - reading: typed, normalised, timed.
    ///   - device: whose reading it is.
    ///   - visit: the visit it is most likely about, as the station matched it; nil where none fits.
    ///   - cause: the message it came in.
    ///   - now: the gate's clock.
    /// - Returns: the events to record; no guards, for readings are facts and the moves that follow from them are
    ///   decided again when something else came first.
    public func decide(
        _ reading: Reading, device: DeviceID, visit: VisitID?, cause: Cause, now: GateTime
    ) -> Decision {
        guard let post = plan.device(device) else { return .nothing }
        let deliberation = Deliberation(self, actor: .device(post.source), cause: cause, now: now)
        if reading.isDocument {
            var rules = DocumentRules(
                deliberation: deliberation, device: post, matched: visit.flatMap { self.visit($0) })
            rules.read(reading)
            return rules.deliberation.decision
        }
        var rules = ReadingRules(
            deliberation, device: post,
            visit: visit.flatMap { self.visit($0) }.flatMap { $0.state.isClosed ? nil : $0 })
        rules.read(reading)
        return rules.deliberation.decision
    }

    /// The vehicle standing at a lane's arch: the newest one in control, unless it has been finished with. Those before
    /// it have driven on, to the scanner or the house; what the lane's devices say is not about them.
    public func vehicleAtArch(_ lane: LaneID) -> Visit? {
        guard let visit = self.lane(lane)?.control.last.flatMap({ self.visit($0) }) else { return nil }
        switch visit.state {
        case .atBarrierIn, .inLane, .identified, .channelled: return visit
        default: return nil
        }
    }
}

private struct ReadingRules {
    var deliberation: Deliberation
    let device: Device
    /// The visit the station matched; nil where it is over, for a closed visit never changes.
    let matched: Visit?

    var state: GateState { deliberation.state }

    init(_ deliberation: Deliberation, device: Device, visit: Visit?) {
        self.deliberation = deliberation
        self.device = device
        matched = visit
    }

    mutating func read(_ reading: Reading) {
        switch reading {
        case .plate(let read): plate(read)
        case .container(let read): container(read)
        case .driver(let read): driver(read)
        case .weight(let weight): weigh(weight)
        case .occupancy(let occupancy): portal(occupancy)
        case .scan(let scan): scanned(scan)
        case .loop(let occupied): loop(occupied)
        case .barrier(let report): barrier(report)
        case .code(let seen): code(seen)
        case .condition(let report): condition(report)
        case .ratings(let ratings): rated(ratings)
        case .declaration, .lodged, .answer, .permit, .movement, .neighbour, .pace: break
        }
    }

    private func observation<Value>(_ visit: VisitID?, _ value: Value) -> Observation<Value> {
        Observation(visit: visit, lane: device.lane, device: device.id, value: value)
    }

    /// Only a pad at an exit speaks for drivers.
    private mutating func rated(_ ratings: DriverRatings) {
        guard device.kind == .ratingPad, device.lane != nil else { return }
        deliberation.propose(.driversRated(observation(nil, ratings)))
    }

    // MARK: Plates

    private mutating func plate(_ read: PlateRead) {
        guard let visit = matched else {
            unmatched(read)
            return
        }
        switch device.kind {
        case .yardCamera: arrive(visit, to: .atYard, from: [.declared, .called], read)
        case .queueCamera: arrive(visit, to: .inQueue, from: [.declared, .called, .atYard], read)
        case .frontCamera: front(visit, read)
        case .rearCamera: rear(visit, read)
        case .houseCamera:
            record(read, of: visit, asFront: true)
            if visit.state.mayBecome(.inJointControl), visit.state != .held {
                deliberation.move(visit.id, to: .inJointControl, basis: "plate-\(read.match.name)")
            }
        default: break
        }
    }

    /// How long a vehicle stands before the arch's cameras, at most.
    private static let passage = GateSpan.seconds(90)

    /// Whether a text may be a bad read of a plate: at least half of the plate's characters stand in it, in order.
    private static func resembles(_ text: String, _ plate: String) -> Bool {
        let (read, wanted) = (Array(text.unicodeScalars), Array(plate.unicodeScalars))
        var row = [Int](repeating: 0, count: wanted.count + 1)
        for scalar in read {
            var diagonal = 0
            for index in wanted.indices {
                let above = row[index + 1]
                row[index + 1] = scalar == wanted[index] ? diagonal + 1 : max(above, row[index])
                diagonal = above
            }
        }
        return (row.last ?? 0) * 2 >= wanted.count
    }

    /// Whether a read may be about the vehicle at the arch: a group comes late, and one that comes soon after a vehicle
    /// speaks of the vehicle before.
    private func mayMean(_ here: Visit, _ read: PlateRead) -> Bool {
        !read.isGroup || deliberation.now - here.atBoothAt >= PlateRead.groupDelay
    }

    private mutating func unmatched(_ read: PlateRead) {
        guard !read.text.isEmpty else { return }
        if read.isGroup, let lane = device.lane, device.kind == .rearCamera || device.kind == .frontCamera,
            let here = state.vehicleAtArch(lane), !mayMean(here, read)
        {
            return
        }
        // The rear camera sees trailers, which a misread ties to nobody: the vehicle at the arch is meant.
        if device.kind == .rearCamera, let lane = device.lane, let visit = state.vehicleAtArch(lane) {
            record(read, of: visit, asFront: false)
            return
        }
        // The front camera may misread one more frame of the vehicle it has recognised already.
        if device.kind == .frontCamera, let lane = device.lane, let visit = state.vehicleAtArch(lane),
            visit.state == .identified || visit.state == .channelled,
            deliberation.now - visit.atBoothAt < Self.passage, Self.resembles(read.text, visit.declaration.tractor)
        {
            return
        }
        let index = Int(device.id.number) - 1
        guard state.devices.indices.contains(index), state.devices[index].lastUnmatched != read.text else { return }
        if device.kind == .rearCamera {
            deliberation.propose(.rearPlateRead(observation(nil, read)), occurredAt: read.at)
        } else {
            deliberation.propose(.frontPlateRead(observation(nil, read)), occurredAt: read.at)
        }
        if device.kind == .frontCamera, let lane = device.lane {
            deliberation.raise(.unknownVehicle, lane: lane, device: device.id, detail: read.text)
        }
    }

    private mutating func arrive(_ visit: Visit, to next: VisitState, from: Set<VisitState>, _ read: PlateRead) {
        guard from.contains(visit.state), visit.state.mayBecome(next) else { return }
        record(read, of: visit, asFront: true)
        deliberation.move(visit.id, to: next, lane: device.lane, basis: "plate-\(read.match.name)")
    }

    private mutating func front(_ visit: Visit, _ read: PlateRead) {
        guard let lane = device.lane else { return }
        let isCertain = read.match == .exact || read.match == .candidate || read.match == .officer
        // One that no camera has seen on the way may well be here, but on nothing less than its own tractor's plate.
        if visit.state == .declared, read.match != .exact || read.text != visit.declaration.tractor {
            unmatched(read)
            return
        }
        record(read, of: visit, asFront: true)
        let isHere = visit.lane == lane && visit.state.isUnderControl
        if !isHere {
            guard read.match != .none, visit.state.mayBecome(.inLane), visit.state != .held else { return }
            // Queue order made another vehicle the one at barrier 1: the camera knows better.
            if let assumed = state.vehicleAtArch(lane), assumed.id != visit.id, assumed.state == .atBarrierIn {
                deliberation.move(assumed.id, to: .inQueue, lane: lane, basis: "plate-says-other")
            }
            deliberation.move(visit.id, to: .inLane, lane: lane, basis: "plate-\(read.match.name)")
            deliberation.demandManifest(visit.id, at: lane)
        }
        if read.isGroup, isHere {
            contradict(visit, read)
            // Whom the lane does not know may have come after the vehicle that this sums up.
            if visit.state != .inLane { return }
        }
        deliberation.returnAlarms { $0.kind == .unknownVehicle && $0.lane == lane }
        if isCertain, !isHere || visit.state == .inLane {
            deliberation.identify(visit.id, lane: lane, basis: "plate-\(read.match.name)")
        }
    }

    /// A vehicle that came in on a doubtful read, and whose group names another one for certain, is for people to look at.
    private mutating func contradict(_ visit: Visit, _ read: PlateRead) {
        guard visit.state == .inLane, read.match == .none, let other = state.expected(read.text), other != visit.id
        else { return }
        deliberation.raise(.plateMismatch, lane: device.lane, visit: visit.id, detail: read.text)
        deliberation.trouble(visit, .plateMismatch)
    }

    private mutating func rear(_ visit: Visit, _ read: PlateRead) {
        guard let lane = device.lane else { return }
        // One that has gone on into the lane is seen from behind while the next already stands at the barrier.
        let isInLane = visit.lane == lane && visit.state.isUnderControl
        if !isInLane, let here = state.vehicleAtArch(lane), here.id != visit.id {
            guard mayMean(here, read) else { return }
            // The trailer was declared with another tractor.
            record(read, of: here, asFront: false)
            if read.match == .exact {
                deliberation.raise(
                    .plateMismatch, lane: lane, visit: here.id, detail: read.text)
                deliberation.trouble(here, .plateMismatch)
            }
        } else {
            record(read, of: visit, asFront: false)
        }
    }

    /// Journals a read that is the first of its camera's passage, or better than the one before.
    private mutating func record(_ read: PlateRead, of visit: Visit, asFront: Bool) {
        let known = asFront ? visit.front : visit.rear
        let isBetter =
            known.text.isEmpty || rank(read) > rank(known)
            || (rank(read) == rank(known) && read.confidence > known.confidence + 20)
            // The camera's last word on a passage need only be as good as the frames before.
            || (read.isGroup && rank(read) == rank(known) && read.text != known.text
                && read.confidence >= known.confidence)
        guard isBetter, known.match != .officer, !read.text.isEmpty else { return }
        let seen = observation(visit.id, read)
        deliberation.propose(asFront ? .frontPlateRead(seen) : .rearPlateRead(seen), occurredAt: read.at)
    }

    private func rank(_ read: PlateRead) -> Int {
        switch read.match {
        case .none: 0
        case .nearest: 1
        case .candidate: 2
        case .exact: 3
        case .officer: 4
        }
    }

    // MARK: At the arch

    private mutating func container(_ read: ContainerRead) {
        guard let lane = device.lane else { return }
        let visit = state.vehicleAtArch(lane) ?? matched
        if let known = visit?.containerRead, known.isValid, !read.isValid || known.text == read.text { return }
        if let known = visit?.containerRead, known.text == read.text { return }
        deliberation.propose(.containerRead(observation(visit?.id, read)), occurredAt: read.at)
        guard let visit else { return }
        let declared = visit.declaration.container
        if read.isValid, !declared.isEmpty, declared != read.text {
            deliberation.raise(.containerMismatch, lane: lane, visit: visit.id, detail: "\(declared) ≠ \(read.text)")
            deliberation.trouble(visit, .containerMismatch)
        }
        if visit.state == .inLane, visit.declaration.container == read.text, read.isValid {
            deliberation.identify(visit.id, lane: lane, basis: "container-exact")
        }
    }

    private mutating func driver(_ read: DriverRead) {
        guard let lane = device.lane else { return }
        let visit = state.vehicleAtArch(lane)
        if let known = visit?.driverRead, known.number == read.number, known.isValid == read.isValid { return }
        deliberation.propose(.driverRead(observation(visit?.id, read)), occurredAt: read.at)
        if let visit, !read.isValid {
            deliberation.raise(.documentInvalid, lane: lane, visit: visit.id, detail: read.fault)
            deliberation.trouble(visit, .documentInvalid)
        }
    }

    /// A code belongs to the vehicle at the arch; that of a declaration says itself whose it is.
    private mutating func code(_ seen: CodeSeen) {
        guard let visit = matched ?? device.lane.flatMap({ state.vehicleAtArch($0) }) else { return }
        guard !visit.codes.contains(where: { $0.kind == seen.kind && $0.text == seen.text }),
            visit.codes.count < CodeSeen.limit
        else { return }
        deliberation.propose(.codeRead(observation(visit.id, seen)), occurredAt: seen.at)
        // Papers held up at the lane identify whom no camera could read, and only there.
        if seen.kind == .declaration, visit.state == .inLane, visit.lane == device.lane {
            deliberation.identify(visit.id, lane: device.lane, basis: "declaration-code")
        }
    }

    /// Heavier than the scale can weigh: what it shows is no weight.
    private mutating func overload() {
        guard let visit = matched ?? device.lane.flatMap({ state.vehicleAtArch($0) }) else { return }
        deliberation.raise(.overweight, lane: device.lane, visit: visit.id, detail: "OL")
        deliberation.trouble(visit, .overweight)
    }

    private mutating func weigh(_ weight: WeightReading) {
        if weight.isOverload, weight.kilograms >= 0 { return overload() }
        guard weight.isStable, weight.kilograms > 0 else { return }
        let visit = matched ?? device.lane.flatMap { state.vehicleAtArch($0) }
        guard let visit else { return }
        if weight.repeats(visit.weight) { return }
        deliberation.propose(.weighed(observation(visit.id, weight)), occurredAt: weight.at)
        let declared = visit.declaration.grossKilograms
        if state.plan.isMismatch(weight, declared: declared) {
            deliberation.raise(
                .weightMismatch, lane: device.lane, visit: visit.id, detail: "\(declared) → \(weight.kilograms) kg")
            deliberation.trouble(visit, .weightMismatch)
        }
        judge(weight, of: visit)
    }

    /// Against the law of the day: the gross weight for so many axles, and the heaviest axle.
    private mutating func judge(_ weight: WeightReading, of visit: Visit) {
        guard let legal = state.plan.legalWeight(weight, of: visit.declaration), legal.isOver else { return }
        deliberation.raise(.overweight, lane: device.lane, visit: visit.id, detail: legal.alarmDetail)
        deliberation.trouble(visit, .overweight)
    }

    private mutating func portal(_ occupancy: PortalOccupancy) {
        guard let lane = device.lane else { return }
        let visit = state.vehicleAtArch(lane)
        deliberation.propose(.portalPassed(observation(visit?.id, occupancy)), occurredAt: occupancy.at)
        guard occupancy.gammaAlarm || occupancy.neutronAlarm else { return }
        let nuclides = occupancy.nuclides.map { " " + $0.name }.joined()
        deliberation.raise(
            occupancy.neutronAlarm ? .neutron : .gamma, lane: lane, device: device.id, visit: visit?.id,
            detail: "\(occupancy.gammaPeak)/\(occupancy.gammaBackground)\(nuclides)")
        if let visit { deliberation.trouble(visit, .portalAlarm) }
    }

    private mutating func scanned(_ scan: ScanResult) {
        guard let visit = matched, visit.scan.image != scan.image else { return }
        deliberation.propose(.scanned(observation(visit.id, scan)), occurredAt: scan.at)
        if visit.state.mayBecome(.scanned), visit.state != .held {
            deliberation.move(visit.id, to: .scanned, basis: "scanner")
        }
    }

    // MARK: Barriers and loops

    /// Which end the device stands at; nil where it is neither of the two kinds.
    private func end(_ entry: DeviceKind, _ exit: DeviceKind) -> LaneEnd? {
        device.kind == entry ? .entry : device.kind == exit ? .exit : nil
    }

    private mutating func loop(_ occupied: Bool) {
        guard let id = device.lane, let lane = state.lane(id), let end = end(.loopIn, .loopOut) else { return }
        guard occupied != (end == .entry ? lane.loopIn : lane.loopOut) else { return }
        var change = LoopChanged()
        change.lane = id
        change.end = end
        change.occupied = occupied
        deliberation.propose(.loopChanged(change))
        switch (end, occupied) {
        case (.entry, true):
            if let first = lane.queue.first, state.vehicleAtArch(id)?.state != .atBarrierIn {
                deliberation.move(first, to: .atBarrierIn, lane: id, basis: "queue-order")
                deliberation.demandManifest(first, at: id)
            }
        case (.exit, true):
            if lane.leaving(in: state) == nil {
                deliberation.raise(.crossingWithoutRelease, lane: id, device: device.id, detail: "\(id.number)")
            }
        case (.exit, false):
            if let leaving = lane.leaving(in: state) {
                // Customs confirms the goods passed at the moment they cross. Nothing comes here without: were it
                // otherwise, people would hear of it, and the vehicle would not count as across.
                guard state.visit(leaving)?.confirmation != CustomsConfirmation.none else {
                    deliberation.raise(.crossingWithoutRelease, lane: id, visit: leaving, detail: "\(id.number)")
                    return
                }
                deliberation.move(leaving, to: .crossed, lane: id, basis: "loop-out, customs-confirmed")
                deliberation.returnAlarms { $0.visit == leaving }
            }
        case (.entry, false): break
        }
    }

    private mutating func barrier(_ report: BarrierReport) {
        guard let id = device.lane, let lane = state.lane(id), let end = end(.barrierIn, .barrierOut) else { return }
        let order = lane[end].order
        if report.order == order.number, report.order > 0, order.isPending || order.outcome == .timedOut,
            report.outcome != order.outcome
        {
            deliberation.answer(lane, end, report.outcome, report.detail)
        }
        // After an order even an arm that has not moved is news: it may be all that tells that it did not open.
        let isWaitedFor = lane[end].mayHaveOpened || order.outcome == .timedOut
        guard let position = report.position, position != lane[end].position || isWaitedFor else { return }
        let own = device.id
        var moved = BarrierMoved()
        moved.lane = id
        moved.end = end
        moved.position = position
        deliberation.propose(.barrierMoved(moved))
        if position == .fault {
            deliberation.raise(.deviceFault, lane: id, device: own, detail: device.source)
        }
        var after = lane[end]
        after.moved(to: position, at: deliberation.now)
        if after.order.outcome == .done {
            deliberation.returnAlarms { $0.kind == .barrierDisobeys && $0.device == own }
        }
        if after.isOpen, lane[end.other].isOpen {
            deliberation.raise(.bothBarriersOpen, lane: id, detail: "\(id.number)")
        } else {
            deliberation.returnAlarms { $0.kind == .bothBarriersOpen && $0.lane == id }
        }
    }

    /// Where the arm of a barrier is that cannot be heard or trusted, nobody knows.
    private mutating func forgetArm(_ condition: DeviceCondition) {
        guard condition != .working, let id = device.lane, let lane = state.lane(id),
            let end = end(.barrierIn, .barrierOut), lane[end].position != .unknown
        else { return }
        var moved = BarrierMoved()
        moved.lane = id
        moved.end = end
        deliberation.propose(.barrierMoved(moved))
    }

    // MARK: Health

    private mutating func condition(_ report: DeviceReport) {
        let index = Int(device.id.number) - 1
        guard state.devices.indices.contains(index), state.devices[index].report != report else { return }
        deliberation.propose(.deviceChanged(DeviceChanged(device: device.id, report: report)))
        forgetArm(report.condition)
        let kind: AlarmKind? =
            switch report.condition {
            case .silent: .deviceSilent
            case .faulty:
                report.clockErrorMilliseconds.magnitude > DeviceReport.clockErrorLimit.milliseconds.magnitude
                    ? .clockError : .deviceFault
            case .tampered: .tamper
            case .unseen, .working: nil
            }
        let own = device.id
        deliberation.returnAlarms { $0.device == own && $0.kind != kind && $0.kind.isOfCondition }
        if let kind { deliberation.raise(kind, lane: device.lane, device: own, detail: report.detail) }
    }
}

extension Reading {
    /// What is decided on as a document, not as something seen at the gate.
    var isDocument: Bool {
        switch self {
        case .declaration, .lodged, .answer, .permit, .movement, .neighbour, .pace: true
        default: false
        }
    }
}

extension DocumentRules {
    mutating func read(_ reading: Reading) {
        switch reading {
        case .declaration(let declaration): declare(declaration)
        case .lodged(let declaration, let lodged): lodge(declaration, lodged)
        case .answer(let answer): self.answer(answer)
        case .permit(let permit): self.permit(permit)
        case .movement(let record): movement(record)
        case .neighbour(let record): neighbour(record)
        case .pace(let stated): pace(stated)
        default: break
        }
    }
}

extension DeviceReport {
    /// A device's clock may differ from the gate's by this much (a published bar for such systems).
    public static let clockErrorLimit = GateSpan.seconds(60)
}
