import ArgumentParser
import GateConsole
import GateScreens
import GateTerminal

@main
struct Smartgate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smartgate",
        abstract: "The console of a smart border gate: queues, lanes, readings and decisions.",
        version: Version.text,
        subcommands: [
            Run.self, Replay.self, Simulate.self, Station.self, Verify.self, Layout.self, Keys.self,
        ],
        defaultSubcommand: Run.self)

    static func main() {
        // First of all, while there is one thread: the loop reads signals instead of being interrupted.
        try? SignalMask.blockBeforeThreads()
        let clashes = BindingTable.clashes()
        if !clashes.isEmpty {
            print("smartgate: the key table contradicts itself:\n" + clashes.joined(separator: "\n"))
            Self.exit(withError: ExitCode(70))
        }
        Self.main(nil)
    }
}
