internal import GateModel

/// Barrier 1, the arch and the booth.
extension GateDay {
    /// Lets the first of a lane's queue in, when the lane is free and open.
    mutating func admit(_ lane: Int) {
        guard lanes[lane].booth < 0, now >= opens, now < closing(of: site.lanes[lane].lane.kind),
            let first = lanes[lane].queue.first
        else { return }
        guard now >= lanes[lane].outerShutAt else {
            plan(.laneOpens, place: lane, at: lanes[lane].outerShutAt)
            return
        }
        lanes[lane].queue.removeFirst()
        lanes[lane].booth = first
        let truck = Int(first)
        trucks[truck].place = .booth
        wakeYard(of: lane)
        let inner = lane * 2
        plan(.loop, place: inner, step: 1, at: now + 800)
        if parameters.isPractice {
            lanes[lane].waitsForEntry = true
            return
        }
        move(.opening, inner, at: now + 2_000)
        move(.open, inner, at: now + 4_600)
        enter(lane)
    }

    /// Through barrier 1, which is opening, and the arch to the booth.
    mutating func enter(_ lane: Int) {
        lanes[lane].waitsForEntry = false
        let truck = Int(lanes[lane].booth)
        let inner = lane * 2
        var random = RandomSource(parameters.seed, .arch, truck)
        // Through the arch at walking pace: about 8 km/h, 11 s over the portal (formats.md).
        let arch = now + 6_000 + Int64(random.below(2_000))
        plan(.loop, place: inner, step: 0, at: arch + 1_800)
        move(.closing, inner, at: arch + 3_600)
        move(.closed, inner, at: arch + 6_200)
        lanes[lane].innerShutAt = arch + 6_600
        beginPass(.front, truck, at: arch)
        if site.lanes[lane].portal >= 0 { plan(.portalEnters, place: lane, truck: truck, at: arch + 700) }
        if !trucks[truck].declaration.container.isEmpty {
            plan(.container, place: lane, truck: truck, at: arch + 5_000 + Int64(random.below(1_500)))
        }
        beginPass(.rear, truck, at: arch + 9_000 + Int64(random.below(1_200)))
        if site.lanes[lane].scale >= 0, trucks[truck].declaration.grossKilograms > 0 {
            plan(.scale, place: lane, truck: truck, step: 0, at: arch + 12_400)
        }
        if site.lanes[lane].axles >= 0, trucks[truck].declaration.grossKilograms > 0 {
            plan(.axles, place: lane, truck: truck, at: arch + 11_500)
        }
        let best = pass(.front, truck)
        if !isRead(truck), !parameters.isPractice {
            // An officer sees the misread plate, or the unread one, after 10–25 s.
            let seen = arch + Int64(best.bestFrame) * PlatePass.framePeriod + 260
            then(.correctPlate, truck, at: seen + 10_000 + Int64(random.below(15_000)))
        }
        then(.boothBegins, truck, at: arch + 12_800)
    }

    /// Whether the arch gets the truck's plate right by itself.
    private func isRead(_ truck: Int) -> Bool {
        site.lanes[Int(trucks[truck].lane)].front >= 0 && pass(.front, truck).isExact
    }

    private mutating func move(_ position: BarrierPosition, _ end: Int, at time: Int64) {
        plan(.barrier, place: end, step: Int(position.rawValue), at: time)
    }

    /// Mean time at the booth in seconds, arch excluded: domain.md gives 1–1.5 min; empty vehicles and buses are
    /// looked at more briefly, a dossier check takes longer (assumed).
    private func meanService(_ truck: Int) -> Double {
        switch trucks[truck].declaration.goodsClass {
        case .empty: 35
        case .bus: 60
        default: trucks[truck].channel == .yellow ? 95 : 75
        }
    }

    /// The truck stands at the booth: papers, channel, and for most all the decisions.
    mutating func boothBegins(_ truck: Int) {
        var random = RandomSource(parameters.seed, .booth, truck)
        let lane = Int(trucks[truck].lane)
        let service = max(8, random.erlang(3, mean: meanService(truck))) * 1000
        let begin = now
        func after(_ share: Double) -> Int64 { begin + Int64(service * share) }
        plan(.document, place: lane, truck: truck, at: after(random.uniform(0.08, 0.2)))
        // The gate's people decide, and the vehicle stands there until barrier 2 is opened.
        if parameters.isPractice { return }
        // A misread plate is put right before anybody decides: at most 13 s after now, see ``admit(_:)``.
        let settled = isRead(truck) ? begin : begin + 16_000
        if trucks[truck].fate == .turnBackNoManifest {
            then(.turnBack, truck, at: max(settled, after(0.5)))
            return
        }
        let channelled = max(settled, after(0.4))
        then(.channel, truck, at: channelled)
        if trucks[truck].fate == .turnBackAtBooth {
            then(.turnBack, truck, at: max(channelled + 2_000, after(0.8)))
        } else if trucks[truck].goesToHouse {
            then(.leaveForControl, truck, at: max(channelled + 2_500, after(0.6)))
        } else {
            let count = trucks[truck].chain.count
            for step in 0..<count {
                then(.start, truck, at: channelled + 1_000 + Int64(step) * 1_200, step: step)
            }
            let first = max(channelled + 2_000 + Int64(count) * 1_200, after(0.75))
            trucks[truck].decisionGap = Int32(max(900, (begin + Int64(service) - first) / Int64(max(1, count))))
            then(.decide, truck, at: first, step: 0)
        }
    }

    /// Drives out of the booth, but not to the exit.
    mutating func pullAside(_ truck: Int) {
        trucks[truck].place = .aside
        plan(.boothFree, place: Int(trucks[truck].lane), at: now + 6_000)
    }

    mutating func boothFree(_ lane: Int) {
        lanes[lane].booth = -1
        admit(lane)
    }
}
