/// What has taken too long, to be told once: legal clocks, referrals, follow-ups.
extension Deliberation {
    mutating func watchClocks(_ visit: Visit) {
        for clock in state.clocks(of: visit, at: now) where clock.isOverdue && clock.phase != .ended {
            raise(.clockOverdue, lane: visit.lane, visit: visit.id, detail: "\(clock.kind.name) \(clock.agency.name)")
        }
    }

    mutating func watchReferrals(_ visit: Visit) {
        for agency in Agency.allCases where visit[agency].decision == .referred {
            guard now - visit[agency].at > GateState.referralWithin,
                let other = visit[agency].referredTo.members.first, !visit[other].decision.isSettled
            else { continue }
            raise(.referralOverdue, lane: visit.lane, visit: visit.id, detail: "\(agency.name) \(other.name)")
        }
    }

    mutating func watchTasks() {
        for task in state.tasks where task.due < now {
            raise(.taskOverdue, detail: "\(task.agency.name) \(task.kind.name) \(task.declaration)")
        }
    }
}
