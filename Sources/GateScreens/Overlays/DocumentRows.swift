import GateGrid
import GateModel
import GateText

/// What a visit has instead of paper, with the age of everything that others said.
enum DocumentRows {
    static func lines(_ visit: Visit, _ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        let documents = visit.documents
        var rows: [[Canvas.Span]] = []
        func pair(_ label: ScreenText, _ spans: [Canvas.Span]) {
            rows.append([(label.padded(to: 16), .dim)] + spans)
        }
        let order = documents.returnOrder
        if order.number > 0 {
            pair(
                words[.dossierReturnOrder],
                [
                    (
                        words(
                            .dossierReturnOrderText, words.grouped(Int(order.number)), words.name(order.reason),
                            ScreenText(order.place, limit: 8)), .warning
                    ), ("  " + context.clock(order.at), .dim),
                ])
        }
        let lodged = documents.lodged
        if !lodged.number.isEmpty {
            pair(
                words[.dossierLodged],
                [
                    (
                        words(
                            .dossierGoodsLines, words.grouped(Int(lodged.goodsCount)),
                            words.grouped(Int(lodged.grossKilograms))), .text
                    ), age(lodged.at, context),
                ])
            for flaw in lodged.flawList { pair("", [("▲ " + words.name(flaw), .caution)]) }
            for line in lodged.goods.dropFirst() {
                pair(
                    "", [(ScreenText(line.text, limit: 60), .text), ("  " + ScreenText(line.hsCode, limit: 12), .dim)])
            }
            if !lodged.seals.isEmpty {
                let seals = lodged.seals.map { ScreenText($0.text, limit: 20) }
                pair(words[.dossierSeals], [(ScreenText.joined(seals, separator: " "), .text)])
            }
        }
        for answer in documents.answers.reversed() { pair(words[.dossierAnswer], answerSpans(answer, context)) }
        let record = documents.movement
        if !record.number.isEmpty {
            pair(
                words[.dossierMovement],
                [
                    (ScreenText(record.number, limit: 40), .text),
                    ("  " + words.name(record.inspection), record.inspection == .required ? .caution : .text),
                    age(record.updatedAt, context),
                ])
            let places = record.reportTo.map { ScreenText($0.inspection) + ": " + ScreenText($0.places, limit: 60) }
            if !places.isEmpty {
                pair(words[.dossierReportTo], [(ScreenText.joined(places, separator: " → "), .text)])
            }
        }
        for permit in documents.permits { pair(words[.dossierPermit], permitSpans(permit, context)) }
        rows += NeighbourRows.lines(visit, context)
        for paper in documents.papers {
            pair(
                words[.dossierPapers],
                [
                    (words.short(paper.agency) + " · " + words.name(paper.paper), .caution),
                    ("  " + ScreenText(paper.basis, limit: PaperAsked.basisLimit), .text),
                    ("  " + ScreenText(paper.by) + " " + context.clock(paper.at), .dim),
                ])
        }
        return rows.isEmpty ? [[(words[.dossierNoDocuments], .dim)]] : rows
    }

    /// What customs answered, which channel it named, how old it is and why.
    static func answerSpans(_ answer: CustomsAnswer, _ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        let isBad = answer.code.voids
        let style: Style = isBad ? .warning : answer.code.confirms ? .ok : .text
        return [
            (ScreenText(answer.code.digits) + " " + (isBad ? "✕ " : "") + words.name(answer.code), style),
            (answer.channel == .none ? "" : "  " + words.name(answer.channel), .text),
            age(answer.at, context), ("  " + ScreenText(answer.reason, limit: 120), .dim),
        ]
    }

    static func permitSpans(_ permit: Permit, _ context: ScreenContext) -> [Canvas.Span] {
        let words = context.words
        let hasExpired = permit.hasExpired(at: context.now)
        let isBad = permit.result == .refused || hasExpired
        var spans: [Canvas.Span] = [
            (
                words.short(permit.agency) + " · " + words.name(permit.kind) + " "
                    + ScreenText(permit.number, limit: 40), .text
            ),
            (
                "  " + (isBad ? "✕ " : "") + words.name(hasExpired ? Reason.permitExpired : nil, permit.result),
                isBad ? .warning : permit.result == .granted ? .ok : .text
            ), age(permit.issuedAt, context),
        ]
        if permit.validUntil > .epoch {
            spans.append(("  " + words(.dossierValidUntil, context.day(permit.validUntil)), .dim))
        }
        if !permit.note.isEmpty { spans.append(("  " + ScreenText(permit.note, limit: 120), .dim)) }
        return spans
    }

    /// `· 18 phút trước`: how old it is by its author's clock.
    private static func age(_ time: GateTime, _ context: ScreenContext) -> Canvas.Span {
        ("  · " + context.words(.dossierAge, context.words.span(context.now - time)), .dim)
    }
}

extension Catalogue {
    fileprivate func name(_ reason: Reason?, _ result: PermitResult) -> ScreenText {
        reason.map { name($0) } ?? name(result)
    }
}
