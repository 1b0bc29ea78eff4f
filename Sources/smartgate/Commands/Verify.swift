import ArgumentParser
import GateConsole
import GateJournal
import GateModel

/// Checks a journal's chain and folds it.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify a journal: every link of its hash chain, every event, and the state they fold to.")

    @Argument(help: "The journal.")
    var journal: String

    func run() throws {
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
}
