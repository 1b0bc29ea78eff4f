import Foundation
import GateGrid
import GateModel
import GateScreens
import GateTerminal
import GateText
import Glibc

/// The console's one thread: waits, turns what happened into action bits, acts, draws at most 30 times a second.
///
/// It never waits for the terminal and never for the station. A slow terminal costs only its own newest picture.
struct EventLoop<World: ConsoleWorld> {
    /// At most one frame in this time.
    private static var framePeriod: Duration { .milliseconds(33) }
    /// A lone Esc is the Esc key when nothing has followed for this long.
    private static var escapeDelay: Duration { .milliseconds(25) }

    /// A message stands this long.
    private static var messageTime: Duration { .seconds(8) }
    /// An act within this time of another vehicle's coming onto the screen was meant for the one before.
    private static var surprise: Duration { .milliseconds(600) }

    private struct Bits: OptionSet {
        let rawValue: UInt8
        static var draw: Bits { Bits(rawValue: 1) }
        static var leave: Bits { Bits(rawValue: 2) }
        static var suspend: Bits { Bits(rawValue: 4) }
        static var repaint: Bits { Bits(rawValue: 8) }
    }

    var world: World
    var core: ConsoleCore
    private let terminal: TerminalSession
    private let writer: FrameWriter
    private let poll: EventPoll
    private let dumps: ScreenDump
    private var decoder = InputDecoder()
    private var lastFrame = ContinuousClock.now - .seconds(1)
    private var lastAdvance = ContinuousClock.now
    private var isDirty = true
    /// When the vehicle on the screen last took another's place by itself.
    private var focusCameAt = ContinuousClock.now - .seconds(1)
    private var message: Announcement?
    private var messageCameAt = ContinuousClock.now

    init(
        world: World, core: ConsoleCore, terminal: TerminalSession, writer: FrameWriter, wakeup: Wakeup,
        dumps: ScreenDump
    ) throws {
        self.world = world
        self.core = core
        self.terminal = terminal
        self.writer = writer
        self.dumps = dumps
        poll = try EventPoll(input: terminal.input, output: terminal.output, wakeup: wakeup)
    }

    /// Runs until the person or a signal ends it.
    ///
    /// - Returns: the signals that ended it; empty where the person did.
    mutating func run() throws -> SignalSet {
        draw()
        while true {
            armFrame()
            let timeout = decoder.needsFlush ? Self.escapeDelay : nil
            let event = poll.wait(timeout: timeout, wantsWrite: writer.wantsWrite)
            var bits: Bits = []
            if event.wake.contains(.wakeup) { bits.insert(.draw) }
            if event.wake.contains(.writable) { writer.writable() }
            if event.wake.contains(.frame) { bits.insert(.draw) }
            if event.wake.contains(.input) {
                guard let bytes = terminal.read() else { return [.hangUp] }
                bits.formUnion(keys(decoder.feed(bytes)))
            } else if event.wake.contains(.timeout), decoder.needsFlush {
                bits.formUnion(keys(decoder.flush()))
            }
            if event.wake.contains(.hangUp) { return [.hangUp] }
            bits.formUnion(signals(event.signals))
            if bits.contains(.leave) { return event.signals.intersection(.leaving) }
            if bits.contains(.suspend) {
                writer.discardPending()
                try terminal.suspend()
                bits.insert(.repaint)
            }
            if bits.contains(.repaint) {
                writer.repaint()
                bits.insert(.draw)
            }
            if bits.contains(.draw) { isDirty = true }
            if isDirty, ContinuousClock.now - lastFrame >= Self.framePeriod || !event.wake.isDisjoint(with: [.input]) {
                draw()
            }
        }
    }

    /// The next frame: soon where something changed, at the next full second for the clock, in between while a replay
    /// plays.
    private func armFrame() {
        if isDirty {
            poll.armFrame(in: max(.milliseconds(1), Self.framePeriod - (ContinuousClock.now - lastFrame)))
        } else if let interval = world.frameInterval {
            poll.armFrame(in: interval)
        } else if world.hasRunningClock || core.view.announcement != nil {
            poll.armFrame(in: Self.untilNextSecond())
        } else {
            // A paused replay with nothing to say costs nothing at all.
            poll.disarmFrame()
        }
    }

    private static func untilNextSecond() -> Duration {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return .nanoseconds(1_000_000_000 - Int64(now.tv_nsec) + 1_000_000)
    }

    private func signals(_ signals: SignalSet) -> Bits {
        var bits: Bits = []
        if !signals.isDisjoint(with: .leaving) { bits.insert(.leave) }
        if signals.contains(.suspend) { bits.insert(.suspend) }
        if !signals.isDisjoint(with: [.resize, .resume]) { bits.insert(.repaint) }
        return bits
    }

    private mutating func keys(_ keys: [Key]) -> Bits {
        var bits: Bits = []
        let size = terminal.size
        for key in keys {
            if !core.view.isSecret { world.note(key, core, width: size.width, height: size.height) }
            // A key means what the person saw: the state of the last frame, not the newest.
            if isSurprised(by: key) {
                core.announce(core.context.words[.resultNewVehicle], .caution)
                bits.insert(.draw)
                continue
            }
            for effect in core.handle(key, isTiny: Frame.isTiny(width: size.width, height: size.height)) {
                bits.formUnion(carryOut(effect))
            }
            bits.insert(.draw)
        }
        return bits
    }

    /// Whether the key would act on a vehicle that has only just taken the place of another.
    private func isSurprised(by key: Key) -> Bool {
        guard core.view.lock == nil, core.view.overlays.isEmpty, ContinuousClock.now - focusCameAt < Self.surprise
        else { return false }
        return core.context.bindings.binding(for: key, screen: core.view.screen, mode: core.context.mode)?.action
            .actsOnVisit
            == true
    }

    private mutating func carryOut(_ effect: Effect) -> Bits {
        switch effect {
        case .act(let act, let visit):
            core.announce(core.context.words[.resultSending], .dim)
            world.submit(act, visit: visit)
        case .replay(let command): world.perform(command, &core)
        case .quit: return .leave
        case .evidence(let visit):
            core.announce(core.context.words[.resultEvidence], .info)
            world.gatherEvidence(of: visit, for: core.context.person)
        case .reloadLayout:
            core.announce(core.context.words[.resultLayoutReading], .dim)
            world.reloadLayout()
        case .suspend: return .suspend
        case .repaint: return .repaint
        case .mouse(let on): writer.interject(terminal.setMouse(on))
        case .copy(let text): writer.interject(Self.clipboard(text))
        case .dump:
            let size = terminal.size
            let grid = core.render(width: size.width, height: size.height)
            if let path = dumps.write(grid, core.context) {
                core.announce(core.context.words(.resultDumped, ScreenText(path)))
            } else {
                core.announce(core.context.words[.resultDumpFailed], .warning)
            }
        }
        return .draw
    }

    /// OSC 52: the terminal's own clipboard, also through ssh.
    private static func clipboard(_ text: String) -> String {
        "\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}"
    }

    private mutating func refresh() {
        world.look(at: core.context.watch(core.view))
        for news in world.refresh(&core.context) { core.tell(news) }
        core.context.mode = world.mode
    }

    private mutating func draw() {
        let now = ContinuousClock.now
        let elapsed = (now - lastAdvance).components
        world.advance(
            by: .milliseconds(elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000))
        lastAdvance = now
        lastFrame = now
        isDirty = false
        // What a key chose is no surprise; what the state brought is.
        let before = core.context.focusedVisitID(core.view)
        refresh()
        if before != nil, core.context.focusedVisitID(core.view) != before { focusCameAt = now }
        if core.view.announcement != message {
            message = core.view.announcement
            messageCameAt = now
        } else if message != nil, now - messageCameAt > Self.messageTime {
            core.view.announcement = nil
            message = nil
        }
        writer.look.theme = core.view.theme
        let size = terminal.size
        writer.present(core.render(width: size.width, height: size.height))
    }
}
