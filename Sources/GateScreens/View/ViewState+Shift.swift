import GateGrid
import GateModel
import GateText

/// Keys of the shift page.
extension ViewState {
    mutating func shiftKey(_ key: Key, _ scroll: Int, _ context: ScreenContext) -> [Effect] {
        switch key {
        case .character("b"): return beginShift(context)
        case .character("e"): askForNote(context)
        default: scrollOverlay(key, scroll) { .shift(scroll: $0) }
        }
        return []
    }

    private mutating func beginShift(_ context: ScreenContext) -> [Effect] {
        var act = context.blankAct
        act.verb = .beginShift
        act.lane = context.person.lane
        guard mayShift(act, context) else { return [] }
        // What was handed over stays in sight while one begins with it.
        return [.act(act, visit: nil)]
    }

    private mutating func askForNote(_ context: ScreenContext) {
        var act = context.blankAct
        act.verb = .endShift
        guard mayShift(act, context) else { return }
        push(.input(.init(subject: .handover, text: "")))
    }

    mutating func endShift(note: String, _ context: ScreenContext) -> [Effect] {
        var act = context.blankAct
        act.verb = .endShift
        let words = note.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        act.note = TextNormaliser.line(words, limit: Handover.noteLimit)
        return [.act(act, visit: nil)]
    }

    /// Says why not, where it cannot be.
    private mutating func mayShift(_ act: Act, _ context: ScreenContext) -> Bool {
        let why: ScreenText
        if case .disabled(let refused)? = context.refusedByMode {
            why = refused
        } else if case .failure(let refusal) = context.answer(to: act) {
            why = context.words.text(refusal)
        } else {
            return true
        }
        announcement = Announcement(context.words.name(ActionID.shift) + ": " + why, .caution)
        return false
    }
}
