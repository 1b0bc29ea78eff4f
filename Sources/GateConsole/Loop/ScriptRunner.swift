import GateGrid
import GateModel
import GateScreens
import GateText

/// Why a script ended before its last line.
public struct ScriptFailure: Error, CustomStringConvertible {
    /// 1 where an expectation failed, 2 where a line is no step: the program's exit status.
    public var status: Int32
    /// From 1.
    public var line: Int
    var problem: String

    public var description: String { "line \(line): \(problem)" }
}

/// The script mode: keys in, screens out, an exit code. Tests, documents and demonstrations use it; ``ScriptStep`` has the
/// steps.
struct ScriptRunner<World: ConsoleWorld> {
    private var world: World
    private var core: ConsoleCore
    private var size: (width: Int, height: Int)

    init(world: World, core: ConsoleCore, size: (Int, Int)) {
        self.world = world
        self.core = core
        self.size = (size.0, size.1)
        refresh()
    }

    private mutating func refresh() {
        world.look(at: core.context.watch(core.view))
        for news in world.refresh(&core.context) { core.tell(news) }
        core.context.mode = world.mode
    }

    /// Runs every step. A lane that the gate does not have is no step either.
    mutating func run(_ script: String, print: (String) -> Void) throws(ScriptFailure) {
        let lines = script.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            var missing: String?
            do throws(ScriptStep.Fault) {
                if let step = try ScriptStep(line) { missing = try perform(step, print) }
            } catch {
                throw ScriptFailure(status: 2, line: number + 1, problem: error.problem)
            }
            guard let missing else { continue }
            throw ScriptFailure(
                status: 1, line: number + 1, problem: "the screen does not show: \(missing)\n\(screen())")
        }
    }

    /// - Returns: what the screen was expected to show, and does not.
    private mutating func perform(
        _ step: ScriptStep, _ print: (String) -> Void
    ) throws(ScriptStep.Fault) -> String? {
        switch step {
        case .key(let key): press(key)
        case .type(let text): for character in text { press(.character(character)) }
        case .at(let seconds):
            world.perform(.goTo(secondsOfDay: seconds), &core)
            refresh()
        case .sit(let person):
            if let lane = person.lane, core.context.state.lane(lane) == nil {
                throw ScriptStep.Fault(problem: "no such lane: \(lane.number)")
            }
            core.context.person = person
            if let lane = person.lane { core.view.sit(at: lane) }
        case .size(let width, let height): size = (width, height)
        case .wait(let span):
            world.advance(by: span)
            refresh()
        case .shot(let name):
            print(
                (name.isEmpty ? "" : "== \(name) \(size.width)x\(size.height)\n") + screen()
                    + (name.isEmpty ? "" : "\n"))
        case .say(let text): print(text)
        case .expect(let texts):
            let screen = screen()
            return texts.contains { screen.contains($0) } ? nil : texts.joined(separator: " | ")
        }
        return nil
    }

    /// The screen as text.
    mutating func screen() -> String { grid().plainText() }

    mutating func grid() -> Grid { core.render(width: size.width, height: size.height) }

    mutating func press(_ key: Key) {
        for effect in core.handle(key) {
            switch effect {
            case .replay(let command): world.perform(command, &core)
            case .act(let act, let visit): world.submit(act, visit: visit)
            case .reloadLayout: world.reloadLayout()
            case .evidence(let visit): world.gatherEvidence(of: visit, for: core.context.person)
            case .quit, .suspend, .repaint, .dump, .copy, .mouse: break
            }
        }
        refresh()
    }
}
