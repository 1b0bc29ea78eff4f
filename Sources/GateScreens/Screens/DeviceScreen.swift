import GateGrid
import GateModel
import GateText

/// F9: every device — how it fares, how old its last word is, what it missed, and the raw lines of one as they come.
enum DeviceScreen {
    /// - Returns: rows of the list that fit.
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) -> Int {
        if view.rawIsFull, let device = context.chosenDevice(view) {
            RawPane.draw(device, context, view, &canvas)
            return 1
        }
        let parts = canvas.bounds.split(bottom: max(7, canvas.height * 9 / 20))
        let page = canvas.inside(parts.rest) { list(context, view, &$0) }
        canvas.inside(parts.bottom) { pane in
            if let device = context.chosenDevice(view) {
                RawPane.draw(device, context, view, &pane)
            } else {
                pane.box()
            }
        }
        return page
    }

    private static func list(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) -> Int {
        let words = context.words
        let rows = context.deviceRows(view)
        var title = words(
            .devicesTitle, ScreenText("\(rows.count)"), ScreenText("\(context.state.plan.devices.count)"))
        if view.devicesTroubledOnly { title = title + " · " + words[.devicesTroubled] }
        if !view.deviceFilter.isEmpty { title = title + " /" + ScreenText(view.deviceFilter) }
        canvas.box(title: title)
        let ids = rows.map(\.id)
        let chosen = view.devices.chosen(in: ids)
        ListPosition.draw(chosen, of: rows.count, &canvas)
        return canvas.inside(canvas.bounds.inset()) { pane in
            let table = Table(width: pane.width, context)
            pane.row(0, x: 1, columns: table.columns, table.headings)
            if !table.isWhole { pane.put("›", x: pane.width - 1, y: 0, .dim) }
            let page = max(1, pane.height - 1)
            if rows.isEmpty { pane.line(pane.height / 2, words[.devicesNone], .dim, .centre) }
            let first = view.devices.firstVisible(ids, page: page)
            for (offset, device) in rows.dropFirst(first).prefix(page).enumerated() {
                pane.row(1 + offset, x: 1, columns: table.columns, table.fields(device))
                if first + offset == chosen {
                    pane.restyle(Rect(x: 0, y: 1 + offset, width: pane.width, height: 1)) { _ in .selection }
                }
            }
            return page
        }
    }

    /// Glyph, word and role of a condition: calm where all is well.
    static func mark(_ condition: DeviceCondition, _ words: Catalogue) -> Canvas.Span {
        let name = words.name(condition)
        return switch condition {
        case .unseen: ("– " + name, .dim)
        case .working: ("· " + name, .text)
        case .silent: ("✕ " + name, .warning)
        case .faulty: ("▲ " + name, .alarm)
        case .tampered: ("▲ " + name, .critical)
        }
    }

    /// How old a device's last word is. Past its limit it is said to be no data, never an old number in a calm colour.
    static func age(_ device: Device, _ context: ScreenContext) -> Canvas.Span {
        guard let seen = context.devices.figures(of: device.id)?.lastSeenAt else { return ("–", .dim) }
        let age = context.now - seen
        let limit = GateSpan.seconds(Int64(device.silentAfterSeconds))
        let isOld = limit > .zero && age > limit
        return (context.words.span(age), isOld ? .warning : .text)
    }

    /// Gate's clock less the device's.
    static func clock(_ figures: DeviceFigures?, _ words: Catalogue) -> Canvas.Span {
        guard let figures, figures.messages > 0 else { return ("–", .dim) }
        let error = figures.clockErrorMilliseconds
        // The published bar for such systems: 60 s.
        let isBad = error.magnitude > UInt64(DeviceReport.clockErrorLimit.milliseconds)
        let magnitude = Int(clamping: error.magnitude)
        let sign = magnitude < 100 ? "" : error < 0 ? "-" : "+"
        let text =
            magnitude < 100_000
            ? ScreenText(sign) + words.tenths(magnitude / 100) + " s"
            : ScreenText(sign) + words.grouped(magnitude / 1000, width: 5) + " s"
        return (text, isBad ? .warning : .text)
    }

    /// The columns that fit, most needed first.
    private struct Table {
        private enum Field: CaseIterable {
            case state, name, age, rate, clock, gaps, duplicates, late, errors, dropped, messages, link
        }
        private static let linkWidth = 40
        private var fields: [(Field, Column)]
        private let context: ScreenContext

        init(width: Int, _ context: ScreenContext) {
            self.context = context
            fields = [
                (.state, Column(14)), (.name, Column(0)), (.age, Column(9, .right)), (.rate, Column(7, .right)),
                (.gaps, Column(6, .right)), (.errors, Column(5, .right)), (.dropped, Column(6, .right)),
            ]
            // A clock that is far off is a condition with its own words; what was dropped is said nowhere else.
            if width >= 90 { fields.insert((.clock, Column(8, .right)), at: 4) }
            if width >= 110 {
                fields += [
                    (.duplicates, Column(6, .right)), (.late, Column(6, .right)), (.messages, Column(10, .right)),
                ]
            }
            if width >= 150 { fields.append((.link, Column(Self.linkWidth))) }
            let free = width - fields.reduce(2) { $0 + $1.1.width + $1.1.gap }
            let name = min(34, max(8, free))
            fields[1].1 = Column(name)
            // What the names leave is for the reasons of links that are down.
            if width >= 150 { fields[fields.count - 1].1 = Column(Self.linkWidth + max(0, free - name)) }
        }

        var columns: [Column] { fields.map(\.1) }

        /// Whether a wider screen would show nothing more.
        var isWhole: Bool { fields.count == Field.allCases.count }

        var headings: [Canvas.Span] {
            fields.map { field, _ in
                let message: Message =
                    switch field {
                    case .state: .devicesState
                    case .name: .devicesName
                    case .age: .devicesAge
                    case .rate: .devicesRate
                    case .clock: .devicesClock
                    case .gaps: .devicesGaps
                    case .duplicates: .devicesDuplicates
                    case .late: .devicesLate
                    case .errors: .devicesErrors
                    case .dropped: .devicesDropped
                    case .messages: .devicesMessages
                    case .link: .devicesLink
                    }
                return (context.words[message], .heading)
            }
        }

        func fields(_ device: Device) -> [Canvas.Span] {
            let words = context.words
            let figures = context.devices.figures(of: device.id)
            let report = context.condition(of: device)
            return fields.map { field, column in
                func number(_ value: Int64?, isBad: Bool = false) -> Canvas.Span {
                    guard let value else { return ("–", .dim) }
                    let text = words.grouped(Int(clamping: value), width: column.width)
                    return (text, value > 0 && isBad ? .caution : value == 0 ? .dim : .text)
                }
                return switch field {
                case .state:
                    context.isCutOff(device)
                        ? ("✕ " + words.name("deviceReason", "disconnected"), .warning)
                        : mark(report.condition, words)
                case .name: (context.name(of: device), .text)
                case .age: age(device, context)
                case .rate: number(figures?.perMinute)
                case .clock: clock(figures, words)
                case .gaps: number(figures?.missing, isBad: true)
                case .duplicates: number(figures?.duplicates)
                case .late: number(figures?.late)
                // What its link turned away is what nobody could use as well.
                case .errors: number(figures.map { $0.errors + ($0.link?.refused ?? 0) }, isBad: true)
                case .dropped: number(figures?.link.map(\.dropped), isBad: true)
                case .messages: number(figures?.messages)
                case .link: figures?.link.map { RawPane.link($0, words) } ?? ("–", .dim)
                }
            }
        }
    }
}
