import ArgumentParser
import Foundation
import GateLayout
import GateModel

/// Gate layouts.
struct Layout: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Work with gate layout files.", subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a layout and explain every mistake: line, field, nearest known name.")

        @Argument(help: "The layout file.")
        var file: String

        func run() throws {
            do {
                let layout = try GateLayoutFile.load(path: file)
                let now = GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
                let today = layout.plan.calendar.day(of: now)
                print("\(file): no mistakes")
                for line in layout.summary(today: today) { print(line) }
            } catch {
                FileHandle.standardError.write(Data("\(error)\n".utf8))
                throw ExitCode(65)
            }
        }
    }
}
