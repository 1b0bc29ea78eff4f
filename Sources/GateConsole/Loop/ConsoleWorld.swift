import GateGrid
import GateModel
import GateScreens

/// What the event loop shows and commands: a live gate, or a recorded day.
protocol ConsoleWorld {
    var mode: ConsoleMode { get }
    /// Takes the newest state over into the context. Returns what a person should hear of.
    mutating func refresh(_ context: inout ScreenContext) -> [StationNews]
    /// Lets a person look at what one device says; nil where nobody looks at the devices.
    mutating func look(at watch: DeviceWatch?)
    /// Lets the person's time pass.
    mutating func advance(by elapsed: GateSpan)
    /// How long the loop may sleep before time alone changes the screen; nil when only the clock's seconds do.
    var frameInterval: Duration? { get }
    /// Whether a clock on the screen goes on by itself.
    var hasRunningClock: Bool { get }
    /// Sends an act towards the journal.
    mutating func submit(_ act: Act, visit: VisitID?)
    /// Goes over to the layout file as it is now; news tell what became of it.
    mutating func reloadLayout()
    /// Gathers everything about a visit; news tell what became of it.
    func gatherEvidence(of visit: VisitID, for person: Person)
    /// Keeps what the person pressed, where days are recorded.
    func note(_ key: Key, _ core: ConsoleCore, width: Int, height: Int)
    mutating func perform(_ command: ReplayCommand, _ core: inout ConsoleCore)
}
