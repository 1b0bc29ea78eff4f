import GateDevices
import GateModel

/// Not all that a station acts on comes from devices. What else moves it stands in the capture too, in its place: only
/// then does the capture, played again, give the same events.
extension Station {
    /// The gate's clock has come this far although nothing was received.
    func hear(clock now: GateTime) {
        let before = (nextTick, working.sequence)
        passTime(to: now)
        // After a long silence the first message is believed: the gate's own clock has come as far.
        lastReceived = max(lastReceived, now)
        if before != (nextTick, working.sequence) { keep(MessageType.clock, [], at: now) }
    }

    /// The gate hears its devices again: where their arms are they will have to say. With this a journal begins, and so
    /// it stands in the capture even where nothing came of it.
    func hear(startAt now: GateTime) {
        begin(at: now)
        passTime(to: now)
        decide(by: "rule/start", number: working.sequence, at: now) { $0.decideForgetting(cause: $1, now: now) }
        keep(MessageType.start, [], at: now)
    }

    /// An order could not be handed to its barrier.
    func hear(unsent order: BarrierOrdered, at now: GateTime) {
        passTime(to: now)
        keep(MessageType.unsent, JSONFieldWriter.json(order), at: now)
        note(unsent: order, at: now)
    }

    /// The image behind a scan was looked at. When that came to an end is for the gate's clock to say, which may have gone on
    /// meanwhile.
    func hear(_ checked: ScanChecked) { hear(checked, at: max(checked.check.at, lastReceived)) }

    private func hear(_ checked: ScanChecked, at now: GateTime) {
        passTime(to: now)
        keep(MessageType.scanCheck, JSONFieldWriter.json(checked), at: now)
        decide(by: "rule/images", number: working.sequence, at: now) {
            $0.decideScanCheck(checked, cause: $1, now: now)
        }
    }

    /// Acts on what a capture holds of these; false where the message is another.
    func replay(_ message: DeviceMessage) -> Bool {
        switch message.type {
        case MessageType.clock: hear(clock: message.receivedTime)
        case MessageType.start: hear(startAt: message.receivedTime)
        case MessageType.unsent:
            let order = message.data.withUnsafeBufferPointer {
                try? JSONFieldReader.value(BarrierOrdered.self, from: $0)
            }
            guard let order else { return false }
            hear(unsent: order, at: message.receivedTime)
        case MessageType.scanCheck:
            let checked = message.data.withUnsafeBufferPointer {
                try? JSONFieldReader.value(ScanChecked.self, from: $0)
            }
            guard let checked else { return false }
            holdsScanChecks = true
            hear(checked, at: message.receivedTime)
        case MessageType.layout:
            let plan = message.data.withUnsafeBufferPointer { try? JSONFieldReader.value(GatePlan.self, from: $0) }
            guard let plan else { return false }
            keep(message)
            replay(layout: plan, at: message.receivedTime)
        case MessageType.act, MessageType.glass: return replay(ofConsole: message)
        default: return false
        }
        return true
    }

    func keep(_ type: String, _ data: [UInt8], at now: GateTime) {
        keep(
            DeviceMessage(
                source: OfficerAct.source(gate: working.plan.gate), type: type, boot: 0, sequence: 0, deviceTime: nil,
                receivedTime: now, data: data))
    }
}
