import GateInsight
import GateModel

/// The plates and containers of the open visits, arranged for searching beside the state they come from.
///
/// A class that belongs to one station: it is brought up to date only when a weak read asks, which few messages do. What
/// it finds depends on the state alone (see ``DeclaredMatcher``), so a station that begins again finds the same.
final class OpenVehicles {
    private var known: [VisitID] = []
    /// What each known visit declared; the state may not hold the visit any more when it goes.
    private var declared: [VisitID: Declaration] = [:]
    private var changes: UInt32 = 0
    private(set) var plates = DeclaredMatcher()
    private(set) var containers = DeclaredMatcher()

    /// Takes in what has been declared, corrected and closed since the last time.
    func follow(_ state: GateState) {
        guard state.open != known || state.identifierChanges != changes else { return }
        if state.identifierChanges != changes { change(state) }
        // Both lists are in order of declaration, which is that of the numbers.
        var place = 0
        for id in known {
            while place < state.open.count, state.open[place] < id {
                add(state.open[place], state)
                place += 1
            }
            if place < state.open.count, state.open[place] == id { place += 1 } else { remove(id) }
        }
        for id in state.open[place...] { add(id, state) }
        known = state.open
        plates.settle()
        containers.settle()
    }

    /// Looks for known visits that declare something else now.
    private func change(_ state: GateState) {
        changes = state.identifierChanges
        for id in known {
            guard let now = state.visit(id)?.declaration, let before = declared[id],
                (now.tractor, now.trailer, now.container) != (before.tractor, before.trailer, before.container)
            else { continue }
            remove(id)
            add(id, state)
        }
    }

    /// For a state that was thrown away: its visits may come again as others.
    func forget() {
        known = []
        declared = [:]
        plates = DeclaredMatcher()
        containers = DeclaredMatcher()
    }

    private func add(_ id: VisitID, _ state: GateState) {
        guard let declaration = state.visit(id)?.declaration else { return }
        declared[id] = declaration
        plates.add(declaration.tractor)
        plates.add(declaration.trailer)
        containers.add(declaration.container)
    }

    private func remove(_ id: VisitID) {
        guard let declaration = declared.removeValue(forKey: id) else { return }
        plates.remove(declaration.tractor)
        plates.remove(declaration.trailer)
        containers.remove(declaration.container)
    }
}
