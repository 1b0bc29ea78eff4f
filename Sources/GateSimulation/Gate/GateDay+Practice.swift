public import GateModel

/// A practice: the gate at the other end of the links is a real one, its people decide, and its orders are obeyed.
extension GateDay {
    /// The first vehicles come at once, the others evenly, until the day is over.
    mutating func planPractice() {
        let gap = 86_400_000 / Int64(max(1, trucks.count))
        for index in trucks.indices {
            let place = Int64(index)
            let arrival = now + 9_000 + min(place, 4) * 6_000 + max(0, place - 4) * gap
            planned.push(Happening(kind: .manifest, truck: Int32(index)), at: arrival - 6_000)
            planned.push(Happening(kind: .arrive, truck: Int32(index)), at: arrival)
            planned.push(Happening(kind: .neighbourDeparts, truck: Int32(index)), at: arrival - 4_000)
        }
    }

    /// Whether a vehicle finds no room at the gate and comes later.
    mutating func comesLater(_ truck: Int) -> Bool {
        guard parameters.isPractice, tally.inside >= DayParameters.practiceVehicles else { return false }
        then(.arrive, truck, at: now + 30_000)
        return true
    }

    /// Whether a truck still stands where its papers and its weight are read: in a practice people may be quicker than both.
    func isStillThere(_ truck: Int) -> Bool { !parameters.isPractice || trucks[truck].place == .booth }

    /// The gate has opened a barrier. Who stands before it drives through, and the arm comes down behind; where nobody
    /// does, it comes down after some seconds.
    ///
    /// - Parameters:
    ///   - source: of the barrier.
    ///   - time: the gate's; never earlier than what was told before.
    public mutating func heed(opened source: String, at time: GateTime) {
        guard parameters.isPractice, let device = devices.firstIndex(where: { $0.source == source }) else { return }
        now = max(now, min(time.milliseconds, planned.nextTime ?? end))
        for (lane, own) in site.lanes.enumerated() {
            if own.barrierIn == device {
                if lanes[lane].waitsForEntry { enter(lane) } else { shutLater(lane * 2) }
            } else if own.barrierOut == device {
                let first = lanes[lane].exit >= 0 ? lanes[lane].exit : lanes[lane].booth
                let isWaiting = first >= 0 && !lanes[lane].waitsForEntry && !trucks[Int(first)].wasLetThrough
                if isWaiting, heed(.letThrough(declaration: trucks[Int(first)].declaration.number)) { continue }
                // Who is already on the way shuts it.
                if first < 0 || lanes[lane].waitsForEntry { shutLater(lane * 2 + 1) }
            }
        }
    }

    private mutating func shutLater(_ end: Int) {
        plan(.barrier, place: end, step: Int(BarrierPosition.closing.rawValue), at: now + 8_000)
        plan(.barrier, place: end, step: Int(BarrierPosition.closed.rawValue), at: now + 10_600)
    }
}
