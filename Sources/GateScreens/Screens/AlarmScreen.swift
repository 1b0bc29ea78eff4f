import GateGrid
import GateModel
import GateText

/// F6: what needs an officer's act in limited time — what, where, by when, what to do, and what happens if ignored.
enum AlarmScreen {
    /// - Returns: rows of the list that fit.
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) -> Int {
        let words = context.words
        let rows = context.alarmRows(view)
        var title = words(.alarmsTitle, ScreenText("\(rows.count)"))
        if !view.alarmFilter.isEmpty { title = title + " /" + ScreenText(view.alarmFilter) }
        if view.alarmsShowClosed { title = title + " · " + words[.alarmsWithClosed] }
        canvas.box(title: title)
        drawRate(context, &canvas)
        ListPosition.draw(view.alarms.chosen(in: rows.map(\.id)), of: rows.count, &canvas)
        let inner = canvas.bounds.inset()
        let parts = inner.split(bottom: min(4, max(0, inner.height - 4)))
        let page = canvas.inside(parts.rest) { list(context, view, rows, &$0) }
        guard parts.bottom.height >= 3, let index = view.alarms.chosen(in: rows.map(\.id)) else { return page }
        let chosen = rows[index]
        canvas.divider(parts.bottom.y, title: words.name(chosen.kind))
        canvas.inside(parts.bottom) { pane in
            pane.put(words[.alarmsTodo] + ": ", x: 1, y: 1, .heading)
            pane.put(words.todo(chosen.kind), x: 3 + words[.alarmsTodo].width, y: 1, .strong, maxWidth: pane.width - 20)
            pane.put(words[.alarmsIfIgnored] + ": ", x: 1, y: 2, .heading)
            pane.put(
                words.ifIgnored(chosen.kind), x: 3 + words[.alarmsIfIgnored].width, y: 2, .text,
                maxWidth: pane.width - 20)
            pane.put(detail(chosen, context), x: 1, y: 3, .dim, maxWidth: pane.width - 2)
        }
        return page
    }

    private static func list(
        _ context: ScreenContext, _ view: ViewState, _ rows: [Alarm], _ pane: inout Canvas
    ) -> Int {
        let words = context.words
        let page = max(1, pane.height - 1)
        guard !rows.isEmpty else {
            pane.line(pane.height / 2, words[.alarmsNone], .dim, .centre)
            return page
        }
        // A device's name cut is another device's name: the place is as wide as the widest, and the rest makes room.
        let place = rows.reduce(7) { max($0, context.place(of: $1).width) }
        let mark = AlarmPriority.allCases.reduce(0) { max($0, words.name($1).width) } + 2
        var room = pane.width - 26 - mark - place
        // A narrow screen leaves out the state, which the mark tells too, and then the time of raising.
        let raised = room >= 20 ? Column(5, .right) : Column(0, gap: 0)
        if raised.width == 0 { room += 6 }
        let what = room >= 28 ? min(max(24, room - 40), room - 13, 30) : max(8, min(24, room))
        let rest = room - what
        let columns = [
            Column(mark), Column(what), Column(place), raised, Column(14), Column(rest < 6 ? 0 : rest),
        ]
        pane.row(
            0, x: 1, columns: columns,
            [
                ("", .heading), (words[.alarmsWhat], .heading), (words[.alarmsWhere], .heading),
                (words[.alarmsRaised], .heading), (words[.alarmsActBy], .heading), (words[.alarmsState], .heading),
            ])
        let ids = rows.map(\.id)
        let first = view.alarms.firstVisible(ids, page: page)
        let chosen = view.alarms.chosen(in: ids)
        for (offset, alarm) in rows[first...].prefix(page).enumerated() {
            pane.row(1 + offset, x: 1, columns: columns, fields(alarm, context))
            if first + offset == chosen {
                pane.restyle(Rect(x: 0, y: 1 + offset, width: pane.width, height: 1)) { _ in .selection }
            }
        }
        return page
    }

    private static func fields(_ alarm: Alarm, _ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        let mark = AlarmLines.mark(alarm, words)
        let isLate = alarm.state == .unacknowledged && context.now > alarm.actBy
        return [
            mark, (words.name(alarm.kind), alarm.state == .unacknowledged ? .strong : .text),
            (context.place(of: alarm), .text), (context.clock(alarm.raisedAt), .text),
            isLate
                ? ("▲ " + words(.alarmsOverdue, words.span(context.now - alarm.actBy)), .warning)
                : ("≤ " + context.clock(alarm.actBy), .dim),
            (
                words.name(alarm.state)
                    + (alarm.acknowledgedBy.isEmpty ? "" : " · " + ScreenText(alarm.acknowledgedBy)),
                alarm.state == .unacknowledged ? .strong : .dim
            ),
        ]
    }

    private static func detail(_ alarm: Alarm, _ context: ScreenContext) -> ScreenText {
        var text = context.detail(of: alarm)
        if let visit = alarm.visit.flatMap({ context.state.visit($0) }) {
            text =
                context.words.plate(visit.declaration.tractor).display + " · "
                + ScreenText(visit.declaration.goods) + " · " + text
        }
        if let device = alarm.device.flatMap({ context.state.plan.device($0) }) {
            text = text + " · " + ScreenText(device.source)
        }
        return text
    }

    /// How many alarms: EEMUA 191 calls more than 10 in 10 minutes a flood.
    private static func drawRate(_ context: ScreenContext, _ canvas: inout Canvas) {
        let recent = context.state.alarms.filter { context.now - $0.raisedAt < .minutes(10) }.count
        var text = context.words(
            .alarmsRate, ScreenText("\(context.state.today.alarms)"), ScreenText("\(recent)"))
        if recent > 10 { text = "▲ " + context.words[.alarmsFlood] + " · " + text }
        canvas.put(
            " " + text + " ", x: max(2, canvas.width - text.width - 4), y: 0, recent > 10 ? .warning : .dim)
    }
}

/// Alarms as short lines, for panes beside other things.
enum AlarmLines {
    static func draw(_ context: ScreenContext, _ alarms: [Alarm], _ pane: inout Canvas) {
        let words = context.words
        if alarms.isEmpty {
            pane.put(words[.boardNone], x: 1, y: 0, .dim)
            return
        }
        for (row, alarm) in alarms.prefix(pane.height).enumerated() {
            let mark = mark(alarm, words)
            var x = pane.put(mark.text, x: 1, y: row, mark.style) + 1
            let place = context.place(of: alarm)
            let time = context.clock(alarm.raisedAt)
            let room = pane.width - x - place.width - time.width - 3
            x = pane.put(words.name(alarm.kind), x: x, y: row, .text, maxWidth: max(8, room)) + 1
            x = pane.put(place, x: x, y: row, .dim, maxWidth: pane.width - x - 1) + 1
            pane.put(time, x: x, y: row, .dim, maxWidth: pane.width - x - 1)
        }
    }

    /// Glyph, word and role of an alarm's priority: three ways to tell it, so that none depends on colour.
    static func mark(_ alarm: Alarm, _ words: Catalogue) -> Canvas.Span {
        let name = words.name(alarm.kind.priority)
        guard alarm.state == .unacknowledged else { return ("· " + name, .dim) }
        switch alarm.kind.priority {
        case .high: return ("▲ " + name, .critical)
        case .medium: return ("● " + name, .alarm)
        case .low: return ("○ " + name, .warning)
        }
    }
}
