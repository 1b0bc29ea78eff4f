public import GateModel

/// A plate as a camera saw it, before anyone has asked whose it may be.
public struct PlateSighting: Hashable, Sendable {
    /// Candidates kept of one plate.
    public static let candidateLimit = 10

    /// One of the readings that a camera holds possible.
    public struct Candidate: Hashable, Sendable {
        /// Normalised.
        public var text: String
        /// Thousandths, 0…1000.
        public var confidence: Int32

        public init(text: String, confidence: Int32) {
            self.text = text
            self.confidence = confidence
        }
    }

    /// The camera's best reading, normalised; never empty.
    public var text: String
    /// Thousandths, 0…1000.
    public var confidence: Int32
    /// Best first, each text once, at most ``candidateLimit``; cameras do not always send them sorted.
    public var candidates: [Candidate]
    /// The camera's id of the frame, and of the best frame for a group; at most 64 characters, may be empty.
    public var uuid: String
    /// The camera's summary of a whole vehicle, sent up to 10 s after it has passed, rather than one frame.
    public var isGroup: Bool
    /// The camera's clock; for a group the moment it was last seen.
    public var deviceTime: GateTime?
    /// Degrees, 0…359, as the camera counts them; nil where it said nothing.
    public var travelDirection: Int32?

    public init(
        text: String, confidence: Int32, candidates: [Candidate] = [], uuid: String = "", isGroup: Bool = false,
        deviceTime: GateTime? = nil, travelDirection: Int32? = nil
    ) {
        self.text = text
        self.confidence = confidence
        self.candidates = candidates
        self.uuid = uuid
        self.isGroup = isGroup
        self.deviceTime = deviceTime
        self.travelDirection = travelDirection
    }
}

/// What an OpenALPR camera sent.
public enum PlateMessage: Hashable, Sendable {
    /// The plates of one frame, the one that fills most of the picture first, or of one group; may be empty.
    case sightings([PlateSighting])
    /// The camera lives; its clock, if it told it.
    case heartbeat(GateTime?)
}
