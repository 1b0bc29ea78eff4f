import GateGrid
import GateModel
public import GateText

/// The screen as one sentence, for screen readers: no boxes, no columns, only what has the focus.
public enum LinearSpeech {
    /// What has the focus, in words. A caller says it when it differs from what was said before.
    public static func focus(_ context: ScreenContext, _ view: ViewState) -> ScreenText {
        if let lock = view.lock { return LockScreen.line(lock, context) }
        if let overlay = view.overlays.last { return overlayLine(overlay, context, view) }
        let words = context.words
        switch view.screen {
        case .lane:
            let lane = words(.topLane, ScreenText("\(view.lane.number)"))
            let waiting = words(
                .laneWaiting, ScreenText("\(context.state.lane(view.lane)?.queue.count ?? 0)"))
            guard let visit = context.laneFocus(view) else {
                return sentence([lane, words[.laneNoVehicle], waiting])
            }
            return sentence([lane, visitText(visit, context), waiting])
        case .queue:
            let rows = context.queueRows(view)
            guard let index = view.queue.chosen(in: rows.map(\.id)) else { return words[.queueNothing] }
            return sentence([counted(index, rows.count, words), visitText(rows[index], context)])
        case .joint:
            let rows = context.jointRows
            guard let index = view.joint.chosen(in: rows.map(\.id)) else { return words[.jointNone] }
            let visit = rows[index]
            let standing = visit.required.members.map { words.short($0) + " " + words.name(visit[$0].decision) }
            return sentence([counted(index, rows.count, words), visitText(visit, context)] + standing)
        case .alarms:
            let rows = context.alarmRows(view)
            guard let index = view.alarms.chosen(in: rows.map(\.id)) else { return words[.alarmsNone] }
            return sentence([counted(index, rows.count, words), alarmText(rows[index], context)])
        case .board:
            guard let lane = context.state.lane(context.boardLane(view)) else { return words[.boardNone] }
            var parts = [
                words(.topLane, ScreenText("\(lane.lane.id.number)")), words.name(lane.lane.direction),
                words.name(lane.lane.kind), words(.laneWaiting, ScreenText("\(lane.queue.count)")),
            ]
            if let wait = lane.meanWaitSeconds { parts.append(words.span(.seconds(Int64(wait)))) }
            if lane.status != .open { parts.append(words.name(lane.status)) }
            return sentence(parts)
        case .times:
            let rows = context.timesRows
            guard let index = view.times.chosen(in: rows.map(\.visit)),
                let visit = context.state.visit(rows[index].visit)
            else { return words[.timesNobody] }
            let span = WaitSpan.span(visit, context)?.text ?? ""
            return sentence([counted(index, rows.count, words), visitText(visit, context), span])
        case .devices:
            let rows = context.deviceRows(view)
            guard let index = view.devices.chosen(in: rows.map(\.id)) else { return words[.devicesNone] }
            let device = rows[index]
            let report = context.condition(of: device)
            return sentence([
                counted(index, rows.count, words), context.name(of: device), words.name(report.condition),
                words.reason(report.detail),
            ])
        }
    }

    /// The newest alarm that nobody has seen, with what to do; empty where there is none.
    public static func alarm(_ context: ScreenContext) -> ScreenText {
        let unseen = context.state.alarms.last { $0.state == .unacknowledged }
        guard let unseen else { return .empty }
        return sentence([context.words[.screenAlarms], alarmText(unseen, context)])
    }

    private static func sentence(_ parts: [ScreenText]) -> ScreenText {
        ScreenText.joined(parts.filter { !$0.isEmpty }, separator: ", ")
    }

    private static func counted(_ index: Int, _ count: Int, _ words: Catalogue) -> ScreenText {
        words(.laneOf, ScreenText("\(index + 1)"), ScreenText("\(count)"))
    }

    private static func visitText(_ visit: Visit, _ context: ScreenContext) -> ScreenText {
        let words = context.words
        var parts = [words.plate(visit.declaration.tractor).display, words.name(visit.state)]
        if words.isOdd(plate: visit.declaration.tractor) { parts.append(words[.laneOddPlate]) }
        if visit.channel != .none {
            parts.append(words.name(visit.channel) + ", " + words.name(visit.channelReason))
        }
        parts.append(ScreenText(visit.declaration.goods, limit: 60))
        parts += visit.required.members.map { words.name($0) + ": " + words.name(visit[$0].decision) }
        parts += visit.troubles.map { words[.laneTrouble] + ": " + words.name($0.reason) }
        return sentence(parts)
    }

    private static func alarmText(_ alarm: Alarm, _ context: ScreenContext) -> ScreenText {
        let words = context.words
        return sentence([
            words.name(alarm.kind.priority), words.name(alarm.kind), context.place(of: alarm),
            context.clock(alarm.raisedAt), words.name(alarm.state), words.todo(alarm.kind),
        ])
    }

    private static func overlayLine(
        _ overlay: Overlay, _ context: ScreenContext, _ view: ViewState
    ) -> ScreenText {
        let words = context.words
        switch overlay {
        case .dossier(let id, _):
            return context.state.visit(id).map { sentence([words[.screenDossier], visitText($0, context)]) } ?? .empty
        case .help:
            let here = context.bindings.bindings(screen: view.screen, mode: context.mode)
            return sentence(
                [words[.screenHelp]] + here.map { ScreenText($0.keys[0].label) + " " + words.name($0.action) })
        case .palette(let text, let selected):
            let rows = context.paletteRows(text, view)
            let row = rows.indices.contains(selected) ? words.name(rows[selected].action) : words[.queueNothing]
            return sentence([words[.screenPalette], ScreenText(text), row])
        case .menu(let menu):
            let choices = context.choices(of: menu)
            guard choices.indices.contains(menu.selected) else { return .empty }
            let choice = choices[menu.selected]
            return sentence([
                counted(menu.selected, choices.count, words), ScreenText(String(choice.key)), choice.label,
            ])
        case .confirm(let question): return Overlays.text(of: question, context)
        case .input(let input):
            return sentence([Overlays.title(of: input, context), ScreenText(input.shown, limit: 600)])
        case .shift: return sentence(ShiftPage.spoken(context))
        case .mirror(let chosen): return sentence(MirrorPage.spoken(chosen, context))
        }
    }
}
