import GateGrid
import GateModel
import GateScreens
import GateTerminal
import GateText
import Glibc

/// The console for screen readers: no boxes, no cursor addressing, one line for each change of what has the focus, for each
/// result, and for each new alarm. The keys are the same.
struct LinearLoop<World: ConsoleWorld> {
    private var world: World
    private var core: ConsoleCore
    private let terminal: TerminalSession
    private let poll: EventPoll
    private let isASCII: Bool
    private var decoder = InputDecoder()
    private var saidFocus = ScreenText.empty
    private var saidAlarm = ScreenText.empty
    private var saidResult: ScreenText?
    private var lastAdvance = ContinuousClock.now

    init(world: World, core: ConsoleCore, terminal: TerminalSession, wakeup: Wakeup, isASCII: Bool) throws {
        self.world = world
        self.core = core
        self.terminal = terminal
        self.isASCII = isASCII
        poll = try EventPoll(input: terminal.input, output: -1, wakeup: wakeup)
    }

    /// Runs until the person or a signal ends it; returns the signals.
    mutating func run() -> SignalSet {
        speak()
        while true {
            poll.armFrame(in: .seconds(1))
            let event = poll.wait(timeout: decoder.needsFlush ? .milliseconds(25) : nil)
            var isKey = false
            if event.wake.contains(.input) {
                guard let bytes = terminal.read() else { return [.hangUp] }
                for key in decoder.feed(bytes) where !handle(key) { return [] }
                isKey = true
            } else if event.wake.contains(.timeout) {
                for key in decoder.flush() where !handle(key) { return [] }
                isKey = true
            }
            if event.wake.contains(.hangUp) { return [.hangUp] }
            let leaving = event.signals.intersection(.leaving)
            if !leaving.isEmpty { return leaving }
            // Between keys a line a second is enough for any voice.
            if isKey || event.wake.contains(.frame) { speak() }
        }
    }

    /// False where the key ends the program.
    private mutating func handle(_ key: Key) -> Bool {
        if !core.view.isSecret { world.note(key, core, width: 0, height: 0) }
        for effect in core.handle(key) {
            switch effect {
            case .quit: return false
            case .act(let act, let visit): world.submit(act, visit: visit)
            case .replay(let command): world.perform(command, &core)
            case .reloadLayout: world.reloadLayout()
            case .evidence(let visit): world.gatherEvidence(of: visit, for: core.context.person)
            case .repaint: saidFocus = .empty
            case .dump, .copy, .mouse, .suspend: break
            }
        }
        return true
    }

    private mutating func speak() {
        let now = ContinuousClock.now
        let elapsed = (now - lastAdvance).components
        lastAdvance = now
        world.advance(by: .milliseconds(elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000))
        world.look(at: core.context.watch(core.view))
        for news in world.refresh(&core.context) { core.tell(news) }
        core.context.mode = world.mode
        // A locked screen says whose it is, and no more.
        if core.view.lock == nil {
            let result = core.view.announcement?.text
            if let result, result != saidResult { say(result) }
            saidResult = result
            let alarm = LinearSpeech.alarm(core.context)
            if alarm != saidAlarm, !alarm.isEmpty { say(alarm) }
            saidAlarm = alarm
        }
        let focus = LinearSpeech.focus(core.context, core.view)
        if focus != saidFocus { say(focus) }
        saidFocus = focus
    }

    private func say(_ text: ScreenText) {
        let line = (isASCII ? Transliteration.ascii(text.text) : text.text) + "\r\n"
        _ = Array(line.utf8).withUnsafeBytes { Glibc.write(terminal.output, $0.baseAddress, $0.count) }
    }
}
