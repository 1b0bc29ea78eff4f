import GateModel
import TestSupport

/// Chooses what happens next at a gate: often what would bring a truck on, often something else altogether.
struct GateDriver {
    var random: SeededRandom
    private var declared = 0
    private var scans = 0
    /// Steps already taken, some of which come again.
    private var recent: [Step] = []

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func next(_ state: GateState) -> Step {
        // Now and then hours go by, and the clock notices.
        let pauses = random.chance(3)
        var step = pauses ? Step(input: .tick, delay: 0) : choose(state)
        step.delay = pauses ? random.pick([5_500_000, 5_500_000, 5_500_000, 130_000_000]) : Int64(random.below(60_000))
        recent.append(step)
        if recent.count > 12 { recent.removeFirst() }
        return step
    }

    private mutating func choose(_ state: GateState) -> Step {
        if state.open.count < 3 || random.chance(5), declared < 400 { return declare() }
        if random.chance(14) { return Step(input: document(state), delay: 0) }
        switch random.below(100) {
        case 0..<6: return random.pick(recent)
        case 6..<9: return Step(input: .tick, delay: 0)
        case 9..<18: return Step(input: reading(state), delay: 0)
        case 18..<24: return Step(input: wrongCamera(state), delay: 0)
        case 24..<44: return Step(input: act(state), delay: 0)
        case 44..<54:
            let barrier = random.pick([DeviceKind.barrierIn, .barrierOut])
            let lane = random.pick(SmallGate.plan.lanes).id
            return Step(input: .reading(.barrier(barrierReport()), device(barrier, lane), nil), delay: 0)
        default:
            guard let id = state.open.isEmpty ? nil : random.pick(state.open), let visit = state.visit(id) else {
                return declare()
            }
            return Step(input: onward(visit), delay: 0)
        }
    }

    private mutating func declare() -> Step {
        // A number comes twice now and then, and so does a plate.
        let index = random.chance(10) ? max(0, declared - 1) : declared
        declared += index == declared ? 1 : 0
        var declaration = SmallGate.declaration(index)
        declaration.hasManifest = random.chance(85)
        return Step(input: .reading(.declaration(declaration), feed(), nil), delay: 0)
    }

    private mutating func feed() -> DeviceID { SmallGate.plan.device(.manifestFeed, lane: nil)?.id ?? anyDevice() }

    /// A document about a vehicle that is here, has gone, or has not been declared yet; matched as the station does it.
    private mutating func document(_ state: GateState) -> Step.Input {
        let known = state.open.isEmpty ? nil : state.visit(random.pick(state.open))?.declaration
        let declaration =
            random.chance(80) ? known ?? SmallGate.declaration(0) : SmallGate.declaration(random.below(declared + 3))
        let device = random.chance(96) ? feed() : anyDevice()
        let at = state.clock - .seconds(Int64(random.below(900)))
        let visit = state.visit(ofDeclaration: declaration.number)
        switch random.below(10) {
        case 0:
            var lodged = LodgedDeclaration()
            lodged.number = declaration.number
            lodged.reference = random.chance(70) ? "L\(declaration.number)" : ""
            if random.chance(20) { lodged.mark(random.pick(DocumentFlaw.self)) }
            var other = declaration
            other.hasManifest = false
            other.reference = lodged.reference
            if random.chance(10) { other.tractor = random.pick(SmallGate.plates) }
            return .reading(.lodged(other, lodged), device, visit)
        case 1:
            var manifest = declaration
            manifest.hasManifest = true
            if random.chance(50) {
                let field = random.pick(DeclarationField.self)
                manifest[field] = value(of: field)
            }
            return .reading(.declaration(manifest), device, nil)
        case 2:
            var permit = Permit()
            permit.number = "P\(random.below(3))"
            permit.agency = random.pick(Agency.self)
            permit.result = random.pick(PermitResult.self)
            permit.issuedAt = at
            permit.validUntil = random.chance(40) ? at + .minutes(Int64(random.below(120))) : .epoch
            permit.declaration = declaration.number
            return .reading(.permit(permit), device, visit)
        case 4: return neighbour(declaration, visit, at)
        case 5: return random.chance(50) ? ratings() : pace(at)
        case 3:
            var record = MovementRecord()
            record.number = "G\(random.below(50))"
            record.plate = random.chance(80) ? declaration.tractor : ""
            record.declaration = declaration.number
            record.inspection = random.pick(InspectionNeed.self)
            record.updatedAt = at
            return .reading(.movement(record), device, visit)
        default:
            var answer = CustomsAnswer()
            // Void declarations are the exception, or nothing would ever cross.
            answer.code =
                random.chance(80)
                ? random.pick([.accepted, .control, .documents, .release, .clear]) : random.pick(AnswerCode.self)
            let reference = "L\(declaration.number)"
            answer.declaration = random.chance(85) ? declaration.number : ""
            answer.reference = answer.declaration.isEmpty || random.chance(30) ? reference : ""
            answer.at = at
            if answer.code == .control { answer.channel = random.pick([.none, .yellow, .red]) }
            let found = state.visit(ofDeclaration: answer.declaration, reference: answer.reference)
            return .reading(.answer(answer), device, found)
        }
    }

    /// What the other side says, as often wrongly as rightly, of whoever it is.
    private mutating func neighbour(_ declaration: Declaration, _ visit: VisitID?, _ at: GateTime) -> Step.Input {
        var record = NeighbourRecord()
        record.number = "N\(random.below(60))"
        record.word = random.pick(NeighbourWord.self)
        record.declaration = random.chance(70) ? declaration.number : ""
        record.tractor = random.chance(85) ? declaration.tractor : random.pick(SmallGate.plates)
        record.trailer = random.chance(80) ? declaration.trailer : random.pick(SmallGate.trailers)
        record.container = random.chance(80) ? declaration.container : random.pick(SmallGate.containers)
        record.hsCode = random.chance(30) ? "081090" : ""
        record.grossKilograms = Int32(random.below(3) * 10_000)
        record.agency = random.pick(Agency.self)
        if record.word == .inspected { record.result = random.chance(70) ? .passed : .failed }
        record.at = at
        let device = random.chance(96) ? device(.neighbourFeed, nil) : anyDevice()
        return .reading(.neighbour(record), device, visit)
    }

    private mutating func pace(_ at: GateTime) -> Step.Input {
        var pace = NeighbourPace()
        pace.perHour = Int32(random.below(4) * 20)
        pace.at = at
        return .reading(.pace(pace), device(.neighbourFeed, nil), nil)
    }

    private mutating func ratings() -> Step.Input {
        var ratings = DriverRatings()
        ratings.marks = (0..<5).map { _ in Int32(1 + random.below(5)) }
        return .reading(.ratings(ratings), device(.ratingPad, random.pick(SmallGate.plan.lanes).id), nil)
    }

    private mutating func anyDevice() -> DeviceID { random.pick(SmallGate.plan.devices).id }

    private mutating func device(_ kind: DeviceKind, _ lane: LaneID?) -> DeviceID {
        SmallGate.plan.device(kind, lane: lane)?.id ?? anyDevice()
    }

    private mutating func lane(of visit: Visit?) -> LaneID {
        if let lane = visit?.lane, !random.chance(10) { return lane }
        return random.pick(SmallGate.plan.lanes).id
    }

    private mutating func plate(_ visit: Visit?, trailer: Bool = false) -> Reading {
        var text = trailer ? visit?.declaration.trailer ?? "" : visit?.declaration.tractor ?? "99Z99999"
        if random.chance(8) { text = random.pick(SmallGate.plates) }
        if random.chance(4) { text = "" }
        var read = PlateRead(
            text: text, confidence: Int32(random.below(1001)),
            match: random.chance(70) ? .exact : random.pick(PlateRead.Match.self),
            uuid: "u\(random.below(1000))", at: GateTime(milliseconds: Int64(random.below(1_000_000))))
        read.isGroup = random.chance(25)
        return .plate(read)
    }

    /// What the truck would do next if all went well.
    private mutating func onward(_ visit: Visit) -> Step.Input {
        let id = visit.id
        switch visit.state {
        case .declared:
            if random.chance(40) { return .reading(plate(visit), device(.yardCamera, nil), id) }
            return .reading(plate(visit), device(.queueCamera, lane(of: visit)), id)
        case .atYard:
            if random.chance(50) { return officer(.call, .board, id, lane: lane(of: visit)) }
            return .reading(plate(visit), device(.queueCamera, lane(of: visit)), id)
        case .called:
            return .reading(plate(visit), device(random.chance(70) ? .queueCamera : .frontCamera, lane(of: visit)), id)
        case .inQueue:
            if random.chance(60) {
                return .reading(.loop(occupied: random.chance(60)), device(.loopIn, lane(of: visit)), nil)
            }
            return .reading(plate(visit), device(.frontCamera, lane(of: visit)), id)
        case .atBarrierIn: return .reading(plate(visit), device(.frontCamera, lane(of: visit)), id)
        case .inLane: return .reading(plate(visit), device(.frontCamera, lane(of: visit)), id)
        case .identified, .channelled, .scanQueued, .scanned, .imageRead, .inJointControl, .held:
            return underControl(visit)
        case .released: return officer(.letThrough, .borderGuard, id, lane: nil)
        case .atBarrierOut: return .reading(.loop(occupied: random.chance(50)), device(.loopOut, lane(of: visit)), nil)
        case .turnedBack, .seized, .crossed, .noShow, .expired: return .tick
        }
    }

    private mutating func underControl(_ visit: Visit) -> Step.Input {
        let id = visit.id
        if random.chance(8) { return officer(.explainWait, visit.wait.agency, id, lane: nil) }
        if visit.state == .channelled, random.chance(25) { return .reading(scan(), device(.scanner, nil), id) }
        if visit.state == .scanned, random.chance(40) { return officer(.readImage, .customs, id, lane: nil) }
        switch random.below(12) {
        case 0: return .reading(observation(visit), device(random.pick(SmallGate.laneDevices), lane(of: visit)), id)
        case 1: return officer(.channel, .customs, id, lane: nil)
        case 2: return .reading(scan(), device(.scanner, nil), id)
        case 3: return officer(.readImage, .customs, id, lane: nil)
        case 4: return .reading(plate(visit), device(.houseCamera, nil), id)
        case 5 where random.chance(40):
            let verb = random.pick([Act.Verb.passWithCondition, .waive, .refer, .undo, .inspect, .fail])
            return officer(verb, random.pick(Agency.self), id, lane: nil)
        default:
            // Those that have not passed; customs only when alone, or sometimes too early.
            let waiting = visit.unsettled.filter { $0 != .customs }
            let agency = waiting.isEmpty || random.chance(10) ? .customs : random.pick(waiting)
            return officer(random.chance(8) ? .hold : .pass, agency, id, lane: nil)
        }
    }

    private mutating func scan() -> Reading {
        scans += 1
        var scan = ScanResult()
        scan.image = "scan-\(random.chance(20) ? max(1, scans - 1) : scans)"
        return .scan(scan)
    }

    private mutating func observation(_ visit: Visit?) -> Reading {
        let at = GateTime(milliseconds: Int64(random.below(1_000_000)))
        switch random.below(9) {
        case 0:
            let declared = visit?.declaration.container ?? ""
            return .container(
                ContainerRead(
                    text: random.chance(60) ? declared : random.pick(SmallGate.containers), confidence: 900,
                    isValid: random.chance(80), at: at))
        case 1:
            var driver = DriverRead()
            driver.number = "C\(random.below(4))"
            driver.isValid = random.chance(80)
            driver.fault = driver.isValid ? "" : "document number"
            return .driver(driver)
        case 2:
            return .weight(
                WeightReading(kilograms: Int32(19_000 + random.below(3000)), isStable: random.chance(80), at: at))
        case 3:
            var occupancy = PortalOccupancy()
            occupancy.number = Int64(random.below(100))
            occupancy.gammaAlarm = random.chance(20)
            occupancy.neutronAlarm = random.chance(5)
            return .occupancy(occupancy)
        case 4:
            if random.chance(50) { return scan() }
            let kind = random.pick(CodeKind.self)
            let text = kind == .declaration ? visit?.declaration.number ?? "1" : "\(random.below(40))"
            return .code(CodeSeen(kind, text, at: at))
        case 5: return .loop(occupied: random.chance(50))
        case 6: return .barrier(barrierReport())
        case 7:
            var report = DeviceReport()
            report.condition = random.pick(DeviceCondition.self)
            report.clockErrorMilliseconds = random.pick([0, 70_000, -70_000, .min, .max])
            return .condition(report)
        default: return plate(visit, trailer: random.chance(50))
        }
    }

    /// Mostly an arm where it should be, at times an answer to some order, known or not.
    private mutating func barrierReport() -> BarrierReport {
        var report = BarrierReport.at(random.chance(60) ? .closed : random.pick(BarrierPosition.self))
        if random.chance(30) {
            report.order = UInt32(random.below(6)) + 1
            report.outcome = random.pick([.accepted, .done, .refused])
            if random.chance(50) { report.position = nil }
        }
        return report
    }

    /// Anything any device may say about any visit, late ones and unknown ones included.
    private mutating func reading(_ state: GateState) -> Step.Input {
        let visit = anyVisit(state)
        return .reading(observation(visit.flatMap { state.visit($0) }), anyDevice(), visit)
    }

    /// A truck seen by whichever camera, wherever it should be.
    private mutating func wrongCamera(_ state: GateState) -> Step.Input {
        let visit = anyVisit(state)
        let kinds: [DeviceKind] = [.queueCamera, .frontCamera, .rearCamera, .yardCamera, .houseCamera]
        let lane = random.pick(SmallGate.plan.lanes).id
        return .reading(plate(visit.flatMap { state.visit($0) }), device(random.pick(kinds), lane), visit)
    }

    private mutating func anyVisit(_ state: GateState) -> VisitID? {
        if !state.open.isEmpty, random.chance(70) { return random.pick(state.open) }
        if random.chance(15) { return nil }
        if random.chance(5) { return VisitID(number: 4_000_000_000) }
        return VisitID(number: Int64(random.below(max(1, state.visits.count))) + 1)
    }

    private mutating func officer(_ verb: Act.Verb, _ agency: Agency, _ visit: VisitID?, lane: LaneID?) -> Step.Input {
        var act = Act()
        act.verb = verb
        act.officer = "An"
        act.agency = agency
        act.lane = lane
        act.reason = random.chance(80) ? .other : .none
        act.channel = random.pick(Channel.self)
        act.finding = random.pick(ImageFinding.self)
        act.task = random.pick([.sampleResult, .payment])
        act.basis = random.pick([.neighbourResult, .otherAgency])
        act.toAgency = AgencySet(random.pick(Agency.self))
        act.waitReason = random.pick(WaitReason.self)
        return .act(act, visit)
    }

    /// The agency whose act this usually is.
    private mutating func usual(_ verb: Act.Verb) -> Agency {
        switch verb {
        case .channel, .readImage, .seize: .customs
        case .call, .reviewComplaint: .board
        default: random.chance(70) ? .borderGuard : random.pick(Agency.self)
        }
    }

    /// Mostly what the field may be.
    private mutating func value(of field: DeclarationField) -> String {
        switch field {
        case .tractor: random.pick(SmallGate.plates)
        case .trailer: random.pick(SmallGate.trailers)
        case .container: random.pick(SmallGate.containers)
        case .nationality: random.pick(["VNM", "CHN", "LAO", "VN"])
        case .hsCode: random.pick(["0810", "440310", "854231", "1"])
        case .grossKilograms: random.pick(["20000", "31000", "0", "1e4"])
        case .goodsClass: random.pick(GoodsClass.self).name
        case .driver, .document, .company, .goods: random.pick(["B1234567", "Công ty A", "", "x"])
        }
    }

    /// Anything any officer may press.
    private mutating func act(_ state: GateState) -> Step.Input {
        var act = Act()
        act.verb = random.pick(Act.Verb.self)
        act.officer = "Bình"
        act.agency = random.chance(60) ? usual(act.verb) : random.pick(Agency.self)
        if random.chance(50) { act.lane = random.pick(SmallGate.plan.lanes).id }
        if random.chance(8) { act.lane = LaneID(number: 200) }
        act.alarm = random.chance(30) ? AlarmID(number: Int64(random.below(8)) + 1) : nil
        act.reason = random.pick(Reason.self)
        act.channel = random.pick(Channel.self)
        act.finding = random.pick(ImageFinding.self)
        act.phrase = random.pick(DriverPhrase.self)
        act.place = random.pick(PlatePlace.self)
        act.task = random.pick(FollowUp.self)
        act.basis = random.pick(WaiverBasis.self)
        act.toAgency = AgencySet(random.pick(Agency.self))
        act.amount = Int32(random.below(4))
        act.orderedBy = random.chance(50) ? "Chi cục trưởng" : " "
        act.field = random.pick(DeclarationField.self)
        act.value = value(of: act.field)
        act.correctionReason = random.pick(CorrectionReason.self)
        act.evidence = random.pick(CorrectionEvidence.self)
        act.contact = random.pick(ContactReason.self)
        act.waitReason = random.pick(WaitReason.self)
        act.complaint = random.pick(ComplaintKind.self)
        act.outcome = random.pick(ComplaintOutcome.self)
        if act.verb == .complain, let visit = anyVisit(state) { act.value = ComplaintCode(visit).description }
        act.plate = random.chance(90) ? random.pick(SmallGate.plates) : "nonsense"
        // The gate is mostly open, or nothing would ever cross.
        act.status = random.chance(70) ? .open : random.pick(OpenStatus.self)
        return .act(act, anyVisit(state))
    }
}
