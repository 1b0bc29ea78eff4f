import GateGrid
import GateModel
import GateText

/// F4: one vehicle, all agencies — who has decided what, by which rule, what each must see, and whose time it is.
enum JointScreen {
    /// - Returns: rows of the list that fit, where there is one.
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) -> Int {
        let visits = context.jointRows
        let sideWidth = canvas.width >= 160 ? 66 : canvas.width >= 110 ? 40 : 0
        let parts = canvas.bounds.split(right: sideWidth)
        let chosen = view.joint.chosen(in: visits.map(\.id))
        canvas.inside(parts.rest) { pane in
            card(context, chosen.map { visits[$0] }, isEmpty: visits.isEmpty, &pane)
            ListPosition.draw(chosen, of: visits.count, &pane)
        }
        guard sideWidth > 0 else { return max(1, visits.count) }
        return canvas.inside(parts.right) { list(context, view, visits, chosen, &$0) }
    }

    /// The vehicles under control, and whom each waits for.
    private static func list(
        _ context: ScreenContext, _ view: ViewState, _ visits: [Visit], _ chosen: Int?, _ canvas: inout Canvas
    ) -> Int {
        let words = context.words
        canvas.box(title: words(.jointList, ScreenText("\(visits.count)")))
        return canvas.inside(canvas.bounds.inset()) { pane in
            let first = view.joint.firstVisible(visits.map(\.id), page: pane.height)
            let plate = min(words.plateWidth, 14)
            let rest = max(4, pane.width - plate - 2 - 9)
            for (row, visit) in visits.dropFirst(first).prefix(pane.height).enumerated() {
                pane.row(
                    row, x: 1, columns: [Column(plate), Column(8, .right), Column(rest)],
                    [
                        words.plateSpan(visit.declaration.tractor),
                        (words.span(context.now - visit.stateSince), .dim),
                        (VisitLine.agencies(visit, words), .text),
                    ])
                if first + row == chosen {
                    pane.restyle(Rect(x: 0, y: row, width: pane.width, height: 1)) { _ in .selection }
                }
            }
            return max(1, pane.height)
        }
    }

    /// - Parameter isEmpty: there is no vehicle at all; else the one that was chosen has gone, and no other takes its place by
    ///   itself.
    private static func card(_ context: ScreenContext, _ visit: Visit?, isEmpty: Bool, _ canvas: inout Canvas) {
        let words = context.words
        guard let visit else {
            canvas.box(title: words[.screenJoint])
            canvas.inside(canvas.bounds.inset()) {
                $0.line($0.height / 2, words[isEmpty ? .jointNone : .jointGone], .dim, .centre)
            }
            return
        }
        canvas.box(title: words[.screenJoint] + " · " + words.plate(visit.declaration.tractor).display)
        let channel = VisitCard.channelSpan(visit, words)
        canvas.put(" " + channel.text + " ", x: max(2, canvas.width - channel.text.width - 4), y: 0, channel.style)
        let inner = canvas.bounds.inset()
        var y = 0
        canvas.inside(inner) { pane in
            pane.spans(
                y, x: 1, maxWidth: pane.width - 2,
                [
                    VisitCard.stateSpan(visit, words),
                    ("  " + words(.laneElapsed, words.span(context.now - visit.stateSince)), .dim),
                    ("   ", .text), WaitSpan.span(visit, context) ?? ("", .text),
                    ("   " + ScreenText(visit.declaration.goods) + " " + ScreenText(visit.declaration.hsCode), .text),
                ])
            y += 1
            units(context, visit, &pane, y: &y)
            agencies(context, visit, &pane, y: &y)
            documents(context, visit, &pane, y: &y)
        }
        let clocks = context.state.clocks(of: visit, at: context.now)
        // The bundle is cut before the clocks are: a clock that is not seen runs all the same.
        let clockRows = clocks.isEmpty ? 0 : clocks.count + 1
        if inner.height - y - clockRows >= 2 {
            canvas.divider(y + 1, title: words[.jointBundle])
            canvas.inside(inner) { pane in
                y += 1
                bundle(context, visit, &pane, y: &y, limit: pane.height - clockRows)
            }
        }
        if clockRows > 0, inner.height - y >= 2 {
            canvas.divider(y + 1, title: words[.jointClocks])
            canvas.inside(inner) { pane in
                y += 1
                for clock in clocks where y < pane.height {
                    pane.spans(y, x: 1, maxWidth: pane.width - 2, ClockLine.spans(clock, context))
                    y += 1
                }
            }
        }
        canvas.inside(inner) { pane in
            if y < pane.height { tasks(context, visit, &pane, y: &y) }
            if !visit.troubles.isEmpty, y < pane.height {
                let troubles = visit.troubles.map { "▲ " + words.name($0.reason) }
                pane.put(
                    ScreenText.joined(troubles, separator: "  "), x: 1, y: y, .warning, maxWidth: pane.width - 2)
            }
        }
    }

    /// Who leads on this commodity, by which rule; or that two claim it.
    private static func units(_ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: inout Int) {
        let words = context.words
        let answer = context.state.plan.units(for: visit.declaration.hsCode, at: visit.declaredAt)
        guard let rule = answer.rules.first else { return }
        let basis = (rule.article.isEmpty ? "" : ScreenText(rule.article) + " ") + ScreenText(rule.source, limit: 60)
        let span: Canvas.Span =
            answer.isConflict
            ? (
                "▲ "
                    + words(
                        .jointConflict, words.list(answer.agencies.members),
                        ScreenText(answer.rules.map(\.id).joined(separator: ", "), limit: 60)), .alarm
            )
            : ("★ " + words(.jointLead, words.name(rule.lead), ScreenText(rule.id, limit: 40), basis), .info)
        pane.spans(y, x: 1, maxWidth: pane.width - 2, [span])
        y += 1
        let absent = answer.agencies.members.filter { !context.state.plan.agencyOrder.contains($0) }
        guard !absent.isEmpty else { return }
        pane.put("▲ " + words(.jointAbsent, words.list(absent)), x: 1, y: y, .warning, maxWidth: pane.width - 2)
        y += 1
    }

    /// What others decided and sent: customs' answer that stands, and the permits.
    private static func documents(_ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: inout Int) {
        let words = context.words
        var rows = visit.documents.permits.map {
            [(words[.dossierPermit] + " ", Style.dim)] + DocumentRows.permitSpans($0, context)
        }
        if let standing = visit.documents.standing {
            rows.insert(
                [(words[.dossierAnswer] + " ", .dim)] + DocumentRows.answerSpans(standing, context), at: 0)
        }
        for row in rows.prefix(documentRows) {
            pane.spans(y, x: 1, maxWidth: pane.width - 2, row)
            y += 1
        }
    }

    /// Documents shown on the card; the dossier has them all.
    private static let documentRows = 3

    /// A row an agency: what it decided, when and who, and what it still has to see.
    private static func agencies(_ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: inout Int) {
        let words = context.words
        let plan = context.state.plan
        let lead = plan.units(for: visit.declaration.hsCode, at: visit.declaredAt).lead
        let isWide = pane.width >= 100
        let columns = [Column(isWide ? 24 : 5), Column(isWide ? 26 : 20), Column(5), Column(isWide ? 16 : 12)]
        func width(_ columns: some Sequence<Column>) -> Int { columns.reduce(1) { $0 + $1.width + $1.gap } }
        for agency in plan.agencyOrder {
            let card = visit[agency]
            let isOwn = agency == context.person.agency
            let mark: ScreenText = lead == agency ? "★" : isOwn ? "▸" : " "
            let name = isWide ? words.name(agency) : words.short(agency)
            pane.row(
                y, x: 1, columns: columns,
                [
                    (mark + name, isOwn ? .strong : .text), decision(card, words),
                    (card.at > .epoch ? context.clock(card.at) : "", .dim),
                    (words.decider(card.by).prefix(width: 16), .dim),
                ])
            // Who has decided nothing yet has neither a time nor a name: what it has to see needs their room.
            let used = width(columns.prefix(card.at > .epoch ? columns.count : 2))
            pane.spans(y, x: 1 + used, maxWidth: pane.width - used - 2, note(card, visit, agency, context))
            y += 1
        }
    }

    private static func decision(_ card: AgencyCard, _ words: Catalogue) -> Canvas.Span {
        let name = words.name(card.decision)
        switch card.decision {
        case .notRequired: return ("–", .dim)
        case .pending: return ("○ " + name, .text)
        case .inProgress: return ("… " + name, .info)
        case .pass, .waived: return ("✓ " + name, .ok)
        case .passWithCondition: return ("✓ " + name, .caution)
        case .hold: return ("■ " + name, .alarm)
        case .fail: return ("✕ " + name, .warning)
        case .referred: return ("» " + name + " " + words.list(card.referredTo.members), .info)
        }
    }

    /// Why it was decided so, or what is still to be seen.
    private static func note(
        _ card: AgencyCard, _ visit: Visit, _ agency: Agency, _ context: ScreenContext
    ) -> [Canvas.Span] {
        let words = context.words
        if card.task != .none { return [("→ " + words.name(card.task), .caution)] }
        if card.basis != .none { return [(words.name(card.basis), .text)] }
        if card.reason != .none, card.decision != .pending { return [(words.name(card.reason), .text)] }
        if card.decision.isSettled { return [] }
        let left = context.state.plan.sights(of: visit, for: agency).subtracting(visit.bundle.seen(by: agency))
        guard !left.isEmpty else { return [(words[.jointAllSeen], .ok)] }
        // What could be accepted instead of being looked at once more.
        let theirs = visit.documents.neighbourResult(for: agency).map { record -> Canvas.Span in
            (words(.jointNeighbour, words.result(record)) + "  ", record.result == .passed ? .ok : .warning)
        }
        return (theirs.map { [$0] } ?? []) + [(words(.jointToSee, words.list(left)), .text)]
    }

    /// Everything that somebody must see, with what has been; one opening of the doors serves them all.
    private static func bundle(
        _ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: inout Int, limit: Int
    ) {
        let words = context.words
        let plan = context.state.plan
        let bundle = visit.bundle
        let doors: Canvas.Span =
            bundle.openings == 0
            ? (words[.jointNotOpened], .dim)
            : (
                (bundle.openings > 1 ? "▲ " : "")
                    + words(
                        .jointOpened, ScreenText("\(bundle.openings)"), context.clock(bundle.openedAt),
                        words.list(bundle.atDoors.members)), bundle.openings > 1 ? .warning : .text
            )
        guard y < limit else { return }
        var first = [doors]
        if bundle.photographs > 0 {
            first.append(("  " + words(.jointPhotographs, words.grouped(Int(bundle.photographs))), .dim))
        }
        pane.spans(y, x: 1, maxWidth: pane.width - 2, first)
        y += 1
        var x = 1
        for sight in plan.bundle(of: visit).members {
            let waiting = Agency.allCases.filter {
                plan.sights(of: visit, for: $0).contains(sight) && !bundle.seen(by: $0).contains(sight)
                    && !visit[$0].decision.isSettled
            }
            // Nobody wants to see it any more, which is not to say that it was seen.
            let isSeen = bundle.isSeen(sight)
            let text = words.name(sight) + (waiting.isEmpty ? isSeen ? " ✓" : " –" : " ○ " + words.list(waiting))
            if x > 1, x + text.width + 3 > pane.width {
                y += 1
                x = 1
            }
            guard y < limit else { return }
            x = pane.put(text, x: x, y: y, waiting.isEmpty ? isSeen ? .ok : .dim : .text) + 3
        }
        y += 1
    }

    private static func tasks(_ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: inout Int) {
        let words = context.words
        for task in context.state.tasks where task.visit == visit.id && y < pane.height {
            pane.put(
                words(
                    .jointTask, words.short(task.agency), words.name(task.kind),
                    context.day(task.due) + " " + context.clock(task.due)), x: 1, y: y,
                task.due < context.now ? .warning : .caution, maxWidth: pane.width - 2)
            y += 1
        }
    }
}

/// A legal clock in one line: `Hồ sơ 2 giờ ▇▇▇▇▁ còn 1 giờ 12`.
enum ClockLine {
    static func spans(_ clock: LegalClock, _ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        let name = words.name(clock.kind)
        var spans: [Canvas.Span] = []
        if clock.kind == .specialised {
            spans.append((name + " " + words.short(clock.agency) + "  ", .text))
        } else {
            let limit = clock.limit > .zero ? " " + words.span(clock.limit) : ""
            spans.append((name + limit + "  ", .text))
        }
        let isNear = clock.limit > .zero && clock.left.milliseconds * 4 < clock.limit.milliseconds
        switch clock.phase {
        case .notStarted: spans.append((words[.clockNotStarted], .dim))
        case .waiting: spans.append((words[.clockWaiting], .dim))
        case .running, .paused, .ended:
            if clock.limit > .zero {
                let share = Double(clock.spent.milliseconds) / Double(clock.limit.milliseconds)
                let style: Style = clock.isOverdue ? .alarm : isNear ? .caution : .spark
                spans.append((Gauge.text(min(1, share), width: 8) + " ", style))
            }
            let time: Canvas.Span =
                clock.isOverdue
                ? ("▲ " + words(.clockOver, words.span(clock.spent - clock.limit)), .alarm)
                : clock.phase == .ended
                    ? (words(.clockTook, words.span(clock.spent)), .text)
                    : clock.limit == .zero
                        ? (words(.clockSoFar, words.span(clock.spent)), .text)
                        : (words(.clockLeft, words.span(clock.left)), isNear ? .caution : .text)
            spans.append(time)
            if clock.phase == .paused { spans.append(("  ‖ " + words[.clockPaused], .dim)) }
            if clock.phase == .ended { spans.append(("  " + words[.clockEnded], .dim)) }
            if let due = clock.due {
                spans.append(("  → " + context.day(due) + " " + context.clock(due), .dim))
            }
        }
        if clock.kind == .specialised { spans.append(("  " + words(.clockOwn, words.short(clock.agency)), .dim)) }
        if let law = clock.law {
            spans.append(("  " + ScreenText(law.article) + " " + ScreenText(law.source), .dim))
        }
        return spans
    }
}
