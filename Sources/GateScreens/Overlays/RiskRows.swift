import GateGrid
import GateModel
import GateText

/// Why a visit has its channel: the rules that hit, the number drawn, and what is known of its declarant.
enum RiskRows {
    static func lines(_ visit: Visit, _ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        let tables = context.state.plan.risk
        let risk = visit.risk
        var rows: [[Canvas.Span]] = []
        func pair(_ label: Message, _ spans: [Canvas.Span]) {
            rows.append([(words[label].padded(to: 16), .dim)] + spans)
        }
        let date = context.state.plan.calendar.day(of: context.now).date
        if let grade = tables.grade(of: visit.declaration.company, on: date) {
            pair(
                .riskGrade,
                [
                    (words(.riskGradeText, ScreenText("\(grade.level)"), ScreenText("\(grade.riskClass)")), .text),
                    source(grade),
                ])
        }
        if let record = context.state.record(of: visit.declaration.company) {
            pair(
                .riskRecord,
                [
                    (
                        words(
                            .riskRecordText, words.grouped(Int(clamping: record.inspections)),
                            ScreenText("\(record.findings)"), words.name(record.regime)),
                        record.findings > 0 ? .caution : .text
                    )
                ])
        }
        guard risk.channel != .none else { return rows + [[(words[.riskNotJudged], .dim)]] }
        pair(.riskJudged, [(words.name(risk.channel) + " (" + words.name(risk.reason) + ")", .text)])
        for hit in risk.hitList { pair(.riskRule, hitSpans(hit, tables, context)) }
        if risk.hits.isEmpty { pair(.riskDraw, draw(risk, context)) }
        for shadow in risk.shadowList {
            let rule = tables.rules.first { $0.id == shadow }
            pair(.riskShadow, [(words.text(rule, shadow), .dim), ("  " + ScreenText(shadow), .dim)])
        }
        // What customs or its system chose instead.
        if visit.channel != risk.channel, visit.channel != .none {
            pair(.riskChosen, [(words.name(visit.channel) + " (" + words.name(visit.channelReason) + ")", .text)])
        }
        let lowering = visit.lowering
        if lowering.channel != .none {
            let who = ScreenText(lowering.by, limit: 40)
            pair(
                .riskLowering,
                lowering.isGranted
                    ? [
                        (
                            words(
                                .riskLoweringGranted, who, ScreenText(lowering.second, limit: 40),
                                words.name(lowering.channel)), .text
                        )
                    ] : [(words(.riskLoweringAsked, who, words.name(lowering.channel)), .caution)])
        }
        return rows
    }

    private static func hitSpans(
        _ hit: Substring, _ tables: RiskTables, _ context: ScreenContext
    ) -> [Canvas.Span] {
        let words = context.words
        if let entry = tables.watch.first(where: { $0.hit == hit }) {
            let until = CivilDay(date: entry.until)?.text ?? "?"
            return [
                (
                    "▲ "
                        + words(
                            .riskWatch, ScreenText(entry.value, limit: 40), words.short(entry.agency),
                            ScreenText(until), ScreenText(tables.watchVersion, limit: 40)), .warning
                ), source(entry),
            ]
        }
        guard let rule = tables.rules.first(where: { $0.id == hit }) else { return [(ScreenText(hit), .caution)] }
        return [("▲ " + words.text(rule, hit), .caution), ("  " + ScreenText(rule.id), .dim), source(rule)]
    }

    private static func draw(_ risk: RiskAssessment, _ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        guard risk.isDrawn else { return [(words[.riskNoDraw], .dim)] }
        let isHit = risk.drawn < risk.rate
        // What came of it first: the figures are cut on a narrow screen.
        return [
            (words[isHit ? .riskDrawn : .riskNotDrawn], isHit ? .caution : .text),
            (
                "  "
                    + words(
                        .riskDrawText, ScreenText("\(risk.drawn)"), ScreenText("\(risk.rate)"),
                        words.name(risk.regime)), .dim
            ),
        ]
    }

    private static func source(_ law: some DatedLaw) -> Canvas.Span {
        ("  " + ScreenText(law.source, limit: 60) + " " + ScreenText(law.article, limit: 60), .dim)
    }
}

extension Catalogue {
    /// A risk rule in the language of the screen; its id where the plan has it no more.
    fileprivate func text(_ rule: RiskRule?, _ id: Substring) -> ScreenText {
        guard let rule else { return ScreenText(id) }
        return ScreenText(language == .vietnamese ? rule.vietnamese : rule.english, limit: 80)
    }
}
