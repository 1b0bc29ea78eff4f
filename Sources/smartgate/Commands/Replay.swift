import ArgumentParser
import Foundation
import GateConsole
import GateLayout
import GateModel
import GateScreens
import GateTerminal

/// The same screens over a recorded day.
struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replay a recorded journal: pause, speed, step, go to a time, next alarm.")

    @Argument(help: "A journal written by 'run' or 'station'.")
    var day: String

    @Option(help: "Start at this time of day.")
    var from: String?

    @Option(help: "Start when the vehicle came that has this complaint code, with its dossier open.")
    var complaint: String?

    @Option(help: "A script of keys instead of a terminal; '-' reads it from standard input.")
    var script: String?

    @Option(help: "Screen size of a script, WIDTHxHEIGHT.")
    var size = "80x24"

    @OptionGroup var gate: GateOptions
    @OptionGroup var screen: ScreenOptions

    func run() throws {
        if script == nil { try SignalMask.blockBeforeThreads() }
        let data = try gate.data()
        let glass = try screen.glass(nil)
        let catalogues = try data.catalogues()
        var start = ReplayStart.beginning
        if let complaint {
            guard from == nil else { throw ValidationError("--from and --complaint: one of them") }
            guard let code = ComplaintCode(complaint) else {
                throw ValidationError("--complaint: '\(complaint)' is no complaint code")
            }
            start = .complaint(code)
        }
        if let from {
            guard let seconds = ViewState.secondsOfDay(from) else {
                throw ValidationError("--from: '\(from)' is no time of day (HH:MM)")
            }
            start = .time { plan, first in
                let offset = Int(plan.utcOffsetMinutes)
                let civil = CivilTime(first, offsetMinutes: offset)
                let midnight = CivilTime(year: civil.year, month: civil.month, day: civil.day)
                return midnight.time(offsetMinutes: offset) + .seconds(Int64(seconds))
            }
        }
        guard let script else {
            throw ExitCode(try ConsoleApp.replay(path: day, at: start, glass: glass, catalogues: catalogues))
        }
        let (text, size) = (try ScriptFile.read(script), try ScriptFile.size(size))
        try ScriptFile.playing {
            try ConsoleApp.script(
                path: day, at: start, script: text, size: size, glass: glass, catalogues: catalogues
            ) { print($0) }
        }
    }
}
