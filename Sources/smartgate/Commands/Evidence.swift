import ArgumentParser
import Foundation
import GateConsole
import GateJournal
import GateModel

/// Gathers everything about one visit.
struct Evidence: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put everything about one visit into a folder and an archive that 'verify' checks anywhere.",
        discussion: "In the console: Ctrl-E on a vehicle.")

    @Argument(help: "The journal.")
    var journal: String

    @Argument(help: "The declaration's number, or the number of the visit.")
    var visit: String

    @Option(help: "The capture beside the journal. Otherwise the journal's name with .capture.ndjson, if it is there.")
    var capture: String?

    @Option(help: "Folder of scan images.")
    var images: String?

    @Option(help: "Folder for the bundle. Otherwise 'evidence' beside the journal.")
    var out: String?

    @Option(help: "File of the key that signs; made where it is missing. Otherwise gate.key in the state folder.")
    var key: String?

    @Option(help: "Who wants it.")
    var officer = NSUserName()

    func run() throws {
        let day = try RecordedDay.load(journal)
        var state = GateState()
        for event in day.events { state.apply(event) }
        // A number may have come twice: an empty visit is not to be taken for the one that is meant.
        var named: [VisitID] = []
        state.visits.forEach { if $0.declaration.number == visit { named.append($0.id) } }
        guard named.count <= 1 else {
            let numbers = named.map { "\($0.number)" }.joined(separator: ", ")
            throw ConsoleError.usage("\(journal): declaration \(visit) is of visits \(numbers); name one of these")
        }
        guard let id = state.visit(ofDeclaration: visit) ?? Int64(visit).flatMap({ VisitID(number: $0) }),
            state.visit(id) != nil
        else { throw ConsoleError.usage("\(journal): no visit or declaration '\(visit)'") }
        let beside = LiveOptions.capture(beside: journal)
        let source = EvidenceSource(
            journal: journal,
            capture: capture ?? (FileManager.default.fileExists(atPath: beside) ? beside : nil),
            images: images, key: key ?? StateFolder.key)
        let made = try EvidenceBundle.write(
            id, from: source, into: out ?? EvidenceBundle.folder(beside: journal), by: officer,
            at: GateTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
        print(
            """
            bundle    \(made.archive)
            events    \(made.events)
            messages  \(made.messages)
            files     \(made.files)
            """)
        for problem in made.missing { print("missing   \(problem)") }
    }
}
