public import GateModel
public import GateText

/// Who sits at this console.
public struct Person: Hashable, Sendable {
    /// At most 40 characters are shown.
    public var name: String
    public var agency: Agency
    /// The lane this terminal stands at, whichever one is looked at.
    public var lane: LaneID?

    public init(name: String, agency: Agency, lane: LaneID? = nil) {
        self.name = name
        self.agency = agency
        self.lane = lane
    }
}

/// What kind of time the screen shows. Each looks different at a glance.
public enum ConsoleMode: Hashable, Sendable {
    case live
    /// A recorded journal, live or not; nothing can be decided.
    case readOnly
    case replay(ReplayStatus)

    public var isReplay: Bool { if case .replay = self { true } else { false } }
}

/// Where a replay stands.
public struct ReplayStatus: Hashable, Sendable {
    /// Events applied so far, and in the whole day.
    public var position: Int
    public var count: Int
    /// In hundredths: 100 is real time.
    public var speedHundredths: Int
    public var isPaused: Bool
    public var start: GateTime
    public var end: GateTime
    /// Alarms raised, by equal slices of the day, for the strip.
    public var alarmStrip: [Int32]
    public var mark: GateTime?

    public init(
        position: Int, count: Int, speedHundredths: Int, isPaused: Bool, start: GateTime, end: GateTime,
        alarmStrip: [Int32], mark: GateTime? = nil
    ) {
        self.position = position
        self.count = count
        self.speedHundredths = speedHundredths
        self.isPaused = isPaused
        self.start = start
        self.end = end
        self.alarmStrip = alarmStrip
        self.mark = mark
    }
}

/// Why a feed could not be read on.
public struct FeedTrouble: Hashable, Sendable, CustomStringConvertible {
    /// Stable name of the fault, for the words of the screen.
    public var code: String
    /// The line of the file, from 1; 0 where the input has none.
    public var line: Int
    /// The same in English with every detail, for logs and the command line.
    public var report: String

    public init(code: String, line: Int, report: String) {
        self.code = code
        self.line = line
        self.report = report
    }

    public var description: String { report }
}

/// Why the capture keeps no more of what is received, or soon will not. The journal goes on.
public enum CaptureTrouble: Hashable, Sendable {
    /// The system took it not; in its own words.
    case failed(String)
    /// There is too little room on the disk.
    case paused(freeMebibytes: Int64)
    /// There is little room: nothing is lost yet.
    case low(freeMebibytes: Int64)
}

/// How the station fares: what came in, and what could not be used. Nothing is dropped without being counted here.
public struct StationStatus: Hashable, Sendable {
    public var received: Int = 0
    public var rejected: Int = 0
    /// Messages of which something was read.
    public var used: Int = 0
    public var unknownLines: Int = 0
    public var duplicates: Int = 0
    public var dropped: Int = 0
    /// The feed does not hold the journal's last message: nothing of it is decided.
    public var isForeignFeed = false
    /// The first lines and messages that could not be read, with their places.
    public var firstFaults: [String] = []
    /// Why the feed could not be read on; nil where it could.
    public var feedProblem: FeedTrouble?
    /// Why the journal no longer takes events; nil while it does.
    public var journalTrouble: String?
    /// Why the capture does not keep what is received, or soon will not; nil while all is well.
    public var captureTrouble: CaptureTrouble?
    /// Messages that the capture did not keep.
    public var captureLost: Int64 = 0

    public init() {}
}

/// Everything a screen is drawn from, besides the view.
public struct ScreenContext: Sendable {
    public var state: GateState
    /// The gate's clock, or the replay's cursor.
    public var now: GateTime
    public var mode: ConsoleMode
    public var person: Person
    public var words: Catalogue
    public var station: StationStatus
    public var bindings = BindingTable.standard
    public var devices = DeviceBoard()
    /// Show times in UTC instead of the gate's zone.
    public var showsUTC = false

    public init(
        state: GateState, now: GateTime, mode: ConsoleMode, person: Person, words: Catalogue, station: StationStatus
    ) {
        self.state = state
        self.now = now
        self.mode = mode
        self.person = person
        self.words = words
        self.station = station
    }

    var offsetMinutes: Int { showsUTC ? 0 : Int(state.plan.utcOffsetMinutes) }
}
