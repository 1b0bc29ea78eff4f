import GateGrid
import GateModel
import GateText

/// What lies over a screen: dossier, help, palette, menus, questions, lines being typed.
enum Overlays {
    static func draw(_ overlay: Overlay, _ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) {
        switch overlay {
        case .dossier(let id, let scroll):
            if let visit = context.state.visit(id) { Dossier.draw(visit, scroll: scroll, context, &canvas) }
        case .help(let scroll): help(scroll, context, view, &canvas)
        case .palette(let text, let selected): palette(text, selected, context, view, &canvas)
        case .menu(let menu): Overlays.menu(menu, context, &canvas)
        case .confirm(let question): confirm(question, context, &canvas)
        case .input(let input): Overlays.input(input, context, &canvas)
        case .shift(let scroll): ShiftPage.draw(scroll, context, &canvas)
        case .mirror(let chosen): MirrorPage.draw(chosen, context, &canvas)
        }
    }

    /// A blank box in the middle of the screen, at most as large as it.
    private static func window(
        width: Int, height: Int, title: ScreenText, _ canvas: inout Canvas, _ body: (inout Canvas) -> Void
    ) {
        let width = min(width, canvas.width)
        let height = min(height, canvas.height)
        let rect = Rect(x: (canvas.width - width) / 2, y: (canvas.height - height) / 2, width: width, height: height)
        canvas.inside(rect) { pane in
            pane.fill()
            pane.box(title: title, Style(.frameFocused))
            pane.inside(pane.bounds.inset()) { body(&$0) }
        }
    }

    // MARK: Help

    private static func help(
        _ scroll: Int, _ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas
    ) {
        let words = context.words
        var rows: [[Canvas.Span]] = []
        func section(_ title: Message, _ bindings: [Binding]) {
            guard !bindings.isEmpty else { return }
            if !rows.isEmpty { rows.append([]) }
            rows.append([(words[title], .heading)])
            for binding in bindings {
                let keys = ScreenText(binding.keys.map(\.label).joined(separator: "  "))
                var spans: [Canvas.Span] = [
                    (keys, .hintKey), (.spaces(max(1, 13 - keys.width)), .text),
                    (words.name(binding.action), .text),
                ]
                if binding.isDangerous { spans.append(("  ▲ " + words[.helpDangerous], .warning)) }
                if case .disabled(let why) = context.availability(of: binding.action, view) {
                    let used = spans.reduce(0) { $0 + $1.text.width }
                    spans.append((("  – " + why).prefix(width: max(0, 72 - used)), .disabled))
                }
                rows.append(spans)
            }
        }
        let here = context.bindings.bindings(screen: view.screen, mode: context.mode)
        section(.helpScreen, here.filter { if case .screens = $0.layer { true } else { false } })
        section(.helpMode, here.filter { $0.layer == .replay })
        section(.helpProgram, here.filter { $0.layer == .program })
        let title = words[.screenHelp] + " · " + words.name("screen", view.screen.rawValue)
        window(width: 76, height: min(canvas.height, rows.count + 2), title: title, &canvas) { pane in
            let first = min(scroll, max(0, rows.count - pane.height))
            for (y, spans) in rows.dropFirst(first).prefix(pane.height).enumerated() { pane.spans(y, x: 1, spans) }
            if rows.count > pane.height {
                let more = ScreenText(" \(first + pane.height)/\(rows.count) ↓↑ ")
                pane.put(more, x: pane.width - more.width, y: pane.height - 1, .dim)
            }
        }
    }

    // MARK: Palette

    private static func palette(
        _ text: String, _ selected: Int, _ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas
    ) {
        let words = context.words
        let rows = context.paletteRows(text, view)
        window(width: 66, height: min(canvas.height, 18), title: words[.promptPalette], &canvas) { pane in
            let end = pane.put(": " + ScreenText(text), x: 1, y: 0, .input)
            pane.showCursor(x: end, y: 0)
            let page = max(1, pane.height - 2)
            let first = max(0, min(selected - page / 2, rows.count - page))
            for (offset, binding) in rows.dropFirst(first).prefix(page).enumerated() {
                let y = 2 + offset
                pane.put(ScreenText(binding.keys[0].label).padded(to: 10), x: 1, y: y, .hintKey)
                var x = pane.put(words.name(binding.action), x: 12, y: y, .text)
                if case .disabled(let why) = context.availability(of: binding.action, view) {
                    x = pane.put("  – " + why, x: x, y: y, .disabled, maxWidth: max(4, pane.width - x - 1))
                }
                if first + offset == selected {
                    pane.restyle(Rect(x: 0, y: y, width: pane.width, height: 1)) { _ in .selection }
                }
            }
        }
    }

    // MARK: Menus and questions

    static func plate(_ id: VisitID?, _ context: ScreenContext) -> ScreenText {
        id.flatMap { context.state.visit($0) }.map { context.words.plate($0.declaration.tractor).display } ?? "?"
    }

    private static func menu(_ menu: Overlay.Menu, _ context: ScreenContext, _ canvas: inout Canvas) {
        let title = title(of: menu, context)
        let choices = context.choices(of: menu)
        let widest = choices.map(\.label.width).max() ?? 0
        let heard = heard(menu, choices, context)
        let width = max(heard.isEmpty ? 52 : 76, widest + 7)
        let height = choices.count + (heard.isEmpty ? 2 : 5)
        window(width: width, height: height, title: title, &canvas) { whole in
            let parts = whole.bounds.split(bottom: heard.isEmpty || whole.height < 7 ? 0 : 3)
            whole.inside(parts.bottom) { pane in
                for (y, line) in heard.prefix(pane.height).enumerated() {
                    pane.put(line, x: 1, y: y, y == 0 ? .dim : .strong)
                }
            }
            whole.inside(parts.rest) { pane in
                rows(choices, menu.selected, &pane)
            }
        }
    }

    /// What the driver will hear of the chosen phrase: the language, and the words in it. Empty of other menus.
    private static func heard(
        _ menu: Overlay.Menu, _ choices: [Choice], _ context: ScreenContext
    ) -> [ScreenText] {
        guard case .message = menu.subject, choices.indices.contains(menu.selected),
            case .phrase(let phrase) = choices[menu.selected].value,
            let visit = menu.visit.flatMap({ context.state.visit($0) })
        else { return [] }
        let language = DriverLanguage(of: visit.declaration)
        let spoken = context.heard(phrase, by: visit).wrapped(to: 72)
        return [context.words(.promptHeard, context.words.name(language))] + spoken
    }

    private static func rows(_ choices: [Choice], _ selected: Int, _ pane: inout Canvas) {
        let first = max(0, min(selected - pane.height / 2, choices.count - pane.height))
        for (y, choice) in choices.dropFirst(first).prefix(pane.height).enumerated() {
            pane.put(ScreenText(String(choice.key)), x: 1, y: y, .hintKey)
            pane.put(choice.label, x: 4, y: y, .text)
            if first + y == selected {
                pane.restyle(Rect(x: 0, y: y, width: pane.width, height: 1)) { _ in .selection }
            }
        }
    }

    private static func confirm(
        _ question: Overlay.Confirmation, _ context: ScreenContext, _ canvas: inout Canvas
    ) {
        let text = text(of: question, context)
        window(width: max(44, text.width + 4), height: 5, title: "▲", &canvas) { pane in
            pane.line(0, text, .warning, .centre)
            pane.line(2, context.words[.promptYesNo], .text, .centre)
        }
    }

    private static func input(_ input: Overlay.Input, _ context: ScreenContext, _ canvas: inout Canvas) {
        let title = title(of: input, context)
        let isNote = input.subject == .handover
        let width = min(canvas.width, max(isNote ? 72 : 50, title.width + 6))
        let typed = TypedRows(input.line, isSecret: input.isSecret, width: width - 4, isWrapped: isNote)
        let height = min(canvas.height, (isNote ? 7 : 1) + 2)
        // A filter is typed at the bottom, so that its effect stays in sight.
        let isFilter = if case .filter = input.subject { true } else { input.subject == .rawFilter }
        let y = isFilter ? canvas.height - height : (canvas.height - height) / 2
        canvas.inside(Rect(x: (canvas.width - width) / 2, y: y, width: width, height: height)) { pane in
            pane.fill()
            pane.box(title: title, Style(.frameFocused))
            pane.inside(pane.bounds.inset()) { box in
                let first = max(0, typed.cursor.row - box.height + 1)
                for (row, text) in typed.rows.dropFirst(first).prefix(box.height).enumerated() {
                    box.put(text, x: 1, y: row, .input)
                }
                box.showCursor(x: 1 + typed.cursor.column, y: typed.cursor.row - first)
            }
        }
    }
}

/// A typed line as it is shown: broken over several rows, or the part of it around the cursor.
private struct TypedRows {
    var rows: [ScreenText] = []
    var cursor = (row: 0, column: 0)

    init(_ line: TypedLine, isSecret: Bool, width: Int, isWrapped: Bool) {
        let signs = line.text.map { isSecret ? ScreenText("•") : ScreenText(String($0)) }
        var row = ScreenText.empty
        for (index, sign) in signs.enumerated() {
            if row.width + sign.width > width {
                rows.append(row)
                row = .empty
            }
            if index == line.cursor { cursor = (rows.count, row.width) }
            row = row + sign
        }
        if line.cursor >= signs.count {
            if row.width >= width {
                rows.append(row)
                row = .empty
            }
            cursor = (rows.count, row.width)
        }
        rows.append(row)
        guard !isWrapped else { return }
        rows = [rows[cursor.row]]
        cursor.row = 0
    }
}
