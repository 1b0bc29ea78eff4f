/// What has taken too long, told once and returned when its cause has gone: legal clocks, referrals, follow-ups.
extension Deliberation {
    mutating func watchClocks(_ visit: Visit) {
        let overdue = state.clocks(of: visit, at: now).filter { $0.isOverdue && $0.phase != .ended }
        watch(.clockOverdue, visit, overdue.map { LegalClock.alarmDetail($0.kind, $0.agency) })
    }

    /// A question without an answer is told, and after twice the time told to whoever leads the gate.
    mutating func watchReferrals(_ visit: Visit) {
        func unanswered(for span: GateSpan) -> [String] {
            Agency.allCases.compactMap { agency in
                let card = visit[agency]
                guard card.decision == .referred, now - card.at > span,
                    let other = card.referredTo.members.first, !visit[other].decision.isSettled
                else { return nil }
                return "\(agency.name) \(other.name)"
            }
        }
        let within = GateState.referralWithin
        watch(.referralOverdue, visit, unanswered(for: within))
        watch(.referralEscalated, visit, unanswered(for: .milliseconds(2 * within.milliseconds)))
    }

    mutating func watchTasks() {
        watch(.taskOverdue, nil, state.tasks.filter { $0.due < now }.map(\.alarmDetail))
    }

    private mutating func watch(_ kind: AlarmKind, _ visit: Visit?, _ details: [String]) {
        for detail in details { raise(kind, lane: visit?.lane, visit: visit?.id, detail: detail) }
        returnAlarms { $0.kind == kind && $0.visit == visit?.id && !details.contains($0.detail) }
    }
}

extension LegalClock {
    static func alarmDetail(_ kind: Kind, _ agency: Agency) -> String { "\(kind.name) \(agency.name)" }
}
