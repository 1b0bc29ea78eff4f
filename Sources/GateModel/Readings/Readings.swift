/// One licence plate as a camera read it.
public struct PlateRead: FieldCoded, Hashable {
    /// How the read was tied to a visit.
    public enum Match: UInt8, CaseIterable, Sendable, NamedCode {
        /// To none.
        case none
        /// The best text is the declared plate.
        case exact
        /// One of the camera's other candidates is.
        case candidate
        /// It differs, but the risk that another vehicle was meant is small enough to be taken without a person.
        case nearest
        /// An officer said so.
        case officer
        public static let names: [StaticString] = ["none", "exact", "candidate", "nearest", "officer"]
    }

    /// Normalised; empty where nothing was read.
    public var text = ""
    /// Thousandths, 0…1000.
    public var confidence: Int32 = 0
    /// How sure the camera was of each character, in thousandths, 0…1000; empty where it did not say.
    public var characters: [Int32] = []
    public var match = Match.none
    /// The camera's own id of the read, by which a later group is reconciled. At most 64 characters.
    public var uuid = ""
    /// The camera's summary of a whole vehicle, sent up to ``groupDelay`` after it has passed, rather than one frame.
    public var isGroup = false
    /// For a read that is no declared plate: whose it may be, most probable first, at most ``MatchProposal/limit``.
    public var ranked: [MatchProposal] = []
    public var at = GateTime.epoch

    /// How long after a vehicle's passing its group may come.
    public static let groupDelay = GateSpan.seconds(10)

    public init() {}
    public init(text: String, confidence: Int32, match: Match = .none, uuid: String = "", at: GateTime) {
        self.text = text
        self.confidence = confidence
        self.match = match
        self.uuid = uuid
        self.at = at
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("text", &text)
        try coder.number("confidence", &confidence)
        try coder.integers("characters", &characters)
        try coder.named("match", &match)
        try coder.text("uuid", &uuid)
        try coder.flag("group", &isGroup)
        try coder.list("ranked", &ranked)
        try coder.time("at", &at)
    }
}

/// A container code as a camera read it.
public struct ContainerRead: FieldCoded, Hashable {
    public var text = ""
    /// Thousandths, 0…1000.
    public var confidence: Int32 = 0
    /// The ISO 6346 check digit agrees.
    public var isValid = false
    /// For a code that is not valid: the declared one that it most probably is, or else the only valid one that differs
    /// in a single look-alike character. Shown to the officer, never taken for what was read; empty where there is none.
    public var suggestion = ""
    public var at = GateTime.epoch

    public init() {}
    public init(text: String, confidence: Int32, isValid: Bool, suggestion: String = "", at: GateTime) {
        self.text = text
        self.confidence = confidence
        self.isValid = isValid
        self.suggestion = suggestion
        self.at = at
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("text", &text)
        try coder.number("confidence", &confidence)
        try coder.flag("valid", &isValid)
        try coder.text("suggestion", &suggestion)
        try coder.time("at", &at)
    }
}

/// The driver's document as the booth's reader saw it.
public struct DriverRead: FieldCoded, Hashable {
    public var number = ""
    public var name = ""
    /// ISO 3166 alpha-3.
    public var nationality = ""
    /// All check digits agree.
    public var isValid = false
    /// The first fault, where one was found: the text of an ``IdentifierError/Fault``.
    public var fault = ""
    /// Characters that the reader confused and the check digits prove to be others: `line 2, 14: O→0`. Empty where the
    /// document was read as it stands.
    public var repair = ""
    public var at = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("number", &number)
        try coder.text("name", &name)
        try coder.text("nationality", &nationality)
        try coder.flag("valid", &isValid)
        try coder.text("fault", &fault)
        try coder.text("repair", &repair)
        try coder.time("at", &at)
    }
}

/// What a vehicle weighs on a weighbridge or an axle weigher. It counts when stable.
public struct WeightReading: FieldCoded, Hashable {
    /// Kilograms.
    public var kilograms: Int32 = 0
    public var isStable = false
    public var isOverload = false
    public var at = GateTime.epoch
    /// Kilograms on each axle from the front, see ``WeightLaw/axleCounts``; empty where only the whole was weighed.
    public var axles: [Int32] = []

    public init() {}
    public init(kilograms: Int32, isStable: Bool, isOverload: Bool = false, at: GateTime, axles: [Int32] = []) {
        self.kilograms = kilograms
        self.isStable = isStable
        self.isOverload = isOverload
        self.at = at
        self.axles = axles
    }

    /// The last digit of a standing truck wanders; half the legal step of a road scale is no news.
    static let wander: Int32 = 20

    /// Whether it says no more than one before: the same weights but for ``wander``, and no axles for the first time.
    func repeats(_ before: WeightReading) -> Bool {
        guard before.isStable, abs(before.kilograms - kilograms) <= Self.wander else { return false }
        return axles.isEmpty
            || axles.count == before.axles.count && zip(axles, before.axles).allSatisfy { abs($0 - $1) <= Self.wander }
    }

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.number("kg", &kilograms)
        try coder.flag("stable", &isStable)
        try coder.flag("overload", &isOverload)
        try coder.time("at", &at)
        try coder.integers("axles", &axles)
    }
}

/// A nuclide that a spectroscopic instrument named.
public struct NuclideRead: FieldCoded, Hashable {
    /// As the instrument writes it: `Cs-137`. At most 32 characters.
    public var name = ""
    /// The instrument's own confidence in thousandths, 0…1000; 0 where it states none as a number.
    public var confidence: Int32 = 0
    /// What else it says of it: a category (NORM, medical, industrial), a confidence in words. At most 64 characters.
    public var note = ""

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("name", &name)
        try coder.number("confidence", &confidence)
        try coder.text("note", &note)
    }
}

/// One vehicle's passage through a radiation portal, from its first neutron line to GX; or what a spectroscopic
/// instrument measured of it (N42.42), slice by slice.
public struct PortalOccupancy: FieldCoded, Hashable {
    /// Profile points kept: enough for a sparkline on the widest screen.
    public static let profileLimit = 64
    /// Nuclides kept; instruments name a handful.
    public static let nuclideLimit = 16

    /// The portal's own occupancy number.
    public var number: Int64 = 0
    /// Taken from GA and NA lines, never recomputed.
    public var gammaAlarm = false
    public var neutronAlarm = false
    /// Sum of the detectors at the background and at the peak: over 200 ms, or over one slice of an N42 file.
    public var gammaBackground: Int32 = 0
    public var gammaPeak: Int32 = 0
    /// Sum of the detectors over 1 s.
    public var neutronPeak: Int32 = 0
    /// Neutrons a second at the background, in thousandths, as GX states it.
    public var neutronBackground: Int32 = 0
    /// Which of the detectors 1…4 counted most at the peak: where in the vehicle to look; 0 where it is not known.
    public var peakDetector: Int32 = 0
    /// Tenths of km/h; 0 where the portal measured nothing sensible.
    public var speedTenths: Int32 = 0
    public var durationMilliseconds: Int32 = 0
    /// Gamma sums along the vehicle, at most ``profileLimit`` points.
    public var profile: [Int32] = []
    /// Nuclides the instrument identified, at most ``nuclideLimit``; a gross counting portal names none.
    public var nuclides: [NuclideRead] = []
    /// Maker, model and serial number where the data name them; at most 120 characters.
    public var instrument = ""
    public var at = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.integer("number", &number)
        try coder.flag("gammaAlarm", &gammaAlarm)
        try coder.flag("neutronAlarm", &neutronAlarm)
        try coder.number("background", &gammaBackground)
        try coder.number("peak", &gammaPeak)
        try coder.number("neutronPeak", &neutronPeak)
        try coder.number("neutronBackground", &neutronBackground)
        try coder.number("peakDetector", &peakDetector)
        try coder.number("speed", &speedTenths)
        try coder.number("duration", &durationMilliseconds)
        try coder.integers("profile", &profile)
        try coder.list("nuclides", &nuclides)
        try coder.text("instrument", &instrument)
        try coder.time("at", &at)
    }

    /// At most ``profileLimit`` points, each the largest of its stretch, so that a short peak never disappears.
    public static func profile(of sums: [Int32]) -> [Int32] {
        guard sums.count > profileLimit else { return sums }
        return (0..<profileLimit).map { point in
            sums[point * sums.count / profileLimit..<(point + 1) * sums.count / profileLimit].max() ?? 0
        }
    }
}

/// A scanner's result: a reference to an image, never the image.
public struct ScanResult: FieldCoded, Hashable {
    public var image = ""
    public var scanner = ""
    /// Lower-case hexadecimal SHA-256 of the image file.
    public var digest = ""
    /// Bytes of the file; 0 where the scanner does not say.
    public var byteSize: Int64 = 0
    public var width: Int32 = 0
    public var height: Int32 = 0
    public var bitDepth: Int32 = 0
    /// X-ray energies in the file, 1 or 2; 0 where the scanner does not say.
    public var energies: Int32 = 0
    public var at = GateTime.epoch

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.text("image", &image)
        try coder.text("scanner", &scanner)
        try coder.text("sha256", &digest)
        try coder.integer("size", &byteSize)
        try coder.number("width", &width)
        try coder.number("height", &height)
        try coder.number("depth", &bitDepth)
        try coder.number("energies", &energies)
        try coder.time("at", &at)
    }
}

/// Position of a barrier's arm.
public enum BarrierPosition: UInt8, CaseIterable, Sendable, NamedCode {
    case unknown, closed, opening, open, closing, fault
    public static let names: [StaticString] = ["unknown", "closed", "opening", "open", "closing", "fault"]
}

/// How a device fares, as the station judges it.
public enum DeviceCondition: UInt8, CaseIterable, Sendable, NamedCode {
    case unseen, working, silent, faulty, tampered
    public static let names: [StaticString] = ["unseen", "working", "silent", "faulty", "tampered"]
}

/// What a device's condition rests on.
public struct DeviceReport: FieldCoded, Hashable {
    public var condition = DeviceCondition.unseen
    /// Why the condition is what it is: the text of a ``DeviceReason``; at most 120 characters.
    public var detail = ""
    /// Messages that could not be read since the start.
    public var rejected: Int64 = 0
    /// Lines of no known kind, kept in the capture.
    public var unknownLines: Int64 = 0
    /// Largest difference between the device's clock and the gate's seen lately, in milliseconds.
    public var clockErrorMilliseconds: Int64 = 0

    public init() {}

    public mutating func code<Coder: FieldCoder>(_ coder: inout Coder) throws(FieldFault) {
        try coder.named("condition", &condition)
        try coder.text("detail", &detail)
        try coder.integer("rejected", &rejected)
        try coder.integer("unknownLines", &unknownLines)
        try coder.integer("clockError", &clockErrorMilliseconds)
    }
}

/// What a device says, typed and timed, already tied to the visit it is most likely about.
///
/// The station fills in `visit` (see `VisitMatcher`): `decide` chooses, it does not search.
public enum Reading: Hashable, Sendable {
    case declaration(Declaration)
    case lodged(Declaration, LodgedDeclaration)
    case answer(CustomsAnswer)
    case permit(Permit)
    case movement(MovementRecord)
    case neighbour(NeighbourRecord)
    case pace(NeighbourPace)
    case plate(PlateRead)
    case container(ContainerRead)
    case driver(DriverRead)
    case weight(WeightReading)
    case occupancy(PortalOccupancy)
    case scan(ScanResult)
    case loop(occupied: Bool)
    case barrier(BarrierReport)
    case code(CodeSeen)
    case ratings(DriverRatings)
    case condition(DeviceReport)
}
