import Foundation
import GateGrid
import GateJournal
import GateModel
import GateScreens

/// Writes a screen to a file: text, event number, state hash and version, so that what was seen can be shown again.
struct ScreenDump {
    let folder: String

    /// The file's path, or nil where it could not be written.
    func write(_ grid: Grid, _ context: ScreenContext) -> String? {
        let stamp = CivilTime(context.now, offsetMinutes: Int(context.state.plan.utcOffsetMinutes))
        let clock = stamp.clockSecondsText.replacingOccurrences(of: ":", with: "")
        let path = "\(folder)/smartgate-\(stamp.dateText)-\(clock)-\(context.state.sequence).txt"
        return (try? Self.text(grid, context).write(toFile: path, atomically: true, encoding: .utf8)).map { path }
    }

    static func text(_ grid: Grid, _ context: ScreenContext) -> String {
        let hash = StateHash.of(context.state).hex
        return grid.plainText() + "\n---\n" + """
            smartgate \(Version.text)
            gate \(context.state.plan.gate)
            event \(context.state.sequence)
            state \(hash)
            size \(grid.width)x\(grid.height)

            """
    }
}

/// The program's version, as `--version` and every dump say it.
public enum Version {
    public static let text = "0.1.0"
}
