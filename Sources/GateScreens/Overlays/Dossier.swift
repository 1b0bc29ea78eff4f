import GateGrid
import GateModel
import GateText

/// Everything known of one visit, the same wherever it is opened.
enum Dossier {
    static func draw(_ visit: Visit, scroll: Int, _ context: ScreenContext, _ canvas: inout Canvas) {
        let words = context.words
        canvas.fill()
        let plate = words.plate(visit.declaration.tractor)
        canvas.box(
            title: words[.screenDossier] + " \(visit.id.number) · " + plate.display + " " + plate.key,
            Style(.frameFocused))
        let rows = lines(visit, context)
        var more = ScreenText.empty
        canvas.inside(canvas.bounds.inset()) { pane in
            let first = min(scroll, max(0, rows.count - pane.height))
            for (y, spans) in rows.dropFirst(first).prefix(pane.height).enumerated() {
                pane.spans(y, x: 1, maxWidth: pane.width - 1, spans)
            }
            if rows.count > pane.height {
                more = ScreenText(" \(min(rows.count, first + pane.height))/\(rows.count) ↓↑ ")
            }
        }
        canvas.put(more, x: canvas.width - more.width - 2, y: canvas.height - 1, .dim)
    }

    private static func lines(_ visit: Visit, _ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        let declared = visit.declaration
        var rows: [[Canvas.Span]] = []
        func heading(_ key: Message) {
            if !rows.isEmpty { rows.append([]) }
            rows.append([(words[key], .heading)])
        }
        func pair(_ label: ScreenText, _ spans: Canvas.Span...) {
            rows.append([(label.padded(to: 16), .dim)] + spans)
        }
        rows.append([
            VisitCard.stateSpan(visit, words), (visit.reason == .none ? "" : "  " + words.name(visit.reason), .dim),
            ("  " + words(.laneElapsed, words.span(context.now - visit.stateSince)), .dim),
        ])
        rows.append([
            (
                words(
                    .dossierTimes, context.clock(visit.declaredAt), context.clock(visit.arrivedAt),
                    context.clock(visit.queuedAt), context.clock(visit.atBoothAt)), .dim
            )
        ])
        heading(.dossierIdentity)
        for (label, read, wanted) in [
            (Message.dossierFront, visit.front, declared.tractor), (.dossierRear, visit.rear, declared.trailer),
        ] {
            let plate = words.plate(wanted)
            let span = words.plateSpan(wanted)
            pair(
                words[label], (span.text + " " + plate.key, span.style),
                ("  " + (read.text.isEmpty ? "–" : words.plateRead(read.text)), read.text == wanted ? .ok : .caution),
                (
                    read.text.isEmpty
                        ? "" : " " + words.percent(permille: Int(read.confidence)) + " · " + words.name(read.match),
                    .dim
                ))
            if let odd = oddness(wanted, words) { rows.append([odd]) }
            // Of a read tied by resemblance, what it rests on.
            for proposal in read.ranked.prefix(MatchProposal.limit) where proposal.visit == visit.id {
                pair(words[.dossierReason], (words.proposal(proposal), .dim))
            }
        }
        pair(
            words[.laneContainer], (declared.container.isEmpty ? "–" : ScreenText(declared.container), .text),
            (
                "  " + (visit.containerRead.text.isEmpty ? "–" : ScreenText(visit.containerRead.text)),
                visit.containerRead.isValid ? .ok : .caution
            ))
        if !visit.containerRead.suggestion.isEmpty {
            pair("", ("? " + words(.dossierSuggestion, ScreenText(visit.containerRead.suggestion)), .caution))
        }
        pair(
            words[.queueDriver], (ScreenText(declared.driver) + " · " + ScreenText(declared.nationality), .text),
            ("  " + ScreenText(visit.driverRead.number) + " " + words.identifierFault(visit.driverRead.fault), .dim))
        if !visit.driverRead.repair.isEmpty {
            pair("", (words(.dossierRepair, ScreenText(visit.driverRead.repair, limit: 80)), .dim))
        }
        for code in visit.codes {
            pair(
                words.name(code.kind), (ScreenText(code.text), .text),
                (code.confidence > 0 ? "  " + words.percent(permille: Int(code.confidence)) : "", .dim),
                ("  " + context.clock(code.at), .dim))
        }
        heading(.dossierChecks)
        for check in visit.crossChecks { rows.append(line(of: check, words)) }
        heading(.dossierDeclaration)
        pair(
            words[.dossierNumber], (ScreenText(declared.number), .text), ("  ", .text),
            VisitCard.channelSpan(visit, words))
        pair(words[.dossierCompany], (ScreenText(declared.company), .text))
        pair(words[.queueGoods], (ScreenText(declared.goods), .text), ("  " + ScreenText(declared.hsCode), .dim))
        if !declared.hasManifest { pair("", ("✕ " + words[.laneNoManifest], .warning)) }
        rows += CorrectionRows.lines(visit, context)
        if !context.state.plan.risk.isEmpty {
            heading(.dossierRisk)
            rows += RiskRows.lines(visit, context)
        }
        heading(.dossierDocuments)
        rows += DocumentRows.lines(visit, context)
        heading(.dossierWeights)
        pair(
            words[.laneWeight],
            (
                words(
                    .dossierGross,
                    declared.grossKilograms > 0 ? words.grouped(Int(declared.grossKilograms)) : "–",
                    visit.weight.kilograms > 0 ? words.grouped(Int(visit.weight.kilograms)) : "–"), .text
            ))
        if let legal = context.state.plan.legalWeight(visit.weight, of: declared) {
            pair(
                words[.laneLimit], (legal.grossLimit.map { words.grouped(Int($0)) } ?? "–", .text), ("  ", .text),
                VisitCard.grossSpan(legal, words),
                ("  " + ScreenText(legal.law.source) + " " + ScreenText(legal.law.article), .dim))
        }
        if !visit.weight.axles.isEmpty { rows.append(axles(visit, context)) }
        heading(.dossierPortal)
        rows.append(portal(visit, words))
        rows += instrument(visit.portal, words)
        heading(.dossierScan)
        pair(
            words[.dossierScan],
            visit.scan.image.isEmpty
                ? (words[.dossierNoScan], .dim)
                : (ScreenText(visit.scan.image) + " " + words.name(visit.finding), .text))
        if visit.scanCheck.verdict != .unchecked {
            let verdict = visit.scanCheck.verdict
            let isGood = verdict == .good
            pair(
                "",
                (
                    (isGood ? "✓ " : verdict.isRefused ? "▲ " : "") + words.name(verdict),
                    isGood ? .ok : verdict.isRefused ? .warning : .dim
                ), ("  " + ScreenText(visit.scanCheck.detail, limit: 160), .dim))
        }
        heading(.dossierAgencies)
        for agency in visit.required.members {
            let card = visit[agency]
            pair(
                words.short(agency), VisitCard.agencySpan(context, visit, agency),
                ("  " + words.decider(card.by), .dim),
                (card.reason == .none ? "" : "  " + words.name(card.reason), .text))
        }
        for trouble in visit.troubles {
            rows.append([("▲ " + words.name(trouble.reason) + " · " + words.name(trouble.stage), .warning)])
        }
        let times = WaitRows.lines(visit, context)
        if !times.isEmpty {
            heading(.dossierWaits)
            rows += times
        }
        rows += WaitRows.complaints(visit, context)
        rows += DriverRows.lines(visit, context)
        heading(.dossierHistory)
        for entry in visit.history.reversed() {
            rows.append([
                (context.clockSeconds(entry.at), .dim), ("  ", .text), (HistoryText.line(entry, words), .text),
                ("  #\(entry.sequence)", .dim),
            ])
        }
        return rows
    }

    /// `✕ quốc tịch lái xe – nước đăng ký xe: KHÔNG KHỚP  CHN ≠ VNM  nationality`.
    private static func line(of check: CrossCheck, _ words: Catalogue) -> [Canvas.Span] {
        let (glyph, style): (ScreenText, Style) =
            switch check.verdict {
            case .agrees: ("✓ ", .ok)
            case .open: ("○ ", .dim)
            case .doubtful: ("? ", .caution)
            case .needsPaper: ("▲ ", .caution)
            case .differs: ("✕ ", .warning)
            }
        var spans: [Canvas.Span] = [
            (
                glyph + words.name("check", check.rule.name) + ": " + words.name("checkVerdict", check.verdict.name),
                style
            )
        ]
        if check.verdict != .agrees, check.verdict != .open {
            let texts = [check.wanted, check.seen].map { text -> ScreenText in
                text.isEmpty ? "–" : words.plateRead(text).prefix(width: 24)
            }
            spans.append(("  " + texts[0] + " ≠ " + texts[1], .text))
        }
        return spans
    }

    /// Which rule a declared plate breaks, where no country's grammar knows it.
    private static func oddness(_ text: String, _ words: Catalogue) -> Canvas.Span? {
        guard !text.isEmpty else { return nil }
        do throws(IdentifierError) {
            _ = try Plate(text)
            return nil
        } catch {
            return ("▲ " + words[.laneOddPlate] + ": " + words.text(error.fault), .caution)
        }
    }

    /// What a spectroscopic instrument adds, and where in the vehicle to look.
    private static func instrument(_ portal: PortalOccupancy, _ words: Catalogue) -> [[Canvas.Span]] {
        var rows: [[Canvas.Span]] = []
        if portal.peakDetector > 0 {
            rows.append([(words(.dossierDetector, ScreenText("\(portal.peakDetector)")), .dim)])
        }
        for nuclide in portal.nuclides {
            let confidence = nuclide.confidence > 0 ? "  " + words.percent(permille: Int(nuclide.confidence)) : ""
            rows.append([
                (ScreenText(nuclide.name, limit: 32), .strong), (confidence, .text),
                (nuclide.note.isEmpty ? "" : "  " + ScreenText(nuclide.note, limit: 64), .dim),
            ])
        }
        if !portal.instrument.isEmpty { rows.append([(ScreenText(portal.instrument, limit: 120), .dim)]) }
        return rows
    }

    /// `trục 6 200 · 9 100 · ▲ 11 400  ≤ 10 000`.
    private static func axles(_ visit: Visit, _ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        let plan = context.state.plan
        let limit = plan.weightLaw(at: visit.weight.at)?.axleKilograms
        var spans: [Canvas.Span] = [(words[.dossierAxles].padded(to: 16), .dim)]
        for (index, axle) in visit.weight.axles.enumerated() {
            let isOver = limit.map { plan.isBeyondTolerance(axle, above: $0) } ?? false
            if index > 0 { spans.append((" · ", .dim)) }
            spans.append(((isOver ? "▲ " : "") + words.grouped(Int(axle)), isOver ? .warning : .text))
        }
        if let limit { spans.append(("  ≤ " + words.grouped(Int(limit)), .dim)) }
        return spans
    }

    private static func portal(_ visit: Visit, _ words: Catalogue) -> [Canvas.Span] {
        let portal = visit.portal
        guard portal.at > .epoch else { return [(words[.laneNotMeasured], .dim)] }
        let isAlarm = portal.gammaAlarm || portal.neutronAlarm
        return [
            VisitCard.verdict(of: portal, words), ("  ", .text),
            (Sparkline.text(portal.profile.map { Double($0) }, width: 32), isAlarm ? .alarm : .spark),
            ("  " + words(.laneBackground, words.grouped(Int(portal.gammaBackground))), .text),
            ("  " + words(.lanePeak, words.grouped(Int(portal.gammaPeak))), .text),
            ("  " + words(.dossierSpeed, words.tenths(Int(portal.speedTenths))), .dim),
        ]
    }
}
