/// The rule by which a vehicle's time is somebody's, and has a cause.
extension GateState {
    /// Why a visit waits, for whom, and where. What an officer said of it is not looked at.
    func standing(of visit: borrowing Visit) -> WaitStanding {
        let state = visit.state
        let step = GateStep(state == .held ? visit.stateBeforeHold : state)
        let cards = visit.agencies
        switch state {
        case .declared, .turnedBack, .seized, .crossed, .noShow, .expired: return WaitStanding()
        // Called from the road, or from the yard: then it is on its way to the queue.
        case .called:
            guard visit.arrivedAt > .epoch else { return WaitStanding() }
            return WaitStanding(cause: .moving, agency: .board, step: .yard, saidAt: visit.stateSince)
        case .atYard: return WaitStanding(cause: .ahead, agency: .board, step: step)
        case .inQueue:
            if let cause = queueCause(visit.id, visit.lane) {
                return WaitStanding(cause: cause, agency: .borderGuard, step: step)
            }
            return unlessTrouble(visit, .borderGuard, step)
        case .atBarrierIn, .inLane: return unlessTrouble(visit, .borderGuard, step)
        case .atBarrierOut:
            return WaitStanding(cause: .moving, agency: .borderGuard, step: step, saidAt: visit.stateSince)
        case .released:
            if visit.confirmation == .none { return unlessTrouble(visit, .customs, step) }
            if isExitTaken(visit.lane) { return WaitStanding(cause: .ahead, agency: .borderGuard, step: step) }
            return unlessTrouble(visit, .borderGuard, step)
        case .held:
            let holder = Agency.allCases.first { cards[Int($0.rawValue)].decision.isHolding }
            return WaitStanding(cause: .held, agency: holder ?? turn(visit.channel, cards), step: step)
        case .scanQueued: return WaitStanding(cause: .scanner, agency: .customs, step: step)
        case .identified, .channelled, .scanned, .imageRead, .inJointControl:
            if let worker = worker(visit.channel, cards) {
                return WaitStanding(
                    cause: .work, agency: worker, step: step, saidAt: cards[Int(worker.rawValue)].at)
            }
            if let asked = asked(cards) {
                return WaitStanding(cause: .question, agency: asked.agency, step: step, saidAt: asked.at)
            }
            // Whatever the others do meanwhile, the image is customs' to read.
            let readsImage = state == .scanned && visit.finding == .unread
            return unlessTrouble(visit, readsImage ? .customs : turn(visit.channel, cards), step)
        }
    }

    /// A trouble explains the step at which it came up, to the agency whose trouble it is or to any, and lapses.
    private func unlessTrouble(_ visit: borrowing Visit, _ agency: Agency, _ step: GateStep) -> WaitStanding {
        var newest = GateTime.epoch
        for trouble in visit.troubles where trouble.agency == nil || trouble.agency == agency {
            if GateStep(trouble.stage) == step { newest = max(newest, trouble.since) }
        }
        return WaitStanding(
            cause: newest > .epoch ? .trouble : .unexplained, agency: agency, step: step, saidAt: newest)
    }

    /// The agency that another one waits for, and since when.
    private func asked(_ cards: [AgencyCard]) -> (agency: Agency, at: GateTime)? {
        for card in cards where card.decision == .referred {
            if let other = card.referredTo.members.first, !cards[Int(other.rawValue)].decision.isSettled {
                return (other, card.at)
            }
        }
        return nil
    }

    /// The first agency that has begun. Customs decides last: its beginning is no work of those that are to act before it.
    private func worker(_ channel: Channel, _ cards: [AgencyCard]) -> Agency? {
        let first = plan.agencyOrder.first { $0 != .customs && cards[Int($0.rawValue)].decision == .inProgress }
        if let first { return first }
        let customsWorks = cards[Int(Agency.customs.rawValue)].decision == .inProgress
        return customsWorks && turn(channel, cards) == .customs ? .customs : nil
    }

    /// The agency that is to act next: customs while it has set no channel, then the first in the plan's order that has not
    /// decided, customs last.
    private func turn(_ channel: Channel, _ cards: [AgencyCard]) -> Agency {
        if channel == .none { return .customs }
        return plan.agencyOrder.first { $0 != .customs && !cards[Int($0.rawValue)].decision.isSettled } ?? .customs
    }

    /// Why a vehicle stands in the queue; nil where it could go on.
    private func queueCause(_ visit: VisitID, _ lane: LaneID?) -> WaitCause? {
        guard let index = lane.flatMap({ laneIndex($0) }) else { return nil }
        if lanes[index].status != .open { return .laneShut }
        return lanes[index].queue.first == visit && !isBoothTaken(lanes[index]) ? nil : .ahead
    }

    /// Whether a vehicle stands in the lane before the one at the head of its queue.
    private func isBoothTaken(_ lane: LaneState) -> Bool {
        lane.control.contains { id in
            visits.look(at: id.number) { visit in
                switch visit.state {
                case .atBarrierIn, .inLane, .identified: true
                // Whoever was shown at the scanner or in the house stands there, and no longer in the lane.
                case .channelled, .released, .atBarrierOut, .held: visit.presentedAt == .epoch
                default: false
                }
            } == true
        }
    }

    private func isExitTaken(_ lane: LaneID?) -> Bool {
        guard let index = lane.flatMap({ laneIndex($0) }) else { return false }
        return lanes[index].leaving(in: self) != nil
    }
}
