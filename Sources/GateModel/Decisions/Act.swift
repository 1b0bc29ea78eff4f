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
        /// The agency passes, with a task left.
        case passWithCondition
        case fail
        /// The agency need not look: a result is accepted in its place.
        case waive
        /// Another agency is asked first.
        case refer
        /// The agency takes its own last decision back.
        case undo
        /// What is left to be seen is shown, to all who are there.
        case inspect
        /// Customs' inspection is given more time.
        case extendClock
        /// A follow-up of a conditional pass is done.
        case closeTask
        /// A paper is asked for although the gate works without.
        case askPaper
        /// Customs publishes the number from which the day's draws follow.
        case publishSeed
        /// A field of the declaration is corrected.
        case correctField
        /// The agency says why a vehicle waits for it.
        case explainWait
        /// A complaint is taken down, by the driver's code.
        case complain
        /// The management board settles a complaint.
        case reviewComplaint
        case beginShift, endShift
        /// An officer meets the driver.
        case contact
        public static let names: [StaticString] = [
            "start", "pass", "hold", "turnBack", "seize", "letThrough", "channel", "readImage", "call", "correctPlate",
            "message", "raiseTrouble", "clearTrouble", "acknowledge", "setLane", "setGate",
            "openBarrier", "closeBarrier", "passWithCondition", "fail", "waive", "refer", "undo", "inspect",
            "extendClock", "closeTask",
            "askPaper", "publishSeed", "correctField", "explainWait", "complain", "reviewComplaint", "beginShift",
            "endShift", "contact",
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
    public var task = FollowUp.none
    public var basis = WaiverBasis.none
    /// To whom an agency refers; empty or one agency.
    public var toAgency = AgencySet()
    public var authority = GateAuthority.none
    /// Of a suspension, minutes; of an extension, days; of an inspection, photographs; of a review, the complaint.
    public var amount: Int32 = 0
    /// Who ordered an extension; at most 80 characters.
    public var orderedBy = ""
    public var paper = Paper.none
    /// The legal basis on which a paper is asked for; see ``PaperAsked/basisLimit``.
    public var law = ""
    /// Why an officer meets the driver.
    public var contact = ContactReason.none
    /// Why a vehicle waits.
    public var waitReason = WaitReason.none
    public var complaint = ComplaintKind.none
    public var outcome = ComplaintOutcome.open
    /// Of a shift that ends: the note to the next one, at most ``Handover/noteLimit`` characters.
    public var note = ""
    /// Of a correction: which field, and what it is to be. Of a complaint: its code.
    public var field = DeclarationField.tractor
    public var value = ""
    public var correctionReason = CorrectionReason.none
    public var evidence = CorrectionEvidence.none
    /// Of a seed: up to sixteen hexadecimal digits.
    public var seed = ""

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
        try coder.named("task", &task)
        try coder.named("basis", &basis)
        try coder.number("to", &toAgency.rawValue)
        try coder.named("authority", &authority)
        try coder.number("amount", &amount)
        try coder.text("orderedBy", &orderedBy)
        try coder.named("paper", &paper)
        try coder.text("law", &law)
        try coder.text("seed", &seed)
        try coder.named("field", &field)
        try coder.text("value", &value)
        try coder.named("correction", &correctionReason)
        try coder.named("evidence", &evidence)
        try coder.named("contact", &contact)
        try coder.named("wait", &waitReason)
        try coder.named("complaint", &complaint)
        try coder.named("outcome", &outcome)
        try coder.text("note", &note)
    }
}
