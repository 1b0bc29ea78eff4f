/// When a lane's barriers open: by themselves for whom an officer has let through and for the next of the queue, and
/// never both at once.
///
/// The arms close by themselves, when their loop has become free; see docs/devices.md.
extension GateState {
    /// Orders what is to be opened now; to be asked after every change. Who waits for the other barrier is let
    /// through once that is shut.
    public func decideBarriers(cause: Cause, now: GateTime) -> Decision {
        guard status == .open else { return .nothing }
        var deliberation = Deliberation(self, actor: .rule("barriers"), cause: cause, now: now)
        for lane in lanes where lane.entry.isShut || lane.exit.isShut {
            guard let (end, visit) = wanted(lane), isShut(lane, end.other) else { continue }
            deliberation.guardStreams([.lane(lane.lane.id), .visit(visit)])
            deliberation.orderBarrier(lane, end, .open, for: visit)
        }
        return deliberation.decision
    }

    /// The end to open next, and for whom: who leaves makes room, and so goes first.
    private func wanted(_ lane: LaneState) -> (LaneEnd, VisitID)? {
        if let leaving = lane.leaving(in: self), waits(lane, .exit, leaving) { return (.exit, leaving) }
        // The vehicle stands on the loop before barrier 1, and nobody is before it at the arch or the booth.
        // Who has no e-manifest is turned back before barrier 1: people may open it, it does not open by itself.
        guard lane.status == .open, lane.loopIn, let next = vehicleAtArch(lane.lane.id), next.state == .atBarrierIn,
            next.declaration.hasManifest, waits(lane, .entry, next.id), !isChattering(.loopIn, lane: lane.lane.id)
        else { return nil }
        let isFree = lane.control.allSatisfy { id in
            guard id != next.id, let state = visits.look(at: id.number, { $0.state }) else { return true }
            return state != .inLane && state != .identified && state != .channelled && state != .released
        }
        return isFree ? (.entry, next.id) : nil
    }

    /// One order a vehicle: where it failed, people are called.
    private func waits(_ lane: LaneState, _ end: LaneEnd, _ visit: VisitID) -> Bool {
        let barrier = lane[end]
        return hasBarrier(lane, end) && barrier.position == .closed && barrier.order.visit != visit
            && !barrier.order.isPending
    }

    func hasBarrier(_ lane: LaneState, _ end: LaneEnd) -> Bool { barrier(lane.lane.id, end) != nil }

    /// Whether a lane's device changes its mind so often that its last word means nothing.
    func isChattering(_ kind: DeviceKind, lane: LaneID) -> Bool {
        guard let device = plan.device(kind, lane: lane), devices.indices.contains(Int(device.id.number) - 1) else {
            return false
        }
        let report = devices[Int(device.id.number) - 1].report
        guard report.condition == .faulty, case .chatters? = DeviceReason(report.detail) else { return false }
        return true
    }

    /// A lane without a barrier at one end has nothing there that could stand open.
    func isShut(_ lane: LaneState, _ end: LaneEnd) -> Bool { !hasBarrier(lane, end) || lane[end].isShut }

    /// The device that is a lane's barrier.
    public func barrier(_ lane: LaneID, _ end: LaneEnd) -> Device? { plan.barrier(lane, end) }

    /// What was known of the arms before the gate was away is no longer known: somebody may have moved them meanwhile.
    public func decideForgetting(cause: Cause, now: GateTime) -> Decision {
        var deliberation = Deliberation(self, actor: .rule("start"), cause: cause, now: now)
        for lane in lanes {
            for end in LaneEnd.allCases where lane[end].position != .unknown {
                var moved = BarrierMoved()
                moved.lane = lane.lane.id
                moved.end = end
                deliberation.propose(.barrierMoved(moved))
            }
        }
        return deliberation.decision
    }

    /// Ends the patience with orders that nobody has answered until now; see ``nextDeadline``.
    public func decideDeadlines(cause: Cause, now: GateTime) -> Decision {
        var deliberation = Deliberation(self, actor: .rule("deadline"), cause: cause, now: now)
        for lane in lanes {
            for end in LaneEnd.allCases {
                guard let deadline = lane[end].order.deadline, deadline <= now else { continue }
                deliberation.answer(lane, end, .timedOut, "")
            }
        }
        return deliberation.decision
    }

    /// An order could not be handed to its barrier.
    public func decideUnsent(_ order: BarrierOrdered, cause: Cause, now: GateTime) -> Decision {
        guard let lane = lane(order.lane), lane[order.end].order.number == order.number,
            lane[order.end].order.outcome == .sent
        else { return .nothing }
        var deliberation = Deliberation(self, actor: .rule("links"), cause: cause, now: now)
        deliberation.answer(lane, order.end, .unsent, "")
        return deliberation.decision
    }

    /// The first moment at which patience with an order ends, if none is answered before.
    public var nextDeadline: GateTime? {
        var first: GateTime?
        // Asked before every message: no lane is copied.
        for index in lanes.indices {
            for deadline in [lanes[index].entry.order.deadline, lanes[index].exit.order.deadline] {
                if let deadline, first.map({ deadline < $0 }) ?? true { first = deadline }
            }
        }
        return first
    }
}

extension GatePlan {
    func barrier(_ lane: LaneID, _ end: LaneEnd) -> Device? {
        device(end == .entry ? .barrierIn : .barrierOut, lane: lane)
    }

    func hasSameBarrier(as other: GatePlan, _ lane: LaneID, _ end: LaneEnd) -> Bool {
        barrier(lane, end)?.source == other.barrier(lane, end)?.source
    }
}

extension Deliberation {
    mutating func orderBarrier(_ lane: LaneState, _ end: LaneEnd, _ command: BarrierCommand, for visit: VisitID?) {
        var ordered = BarrierOrdered()
        ordered.lane = lane.lane.id
        ordered.end = end
        ordered.number = lane[end].order.number &+ 1
        ordered.command = command
        ordered.visit = visit
        propose(.barrierOrdered(ordered))
    }

    /// Records what became of an order, and calls people where it failed.
    mutating func answer(_ lane: LaneState, _ end: LaneEnd, _ outcome: OrderOutcome, _ detail: String) {
        let order = lane[end].order
        var answered = BarrierAnswered()
        answered.lane = lane.lane.id
        answered.end = end
        answered.number = order.number
        answered.outcome = outcome
        answered.detail = String(detail.prefix(80))
        propose(.barrierAnswered(answered))
        guard outcome == .refused || outcome == .timedOut || outcome == .unsent else { return }
        // It may have driven on all the same.
        let visit = order.visit.flatMap { state.visit($0) }.flatMap { $0.state.isClosed ? nil : $0.id }
        raise(
            .barrierDisobeys, lane: lane.lane.id, device: state.barrier(lane.lane.id, end)?.id, visit: visit,
            detail: detail.isEmpty ? outcome.name : "\(outcome.name) \(answered.detail)")
    }
}
