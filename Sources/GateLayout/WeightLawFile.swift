public import GateModel
import TOMLKit

/// What vehicles may weigh by law, as a dated table: `data/law/weights.toml`.
public enum WeightLawFile {
    /// Laws of one table.
    public static let most = 40
    /// Longest file read, in bytes.
    public static let sizeLimit = 1 << 18

    /// Reads and checks a table.
    ///
    /// - Throws: ``LayoutProblems`` with every mistake found, each with file, line and field.
    public static func load(path: String) throws(LayoutProblems) -> [WeightLaw] {
        try parse(try TextFile.read(path, limit: sizeLimit), file: path)
    }

    /// Reads and checks the text of a table; `file` is for messages only.
    ///
    /// - Returns: the laws in order of time.
    public static func parse(_ text: String, file: String) throws(LayoutProblems) -> [WeightLaw] {
        let (root, document) = try TextFile.document(text, file: file)
        var laws: [(law: WeightLaw, line: Int)] = []
        for reader in root.tables("law", most: most) {
            guard let law = law(reader) else { continue }
            if let other = laws.first(where: { $0.law.overlaps(law) }) {
                reader.report("from", "another law is in force on these days, in line \(other.line)")
            }
            laws.append((law, reader.line(of: "from")))
        }
        if !root.has("law") { root.report("law", "at least one [[law]] is expected") }
        root.finish()
        guard document.isSound else { throw LayoutProblems(problems: document.problems) }
        return laws.map(\.law).sorted { $0.from < $1.from }
    }

    /// Nil where its days cannot be read, which is reported.
    private static func law(_ reader: TableReader) -> WeightLaw? {
        var law = WeightLaw()
        law.source = reader.text("source", maximum: 60)
        law.article = reader.optionalText("article", maximum: 60)
        law.axleKilograms = Int32(reader.integer("axle_kg", 1_000...60_000))
        law.rigid = limits("rigid_kg", reader)
        law.combination = limits("combination_kg", reader)
        let isOpen = !reader.has("until")
        let until = isOpen ? nil : reader.day("until")
        let from = reader.day("from")
        reader.finish(known: ["until", "article"])
        guard let from else {
            if !reader.has("from") { reader.report("from", "is missing") }
            return nil
        }
        guard isOpen || until != nil else { return nil }
        law.from = from.date
        law.until = until?.date ?? 0
        if let until, until < from {
            reader.report("until", "must not be before from")
            return nil
        }
        return law
    }

    /// By number of axles, from two.
    private static func limits(_ key: String, _ reader: TableReader) -> [Int32] {
        guard let table = reader.table(key) else { return [] }
        let counts = WeightLaw.axleCounts
        let stated = table.numbers(known: counts.map(String.init), 1_000...200_000)
        table.finish()
        guard let last = counts.last(where: { stated["\($0)"] != nil }) else {
            reader.report(key, "states no limit: { 2 = 16_000, 3 = … }")
            return []
        }
        var limits: [Int32] = []
        for count in counts.lowerBound...last {
            let limit = Int32(stated["\(count)"] ?? 0)
            if let before = limits.last, before > 0 {
                if limit == 0 {
                    table.report("\(count)", "is missing, where fewer and more axles have a limit")
                } else if limit < before {
                    table.report("\(count)", "\(limit) is less than with fewer axles")
                }
            }
            limits.append(limit)
        }
        return limits
    }
}

extension WeightLaw {
    fileprivate func overlaps(_ other: WeightLaw) -> Bool {
        (other.until == 0 || from <= other.until) && (until == 0 || other.from <= until)
    }

    /// What it says, in words for people at a shell.
    var text: String {
        func figures(_ limits: [Int32]) -> String {
            limits.enumerated().filter { $0.element > 0 }.map {
                "\($0.offset + Self.axleCounts.lowerBound): \($0.element)"
            }
            .joined(separator: ", ")
        }
        func day(_ date: Int32) -> String { CivilDay(date: date)?.text ?? "\(date)" }
        let days = until == 0 ? "from \(day(from))" : "\(day(from))…\(day(until))"
        return
            "\(source) \(days): axle \(axleKilograms) kg; rigid \(figures(rigid)); combination \(figures(combination))"
    }
}
