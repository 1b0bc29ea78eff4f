import GateGrid
import GateModel
import GateText

/// The post at a glance: whose shift it is, what was handed over and what has become of it, what is open now, and one's own
/// figures, which nobody else is shown.
enum ShiftPage {
    static func draw(_ scroll: Int, _ context: ScreenContext, _ canvas: inout Canvas) {
        let words = context.words
        let rows = lines(context)
        let height = min(canvas.height, rows.count + 2)
        let width = min(canvas.width, 78)
        let rect = Rect(x: (canvas.width - width) / 2, y: (canvas.height - height) / 2, width: width, height: height)
        let post = context.person.lane.map { " · " + words(.topLane, ScreenText("\($0.number)")) } ?? ""
        canvas.inside(rect) { pane in
            pane.fill()
            pane.box(
                title: words[.screenShift] + " · " + words.name(context.person.agency) + post, Style(.frameFocused))
            pane.inside(pane.bounds.inset()) { box in
                // The keys stay in sight however long the page is.
                let body = max(1, box.height - 1)
                let first = min(scroll, max(0, rows.count - 1 - body))
                for (y, spans) in rows.dropLast().dropFirst(first).prefix(body).enumerated() {
                    box.spans(y, x: 1, maxWidth: box.width - 2, spans)
                }
                box.spans(box.height - 1, x: 1, maxWidth: box.width - 2, rows[rows.count - 1])
                if rows.count - 1 > body {
                    let more = ScreenText(" \(first + body)/\(rows.count - 1) ↓↑")
                    box.put(more, x: box.width - more.width, y: box.height - 1, .dim)
                }
            }
        }
    }

    /// The post that is meant: of one's shift, where one is on shift, else of this terminal.
    private static func post(_ context: ScreenContext) -> LaneID? {
        let shift = context.state.shift(of: context.person.name, context.person.agency)
        return shift.map(\.lane) ?? context.person.lane
    }

    private static func openItems(_ context: ScreenContext) -> [OpenItem] {
        context.state.openItems(of: context.person.agency, at: post(context), now: context.now)
    }

    private static func handovers(_ context: ScreenContext) -> [Handover] {
        context.state.handovers(of: context.person.agency, at: post(context))
    }

    /// The same for a voice: what does not change by itself, so that it is said once.
    static func spoken(_ context: ScreenContext) -> [ScreenText] {
        let words = context.words
        let shift = context.state.shift(of: context.person.name, context.person.agency)
        let items = openItems(context)
        var parts = [words[.screenShift], shift == nil ? words[.shiftNone] : words[.shiftBegun]]
        for last in handovers(context) {
            parts.append(heading(last, context))
            parts.append(ScreenText(last.note, limit: Handover.noteLimit))
        }
        parts.append(words(.shiftOpen, words.grouped(items.count)))
        return parts + items.map { ScreenText.joined(spans($0, context).map(\.text), separator: "") }
    }

    private static func lines(_ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        let person = context.person
        let shift = context.state.shift(of: person.name, person.agency)
        var rows: [[Canvas.Span]] = []
        let name = ScreenText(person.name, limit: 40)
        if let shift {
            let span = words.span(context.now - shift.from)
            rows.append([(name + " · " + words(.shiftSince, context.moment(shift.from), span), .ok)])
        } else {
            rows.append([(name + " · ", .text), ("○ " + words[.shiftNone], .caution)])
        }
        let here = post(context)
        let others = context.state.shifts.filter {
            $0.agency == person.agency && $0.lane == here && $0.officer != person.name
        }
        for other in others {
            rows.append([
                (words(.shiftOther, ScreenText(other.officer, limit: 40), context.moment(other.from)), .dim)
            ])
        }
        let items = openItems(context)
        let handovers = handovers(context)
        for last in handovers { rows += lines(of: last, items, context) }
        rows += [[], [(words(.shiftOpen, words.grouped(items.count)), .heading)]]
        rows += items.prefix(Handover.itemLimit).map { [("○ ", .caution)] + spans($0, context) }
        if items.count > Handover.itemLimit {
            rows.append([(words(.shiftMore, words.grouped(items.count - Handover.itemLimit)), .dim)])
        }
        if let shift, !context.mode.isReplay { rows += figures(shift, context) }
        // Whoever is on shift takes over what was left since with the same key.
        let waits = shift != nil && handovers.contains { $0.takenBy.isEmpty }
        var keys: [Canvas.Span] = []
        for (key, label) in [
            ("b", shift == nil ? words[.shiftBegin] : waits ? words[.shiftTake] : nil),
            ("e", shift == nil ? nil : words[.shiftEnd]), ("F12", words.name(ActionID.lock)),
            ("Esc", words.name(ActionID.close)),
        ] {
            if let label { keys += [(ScreenText(key), .hintKey), (" " + label + "   ", .hintLabel)] }
        }
        return rows + [[], keys]
    }

    // MARK: Handover

    private static func heading(_ handover: Handover, _ context: ScreenContext) -> ScreenText {
        context.words(
            .shiftHandover, ScreenText(handover.officer, limit: 40), context.moment(handover.from),
            context.moment(handover.until))
    }

    private static func lines(
        of last: Handover, _ items: [OpenItem], _ context: ScreenContext
    ) -> [[Canvas.Span]] {
        let words = context.words
        var rows: [[Canvas.Span]] = [[], [(heading(last, context), .heading)]]
        rows.append([
            last.takenBy.isEmpty
                ? ("○ " + words[.shiftNotTaken], .caution)
                : (words(.shiftTaken, ScreenText(last.takenBy, limit: 40), context.moment(last.takenAt)), .dim)
        ])
        for line in ScreenText(last.note, limit: Handover.noteLimit).wrapped(to: 72) {
            rows.append([("│ ", .frame), (line, .strong)])
        }
        for item in last.items {
            let isOpen = items.contains { $0.isSame(as: item) }
            rows.append([isOpen ? ("○ ", .caution) : ("✓ ", .ok)] + spans(item, context))
        }
        let more = Int(last.itemCount) - last.items.count
        if more > 0 { rows.append([(words(.shiftMore, words.grouped(more)), .dim)]) }
        return rows
    }

    /// `tạm dừng 12C-123.45 · lệch trọng lượng · 14:22`
    private static func spans(_ item: OpenItem, _ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        let visit = item.visit.flatMap { context.state.visit($0) }
        let plate = visit.map { " " + words.plateText($0.declaration.tractor) } ?? ""
        let lane = visit?.lane.map { " · " + words(.topLane, ScreenText("\($0.number)")) } ?? ""
        let detail = detail(of: item, words).map { " · " + $0 } ?? ""
        return [
            (words.name(item.kind) + plate, .text), (detail, .text), (lane, .dim),
            (" · " + context.moment(item.since), .dim),
        ]
    }

    private static func detail(of item: OpenItem, _ words: Catalogue) -> ScreenText? {
        switch item.kind {
        case .alarm: AlarmKind(rawValue: item.detail).map { words.name($0) }
        case .held, .trouble: Reason(rawValue: item.detail).map { words.name($0) }
        case .question: Agency(rawValue: item.detail).map { words.name($0) }
        case .task: FollowUp(rawValue: item.detail).map { words.name($0) }
        case .complaint: ComplaintKind(rawValue: item.detail).map { words.name($0) }
        case .amendment: words.grouped(Int(item.detail))
        case .begun, .unexplained: nil
        }
    }

    // MARK: One's own figures

    private static func figures(_ shift: Shift, _ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        let agency = context.state.today.paces.first { $0.agency == shift.agency }
        return [
            [], [(words[.shiftOwn], .heading), ("  " + words[.shiftPrivate], .dim)],
            [
                (
                    words(
                        .shiftDecided, words.grouped(Int(shift.decided)), words.grouped(Int(shift.takenBack)),
                        words.grouped(Int(shift.overruled))), .text
                )
            ],
            [(words[.shiftPace] + ": " + pace(shift.pace, words), .text)],
            [(words[.shiftAgencyPace] + ": " + pace(agency?.seconds ?? [], words), .dim)],
        ]
    }

    /// `2:10 [1:50–2:40], 90 % ≤ 4:05 (38)`
    private static func pace(_ seconds: [Int32], _ words: Catalogue) -> ScreenText {
        guard let spread = Spread(seconds) else { return "–" }
        let interval =
            spread.interval.map {
                " [" + words.stopwatch(Int($0.lowerBound)) + "–" + words.stopwatch(Int($0.upperBound)) + "]"
            } ?? ""
        return words(
            .shiftSpread, words.stopwatch(Int(spread.median)) + interval, words.stopwatch(Int(spread.ninetieth)),
            words.grouped(spread.count))
    }
}

extension ScreenContext {
    /// `14:22`, and the day where it is another one.
    func moment(_ time: GateTime) -> ScreenText {
        let isToday = state.plan.calendar.day(of: time) == state.plan.calendar.day(of: now)
        return isToday ? clock(time) : day(time) + " " + clock(time)
    }
}
