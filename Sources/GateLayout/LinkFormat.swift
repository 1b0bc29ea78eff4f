import GateDevices
public import GateModel

/// What a link has to know of a format: how its messages are told apart on a TCP connection, and how long one may be.
public enum LinkFormat {
    /// The format of a device that sends whole CloudEvents objects, with its own boot and sequence, one a message.
    public static let envelope = "cloudevents"

    /// Every name that a link's `type` may have.
    public static let names = MessageType.wire + [envelope]

    /// What a device of a kind may speak on a link of its own, beside ``envelope``: a weighbridge sends no plates.
    public static func names(of kind: DeviceKind) -> [String] {
        let codes = [MessageType.hazardPlate, MessageType.seal, MessageType.declarationCode]
        switch kind {
        case .yardCamera, .queueCamera, .frontCamera, .rearCamera, .houseCamera:
            return [
                MessageType.plateResults, MessageType.plateGroup, MessageType.plateHeartbeat,
                MessageType.plateRecognizer, MessageType.axisPlate, MessageType.frigatePlate,
                MessageType.hikvisionPlate,
            ] + codes
        case .containerCamera: return [MessageType.containerCode] + codes
        case .portal: return [MessageType.portal, MessageType.spectra]
        case .documentReader: return [MessageType.machineReadableZone, MessageType.identityCard] + codes
        case .weighbridge, .axleWeigher:
            return [MessageType.scaleContinuous, MessageType.scaleLine, MessageType.scaleFrame, MessageType.axles]
        case .scanner: return [MessageType.scan] + codes
        case .barrierIn, .barrierOut: return [MessageType.barrier]
        case .loopIn, .loopOut: return [MessageType.loop]
        case .manifestFeed: return names.filter { MessageType.documents.contains($0) }
        case .light: return [MessageType.light]
        case .board: return [MessageType.board]
        case .tagReader: return [MessageType.tag]
        case .vehicleTracker: return [MessageType.vehiclePosition]
        case .terminal: return []
        }
    }

    /// How a format's messages are told apart on a connection that is nothing but bytes.
    public enum Framing: Sendable {
        /// The decoder puts the bytes together itself, wherever they were cut.
        case stream
        /// A message is a line.
        case line
        /// A message has no end of its own: only a transport that says where it ends can carry it.
        case message
    }

    public static func framing(of type: String) -> Framing {
        switch type {
        case MessageType.portal, MessageType.scaleContinuous, MessageType.scaleLine, MessageType.scaleFrame: .stream
        // XML and multipart bodies.
        case MessageType.hikvisionPlate, MessageType.spectra, MessageType.customsDeclaration,
            MessageType.customsResponse:
            .message
        default: .line
        }
    }

    /// Whether a link of one format can carry a message of another: a camera of OpenALPR sends three kinds.
    public static func isSpoken(_ type: String, on link: String) -> Bool {
        let family = [MessageType.plateResults, MessageType.plateGroup, MessageType.plateHeartbeat]
        return type == link || family.contains(type) && family.contains(link)
            || link == envelope && MessageType.wire.contains(type)
    }

    /// Longest message taken where a layout does not say, in bytes.
    public static func limit(of type: String) -> Int {
        switch type {
        // A multipart body with its pictures.
        case MessageType.hikvisionPlate: 16 << 20
        case MessageType.spectra: 8 << 20
        case MessageType.customsDeclaration, MessageType.customsResponse: 2 << 20
        case MessageType.plateResults, MessageType.plateGroup, MessageType.plateHeartbeat, MessageType.plateRecognizer,
            MessageType.movement, MessageType.axisPlate, MessageType.frigatePlate, MessageType.manifest, envelope:
            1 << 20
        // Lines, frames, codes and the small messages of our own.
        default: 64 << 10
        }
    }
}
