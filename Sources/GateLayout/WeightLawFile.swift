public import GateModel
import TOMLKit

/// What vehicles may weigh by law, as a dated table: `data/law/weights.toml`.
public enum WeightLawFile {
    /// Reads and checks a table.
    ///
    /// - Throws: ``LayoutProblems`` with every mistake found, each with file, line and field.
    public static func load(path: String) throws(LayoutProblems) -> [WeightLaw] {
        try parse(try TextFile.read(path, limit: LawFile.sizeLimit), file: path)
    }

    /// Reads and checks the text of a table; `file` is for messages only.
    ///
    /// - Returns: the laws in order of time.
    public static func parse(_ text: String, file: String) throws(LayoutProblems) -> [WeightLaw] {
        try LawFile.parse(text, file: file) { (reader, law: inout WeightLaw) in
            law.axleKilograms = Int32(reader.integer("axle_kg", 1_000...60_000))
            law.rigid = limits("rigid_kg", reader)
            law.combination = limits("combination_kg", reader)
            reader.finish(known: LawFile.known)
        }
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
    /// What it says, in words for people at a shell.
    var text: String {
        func figures(_ limits: [Int32]) -> String {
            limits.enumerated().filter { $0.element > 0 }.map {
                "\($0.offset + Self.axleCounts.lowerBound): \($0.element)"
            }
            .joined(separator: ", ")
        }
        return "\(dayText): axle \(axleKilograms) kg; rigid \(figures(rigid)); combination \(figures(combination))"
    }
}
