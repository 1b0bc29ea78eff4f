import ArgumentParser
import Foundation
import GateConsole
import GateJournal
import GateLayout
import GateScreens
import GateTerminal
import GateText

@main
struct Smartgate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "smartgate",
        abstract: "The console of a smart border gate: queues, lanes, readings and decisions.",
        version: Version.text,
        subcommands: [
            Run.self, Replay.self, Rehearse.self, Simulate.self, Devices.self, RadiographCommand.self, Station.self,
            Verify.self,
            Evidence.self,
            Risk.self, Layout.self, Keys.self, Doctor.self,
        ],
        defaultSubcommand: Run.self)

    static func main() {
        let clashes = BindingTable.clashes()
        if !clashes.isEmpty {
            print("smartgate: the key table contradicts itself:\n" + clashes.joined(separator: "\n"))
            Self.exit(withError: ExitCode(70))
        }
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard let status = status(of: error) else { Self.exit(withError: error) }
            FileHandle.standardError.write(Data("smartgate: \(error)\n".utf8))
            Self.exit(withError: ExitCode(status))
        }
    }

    /// The exit status of an error of ours, as `sysexits.h` has them; nil for those of the command line itself.
    private static func status(of error: any Error) -> Int32? {
        switch error {
        case let problems as LayoutProblems: problems.isMissing ? 66 : 65
        case is JournalError, is EvidenceFault, is CatalogueFault, ConsoleError.feed: 65
        case ConsoleError.usage: 64
        case ConsoleError.file: 66
        case ConsoleError.noData, ConsoleError.port: 69
        case ConsoleError.journalStopped: 74
        case is TerminalError: 69
        default: nil
        }
    }
}
