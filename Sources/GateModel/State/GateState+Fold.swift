/// How each event changes the state. The only writer of ``GateState``.
extension GateState {
    mutating func fold(_ event: GateEvent, by actor: Actor) {
        let moved: VisitID? = if case .visitMoved(let moved) = event { moved.visit } else { nil }
        let lane = moved.flatMap { visits.look(at: $0.number) { $0.lane } ?? nil }
        change(by: event, of: actor)
        accountWaits(after: event, from: lane)
        if actor.kind == .officer, let visit = event.visit { note(actor.name, hadPartIn: visit) }
    }

    private mutating func note(_ officer: String, hadPartIn visit: VisitID) {
        visits.update(visit.number) {
            let isNew = $0.officers.count < OfficerName.limit && !$0.officers.contains { $0.name == officer }
            if isNew { $0.officers.append(OfficerName(officer)) }
        }
    }

    private mutating func change(by event: GateEvent, of actor: Actor) {
        switch event {
        case .gateConfigured(let plan): configure(plan)
        case .gateStatusChanged(let change):
            setStatus(change, by: actor)
        case .laneStatusChanged(let change):
            updateLane(change.lane) {
                $0.status = change.status
                $0.version += 1
            }
        case .visitDeclared(let declared): declare(declared)
        case .visitMoved(let moved): move(moved)
        case .frontPlateRead(let seen): plate(seen, .frontPlateRead)
        case .rearPlateRead(let seen): plate(seen, .rearPlateRead)
        case .containerRead(let seen):
            observe(seen.visit, .containerRead) { $0.containerRead = seen.value }
        case .driverRead(let seen): observe(seen.visit, .driverRead) { $0.driverRead = seen.value }
        case .weighed(let seen):
            observe(seen.visit, .weighed) {
                $0.weight = seen.value
                $0.isRiskDue = true
            }
        case .portalPassed(let seen):
            if let lane = seen.lane { updateLane(lane) { $0.lastPortal = seen.value } }
            observe(seen.visit, .portalPassed) {
                $0.portal = seen.value
                $0.isRiskDue = true
            }
        case .scanned(let seen):
            observe(seen.visit, .scanned) {
                $0.scan = seen.value
                $0.scanCheck = ScanCheck()
            }
        case .scanChecked(let checked):
            observe(checked.visit, .scanChecked, detail: checked.check.verdict.rawValue) {
                if $0.scan.image == checked.image { $0.scanCheck = checked.check }
            }
        case .lodged, .manifestLodged, .answered, .permitStated, .movementRecorded, .returnOrdered, .paperAsked:
            document(event, by: actor)
        case .codeRead(let seen):
            observe(seen.visit, .codeRead) {
                if $0.codes.count < CodeSeen.limit { $0.codes.append(seen.value) }
            }
        case .channelled(let channelled):
            let now = clock
            decide(channelled.visit, .channelled, detail: channelled.channel.rawValue) {
                $0.channel = channelled.channel
                $0.channelReason = channelled.reason
                // A wish for another channel than this one is over.
                if !$0.lowering.isGranted || $0.lowering.channel != channelled.channel {
                    $0.lowering = ChannelLowering()
                }
                let isChecked = channelled.channel == .yellow || channelled.channel == .red
                if isChecked, $0.channelledAt == .epoch { $0.channelledAt = now }
            }
        case .assessed(let assessed):
            observe(assessed.visit, .assessed, detail: assessed.assessment.channel.rawValue) {
                $0.risk = assessed.assessment
                $0.isRiskDue = false
            }
        case .channelLowering(let lowering):
            decide(lowering.visit, .channelLowering, detail: lowering.channel.rawValue) { $0.lowering = lowering }
        case .seedPublished(let seed):
            daySeed = seed
            gateVersion += 1
        case .imageRead(let read):
            decide(read.visit, .imageRead, detail: read.finding.rawValue) { $0.finding = read.finding }
        case .agencyDecided(let decided): agency(decided, by: actor)
        case .decisionUndone(let undone): undo(undone, by: actor)
        case .inspected(let inspected):
            let now = clock
            decide(inspected.visit, .inspected, detail: inspected.opensDoors ? 1 : 0) {
                $0.bundle.add(inspected, at: now)
            }
        case .followUpDone(let done):
            let before = tasks.count
            tasks.removeAll { $0.visit == done.visit && $0.agency == done.agency && $0.kind == done.kind }
            if tasks.count == before { anomalies += 1 }
            gateVersion += 1
        case .clockExtended(let extended):
            let now = clock
            decide(extended.visit, .clockExtended, detail: UInt8(clamping: extended.days)) {
                $0.clockExtension.days = extended.days
                $0.clockExtension.by = extended.by
                $0.clockExtension.reason = extended.reason
                $0.clockExtension.at = now
            }
        case .plateCorrected(let corrected): correct(corrected)
        case .fieldCorrected(let corrected): correct(corrected, by: actor)
        case .amendmentOffered(let offered): amend(offered)
        case .waitExplained(let explained): explain(explained, by: actor)
        case .complaintLodged(let complaint): complain(complaint)
        case .complaintReviewed(let review): settle(review, by: actor)
        case .shiftBegan(let began): begin(began, by: actor)
        case .shiftEnded(let ended): end(ended, by: actor)
        case .driverMessaged(let messaged): tell(messaged)
        case .contactMade(let met): meet(met, by: actor)
        case .driversRated(let seen): rate(seen)
        case .neighbourStated(let seen): hear(seen)
        case .paceStated(let seen): hear(seen.value)
        case .troubleRaised(let trouble):
            let now = clock
            decide(trouble.visit, .troubleRaised, detail: trouble.reason.rawValue) {
                $0.troubles.append(
                    Trouble(stage: trouble.stage, reason: trouble.reason, since: now, agency: trouble.agency))
            }
        case .troubleCleared(let trouble):
            decide(trouble.visit, .troubleCleared, detail: trouble.reason.rawValue) { visit in
                visit.troubles.removeAll { $0.reason == trouble.reason && $0.agency == trouble.agency }
            }
        case .alarmRaised(let raised): raise(raised)
        case .alarmAcknowledged(let changed): acknowledge(changed.alarm, by: actor)
        case .alarmReturned(let changed): returned(changed.alarm)
        case .barrierMoved(let moved):
            let now = clock
            updateLane(moved.lane) {
                $0[moved.end].moved(to: moved.position, at: now)
                $0.version += 1
            }
        case .barrierOrdered(let ordered):
            let now = clock
            updateLane(ordered.lane) {
                var order = BarrierOrder()
                order.number = ordered.number
                order.command = ordered.command
                order.outcome = .sent
                order.visit = ordered.visit
                order.at = now
                $0[ordered.end].ordered(order)
                $0.version += 1
            }
        case .barrierAnswered(let answered):
            updateLane(answered.lane) {
                $0.version += 1
                // A late answer to an order that a newer one has replaced says nothing about that one.
                guard $0[answered.end].order.number == answered.number else { return }
                $0[answered.end].answered(answered.outcome, answered.detail)
            }
        case .loopChanged(let changed):
            updateLane(changed.lane) {
                if changed.end == .entry { $0.loopIn = changed.occupied } else { $0.loopOut = changed.occupied }
            }
        case .deviceChanged(let changed):
            let now = clock
            updateDevice(changed.device) {
                $0.report = changed.report
                $0.reportedAt = now
            }
        }
    }

    private mutating func updateDevice(_ id: DeviceID, _ change: (inout DeviceState) -> Void) {
        let index = Int(id.number) - 1
        if devices.indices.contains(index) { change(&devices[index]) } else { anomalies += 1 }
    }

    /// A changed plan keeps what is known of the lanes and devices that remain; a device is known by its source, its
    /// number is only its place in the plan.
    private mutating func configure(_ plan: GatePlan) {
        let (knownLanes, knownDevices) = (lanes, devices)
        var newID: [DeviceID: DeviceID] = [:]
        for device in self.plan.devices {
            newID[device.id] = plan.devices.first { $0.source == device.source }?.id
        }
        devices = Array(repeating: DeviceState(), count: plan.devices.count)
        for (old, new) in newID {
            let (from, to) = (Int(old.number) - 1, Int(new.number) - 1)
            if knownDevices.indices.contains(from), devices.indices.contains(to) { devices[to] = knownDevices[from] }
        }
        lanes = plan.lanes.map { lane in
            guard var state = knownLanes.first(where: { $0.lane.id == lane.id }) else { return LaneState(lane) }
            state.lane = lane
            for end in LaneEnd.allCases where !self.plan.hasSameBarrier(as: plan, lane.id, end) {
                state[end].position = .unknown
            }
            return state
        }
        for index in alarms.indices {
            guard let device = alarms[index].device else { continue }
            alarms[index].device = newID[device]
            // Nobody will ever report that a device taken away is well again.
            if newID[device] == nil, alarms[index].visit == nil, alarms[index].state != .closed {
                alarms[index].state = .closed
                alarms[index].changedAt = clock
            }
        }
        self.plan = plan
        gateVersion += 1
    }

    private mutating func updateLane(_ id: LaneID, _ change: (inout LaneState) -> Void) {
        guard let index = laneIndex(id) else {
            anomalies += 1
            return
        }
        change(&lanes[index])
    }

    func entry(_ kind: EventKind, detail: UInt8 = 0, agency: Agency? = nil) -> HistoryEntry {
        var entry = HistoryEntry()
        entry.sequence = sequence
        entry.at = clock
        entry.kind = kind
        entry.detail = detail
        entry.agency = agency.map { $0.rawValue + 1 } ?? 0
        return entry
    }

    /// Something was seen of a visit; a reading tied to none changes nothing but the journal.
    mutating func observe(
        _ id: VisitID?, _ kind: EventKind, detail: UInt8 = 0, agency: Agency? = nil, _ change: (inout Visit) -> Void
    ) {
        guard let id else { return }
        let line = entry(kind, detail: detail, agency: agency)
        let known = visits.update(id.number) {
            change(&$0)
            $0.note(line)
        }
        if !known { anomalies += 1 }
    }

    /// Something was decided on a visit's own stream.
    mutating func decide(
        _ id: VisitID, _ kind: EventKind, detail: UInt8, agency: Agency? = nil, _ change: (inout Visit) -> Void
    ) {
        let line = entry(kind, detail: detail, agency: agency)
        let known = visits.update(id.number) {
            change(&$0)
            $0.version += 1
            $0.note(line)
        }
        if !known { anomalies += 1 }
    }

    private mutating func declare(_ declared: VisitDeclared) {
        guard Int(declared.visit.number) == visits.count + 1 else {
            anomalies += 1
            return
        }
        var visit = Visit()
        visit.id = declared.visit
        visit.declaration = declared.declaration
        visit.declaredAt = clock
        visit.stateSince = clock
        visit.version = 1
        for agency in declared.required.members { visit[agency].decision = .pending }
        visit.note(entry(.visitDeclared))
        visits.append(visit)
        visitsByState[Int(VisitState.declared.rawValue)] += 1
        open.append(declared.visit)
        indexIdentifiers(of: declared.declaration, as: declared.visit)
        // What waited for it follows as events of its own.
        unclaimed.removeAll { $0.belongs(to: declared.declaration) }
        withToday { counts, _ in counts.declared += 1 }
    }

    private mutating func plate(_ seen: Observation<PlateRead>, _ kind: EventKind) {
        if seen.visit == nil { updateDevice(seen.device) { $0.lastUnmatched = seen.value.text } }
        if let lane = seen.lane, kind == .frontPlateRead {
            updateLane(lane) {
                $0.unknownPlate = seen.visit == nil ? seen.value.text : ""
                $0.unknownRanked = seen.visit == nil ? seen.value.ranked : []
                $0.unknownAt = seen.value.at
            }
        }
        observe(seen.visit, kind) {
            if kind == .frontPlateRead { $0.front = seen.value } else { $0.rear = seen.value }
        }
    }

    private mutating func agency(_ decided: AgencyDecided, by actor: Actor) {
        let line = entry(.agencyDecided, detail: decided.decision.rawValue, agency: decided.agency)
        let now = clock
        var declaration = ""
        var before = AgencyCard()
        let known = visits.update(decided.visit.number) { visit in
            var card = visit[decided.agency]
            before = card
            card.before = card.decision
            card.decision = decided.decision
            card.reason = decided.reason
            card.task = decided.task
            card.basis = decided.basis
            card.referredTo = decided.referredTo
            card.at = now
            card.by = actor.name
            card.version += 1
            let isResult = card.decision.isSettled && card.decision != .notRequired || card.decision == .fail
            if isResult, card.resultAt == .epoch { card.resultAt = now }
            // What it had rested on has fallen: it has no result, and its time goes on.
            if before.basis == .neighbourResult, decided.reason == .neighbourFailed, !isResult {
                card.resultAt = .epoch
            }
            visit[decided.agency] = card
            visit.note(line)
            declaration = visit.declaration.number
        }
        if !known { anomalies += 1 }
        countDecision(decided, by: actor, before: before)
        // Whatever an agency decides now takes the place of what it left open before.
        dropTasks(of: decided.visit, decided.agency)
        guard decided.task != .none, tasks.count < Self.taskLimit else { return }
        var task = FollowUpTask()
        task.visit = decided.visit
        task.agency = decided.agency
        task.kind = decided.task
        task.declaration = declaration
        task.due = decided.due
        task.since = now
        tasks.append(task)
    }

    private mutating func dropTasks(of visit: VisitID, _ agency: Agency) {
        if tasks.isEmpty { return }
        tasks.removeAll { $0.visit == visit && $0.agency == agency }
    }

    private mutating func undo(_ undone: DecisionUndone, by actor: Actor) {
        let line = entry(.decisionUndone, detail: undone.decision.rawValue, agency: undone.agency)
        let now = clock
        var before = AgencyCard()
        let known = visits.update(undone.visit.number) { visit in
            var card = visit[undone.agency]
            before = card
            if card.resultAt == card.at { card.resultAt = .epoch }
            card.decision = undone.decision
            card.before = undone.decision
            card.reason = .none
            card.task = .none
            card.basis = .none
            card.referredTo = []
            card.at = now
            card.by = actor.name
            card.version += 1
            visit[undone.agency] = card
            visit.note(line)
        }
        if !known { anomalies += 1 }
        countUndoing(undone, by: actor, before: before)
        dropTasks(of: undone.visit, undone.agency)
    }

    private mutating func setStatus(_ change: GateStatusChanged, by actor: Actor) {
        if change.status == .suspended, status != .suspended {
            var suspension = Suspension()
            suspension.from = clock
            suspension.authority = change.authority
            suspensions.append(suspension, keepingLast: Self.suspensionLimit)
        } else if change.status == .suspended, !suspensions.isEmpty {
            suspensions[suspensions.count - 1].authority = change.authority
        } else if change.status != .suspended, status == .suspended, !suspensions.isEmpty {
            suspensions[suspensions.count - 1].until = clock
        }
        status = change.status
        statusBy = actor.name
        statusAuthority = change.authority
        statusUntil = change.until
        gateVersion += 1
    }

    private mutating func correct(_ corrected: PlateCorrected) {
        let now = clock
        decide(corrected.visit, .plateCorrected, detail: corrected.place.rawValue) {
            let read = PlateRead(text: corrected.to, confidence: 1000, match: .officer, at: now)
            if corrected.place == .front { $0.front = read } else { $0.rear = read }
        }
    }

    // MARK: Alarms

    private mutating func raise(_ raised: AlarmRaised) {
        var alarm = Alarm()
        alarm.id = raised.alarm
        alarm.kind = raised.kind
        alarm.lane = raised.lane
        alarm.device = raised.device
        alarm.visit = raised.visit
        alarm.detail = raised.detail
        alarm.raisedAt = clock
        alarm.changedAt = clock
        alarm.version = 1
        if alarms.count >= Self.alarmLimit {
            // The oldest closed alarm makes room, then the oldest whose cause has gone; should all still stand, the oldest
            // of the lowest priority does.
            let lowest = alarms.map(\.kind.priority.rawValue).max() ?? 0
            alarms.remove(
                at: alarms.firstIndex { $0.state == .closed } ?? alarms.firstIndex { !$0.isStanding }
                    ?? alarms.firstIndex { $0.kind.priority.rawValue == lowest } ?? 0)
        }
        alarms.append(alarm)
        nextAlarm = raised.alarm.next
        withToday { counts, _ in counts.alarms += 1 }
    }

    private mutating func updateAlarm(_ id: AlarmID, _ change: (inout Alarm) -> Void) {
        guard let index = alarms.lastIndex(where: { $0.id == id }) else {
            anomalies += 1
            return
        }
        change(&alarms[index])
        alarms[index].changedAt = clock
        alarms[index].version += 1
    }

    private mutating func acknowledge(_ id: AlarmID, by actor: Actor) {
        updateAlarm(id) {
            $0.state = $0.state == .returnedUnacknowledged ? .closed : .acknowledged
            $0.acknowledgedBy = actor.name
        }
    }

    private mutating func returned(_ id: AlarmID) {
        updateAlarm(id) { $0.state = $0.state == .acknowledged ? .closed : .returnedUnacknowledged }
        // Once the stranger has gone, the same plate is news again.
        if let alarm = alarm(id), alarm.kind == .unknownVehicle, let device = alarm.device {
            updateDevice(device) { $0.lastUnmatched = "" }
        }
    }

    // MARK: Counting

    /// Changes today's counts, beginning a new day first where the local date has changed.
    /// Days since 1970 in the gate's own time.
    func localDay(of time: GateTime) -> Int64 {
        (time.milliseconds + Int64(plan.utcOffsetMinutes) * 60_000).flooredQuotient(86_400_000)
    }

    mutating func withToday(_ change: (inout DayCounts, _ quarter: Int) -> Void) {
        let local = clock.milliseconds + Int64(plan.utcOffsetMinutes) * 60_000
        let day = localDay(of: clock)
        if day != today.day {
            if today.paperCount > 0 {
                paperDays.append(PaperDay(today), keepingLast: PaperDay.limit)
            }
            today = DayCounts()
            today.day = day
            for index in lanes.indices { lanes[index].crossed = 0 }
        }
        change(&today, Int((local - day * 86_400_000) / 900_000))
    }
}

extension Visit {
    mutating func note(_ entry: HistoryEntry) {
        history.append(entry, keepingLast: Self.historyLimit)
    }
}
