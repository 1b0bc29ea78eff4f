import GateGrid
import GateModel
import GateText

/// What is always on the screen: gate and its status, clock, who sits here, alarms by priority, health.
enum TopLine {
    static func draw(_ context: ScreenContext, _ view: ViewState, _ canvas: inout Canvas) {
        let words = context.words
        let banner = style(of: context.mode)
        canvas.bar(0, "", banner)
        let clock = context.clockSeconds(context.now) + (context.showsUTC ? " UTC" : "")
        var left: [ScreenText] = []
        switch context.mode {
        case .live: break
        case .readOnly: left.append("◇ " + words[.topReadOnly])
        case .replay: left.append("▶ " + words[.topReplay])
        }
        left.append(
            ScreenText(context.state.plan.name.uppercased()) + " · " + status(context, isWide: canvas.width >= 120))
        left.append(clock)
        // Who sits here matters where something can be decided; on a narrow screen only there.
        if canvas.width >= 100 || (canvas.width >= 76 && context.mode == .live) {
            left.append(
                ScreenText(context.person.name, limit: 20) + " · "
                    + (canvas.width >= 110 ? words.name(context.person.agency) : words.short(context.person.agency))
                    + (context.person.lane.map { " · " + words(.topLane, ScreenText("\($0.number)")) } ?? ""))
        }
        if context.mode == .live, canvas.width >= 100 { left.append(words[.topLive]) }
        // The figures on the right are never cut: a number cut is another number.
        let figures = figures(context, banner)
        let width = figures.reduce(1) { $0 + $1.text.width + 1 }
        canvas.put(
            ScreenText.joined(left, separator: "  "), x: 1, y: 0, banner, maxWidth: max(8, canvas.width - width - 2))
        var x = canvas.width - width + 1
        for figure in figures { x = canvas.put(figure.text, x: x, y: 0, figure.style) + 1 }
    }

    private static func style(of mode: ConsoleMode) -> Style {
        switch mode {
        case .live: Style(.liveBanner)
        case .readOnly: Style(.readOnlyBanner)
        case .replay: Style(.replayBanner)
        }
    }

    private static func status(_ context: ScreenContext, isWide: Bool) -> ScreenText {
        let words = context.words
        if context.state.status != .open {
            let until = context.state.statusUntil
            let by = context.state.statusAuthority == .none ? "" : " · " + words.name(context.state.statusAuthority)
            guard until > .epoch else { return words[.topSuspended] + (isWide ? by : "") }
            return words(.topSuspendedUntil, context.clock(until)) + (isWide ? by : "")
        }
        let calendar = context.state.plan.calendar
        let today = calendar.day(of: context.now)
        // Why this day's hours are not the week's, and who said so.
        let exception = isWide ? calendar.exception(on: today) : nil
        let note = [exception?.reason ?? "", exception?.by ?? ""].filter { !$0.isEmpty }
            .map { " · " + ScreenText($0, limit: 30) }.reduce(.empty, +)
        if calendar.isOpen(at: context.now) {
            guard let closes = calendar.closing(from: context.now) else { return words[.topAlwaysOpen] + note }
            return words(.topOpen, context.clock(closes)) + note
        }
        guard let opens = calendar.opening(from: context.now) else { return words[.topClosed] + note }
        // Tonight's or tomorrow's opening needs no date.
        let isSoon = calendar.day(of: opens) <= today + 1
        let time = isSoon ? context.clock(opens) : context.day(opens) + " " + context.clock(opens)
        return words(.topClosedNow, time) + note
    }

    /// Alarms by priority, then devices at work, then what the station could not use: each only where there is any.
    private static func figures(_ context: ScreenContext, _ banner: Style) -> [Canvas.Span] {
        let alarms = context.state.standingAlarms
        var parts: [Canvas.Span] = []
        let glyphs: [(AlarmPriority, ScreenText, Role)] = [
            (.high, "▲", .critical), (.medium, "●", .alarm), (.low, "○", .warning),
        ]
        for (priority, glyph, role) in glyphs {
            let standing = alarms.filter { $0.kind.priority == priority }
            guard !standing.isEmpty else { continue }
            // Loud only while somebody has to look.
            let unseen = standing.contains { $0.state != .acknowledged }
            parts.append((glyph + ScreenText("\(standing.count)"), unseen ? Style(role, .bold) : banner))
        }
        let watched = context.state.devices.filter { $0.report.condition != .unseen }
        let working = watched.filter { $0.report.condition == .working }.count
        if !watched.isEmpty {
            let text = ScreenText("\(working)/\(watched.count)")
            parts.append((text, working < watched.count ? Style(.caution) : banner))
        }
        let lost = context.station.rejected + context.station.dropped
        if lost > 0 { parts.append(("✕" + context.words.grouped(lost), Style(.caution))) }
        return parts
    }
}

/// The line that says where a replay stands: speed, event, and the day's alarms under the cursor.
enum ReplayStrip {
    static func draw(_ context: ScreenContext, _ status: ReplayStatus, _ canvas: inout Canvas) {
        let words = context.words
        canvas.bar(0, "", Style(.replayBanner))
        let speed = speedText(status.speedHundredths, words)
        let head =
            (status.isPaused ? "‖ " + words[.replayPaused] : "▶ " + words[.replayPlaying])
            + " " + words(.replaySpeed, speed) + "  "
            + words(.replayEvent, words.grouped(status.position), words.grouped(status.count)) + "  "
            + context.clock(status.start) + " "
        let x = canvas.put(head, x: 1, y: 0, Style(.replayBanner))
        let end = " " + context.clock(status.end) + " "
        let values = status.alarmStrip.map { Double($0) }
        let room = min(values.count, canvas.width - x - end.width)
        guard room >= 8 else { return }
        canvas.put(Sparkline.text(values, width: room), x: x, y: 0, Style(.replayBanner))
        let whole = max(1, (status.end - status.start).milliseconds)
        let gone = min(whole, max(0, (context.now - status.start).milliseconds))
        let place = x + Int(Int64(room - 1) * gone / whole)
        canvas.put("┃", x: place, y: 0, Style(.replayBanner, .bold))
        canvas.put(end, x: x + room, y: 0, Style(.replayBanner))
    }

    private static func speedText(_ hundredths: Int, _ words: Catalogue) -> ScreenText {
        hundredths % 100 == 0 ? words.grouped(hundredths / 100) : words.tenths(hundredths / 10)
    }
}
