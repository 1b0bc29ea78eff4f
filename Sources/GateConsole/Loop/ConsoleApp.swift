import Foundation
import GateDevices
public import GateGrid
import GateJournal
public import GateModel
public import GateScreens
import GateTerminal
public import GateText

/// What a person chose on the command line about the glass.
public struct GlassOptions: Sendable {
    public var person: Person
    public var lane: LaneID
    public var language: Language
    public var theme: Theme
    public var isASCII: Bool
    /// Lines for a screen reader instead of a screen.
    public var isLinear = false
    public var screen: ScreenID
    /// The vehicle whose dossier is open at the start.
    var visit: VisitID?
    public var bindings = BindingTable.standard
    /// Folder for saved screens.
    public var dumpFolder: String
    /// File of the key that signs evidence; nil where none is gathered.
    public var evidenceKey: String?

    public init(
        person: Person, lane: LaneID, language: Language, theme: Theme = .dark, isASCII: Bool = false,
        screen: ScreenID = .lane, dumpFolder: String
    ) {
        self.person = person
        self.lane = lane
        self.language = language
        self.theme = theme
        self.isASCII = isASCII
        self.screen = screen
        self.dumpFolder = dumpFolder
    }
}

extension GlassOptions {
    /// The same at a gate that was not known before: its first lane where it has none of the wanted number.
    fileprivate func at(_ state: GateState) -> GlassOptions {
        var options = self
        if state.lane(lane) == nil, let first = state.lanes.first {
            options.lane = first.lane.id
            options.person.lane = first.lane.id
        }
        return options
    }
}

/// Where a replay begins.
public enum ReplayStart: Sendable {
    case beginning
    /// At a time that depends on the gate's clocks and on when the day began.
    case time(@Sendable (GatePlan, GateTime) -> GateTime)
    /// When the vehicle came that a complaint is about.
    case complaint(ComplaintCode)
}

/// Puts a world on the glass.
public enum ConsoleApp {
    /// A live gate on this terminal, until the person leaves.
    ///
    /// - Returns: the exit status: 0, or 128 + the signal that ended it.
    public static func live(
        _ options: LiveOptions, glass: GlassOptions, catalogues: [Language: Catalogue]
    ) throws -> Int32 {
        let wakeup = try Wakeup()
        guard options.plan.lanes.contains(where: { $0.id == glass.lane }) else {
            let lanes = options.plan.lanes.map { "\($0.id.number)" }.joined(separator: ", ")
            throw ConsoleError.usage("--lane: \(options.plan.name) has no lane \(glass.lane.number); it has \(lanes)")
        }
        var options = options
        options.evidenceKey = glass.evidenceKey ?? options.evidenceKey
        let session = try Blocking.wait { [options] in try await LiveSession(options, wakeup: wakeup) }
        let world = LiveWorld(session: session)
        session.start()
        let status: Int32
        do {
            if let port = options.metricsPort { _ = try Blocking.wait { try await session.serveMetrics(port: port) } }
            status = try show(world, glass, catalogues, wakeup)
        } catch {
            Blocking.wait { await session.stop() }
            throw error
        }
        Blocking.wait { await session.stop() }
        if let trouble = session.glass.pane.status.journalTrouble {
            throw ConsoleError.journalStopped(trouble)
        }
        return status
    }

    /// A recorded day on this terminal.
    public static func replay(
        path: String, at start: ReplayStart, glass: GlassOptions, catalogues: [Language: Catalogue]
    ) throws -> Int32 {
        var glass = glass
        let controller = try controller(path: path, at: start, &glass)
        let wakeup = try Wakeup()
        let world = ReplayWorld(controller: controller, evidence: evidence(of: path, glass, wakeup))
        return try show(world, glass.at(controller.state), catalogues, wakeup)
    }

    /// A recorded day without a terminal: keys in, screens out. See ``ScriptRunner``.
    ///
    /// - Throws: ``ScriptFailure`` where the script ended early.
    public static func script(
        path: String, at start: ReplayStart, script: String, size: (Int, Int), glass: GlassOptions,
        catalogues: [Language: Catalogue], print: (String) -> Void
    ) throws {
        var glass = glass
        let world = ReplayWorld(
            controller: try controller(path: path, at: start, &glass), evidence: evidence(of: path, glass, nil))
        glass = glass.at(world.controller.state)
        var runner = ScriptRunner(world: world, core: core(glass, catalogues, mode: world.mode), size: size)
        try runner.run(script, print: print)
    }

    /// A script at a gate at work that hears a capture. See ``StageWorld``.
    ///
    /// - Parameters:
    ///   - capture: CloudEvents lines of the gate's devices.
    ///   - journal: path of a new journal.
    /// - Throws: ``ScriptFailure`` where the script ended early.
    public static func rehearse(
        capture: [UInt8], plan: GatePlan, journal: String, script: String, size: (Int, Int), glass: GlassOptions,
        catalogues: [Language: Catalogue], print: (String) -> Void
    ) throws {
        var reader = CaptureReader(bytes: capture)
        var messages: [DeviceMessage] = []
        while let item = try reader.next() {
            switch item {
            case .message(let message): messages.append(message)
            case .rejected(let fault): throw ConsoleError.usage("the capture: \(fault)")
            }
        }
        let identity = JournalIdentity(gate: plan.gate, created: messages.first?.receivedTime ?? .epoch)
        let file = try Blocking.wait { try await SQLiteJournal.open(at: journal, as: identity) }
        defer { Blocking.wait { await file.close() } }
        let world = try StageWorld(plan: plan, messages: messages, journal: file)
        var runner = ScriptRunner(world: world, core: core(glass, catalogues, mode: .live), size: size)
        try runner.run(script, print: print)
    }

    private static func evidence(of journal: String, _ glass: GlassOptions, _ wakeup: Wakeup?) -> EvidenceDesk? {
        guard let key = glass.evidenceKey else { return nil }
        let capture = LiveOptions.capture(beside: journal)
        let isKept = FileManager.default.fileExists(atPath: capture)
        return EvidenceDesk(
            EvidenceSource(journal: journal, capture: isKept ? capture : nil, images: nil, key: key),
            folder: EvidenceBundle.folder(beside: journal), wakeup: wakeup)
    }

    /// - Parameter glass: looks at the vehicle complained of, where there is one.
    private static func controller(
        path: String, at start: ReplayStart, _ glass: inout GlassOptions
    ) throws -> ReplayController {
        let day = ReplayDay(events: try RecordedDay.load(path).events)
        var controller = ReplayController(day: day)
        switch start {
        case .beginning: break
        case .time(let time): controller.seek(to: time(day.state(after: 1).plan, day.start))
        case .complaint(let code):
            guard let visit = day.state(after: day.events.count).visit(ofComplaint: code.description) else {
                throw ConsoleError.usage("--complaint: no vehicle of \(path) has the code \(code)")
            }
            controller.seek(to: visit.arrivedAt)
            glass.visit = visit.id
            glass.lane = visit.lane ?? glass.lane
        }
        return controller
    }

    static func core(_ glass: GlassOptions, _ catalogues: [Language: Catalogue], mode: ConsoleMode) -> ConsoleCore {
        var view = ViewState(lane: glass.lane)
        view.language = glass.language
        view.theme = glass.theme
        view.screen = glass.screen
        if let visit = glass.visit { view.look(at: visit) }
        guard let words = catalogues[glass.language] ?? catalogues.values.first else {
            preconditionFailure("a console needs at least one catalogue")
        }
        var context = ScreenContext(
            state: GateState(), now: .epoch, mode: mode, person: glass.person, words: words,
            station: StationStatus())
        context.bindings = glass.bindings
        return ConsoleCore(view: view, context: context, catalogues: catalogues)
    }

    private static func show(
        _ world: some ConsoleWorld, _ glass: GlassOptions, _ catalogues: [Language: Catalogue], _ wakeup: Wakeup
    ) throws -> Int32 {
        let capabilities = try TerminalCapabilities.detect(environment: ProcessInfo.processInfo.environment)
        if glass.isLinear {
            var options = TerminalSession.Options()
            options.isLinear = true
            let terminal = try TerminalSession(options: options)
            var loop = try LinearLoop(
                world: world, core: core(glass, catalogues, mode: world.mode), terminal: terminal, wakeup: wakeup,
                isASCII: glass.isASCII || !capabilities.isUTF8)
            let ended = loop.run()
            terminal.close()
            return exitStatus(ended)
        }
        let terminal = try TerminalSession()
        let look = FrameWriter.Look(
            theme: glass.theme, tier: capabilities.tier, ascii: glass.isASCII || !capabilities.isUTF8)
        var catalogues = catalogues
        if look.ascii { for language in catalogues.keys { catalogues[language]?.prefersLatinPlates = true } }
        let writer = try FrameWriter(type: capabilities.type, sink: .descriptor(terminal.output), look: look)
        var loop = try EventLoop(
            world: world, core: core(glass, catalogues, mode: world.mode), terminal: terminal, writer: writer,
            wakeup: wakeup, dumps: ScreenDump(folder: glass.dumpFolder))
        let ended = try loop.run()
        terminal.close()
        return exitStatus(ended)
    }

    private static func exitStatus(_ signals: SignalSet) -> Int32 {
        if signals.contains(.terminate) { return 128 + 15 }
        if signals.contains(.hangUp) { return 128 + 1 }
        if signals.contains(.interrupt) { return 128 + 2 }
        if signals.contains(.quit) { return 128 + 3 }
        return 0
    }
}

/// Waits on this thread for asynchronous work: for the main thread, before and after its loop.
public enum Blocking {
    private final class Box<Value: Sendable>: @unchecked Sendable {
        // Written once before the semaphore is signalled, read once after it: the semaphore orders the two.
        var result: Result<Value, any Error>?
    }

    public static func wait<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let box = Box<Value>()
        let done = DispatchSemaphore(value: 0)
        Task {
            do { box.result = .success(try await work()) } catch { box.result = .failure(error) }
            done.signal()
        }
        done.wait()
        guard let result = box.result else { throw CancellationError() }
        return try result.get()
    }

    public static func wait(_ work: @escaping @Sendable () async -> Void) {
        let done = DispatchSemaphore(value: 0)
        Task {
            await work()
            done.signal()
        }
        done.wait()
    }
}
