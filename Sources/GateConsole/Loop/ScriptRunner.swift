import GateGrid
import GateModel
import GateScreens
import GateText

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

    /// Runs every step.
    ///
    /// - Returns: 0, or 1 where an expectation failed, or 2 where a line is no step.
    mutating func run(_ script: String, print: (String) -> Void) -> Int32 {
        for (number, line) in script.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            do throws(ScriptStep.Fault) {
                guard let step = try ScriptStep(line) else { continue }
                if let missing = perform(step, print) {
                    print("line \(number + 1): the screen does not show: \(missing)\n\(screen())")
                    return 1
                }
            } catch {
                print("line \(number + 1): \(error.problem)")
                return 2
            }
        }
        return 0
    }

    /// - Returns: what the screen was expected to show, and does not.
    private mutating func perform(_ step: ScriptStep, _ print: (String) -> Void) -> String? {
        switch step {
        case .key(let key): press(key)
        case .type(let text): for character in text { press(.character(character)) }
        case .at(let seconds):
            world.perform(.goTo(secondsOfDay: seconds), &core)
            refresh()
        case .sit(let person):
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
        case .expect(let text): return screen().contains(text) ? nil : text
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
