import GateGrid
import GateModel
import GateText

/// F5: the whole gate at a glance — lanes, queues, waits with their method and age, yard, flow, what is wrong.
enum BoardScreen {
    /// - Returns: lanes that fit.
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) -> Int {
        let words = context.words
        let isWide = canvas.width >= 110
        let laneRows = context.state.lanes.count + 3
        if isWide {
            let parts = canvas.bounds.split(left: min(110, canvas.width * 2 / 3))
            let left = parts.left.split(top: min(laneRows, parts.left.height - 5))
            let page = canvas.inside(left.top) { lanes(context, view, &$0) }
            canvas.inside(left.rest) { flow(context, &$0) }
            let right = parts.rest.split(top: min(12, parts.rest.height / 2))
            canvas.inside(right.top) { now(context, &$0) }
            canvas.inside(right.rest) { troubles(context, &$0) }
            return page
        }
        // 80×24: one box, lanes above and the gate's figures below.
        let rows = min(context.state.lanes.count + 1, max(4, canvas.height - 6))
        canvas.box(title: words[.boardLanes])
        let inner = canvas.bounds.inset().split(top: rows)
        let page = canvas.inside(inner.top) { laneTable(context, view, &$0) }
        canvas.divider(rows + 1, title: words[.boardNow])
        let below = inner.rest.split(top: 1).rest
        canvas.inside(below) { figures(context, &$0) }
        return page
    }

    // MARK: Lanes

    private static func lanes(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) -> Int {
        canvas.box(title: context.words[.boardLanes])
        return canvas.inside(canvas.bounds.inset()) { laneTable(context, view, &$0) }
    }

    private static func laneTable(_ context: ScreenContext, _ view: ViewState, _ pane: inout Canvas) -> Int {
        let words = context.words
        // A Latin key stands whole, with a mark before it: the bar gives way, then the kind's name.
        let bar = words.prefersLatinPlates ? max(0, min(40, pane.width - 83)) : max(4, min(40, pane.width - 73))
        let kind = bar == 0 ? 11 : 16
        let last = max(0, pane.width - 46 - kind - bar)
        let columns = [
            Column(3, .right), Column(5), Column(kind), Column(4, .right), Column(bar), Column(8, .right),
            Column(9, .right), Column(7, .right), Column(last),
        ]
        pane.row(
            0, x: 0, columns: columns,
            [
                (words[.boardLane], .heading), ("", .heading), ("", .heading), (words[.boardQueue], .heading),
                ("", .heading), (words[.boardControl], .heading), (words[.boardWait], .heading),
                (words[.boardCrossed], .heading), ("", .heading),
            ])
        let page = max(1, pane.height - 1)
        let ids = context.state.lanes.map(\.lane.id)
        let first = view.boardLane.firstVisible(ids, page: page)
        let chosen = view.boardLane.chosen(in: ids)
        for (offset, lane) in context.state.lanes.dropFirst(first).prefix(page).enumerated() {
            pane.row(1 + offset, x: 0, columns: columns, laneFields(lane, bar: bar, last: last, context))
            if first + offset == chosen {
                pane.restyle(Rect(x: 0, y: 1 + offset, width: pane.width, height: 1)) { _ in .selection }
            }
        }
        return page
    }

    private static func laneFields(
        _ lane: LaneState, bar: Int, last room: Int, _ context: ScreenContext
    ) -> [Canvas.Span] {
        let words = context.words
        let queued = lane.queue.count
        // A bar of ten vehicles is a normal queue; past that it has left its range and says so.
        let isLong = queued > 10
        let share = min(1, Double(queued) / 20)
        var last: Canvas.Span = ("", .text)
        if lane.status != .open {
            last = ("■ " + words.name(lane.status), .warning)
        } else if !lane.unknownPlate.isEmpty {
            last = ("✕ " + words.plateRead(lane.unknownPlate), .alarm)
        } else if room >= words.plateWidth, let visit = context.state.vehicleAtArch(lane.lane.id) {
            last = words.plateSpan(visit.declaration.tractor, .dim)
        }
        return [
            (ScreenText("\(lane.lane.id.number)"), .strong), (words.name(lane.lane.direction), .dim),
            (words.name(lane.lane.kind), .text), (ScreenText("\(queued)"), isLong ? .caution : .text),
            (BlockBar.text(share, width: bar), isLong ? .caution : .gauge),
            (ScreenText("\(lane.control.count)"), .text),
            wait(lane, context), (words.grouped(Int(lane.crossed)), .text), last,
        ]
    }

    /// What a newcomer should expect; no figure while the other side takes nobody.
    private static func wait(_ lane: LaneState, _ context: ScreenContext) -> Canvas.Span {
        if lane.isStoppedBeyond(in: context.state, at: context.now) { return (context.words[.mirrorStopped], .warning) }
        let seconds = lane.expectedWaitSeconds(in: context.state, at: context.now)
        return (seconds.map { context.words.span(.seconds(Int64($0))) } ?? "–", .text)
    }

    // MARK: The gate now

    private static func now(_ context: ScreenContext, _ canvas: inout Canvas) {
        canvas.box(title: context.words[.boardNow])
        canvas.inside(canvas.bounds.inset()) { figures(context, &$0) }
    }

    private static func figures(_ context: ScreenContext, _ pane: inout Canvas) {
        let words = context.words
        let state = context.state
        let yard = state.count(.atYard)
        let places = Int(state.plan.yardPlaces)
        let station = context.station
        let byClass = ScreenText.joined(
            classCounts(state).map { words.name($0.0) + " " + ScreenText("\($0.1)") }, separator: " · ")
        var lines: [Canvas.Span] = [
            (
                words(.boardInside, words.grouped(state.insideCount)) + " · "
                    + words(.boardYard, words.grouped(yard), words.grouped(places)) + " · "
                    + words(.boardTurnedBack, words.grouped(Int(state.today.turnedBack))),
                places > 0 && yard > places ? .warning : .text
            ),
            (
                words(
                    .boardCrossedToday, words.grouped(Int(state.today.crossedInbound)),
                    words.grouped(Int(state.today.crossedOutbound)), words.grouped(Int(state.today.crossedFruit))),
                .text
            ),
        ]
        let outlook = state.acceptance(at: context.now)
        let isBinding = outlook.map { $0.perHour == 0 || ($0.queueSeconds ?? 0) > 0 } ?? false
        // Outbound, the other side's pace is the gate's own.
        if let outlook, isBinding { lines.insert((words.outlook(outlook), .caution), at: 1) }
        lines.append((waitMethod(context), .dim))
        if let outlook, !isBinding { lines.append((words.outlook(outlook), .dim)) }
        lines += [
            (
                words(
                    .boardStation, words.grouped(station.unknownLines), words.grouped(station.rejected),
                    words.grouped(station.duplicates), words.grouped(station.dropped)),
                station.rejected + station.dropped > 0 ? .caution : .dim
            ),
            (words[.boardByClass] + ": " + byClass, .dim),
        ]
        // What should not happen stands among the figures; that it did not, at the end.
        let isNews = state.today.paperCount > 0 || state.today.unknownDocuments > 0
        lines.insert(
            (papers(state.today, words), isNews ? .caution : .dim), at: isNews ? isBinding ? 3 : 2 : lines.count)
        if let wait = unexplained(context) { lines.insert(wait, at: 0) }
        // A long line goes on below while there are rows to spare.
        let spare = pane.height - lines.count
        var shown: [(ScreenText, Style)] = []
        var used = 0
        for line in lines {
            let rows = line.text.wrapped(to: pane.width - 2)
            if rows.count - 1 <= spare - used {
                used += rows.count - 1
                shown += rows.map { ($0, line.style) }
            } else {
                shown.append((line.text, line.style))
            }
        }
        for (y, line) in shown.prefix(pane.height).enumerated() {
            pane.put(line.0, x: 1, y: y, line.1, maxWidth: pane.width - 2)
        }
    }

    /// How many wait without a reason, and how long the first of them has; nil where nobody does.
    private static func unexplained(_ context: ScreenContext) -> Canvas.Span? {
        let waiting = context.state.unexplainedVisits(at: context.now)
        guard let longest = waiting.first?.wait else { return nil }
        let words = context.words
        return (
            "? "
                + words(.boardUnexplained, words.grouped(waiting.count), words.stopwatch(Int(longest.seconds))),
            longest > GateState.unexplainedAfter ? .warning : .caution
        )
    }

    /// Papers asked for all the same, by whom; and documents that nobody could be found for.
    private static func papers(_ today: DayCounts, _ words: Catalogue) -> ScreenText {
        let asked = Agency.allCases.filter { today.papers[Int($0.rawValue)] > 0 }.map {
            words.short($0) + " " + ScreenText("\(today.papers[Int($0.rawValue)])")
        }
        var text = words(.boardPapers, words.grouped(today.paperCount))
        if !asked.isEmpty { text = text + " (" + ScreenText.joined(asked, separator: ", ") + ")" }
        guard today.unknownDocuments > 0 else { return text }
        return text + " · " + words(.boardUnknownDocuments, words.grouped(Int(today.unknownDocuments)))
    }

    /// How the wait is made and how old it is: never a figure without its method.
    private static func waitMethod(_ context: ScreenContext) -> ScreenText {
        let lanes = context.state.lanes.filter { !$0.recentWaits.isEmpty }
        guard let latest = lanes.map(\.lastBoothAt).max() else { return context.words[.boardWaitNone] }
        return context.words(
            .boardWaitMethod, ScreenText("\(LaneState.waitLimit)"), context.words.span(context.now - latest))
    }

    /// Vehicles on the ground by goods class, largest first.
    private static func classCounts(_ state: GateState) -> [(GoodsClass, Int)] {
        var counts: [GoodsClass: Int] = [:]
        for id in state.open {
            guard let visit = state.visit(id), visit.isInside else { continue }
            counts[visit.declaration.goodsClass, default: 0] += 1
        }
        return counts.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }.map { ($0.key, $0.value) }
    }

    // MARK: Flow and trouble

    private static func flow(_ context: ScreenContext, _ canvas: inout Canvas) {
        guard canvas.height >= 4 else { return }
        let words = context.words
        canvas.box(title: words[.boardFlow])
        canvas.inside(canvas.bounds.inset()) { pane in
            let calendar = context.state.plan.calendar
            let today = calendar.hours(on: calendar.day(of: context.now))
            let shown = today.isShut ? calendar.usual : today
            let first = min(92, max(0, Int(shown.opens) / 15 - 8))
            let last = min(96, max(first, Int(max(shown.closes, shown.fruitCloses)) / 15 + 4))
            let arrivals = context.state.today.arrivalsByQuarter[first..<last].map { Double($0) }
            let crossings = context.state.today.crossingsByQuarter[first..<last].map { Double($0) }
            let top = max(1, (arrivals + crossings).max() ?? 1)
            let width = min(last - first, pane.width - 2)
            let plotHeight = min(8, (pane.height - 3) / 2)
            guard width > 4, plotHeight >= 1 else { return }
            let rows = [
                (words[.boardArrivals], arrivals, context.state.today.arrived),
                (
                    words[.boardCrossings], crossings,
                    context.state.today.crossedInbound + context.state.today.crossedOutbound
                ),
            ]
            for (index, row) in rows.enumerated() {
                let y = index * (plotHeight + 1)
                pane.put(row.0 + " · " + words.grouped(Int(row.2)), x: 1, y: y, .dim)
                let peak = words(.boardPeak, words.grouped(Int(row.1.max() ?? 0)))
                pane.put(peak, x: 1 + width - peak.width, y: y, .dim)
                BarPlot.draw(
                    row.1, top: top, in: Rect(x: 1, y: y + 1, width: width, height: plotHeight), &pane)
            }
            hours(from: first, to: first + width, y: rows.count * (plotHeight + 1), &pane)
        }
    }

    /// The hours below the bars, each under its first quarter; every second one, so that the eye can count.
    private static func hours(from first: Int, to last: Int, y: Int, _ pane: inout Canvas) {
        for quarter in stride(from: (first + 7) / 8 * 8, to: last - 1, by: 8) {
            let hour = quarter / 4
            pane.put(ScreenText(hour < 10 ? "0\(hour)" : "\(hour)"), x: 1 + quarter - first, y: y, .dim)
        }
    }

    private static func troubles(_ context: ScreenContext, _ canvas: inout Canvas) {
        let words = context.words
        canvas.box(title: words[.boardStanding])
        canvas.inside(canvas.bounds.inset()) { pane in
            let devices = context.state.devices.enumerated().filter {
                $0.element.report.condition != .working && $0.element.report.condition != .unseen
            }
            let parts = pane.bounds.split(bottom: min(pane.height / 2, devices.isEmpty ? 1 : devices.count + 1))
            pane.inside(parts.rest) { AlarmLines.draw(context, context.state.standingAlarms, &$0) }
            pane.inside(parts.bottom) { lower in
                let seen = context.state.devices.filter { $0.report.condition != .unseen }.count
                var text = words(.boardDevicesFine, ScreenText("\(seen - devices.count)"))
                if !devices.isEmpty { text = text + " · " + words(.boardDeviceTrouble, ScreenText("\(devices.count)")) }
                lower.put(text, x: 1, y: 0, devices.isEmpty ? .dim : .caution)
                for (row, device) in devices.prefix(max(0, lower.height - 1)).enumerated() {
                    let report = device.element.report
                    let name =
                        context.state.plan.devices.indices.contains(device.offset)
                        ? context.name(of: context.state.plan.devices[device.offset]) : ""
                    lower.put(
                        "✕ " + name + " " + words.name(report.condition) + " " + words.reason(report.detail),
                        x: 1, y: 1 + row, .caution, maxWidth: lower.width - 2)
                }
            }
        }
    }
}
