/// What an officer's act means for the gate: events, or a refusal that says why.
extension GateState {
    /// Decides on one act.
    ///
    /// - Parameters:
    ///   - act: what was pressed; its `agency` is the officer's own.
    ///   - visit: the visit meant; nil for acts on alarms, lanes and the gate.
    ///   - cause: the terminal's command.
    ///   - now: the gate's clock.
    public func decide(_ act: Act, visit: VisitID?, cause: Cause, now: GateTime) -> Result<Decision, Refusal> {
        var rules = ActRules(
            Deliberation(self, actor: .officer(act.officer, act.agency), cause: cause, now: now), act: act)
        do throws(Refusal) {
            try rules.carryOut(on: visit)
            return .success(rules.deliberation.decision)
        } catch {
            return .failure(error)
        }
    }

    /// A called vehicle that has not come for this long is a no-show; a declared one for ``expiry`` has expired.
    public static let noShowAfter = GateSpan.minutes(90)
    public static let expiry = GateSpan.hours(36)

    /// What follows from the passing of time alone, to be asked at each tick of the gate's clock.
    public func decideTick(cause: Cause, now: GateTime) -> Decision {
        var deliberation = Deliberation(self, actor: .rule("clock"), cause: cause, now: now)
        let waitAlarms = Set(alarms.lazy.filter { $0.kind == .unexplainedWait && $0.isStanding }.compactMap(\.visit))
        if status == .suspended, statusUntil > .epoch, statusUntil <= now {
            var over = GateStatusChanged()
            over.status = .open
            deliberation.propose(.gateStatusChanged(over))
        }
        let judges = !plan.risk.isEmpty
        for id in open {
            // Every open visit at every tick: a few fields are looked at, and none is copied.
            let seen = visits.look(at: id.number) {
                (
                    $0.state, $0.stateSince, $0.declaredAt, $0.channel, $0.hasExpiringPermit(at: now),
                    judges && $0.isRiskDue && $0.isJudged, waitsTooLong($0, at: now)
                )
            }
            guard let (state, stateSince, declaredAt, channel, hasExpired, isRiskDue, isWaiting) = seen else {
                continue
            }
            if state == .called, now - stateSince > Self.noShowAfter {
                deliberation.end(id, as: .noShow, basis: "called-90-min-ago")
                continue
            }
            if state == .declared, now - declaredAt > Self.expiry {
                deliberation.end(id, as: .expired, basis: "declared-36-h-ago")
                continue
            }
            if isRiskDue, let visit = visit(id) { deliberation.judge(visit) }
            if state.isUnderControl || state == .released, channel != .none, let visit = visit(id) {
                deliberation.watchClocks(visit)
                deliberation.watchReferrals(visit)
            }
            if isWaiting || waitAlarms.contains(id), let visit = visit(id) { deliberation.watchWait(visit) }
            if hasExpired, let visit = visit(id) {
                let expired = visit.documents.permits.filter { $0.hasExpired(at: now) }.map(\.agency)
                for agency in Agency.allCases where expired.contains(agency) {
                    deliberation.trouble(visit, .permitExpired, of: agency)
                }
            }
        }
        deliberation.watchTasks()
        deliberation.watchAbroad()
        deliberation.watchReturned()
        return deliberation.decision
    }
}

struct ActRules {
    var deliberation: Deliberation
    let act: Act

    var state: GateState { deliberation.state }

    init(_ deliberation: Deliberation, act: Act) {
        self.deliberation = deliberation
        self.act = act
    }

    mutating func carryOut(on id: VisitID?) throws(Refusal) {
        switch act.verb {
        case .acknowledge: return try acknowledge(of: id)
        case .setLane: return try setLane()
        case .setGate: return try setGate()
        case .openBarrier, .closeBarrier: return try moveBarrier()
        case .closeTask: return try closeTask()
        case .publishSeed: return try publishSeed()
        case .complain: return try complain()
        case .reviewComplaint: return try reviewComplaint()
        case .beginShift: return try beginShift()
        case .endShift: return try endShift()
        default: break
        }
        guard let id, let visit = state.visit(id) else { throw .unknownVisit }
        guard !visit.state.isClosed else { throw .closed(visit.state) }
        switch act.verb {
        case .start: try start(visit)
        case .pass: try pass(visit)
        case .hold: try hold(visit)
        case .turnBack: try close(visit, as: .turnedBack, by: .borderGuard)
        case .seize: try close(visit, as: .seized, by: .customs)
        case .letThrough: try letThrough(visit)
        case .channel: try channel(visit)
        case .readImage: try readImage(visit)
        case .call: try call(visit)
        case .correctPlate: try correctPlate(visit)
        case .correctField: try correctField(visit)
        case .message: try message(visit)
        case .raiseTrouble: try raiseTrouble(visit)
        case .clearTrouble: try clearTrouble(visit)
        case .passWithCondition: try passWithCondition(visit)
        case .fail: try fail(visit)
        case .waive: try waive(visit)
        case .refer: try refer(visit)
        case .undo: try undo(visit)
        case .inspect: try inspect(visit)
        case .extendClock: try extendClock(visit)
        case .askPaper: try askPaper(visit)
        case .explainWait: try explainWait(visit)
        case .contact: try contact(visit)
        case .acknowledge, .setLane, .setGate, .openBarrier, .closeBarrier, .closeTask, .publishSeed, .complain,
            .reviewComplaint, .beginShift, .endShift:
            break
        }
    }

    func require(_ agency: Agency) throws(Refusal) {
        guard act.agency == agency else { throw .wrongAgency(needed: agency) }
    }

    mutating func decided(
        _ visit: Visit, _ decision: AgencyDecision, _ reason: Reason = .none,
        _ fill: (inout AgencyDecided) -> Void = { _ in }
    ) {
        var event = AgencyDecided()
        event.visit = visit.id
        event.agency = act.agency
        event.decision = decision
        event.reason = reason
        fill(&event)
        deliberation.guardStreams([.visitAgency(visit.id, act.agency)])
        deliberation.propose(.agencyDecided(event))
    }

    func requireDecidable(_ visit: Visit) throws(Refusal) {
        guard visit.state.isUnderControl else { throw .wrongState(visit.state) }
        guard visit[act.agency].decision != .notRequired else { throw .notRequired(act.agency) }
    }

    private mutating func start(_ visit: Visit) throws(Refusal) {
        try requireDecidable(visit)
        let standing = visit[act.agency].decision
        guard standing == .pending else { throw .alreadyDecided(act.agency, standing) }
        decided(visit, .inProgress)
    }

    private mutating func pass(_ visit: Visit) throws(Refusal) { try settle(visit, .pass) }

    private mutating func hold(_ visit: Visit) throws(Refusal) {
        guard act.reason != .none else { throw .reasonRequired }
        guard visit.state.isUnderControl || visit.state == .released else { throw .wrongState(visit.state) }
        guard visit[act.agency].decision != .notRequired else { throw .notRequired(act.agency) }
        guard visit[act.agency].decision != .hold else { throw .alreadyDecided(act.agency, .hold) }
        decided(visit, .hold, act.reason)
        if visit.state != .held {
            deliberation.guardStreams([.visit(visit.id)])
            deliberation.move(visit.id, to: .held, reason: act.reason, basis: "held-by-\(act.agency.name)")
        }
        tellToWait(visit, act.reason)
    }

    private mutating func close(_ visit: Visit, as end: VisitState, by agency: Agency) throws(Refusal) {
        guard act.reason != .none else { throw .reasonRequired }
        // Either of the two forces that guard the border may do it; `agency` is the one that usually does.
        guard act.agency == .borderGuard || act.agency == .customs else { throw .wrongAgency(needed: agency) }
        guard visit.state.mayBecome(end) else { throw .wrongState(visit.state) }
        deliberation.guardStreams([.visit(visit.id)])
        if end == .turnedBack { orderReturn(visit) }
        deliberation.move(visit.id, to: end, reason: act.reason, basis: "officer")
        let id = visit.id
        deliberation.returnAlarms { $0.visit == id }
    }

    /// The driver is told, and the order has a number to be asked for later.
    private mutating func orderReturn(_ visit: Visit) {
        var order = ReturnOrdered()
        order.visit = visit.id
        order.number = state.returnOrders &+ 1
        order.reason = act.reason
        order.place = "R" + (visit.lane.map { "\($0.number)" } ?? "")
        deliberation.propose(.returnOrdered(order))
        deliberation.propose(.driverMessaged(DriverMessaged(.turnBack, to: visit.id, reason: act.reason)))
    }

    private mutating func askPaper(_ visit: Visit) throws(Refusal) {
        guard act.paper != .none else { throw .nothingToDo }
        guard act.law.contains(where: { !$0.isWhitespace }), act.law.count <= PaperAsked.basisLimit else {
            throw .basisRequired
        }
        var asked = PaperAsked()
        asked.visit = visit.id
        asked.agency = act.agency
        asked.paper = act.paper
        asked.basis = act.law
        deliberation.propose(.paperAsked(asked))
    }

    private mutating func letThrough(_ visit: Visit) throws(Refusal) {
        try require(.borderGuard)
        guard visit.state == .released else {
            if visit.state.isUnderControl { throw .notReleased(waitingFor: visit.unsettled) }
            throw .wrongState(visit.state)
        }
        guard visit.unsettled.isEmpty else { throw .notReleased(waitingFor: visit.unsettled) }
        guard visit.confirmation != .none else { throw .notReleased(waitingFor: [.customs]) }
        guard let id = visit.lane, let lane = state.lane(id) else { throw .unknownLane }
        guard state.status == .open else { throw .gateSuspended }
        if let busy = lane.leaving(in: state) { throw .barrierBusy(busy) }
        deliberation.guardStreams(
            Agency.allCases.map { .visitAgency(visit.id, $0) } + [.visit(visit.id), .lane(id)])
        deliberation.move(visit.id, to: .atBarrierOut, lane: id, basis: "let-through")
        // Nothing that was said before may stand beside an open barrier.
        if visit.message != .none, visit.message != .proceed {
            deliberation.propose(.driverMessaged(DriverMessaged(.proceed, to: visit.id)))
        }
    }

    private mutating func channel(_ visit: Visit) throws(Refusal) {
        try require(.customs)
        guard act.channel != .none else { throw .nothingToDo }
        guard visit.state.isUnderControl else { throw .wrongState(visit.state) }
        // Customs' answer may have named the channel before anybody knew which vehicle stands here.
        let isNew = visit.channel != act.channel
        guard isNew || (visit.state.mayBecome(.channelled) && visit.state != .held) else { throw .nothingToDo }
        deliberation.guardStreams([.visit(visit.id)])
        let isLowering = isNew && isLowering(visit)
        if isLowering, try !lower(visit) { return }
        var event = VisitChannelled()
        event.visit = visit.id
        event.channel = act.channel
        event.reason = isLowering ? .twoPersons : reason(visit)
        if isNew { deliberation.propose(.channelled(event)) }
        // Customs looks at every red vehicle itself, whatever it thought of it before.
        let card = visit[.customs]
        if act.channel == .red,
            card.decision == .waived || (card.decision == .pass && card.isByAnswer)
        {
            decided(visit, .pending)
        } else if isNew, act.channel == .red, card.decision.isHolding, card.before.isSettled {
            // The hold stands anew, so that taking it back does not bring the pass of a vehicle that nobody looked at.
            decided(visit, card.decision, card.reason)
        }
        if visit.state.mayBecome(.channelled), visit.state != .held {
            deliberation.move(visit.id, to: .channelled, basis: "channel-\(act.channel.name)")
        }
    }

    private mutating func readImage(_ visit: Visit) throws(Refusal) {
        try require(.customs)
        guard !visit.scan.image.isEmpty else { throw .wrongState(visit.state) }
        guard act.finding != .unread, visit.finding != act.finding else { throw .nothingToDo }
        // Nothing may be called clean by a picture that is not the one the scanner took; suspicion needs no proof.
        if act.finding == .clear, visit.scanCheck.verdict.isRefused { throw .imageRefused(visit.scanCheck.verdict) }
        deliberation.guardStreams([.visit(visit.id)])
        var event = ImageRead()
        event.visit = visit.id
        event.finding = act.finding
        deliberation.propose(.imageRead(event))
        if visit.state.mayBecome(.imageRead), visit.state != .held {
            deliberation.move(visit.id, to: .imageRead, basis: "image-\(act.finding.name)")
        }
        if act.finding == .suspicious {
            deliberation.raise(.suspiciousImage, lane: visit.lane, visit: visit.id, detail: visit.scan.image)
            deliberation.trouble(visit, .suspiciousImage)
        }
    }

    private mutating func call(_ visit: Visit) throws(Refusal) {
        try require(.board)
        guard let id = act.lane, let lane = state.lane(id) else { throw .unknownLane }
        guard lane.status == .open else { throw .laneClosed(id) }
        guard visit.state.mayBecome(.called) else { throw .wrongState(visit.state) }
        deliberation.guardStreams([.visit(visit.id)])
        deliberation.move(visit.id, to: .called, lane: id, basis: "called-forward")
    }

    private mutating func correctPlate(_ visit: Visit) throws(Refusal) {
        guard act.reason != .none else { throw .reasonRequired }
        do throws(IdentifierError) {
            _ = try Plate(act.plate)
        } catch {
            throw .badPlate(error)
        }
        if let other = state.expected(act.plate), other != visit.id { throw .plateInUse(other) }
        if let lane = act.lane, state.lane(lane) == nil { throw .unknownLane }
        let known = act.place == .front ? visit.front : visit.rear
        let isNew = known.text != act.plate || known.match != .officer
        let arrives = act.lane != nil && visit.state.mayBecome(.inLane) && visit.state != .held
        let identifies = arrives || (visit.state == .inLane && act.place == .front)
        guard isNew || identifies else { throw .nothingToDo }
        deliberation.guardStreams([.visit(visit.id)])
        var event = PlateCorrected()
        event.visit = visit.id
        event.place = act.place
        event.from = known.text
        event.to = act.plate
        event.reason = act.reason
        deliberation.propose(.plateCorrected(event))
        if arrives, let lane = act.lane { deliberation.bringIn(visit.id, at: lane, basis: "plate-officer") }
        if identifies { deliberation.identify(visit.id, lane: act.lane, basis: "plate-officer") }
        if let lane = act.lane { deliberation.returnAlarms { $0.kind == .unknownVehicle && $0.lane == lane } }
    }

    private mutating func raiseTrouble(_ visit: Visit) throws(Refusal) {
        // What the rules find is not for a person to say.
        guard act.reason.isForPeople else { throw .reasonRequired }
        guard !visit.troubles.contains(where: { $0.reason == act.reason }) else { throw .nothingToDo }
        deliberation.trouble(visit, act.reason)
    }

    private mutating func clearTrouble(_ visit: Visit) throws(Refusal) {
        guard let standing = visit.troubles.first(where: { act.reason == .none || $0.reason == act.reason }) else {
            throw .nothingToDo
        }
        deliberation.guardStreams([.visit(visit.id)])
        deliberation.clear(standing, of: visit.id)
        var cleared = visit
        cleared.troubles.removeAll { $0 == standing }
        if cleared.troubles.isEmpty, case .answer = visit.confirmation {
            deliberation.guardStreams(Agency.allCases.map { .visitAgency(visit.id, $0) })
            deliberation.settleByAnswer(cleared)
        }
    }

    /// One alarm; or, where none is named, every unseen one of the visit or the lane.
    private mutating func acknowledge(of visit: VisitID?) throws(Refusal) {
        func isUnseen(_ alarm: Alarm) -> Bool {
            alarm.state == .unacknowledged || alarm.state == .returnedUnacknowledged
        }
        let alarms: [Alarm]
        if let id = act.alarm {
            guard let alarm = state.alarm(id) else { throw .unknownAlarm }
            guard isUnseen(alarm) else { throw .alreadyAcknowledged }
            alarms = [alarm]
        } else {
            let lane = act.lane
            alarms = state.alarms.filter {
                isUnseen($0) && ((visit != nil && $0.visit == visit) || (lane != nil && $0.lane == lane))
            }
            guard !alarms.isEmpty else { throw .unknownAlarm }
        }
        for alarm in alarms {
            deliberation.guardStreams([.alarm(alarm.id)])
            deliberation.propose(.alarmAcknowledged(AlarmChanged(alarm.id)))
        }
    }

    private mutating func setLane() throws(Refusal) {
        guard act.agency == .borderGuard || act.agency == .board else { throw .wrongAgency(needed: .board) }
        guard let id = act.lane, let lane = state.lane(id) else { throw .unknownLane }
        guard lane.status != act.status else { throw .nothingToDo }
        deliberation.guardStreams([.lane(id)])
        var event = LaneStatusChanged()
        event.lane = id
        event.status = act.status
        deliberation.propose(.laneStatusChanged(event))
    }

    /// Moves a barrier by hand: where the order given by itself failed, or for a vehicle that nothing recognised.
    private mutating func moveBarrier() throws(Refusal) {
        try require(.borderGuard)
        guard let id = act.lane, let lane = state.lane(id) else { throw .unknownLane }
        guard state.hasBarrier(lane, act.end) else { throw .noBarrier }
        let barrier = lane[act.end]
        var visit: VisitID?
        if act.verb == .openBarrier {
            guard state.status == .open else { throw .gateSuspended }
            guard barrier.position != .open, barrier.position != .opening else { throw .nothingToDo }
            guard !(barrier.order.isPending && barrier.order.command == .open) else { throw .nothingToDo }
            visit = act.end == .exit ? lane.leaving(in: state) : state.vehicleAtArch(id)?.id
            guard visit != nil || (act.end == .entry && lane.loopIn) else { throw .nobodyAtBarrier }
            guard state.isShut(lane, act.end.other) else { throw .interlock(act.end.other) }
        } else {
            // A closed arm can be told to close all the same while an unanswered order may still raise it: the barrier then
            // refuses the older one.
            guard !barrier.isShut, barrier.position != .closing else { throw .nothingToDo }
            guard !(barrier.order.isPending && barrier.order.command == .close) else { throw .nothingToDo }
            guard !(act.end == .entry ? lane.loopIn : lane.loopOut) else { throw .loopOccupied }
            // The arm would come down on whatever stands there.
            guard !state.isChattering(act.end == .entry ? .loopIn : .loopOut, lane: id) else { throw .loopUnbelieved }
            // Closed by hand, it is not opened again by itself for the same vehicle.
            visit = barrier.order.visit
        }
        deliberation.guardStreams([.lane(id)])
        deliberation.orderBarrier(lane, act.end, act.verb == .openBarrier ? .open : .close, for: visit)
    }

    /// Who suspends the gate must have the power to, and for so long; whoever suspended it, a post opens it again.
    private mutating func setGate() throws(Refusal) {
        try require(.borderGuard)
        var until = GateTime.epoch
        if act.status == .suspended, let law = state.plan.inForce(state.plan.suspensionLaws, at: deliberation.now) {
            until = try end(of: law)
        } else {
            guard state.status != act.status else { throw .nothingToDo }
        }
        deliberation.guardStreams([.gate])
        var event = GateStatusChanged()
        event.status = act.status
        event.authority = act.status == .suspended ? act.authority : .none
        event.until = until
        deliberation.propose(.gateStatusChanged(event))
    }

    /// When the suspension that is ordered ends; the epoch where its power has no end. A power is used up by the suspension
    /// as a whole: the same authority, or a lower one, begins no other for a while.
    private func end(of law: SuspensionLaw) throws(Refusal) -> GateTime {
        guard act.authority != .none else { throw .authorityRequired("") }
        guard let power = law.power(of: act.authority, over: state.plan.gateClass) else { throw .noPower }
        let minutes = act.amount > 0 ? act.amount : power.minutes
        guard power.minutes == 0 || minutes <= power.minutes else {
            throw .tooLongSuspended(minutes: Int(power.minutes))
        }
        let isGoingOn = state.status == .suspended
        let last = state.suspensions.last
        if let last, last.authority.rawValue >= act.authority.rawValue,
            isGoingOn || deliberation.now - last.until < GateState.suspensionPause
        {
            throw .powerUsed
        }
        let from = isGoingOn ? last?.from ?? deliberation.now : deliberation.now
        let until = minutes > 0 ? from + .minutes(Int64(minutes)) : .epoch
        guard until == .epoch || until > deliberation.now else { throw .nothingToDo }
        return until
    }
}

extension GateState {
    /// How long after a suspension whoever ordered it may order no other (assumed; the law speaks of one).
    public static let suspensionPause = GateSpan.hours(24)
}
