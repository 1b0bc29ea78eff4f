/// What the trader declared before the truck came.
public struct Declaration: FieldCoded, Hashable {
    /// 12 digits; see ``DeclarationNumber``.
    public var number = ""
    public var direction = Direction.inbound
    public var goodsClass = GoodsClass.general
    /// Normalised plates; see ``Plate``. The trailer may be empty.
    public var tractor = ""
    public var trailer = ""
    /// ISO 6346, or empty for goods without a container.
    public var container = ""
    public var driver = ""
    /// Passport, card or personal number.
    public var document = ""
    /// ISO 3166 alpha-3 as in the travel document; empty when unknown.
    public var nationality = ""
    public var company = ""
    public var goods = ""
    /// Harmonised System, 4 or 6 digits.
    public var hsCode = ""
    /// Gross weight in kilograms; 0 where none was declared.
    public var grossKilograms: Int32 = 0
    /// An e-manifest came with it, or after it.
    public var hasManifest = false
    /// The trader's own reference of a customs declaration (LRN), normalised; empty where none is known.
    public var reference = ""
    /// The vehicle carries goods both ways: it comes back with others, and may stay over there for longer.
    public var isTwoWay = false

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("number", &number)
        try coder.named("direction", &direction)
        try coder.named("class", &goodsClass)
        try coder.text("tractor", &tractor)
        try coder.text("trailer", &trailer)
        try coder.text("container", &container)
        try coder.text("driver", &driver)
        try coder.text("document", &document)
        try coder.text("nationality", &nationality)
        try coder.text("company", &company)
        try coder.text("goods", &goods)
        try coder.text("hs", &hsCode)
        try coder.number("grossKg", &grossKilograms)
        try coder.flag("manifest", &hasManifest)
        try coder.text("reference", &reference)
        try coder.flag("twoWay", &isTwoWay)
    }
}

/// Where one agency stands on one visit.
public struct AgencyCard: FieldCoded, Hashable {
    public var decision = AgencyDecision.notRequired
    public var reason = Reason.none
    /// When it last decided; the epoch where it has not.
    public var at = GateTime.epoch
    public var by = ""
    /// What stood before the last decision, to which taking it back returns.
    public var before = AgencyDecision.notRequired
    /// What is left to do after a conditional pass.
    public var task = FollowUp.none
    /// On what a waiver rests.
    public var basis = WaiverBasis.none
    /// Whom it was referred to; empty or one agency.
    public var referredTo = AgencySet()
    /// When it first had a result: passed, waived or failed. What it decides later starts no clock anew, unless the result
    /// of the other side on which a waiver rested has fallen.
    public var resultAt = GateTime.epoch
    /// Decisions taken on the stream `visit/<id>/<agency>`; the version a guard names.
    public var version: UInt32 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("decision", &decision)
        try coder.named("reason", &reason)
        try coder.time("at", &at)
        try coder.text("by", &by)
        try coder.named("before", &before)
        try coder.named("task", &task)
        try coder.named("basis", &basis)
        try coder.number("referredTo", &referredTo.rawValue)
        try coder.time("resultAt", &resultAt)
        try coder.number("version", &version)
    }
}

/// Something wrong with a visit at one stage; several may stand at once and are cleared one by one.
public struct Trouble: FieldCoded, Hashable {
    public var stage = VisitState.declared
    public var reason = Reason.none
    public var since = GateTime.epoch
    /// Whose trouble it is, where it is one agency's: the one that asked for a permit.
    public var agency: Agency? {
        get { Agency(number: agencyNumber) }
        set { agencyNumber = Agency.number(newValue) }
    }
    private var agencyNumber: UInt8 = 0

    public init() {}
    public init(stage: VisitState, reason: Reason, since: GateTime, agency: Agency? = nil) {
        self.stage = stage
        self.reason = reason
        self.since = since
        self.agency = agency
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("stage", &stage)
        try coder.named("reason", &reason)
        try coder.time("since", &since)
        try coder.number("agency", &agencyNumber)
    }
}

/// An officer, by name.
public struct OfficerName: FieldCoded, Hashable {
    /// Names that a visit keeps.
    static let limit = 40

    public var name = ""

    public init() {}
    init(_ name: String) { self.name = name }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("name", &name)
    }
}

/// One line of a visit's history: which event, when.
public struct HistoryEntry: FieldCoded, Hashable {
    public var sequence: UInt64 = 0
    public var at = GateTime.epoch
    /// ``EventKind`` raw value.
    public var kind = EventKind.gateConfigured
    /// The state moved to, or another small code of the event.
    public var detail: UInt8 = 0
    /// The agency that decided, plus one; 0 for none.
    public var agency: UInt8 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("seq", &sequence)
        try coder.time("at", &at)
        try coder.named("kind", &kind)
        try coder.number("detail", &detail)
        try coder.number("agency", &agency)
    }
}

/// One vehicle's one passage through the gate, from declaration to crossing (lượt xe).
public struct Visit: FieldCoded, Hashable {
    /// History entries kept; older ones remain in the journal.
    public static let historyLimit = 120

    public var id = VisitID.first
    public var state = VisitState.declared
    /// The state before a hold, to which its end returns.
    public var stateBeforeHold = VisitState.declared
    /// The state before the release, to which its undoing returns.
    public var stateBeforeRelease = VisitState.declared
    public var lane: LaneID?
    public var declaration = Declaration()
    public var channel = Channel.none
    public var channelReason = ChannelReason.low
    /// What the rules made of it.
    public var risk = RiskAssessment()
    /// Something by which it is judged is new since.
    public var isRiskDue = false
    /// Who wanted a milder channel.
    public var lowering = ChannelLowering()
    /// Best reads so far.
    public var front = PlateRead()
    public var rear = PlateRead()
    public var containerRead = ContainerRead()
    public var driverRead = DriverRead()
    public var weight = WeightReading()
    public var portal = PortalOccupancy()
    public var scan = ScanResult()
    /// What came of looking at the scan's image.
    public var scanCheck = ScanCheck()
    public var finding = ImageFinding.unread
    /// Orange plates, seals, declarations and tags seen on it, each once, in order; at most ``CodeSeen/limit``.
    public var codes: [CodeSeen] = []
    /// Indexed by ``Agency/rawValue``.
    public var agencies = [AgencyCard](repeating: AgencyCard(), count: Agency.allCases.count)
    public var bundle = InspectionBundle()
    /// When the channel was set first; the epoch where it is not.
    public var channelledAt = GateTime.epoch
    /// When the goods came to the scanner or into the house; the epoch where they have not.
    public var presentedAt = GateTime.epoch
    public var clockExtension = ClockExtension()
    public var troubles: [Trouble] = []
    /// What has been put right in the declaration, oldest first; at most ``FieldCorrection/limit``.
    public var corrections: [FieldCorrection] = []
    /// What the declarant wants to put right.
    public var amendment = Amendment()
    /// What customs' system answered before is about other data: it counts no more.
    public var answersCountFrom = GateTime.epoch
    /// Behind one reference: most of what copies a visit never looks at its documents.
    private var file: [VisitDocuments] = []
    /// Last message sent to the driver.
    public var message = DriverPhrase.none
    public var messageAt = GateTime.epoch
    /// Why, as the driver was told.
    public var messageReason = Reason.none
    public var messageWait = WaitReason.none
    /// When officers met its driver, oldest first; at most ``DriverContact/limit``.
    public var contacts: [DriverContact] = []
    /// Why it is held, turned back or seized.
    public var reason = Reason.none
    /// Who had a part in it: officers whose acts are on record, each once, at most ``OfficerName/limit``.
    public internal(set) var officers: [OfficerName] = []
    public var declaredAt = GateTime.epoch
    /// When it came onto the gate's ground; the epoch where it has not.
    public var arrivedAt = GateTime.epoch
    /// When it joined its lane's queue.
    public var queuedAt = GateTime.epoch
    /// When it came to barrier 1.
    public var atBoothAt = GateTime.epoch
    /// When the present state began.
    public var stateSince = GateTime.epoch
    public var closedAt = GateTime.epoch
    /// What its time at the gate went into, and whose time it is now.
    public internal(set) var wait = VisitWait()
    /// How long it was on the other side, where it left by this gate.
    public internal(set) var stay = AbroadStay()
    /// Decisions taken on the stream `visit/<id>`.
    public var version: UInt32 = 0
    public var history: [HistoryEntry] = []

    public init() {}

    public subscript(agency: Agency) -> AgencyCard {
        get { agencies[Int(agency.rawValue)] }
        set { agencies[Int(agency.rawValue)] = newValue }
    }

    /// What it has instead of paper.
    public var documents: VisitDocuments {
        get { file.first ?? VisitDocuments() }
        _modify {
            if file.isEmpty { file.append(VisitDocuments()) }
            yield &file[0]
        }
    }

    /// Whether a permit has ended of which no trouble tells yet. Asked of every open visit at every tick.
    func hasExpiringPermit(at now: GateTime) -> Bool {
        guard let first = file.first, !first.permits.isEmpty else { return false }
        return first.permits.contains { $0.hasExpired(at: now) && !hasTrouble(.permitExpired, of: $0.agency) }
    }

    public func hasTrouble(_ reason: Reason, of agency: Agency? = nil) -> Bool {
        troubles.contains { $0.reason == reason && $0.agency == agency }
    }

    /// The vehicle stands on the gate's ground: it has come and has not left.
    public var isInside: Bool { arrivedAt > .epoch && !state.isClosed }

    /// The agencies that must decide.
    public var required: AgencySet {
        var set = AgencySet()
        for agency in Agency.allCases where self[agency].decision != .notRequired {
            set.rawValue |= 1 << agency.rawValue
        }
        return set
    }

    /// Required agencies that have not passed or waived.
    public var unsettled: [Agency] { Agency.allCases.filter { !self[$0].decision.isSettled } }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.identifier("id", &id)
        try coder.named("state", &state)
        try coder.named("stateBeforeHold", &stateBeforeHold)
        try coder.named("stateBeforeRelease", &stateBeforeRelease)
        try coder.identifier("lane", &lane)
        try coder.object("declaration", &declaration)
        try coder.named("channel", &channel)
        try coder.named("channelReason", &channelReason)
        try coder.object("risk", &risk)
        try coder.flag("riskDue", &isRiskDue)
        try coder.object("lowering", &lowering)
        try coder.object("front", &front)
        try coder.object("rear", &rear)
        try coder.object("containerRead", &containerRead)
        try coder.object("driverRead", &driverRead)
        try coder.object("weight", &weight)
        try coder.object("portal", &portal)
        try coder.object("scan", &scan)
        try coder.object("scanCheck", &scanCheck)
        try coder.named("finding", &finding)
        try coder.list("codes", &codes)
        try coder.list("agencies", &agencies)
        try coder.object("bundle", &bundle)
        try coder.time("channelledAt", &channelledAt)
        try coder.time("presentedAt", &presentedAt)
        try coder.object("extension", &clockExtension)
        try coder.list("troubles", &troubles)
        try coder.list("corrections", &corrections)
        try coder.object("amendment", &amendment)
        try coder.time("answersFrom", &answersCountFrom)
        try coder.list("documents", &file)
        try coder.named("message", &message)
        try coder.time("messageAt", &messageAt)
        try coder.named("messageReason", &messageReason)
        try coder.named("messageWait", &messageWait)
        try coder.list("contacts", &contacts)
        try coder.named("reason", &reason)
        try coder.list("officers", &officers)
        try coder.time("declaredAt", &declaredAt)
        try coder.time("arrivedAt", &arrivedAt)
        try coder.time("queuedAt", &queuedAt)
        try coder.time("atBoothAt", &atBoothAt)
        try coder.time("stateSince", &stateSince)
        try coder.time("closedAt", &closedAt)
        try coder.object("wait", &wait)
        try coder.object("stay", &stay)
        try coder.number("version", &version)
        try coder.list("history", &history)
        guard agencies.count == Agency.allCases.count else {
            throw FieldFault(field: "agencies", byte: 0, problem: "one card an agency is expected")
        }
    }
}
