internal import GateModel

/// From the last decision to barrier 2.
extension GateDay {
    /// Released: from the booth straight to its lane's exit, from the house after a short drive.
    mutating func requestExit(_ truck: Int) {
        let lane = Int(trucks[truck].lane)
        if trucks[truck].place == .aside, trucks[truck].inBay {
            freeBay(truck)
            var random = RandomSource(parameters.seed, .exit, truck)
            then(.requestExit, truck, at: now + Int64(random.uniform(50, 140) * 1000))
            return
        }
        guard trucks[truck].place == .booth || trucks[truck].place == .aside else { return }
        trucks[truck].place = .exitQueue
        lanes[lane].exitQueue.append(Int32(truck))
        advanceExit(lane)
    }

    /// One vehicle at a time stands before barrier 2.
    private mutating func advanceExit(_ lane: Int) {
        guard lanes[lane].exit < 0, let first = lanes[lane].exitQueue.first else { return }
        lanes[lane].exitQueue.removeFirst()
        lanes[lane].exit = first
        let truck = Int(first)
        if lanes[lane].booth == first { plan(.boothFree, place: lane, at: now + 1_500) }
        trucks[truck].place = .exit
        then(.exitReached, truck, at: now + 4_000)
    }

    mutating func exitReached(_ truck: Int) {
        let lane = Int(trucks[truck].lane)
        guard now >= lanes[lane].innerShutAt else {
            then(.exitReached, truck, at: lanes[lane].innerShutAt)
            return
        }
        if isAttended(truck) || parameters.isPractice {
            guard trucks[truck].wasLetThrough else {
                trucks[truck].awaiting = .letThrough
                return
            }
        } else if !trucks[truck].wasLetThrough {
            send(act(.letThrough, .borderGuard, truck), at: lane)
        }
        openBarrier(truck)
    }

    /// Barrier 2 opens, the vehicle rolls over the loop and is across.
    private mutating func openBarrier(_ truck: Int) {
        let lane = Int(trucks[truck].lane)
        var random = RandomSource(parameters.seed, .exit, 1_000_000 + truck)
        trucks[truck].place = .leaving
        let outer = lane * 2 + 1
        // In a practice the gate has opened it, and the barrier has said so.
        if !parameters.isPractice {
            plan(.barrier, place: outer, step: Int(BarrierPosition.opening.rawValue), at: now + 900)
            plan(.barrier, place: outer, step: Int(BarrierPosition.open.rawValue), at: now + 3_500)
        }
        plan(.loop, place: outer, step: 1, at: now + 5_200)
        let clear = now + 8_500 + Int64(random.below(3_500))
        plan(.loop, place: outer, step: 0, at: clear)
        plan(.crossed, place: lane, truck: truck, at: clear)
        plan(.barrier, place: outer, step: Int(BarrierPosition.closing.rawValue), at: clear + 1_200)
        plan(.barrier, place: outer, step: Int(BarrierPosition.closed.rawValue), at: clear + 3_800)
        lanes[lane].outerShutAt = clear + 4_200
        plan(.exitFree, place: lane, at: clear + 4_500)
    }

    mutating func crossed(_ truck: Int) {
        tally.crossed += 1
        confirmExit(truck)
        goToNeighbour(truck)
        rate(truck, at: Int(trucks[truck].lane))
        close(truck)
    }

    mutating func exitFree(_ lane: Int) {
        lanes[lane].exit = -1
        advanceExit(lane)
    }
}
