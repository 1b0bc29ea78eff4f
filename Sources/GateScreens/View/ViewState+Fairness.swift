import GateGrid
import GateModel
import GateText

/// Why a vehicle waits, and complaints.
extension ViewState {
    /// A code was typed. Whether there is such a visit is asked before what is complained of.
    mutating func askKind(ofComplaint text: String, _ context: ScreenContext) {
        guard let visit = context.state.visit(ofComplaint: text) else {
            let why = context.words.text(Refusal.badComplaintCode)
            announcement = Announcement(context.words.name(ActionID.complain) + ": " + why, .caution)
            return
        }
        let code = ComplaintCode(visit.id).description
        push(.menu(.init(subject: .complaint(code), visit: visit.id, selected: 0)))
    }
}

extension ScreenContext {
    func fairness(_ menu: Overlay.Menu, _ keys: [Character]) -> [Choice] {
        switch menu.subject {
        case .explainWait:
            zip(keys, WaitReason.allCases.filter { $0 != .none }).map {
                Choice(key: $0, label: words.name($1), value: .waitReason($1))
            }
        case .complaint:
            zip(keys, ComplaintKind.allCases.filter { $0 != .none }).map {
                Choice(key: $0, label: words.name($1), value: .complaintKind($1))
            }
        case .complaints:
            zip(keys, state.openComplaints).map { key, complaint in
                let plate = state.visit(complaint.visit).map { words.plateText($0.declaration.tractor) } ?? "–"
                let code = ScreenText(ComplaintCode(complaint.visit).description)
                let label = code + "  " + plate + " · " + words.name(complaint.kind) + " · " + clock(complaint.at)
                return Choice(key: key, label: label, value: .complaint(complaint))
            }
        case .outcome:
            zip(keys, ComplaintOutcome.allCases.filter { $0 != .open }).map {
                Choice(key: $0, label: words.name($1), value: .outcome($1))
            }
        default: []
        }
    }
}
