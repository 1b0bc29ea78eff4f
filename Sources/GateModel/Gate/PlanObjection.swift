/// Why a gate at work cannot take another plan now.
public enum PlanObjection: Error, Hashable, Sendable {
    /// A journal is of one gate.
    case otherGate(String)
    /// A lane that vehicles stand in, or are on their way to, is no longer there.
    case laneRemoved(LaneID, vehicles: Int)
    /// Such a lane would lead the other way.
    case laneTurned(LaneID, vehicles: Int)
}

extension PlanObjection: CustomStringConvertible {
    public var description: String {
        switch self {
        case .otherGate(let gate): "it is of another gate than \(gate)"
        case .laneRemoved(let lane, let vehicles):
            "lane \(lane.number) is no longer in the layout, but \(vehicles) vehicles stand in it or are called to it"
        case .laneTurned(let lane, let vehicles):
            "lane \(lane.number) leads the other way in the layout, but \(vehicles) vehicles stand in it or are called to it"
        }
    }
}

extension GateState {
    /// Open visits that a lane has called, holds in its queue, or has in control.
    public func vehicles(of lane: LaneID) -> Int {
        open.count { id in visits.look(at: id.number) { $0.lane } == lane }
    }

    /// Goes over to another plan: nothing where it is the same, or where ``objections(to:)`` stand against it.
    public func decide(_ plan: GatePlan, cause: Cause, now: GateTime) -> Decision {
        guard plan != self.plan, objections(to: plan).isEmpty else { return .nothing }
        var deliberation = Deliberation(self, actor: .rule("layout"), cause: cause, now: now)
        deliberation.guardStreams([.gate])
        deliberation.propose(.gateConfigured(plan))
        return deliberation.decision
    }

    /// Everything that stands against a new plan, in the order of the lanes; empty where it may be recorded.
    public func objections(to plan: GatePlan) -> [PlanObjection] {
        guard sequence > 0 else { return [] }
        if plan.gate != self.plan.gate { return [.otherGate(self.plan.gate)] }
        return lanes.compactMap { known in
            let id = known.lane.id
            let next = plan.lanes.first { $0.id == id }
            guard next?.direction != known.lane.direction else { return nil }
            let vehicles = vehicles(of: id)
            guard vehicles > 0 else { return nil }
            return next == nil ? .laneRemoved(id, vehicles: vehicles) : .laneTurned(id, vehicles: vehicles)
        }
    }
}
