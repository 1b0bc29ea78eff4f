import GateGrid
import GateModel
import GateText

/// One visit on one row.
enum VisitLine {
    /// A vehicle in a lane's queue: number, plate, goods, wait, what is missing.
    static func queued(
        _ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: Int, number: Int
    ) {
        let words = context.words
        let goods = max(words.prefersLatinPlates ? 4 : 10, pane.width - 45 - words.plateWidth)
        pane.row(
            y, x: 1,
            columns: [Column(2, .right), Column(words.plateWidth), Column(goods), Column(16), Column(18)],
            [
                (ScreenText("\(number)"), .dim), words.plateSpan(visit.declaration.tractor),
                (ScreenText(visit.declaration.goods), .text),
                (words(.boardWaitShort, words.span(context.now - visit.queuedAt)), .dim),
                visit.declaration.hasManifest ? ("", .text) : ("✕ " + words[.laneNoManifest], .warning),
            ])
    }

    /// A vehicle under control: plate, state, how long, how long without a reason, who is still to decide.
    static func control(_ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: Int) {
        let words = context.words
        let waiting = visit.unsettled
        let rest = max(10, pane.width - 50 - words.plateWidth)
        pane.row(
            y, x: 1,
            columns: [Column(words.plateWidth), Column(22), Column(10, .right), Column(10, .right), Column(rest)],
            [
                words.plateSpan(visit.declaration.tractor), VisitCard.stateSpan(visit, words),
                (words.span(context.now - visit.stateSince), .dim), WaitSpan.short(visit, context) ?? ("", .dim),
                (waiting.isEmpty ? "" : "○ " + words.list(waiting), .text),
            ])
    }

    /// `BP✓ HQ… TV○`: the agencies that must decide, in few cells.
    static func agencies(_ visit: Visit, _ words: Catalogue) -> ScreenText {
        let parts = visit.required.members.map { agency -> ScreenText in
            let mark: ScreenText =
                switch visit[agency].decision {
                case .notRequired: "–"
                case .pending: "○"
                case .inProgress: "…"
                case .pass, .passWithCondition, .waived: "✓"
                case .referred: "»"
                case .hold: "■"
                case .fail: "✕"
                }
            return words.short(agency) + mark
        }
        return ScreenText.joined(parts, separator: " ")
    }
}
