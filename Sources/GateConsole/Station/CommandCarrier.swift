import GateDevices
import GateModel
import GateScreens
import GateText

/// Carries what was recorded to the devices it is meant for. Nothing goes out that is not in the journal.
struct CommandCarrier: Sendable {
    /// Something to say to one device.
    struct Errand: Sendable {
        var line: [UInt8]
        var source: String
        /// When it was decided; an order that comes late is not carried out.
        var at: GateTime
        /// The order that the station is told of, should it not leave the gate.
        var order: BarrierOrdered?
    }

    typealias Send = @Sendable (Errand) -> Void

    /// Of the journal's orders; see ``DeviceCommand/barrier(epoch:order:_:)``.
    private let epoch: UInt32
    private let send: Send
    private let phrases: PhraseBook

    init(epoch: UInt32, phrases: PhraseBook = .empty, send: @escaping Send) {
        self.epoch = epoch
        self.phrases = phrases
        self.send = send
    }

    private func instruction(_ messaged: DriverMessaged, _ visit: Visit) -> DriverInstruction {
        var instruction = DriverInstruction()
        instruction.phrase = messaged.phrase
        instruction.plate = visit.declaration.tractor
        instruction.declaration = visit.declaration.number
        instruction.language = DriverLanguage(of: visit.declaration)
        instruction.text = phrases.text(messaged, in: instruction.language)
        return instruction
    }

    func carry(_ recorded: [Recorded], _ state: GateState) {
        for record in recorded {
            func tell(_ source: String, _ command: DeviceCommand, _ order: BarrierOrdered? = nil) {
                send(Errand(line: command.line, source: source, at: record.occurredAt, order: order))
            }
            switch record.event {
            case .barrierOrdered(let ordered):
                guard let barrier = state.barrier(ordered.lane, ordered.end) else { continue }
                tell(barrier.source, .barrier(epoch: epoch, order: ordered.number, ordered.command), ordered)
            case .laneStatusChanged(let changed):
                guard let light = state.plan.device(.light, lane: changed.lane) else { continue }
                tell(light.source, .light(changed.status == .open ? .green : .red))
            case .driverMessaged(let messaged):
                guard let visit = state.visit(messaged.visit) else { continue }
                let board = visit.lane.flatMap { state.plan.device(.board, lane: $0) }
                let phones = state.plan.device(.phones, lane: nil)
                for device in [board, phones].compactMap(\.self) {
                    tell(device.source, .tell(instruction(messaged, visit)))
                }
            default: break
            }
        }
    }
}
