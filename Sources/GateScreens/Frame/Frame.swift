public import GateGrid
import GateModel
import GateText

/// A drawn screen: the grid, and what a click on it would mean.
public struct Rendered: Sendable {
    public var grid: Grid
    /// Page length of the list on the screen, so that keys can scroll by it.
    public var page: Int
}

/// Draws one whole frame: top line, screen, message line, hint row, overlays. A pure function.
public enum Frame {
    /// Smaller than this there is one line only, and nothing can be decided.
    public static func isTiny(width: Int, height: Int) -> Bool { width < 60 || height < 15 }

    public static func render(_ context: ScreenContext, _ view: ViewState, width: Int, height: Int) -> Rendered {
        var context = context
        context.showsUTC = view.showsUTC
        var canvas = Canvas(width: width, height: height)
        if let lock = view.lock {
            LockScreen.draw(lock, context, &canvas)
            return Rendered(grid: canvas.grid, page: 1)
        }
        guard !isTiny(width: width, height: height) else {
            OneLine.draw(context, view, &canvas)
            return Rendered(grid: canvas.grid, page: 1)
        }
        var body = Rect(x: 0, y: 1, width: width, height: height - 3)
        TopLine.draw(context, view, &canvas)
        if case .replay(let status) = context.mode {
            let parts = body.split(bottom: 1)
            body = parts.rest
            canvas.inside(parts.bottom) { ReplayStrip.draw(context, status, &$0) }
        }
        var page = 1
        canvas.inside(body) { pane in
            switch view.screen {
            case .lane: LaneScreen.draw(context, view, &pane)
            case .queue: page = QueueScreen.draw(context, view, &pane)
            case .joint: page = JointScreen.draw(context, view, &pane)
            case .board: page = BoardScreen.draw(context, view, &pane)
            case .alarms: page = AlarmScreen.draw(context, view, &pane)
            case .times: page = TimesScreen.draw(context, view, &pane)
            case .devices: page = DeviceScreen.draw(context, view, &pane)
            }
        }
        for overlay in view.overlays {
            canvas.inside(body) { Overlays.draw(overlay, context, view, &$0) }
        }
        MessageLine.draw(context, view, &canvas, y: height - 2)
        HintRow.draw(context, view, &canvas, y: height - 1)
        return Rendered(grid: canvas.grid, page: page)
    }
}

/// What is left on a terminal smaller than 60×15: one live line, and it still tells the next thing to do.
enum OneLine {
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) {
        guard canvas.height > 0 else { return }
        let alarms = context.state.standingAlarms
        var line: ScreenText =
            switch context.mode {
            case .live: ""
            case .readOnly: "◇ " + context.words[.topReadOnly] + " "
            case .replay: "▶ " + context.words[.topReplay] + " "
            }
        line = line + context.clock(context.now) + " " + context.words(.topLane, ScreenText("\(view.lane.number)"))
        if let visit = context.laneFocus(view) {
            line =
                line + " " + context.words.plate(visit.declaration.tractor).display + " "
                + context.words.name(visit.state)
        }
        if let first = alarms.first {
            line = line + " ▲" + ScreenText("\(alarms.count) ") + context.words.name(first.kind)
        }
        canvas.line(0, line, alarms.isEmpty ? .strong : .alarm)
        if let overlay = view.overlays.last {
            // What keys mean now must be seen even here, above all a question that cannot be undone.
            let first = canvas.height > 1 ? 1 : 0
            for (row, line) in Overlays.headline(overlay, context).wrapped(to: canvas.width).enumerated() {
                canvas.bar(first + row, line, .input)
            }
        } else if canvas.height > 1, let announcement = view.announcement {
            canvas.line(1, announcement.text, Style(announcement.role))
        }
    }
}

/// The line of results and reasons.
enum MessageLine {
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas, y: Int) {
        canvas.inside(Rect(x: 1, y: y, width: canvas.width - 2, height: 1)) { line in
            if let trouble = context.station.journalTrouble {
                line.line(0, "✕ " + context.words(.resultJournalStopped, ScreenText(trouble)), .critical)
            } else if let lost = captureStopped(context) {
                line.line(0, "✕ " + lost, .critical)
            } else if context.station.isForeignFeed {
                line.line(0, "✕ " + context.words[.resultForeignFeed], .critical)
            } else if let announcement = view.announcement {
                line.line(0, announcement.text, Style(announcement.role))
            } else if case .low(let free)? = context.station.captureTrouble {
                line.line(0, context.words(.resultDiskLow, context.words.grouped(Int(free))), .caution)
            }
        }
    }

    /// What is said while the capture loses what is received.
    private static func captureStopped(_ context: ScreenContext) -> ScreenText? {
        let words = context.words
        let lost = words.grouped(Int(clamping: context.station.captureLost))
        return switch context.station.captureTrouble {
        case .failed(let problem): words(.resultCaptureStopped, ScreenText(problem), lost)
        case .paused(let free): words(.resultCapturePaused, words.grouped(Int(free)), lost)
        case .low, nil: nil
        }
    }
}

/// The most useful keys of what is on top. A key that would be refused now is greyed, never hidden.
enum HintRow {
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas, y: Int) {
        let (keys, tail) = keys(context, view)
        let tailWidth = tail.reduce(0) { $0 + width(of: $1, context) }
        var x = 1
        for binding in keys {
            if x + width(of: binding, context) + tailWidth > canvas.width { break }
            x = draw(binding, context, view, &canvas, x: x, y: y)
        }
        for binding in tail { x = draw(binding, context, view, &canvas, x: x, y: y) }
    }

    /// What holds now, and what stands at the end however little room there is.
    private static func keys(_ context: ScreenContext, _ view: ViewState) -> (keys: [Binding], tail: [Binding]) {
        func hinted(_ screen: ScreenID) -> [Binding] {
            let shown = context.bindings.bindings(screen: screen, mode: context.mode)
                .filter { $0.hint > 0 }.sorted { $0.hint < $1.hint }
            // In replay nothing can be decided, so the acts make room for the transport keys.
            return context.mode.isReplay ? shown.filter { $0.hint >= 9 } : shown
        }
        // What lies over a screen has keys that no gate's own key file changes.
        func bound(_ action: ActionID) -> [Binding] {
            Array(BindingTable.standard.bindings.filter { $0.action == action }.prefix(1))
        }
        switch view.overlays.last {
        case nil:
            let all = hinted(view.screen)
            return (all.filter { $0.hint < 40 }, all.filter { $0.hint >= 40 })
        case .dossier:
            let acts = hinted(.queue).filter { $0.hint < 40 && $0.action != .open }
            return (acts.filter { ViewState.holdsInDossier($0.action) }, bound(.close))
        case .mirror: return (context.mirrorRows.isEmpty ? [] : bound(.open), bound(.close))
        case .help, .palette, .menu, .confirm, .input, .shift: return ([], bound(.close))
        }
    }

    private static func width(of binding: Binding, _ context: ScreenContext) -> Int {
        ScreenText(binding.keys[0].label).width + 1 + context.words.name(binding.action).width + 2
    }

    private static func draw(
        _ binding: Binding, _ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas, x: Int, y: Int
    ) -> Int {
        var isDisabled = false
        if case .disabled = context.availability(of: binding.action, view) { isDisabled = true }
        let key = ScreenText(binding.keys[0].label)
        var next = canvas.put(key, x: x, y: y, isDisabled ? .disabled : .hintKey)
        next = canvas.put(
            " " + context.words.name(binding.action), x: next, y: y, isDisabled ? .disabled : .hintLabel)
        return next + 2
    }
}
