import GateGrid
import GateModel
public import GateText

/// Numbers, times and plates as people at the gate write them.
extension Catalogue {
    /// Digits in groups of three: `18 240` in Vietnamese, `18,240` in English.
    func grouped(_ value: Int) -> ScreenText {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += language == .vietnamese ? " " : "," }
            text.append(digit)
        }
        return ScreenText(text)
    }

    /// Digits in groups where they fit a column, else thousands or millions: a number cut is another number.
    func grouped(_ value: Int, width: Int) -> ScreenText {
        let whole = grouped(value)
        if whole.width <= width { return whole }
        let thousands = grouped(value / 1_000) + "k"
        return thousands.width <= width ? thousands : grouped(value / 1_000_000) + "M"
    }

    /// A difference in thousandths as a signed per cent with one decimal: `+3,9 %`.
    func signedPercent(permille: Int) -> ScreenText {
        let sign = permille < 0 ? "-" : "+"
        let point = language == .vietnamese ? "," : "."
        return ScreenText("\(sign)\(permille.magnitude / 10)\(point)\(permille.magnitude % 10) %")
    }

    /// Thousandths as a whole per cent: `96 %`.
    func percent(permille: Int) -> ScreenText { ScreenText("\(permille / 10) %") }

    /// One decimal: `12,4`.
    func tenths(_ value: Int) -> ScreenText {
        ScreenText("\(value / 10)\(language == .vietnamese ? "," : ".")\(value % 10)")
    }

    /// A length of time in words: `45 giây`, `18 phút`, `2 giờ 05`.
    func span(_ span: GateSpan) -> ScreenText {
        let seconds = max(0, span.seconds)
        if seconds < 60 { return self(.unitSeconds, ScreenText("\(seconds)")) }
        if seconds < 3600 { return self(.unitMinutes, ScreenText("\(seconds / 60)")) }
        let minutes = seconds / 60 % 60
        return self(
            .unitHours, ScreenText("\(seconds / 3600)"), ScreenText(minutes < 10 ? "0\(minutes)" : "\(minutes)"))
    }

    /// A plate as it is shown in a sentence.
    public func plateText(_ text: String) -> ScreenText { plate(text).display }

    /// A plate in its own script, and its Latin key. A text that no grammar knows is shown as it was read.
    func plate(_ text: String) -> (display: ScreenText, key: ScreenText) {
        guard !text.isEmpty else { return ("–", "") }
        guard let plate = try? Plate(text) else { return (ScreenText(text), "") }
        if prefersLatinPlates, plate.country != .vietnam { return (ScreenText(plate.key), "") }
        return (ScreenText(plate.display), ScreenText(plate.key))
    }

    /// A declared plate on a row. One that fits no country's grammar stands as it was declared, and is marked.
    func plateSpan(_ text: String, _ style: Style = .strong) -> Canvas.Span {
        isOdd(plate: text) ? ("▲ " + ScreenText(text), .caution) : (plate(text).display, style)
    }

    /// Whether a plate was declared that no country's grammar knows.
    func isOdd(plate text: String) -> Bool { !text.isEmpty && (try? Plate(text)) == nil }

    /// A plate as a camera read it, without marks; by its Latin key where Han, Lao and Khmer letters are missing.
    func plateRead(_ text: String) -> ScreenText {
        guard prefersLatinPlates, let plate = try? Plate(text), plate.country != .vietnam else {
            return ScreenText(text)
        }
        return ScreenText(plate.key)
    }

    /// What a camera must have got wrong: `8→B, mất 4`.
    func reason(_ edits: [ReadEdit]) -> ScreenText {
        let parts = edits.prefix(MatchProposal.editLimit).map { edit -> ScreenText in
            let (declared, read) = (ScreenText(edit.declared, limit: 4), ScreenText(edit.read, limit: 4))
            if edit.read.isEmpty { return self(.laneLost, declared) }
            return edit.declared.isEmpty ? self(.laneAdded, read) : declared + "→" + read
        }
        return ScreenText.joined(parts, separator: ", ")
    }

    /// `29C-123.45 · 8→B · nguy cơ nhầm 2 %`: whose a weak read may be, why, and how probably not.
    func proposal(_ proposal: MatchProposal) -> ScreenText {
        let risk =
            proposal.risk < 10 ? self[.laneBelowOnePercent] : percent(permille: Int(min(1000, proposal.risk)))
        return self(.laneProposal, plate(proposal.identifier).display, reason(proposal.edits), risk)
    }

    /// Cells of the longest plate that a camera reads: `29LD-012.34`, or `CN-XIANG-A1234-JING` by its Latin key.
    var plateWidth: Int { prefersLatinPlates ? 19 : 11 }
}

extension ScreenContext {
    /// `14:22`, or `–` for never.
    func clock(_ time: GateTime) -> ScreenText {
        time == .epoch ? "–" : ScreenText(CivilTime(time, offsetMinutes: offsetMinutes).clockText)
    }

    /// `23/11`
    func day(_ time: GateTime) -> ScreenText {
        let civil = CivilTime(time, offsetMinutes: offsetMinutes)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return ScreenText("\(two(civil.day))/\(two(civil.month))")
    }

    /// `14:22:07`
    func clockSeconds(_ time: GateTime) -> ScreenText {
        ScreenText(CivilTime(time, offsetMinutes: offsetMinutes).clockSecondsText)
    }
}
