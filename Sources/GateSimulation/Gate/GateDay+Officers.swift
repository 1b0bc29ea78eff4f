internal import GateDevices
internal import GateModel

/// What the simulated officers do at their terminals.
extension GateDay {
    /// Whether a person sits as the border guard on the truck's lane.
    func isAttended(_ truck: Int) -> Bool {
        let lane = Int(trucks[truck].lane)
        return lane >= 0 && parameters.attended.contains(site.lanes[lane].lane.id)
    }

    /// The act of one agency on one truck, with the officer on duty filled in.
    func act(_ verb: Act.Verb, _ agency: Agency, _ truck: Int) -> Act {
        var act = Act()
        act.verb = verb
        act.agency = agency
        let roster = officers[Int(agency.rawValue)]
        act.officer = roster.isEmpty ? "" : roster[max(0, Int(trucks[truck].lane)) % roster.count]
        act.declaration = trucks[truck].declaration.number
        return act
    }

    /// An officer presses a key: at a lane, or in the house for −1.
    mutating func send(_ act: Act, at lane: Int) {
        let terminal = site.terminal(of: act.agency, lane: lane)
        writer.raw(JSONFieldWriter.json(act))
        send(terminal, MessageType.act, deviceTime: clock(of: terminal))
    }

    /// The truck's lane while it is at its booth, the house (−1) afterwards.
    private func desk(of truck: Int) -> Int { trucks[truck].place == .booth ? Int(trucks[truck].lane) : -1 }

    /// Customs publishes the number of the day's draws before anybody comes.
    mutating func publishSeed() {
        var random = RandomSource(parameters.seed, .house, 3_000_000)
        var act = Act()
        act.verb = .publishSeed
        act.agency = .customs
        act.officer = officers[Int(Agency.customs.rawValue)].first ?? ""
        act.seed = String(UInt64(random.within(1...Int.max)), radix: 16)
        send(act, at: -1)
    }

    mutating func correctPlate(_ truck: Int) {
        let lane = Int(trucks[truck].lane)
        var act = act(.correctPlate, .borderGuard, truck)
        act.lane = site.lanes[lane].lane.id
        act.place = .front
        act.plate = trucks[truck].declaration.tractor
        act.reason = .misread
        send(act, at: lane)
        acknowledge(truck)
    }

    /// The border guard has seen whatever alarm the truck raised.
    private mutating func acknowledge(_ truck: Int) {
        var act = act(.acknowledge, .borderGuard, truck)
        act.lane = site.lanes[Int(trucks[truck].lane)].lane.id
        send(act, at: desk(of: truck))
    }

    /// Whether something about the truck calls an officer: the portal, its weight, or its image.
    private func raisesAlarm(_ truck: Int) -> Bool {
        let declared = Int64(trucks[truck].declaration.grossKilograms)
        let difference = abs(Int64(trucks[truck].kilograms) - declared)
        let isOff = declared > 0 && difference * 1000 > declared * Int64(plan.weightTolerancePermille)
        return trucks[truck].load == .alarm || trucks[truck].isSuspicious || isOff || isOverweight(truck)
    }

    private func isOverweight(_ truck: Int) -> Bool {
        let lane = Int(trucks[truck].lane)
        guard lane >= 0, site.lanes[lane].axles >= 0, trucks[truck].declaration.grossKilograms > 0 else { return false }
        let weight = WeightReading(
            kilograms: trucks[truck].kilograms, isStable: true, at: GateTime(milliseconds: now),
            axles: axleWeights(of: truck).axles.map { Int32($0) })
        return plan.legalWeight(weight, of: trucks[truck].declaration).map { $0.isGrossOver || $0.isAxleOver } ?? false
    }

    mutating func setChannel(_ truck: Int) {
        var act = act(.channel, .customs, truck)
        act.channel = trucks[truck].channel
        act.channelReason = trucks[truck].channelReason
        send(act, at: desk(of: truck))
        guard trucks[truck].goesToScanner else { return }
        var message = self.act(.message, .customs, truck)
        message.phrase = .goToScanner
        send(message, at: desk(of: truck))
    }

    mutating func start(_ truck: Int, _ step: Int) {
        guard step < trucks[truck].chain.count else { return }
        let agency = trucks[truck].chain[step]
        if agency == .borderGuard, isAttended(truck) { return }
        send(act(.start, agency, truck), at: desk(of: truck))
    }

    /// The agencies decide one after the other, customs last.
    mutating func decide(_ truck: Int, _ step: Int) {
        guard step < trucks[truck].chain.count else {
            trucks[truck].isDecided = true
            then(.requestExit, truck, at: now + 1_500)
            return
        }
        trucks[truck].heldByDay = false
        let agency = trucks[truck].chain[step]
        let attended = agency == .borderGuard && isAttended(truck)
        if trucks[truck].fate == .turnBackAtHouse, step == 0 {
            turnBack(truck)
            return
        }
        if trucks[truck].holder == agency, !attended {
            hold(truck, agency, step)
            return
        }
        if agency == .customs, trucks[truck].fate == .seize {
            var seizure = act(.seize, .customs, truck)
            seizure.reason = .goodsMismatch
            send(seizure, at: desk(of: truck))
            leave(truck)
            tally.seized += 1
            return
        }
        if attended, !trucks[truck].guardPassed {
            trucks[truck].awaiting = .guardPass
            return
        }
        if step == 0, trucks[truck].inBay, !attended { inspect(truck, agency) }
        if agency == .borderGuard, !attended, raisesAlarm(truck) { acknowledge(truck) }
        if !attended { send(act(.pass, agency, truck), at: desk(of: truck)) }
        then(.decide, truck, at: now + Int64(trucks[truck].decisionGap), step: step + 1)
    }

    /// What is to be seen is shown to all who are there, with the doors opened once.
    private mutating func inspect(_ truck: Int, _ agency: Agency) {
        var random = RandomSource(parameters.seed, .house, 2_000_000 + truck)
        var inspection = act(.inspect, agency, truck)
        inspection.amount = Int32(4 + random.below(9))
        send(inspection, at: desk(of: truck))
    }

    /// An agency holds the truck for 5–40 min and then passes it.
    private mutating func hold(_ truck: Int, _ agency: Agency, _ step: Int) {
        var hold = act(.hold, agency, truck)
        hold.reason = trucks[truck].holdReason
        send(hold, at: desk(of: truck))
        trucks[truck].holder = nil
        trucks[truck].heldByDay = true
        if trucks[truck].place == .booth { pullAside(truck) }
        var random = RandomSource(parameters.seed, .booth, 1_000_000 + truck)
        then(.decide, truck, at: now + Int64(random.uniform(5, 40) * 60_000), step: step)
    }

    /// Turned back: at the booth by the border guard, in the house by customs.
    mutating func turnBack(_ truck: Int) {
        let inHouse = trucks[truck].fate == .turnBackAtHouse
        var act = act(.turnBack, inHouse ? .customs : .borderGuard, truck)
        switch trucks[truck].fate {
        case .turnBackNoManifest: act.reason = .noManifest
        case .turnBackAtHouse: act.reason = .goodsMismatch
        default: act.reason = .documentInvalid
        }
        send(act, at: desk(of: truck))
        leave(truck)
        tally.turnedBack += 1
    }

    /// Leaves the gate otherwise than through barrier 2 and frees what it held.
    mutating func leave(_ truck: Int) {
        let lane = Int(trucks[truck].lane)
        let id = Int32(truck)
        switch trucks[truck].place {
        case .expected, .gone, .yard, .leaving: break
        case .called:
            lanes[lane].comingUp -= 1
            wakeYard(of: lane)
        case .queue:
            lanes[lane].queue.removeAll { $0 == id }
            wakeYard(of: lane)
        case .booth: plan(.boothFree, place: lane, at: now + 15_000)
        case .aside, .exitQueue:
            houseQueue.removeAll { $0 == id }
            lanes[lane].exitQueue.removeAll { $0 == id }
            // One that waits for the exit in its booth still stands there.
            if lanes[lane].booth == id { plan(.boothFree, place: lane, at: now + 15_000) }
        case .exit: plan(.exitFree, place: lane, at: now + 15_000)
        }
        freeBay(truck)
        close(truck)
    }

    /// Ends the story: whatever was planned for it is void.
    mutating func close(_ truck: Int) {
        trucks[truck].place = .gone
        trucks[truck].generation &+= 1
        truckOfDeclaration[trucks[truck].declaration.number] = nil
        trucks[truck].forget()
    }
}
