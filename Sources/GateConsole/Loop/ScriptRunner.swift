import GateGrid
import GateModel
import GateScreens
import GateText

/// The script mode: keys in, screens out, an exit code. Tests, documents and demonstrations use it.
///
/// One step a line; `#` begins a comment:
/// ```
/// key F5            one key by its label (F1, Enter, Esc, Ctrl-N, Space, PgDn, ↓ or Down …)
/// type /gỗ          text, letter by letter
/// size 120x40       another screen size
/// wait 10           lets ten seconds of the person's time pass
/// shot board        prints the screen under a heading
/// expect LÀN 3      fails unless the screen shows this text
/// ```
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
            let step = line.drop { $0 == " " }
            if step.isEmpty || step.hasPrefix("#") { continue }
            let word = step.prefix { $0 != " " }
            let rest = String(step.dropFirst(word.count + 1))
            switch word {
            case "key":
                guard let key = Key(label: rest.trimmingSpaces) else {
                    print("line \(number + 1): no such key: \(rest)")
                    return 2
                }
                press(key)
            case "type": for character in rest { press(.character(character)) }
            case "size":
                let parts = rest.split(separator: "x").compactMap { Int($0) }
                guard parts.count == 2 else {
                    print("line \(number + 1): a size is WIDTHxHEIGHT")
                    return 2
                }
                size = (parts[0], parts[1])
            case "wait":
                world.advance(by: .seconds(Int64(rest.trimmingSpaces) ?? 0))
                refresh()
            case "shot": print("== \(rest) \(size.width)x\(size.height)\n\(screen())\n")
            case "expect":
                if !screen().contains(rest) {
                    print("line \(number + 1): the screen does not show: \(rest)\n\(screen())")
                    return 1
                }
            default:
                print("line \(number + 1): no such step: \(word)")
                return 2
            }
        }
        return 0
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

extension String {
    var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
