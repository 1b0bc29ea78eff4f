import GateGrid
import GateModel
import GateText

/// How what the other side tells is told here.
extension Catalogue {
    func name(_ value: NeighbourWord) -> ScreenText { name("neighbourWord", value.name) }
    func name(_ value: NeighbourResult) -> ScreenText { name("neighbourResult", value.name) }
    func name(_ value: MirrorField) -> ScreenText { name("mirrorField", value.name) }
    func name(_ value: MirrorGap.Kind) -> ScreenText { name("mirrorGap", value.name) }

    /// `✓ đạt GXC-0000012`: what an inspection over there came to.
    func result(_ record: NeighbourRecord) -> ScreenText {
        (record.result == .passed ? "✓ " : "✕ ") + name(record.result) + " " + ScreenText(record.certificate, limit: 40)
    }

    /// `niêm phong: VN0012345 ≠ VN0012354`: what stands here, then what stands there; where no heading says so, with the
    /// other side named.
    func difference(_ difference: MirrorDifference, namesSides: Bool) -> ScreenText {
        func value(_ text: String) -> ScreenText {
            if text.isEmpty { return "–" }
            switch difference.field {
            case .tractor, .trailer: return plateText(text)
            case .weight: return grouped(Int(text) ?? 0) + " kg"
            case .container, .seal, .goods: return ScreenText(text, limit: 60)
            }
        }
        return name(difference.field) + ": " + value(difference.ours) + " ≠ "
            + (namesSides ? self[.mirrorThere] + ": " : "") + value(difference.theirs)
    }

    /// `24C-345.67 300000000030`: a vehicle that was sent back, as its alarm records it.
    func sentBack(_ detail: String) -> ScreenText {
        let plate = String(detail.prefix { $0 != " " })
        return plateText(plate) + ScreenText(String(detail.dropFirst(plate.count)))
    }

    /// `bên kia nhận 45 xe/giờ · 12 xe trên đường sang · xe mới chờ thêm 20 phút`
    func outlook(_ outlook: AcceptanceOutlook) -> ScreenText {
        let pace: ScreenText =
            outlook.perHour == 0
            ? self[.mirrorNone]
            : self(outlook.isStated ? .mirrorPace : .mirrorPaceCounted, grouped(outlook.perHour))
        let strip = self(.mirrorStrip, grouped(outlook.onStrip))
        guard let seconds = outlook.queueSeconds, seconds > 0 else { return pace + " · " + strip }
        return pace + " · " + strip + " · " + self(.mirrorQueue, span(.seconds(Int64(seconds))))
    }
}

/// What the other side says of one visit, and where it says otherwise.
enum NeighbourRows {
    static func lines(_ visit: Visit, _ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        var rows: [[Canvas.Span]] = visit.documents.neighbour.map { record in
            var spans: [Canvas.Span] = [
                (words[.dossierNeighbour].padded(to: 16), .dim),
                (words.name(record.word) + " " + ScreenText(record.number, limit: 40), .text),
            ]
            if record.word == .inspected {
                spans.append(
                    (
                        "  " + words.short(record.agency) + " " + words.result(record),
                        record.result == .passed ? .ok : .warning
                    ))
            }
            spans.append(("  " + context.moment(record.at), .dim))
            return spans
        }
        if let stay = stay(visit, context) { rows.append([(words[.dossierAbroad].padded(to: 16), .dim), stay]) }
        rows += context.state.plan.mirror(visit).map {
            [(ScreenText.empty.padded(to: 16), .dim), ("▲ " + words.difference($0, namesSides: true), .caution)]
        }
        return rows
    }

    /// `31 giờ 12 / 36 giờ · xe hai chiều`: how long it was on the other side, or is there now, and what the law allows.
    static func stay(_ visit: Visit, _ context: ScreenContext) -> Canvas.Span? {
        let words = context.words
        var stay = visit.stay
        let over = context.state.abroad.first { $0.visit == visit.id }
        if let over, context.now - over.since <= GateState.abroadForgottenAfter {
            (stay.from, stay.until, stay.isTwoWay) = (over.since, context.now, over.isTwoWay)
        }
        guard stay.from > .epoch else { return nil }
        let limit = context.state.plan.abroadLimit(since: stay.from, isTwoWay: stay.isTwoWay)
        let isOver = limit.map { stay.length > $0.limit } ?? false
        var text = words.span(stay.length)
        if let limit { text = text + " / " + words.span(limit.limit) }
        if stay.isTwoWay { text = text + " · " + words[.dossierTwoWay] }
        if let limit { text = text + " · " + ScreenText(limit.law.source, limit: 60) }
        return ((isOver ? "▲ " : "") + text, isOver ? .warning : .text)
    }
}
