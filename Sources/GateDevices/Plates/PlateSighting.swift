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

        /// Normalised texts are the same where their bytes are; `==` would compose both first.
        private func hasText(_ other: String) -> Bool {
            text.utf8.count == other.utf8.count
                && text.utf8.withContiguousStorageIfAvailable { mine in
                    other.utf8.withContiguousStorageIfAvailable { mine.elementsEqual($0) } ?? false
                } ?? (text == other)
        }

        /// Puts the candidate into a list that is sorted, best first, with every text once. Equal confidences stay in
        /// the order sent.
        func insert(into list: inout [Candidate]) {
            if let known = list.firstIndex(where: { $0.hasText(text) }) {
                guard list[known].confidence < confidence else { return }
                list.remove(at: known)
            }
            if list.count == PlateSighting.candidateLimit {
                guard list[list.count - 1].confidence < confidence else { return }
                list.removeLast()
            }
            var place = list.count
            while place > 0, list[place - 1].confidence < confidence { place -= 1 }
            if place == list.count { list.append(self) } else { list.insert(self, at: place) }
        }
    }

    /// Stands for an id where only equality counts (FNV-1a, 64 bits): a group names many, and is about none of them alone.
    static func fingerprint(_ id: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
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
    /// Best first, each text once, at most ``candidateLimit``; cameras do not always send them sorted.
    public var candidates: [Candidate]
    /// The camera's id of the frame or of the vehicle, and of the best frame for a group; at most 64 characters, may be
    /// empty.
    public var uuid: String
    /// The camera's summary of a whole vehicle, sent up to 10 s after it has passed, rather than one frame.
    public var isGroup: Bool
    /// The camera's clock; for a group the moment it was last seen.
    public var deviceTime: GateTime?
    /// Degrees, 0…359, as the camera counts them; nil where it said nothing.
    public var travelDirection: Int32?
    private var extra = Extra.none

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

/// What only some messages of some cameras hold. It is kept apart, so that a mere frame, of which thousands pass by, stays
/// as small as it was.
extension PlateSighting {
    private indirect enum Extra: Hashable, Sendable {
        case none
        case some(More)
    }

    private struct More: Hashable, Sendable {
        var characters: [Int32] = []
        var frames: [UInt64] = []
        var heard: [[PlateSighting]] = []
        var motion = Motion.unknown
        var region = ""
    }

    private var more: More {
        get { if case .some(let more) = extra { more } else { More() } }
        set { extra = .some(newValue) }
    }

    /// How sure the camera was of each character of ``text``, in thousandths, 0…1000; empty where it did not say.
    public var characters: [Int32] {
        get { more.characters }
        set { more.characters = newValue }
    }

    /// The ids of all frames that a group sums up, as ``fingerprint(_:)`` has them, at most ``frameLimit``; empty where it
    /// names none.
    var frames: [UInt64] {
        get { more.frames }
        set { more.frames = newValue }
    }

    /// What the desk heard before under the same ids, a frame each, newest first: of a group its frames, of a camera that
    /// names vehicles the reads before this one. Empty for a mere frame, and as it comes from a decoder.
    public internal(set) var heard: [[PlateSighting]] {
        get { more.heard }
        set { more.heard = newValue }
    }

    public var motion: Motion {
        get { more.motion }
        set { more.motion = newValue }
    }

    /// The country or region in the camera's own spelling, in upper case, at most 64 characters: a hint for people, for the
    /// country follows from the plate itself. May be empty.
    public var region: String {
        get { more.region }
        set { more.region = newValue }
    }
}
