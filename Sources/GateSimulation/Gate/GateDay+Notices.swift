public import GateModel

/// The closed loop: what the console decided, obeyed by the vehicles.
extension GateDay {
    /// Tells the day what happened on the console's side.
    ///
    /// The day's own officers need no notice: their acts are taken to be effective. Passing their acts back does no
    /// harm, so a console may report every change of a visit, whoever caused it. An unknown declaration is one that
    /// has not been sent yet or whose visit is over; it changes nothing.
    ///
    /// - Parameter time: when it happened, where the console's clock is ahead of the last message. Messages that
    ///   follow are never earlier.
    /// - Returns: whether the day knew the declaration.
    @discardableResult
    public mutating func heed(_ notice: GateNotice, at time: GateTime? = nil) -> Bool {
        guard let found = truckOfDeclaration[notice.declaration] else { return false }
        let truck = Int(found)
        guard trucks[truck].place != .gone, trucks[truck].place != .leaving else { return false }
        // Never past the next event: it is still to come.
        let latest = planned.nextTime ?? end
        now = max(now, min(time?.milliseconds ?? now, latest))
        switch notice {
        case .held:
            // The day's own hold, coming back: it ends by itself.
            if !trucks[truck].heldByDay { trucks[truck].heldByConsole = true }
        case .passed(_, let agency):
            guard agency == .borderGuard else { return true }
            trucks[truck].guardPassed = true
            resumeAfterGuard(truck)
        case .released:
            if trucks[truck].heldByConsole {
                resume(truck)
            } else if !trucks[truck].isDecided, !trucks[truck].heldByDay,
                trucks[truck].place == .booth || trucks[truck].place == .aside
            {
                // Released by every agency: nothing is left to decide here.
                goToExit(truck)
            }
        case .letThrough:
            resume(truck)
            letThrough(truck)
        case .turnedBack:
            leave(truck)
            tallyLeft(truck, \.turnedBack)
        case .seized:
            leave(truck)
            tallyLeft(truck, \.seized)
        }
        return true
    }

    /// Counts one that left, and as arrived if it never was: it is turned away at the road.
    private mutating func tallyLeft(_ truck: Int, _ count: WritableKeyPath<DayTally, Int>) {
        if trucks[truck].passes[Int(Truck.Camera.yard.rawValue)] == 0 { tally.arrived += 1 }
        tally[keyPath: count] += 1
    }

    private mutating func resume(_ truck: Int) {
        guard trucks[truck].heldByConsole else { return }
        trucks[truck].heldByConsole = false
        let parked = trucks[truck].parked
        trucks[truck].parked = []
        for (index, happening) in parked.enumerated() {
            planned.push(happening, at: now + 2_000 + Int64(index) * 1_000)
        }
    }

    private mutating func resumeAfterGuard(_ truck: Int) {
        guard trucks[truck].awaiting == .guardPass,
            let step = trucks[truck].chain.firstIndex(of: .borderGuard)
        else { return }
        trucks[truck].awaiting = .nothing
        then(.decide, truck, at: now + 2_000, step: step)
    }

    private mutating func letThrough(_ truck: Int) {
        trucks[truck].wasLetThrough = true
        switch trucks[truck].place {
        case .exit where trucks[truck].awaiting == .letThrough:
            trucks[truck].awaiting = .nothing
            then(.exitReached, truck, at: now + 500)
        case .booth, .aside: goToExit(truck)
        default: break
        }
    }

    /// Ends whatever was still to be decided and drives to the exit.
    private mutating func goToExit(_ truck: Int) {
        trucks[truck].awaiting = .nothing
        trucks[truck].isDecided = true
        trucks[truck].generation &+= 1
        houseQueue.removeAll { $0 == Int32(truck) }
        then(.requestExit, truck, at: now + 1_500)
    }
}
