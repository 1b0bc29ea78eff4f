/// How long vehicles wait, and adding it up: judged anew after every event that may change whose time it is.
extension GateState {
    /// After this long without a reason, on one step and for one agency, an alarm tells of it (assumed).
    public static let unexplainedAfter = GateSpan.minutes(10)

    /// How long a visit has waited on its present step, for the agency whose time it is, without anybody having said why: the
    /// time in which the gate was open. Nil where a reason stands now, or it does not wait.
    public func unexplainedWait(of visit: Visit, at now: GateTime) -> GateSpan? { unexplained(visit, at: now) }

    private func unexplained(_ visit: borrowing Visit, at now: GateTime) -> GateSpan? {
        guard !visit.state.isClosed, let since = visit.wait.unexplainedSince(at: now) else { return nil }
        // A stretch that was interrupted for a moment goes on.
        return workingTime(from: since, to: now, laneKind(of: visit.lane)) + .milliseconds(visit.wait.unexplainedBefore)
    }

    /// What a visit's time went into up to now, the stretch that runs included.
    public func wait(of visit: Visit, at now: GateTime) -> VisitWait {
        var wait = visit.wait
        wait.close(spent(in: wait, until: now, laneKind(of: visit.lane)))
        return wait
    }

    /// Open visits that wait now without a reason, the longest first.
    public func unexplainedVisits(at now: GateTime) -> [(visit: VisitID, wait: GateSpan)] {
        open.compactMap { id in
            (visits.look(at: id.number) { unexplained($0, at: now) } ?? nil).map { (id, $0) }
        }.sorted { ($0.wait, $1.visit) > ($1.wait, $0.visit) }
    }

    /// Whether a visit has waited too long without a reason. Asked of every open visit at every tick: nothing is copied.
    func waitsTooLong(_ visit: borrowing Visit, at now: GateTime) -> Bool {
        (unexplained(visit, at: now) ?? .zero) > Self.unexplainedAfter
    }

    private func laneKind(of lane: LaneID?) -> LaneKind { lane.flatMap { self.lane($0)?.lane.kind } ?? .cargo }

    /// The length of the running stretch, before and after the moment at which a reason lapsed.
    private func spent(in wait: VisitWait, until now: GateTime, _ kind: LaneKind) -> (before: GateSpan, after: GateSpan)
    {
        guard wait.cause != .none, now > wait.since else { return (.zero, .zero) }
        let lapse = min(now, wait.lapse ?? now)
        let before = workingTime(from: wait.since, to: lapse, kind)
        return (before, lapse < now ? workingTime(from: lapse, to: now, kind) : .zero)
    }

    // MARK: After an event

    /// What an event changes of whose time it is.
    ///
    /// - Parameter lane: of a visit that moved, where it stood before.
    mutating func accountWaits(after event: GateEvent, from lane: LaneID?) {
        switch event {
        case .visitMoved(let moved):
            // The time that ends went by where it stood before.
            accountWait(of: moved.visit, hours: laneKind(of: lane ?? moved.lane))
            if let lane { accountWaits(besides: moved.visit, at: lane) }
            if let next = moved.lane, next != lane { accountWaits(besides: moved.visit, at: next) }
            if moved.to.isClosed {
                countWaits(of: moved.visit)
                countContacts(of: moved.visit)
            }
        case .agencyDecided, .decisionUndone, .troubleRaised, .troubleCleared, .channelled, .answered,
            .fieldCorrected, .manifestLodged, .imageRead:
            if let visit = event.visit { accountWait(of: visit) }
        // Who is at work here, and in which order, may be otherwise now.
        case .gateConfigured: for id in open { accountWait(of: id) }
        case .laneStatusChanged(let changed):
            for id in laneIndex(changed.lane).map({ lanes[$0].queue }) ?? [] { accountWait(of: id) }
        default: break
        }
    }

    /// Whoever comes next once another has moved: the head of the queue, and those that are released.
    private mutating func accountWaits(besides moved: VisitID, at lane: LaneID) {
        guard let index = laneIndex(lane) else { return }
        if let first = lanes[index].queue.first, first != moved { accountWait(of: first) }
        for id in lanes[index].control where id != moved {
            if visits.look(at: id.number, { $0.state == .released }) == true { accountWait(of: id) }
        }
    }

    private mutating func accountWait(of id: VisitID, hours: LaneKind? = nil) {
        let change = visits.look(at: id.number) { visit -> WaitChange? in
            let next = standing(of: visit)
            if visit.wait.goesOn(as: next) { return nil }
            return WaitChange(
                next: next, spent: spent(in: visit.wait, until: clock, hours ?? laneKind(of: visit.lane)))
        }
        guard let change = change ?? nil else { return }
        let now = clock
        visits.update(id.number) {
            $0.wait.close(change.spent)
            $0.wait.begin(change.next, at: now)
        }
    }

    mutating func explain(_ explained: WaitExplained, by actor: Actor) {
        let now = clock
        let spent = visits.look(at: explained.visit.number) { visit -> (before: GateSpan, after: GateSpan)? in
            let fits = visit.wait.agency == explained.agency && visit.wait.step == explained.step
            guard fits, visit.wait.cause == .given || visit.wait.isUnexplained(at: now) else { return nil }
            return self.spent(in: visit.wait, until: now, laneKind(of: visit.lane))
        }
        if (spent ?? nil) == nil { anomalies += 1 }
        decide(explained.visit, .waitExplained, detail: explained.reason.rawValue, agency: explained.agency) {
            guard let spent = spent ?? nil else { return }
            $0.wait.close(spent)
            $0.wait.explain(explained.reason, by: actor.name, at: now)
        }
        withToday { counts, _ in counts.waitReasons[Int(explained.reason.rawValue)] += 1 }
    }

    /// A vehicle has left: what its time went into belongs to the day's figures.
    private mutating func countWaits(of id: VisitID) {
        let seen = visits.look(at: id.number) { visit -> (wait: VisitWait, exit: LaneID?)? in
            guard visit.arrivedAt > .epoch else { return nil }
            return (visit.wait, visit.state == .crossed ? visit.lane : nil)
        }
        guard let (wait, exit) = seen ?? nil else { return }
        withToday { counts, _ in
            for tally in wait.tallies { counts.add(tally) }
        }
        if let index = exit.flatMap({ laneIndex($0) }) { lanes[index].sinceRatings.add(wait) }
    }
}

/// A stretch that ends, and the one that follows it.
private struct WaitChange {
    var next: WaitStanding
    var spent: (before: GateSpan, after: GateSpan)
}
