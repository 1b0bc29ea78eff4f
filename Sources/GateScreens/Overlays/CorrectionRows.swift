import GateGrid
import GateModel
import GateText

/// What was put right in a declaration, the newest first, and what the declarant wants to be.
enum CorrectionRows {
    static func lines(_ visit: Visit, _ context: ScreenContext) -> [[Canvas.Span]] {
        let words = context.words
        guard !visit.corrections.isEmpty || !visit.amendment.fields.isEmpty else { return [] }
        var rows: [[Canvas.Span]] = [[], [(words[.dossierCorrections], .heading)]]
        for wanted in visit.amendment.fields {
            let now = visit.declaration[wanted.field]
            rows.append([
                (context.clock(visit.amendment.at) + "  ", .dim), ("? ", .caution),
                (change(wanted.field, now, wanted.value, words), .caution), ("  " + words[.dossierAmended], .dim),
            ])
        }
        for line in visit.corrections.reversed() {
            let what = line.what
            // That the declarant did it itself is said by the reason.
            let agency = line.agency.map { words.short($0) + " " } ?? ""
            let by = line.isByDeclarant ? "" : " · " + agency + ScreenText(line.by, limit: 40)
            rows.append([
                (context.clock(line.at) + "  ", .dim), ("✓ ", .ok),
                (change(what.field, what.from, what.to, words), .text),
            ])
            rows.append([("         " + words.name(what.reason) + " · " + words.name(what.evidence) + by, .dim)])
        }
        return rows
    }

    /// `rơ-moóc 51R-123.45 → 51R-123.46`
    private static func change(_ field: DeclarationField, _ from: String, _ to: String, _ words: Catalogue)
        -> ScreenText
    {
        words.name(field) + " " + words.value(from, of: field) + " → " + words.value(to, of: field)
    }
}
