import ArgumentParser
import Foundation
import GateConsole
import GateJournal
import GateLayout
import GateLinks
import GateModel
import GateScreens
import GateTerminal

/// Devices and rules without a screen.
struct Station: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take a feed in without a screen: readings to events in a journal, then say what came of it.",
        discussion: """
            A layout with [[link]] tables is a real gate: its devices are heard until TERM, INT or HUP. USR1 makes the \
            station read its layout again and say what became of it.
            """)

    @OptionGroup var gate: GateOptions
    @OptionGroup var feed: FeedOptions
    @OptionGroup var images: ImageFolderOptions

    @Option(help: "Journal file; created where it is missing, continued where it is there.")
    var journal: String

    @Option(help: "File that keeps every message as received.")
    var capture: String?

    @Option(
        help: "Serve metrics (/metrics) and health (/health) on this port of 127.0.0.1.", transform: PortNumber.parse)
    var metrics: UInt16?

    @Option(help: "How many of the messages that could not be read are told, the first ones: 0…1000.")
    var faults = 5

    @Flag(help: "Print the summary as JSON.")
    var json = false

    func validate() throws {
        guard (0...1_000).contains(faults) else { throw ValidationError("--faults: 0…1000") }
    }

    func run() throws {
        let data = try gate.data()
        let layout = try gate.contents(data)
        var options = try LiveOptions.make(layout, feed: feed, journal: journal, capture: capture)
        let isOnLinks = if case .links = options.source { true } else { false }
        // What real devices said is said once.
        if capture == nil, !isOnLinks { options.capture = nil }
        options.attempts = 5
        options.layoutFile = gate.path(data)
        options.phrases = try data.phrases()
        images.apply(to: &options, layout)
        Interruption.hold([SIGUSR1] + (isOnLinks ? Interruption.ends : []))
        let wakeup = try Wakeup()
        let summary = try Blocking.wait { [options] in
            let session = try await LiveSession(options, wakeup: wakeup)
            session.start()
            let reloads = Task { await Self.reload(session) }
            defer { reloads.cancel() }
            if let metrics { try await session.serveMetrics(port: metrics) }
            if isOnLinks {
                let watch = Task { await Self.tellTroubles(of: session) }
                await Interruption.wait()
                watch.cancel()
                await session.stop()
                Self.tellRefused(by: session.links)
            } else {
                await session.finishFeed()
            }
            let summary = await session.summary()
            await session.close()
            return summary
        }
        report(summary.state, summary.status.received, summary.status.rejected, summary.status.unknownLines)
        for fault in summary.status.firstFaults.prefix(faults) { complain(fault) }
        if summary.status.rejected > faults, faults > 0 {
            let hint = summary.status.firstFaults.count > faults ? "; --faults tells more of them" : ""
            complain("… \(summary.status.rejected) in all\(hint)")
        }
        if let trouble = summary.status.journalTrouble {
            complain("the journal stopped: \(trouble)")
            throw ExitCode(74)
        }
        if let problem = summary.status.feedProblem {
            complain("the feed cannot be read: \(problem)")
            throw ExitCode(65)
        }
        if summary.isStillResuming {
            complain("the feed does not hold the journal's last message; nothing was added")
            throw ExitCode(65)
        }
        if summary.status.rejected > 0, summary.status.used == 0 {
            complain("no message could be used: is this feed of another gate, or does it need --source?")
            throw ExitCode(65)
        }
    }

    /// USR1 asks for the layout to be read again; HUP is left to a terminal that goes.
    private static func reload(_ session: LiveSession) async {
        await Interruption.each([SIGUSR1]) {
            tell("\(await session.reload())")
            return true
        }
    }

    /// Says why a link does not work, once for each reason: without a screen nobody would see it.
    private static func tellTroubles(of session: LiveSession) async {
        var told: [String: LinkReason] = [:]
        var down: Set<String> = []
        while !Task.isCancelled {
            for link in session.links {
                if !link.isDown, down.remove(link.address) != nil { tell("\(link.address): works again") }
                guard let problem = link.problem else { continue }
                if link.isDown { down.insert(link.address) }
                guard told[link.address] != problem else { continue }
                told[link.address] = problem
                tell("\(link.address): \(problem); \(link.isDown ? "it is tried again and again" : "it is waited for")")
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// What was turned away before the station could count it, and why the last of it was.
    private static func tellRefused(by links: [LinkStatus]) {
        for link in links {
            for member in link.members where member.refused > 0 {
                let last = member.problem.map { ", the last: \($0)" } ?? ""
                tell("\(member.source): \(member.refused) refused at its link\(last)")
            }
            for member in link.members where member.dropped > 0 {
                tell("\(member.source): \(member.dropped) dropped, for newer ones")
            }
            if link.strangers > 0 {
                let last = link.strangerProblem.map { ", the last: \($0)" } ?? ""
                tell("\(link.address): \(link.strangers) of no device refused\(last)")
            }
        }
    }

    private static func tell(_ text: String) {
        FileHandle.standardError.write(Data("smartgate: \(text)\n".utf8))
    }

    private func complain(_ text: String) { Self.tell(text) }

    private func report(_ state: GateState, _ received: Int, _ rejected: Int, _ unknown: Int) {
        let hash = StateHash.of(state).hex
        if json {
            print(
                "{\"received\":\(received),\"rejected\":\(rejected),\"unknownLines\":\(unknown),"
                    + "\"events\":\(state.sequence),\"visits\":\(state.visits.count),\"inside\":\(state.insideCount),"
                    + "\"crossed\":\(state.count(.crossed)),\"anomalies\":\(state.anomalies),\"state\":\"\(hash)\"}")
        } else {
            print(
                """
                messages  \(received) received, \(rejected) rejected, \(unknown) unknown lines
                events    \(state.sequence)
                visits    \(state.visits.count) declared, \(state.insideCount) inside, \(state.count(.crossed)) crossed, \
                \(state.count(.turnedBack)) turned back, \(state.count(.seized)) seized
                state     \(hash)
                """)
        }
    }
}
