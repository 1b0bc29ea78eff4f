import GateGrid
import GateModel
import GateText

/// The blocks that show one visit, shared by the lane screen and the dossier. Each draws from row `y` on and leaves
/// `y` behind its last row.
enum VisitCard {
    // MARK: Who

    static func head(_ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: inout Int) {
        let words = context.words
        let declared = visit.declaration
        let plate = words.plate(declared.tractor)
        var spans: [Canvas.Span] = [words.plateSpan(declared.tractor), ("  ", .text), (plate.key, .dim)]
        if words.isOdd(plate: declared.tractor) { spans.append((words[.laneOddPlate], .caution)) }
        spans += readSpans(visit.front, declared: declared.tractor, words)
        if !declared.trailer.isEmpty {
            let trailer = words.plateSpan(declared.trailer, .text)
            spans.append(("   " + words(.laneTrailer, trailer.text), trailer.style))
            spans.append(agreement(visit.rear.text, declared.trailer, words))
        }
        pane.spans(y, x: 1, maxWidth: pane.width - 2, spans)
        y += 1
        pane.spans(y, x: 1, maxWidth: pane.width - 2, identitySpans(context, visit))
        y += 1
        var goods: [Canvas.Span] = [
            (words(.laneDeclaration, ScreenText(declared.number)), .text), ("  ", .text),
            channelSpan(visit, words), ("  ", .text),
        ]
        var tail: [Canvas.Span] = []
        if !declared.hsCode.isEmpty { tail.append((" " + ScreenText(declared.hsCode), .dim)) }
        if !declared.hasManifest { tail.append(("  ✕ " + words[.laneNoManifest], .warning)) }
        let wanted = visit.amendment.fields.count
        if wanted > 0 { tail.append(("  ? " + words(.laneAmended, ScreenText("\(wanted)")), .caution)) }
        // The goods' name gives way; a code cut is another code.
        let used = (goods + tail).reduce(2) { $0 + $1.text.width }
        goods.append((ScreenText(declared.goods).prefix(width: max(6, pane.width - used)), .text))
        goods += tail
        pane.inside(Rect(x: 1, y: y, width: pane.width - 2, height: 1)) { _ = $0.spans(0, goods) }
        y += 1
    }

    private static func identitySpans(_ context: ScreenContext, _ visit: Visit) -> [Canvas.Span] {
        let words = context.words
        var spans: [Canvas.Span] = []
        let container = visit.containerRead.text.isEmpty ? visit.declaration.container : visit.containerRead.text
        if !container.isEmpty {
            spans.append((ScreenText(container), .text))
            if visit.containerRead.text.isEmpty {
                spans.append(("  ", .text))
            } else if visit.containerRead.isValid {
                spans.append((" ISO 6346 ✓  ", .ok))
            } else {
                spans.append((" ISO 6346 ✕  ", .warning))
            }
        }
        let read = visit.driverRead
        let name = read.name.isEmpty ? visit.declaration.driver : read.name
        spans.append((words(.laneDriver, ScreenText(name, limit: 30)), .text))
        if !read.number.isEmpty {
            let nationality = read.nationality.isEmpty ? visit.declaration.nationality : read.nationality
            spans.append((" · " + ScreenText(nationality, limit: 3), .dim))
        }
        if read.at > .epoch { spans.append(read.isValid ? (" ✓", .ok) : (" ✕", .warning)) }
        return spans
    }

    /// `đọc 96 % ✓`: how well the plate was read, and whether it is the declared one.
    private static func readSpans(_ read: PlateRead, declared: String, _ words: Catalogue) -> [Canvas.Span] {
        guard !read.text.isEmpty else { return [] }
        let style: Style = read.confidence < 800 ? .caution : .dim
        var spans: [Canvas.Span] = [("  " + words(.laneRead, words.percent(permille: Int(read.confidence))), style)]
        if read.match == .officer {
            spans.append((" ✓ " + words.name(read.match), .info))
        } else if read.text == declared {
            spans.append((" ✓", .ok))
        } else {
            spans.append((" ≠ " + words.plateRead(read.text).prefix(width: words.plateWidth), .caution))
        }
        return spans
    }

    private static func agreement(_ read: String, _ declared: String, _ words: Catalogue) -> Canvas.Span {
        if read.isEmpty { return ("", .text) }
        return read == declared
            ? (" ✓", .ok) : (" ≠ " + words.plateRead(read).prefix(width: words.plateWidth), .caution)
    }

    static func channelSpan(_ visit: Visit, _ words: Catalogue, withReason: Bool = true) -> Canvas.Span {
        guard visit.channel != .none else { return (words.name(Channel.none), .dim) }
        let reason = withReason ? " (" + words.name(visit.channelReason) + ")" : ScreenText.empty
        // Somebody wants it milder, and a second person is waited for.
        let asked = visit.lowering.isGranted ? Channel.none : visit.lowering.channel
        let text = words.name(visit.channel) + reason + (asked == .none ? "" : " → " + words.name(asked) + "?")
        switch visit.channel {
        case .red: return ("◆ " + text, .warning)
        case .yellow: return ("◇ " + text, .caution)
        case .green, .none: return ("○ " + text, .ok)
        }
    }

    // MARK: Compare

    /// Declared, read, weighed, scanned side by side; what disagrees is marked, and by how much.
    static func comparison(_ context: ScreenContext, _ visit: Visit, _ canvas: inout Canvas, y: inout Int) {
        let words = context.words
        let legal = context.state.plan.legalWeight(visit.weight, of: visit.declaration)
        canvas.divider(y + 1, title: words[.laneCompare])
        let width = canvas.width - 2
        let label = 16
        let cell = max(12, (width - label - 2) / 4)
        // A weight that is off says by how much as well, so its column takes what a declared container leaves.
        let spare = min(2, max(0, cell - 13))
        let cells = [cell - spare, cell, cell + spare, cell]
        let columns = [Column(label)] + cells.map { Column($0 - 1) }
        var x = 1 + label
        for (heading, cell) in zip([Message.laneDeclared, .laneReadColumn, .laneWeighed, .laneScanned], cells) {
            canvas.put(" " + words[heading] + " ", x: x, y: y + 1, .heading)
            x += cell
        }
        canvas.inside(canvas.bounds.inset()) { pane in
            var rows = [weightRow(visit, context)]
            if let legal { rows.append(limitRow(legal, visit, words)) }
            rows.append(containerRow(visit, words))
            rows.append([
                (words[.laneGoods], .dim), (ScreenText(visit.declaration.hsCode), .text), ("", .text),
                ("", .text), findingSpan(visit, words),
            ])
            for (index, row) in rows.enumerated() { pane.row(y + 1 + index, x: 1, columns: columns, row) }
        }
        y += legal == nil ? 4 : 5
    }

    private static func weightRow(_ visit: Visit, _ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        let declared = Int(visit.declaration.grossKilograms)
        var weighed: Canvas.Span = ("–", .dim)
        if visit.weight.kilograms > 0 {
            let kilograms = Int(visit.weight.kilograms)
            weighed = (words.grouped(kilograms), .text)
            if declared > 0 {
                let permille = (kilograms - declared) * 1000 / declared
                let isOver = abs(permille) > Int(context.state.plan.weightTolerancePermille)
                weighed = (
                    words.grouped(kilograms) + (isOver ? " ▲ " : " ") + words.signedPercent(permille: permille),
                    isOver ? .warning : .text
                )
            }
        }
        return [
            (words[.laneWeight], .dim), (declared > 0 ? words.grouped(declared) : "–", .text), ("", .text), weighed,
            ("", .text),
        ]
    }

    /// The law beside the weights: the limit, the number of axles or the one that carries too much, and by how much the
    /// vehicle is above or below.
    private static func limitRow(_ legal: LegalWeight, _ visit: Visit, _ words: Catalogue) -> [Canvas.Span] {
        let axle: Canvas.Span =
            legal.isAxleOver
            ? ("▲ " + words(.laneAxle, words.grouped(legal.axle)), .warning)
            : (words(.laneAxles, words.grouped(visit.weight.axles.count)), .text)
        return [
            (words[.laneLimit], .dim), (legal.grossLimit.map { words.grouped(Int($0)) } ?? "–", .text), axle,
            grossSpan(legal, words), ("", .text),
        ]
    }

    /// `▲ +3,9 %`: above the law's limit; within the gate's tolerance without the mark.
    static func grossSpan(_ legal: LegalWeight, _ words: Catalogue) -> Canvas.Span {
        guard let limit = legal.grossLimit, limit > 0 else { return ("", .text) }
        let permille = (Int(legal.gross) - Int(limit)) * 1000 / Int(limit)
        return (
            (legal.isGrossOver ? "▲ " : "") + words.signedPercent(permille: permille),
            legal.isGrossOver ? .warning : .text
        )
    }

    private static func containerRow(_ visit: Visit, _ words: Catalogue) -> [Canvas.Span] {
        let declared = visit.declaration.container
        let read = visit.containerRead.text
        let differs = !read.isEmpty && !declared.isEmpty && read != declared
        return [
            (words[.laneContainer], .dim), (declared.isEmpty ? "–" : ScreenText(declared), .text),
            (read.isEmpty ? "–" : (differs ? "✕ " : "") + ScreenText(read), differs ? .warning : .text), ("", .text),
            ("", .text),
        ]
    }

    private static func findingSpan(_ visit: Visit, _ words: Catalogue) -> Canvas.Span {
        guard !visit.scan.image.isEmpty else { return ("–", .dim) }
        if visit.scanCheck.verdict.isRefused { return ("▲ " + words.name(Reason.imageRefused), .warning) }
        let style: Style = visit.finding == .suspicious ? .alarm : visit.finding == .clear ? .ok : .caution
        return ((visit.finding == .suspicious ? "▲ " : "") + words.name(visit.finding), style)
    }

    // MARK: Radiation

    static func portal(
        _ context: ScreenContext, _ portal: PortalOccupancy, _ canvas: inout Canvas, y: inout Int
    ) {
        let words = context.words
        canvas.divider(y + 1, title: words[.laneRadiation])
        canvas.inside(Rect(x: 1, y: y + 1, width: canvas.width - 2, height: 1)) { line in
            let title = words[.laneRadiation].width + 4
            line.inside(Rect(x: title, y: 0, width: line.width - title, height: 1)) {
                portalLine(context, portal, &$0)
            }
        }
        y += 1
    }

    private static func portalLine(_ context: ScreenContext, _ portal: PortalOccupancy, _ line: inout Canvas) {
        let words = context.words
        guard portal.at > .epoch else {
            line.put(" " + words[.laneNotMeasured] + " ", x: 0, y: 0, .dim)
            return
        }
        let values = portal.profile.map { Double($0) }
        let low = Double(portal.gammaBackground) * 0.8
        let high = max(low + 1, max(Double(portal.gammaBackground) * 1.5, Double(portal.gammaPeak)))
        let isAlarm = portal.gammaAlarm || portal.neutronAlarm
        let verdict = verdict(of: portal, words)
        // An alarm comes before everything that a narrow line may cut.
        var x = isAlarm ? line.put(" " + verdict.text + " ", x: 0, y: 0, verdict.style) : 0
        x = line.put(
            " " + Sparkline.text(values, width: min(24, max(8, line.width - 56)), range: low...high) + " ", x: x, y: 0,
            isAlarm ? .alarm : .spark)
        let figures = [
            words(.laneBackground, words.grouped(Int(portal.gammaBackground))),
            words(.lanePeak, words.grouped(Int(portal.gammaPeak))),
            words(.laneNeutron, words.grouped(Int(portal.neutronPeak))),
        ]
        // A figure cut is another figure: what does not fit whole is left out, the verdict never.
        let room = line.width - (isAlarm ? 0 : verdict.text.width + 2)
        for figure in figures where x + figure.width + 2 <= room { x = line.put(" " + figure + " ", x: x, y: 0, .text) }
        if !isAlarm { line.put(" " + verdict.text + " ", x: x, y: 0, verdict.style) }
    }

    /// What the portal found, in a word and a glyph.
    static func verdict(of portal: PortalOccupancy, _ words: Catalogue) -> Canvas.Span {
        if portal.neutronAlarm { return ("▲ " + words[.laneNeutronAlarm], .critical) }
        if portal.gammaAlarm { return ("▲ " + words[.laneGammaAlarm], .alarm) }
        return (words[.laneNormal], .ok)
    }

    // MARK: Decisions

    static func agencies(_ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: inout Int) {
        var x = 1
        for agency in Agency.allCases {
            let span = agencySpan(context, visit, agency)
            if x + span.text.width + 3 > pane.width {
                y += 1
                x = 1
            }
            if x > 1 { x = pane.put(" │ ", x: x, y: y, .frame) }
            x = pane.put(span.text, x: x, y: y, span.style)
        }
        y += 1
    }

    static func agencySpan(_ context: ScreenContext, _ visit: Visit, _ agency: Agency) -> Canvas.Span {
        let card = visit[agency]
        let words = context.words
        let name = words.short(agency)
        let time = card.at > .epoch ? " " + context.clock(card.at) : ""
        switch card.decision {
        case .notRequired: return (name + " –", .dim)
        case .pending: return (name + " ○ " + words.name(card.decision), .text)
        case .inProgress: return (name + " … " + words.name(card.decision), .info)
        case .pass, .waived: return (name + " ✓ " + words.name(card.decision) + time, .ok)
        case .passWithCondition: return (name + " ✓ " + words.name(card.decision) + time, .caution)
        case .referred:
            return (name + " » " + words.name(card.decision) + " " + words.list(card.referredTo.members), .info)
        case .hold: return (name + " ■ " + words.name(card.decision) + time, .alarm)
        case .fail: return (name + " ✕ " + words.name(card.decision) + time, .warning)
        }
    }

    /// State, for how long, what is wrong, and what the driver was told.
    static func standing(
        _ context: ScreenContext, _ visit: Visit, _ pane: inout Canvas, y: inout Int, limit: Int
    ) {
        let words = context.words
        guard y < limit else { return }
        var spans: [Canvas.Span] = [stateSpan(visit, words)]
        if visit.reason != .none, visit.state == .held || visit.state.isClosed {
            spans.append((" (" + words.name(visit.reason) + ")", .text))
        }
        spans.append((" " + words(.laneElapsed, words.span(context.now - visit.stateSince)), .dim))
        if let wait = WaitSpan.span(visit, context) { spans += [("   ", .text), wait] }
        if visit.message != .none {
            spans.append(("   » " + words.name(visit.message) + DriverRows.why(visit, words), .info))
        }
        pane.spans(y, x: 1, spans)
        y += 1
        guard !visit.troubles.isEmpty, y < limit else { return }
        let troubles = visit.troubles.map { "▲ " + words.name($0.reason) }
        pane.put(
            words[.laneTrouble] + ": " + ScreenText.joined(troubles, separator: "  "), x: 1, y: y, .warning,
            maxWidth: pane.width - 2)
        y += 1
    }

    /// Hold and seize must never look alike: another glyph, another word, another role.
    static func stateSpan(_ visit: Visit, _ words: Catalogue) -> Canvas.Span {
        let name = words.name(visit.state)
        switch visit.state {
        case .held: return ("■ " + name, .alarm)
        case .seized: return ("✖ " + name, .critical)
        case .turnedBack: return ("↩ " + name, .warning)
        case .released, .atBarrierOut: return ("✓ " + name, .ok)
        case .crossed: return ("✓ " + name, .dim)
        default: return ("● " + name, .text)
        }
    }
}
