import GateGrid
import GateModel
import GateText

/// F1: the truck in front of me — who, what, what is wrong, and one key to do the right thing.
enum LaneScreen {
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) {
        let sideWidth = canvas.width >= 160 ? 66 : canvas.width >= 110 ? 40 : 0
        let parts = canvas.bounds.split(right: sideWidth)
        canvas.inside(parts.rest) { card(context, view, &$0) }
        if sideWidth > 0 { canvas.inside(parts.right) { side(context, view, &$0) } }
    }

    /// The lane's box: the vehicle in focus, then the others.
    private static func card(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) {
        guard let lane = context.state.lane(view.lane) else { return }
        let words = context.words
        let title = words(
            .laneTitle, ScreenText("\(view.lane.number)"), words.name(lane.lane.direction), words.name(lane.lane.kind))
        canvas.box(title: title)
        drawWaiting(context, lane, &canvas)
        drawBarriers(context, lane, &canvas)
        let inner = canvas.bounds.inset()
        let visit = context.laneFocus(view)
        var y = 0
        if lane.status != .open {
            canvas.inside(inner) { $0.line(y, "■ " + words[.laneClosedLane], .warning) }
            y += 1
        }
        if !lane.unknownPlate.isEmpty {
            let text = "✕ " + words(.laneUnknown, words.plateRead(lane.unknownPlate))
            canvas.inside(inner) { _ = $0.put(text, x: 1, y: y, .alarm) }
            y += 1
            let shown = lane.unknownRanked.prefix(canvas.height < 16 ? 1 : MatchProposal.limit)
            for (index, proposal) in shown.enumerated() {
                let row = y
                canvas.inside(inner) { pane in
                    let x = pane.put("\(index + 1)", x: 3, y: row, .hintKey) + 1
                    pane.put(words.proposal(proposal), x: x, y: row, .text, maxWidth: pane.width - x - 1)
                }
                y += 1
            }
        }
        guard let visit else {
            canvas.inside(inner) { $0.line(y + 1, words[.laneNoVehicle], .dim, .centre) }
            y += 3
            if lane.lastPortal.at > .epoch {
                VisitCard.portal(context, lane.lastPortal, &canvas, y: &y)
                let age = words(.laneElapsed, words.span(context.now - lane.lastPortal.at))
                canvas.inside(inner) { _ = $0.put(context.clock(lane.lastPortal.at) + " " + age, x: 1, y: y, .dim) }
                y += 2
            }
            canvas.inside(inner) { nextUp(context, lane, &$0, from: y, to: $0.height) }
            return
        }
        canvas.inside(inner) { pane in
            VisitCard.head(context, visit, &pane, y: &y)
        }
        let isShort = canvas.height < 16
        if !isShort { VisitCard.comparison(context, visit, &canvas, y: &y) }
        VisitCard.portal(context, visit.portal, &canvas, y: &y)
        canvas.inside(inner) { pane in
            VisitCard.agencies(context, visit, &pane, y: &y)
            VisitCard.standing(context, visit, &pane, y: &y, limit: pane.height)
        }
        let others = context.laneControl(view.lane).filter { $0.id != visit.id }
        let nextRows = min(max(1, lane.queue.count), isShort ? 1 : 2)
        let room = inner.height - y - nextRows - 1
        if !others.isEmpty, room >= 2 {
            canvas.divider(y + 1, title: words[.laneInControl])
            let shown = min(others.count, room - 1)
            canvas.inside(inner) { pane in
                for (row, other) in others.prefix(shown).enumerated() {
                    VisitLine.control(context, other, &pane, y: y + 1 + row)
                }
            }
            y += shown + 1
        }
        guard inner.height - y >= 2 else { return }
        canvas.divider(y + 1, title: words[.laneNext])
        canvas.inside(inner) { nextUp(context, lane, &$0, from: y + 1, to: $0.height) }
    }

    private static func drawWaiting(_ context: ScreenContext, _ lane: LaneState, _ canvas: inout Canvas) {
        var text = context.words(.laneWaiting, ScreenText("\(lane.queue.count)"))
        if lane.isStoppedBeyond(in: context.state, at: context.now) {
            text = text + " · " + context.words[.mirrorNone]
        } else if let wait = lane.expectedWaitSeconds(in: context.state, at: context.now) {
            text = text + " · " + context.words(.laneWaitAbout, context.words.span(.seconds(Int64(wait))))
        }
        text = " " + text + " "
        canvas.put(text, x: canvas.width - text.width - 2, y: 0, .heading)
    }

    /// Where the arms are, on the box's lower edge: `barie 1 đóng · barie 2 đang mở`.
    private static func drawBarriers(_ context: ScreenContext, _ lane: LaneState, _ canvas: inout Canvas) {
        var pieces: [Canvas.Span] = []
        for end in LaneEnd.allCases where context.state.barrier(lane.lane.id, end) != nil {
            let words = context.words
            let barrier = lane[end]
            let name = words(.laneBarrier, words.number(of: end))
            let failed = [.refused, .timedOut, .unsent].contains(barrier.order.outcome)
            pieces.append((pieces.isEmpty ? " " : "· ", .frame))
            if failed || barrier.position == .fault {
                let text = failed ? words.name(barrier.order.outcome) : words.name(barrier.position)
                pieces.append((ScreenText("▲ ") + name + " " + text + " ", .alarm))
            } else if barrier.order.outcome == .sent {
                pieces.append((name + " " + words.name(barrier.order.outcome) + " ", .strong))
            } else {
                pieces.append((name + " " + words.name(barrier.position) + " ", barrier.isOpen ? .strong : .dim))
            }
        }
        let width = pieces.reduce(0) { $0 + $1.text.width }
        guard !pieces.isEmpty, width + 4 <= canvas.width else { return }
        canvas.spans(canvas.height - 1, x: 2, pieces)
    }

    private static func nextUp(
        _ context: ScreenContext, _ lane: LaneState, _ canvas: inout Canvas, from: Int, to: Int
    ) {
        if lane.queue.isEmpty, from < to {
            canvas.put(context.words[.laneQueueEmpty], x: 1, y: from, .dim)
            return
        }
        for (index, id) in lane.queue.prefix(max(0, to - from)).enumerated() {
            guard let visit = context.state.visit(id) else { continue }
            VisitLine.queued(context, visit, &canvas, y: from + index, number: index + 1)
        }
    }

    /// On wide terminals: the history of the vehicle in focus and the standing alarms.
    private static func side(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) {
        let words = context.words
        let alarmRows = min(max(4, canvas.height / 3), 14)
        let parts = canvas.bounds.split(bottom: alarmRows)
        canvas.inside(parts.rest) { pane in
            pane.box(title: words[.laneHistory])
            guard let visit = context.laneFocus(view) else { return }
            pane.inside(pane.bounds.inset()) { inner in
                let lines = visit.history.suffix(inner.height)
                for (row, entry) in lines.enumerated() {
                    inner.put(context.clockSeconds(entry.at), x: 0, y: row, .dim)
                    inner.put(HistoryText.line(entry, words), x: 9, y: row, maxWidth: inner.width - 9)
                }
            }
        }
        canvas.inside(parts.bottom) { pane in
            pane.box(title: words[.boardStanding])
            pane.inside(pane.bounds.inset()) { AlarmLines.draw(context, context.state.standingAlarms, &$0) }
        }
    }
}

/// One event of a visit's history in words.
enum HistoryText {
    static func line(_ entry: HistoryEntry, _ words: Catalogue) -> ScreenText {
        switch entry.kind {
        case .visitMoved: return "→ " + (VisitState(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .agencyDecided:
            let agency = entry.agency > 0 ? Agency(rawValue: entry.agency - 1) : nil
            let decision = AgencyDecision(rawValue: entry.detail)
            return (agency.map { words.short($0) } ?? "?") + ": " + (decision.map { words.name($0) } ?? "?")
        case .channelled: return Channel(rawValue: entry.detail).map { words.name($0) } ?? "?"
        case .assessed, .channelLowering:
            return words.name(entry.kind) + ": " + (Channel(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .troubleRaised, .troubleCleared:
            return words.name(entry.kind) + ": " + (Reason(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .imageRead:
            return words.name(entry.kind) + ": " + (ImageFinding(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .fieldCorrected:
            return words.name(entry.kind) + ": "
                + (DeclarationField(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .scanChecked: return ScanVerdict(rawValue: entry.detail).map { words.name($0) } ?? "?"
        case .answered:
            return words.name(entry.kind) + ": " + (AnswerCode(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .permitStated:
            return words.name(entry.kind) + ": " + (PermitResult(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .paperAsked:
            let agency = Agency(number: entry.agency).map { words.short($0) } ?? "?"
            return agency + ": " + words.name(entry.kind) + " · "
                + (Paper(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .returnOrdered:
            return words.name(entry.kind) + ": " + (Reason(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .contactMade:
            let agency = Agency(number: entry.agency).map { words.short($0) } ?? "?"
            return agency + ": " + words.name(entry.kind) + " · "
                + (ContactReason(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .waitExplained:
            let agency = Agency(number: entry.agency).map { words.short($0) } ?? "?"
            return agency + ": " + (WaitReason(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .neighbourStated:
            return words.name(entry.kind) + ": "
                + (NeighbourWord(rawValue: entry.detail).map { words.name($0) } ?? "?")
        case .driverMessaged: return DriverPhrase(rawValue: entry.detail).map { words.name($0) } ?? "?"
        default: return words.name(entry.kind)
        }
    }
}
