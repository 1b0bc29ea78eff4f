internal import GateDevices
internal import GateModel

/// From the manifest to the lane's queue.
extension GateDay {
    /// Vehicles a lane's approach queue takes, those on their way included (assumed). Fruit is called later, so that
    /// it spends no more than ten minutes from the call to barrier 2 (domain.md, fruit lane).
    static func approachPlaces(_ kind: LaneKind) -> Int { kind == .fruit ? 3 : 5 }

    mutating func manifest(_ truck: Int) {
        trucks[truck] = maker.vehicle(truck)
        trucks[truck].group = Int16(yardGroup(of: trucks[truck].declaration))
        if site.scanners.isEmpty {
            trucks[truck].goesToScanner = false
            trucks[truck].isSuspicious = false
        }
        truckOfDeclaration[trucks[truck].declaration.number] = Int32(truck)
        tally.declared += 1
        let papers = TruckDocuments(trucks[truck], random: RandomSource(parameters.seed, .documents, truck))
        if papers.isDeclaredFirst { sendDeclaration(papers) }
        writer.raw(JSONFieldWriter.json(trucks[truck].declaration))
        send(site.manifest, MessageType.manifest, deviceTime: clock(of: site.manifest))
        if papers.hasDeclaration, !papers.isDeclaredFirst { sendDeclaration(papers) }
        sendAnswers(papers)
    }

    /// Fruit, empty vehicles and buses go to lanes of their own where the gate has some; all others to cargo lanes.
    private func yardGroup(of declaration: Declaration) -> Int {
        let wanted: LaneKind =
            switch declaration.goodsClass {
            case .fruit: .fruit
            case .empty: .empty
            case .bus: .bus
            case .general, .vehicles, .timber, .animal: .cargo
            }
        let direction = declaration.direction
        return groups.firstIndex { $0.kind == wanted && $0.direction == direction }
            ?? groups.firstIndex { $0.kind == .cargo && $0.direction == direction }
            ?? groups.firstIndex { $0.direction == direction } ?? 0
    }

    mutating func arrive(_ truck: Int) {
        if comesLater(truck) { return }
        trucks[truck].place = .yard
        trucks[truck].cameAt = now
        tally.arrived += 1
        beginPass(.yard, truck, at: now + 300)
        guard !groups.isEmpty else { return }
        let group = Int(trucks[truck].group)
        groups[group].waiting.append(Int32(truck))
        wake(group, in: parameters.isPractice ? 4_000 : 20_000)
    }

    /// Lets the board look at a group's queue soon, if it is not about to.
    private mutating func wake(_ group: Int, in delay: Int64) {
        guard !groups[group].isDispatching else { return }
        groups[group].isDispatching = true
        plan(.dispatch, place: group, at: now + delay)
    }

    mutating func wakeYard(of lane: Int) { wake(lanes[lane].group, in: 3_000) }

    /// The management board calls the next vehicle of a group to its shortest lane, while there is room.
    mutating func dispatch(_ group: Int) {
        groups[group].isDispatching = false
        let closes = closing(of: groups[group].kind)
        guard now < closes - 900_000 else { return }
        guard now >= opens - 1_200_000 else {
            groups[group].isDispatching = true
            plan(.dispatch, place: group, at: opens - 1_200_000)
            return
        }
        var lane = -1
        var shortest = Self.approachPlaces(groups[group].kind)
        for candidate in groups[group].lanes {
            let load = lanes[candidate].queue.count + lanes[candidate].comingUp
            if load < shortest { (lane, shortest) = (candidate, load) }
        }
        guard lane >= 0, let truck = nextInYard(group) else { return }
        trucks[truck].place = .called
        trucks[truck].lane = Int16(lane)
        lanes[lane].comingUp += 1
        var call = act(.call, .board, truck)
        call.lane = site.lanes[lane].lane.id
        if !parameters.isPractice { send(call, at: -1) }
        var random = RandomSource(parameters.seed, .yard, truck)
        let drive = parameters.isPractice ? random.uniform(8, 20) : random.uniform(60, 210)
        then(.joinQueue, truck, at: now + Int64(drive * 1000))
        groups[group].isDispatching = true
        plan(.dispatch, place: group, at: now + 3_000 + Int64(random.below(5_000)))
    }

    private mutating func nextInYard(_ group: Int) -> Int? {
        while groups[group].head < groups[group].waiting.count {
            let truck = Int(groups[group].waiting[groups[group].head])
            groups[group].head += 1
            if groups[group].head > 256 {
                groups[group].waiting.removeFirst(groups[group].head)
                groups[group].head = 0
            }
            // One that was turned back meanwhile is skipped.
            if trucks[truck].place == .yard { return truck }
        }
        return nil
    }

    mutating func joinQueue(_ truck: Int) {
        let lane = Int(trucks[truck].lane)
        lanes[lane].comingUp -= 1
        trucks[truck].place = .queue
        lanes[lane].queue.append(Int32(truck))
        beginPass(.queue, truck, at: now + 100)
        // The camera sees it before barrier 1 can.
        if lanes[lane].booth < 0 { plan(.laneOpens, place: lane, at: now + 8_000) }
    }
}
