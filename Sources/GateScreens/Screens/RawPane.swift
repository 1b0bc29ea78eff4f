import GateGrid
import GateModel
import GateText

/// One device: its link, what calls for somebody, its last fault, and its raw lines as they arrive.
enum RawPane {
    static func draw(_ device: Device, _ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) {
        let words = context.words
        var title = ScreenText(device.source)
        if view.rawIsHeld { title = title + " · ‖ " + words(.devicesHeld, words.grouped(context.devices.missed)) }
        let filter = view.rawFilter(of: device)
        if !filter.isEmpty { title = title + " /" + ScreenText(filter) }
        canvas.box(title: title, titleStyle: view.rawIsHeld ? .caution : .heading)
        canvas.inside(canvas.bounds.inset()) { pane in
            var y = 0
            for spans in facts(device, context, width: pane.width - 2) where y < pane.height {
                pane.spans(y, x: 1, maxWidth: pane.width - 2, spans)
                y += 1
            }
            lines(context, view, Filter(filter), &pane, from: y)
        }
    }

    /// What is known of the device besides its lines, most pressing first.
    private static func facts(_ device: Device, _ context: ScreenContext, width: Int) -> [[Canvas.Span]] {
        let words = context.words
        var facts: [[Canvas.Span]] = []
        let alarms = context.state.standingAlarms.filter { $0.device == device.id }
        if let alarm = alarms.first {
            facts.append([
                ("▲ " + words.name(alarm.kind), .alarm), (" · " + context.detail(of: alarm) + " → ", .text),
                (words.todo(alarm.kind), .strong),
            ])
        }
        let figures = context.devices.figures(of: device.id)
        if let link = figures?.link {
            let head: [Canvas.Span] = [
                (words[.devicesLink] + ": ", .dim), (ScreenText(link.address) + " ", .text),
            ]
            let whole = head + [Self.link(link, words)]
            if whole.reduce(0, { $0 + $1.text.width }) <= width {
                facts.append(whole)
            } else {
                facts.append(head + [Self.state(link, words)])
                let reason = Self.reason(link, words)
                if !reason.isEmpty { facts.append([("  " + reason, .warning)]) }
            }
        }
        if let figures, figures.withheld > 0 {
            facts.append([(words(.devicesWithheld, words.grouped(Int(clamping: figures.withheld))), .caution)])
        }
        if let figures, figures.unsent > 0 {
            facts.append([
                (words(.devicesUnsent, words.grouped(Int(clamping: figures.unsent))), .caution),
                (figures.lastUnsentAt.map { " · " + context.clockSeconds($0) } ?? "", .dim),
            ])
        }
        if let link = figures?.link, link.refused > 0 {
            facts.append([
                (words(.devicesRefused, words.grouped(Int(clamping: link.refused))) + ": ", .caution),
                (words.name(link.refusal), .text),
            ])
        }
        if let link = figures?.link, link.strangers > 0 {
            let reason = link.strangerProblem == nil ? "" : ": " + words.name(link.strangerProblem)
            facts.append([
                (words(.devicesStrangers, words.grouped(Int(clamping: link.strangers))), .caution), (reason, .text),
            ])
        }
        if let fault = figures?.lastFault {
            let place = fault.field.isEmpty ? "" : " · " + ScreenText(fault.field, limit: 30)
            facts.append([
                (words[.devicesLastFault] + ": ", .dim), (words.name("fault", fault.code) + place, .caution),
                (" · " + words(.devicesByte, words.grouped(fault.byte)) + "  ", .dim),
                (ScreenText(RawLine.text(fault.raw)), .text),
            ])
        }
        if let figures, let counts = counts(figures, words) { facts.append(counts) }
        return facts
    }

    /// What a narrow list has no column for; nil where all is well.
    private static func counts(_ figures: DeviceFigures, _ words: Catalogue) -> [Canvas.Span]? {
        var spans: [Canvas.Span] = []
        if figures.clockErrorMilliseconds.magnitude >= 1_000 {
            spans += [(words[.devicesClock] + " ", .dim), DeviceScreen.clock(figures, words)]
        }
        for (message, count) in [
            (Message.devicesDuplicates, figures.duplicates), (.devicesLate, figures.late),
            (.devicesRestarts, figures.restarts),
        ] where count > 0 {
            if !spans.isEmpty { spans.append((" · ", .dim)) }
            spans += [(words[message] + " ", .dim), (words.grouped(Int(clamping: count)), .text)]
        }
        return spans.isEmpty ? nil : spans
    }

    /// What a link is doing, and why it does not work.
    static func link(_ link: LinkFigures, _ words: Catalogue) -> Canvas.Span {
        let (state, reason) = (state(link, words), reason(link, words))
        return (reason.isEmpty ? state.text : state.text + " · " + reason, state.style)
    }

    /// Why a link is down; nothing while it is not.
    private static func reason(_ link: LinkFigures, _ words: Catalogue) -> ScreenText {
        link.phase == .waiting ? words.name(link.problem) : ""
    }

    private static func state(_ link: LinkFigures, _ words: Catalogue) -> Canvas.Span {
        let name = Catalogue.filled(words.name("linkPhase", link.phase.rawValue), [ScreenText("\(link.number)")])
        switch link.phase {
        case .connected: return ("· " + name, .text)
        case .listening: return ("· " + name, link.number > 0 ? .text : .dim)
        case .starting, .connecting, .stopped: return ("– " + name, .dim)
        case .waiting: return ("✕ " + name, .warning)
        }
    }

    /// The newest lines at the bottom, as a terminal shows them.
    private static func lines(
        _ context: ScreenContext, _ view: ViewState, _ filter: Filter, _ pane: inout Canvas, from top: Int
    ) {
        let words = context.words
        let room = pane.height - top
        guard room > 0 else { return }
        let lines = context.devices.lines.filter { filter.isEmpty || filter.accepts(RawLine.text($0.bytes)) }
        if lines.isEmpty {
            let message: Message =
                context.mode != .live
                ? .devicesNoLines : context.devices.lines.isEmpty ? .devicesWaiting : .devicesNoMatch
            pane.put(words[message], x: 1, y: top, .dim, maxWidth: pane.width - 2)
            return
        }
        guard view.rawIsFull else {
            for (row, line) in lines.suffix(room).enumerated() {
                pane.spans(top + row, x: 1, maxWidth: pane.width - 2, head(line, context) + body(line, words))
            }
            return
        }
        let area = Rect(x: 1, y: top, width: pane.width - 2, height: room)
        pane.inside(area) { whole(lines, context, &$0) }
    }

    /// With the whole screen to itself a line is shown to its end, from the newest upwards.
    private static func whole(_ lines: [RawLine], _ context: ScreenContext, _ pane: inout Canvas) {
        var y = pane.height
        for line in lines.reversed() where y > 0 {
            let head = head(line, context)
            let indent = head.reduce(0) { $0 + $1.text.width }
            let rows = ScreenText.joined(body(line, context.words).map(\.text), separator: "")
                .chopped(to: max(20, pane.width - indent))
            y -= max(1, rows.count)
            pane.spans(y, head)
            for (row, text) in rows.enumerated() { pane.put(text, x: indent, y: y + row) }
        }
    }

    private static func head(_ line: RawLine, _ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        var spans: [Canvas.Span] = [(context.clockSeconds(line.at) + " ", .dim)]
        switch line.verdict {
        case .good: break
        case .duplicate: spans.append(("= " + words[.devicesDuplicate] + " ", .caution))
        case .late: spans.append(("« " + words[.devicesLate] + " ", .caution))
        case .fault(let code, let field):
            let place = field.isEmpty ? "" : " · " + ScreenText(field, limit: 30)
            spans.append(("✕ " + words.name("fault", code) + place + " ", .warning))
        }
        return spans
    }

    private static func body(_ line: RawLine, _ words: Catalogue) -> [Canvas.Span] {
        var spans: [Canvas.Span] = [(ScreenText(RawLine.text(line.bytes), limit: RawLine.limit), .text)]
        if line.size > line.bytes.count {
            spans.append((" … " + words(.devicesBytes, words.grouped(line.size)), .dim))
        }
        return spans
    }
}
