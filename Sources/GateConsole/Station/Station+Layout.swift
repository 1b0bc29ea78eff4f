import GateDevices
import GateJournal
import GateModel
import GateScreens

/// Another plan that the gate at work is to go over to.
struct LayoutChange: Sendable {
    var plan: GatePlan
    var at: GateTime
    /// Told what became of it, once the journal has said so.
    var done: @Sendable (Outcome) -> Void

    enum Outcome: Hashable, Sendable {
        case taken, unchanged
        case refused([PlanObjection])
        /// The journal did not take it.
        case unrecorded
    }
}

/// Another layout for a gate at work: an event like any other, decided on the newest state.
extension Station {
    func hear(layout change: LayoutChange) {
        passTime(to: change.at)
        let objections = working.objections(to: change.plan)
        guard objections.isEmpty else { return change.done(.refused(objections)) }
        guard change.plan != working.plan else { return change.done(.unchanged) }
        keep(MessageType.layout, JSONFieldWriter.json(change.plan), at: change.at)
        goOver(to: change.plan, at: change.at)
        layouts.append(change)
    }

    /// The same, from a capture.
    func replay(layout plan: GatePlan, at time: GateTime) {
        passTime(to: time)
        // Until the journal's end is reached, it knows already.
        if isStillResuming { return }
        goOver(to: plan, at: time)
    }

    private func goOver(to plan: GatePlan, at now: GateTime) {
        let before = working.plan
        let cause = Cause(source: "terminal/layout", boot: 0, number: working.sequence + 1)
        let decision = working.decide(plan, cause: cause, now: now)
        guard !decision.events.isEmpty else { return }
        var append = Append([], recordedAt: now)
        append.guards = decision.guards
        // A portal taken away in the middle of a passage must not take its alarm with it.
        for receipt in desk.close(allBut: plan, at: now) {
            guard let device = receipt.device else { continue }
            status.rejected += receipt.faultCount
            for signal in receipt.signals {
                add(decide(signal, device: device, cause: cause, now: now), to: &append, cause: cause)
            }
        }
        add(decision, to: &append, cause: cause)
        submit(append, origin: nil)
        desk.adopt(plan)
        nightSilence.move(from: before, to: plan)
    }

    /// Says what became of the layouts of the batch that is recorded now: each was decided on the one before, so that the
    /// last one stands for all.
    func tellLayouts() {
        guard let last = layouts.last else { return }
        let outcome = shown.plan == last.plan ? LayoutChange.Outcome.taken : .unrecorded
        for change in layouts { change.done(outcome) }
        layouts = []
    }
}
