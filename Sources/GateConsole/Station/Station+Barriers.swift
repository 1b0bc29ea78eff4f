import GateDevices
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
        if let barrier = working.barrier(order.lane, order.end) { desk.noteUnsent(to: barrier.source, at: time) }
        decide(by: "rule/unsent", number: working.sequence, at: time) {
            $0.decideUnsent(order, cause: $1, now: time)
        }
    }

    /// A light or a board keeps showing what it showed. No event comes of it, for the journal says what was decided, not
    /// what hangs at the lane; but somebody has to know that the driver does not.
    func hear(undeliveredTo source: String, at time: GateTime) {
        desk.noteUnsent(to: source, at: time)
        if let device = working.plan.devices.first(where: { $0.source == source }) { glass.tell(.undelivered(device)) }
    }
}
