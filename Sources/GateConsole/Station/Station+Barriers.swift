import GateModel

/// Orders to barriers: given after every change, and ended when nobody answers them.
extension Station {
    /// Opens what the newest state says is to be opened.
    func openBarriers(at time: GateTime) {
        decide(by: "rule/barriers", number: working.sequence, at: time) { $0.decideBarriers(cause: $1, now: time) }
    }

    /// The time of the first unanswered order is up.
    func endPatience(at deadline: GateTime) {
        decide(by: "rule/deadline", number: UInt64(max(0, deadline.milliseconds)), at: deadline) {
            $0.decideDeadlines(cause: $1, now: deadline)
        }
    }

    func note(unsent order: BarrierOrdered, at time: GateTime) {
        decide(by: "rule/unsent", number: working.sequence, at: time) {
            $0.decideUnsent(order, cause: $1, now: time)
        }
    }
}
