public import GateModel

/// A plate as a camera saw it, before anyone has asked whose it may be.
public struct PlateSighting: Hashable, Sendable {
    /// Candidates kept of one plate.
    public static let candidateLimit = 10
    /// Plates kept of one frame; a camera sees a handful.
    static let frameLimit = 32

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

        /// Puts the candidate into a list that is sorted, best first, with every text once. Equal confidences stay in
        /// the order sent.
        func insert(into list: inout [Candidate]) {
            if let known = list.firstIndex(where: { $0.text == text }) {
                guard list[known].confidence < confidence else { return }
                list.remove(at: known)
            }
            if list.count == PlateSighting.candidateLimit {
                guard list[list.count - 1].confidence < confidence else { return }
                list.removeLast()
            }
            var place = list.count
            while place > 0, list[place - 1].confidence < confidence { place -= 1 }
            list.insert(self, at: place)
        }
    }

    /// Which way a vehicle moved, as the camera sees it.
    public enum Motion: Hashable, Sendable {
        /// It stood, or the camera said nothing.
        case unknown
        /// Towards the camera.
        case approaching
        /// Away from it.
        case leaving
    }

    /// The camera's best reading, normalised; never empty.
    public var text: String
    /// Thousandths, 0…1000.
    public var confidence: Int32
    /// How sure the camera was of each character of ``text``, in thousandths, 0…1000; empty where it did not say.
    public var characters: [Int32] = []
    /// Best first, each text once, at most ``candidateLimit``; cameras do not always send them sorted.
    public var candidates: [Candidate]
    /// The camera's id of the frame or of the vehicle, and of the best frame for a group; at most 64 characters, may be
    /// empty.
    public var uuid: String
    /// The ids of all frames that a group sums up, at most ``frameLimit``; empty where it names none.
    public var frames: [String] = []
    /// What the desk heard before under the same ids, newest first: of a group its frames, of a camera that names vehicles
    /// the reads before this one. Empty for a mere frame, and as it comes from a decoder.
    public var heard: [PlateSighting] = []
    /// The camera's summary of a whole vehicle, sent up to 10 s after it has passed, rather than one frame.
    public var isGroup: Bool
    /// The camera's clock; for a group the moment it was last seen.
    public var deviceTime: GateTime?
    /// Degrees, 0…359, as the camera counts them; nil where it said nothing.
    public var travelDirection: Int32?
    public var motion = Motion.unknown
    /// The country or region in the camera's own spelling, in upper case, at most 64 characters: a hint for people, for the
    /// country follows from the plate itself. May be empty.
    public var region = ""

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
