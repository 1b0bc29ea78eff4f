internal import GateModel

/// One vehicle of the day: what it is, what will befall it, and where it stands.
struct Truck: Sendable {
    /// Where it stands, physically.
    enum Place: UInt8, Sendable {
        case expected, yard, called, queue, booth
        /// Between its lane's booth and exit: at the scanner, the joint control house, or pulled over.
        case aside
        /// Released, waiting for its lane's exit.
        case exitQueue
        case exit
        /// Barrier 2 is opening for it; nothing stops it any more.
        case leaving
        case gone
    }

    /// How its visit ends, unless the console decides otherwise.
    enum Fate: UInt8, Sendable { case cross, turnBackNoManifest, turnBackAtBooth, turnBackAtHouse, seize }

    /// A person's act the day waits for.
    enum Awaiting: UInt8, Sendable { case nothing, guardPass, letThrough }

    /// The plate cameras along the way.
    enum Camera: UInt8, CaseIterable, Sendable { case yard, queue, front, rear, house }

    var declaration = Declaration()
    var tractor = PlateText()
    /// What stands on the rear: the trailer's plate where there is one.
    var rear = PlateText()
    var region: StaticString = "vn"
    /// The document's zone, as the reader's JSON.
    var zone: [UInt8] = []
    /// Gross weight on a true scale, in kilograms.
    var kilograms: Int32 = 0
    var load = PortalLines.Load.inert

    var channel = Channel.green
    var channelReason = ChannelReason.low
    var goesToScanner = false
    var isSuspicious = false
    var goesToHouse = false
    var fate = Fate.cross
    /// The agency that will hold it for a while.
    var holder: Agency?
    var holdReason = Reason.none
    /// Required agencies in the order they decide, customs last.
    var chain: [Agency] = []

    var place = Place.expected
    /// Index of its yard group and of its lane in the day's tables.
    var group: Int16 = -1
    var lane: Int16 = -1
    /// Raised when it leaves its story; planned happenings of an older number are void.
    var generation: UInt16 = 0
    /// When each camera's pass began; indexed by ``Camera``.
    var passes = SIMD8<Int64>()
    /// When it came to the yard.
    var cameAt: Int64 = 0
    /// Milliseconds between the decisions of the agencies.
    var decisionGap: Int32 = 4_000
    var inBay = false
    var heldByConsole = false
    /// What would have happened while it was held.
    var parked: [Happening] = []
    var awaiting = Awaiting.nothing
    var guardPassed = false
    /// One of the day's own officers holds it.
    var heldByDay = false
    /// Every agency of its chain has decided.
    var isDecided = false
    var wasLetThrough = false

    /// Frees what is large once the visit is over.
    mutating func forget() {
        declaration = Declaration()
        zone = []
        chain = []
        parked = []
    }
}

/// What may happen, and to whom: the payload of the day's event queue.
struct Happening: BitwiseCopyable, Sendable {
    enum Kind: UInt8, BitwiseCopyable, Sendable {
        // The truck's story: void once its generation has passed.
        case manifest, arrive, joinQueue, boothBegins, correctPlate, channel, start, decide, turnBack
        case leaveForControl, scannerArrives, scanned, imageSent, imageRead, houseArrives, explainWait, inspectionBegins
        case requestExit, exitReached
        // Devices and lanes: happen in any case.
        case frame, group, container, document, portalEnters, portalReads, portalLeaves, scale, loop, barrier
        case crossed, boothFree, exitFree, dispatch, laneOpens, heartbeat, background, axles, seed
        case neighbourDeparts, neighbourTakes, pace
    }

    var kind: Kind
    /// A frame, a position, a step; by kind.
    var step: UInt8 = 0
    var generation: UInt16 = 0
    /// Index of a lane, a device or a yard group; by kind.
    var place: Int32 = -1
    var truck: Int32 = -1

    /// Whether it belongs to the truck's story.
    var isStory: Bool { kind.rawValue <= Kind.exitReached.rawValue }
}
