import GateGrid
import GateLinks
import GateModel
import GateScreens
import GateText

/// A gate at work: the newest state the station showed, and a way to send acts to it.
struct LiveWorld: ConsoleWorld {
    let session: LiveSession
    private var clockSent = GateTime.epoch
    private var seenGeneration: UInt64 = .max
    private var watch: DeviceWatch?

    init(session: LiveSession) { self.session = session }

    var mode: ConsoleMode { .live }
    /// Nothing moves but the clock and what the station rings for.
    var frameInterval: Duration? { nil }
    var hasRunningClock: Bool { true }

    mutating func refresh(_ context: inout ScreenContext) -> [StationNews] {
        let pane = session.glass.pane
        if pane.generation != seenGeneration {
            seenGeneration = pane.generation
            context.state = pane.state
            context.station = pane.status
            context.devices.figures = pane.devices
        }
        if watch != nil { readDevices(&context) }
        context.now = session.clock() ?? max(pane.lastMessage, pane.state.clock)
        // The gate's clock goes on when every device is silent: that is when silence has to be noticed.
        if session.clock() != nil, context.now - clockSent > .seconds(10) {
            clockSent = context.now
            session.mailbox.push(.clock(context.now))
        }
        return session.glass.takeNews() + session.evidence.takeNews()
    }

    mutating func look(at watch: DeviceWatch?) {
        guard watch != self.watch else { return }
        session.glass.tap.look(at: watch)
        // The first look asks for the figures at once; later ones come with what is received.
        if self.watch == nil { session.mailbox.push(.clock(session.clock() ?? session.glass.pane.lastMessage)) }
        self.watch = watch
    }

    private func readDevices(_ context: inout ScreenContext) {
        let picture = session.glass.tap.picture
        context.devices.lines = picture.lines
        context.devices.missed = picture.missed
        guard !session.links.isEmpty else { return }
        let links = session.linkFigures
        for (index, device) in context.state.plan.devices.enumerated()
        where context.devices.figures.indices.contains(index) {
            context.devices.figures[index].link = links[device.source]
        }
    }

    mutating func advance(by elapsed: GateSpan) {}

    mutating func submit(_ act: Act, visit: VisitID?) { session.submit(act, visit: visit) }

    mutating func reloadLayout() { session.reloadOnGlass() }

    func gatherEvidence(of visit: VisitID, for person: Person) { session.gatherEvidence(of: visit, for: person) }

    func note(_ key: Key, _ core: ConsoleCore, width: Int, height: Int) {
        session.noteKey(
            key.label, screen: core.view.screen.rawValue, width: width, height: height,
            sequence: core.context.state.sequence)
    }

    mutating func perform(_ command: ReplayCommand, _ core: inout ConsoleCore) {}
}

/// A recorded day on the same screens. No command can reach anything.
struct ReplayWorld: ConsoleWorld {
    var controller: ReplayController
    /// Nil where the day is of no file.
    var evidence: EvidenceDesk?

    var mode: ConsoleMode { .replay(controller.status) }
    var frameInterval: Duration? { controller.isPlaying ? .milliseconds(40) : nil }
    var hasRunningClock: Bool { false }

    mutating func refresh(_ context: inout ScreenContext) -> [StationNews] {
        context.state = controller.state
        context.now = controller.now
        context.mode = mode
        return evidence?.takeNews() ?? []
    }

    mutating func look(at watch: DeviceWatch?) {}

    mutating func advance(by elapsed: GateSpan) { controller.advance(by: elapsed) }

    mutating func submit(_ act: Act, visit: VisitID?) {}

    mutating func reloadLayout() {}

    func gatherEvidence(of visit: VisitID, for person: Person) {
        // When it is made, not what is shown: the bundle holds all that the journal does.
        evidence?.gather(visit, by: person.name, at: LiveSession.wallClock())
    }

    func note(_ key: Key, _ core: ConsoleCore, width: Int, height: Int) {}

    mutating func perform(_ command: ReplayCommand, _ core: inout ConsoleCore) {
        let words = core.context.words
        switch controller.perform(command) {
        case .done: break
        case .noAlarm: core.announce(words[.resultNoAlarm], .caution)
        case .noMark: core.announce(words[.resultNoMark], .caution)
        case .marked(let time):
            let civil = CivilTime(time, offsetMinutes: Int(core.context.state.plan.utcOffsetMinutes))
            core.announce(words(.resultMarked, ScreenText(civil.clockSecondsText)))
        }
    }
}
