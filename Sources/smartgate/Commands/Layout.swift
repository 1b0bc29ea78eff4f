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
                let plan = layout.plan
                let linked = layout.links.reduce(0) { $0 + $1.members.count }
                print(
                    "\(file): \(plan.name), \(plan.lanes.count) lanes, \(plan.devices.count) devices, "
                        + (linked == 0 ? "all simulated" : "\(linked) of them linked"))
            } catch {
                FileHandle.standardError.write(Data("\(error)\n".utf8))
                throw ExitCode(65)
            }
        }
    }
}
