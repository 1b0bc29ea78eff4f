import GateDevices
import GateGrid
import GateJournal
import GateLinks
import GateModel
import GateScreens
import GateTerminal

/// A gate at work for one script: what devices sent is heard up to the moment that the script has come to, and whoever
/// presses a key decides there and then, on the real station. Nothing goes by a clock, so that the same script gives the same
/// screens.
struct StageWorld: ConsoleWorld {
    private let station: Station
    private let glass: Glass
    private let gate: String
    private let messages: [DeviceMessage]
    /// Messages heard.
    private var heard = 0
    private var now: GateTime
    /// Acts of this console so far.
    private var acts: UInt64 = 0

    /// - Parameters:
    ///   - plan: of a gate whose devices speak only when the messages do: none of them is missed.
    ///   - messages: in the order in which they were received.
    ///   - journal: empty.
    init(plan: GatePlan, messages: [DeviceMessage], journal: any Journal) throws {
        var plan = plan
        for index in plan.devices.indices { plan.devices[index].silentAfterSeconds = 0 }
        let begins = messages.first?.receivedTime ?? .epoch
        let cause = Cause(source: "terminal/layout", boot: 0, number: 1)
        let event = Proposed(
            id: cause.eventID(0), event: .gateConfigured(plan), actor: .rule("layout"), cause: cause, occurredAt: begins
        )
        let recorded = try Blocking.wait { await journal.append([event], guards: [], recordedAt: begins).recorded }
        guard let recorded else { throw ConsoleError.usage("the journal of a rehearsal has to be a new one") }
        var state = GateState()
        for event in recorded { state.apply(event) }
        gate = plan.gate
        self.messages = messages
        now = begins
        glass = Glass(state: state, wakeup: try Wakeup())
        station = Station(
            journal: journal, state: state, glass: glass, desk: DeviceDesk(plan: plan), capture: nil, notices: nil,
            resumeAfter: nil, lastRecordedMicroseconds: recorded.last?.recordedAtMicroseconds ?? 0,
            patience: { _ in false })
    }

    var mode: ConsoleMode { .live }
    var frameInterval: Duration? { nil }
    var hasRunningClock: Bool { false }

    mutating func refresh(_ context: inout ScreenContext) -> [StationNews] {
        let pane = glass.pane
        context.state = pane.state
        context.station = pane.status
        context.now = now
        return glass.takeNews()
    }

    mutating func look(at watch: DeviceWatch?) {}

    mutating func advance(by elapsed: GateSpan) { go(to: now + elapsed) }

    mutating func submit(_ act: Act, visit: VisitID?) {
        acts += 1
        let message = DeviceMessage(
            source: OfficerAct.source(gate: gate), type: MessageType.act, boot: 1, sequence: acts, deviceTime: now,
            receivedTime: now, data: OfficerAct.data(act, visit: visit))
        work([.act(OfficerAct(act, visit: visit, message: message))])
    }

    mutating func reloadLayout() {}
    func gatherEvidence(of visit: VisitID, for person: Person) {}
    func note(_ key: Key, _ core: ConsoleCore, width: Int, height: Int) {}

    /// Time only goes on: a time of day that is over is tomorrow's.
    mutating func perform(_ command: ReplayCommand, _ core: inout ConsoleCore) {
        guard case .goTo(let seconds) = command else { return }
        let offset = Int(glass.pane.state.plan.utcOffsetMinutes)
        let civil = CivilTime(now, offsetMinutes: offset)
        let midnight = CivilTime(year: civil.year, month: civil.month, day: civil.day).time(offsetMinutes: offset)
        let today = midnight + .seconds(Int64(seconds))
        go(to: today < now ? today + .hours(24) : today)
    }

    private mutating func go(to time: GateTime) {
        let due = messages[heard...].prefix { $0.receivedTime <= time }
        heard += due.count
        now = time
        work(due.map { .message($0) } + [.clock(time)])
    }

    /// The station takes it all in, before anybody looks again.
    private func work(_ inputs: [StationInput]) {
        let mailbox = Mailbox<StationInput>(capacity: inputs.count + 1, policy: .block)
        for input in inputs { mailbox.push(input) }
        mailbox.close()
        Blocking.wait { [station] in await station.run(mailbox) }
    }
}
