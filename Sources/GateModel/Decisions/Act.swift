/// What an officer does, as a terminal sends it and a capture keeps it.
///
/// Visits are named by their declaration, which both sides of a capture know; the station turns it into a
/// ``Command``. Fields that a verb does not need stay empty.
public struct Act: FieldCoded, Hashable {
    public enum Verb: UInt8, CaseIterable, Sendable, NamedCode {
        /// An agency begins to look.
        case start
        case pass, hold, turnBack, seize
        /// Open barrier 2 for a released visit.
        case letThrough
        /// Customs sets the risk channel.
        case channel
        case readImage
        /// The management board calls a visit forward to a lane.
        case call
        /// A plate is corrected; also ties an unidentified vehicle on `lane` to the visit.
        case correctPlate
        case message, raiseTrouble, clearTrouble, acknowledge, setLane, setGate
        /// A barrier is moved by hand.
        case openBarrier, closeBarrier
        /// A paper is asked for although the gate works without.
        case askPaper
        public static let names: [StaticString] = [
            "start", "pass", "hold", "turnBack", "seize", "letThrough", "channel", "readImage", "call", "correctPlate",
            "message", "raiseTrouble", "clearTrouble", "acknowledge", "setLane", "setGate",
            "openBarrier", "closeBarrier", "askPaper",
        ]
    }

    public var verb = Verb.start
    public var officer = ""
    public var agency = Agency.borderGuard
    public var declaration = ""
    public var lane: LaneID?
    public var alarm: AlarmID?
    public var reason = Reason.none
    public var channel = Channel.none
    public var channelReason = ChannelReason.low
    public var finding = ImageFinding.unread
    public var phrase = DriverPhrase.none
    public var place = PlatePlace.front
    public var plate = ""
    public var status = OpenStatus.open
    public var end = LaneEnd.entry
    public var paper = Paper.none
    /// The legal basis on which a paper is asked for; see ``PaperAsked/basisLimit``.
    public var basis = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("act", &verb)
        try coder.text("officer", &officer)
        try coder.named("agency", &agency)
        try coder.text("declaration", &declaration)
        try coder.identifier("lane", &lane)
        try coder.identifier("alarm", &alarm)
        try coder.named("reason", &reason)
        try coder.named("channel", &channel)
        try coder.named("why", &channelReason)
        try coder.named("finding", &finding)
        try coder.named("phrase", &phrase)
        try coder.named("place", &place)
        try coder.text("plate", &plate)
        try coder.named("status", &status)
        try coder.named("end", &end)
        try coder.named("paper", &paper)
        try coder.text("basis", &basis)
    }
}
