import ArgumentParser
import Foundation
import GateConsole
import GateJournal
import GateModel

/// Checks a journal's chain and folds it.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify a journal: every link of its hash chain, every event, and the state they fold to.",
        discussion: "Or a bundle of evidence, folder or archive: every file, event and link of it, and its signature.")

    @Argument(help: "The journal or the bundle.")
    var journal: String

    @Option(help: "Of a bundle: the gate's public key, 64 hexadecimal digits.")
    var signer: String?

    @Option(name: .customLong("journal"), help: "Of a bundle: the journal whose links it is to have.")
    var origin: String?

    func validate() throws {
        if let signer, signer.count != 64 || !signer.allSatisfy(\.isHexDigit) {
            throw ValidationError("--signer: 64 hexadecimal digits")
        }
    }

    func run() throws {
        if EvidenceCheck.isBundle(journal) { return try verifyBundle() }
        guard signer == nil, origin == nil else { throw ValidationError("--signer and --journal are for bundles") }
        let found = try Blocking.wait { [journal] in try await ReadOnlyJournal(at: journal).verify() }
        if let fault = found.fault {
            throw JournalError(fault, path: journal)
        }
        let day = try RecordedDay.load(journal)
        var state = GateState()
        for event in day.events { state.apply(event) }
        print(
            """
            gate      \(day.identity.gate)
            events    \(day.position.head), chain unbroken
            head      \(day.position.hash.hex)
            visits    \(state.visits.count) declared, \(state.insideCount) inside, \(state.count(.crossed)) crossed
            state     \(StateHash.of(state).hex)
            """)
    }

    private func verifyBundle() throws {
        let check = try EvidenceCheck(journal, signer: signer, journal: origin)
        check.lines.forEach { print($0) }
        guard check.problems.isEmpty else {
            for problem in check.problems {
                FileHandle.standardError.write(Data("smartgate: \(journal): \(problem)\n".utf8))
            }
            print("verdict   NOT whole: \(check.problems.count) problem\(check.problems.count == 1 ? "" : "s")")
            throw ExitCode(65)
        }
        print("verdict   whole")
    }
}
