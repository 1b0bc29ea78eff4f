import ArgumentParser
import Foundation
import GateConsole
import GateJournal
import GateLayout
import GateModel

/// Gate layouts.
struct Layout: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Work with gate layout files.", subcommands: [Check.self, Names.self])

    struct Names: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print every name that a layout may use, by field.")

        func run() { for line in LayoutNames.lines { print(line) } }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a layout and explain every mistake: line, field, nearest known name.",
            discussion: """
                With --diff or --journal: what a gate at work would make of the change. The exit status is then 65 where \
                it would refuse it.
                """)

        @Argument(help: "The layout: a name in layouts/ or a path.")
        var file: String

        @Option(help: "Compare with this layout, the one that is in use: a name or a path.")
        var diff: String?

        @Option(help: "Compare with the layout this journal holds; vehicles that stand in a lane are then known.")
        var journal: String?

        func run() throws {
            do {
                try check()
            } catch let problems as LayoutProblems {
                // Each line begins with its file and line, as editors like it.
                FileHandle.standardError.write(Data("\(problems)\n".utf8))
                throw ExitCode(problems.isMissing ? 66 : 65)
            }
        }

        private func check() throws {
            let data = try DataFolder.located()
            let layout = try data.contents(of: file)
            if diff != nil || journal != nil { return try compare(layout, data) }
            let now = GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
            print("\(file): no mistakes")
            for line in layout.summary(today: layout.plan.calendar.day(of: now)) { print(line) }
        }

        private func compare(_ layout: GateLayoutFile.Contents, _ data: DataFolder) throws {
            let state = try journal.map { try Self.fold($0) }
            var old = GateLayoutFile.Contents()
            if let diff {
                old = try data.contents(of: diff)
            } else if let state {
                old.plan = state.plan
                // A journal does not hold what a simulated day is like.
                old.traffic = layout.traffic
            }
            let found = LayoutDiff(from: old, to: layout, links: diff != nil, state: state)
            for line in found.lines { print(line) }
            if diff == nil { print("links are not compared: a journal does not hold them") }
            if found.isRefused { throw ExitCode(65) }
        }

        private static func fold(_ journal: String) throws -> GateState {
            var state = GateState()
            for event in try RecordedDay.load(journal).events { state.apply(event) }
            return state
        }
    }
}
