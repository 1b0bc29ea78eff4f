import GateJournal
import GateModel
import GateSimulation
import Synchronization

/// What people at this console decided, for the simulated vehicles to heed.
final class NoticeBoard: Sendable {
    private struct State {
        var notices: [GateNotice] = []
        /// Visits met so far → their declaration.
        var declarations: [VisitID: String] = [:]
    }

    private let state = Mutex(State())

    /// Takes what follows from a person's act; what the simulation's own officers did it knows already.
    func post(_ recorded: [Recorded], origin: OfficerAct?) {
        state.withLock { state in
            for record in recorded {
                if case .visitDeclared(let declared) = record.event {
                    state.declarations[declared.visit] = declared.declaration.number
                }
                guard origin != nil, let visit = record.event.visit,
                    let declaration = state.declarations[visit]
                else { continue }
                state.notices += Self.notices(record.event, declaration)
            }
        }
    }

    /// Visits declared before this run.
    func know(_ visits: SlotTable<Visit>) {
        state.withLock { state in
            visits.forEach { state.declarations[$0.id] = $0.declaration.number }
        }
    }

    func take() -> [GateNotice] {
        state.withLock { state in
            defer { state.notices = [] }
            return state.notices
        }
    }

    private static func notices(_ event: GateEvent, _ declaration: String) -> [GateNotice] {
        switch event {
        case .agencyDecided(let decided) where decided.decision == .pass:
            [.passed(declaration: declaration, agency: decided.agency)]
        case .visitMoved(let moved):
            switch moved.to {
            case .held: [.held(declaration: declaration)]
            case .released: [.released(declaration: declaration)]
            case .atBarrierOut: [.letThrough(declaration: declaration)]
            case .turnedBack: [.turnedBack(declaration: declaration)]
            case .seized: [.seized(declaration: declaration)]
            default: moved.basis == "hold-ended" ? [.released(declaration: declaration)] : []
            }
        default: []
        }
    }
}
