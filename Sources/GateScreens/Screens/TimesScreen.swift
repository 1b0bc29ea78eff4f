import GateGrid
import GateModel
import GateText

/// F8: what vehicles' time goes into, by step and agency, and who waits now without a reason. It names no officer.
enum TimesScreen {
    /// - Returns: rows of the list that fit.
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) -> Int {
        let words = context.words
        let left = words.grouped(Int(context.state.today.left))
        // The figures begin anew with the first thing that is counted on a day: until then they are of the day before.
        let counted = CivilDay(number: Int(context.state.today.day))
        let isToday = counted == context.state.plan.calendar.day(of: context.now)
        canvas.box(title: isToday ? words(.timesTitle, left) : words(.timesTitleOf, date(of: counted), left))
        let waiting = context.timesRows
        ListPosition.draw(view.times.chosen(in: waiting.map(\.visit)), of: waiting.count, &canvas)
        let inner = canvas.bounds.inset()
        let room = max(0, inner.height - 6)
        let foot = footer(context, width: inner.width - 2, room: room)
        let parts = inner.split(bottom: min(foot.count, room))
        canvas.inside(parts.bottom) { pane in
            for (y, span) in foot.prefix(pane.height).enumerated() {
                pane.put(span.text, x: 1, y: y, span.style, maxWidth: pane.width - 2)
            }
        }
        // Who waits now comes before what has been.
        let listRows = min(max(2, waiting.count + 1), max(3, parts.rest.height / 3))
        let halves = parts.rest.split(bottom: listRows)
        canvas.inside(halves.rest) { table(context, &$0) }
        let heading = waiting.isEmpty ? words[.timesNobody] : words(.timesNow, words.grouped(waiting.count))
        canvas.divider(halves.bottom.y, title: heading)
        return canvas.inside(halves.bottom) { list(context, view, waiting, &$0) }
    }

    /// `30/11`
    private static func date(of day: CivilDay) -> ScreenText {
        ScreenText("\(day.date % 100)/\(day.date / 100 % 100)")
    }

    // MARK: The table

    private static func table(_ context: ScreenContext, _ pane: inout Canvas) {
        let words = context.words
        let table = Table(isWide: pane.width >= 106)
        pane.row(0, x: 1, columns: table.columns, table.headings(words))
        let all = context.state.today.times
        if all.isEmpty {
            pane.line(min(2, pane.height - 1), words[.timesNone], .dim, .centre)
            return
        }
        // Where not all fit, those stay on which most was waited without a reason.
        let room = max(1, pane.height - 1)
        let shown =
            all.count <= room ? all : Array(all.sorted { $0.unexplainedSum > $1.unexplainedSum }.prefix(room - 1))
        let rows = shown.sorted {
            ($0.step.rawValue, place($0.agency, context)) < ($1.step.rawValue, place($1.agency, context))
        }
        for (y, times) in rows.enumerated() {
            pane.row(1 + y, x: 1, columns: table.columns, table.fields(times, words))
        }
        guard rows.count < all.count else { return }
        let rest = all.reduce(0) { $0 + $1.unexplainedSum } - rows.reduce(0) { $0 + $1.unexplainedSum }
        let more = words(.timesMore, words.grouped(all.count - rows.count), words.stopwatch(Int(rest)))
        pane.put("… " + more, x: 1, y: pane.height - 1, .dim, maxWidth: pane.width - 2)
    }

    private static func place(_ agency: Agency, _ context: ScreenContext) -> Int {
        context.state.plan.agencyOrder.firstIndex(of: agency) ?? Agency.allCases.count
    }

    /// Steps and agencies in the order of the way, never by who is slow.
    private struct Table {
        let isWide: Bool

        var columns: [Column] {
            let time = Column(8, .right)
            return [Column(13), Column(4), Column(6, .right)]
                + (isWide ? [time, time, time, time] : [time, time])
                + [Column(8, .right), Column(13), Column(9, .right)] + (isWide ? [Column(10, .right)] : [])
        }

        func headings(_ words: Catalogue) -> [Canvas.Span] {
            let ninetieth = words[.timesNinetieth]
            let keys: [ScreenText] =
                [words[.timesStep], "", words[.timesVehicles], words[.timesWork]] + (isWide ? [ninetieth] : [])
                + [words[.timesReasonedShort]] + (isWide ? [ninetieth] : [])
                + ["? " + words[.timesMedian], words[.timesInterval], ninetieth]
                + (isWide ? [words[.timesSum]] : [])
            return keys.map { ($0, .heading) }
        }

        func fields(_ times: StepTimes, _ words: Catalogue) -> [Canvas.Span] {
            var fields: [Canvas.Span] = [
                (words.name(times.step), .text), (words.short(times.agency), .text),
                (words.grouped(Int(times.vehicles)), .text),
            ]
            for values in [times.work, times.reasoned] {
                let spread = Spread(values)
                fields.append(value(spread?.median, words))
                if isWide { fields.append(value(spread?.ninetieth, words)) }
            }
            let unexplained = Spread(times.unexplained)
            fields.append(value(unexplained?.median, words))
            fields.append((interval(unexplained, words), .dim))
            let worst = value(unexplained?.ninetieth, words)
            let isLong = Int64(unexplained?.ninetieth ?? 0) > GateState.unexplainedAfter.seconds
            fields.append(isLong ? ("▲ " + worst.text, .warning) : worst)
            if isWide { fields.append((words.stopwatch(Int(times.unexplainedSum)), .text)) }
            return fields
        }

        /// Nothing at all is told apart from little.
        private func value(_ seconds: Int32?, _ words: Catalogue) -> Canvas.Span {
            guard let seconds, seconds > 0 else { return ("–", .dim) }
            return (words.stopwatch(Int(seconds)), .text)
        }

        private func interval(_ spread: Spread?, _ words: Catalogue) -> ScreenText {
            guard let interval = spread?.interval else { return words[.timesFew] }
            if interval.upperBound == 0 { return "–" }
            return words.stopwatch(Int(interval.lowerBound)) + "–" + words.stopwatch(Int(interval.upperBound))
        }
    }

    // MARK: Who waits now

    private static func list(
        _ context: ScreenContext, _ view: ViewState, _ waiting: [(visit: VisitID, wait: GateSpan)],
        _ pane: inout Canvas
    ) -> Int {
        let words = context.words
        let page = max(1, pane.height - 1)
        let ids = waiting.map(\.visit)
        let first = view.times.firstVisible(ids, page: page)
        let chosen = view.times.chosen(in: ids)
        let rest = max(4, pane.width - words.plateWidth - 4 - 8 - 8)
        for (offset, row) in waiting.dropFirst(first).prefix(page).enumerated() {
            guard let visit = context.state.visit(row.visit) else { continue }
            let place = words.name(visit.wait.step) + " · " + words.name(visit.wait.agency)
            let lane = visit.lane.map { ScreenText("\($0.number)") } ?? "–"
            pane.row(
                1 + offset, x: 1,
                columns: [Column(words.plateWidth), Column(4, .right), Column(8, .right), Column(rest)],
                [
                    words.plateSpan(visit.declaration.tractor), (lane, .text),
                    (
                        words.stopwatch(Int(row.wait.seconds)),
                        row.wait > GateState.unexplainedAfter ? .warning : .caution
                    ),
                    (place + "   " + ScreenText(visit.declaration.goods), .text),
                ])
            if first + offset == chosen {
                pane.restyle(Rect(x: 0, y: 1 + offset, width: pane.width, height: 1)) { _ in .selection }
            }
        }
        return page
    }

    // MARK: Footer

    /// Reasons that were given, complaints, and how the figures were made.
    private static func footer(_ context: ScreenContext, width: Int, room: Int) -> [Canvas.Span] {
        let words = context.words
        let today = context.state.today
        let given = WaitReason.allCases.compactMap { reason -> ScreenText? in
            let count = today.waitReasons[Int(reason.rawValue)]
            return count > 0 ? words.name(reason) + " " + words.grouped(Int(count)) : nil
        }
        let open = context.state.openComplaints.count
        let settled = context.state.complaints.count - open
        let head: [Canvas.Span] = [
            (
                words[.timesGiven] + ": " + (given.isEmpty ? "–" : ScreenText.joined(given, separator: " · ")),
                .text
            ),
            (contactless(today, words), .text),
            marks(today.ratings, words),
        ]
        let foot: [Canvas.Span] = [
            (
                (open > 0 ? "● " : "") + words(.timesComplaints, words.grouped(open), words.grouped(settled)),
                open > 0 ? .caution : .dim
            ),
            (words(.timesMethod, words.grouped(StepTimes.limit)), .dim),
        ]
        // One of the two alone would compare with nothing.
        let pair = exits(today.ratings, words, width: width)
        return head + (head.count + pair.count + foot.count <= room ? pair : []) + foot
    }
}

extension TimesScreen {
    /// Of the drivers that are satisfied by 2030, in thousandths (docs/domain.md).
    private static let satisfiedTarget = 950

    /// What drivers thought of it.
    private static func marks(_ tally: RatingTally, _ words: Catalogue) -> Canvas.Span {
        let count = tally.count
        guard count > 0 else { return (words[.ratingNone], .dim) }
        let mean = zip(1..., tally.counts).reduce(0) { $0 + $1.0 * Int($1.1) } * 10 / count
        let share = tally.satisfied * 1000 / count
        return (
            words(
                .ratingDay, words.grouped(count), words.tenths(mean), words.percent(permille: share),
                words.percent(permille: satisfiedTarget)), share < satisfiedTarget ? .caution : .text
        )
    }

    /// A line of mean times where drivers were satisfied, and one below it where they were not: time without a reason, then
    /// the steps, the longest first, as many as there is room for. Empty where there is nothing to compare.
    static func exits(_ tally: RatingTally, _ words: Catalogue, width: Int) -> [Canvas.Span] {
        guard tally.good.vehicles > 0, tally.bad.vehicles > 0 else { return [] }
        let steps = GateStep.allCases.filter { tally.bad.meanSeconds(on: $0) + tally.good.meanSeconds(on: $0) > 0 }
            .sorted { tally.bad.meanSeconds(on: $0) > tally.bad.meanSeconds(on: $1) }
        func pieces(_ exit: ExitTimes) -> [ScreenText] {
            ["? " + words[.timesUnexplained] + " " + words.stopwatch(exit.meanUnexplainedSeconds)]
                + steps.map { words.name($0) + " " + words.stopwatch(exit.meanSeconds(on: $0)) }
        }
        let heads = [
            words(.ratingGood, words.grouped(Int(tally.good.vehicles))),
            words(.ratingBad, words.grouped(Int(tally.bad.vehicles))),
        ]
        let columns = zip(pieces(tally.good), pieces(tally.bad)).map { [$0, $1] }
        var lines = heads.map { $0.padded(to: heads.map(\.width).max() ?? 0) }
        for (number, column) in columns.enumerated() {
            let wide = column.map(\.width).max() ?? 0
            guard lines[0].width + 2 + wide <= width - (number + 1 < columns.count ? 2 : 0) else {
                lines = lines.map { $0 + " …" }
                break
            }
            lines = zip(lines, column).map { $0 + "  " + $1.padded(to: wide) }
        }
        return lines.map { ($0, .text) }
    }

    /// How many drivers left without anybody having met them, by channel: a share, and of how many.
    private static func contactless(_ today: DayCounts, _ words: Catalogue) -> ScreenText {
        let shares = Channel.allCases.compactMap { channel -> ScreenText? in
            let left = Int(today.leftByChannel[Int(channel.rawValue)])
            guard left > 0 else { return nil }
            let without = Int(today.contactlessByChannel[Int(channel.rawValue)])
            return words.name(channel) + " " + words.percent(permille: without * 1000 / left) + " ("
                + words.grouped(without) + "/" + words.grouped(left) + ")"
        }
        let met = today.contacts.reduce(0) { $0 + Int($1) }
        return words(
            .timesContactless, shares.isEmpty ? "–" : ScreenText.joined(shares, separator: " · "), words.grouped(met))
    }
}

extension ScreenContext {
    /// The vehicles of the times screen: those that wait now without a reason, the longest first.
    var timesRows: [(visit: VisitID, wait: GateSpan)] { state.unexplainedVisits(at: now) }
}
