import GateDevices
public import GateModel

/// What a link has to know of a format: which devices speak it, and how long a message may be.
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
        case .board, .phones: return [MessageType.board]
        case .ratingPad: return [MessageType.ratings]
        case .neighbourFeed: return names.filter { MessageType.neighbourly.contains($0) }
        case .tagReader: return [MessageType.tag]
        case .vehicleTracker: return [MessageType.vehiclePosition]
        case .terminal: return []
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
        case MessageType.hikvisionPlate, MessageType.plateRecognizer: 16 << 20
        case MessageType.spectra: 8 << 20
        case MessageType.customsDeclaration, MessageType.customsResponse: 2 << 20
        case MessageType.plateResults, MessageType.plateGroup, MessageType.plateHeartbeat, MessageType.movement,
            MessageType.axisPlate, MessageType.frigatePlate, MessageType.manifest, envelope:
            1 << 20
        // Lines, frames, codes and the small messages of our own.
        default: 64 << 10
        }
    }
}
