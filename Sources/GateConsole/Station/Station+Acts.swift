import GateDevices
import GateJournal
import GateModel

/// What people decide and press at this program's own screen. Live or played from a capture, an act takes one path: it is
/// decided on the state it meets, under the cause that its message names, and the gate's clock does not move for it.
extension Station {
    func carryOut(_ officer: OfficerAct) {
        if let message = officer.message { keep(message) }
        if officer.isPlayed {
            // Journals made before acts had causes of their own may end on one.
            if let message = officer.message { pass(message.cause) }
            if isStillResuming || isRecorded(officer.cause) { return }
        }
        let visit = visit(of: officer)
        switch working.decide(officer.act, visit: visit, cause: officer.cause, now: officer.at) {
        case .success(let decision):
            var append = Append([], recordedAt: officer.at)
            add(decision, to: &append, cause: officer.cause)
            append.guards = decision.guards
            // Nobody is told of an act of another day, and no simulated vehicle heeds it.
            submit(append, origin: officer.isAwaited ? officer : nil)
        case .failure(let refusal):
            // An act that is refused when played was refused on the day as well.
            if officer.isAwaited { glass.tell(.refused(officer.act, refusal)) }
        }
    }

    /// The visit that the act names, if it is of the declaration that the person saw; else the one of that declaration. In a
    /// capture that begins in the middle of a journal visits have other numbers than in a journal that begins with it.
    private func visit(of officer: OfficerAct) -> VisitID? {
        if let named = officer.visit, working.visit(named)?.declaration.number == officer.act.declaration {
            return named
        }
        return working.expected(officer.act.declaration)
    }

    private func isRecorded(_ cause: Cause) -> Bool {
        guard let lastAct else { return false }
        return cause.boot == lastAct.boot && cause.number <= lastAct.number
    }

    /// Takes what people did at this screen from a capture; false where the message is another's, or no act.
    func replay(ofConsole message: DeviceMessage) -> Bool {
        guard message.source == OfficerAct.source(gate: working.plan.gate) else { return false }
        if message.type == MessageType.glass {
            keep(message)
            return true
        }
        guard let officer = OfficerAct(playing: message) else { return false }
        carryOut(officer)
        return true
    }

    /// Writes out what is gathered for the capture.
    func keepCapture() { capture?.flush() }

    /// Keeps a message in the capture, where there is one.
    func keep(_ message: DeviceMessage) { if capture != nil { rawMessages.append(message) } }
}
