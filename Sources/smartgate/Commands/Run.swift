import ArgumentParser
import Foundation
import GateConsole
import GateLayout
import GateLinks
import GateModel
import GateScreens
import GateTerminal
import GateText

/// The live console.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Live console: embedded journal, simulated devices, the sample gate.",
        discussion: """
            Without options: the sample gate on a simulated day, from half past eight, in real time. The journal and the \
            capture of everything received are new files in the state folder unless --journal names one to go on with.

            A layout with [[link]] tables is a real gate: its devices are heard over them, in real time, and none is \
            simulated unless --simulated says so.
            """)

    @OptionGroup var gate: GateOptions
    @OptionGroup var feed: FeedOptions
    @OptionGroup var images: ImageFolderOptions
    @OptionGroup var screen: ScreenOptions

    @Option(help: "Journal file; created where it is missing, continued where it is there.")
    var journal: String?

    @Option(help: "File that keeps every message as received.")
    var capture: String?

    @Flag(
        help:
            "To try a gate with links alone: simulated officers of the other agencies pass what waits for them, after yours."
    )
    var colleagues = false

    @Option(
        help: "Serve metrics (/metrics) and health (/health) on this port of 127.0.0.1.", transform: PortNumber.parse)
    var metrics: UInt16?

    func run() throws {
        try SignalMask.blockBeforeThreads()
        let data = try gate.data()
        let layout = try gate.contents(data)
        var options = try LiveOptions.make(layout, feed: feed, journal: journal, capture: capture)
        options.layoutFile = gate.path(data)
        let catalogues = try data.catalogues()
        if let words = catalogues[.vietnamese] { options.phrases = words.phrases }
        images.apply(to: &options, layout)
        options.metricsPort = metrics
        let glass = try screen.glass(layout.plan)
        if colleagues {
            guard case .links = options.source else {
                throw ValidationError(
                    "--colleagues: a simulated day has its own officers; this is for a layout with links")
            }
            options.colleaguesOf = glass.person.agency
        }
        let status = try ConsoleApp.live(options, glass: glass, catalogues: catalogues)
        throw ExitCode(status)
    }
}

extension LiveOptions {
    static func make(
        _ layout: GateLayoutFile.Contents, feed: FeedOptions, journal: String?, capture: String?
    ) throws -> LiveOptions {
        let plan = layout.plan
        let midnight = try feed.midnight(plan)
        let path = try journal ?? StateFolder.newJournal(gate: plan.gate)
        if let file = feed.feed {
            return LiveOptions(
                plan: plan, journal: path, capture: capture,
                source: .file(path: file, try feed.captureOptions(plan)), pace: try feed.pace(),
                from: try feed.start(midnight, fallback: nil))
        }
        if !layout.links.isEmpty, !feed.simulated {
            return LiveOptions(
                plan: plan, journal: path, capture: capture ?? LiveOptions.capture(beside: path),
                source: .links(layout.links),
                pace: .hundredths(100), from: .epoch)
        }
        return LiveOptions(
            plan: plan, journal: path, capture: capture ?? LiveOptions.capture(beside: path),
            source: .simulated(try feed.parameters(layout)), pace: try feed.pace(),
            from: try feed.start(midnight, fallback: "08:30"))
    }
}

/// Where journals go when nobody says: `$XDG_STATE_HOME/smartgate`, else `~/.local/state/smartgate`.
enum StateFolder {
    /// Journals of simulated days kept; the oldest make room, so that trying the program never fills a disk.
    private static let kept = 5

    static func newJournal(gate: String) throws -> String {
        let folder = try made()
        removeOld(in: folder, gate: gate)
        let seconds = Int(Date().timeIntervalSince1970)
        return "\(folder)/\(gate)-\(seconds)-\(ProcessInfo.processInfo.processIdentifier).journal"
    }

    /// The file of the key with which this gate signs what it hands out.
    static var key: String { path + "/gate.key" }

    private static var path: String {
        let environment = ProcessInfo.processInfo.environment
        let base =
            environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
            ?? (environment["HOME"] ?? NSTemporaryDirectory()) + "/.local/state"
        return base + "/smartgate"
    }

    private static func made() throws -> String {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ConsoleError.file(path, "cannot be made; name a file with --journal")
        }
        return path
    }

    private static func removeOld(in folder: String, gate: String) {
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        let journals = files.filter { $0.hasPrefix(gate + "-") && $0.hasSuffix(".journal") }.sorted()
        for journal in journals.dropLast(kept - 1) {
            for file in files where file.hasPrefix(journal) {
                try? FileManager.default.removeItem(atPath: folder + "/" + file)
            }
        }
    }
}
