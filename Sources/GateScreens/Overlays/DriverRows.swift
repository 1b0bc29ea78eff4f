import GateGrid
import GateModel
import GateText

/// What the driver was told, in which language, and when somebody met him.
enum DriverRows {
    static func lines(_ visit: Visit, _ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        guard visit.message != .none || !visit.contacts.isEmpty else { return [] }
        var rows: [[Canvas.Span]] = [[], [(words[.dossierDriver], .heading)]]
        if visit.message != .none {
            let language = words.name(DriverLanguage(of: visit.declaration))
            rows.append([
                (context.clock(visit.messageAt) + "  » ", .dim), (words.name(visit.message), .text),
                (why(visit, words), .text), ("  " + language, .dim),
            ])
            for line in context.heard(by: visit).wrapped(to: 70) { rows.append([("         ", .text), (line, .info)]) }
        }
        for contact in visit.contacts {
            rows.append([
                (context.clock(contact.at) + "  ", .dim),
                (words.short(contact.agency) + ": " + words.name(contact.reason), .text),
                (" · " + ScreenText(contact.by, limit: 40), .dim),
            ])
        }
        return rows
    }

    /// ` (trọng lượng lệch)`: why, as the driver was told.
    static func why(_ visit: Visit, _ words: Catalogue) -> ScreenText {
        if visit.messageWait != .none { return " (" + words.name(visit.messageWait) + ")" }
        return visit.messageReason == .none ? "" : " (" + words.name(visit.messageReason) + ")"
    }
}
