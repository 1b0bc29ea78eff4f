import GateGrid
import GateModel
import GateText

/// F2: every open visit, by lane, direction, goods class and state; sorted, filtered, scrolled.
enum QueueScreen {
    /// - Returns: rows of the list that fit.
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) -> Int {
        let words = context.words
        let rows = context.queueRows(view)
        let total = context.queueTotal(view)
        let title =
            view.queueFilter.isEmpty
            ? words(.queueTitle, ScreenText("\(total)"))
            : words(.queueFiltered, ScreenText("\(rows.count)"), ScreenText("\(total)")) + " /"
                + ScreenText(view.queueFilter)
        canvas.box(title: title)
        let arrow: ScreenText = view.queueDescending ? "↓" : "↑"
        var corner = words(.queueSortedBy, heading(view.queueSort, words), arrow)
        if view.queueShowsDeclared { corner = words[.queueDeclaredToo] + " · " + corner }
        canvas.put(" " + corner + " ", x: max(2, canvas.width - corner.width - 4), y: 0, .dim)
        let ids = rows.map(\.id)
        let chosen = view.queue.chosen(in: ids)
        ListPosition.draw(chosen, of: rows.count, &canvas)
        if let outlook = context.state.acceptance(at: context.now) {
            canvas.put(
                " " + words.outlook(outlook) + " ", x: 2, y: canvas.height - 1, .dim, maxWidth: canvas.width - 18)
        }
        return canvas.inside(canvas.bounds.inset()) { pane in
            let table = Table(width: pane.width, words: words)
            pane.row(0, x: 1, columns: table.columns, table.headings(view.queueSort, arrow))
            let page = max(1, pane.height - 1)
            if rows.isEmpty {
                pane.line(pane.height / 2, words[.queueNothing], .dim, .centre)
                return page
            }
            let first = view.queue.firstVisible(ids, page: page)
            for (offset, visit) in rows[first...].prefix(page).enumerated() {
                pane.row(1 + offset, x: 1, columns: table.columns, table.fields(visit, context))
                if first + offset == chosen {
                    pane.restyle(Rect(x: 0, y: 1 + offset, width: pane.width, height: 1)) { _ in .selection }
                }
            }
            return page
        }
    }

    static func heading(_ column: QueueColumn, _ words: Catalogue) -> ScreenText {
        switch column {
        case .waited: words[.queueWaited]
        case .lane: words[.queueLane]
        case .state: words[.queueState]
        case .plate: words[.queuePlate]
        case .channel: words[.queueChannel]
        case .goodsClass: words[.queueGoodsClass]
        }
    }

    /// The columns that fit, most needed first.
    private struct Table {
        private enum Field {
            case plate, lane, direction, goodsClass, state, channel, waited, agencies, trouble, goods, driver, container
        }
        private var fields: [(Field, Column)]
        private let words: Catalogue

        init(width: Int, words: Catalogue) {
            self.words = words
            fields = [
                (.plate, Column(words.plateWidth)), (.lane, Column(3, .right)), (.direction, Column(5)),
                (.state, Column(20)), (.waited, Column(10, .right)),
            ]
            // The lane tells the direction too: it makes room for a plate that must stand whole.
            if words.prefersLatinPlates, width < 100 { fields.remove(at: 2) }
            if width >= 74 { fields.append((.channel, Column(12))) }
            if width >= 110 { fields.insert((.goodsClass, Column(11)), at: 3) }
            if width >= 100 { fields.append((.agencies, Column(26))) }
            if width >= 150 { fields.append((.goods, Column(30))) }
            if width >= 170 { fields.append((.container, Column(12))) }
            let used = fields.reduce(2) { $0 + $1.1.width + $1.1.gap }
            fields.append((.trouble, Column(max(2, width - used))))
        }

        var columns: [Column] { fields.map(\.1) }

        func headings(_ sort: QueueColumn, _ arrow: ScreenText) -> [Canvas.Span] {
            fields.map { field, _ in
                let (text, column): (ScreenText, QueueColumn?) =
                    switch field {
                    case .plate: (words[.queuePlate], .plate)
                    case .lane: (words[.queueLane], .lane)
                    case .direction: (words[.queueDirection], nil)
                    case .goodsClass: (words[.queueGoodsClass], .goodsClass)
                    case .state: (words[.queueState], .state)
                    case .channel: (words[.queueChannel], .channel)
                    case .waited: (words[.queueWaited], .waited)
                    case .agencies: (words[.queueAgencies], nil)
                    case .trouble: (words[.queueTrouble], nil)
                    case .goods: (words[.queueGoods], nil)
                    case .driver: (words[.queueDriver], nil)
                    case .container: (words[.queueContainer], nil)
                    }
                return (column == sort ? text + arrow : text, .heading)
            }
        }

        func fields(_ visit: Visit, _ context: ScreenContext) -> [Canvas.Span] {
            fields.map { field, _ in span(field, visit, context) }
        }

        private func span(_ field: Field, _ visit: Visit, _ context: ScreenContext) -> Canvas.Span {
            let declared = visit.declaration
            switch field {
            case .plate: return words.plateSpan(declared.tractor)
            case .lane: return (visit.lane.map { ScreenText("\($0.number)") } ?? "–", .text)
            case .direction: return (words.name(declared.direction), .dim)
            case .goodsClass: return (words.name(declared.goodsClass), .text)
            case .state: return VisitCard.stateSpan(visit, words)
            case .channel:
                guard visit.channel != .none else { return ("–", .dim) }
                return VisitCard.channelSpan(visit, words, withReason: false)
            case .waited:
                guard visit.arrivedAt > .epoch else { return ("–", .dim) }
                return (words.span(context.waited(visit)), .text)
            case .agencies: return (VisitLine.agencies(visit, words), .text)
            case .trouble:
                guard let first = visit.troubles.first else { return WaitSpan.short(visit, context) ?? ("", .text) }
                // The one to be cleared first, and that it is not the only one.
                let more = visit.troubles.count > 1 ? ScreenText(" +\(visit.troubles.count - 1)") : .empty
                let room = max(2, (columns.last?.width ?? 2) - more.width)
                return (("▲ " + words.name(first.reason)).prefix(width: room) + more, .warning)
            case .goods: return (ScreenText(declared.goods), .text)
            case .driver: return (ScreenText(declared.driver), .text)
            case .container: return (ScreenText(declared.container), .dim)
            }
        }
    }
}
