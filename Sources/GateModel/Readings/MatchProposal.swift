/// One difference between a declared identifier and what a camera read of it.
///
/// Kept as values, so that a screen can word it in any language. A character that the camera took for another has both
/// texts; one it lost has no ``read``, one it added no ``declared``.
public struct ReadEdit: FieldCoded, Hashable {
    /// Where in the declared text, from 0: the character concerned, or the one before which another was added.
    public var place: Int32 = 0
    /// One character of the declared text; empty where the camera added one.
    public var declared = ""
    /// What the camera read instead; empty where it lost the character.
    public var read = ""

    public init() {}
    public init(place: Int, declared: String, read: String) {
        self.place = Int32(clamping: place)
        self.declared = declared
        self.read = read
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("place", &place)
        try coder.text("declared", &declared)
        try coder.text("read", &read)
    }
}

/// A visit whose declared plate a weak read may have meant, and why. A person takes one or none of them.
public struct MatchProposal: FieldCoded, Hashable {
    /// Proposals kept with a read.
    public static let limit = 3
    /// Differences kept with a proposal: a read with more of them is no read.
    public static let editLimit = 6

    public var visit = VisitID.first
    /// The declared identifier, normalised: a tractor's or a trailer's plate.
    public var identifier = ""
    /// How probably it is *not* this visit, in thousandths, 0…1000, as the matcher reckons it.
    public var risk: Int32 = 0
    /// What the camera must have got wrong, in the order of the text, at most ``editLimit``.
    public var edits: [ReadEdit] = []

    public init() {}
    public init(visit: VisitID, identifier: String, risk: Int32, edits: [ReadEdit]) {
        self.visit = visit
        self.identifier = identifier
        self.risk = risk
        self.edits = edits
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("visit", &visit)
        try coder.text("identifier", &identifier)
        try coder.number("risk", &risk)
        try coder.list("edits", &edits)
    }
}
