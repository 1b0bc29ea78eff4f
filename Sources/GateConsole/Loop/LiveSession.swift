import Foundation
public import GateDevices
import GateJournal
public import GateLayout
public import GateLinks
public import GateModel
public import GateScreens
public import GateSimulation
public import GateTerminal
public import GateText
import Synchronization

/// What a live console runs on.
public struct LiveOptions: Sendable {
    public var plan: GatePlan
    /// The journal's file; nil for a new one in a temporary folder, which is gone with the process.
    public var journal: String
    /// Where received messages are kept; nil to keep none (a capture that is being played is there already).
    public var capture: String?
    public var source: Source
    public var pace: Pace
    /// Messages before this moment come as fast as possible.
    public var from: GateTime

    /// How often an append that was left without an answer is sent again; nil for ever. Without a screen nobody would
    /// see why nothing goes on.
    public var attempts: Int?

    /// The file the plan and the links are from, to be read again when somebody asks for it.
    public var layoutFile: String?

    /// Where scan images lie.
    public var images = ImageOptions()

    /// What drivers are told over links.
    public var phrases = PhraseBook.empty

    /// Whose decisions are the person's own where simulated officers decide for all others; nil where there are none.
    public var colleaguesOf: Agency?

    /// File of the key that signs evidence; nil for one beside the journal.
    public var evidenceKey: String?

    /// The port of this machine on which metrics are served; nil for none.
    public var metricsPort: UInt16?

    /// Where scan images lie, and what reads them.
    public struct ImageOptions: Sendable {
        /// Nil where none is known: then no image is looked at.
        public var folder: String?
        /// Whether the folder was named apart from the layout, and stays when that changes.
        public var isFixed = false
        /// The path of ``ScanChild/program``.
        public var reader = ""
        /// Whether simulated scanners leave their images there.
        public var isDrawn = false

        public init() {}
    }

    public enum Source: Sendable {
        case simulated(DayParameters)
        case file(path: String, CaptureOptions)
        /// Real devices, heard until the session ends.
        case links([LinkPlan])
    }

    public init(
        plan: GatePlan, journal: String, capture: String?, source: Source, pace: Pace, from: GateTime
    ) {
        self.plan = plan
        self.journal = journal
        self.capture = capture
        self.source = source
        self.pace = pace
        self.from = from
    }
}

/// A gate at work in this process: feed → mailbox → station → journal, and the glass it is shown on.
public final class LiveSession: Sendable {
    /// Messages that may wait between a feed and the station.
    static let mailboxCapacity = 1_024
    /// Bytes that they may have together.
    static let mailboxBytes = 64 << 20

    let glass: Glass
    let mailbox: Mailbox<StationInput>
    let player: FeedPlayer
    private let station: Station
    private let scans: ScanDesk
    let evidence: EvidenceDesk
    let hasFixedImages: Bool
    private let journal: SQLiteJournal
    /// What is played; nil where devices are heard over links.
    private let feed: (any Feed)?
    let hub: LinkHub?
    /// What the layout file held when it was last read without a mistake.
    let layout: Mutex<GateLayoutFile.Contents>
    let layoutFile: String?
    let reloading = Mutex<Task<LayoutReload, Never>?>(nil)
    private let colleaguesOf: Agency?
    private let boot: UInt32
    private let gate: String
    /// When this run began, by the clock of what it hears.
    private let begins: GateTime
    private let counter = Mutex<UInt64>(0)
    private let tasks = Mutex<[Task<Void, Never>]>([])

    /// Opens the journal, folds what it holds, and stands ready.
    ///
    /// - Throws: ``JournalError``, ``ConsoleError``.
    public init(_ options: LiveOptions, wakeup: Wakeup) async throws {
        let now = Date().timeIntervalSince1970
        // Milliseconds, so that a console started again at once still has ids of its own.
        boot = UInt32(truncatingIfNeeded: Int64(now * 1000))
        gate = options.plan.gate
        layoutFile = options.layoutFile
        colleaguesOf = options.colleaguesOf
        var contents = GateLayoutFile.Contents()
        contents.plan = options.plan
        if case .links(let plans) = options.source { contents.links = plans }
        contents.images = options.images.folder
        layout = Mutex(contents)
        // The feed first: one that cannot be read must not leave an empty journal behind.
        let notices = NoticeBoard()
        switch options.source {
        case .links:
            feed = nil
            begins = Self.wallClock()
        case .simulated(let parameters):
            let pictures = options.images.isDrawn ? try options.images.folder.map { try PictureFolder($0) } : nil
            feed = SimulatedFeed(
                plan: options.plan, parameters: parameters, pictures: pictures, notices: notices)
            begins = parameters.date
        case .file(let path, let captureOptions):
            let file = try Self.openFile(path, captureOptions)
            if let problem = file.nothing { throw ConsoleError.feed(path, problem) }
            feed = file
            begins = file.firstTime ?? .epoch
        }
        let identity = JournalIdentity(
            gate: options.plan.gate, created: GateTime(milliseconds: Int64(now * 1000)))
        journal = try await SQLiteJournal.open(at: options.journal, as: identity)
        if case .links(let plans) = options.source {
            // A run's boot number is where the journal stood: higher than that of every run that recorded something.
            let head = try await journal.position().head
            hub = LinkHub(plans, boot: UInt32(clamping: head + 1), clock: Self.wallClock)
        } else {
            hub = nil
        }
        let snapshots = SnapshotCache(
            besideJournal: options.journal, foldVersion: UInt32(GateState.foldVersion))
        // A cache: one that cannot be read costs a longer fold and nothing else.
        let snapshot = try? snapshots.load(GateState.self, ofJournal: options.journal)
        var state = snapshot?.state ?? GateState()
        var lastRecorded = try await journal.position().lastRecordedAtMicroseconds
        while true {
            let page = try await journal.read(after: state.sequence, limit: 20_000)
            if page.isEmpty { break }
            for event in page { state.apply(event) }
        }
        if state.sequence == 0 || state.plan != options.plan {
            let recorded = try await Self.configure(journal, options, state, begins: begins)
            for event in recorded { state.apply(event) }
            lastRecorded = recorded.last?.recordedAtMicroseconds ?? lastRecorded
        }
        notices.know(state.visits)
        // A feed that begins after the journal ends goes on with it; any other has to hold its last message.
        // Real devices never tell the past again.
        let resumeAfter = hub != nil || begins > state.clock ? nil : try await journal.lastFeedCause()
        glass = Glass(state: state, wakeup: wakeup)
        mailbox = Mailbox(
            capacity: Self.mailboxCapacity, policy: .block, weightLimit: Self.mailboxBytes, weigh: { $0.bytes })
        player = FeedPlayer(pace: options.pace, from: options.from)
        var acknowledge: Station.Acknowledge?
        var carrier: CommandCarrier?
        if let hub {
            acknowledge = { hub.acknowledge($0) }
            carrier = CommandCarrier(
                hub, mailbox, epoch: UInt32(clamping: journal.identity.created.milliseconds / 1000),
                phrases: options.phrases, clock: Self.wallClock)
        }
        scans = ScanDesk(
            program: options.images.reader, folder: options.images.folder,
            // A recorded day's images are there or are not; a scanner's word may come before its file.
            tries: hub == nil ? [] : ScanDesk.usualTries
        ) {
            [glass, player, isLive = hub != nil] in
            isLive ? Self.wallClock() : player.clock() ?? glass.pane.lastMessage
        } tell: { [mailbox] in
            mailbox.push(.scanChecked($0))
        }
        hasFixedImages = options.images.isFixed
        // What is played keeps no second capture.
        var capture = options.capture
        if case .file(let path, _) = options.source, path != "-", capture == nil { capture = path }
        evidence = EvidenceDesk(
            EvidenceSource(
                journal: options.journal, capture: capture, images: options.images.folder,
                key: options.evidenceKey ?? options.journal + ".key"),
            folder: EvidenceBundle.folder(beside: options.journal), wakeup: wakeup)
        station = Station(
            journal: journal, state: state, glass: glass, desk: DeviceDesk(plan: options.plan),
            capture: try options.capture.map { try CaptureLog(path: $0) }, notices: notices, carrier: carrier,
            scans: scans, snapshots: snapshots, resumeAfter: resumeAfter,
            lastAct: hub == nil ? try await journal.lastActCause() : nil, lastRecordedMicroseconds: lastRecorded,
            acknowledge: acknowledge,
            patience: { [attempts = options.attempts] attempt in
                if let attempts, attempt > attempts { return false }
                return await Self.wait(before: attempt)
            })
    }

    /// One second, two, four, … up to half a minute; no longer once the session has been told to stop.
    private static func wait(before attempt: Int) async -> Bool {
        try? await Task.sleep(for: .seconds(min(30, 1 << min(5, attempt - 1))))
        return !Task.isCancelled
    }

    /// The gate plan is the first fact of a journal, and a changed one is a fact as well.
    private static func configure(
        _ journal: SQLiteJournal, _ options: LiveOptions, _ state: GateState, begins: GateTime
    ) async throws -> [Recorded] {
        let objections = state.objections(to: options.plan)
        guard objections.isEmpty else {
            throw ConsoleError.file(
                options.journal,
                objections.map(\.description).joined(separator: "; ") + ": finish them with the old layout first")
        }
        let cause = Cause(source: "terminal/layout", boot: 0, number: state.sequence + 1)
        let event = Proposed(
            id: cause.eventID(0), event: .gateConfigured(options.plan), actor: .rule("layout"), cause: cause,
            occurredAt: state.clock)
        // A journal's clock never runs backwards, so it begins with the day it is about.
        let outcome = await journal.append(
            [event], guards: [], recordedAt: state.sequence == 0 ? begins : state.clock)
        guard let recorded = outcome.recorded else {
            throw ConsoleError.file(options.journal, "the gate plan could not be recorded: \(outcome)")
        }
        return recorded
    }

    private static func openFile(_ path: String, _ options: CaptureOptions) throws -> FileFeed {
        if path == "-" { return FileFeed(reader: CaptureReader(descriptor: 0, options: options)) }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw ConsoleError.file(path, "is a folder; a file is expected")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ConsoleError.file(path, String(cString: strerror(errno))) }
        return FileFeed(reader: CaptureReader(descriptor: descriptor, options: options))
    }

    /// Lets the feed speak and the station work, until ``stop()``.
    public func start() {
        tasks.withLock { tasks in
            guard tasks.isEmpty else { return }
            tasks = [Task { [station, mailbox] in await station.run(mailbox) }]
            if let feed {
                tasks.append(Task { [player, mailbox] in await player.play(feed, into: mailbox) })
            }
            if let hub {
                mailbox.push(.started(at: begins))
                tasks.append(Task { [mailbox] in await hub.run { await mailbox.send(.message($0)) } })
                tasks.append(Task { [mailbox] in await Self.tick(mailbox) })
                tasks.append(Task { [weak self] in await self?.publishSeeds() })
                if let colleaguesOf { tasks.append(Task { [weak self] in await self?.work(besides: colleaguesOf) }) }
            }
        }
    }

    /// Has every image looked at that nobody has looked at yet.
    private func lookAtScans() {
        for (visit, scan) in glass.pane.state.scansToLookAt { scans.look(at: scan, of: visit) }
    }

    /// Goes over to another layout's folder of scan images.
    func moveImages(to folder: String?) {
        if hasFixedImages { return }
        scans.move(to: folder)
        evidence.move(toImages: folder)
        lookAtScans()
    }

    /// Real devices are silent at times; the gate's clock is not.
    private static func tick(_ mailbox: Mailbox<StationInput>) async {
        while !Task.isCancelled {
            guard await mailbox.send(.clock(wallClock())) else { return }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Publishes the number from which the day's draws follow, where nobody has: it must be no person's choice.
    private func publishSeeds() async {
        var sentOn: CivilDay?
        while !Task.isCancelled {
            let state = glass.pane.state
            let now = Self.wallClock()
            let today = state.plan.calendar.day(of: now)
            if today != sentOn, state.lacksSeed(at: now) {
                sentOn = today
                var act = Act()
                act.verb = .publishSeed
                act.agency = .customs
                act.officer = "smartgate"
                act.seed = String(UInt64.random(in: 1...UInt64.max), radix: 16)
                submit(act, visit: nil, isAwaited: false)
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Lets the simulated officers look at the gate once a second.
    private func work(besides person: Agency) async {
        var colleagues = Colleagues(besides: person)
        while !Task.isCancelled {
            for (act, visit) in colleagues.acts(glass.pane.state, at: Self.wallClock()) {
                submit(act, visit: visit, isAwaited: false)
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    @Sendable static func wallClock() -> GateTime {
        GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    /// Ends the feed, lets the station finish what it has, and closes the journal.
    public func stop() async {
        let tasks = tasks.withLock { $0 }
        // The station still takes in what waits, also what waits in the links; only its patience with a journal in
        // trouble ends.
        tasks.forEach { $0.cancel() }
        for task in tasks.dropFirst() { await task.value }
        mailbox.close()
        await tasks.first?.value
        await journal.close()
    }

    /// The gate's clock between messages; nil while the feed sets it alone.
    func clock() -> GateTime? { hub == nil ? player.clock() : Self.wallClock() }

    /// What each link is doing; empty where nothing is heard over links.
    public var links: [LinkStatus] { hub?.statuses ?? [] }

    /// Sends a person's act to the station.
    func submit(_ act: Act, visit: VisitID?, isAwaited: Bool = true) {
        let message = message(MessageType.act, OfficerAct.data(act, visit: visit))
        var officer = OfficerAct(act, visit: visit, message: message)
        officer.isAwaited = isAwaited
        mailbox.push(.act(officer))
    }

    /// Keeps what a person pressed, and on what: with the events up to `sequence` the picture can be drawn again.
    func noteKey(_ key: String, screen: String, width: Int, height: Int, sequence: UInt64) {
        var note = GlassNote()
        note.key = key
        note.screen = screen
        note.width = Int32(clamping: width)
        note.height = Int32(clamping: height)
        note.sequence = sequence
        mailbox.push(.glass(message(MessageType.glass, JSONFieldWriter.json(note))))
    }

    /// A message of this console, numbered and timed.
    private func message(_ type: String, _ data: [UInt8]) -> DeviceMessage {
        let number = counter.withLock { counter -> UInt64 in
            counter += 1
            return counter
        }
        let now = clock() ?? glass.pane.lastMessage
        return DeviceMessage(
            source: OfficerAct.source(gate: gate), type: type, boot: boot, sequence: number, deviceTime: now,
            receivedTime: now, data: data)
    }

    /// Waits until the feed has been taken in whole.
    public func finishFeed() async {
        let tasks = tasks.withLock { $0 }
        // The station comes first, then what feeds it.
        await tasks.dropFirst().first?.value
        mailbox.close()
        await tasks.first?.value
    }

    /// Everything shown, for the end of a run without a screen.
    public func summary() async -> (state: GateState, status: StationStatus, isStillResuming: Bool) {
        (await station.state, glass.pane.status, await station.isStillResuming)
    }

    public func close() async { await journal.close() }

    /// What has been received is in the capture's file.
    func keepCapture() async { await station.keepCapture() }

    /// What is measured of the gate now.
    var metrics: GateMetrics {
        get async { await station.metrics(links: links, now: clock()) }
    }

    /// Keeps a task that ends with the session.
    func keep(_ task: Task<Void, Never>) { tasks.withLock { $0.append(task) } }
}
