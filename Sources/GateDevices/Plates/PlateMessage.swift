public import GateModel

/// What a plate camera sent, whoever made it.
public enum PlateMessage: Hashable, Sendable {
    /// The plates of one frame, the one that fills most of the picture first, or of one vehicle; may be empty.
    case sightings([PlateSighting])
    /// The camera lives; its clock, if it told it.
    case heartbeat(GateTime?)
    /// The camera says that it cannot see, and why.
    case trouble(DeviceReason)
}

extension PlateMessage {
    /// What the camera's clock said when it sent this; nil where it did not say, and for the summary of a vehicle, which may
    /// have stood there for minutes.
    var clock: GateTime? {
        switch self {
        case .heartbeat(let time): time
        case .sightings(let sightings): sightings.first { !$0.isGroup }?.deviceTime
        case .trouble: nil
        }
    }
}

/// One vendor's way of telling plates. Every decoder is a pure function of a message's bytes.
protocol PlateDecoder {
    /// - Parameter data: one message as the camera sent it.
    /// - Throws: ``DeviceFault`` with the byte and field where reading stopped; nothing of the message is used then.
    static func decode(_ data: [UInt8]) throws(DeviceFault) -> PlateMessage
}
