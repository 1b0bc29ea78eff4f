import GateModel

/// Simulated officers of the other agencies, for a gate that is tried by one person: without them no vehicle is ever
/// released. Each passes what waits for it; who holds, turns back or lets through is the person alone.
struct Colleagues: Sendable {
    /// How long a vehicle stands before an officer before one of them decides.
    static let pause = GateSpan.seconds(4)

    /// Whose decisions are left to the person.
    let person: Agency
    /// What was decided last of each vehicle under control, so that nothing is said twice while the journal writes.
    private var last: [VisitID: GateTime] = [:]

    init(besides person: Agency) { self.person = person }

    /// What they decide now: at most one act a vehicle, and of each vehicle one in ``pause``.
    mutating func acts(_ state: GateState, at now: GateTime) -> [(act: Act, visit: VisitID)] {
        let waiting = state.lanes.flatMap(\.control)
        last = last.filter { waiting.contains($0.key) }
        var acts: [(Act, VisitID)] = []
        for id in waiting {
            guard let visit = state.visit(id), visit.state == .identified || visit.state == .channelled,
                now - max(visit.stateSince, last[id] ?? .epoch) >= Self.pause, let act = next(visit)
            else { continue }
            last[id] = now
            acts.append((act, id))
        }
        return acts
    }

    /// Customs says which channel first and decides last, the others in between.
    private func next(_ visit: Visit) -> Act? {
        var act = Act()
        act.declaration = visit.declaration.number
        act.verb = .pass
        let others = visit.unsettled.filter { $0 != person && visit[$0].decision != .hold }
        if person != .customs, visit.channel == .none {
            act.verb = .channel
            act.agency = .customs
            act.channel = .green
        } else if let agency = others.first(where: { $0 != .customs }) {
            act.agency = agency
        } else if others == [.customs], visit.unsettled == [.customs] {
            act.agency = .customs
        } else {
            return nil
        }
        // No name of a person: who reads the journal sees what this was.
        act.officer = "simulated-\(act.agency.name)"
        return act
    }
}
