import GateGrid
import GateModel
import GateText

/// How a vehicle's wait is told: the clock, and what it waits for.
extension Catalogue {
    /// `0:07`, `12:04`, `1:02:10`: a time that is compared with others, to the second.
    func stopwatch(_ seconds: Int) -> ScreenText {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let seconds = max(0, seconds)
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return ScreenText(
            hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))")
    }

    func name(_ value: GateStep) -> ScreenText { name("step", value.name) }
    func name(_ value: WaitCause) -> ScreenText { name("cause", value.name) }
    func name(_ value: WaitReason) -> ScreenText { name("wait", value.name) }
    func name(_ value: ContactReason) -> ScreenText { name("contact", value.name) }
    func name(_ value: DriverLanguage) -> ScreenText { name("language", value.name) }
    func name(_ value: ComplaintKind) -> ScreenText { name("complaint", value.name) }
    func name(_ value: ComplaintOutcome) -> ScreenText { name("outcomeOfComplaint", value.name) }
    func name(_ value: OpenItem.Kind) -> ScreenText { name("item", value.name) }
}

/// Why a vehicle waits, as a span of a line.
enum WaitSpan {
    /// `? chưa rõ lý do 4:05 · HQ`, or what it waits for; nil where it does not wait.
    static func span(_ visit: Visit, _ context: ScreenContext) -> Canvas.Span? {
        let words = context.words
        let wait = visit.wait
        guard wait.cause != .none else { return nil }
        let agency = " · " + words.short(wait.agency)
        if let span = context.state.unexplainedWait(of: visit, at: context.now) {
            let text = "? " + words(.timesUnexplainedFor, words.stopwatch(Int(span.seconds))) + agency
            return (text, span > GateState.unexplainedAfter ? .warning : .caution)
        }
        switch wait.cause {
        case .given: return (words.name(wait.given) + agency, .info)
        case .work, .question: return (words.name(wait.cause) + agency, .dim)
        default: return (words.name(wait.cause), .dim)
        }
    }

    /// `? 4:05`: only where nobody has said why.
    static func short(_ visit: Visit, _ context: ScreenContext) -> Canvas.Span? {
        context.state.unexplainedWait(of: visit, at: context.now).map {
            (
                "? " + context.words.stopwatch(Int($0.seconds)),
                $0 > GateState.unexplainedAfter ? .warning : .caution
            )
        }
    }
}

/// What a visit's time went into, step by step and agency by agency.
enum WaitRows {
    static func lines(_ visit: Visit, _ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        let wait = context.state.wait(of: visit, at: visit.state.isClosed ? visit.closedAt : context.now)
        guard !wait.tallies.isEmpty else { return [] }
        var rows: [[Canvas.Span]] = []
        for tally in wait.tallies + (wait.tallies.count > 1 ? [wait.total] : []) {
            let isTotal = tally.step == .none
            let name = isTotal ? words[.timesTotal] : words.name(tally.step) + " · " + words.short(tally.agency)
            var row: [Canvas.Span] = [(name.padded(to: 26), isTotal ? .text : .dim)]
            for (label, milliseconds, style) in [
                (Message.timesWork, tally.work, Style.text), (.timesReasoned, tally.reasoned, .text),
                (.timesUnexplained, tally.unexplained, .caution),
            ] where milliseconds >= 500 {
                let mark: ScreenText = label == .timesUnexplained ? "? " : ""
                row.append(
                    (mark + words[label] + " " + words.stopwatch(Int((milliseconds + 500) / 1000)) + "  ", style))
            }
            if row.count > 1 { rows.append(row) }
        }
        if wait.given != .none {
            rows.append([
                (
                    words.name(wait.given) + " · " + ScreenText(wait.givenBy, limit: 40) + " "
                        + context.clock(wait.saidAt), .info
                )
            ])
        }
        return rows
    }

    /// What the driver may complain with, and what came of it.
    static func complaints(_ visit: Visit, _ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        guard visit.arrivedAt > .epoch else { return [] }
        let code = ScreenText(ComplaintCode(visit.id).description)
        return [[(words[.timesCode].padded(to: 16), .dim), (code, .text)]]
            + context.state.complaints.filter { $0.visit == visit.id }.map { complaint in
                let isOpen = complaint.outcome == .open
                let by: ScreenText = isOpen ? "" : " · " + ScreenText(complaint.reviewedBy, limit: 40)
                return [
                    (context.clock(complaint.at) + "  ", .dim),
                    (
                        words.name(complaint.kind) + " · " + words.name(complaint.outcome) + by,
                        isOpen ? .caution : .text
                    ),
                ]
            }
    }
}
