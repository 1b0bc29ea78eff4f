public import GateModel
import TOMLKit

/// A dated table of the law in `data/law`: one `[[law]]` for each, in force from its first to its last day.
enum LawFile {
    /// Laws of one table.
    static let most = 200
    /// Longest file read, in bytes.
    static let sizeLimit = 1 << 18

    /// Reads and checks the text of a table; `file` is for messages only.
    ///
    /// - Parameters:
    ///   - table: the name of its tables.
    ///   - mayOverlap: several may be in force on one day.
    ///   - head: reads what stands before the tables.
    ///   - read: reads what is the law's own, and finishes the reader.
    /// - Returns: the laws in order of time.
    /// - Throws: ``LayoutProblems`` with every mistake found, each with file, line and field.
    static func parse<Law: DatedLaw>(
        _ text: String, file: String, table: String = "law", most: Int = most, mayOverlap: Bool = false,
        mayBeEmpty: Bool = false, head: (TableReader) -> Void = { _ in }, _ read: (TableReader, inout Law) -> Void
    ) throws(LayoutProblems) -> [Law] {
        let (root, document) = try TextFile.document(text, file: file)
        var laws: [(law: Law, line: Int)] = []
        head(root)
        for reader in root.tables(table, most: most) {
            var law = Law()
            law.source = reader.text("source", maximum: 60)
            law.article = reader.optionalText("article", maximum: 60)
            let isSound = readDays(reader, &law)
            read(reader, &law)
            guard isSound else { continue }
            if !mayOverlap, let other = laws.first(where: { $0.law.overlaps(law) }) {
                reader.report("from", "another law is in force on these days, in line \(other.line)")
            }
            laws.append((law, reader.line(of: "from")))
        }
        if !mayBeEmpty, !root.has(table) { root.report(table, "at least one [[\(table)]] is expected") }
        root.finish()
        guard document.isSound else { throw LayoutProblems(problems: document.problems) }
        return laws.map(\.law).sorted { $0.from < $1.from }
    }

    /// False where the days cannot be read, which is reported.
    private static func readDays<Law: DatedLaw>(_ reader: TableReader, _ law: inout Law) -> Bool {
        let isOpen = !reader.has("until")
        let until = isOpen ? nil : reader.day("until")
        let from = reader.day("from")
        guard let from else {
            if !reader.has("from") { reader.report("from", "is missing") }
            return false
        }
        guard isOpen || until != nil else { return false }
        law.from = from.date
        law.until = until?.date ?? 0
        if let until, until < from {
            reader.report("until", "must not be before from")
            return false
        }
        return true
    }

    /// Fields that every law may have.
    static let known = ["until", "article"]
}

extension DatedLaw {
    /// `Luật Hải quan 54/2014/QH13 from 2015-01-01`, for people at a shell.
    var dayText: String {
        func day(_ date: Int32) -> String { CivilDay(date: date)?.text ?? "\(date)" }
        return until == 0 ? "\(source) from \(day(from))" : "\(source) \(day(from))…\(day(until))"
    }
}

/// How long the law gives customs: `data/law/clocks.toml`.
public enum ClockLawFile {
    /// - Throws: ``LayoutProblems``.
    public static func load(path: String) throws(LayoutProblems) -> [ClockLaw] {
        try parse(try TextFile.read(path, limit: LawFile.sizeLimit), file: path)
    }

    public static func parse(_ text: String, file: String) throws(LayoutProblems) -> [ClockLaw] {
        try LawFile.parse(text, file: file) { (reader, law: inout ClockLaw) in
            law.dossierMinutes = Int32(reader.integer("dossier_minutes", 1...100_000))
            law.goodsMinutes = Int32(reader.integer("goods_minutes", 1...100_000))
            law.extensionDays = Int32(reader.integer("extension_days", 0...60))
            law.extensionBy = reader.text("extension_by", maximum: 80)
            reader.finish(known: LawFile.known)
        }
    }
}

/// How long vehicles registered here may stay on the other side: `data/law/abroad.toml`.
public enum AbroadLawFile {
    /// - Throws: ``LayoutProblems``.
    public static func load(path: String) throws(LayoutProblems) -> [AbroadLaw] {
        try parse(try TextFile.read(path, limit: LawFile.sizeLimit), file: path)
    }

    public static func parse(_ text: String, file: String) throws(LayoutProblems) -> [AbroadLaw] {
        try LawFile.parse(text, file: file) { (reader, law: inout AbroadLaw) in
            law.hours = Int32(reader.integer("hours", 1...10_000))
            law.twoWayHours = Int32(reader.integer("two_way_hours", 1...10_000))
            reader.finish(known: LawFile.known)
        }
    }
}

/// Who may suspend a gate: `data/law/suspension.toml`.
public enum SuspensionLawFile {
    /// - Throws: ``LayoutProblems``.
    public static func load(path: String) throws(LayoutProblems) -> [SuspensionLaw] {
        try parse(try TextFile.read(path, limit: LawFile.sizeLimit), file: path)
    }

    public static func parse(_ text: String, file: String) throws(LayoutProblems) -> [SuspensionLaw] {
        try LawFile.parse(text, file: file) { (reader, law: inout SuspensionLaw) in
            for power in reader.tables("power", most: 30) {
                let classes = GateReader.classes
                let authorities = GateAuthority.allCases.filter { $0 != .none }.map(\.name)
                let gateClass = power.choice("class", among: classes).flatMap { GateClass(name: $0) }
                let authority = power.choice("authority", among: authorities).flatMap { GateAuthority(name: $0) }
                let hours = power.integer("hours", 0...1_000)
                power.finish()
                guard let gateClass, let authority else { continue }
                law.powers.append(SuspensionPower(gateClass, authority, minutes: Int32(hours * 60)))
            }
            reader.finish(known: LawFile.known)
        }
    }
}

/// Which unit is responsible for which goods: `data/law/units.toml`.
public enum UnitRuleFile {
    /// - Throws: ``LayoutProblems``.
    public static func load(path: String) throws(LayoutProblems) -> [UnitRule] {
        try parse(try TextFile.read(path, limit: LawFile.sizeLimit), file: path)
    }

    public static func parse(_ text: String, file: String) throws(LayoutProblems) -> [UnitRule] {
        var ids: Set<String> = []
        return try LawFile.parse(text, file: file, table: "unit", mayOverlap: true) { (reader, rule: inout UnitRule) in
            rule.id = reader.text("id", maximum: 40)
            if !ids.insert(rule.id).inserted { reader.report("id", "'\(rule.id)' is another rule's") }
            let codes = reader.texts("hs")
            for code in codes where !(2...6).contains(code.count) || !code.allSatisfy({ $0.isASCII && $0.isNumber }) {
                reader.report("hs", "'\(code)' is no beginning of a code: two to six digits")
            }
            rule.codes = codes.joined(separator: " ")
            let units = [Agency.health, .animal, .plant]
            rule.lead = reader.choice("lead", among: units.map(\.name)).flatMap { Agency(name: $0) } ?? .plant
            rule.sights = reader.choices("sees", among: Sight.allCases.map(\.name)).compactMap { Sight(name: $0) }
                .reduce([]) { $0.union(SightSet($1)) }
            reader.finish(known: LawFile.known)
        }
    }
}

/// Who may correct a declaration: `data/law/corrections.toml`.
public enum CorrectionLawFile {
    /// - Throws: ``LayoutProblems``.
    public static func load(path: String) throws(LayoutProblems) -> [CorrectionLaw] {
        try parse(try TextFile.read(path, limit: LawFile.sizeLimit), file: path)
    }

    public static func parse(_ text: String, file: String) throws(LayoutProblems) -> [CorrectionLaw] {
        try LawFile.parse(text, file: file) { (reader, law: inout CorrectionLaw) in
            for field in reader.tables("field", most: DeclarationField.allCases.count) {
                let names = DeclarationField.allCases.map(\.name)
                let name = field.choice("name", among: names).flatMap { DeclarationField(name: $0) }
                let (by, rests) = (agencies(field, "by"), agencies(field, "rests"))
                field.finish()
                guard let name else { continue }
                if law.fields.contains(where: { $0.field == name }) {
                    field.report("name", "'\(name.name)' stands above")
                }
                law.fields.append(FieldRule(name, by: by, rests: rests))
            }
            reader.finish(known: LawFile.known)
        }
    }

    private static func agencies(_ reader: TableReader, _ key: String) -> AgencySet {
        reader.choices(key, among: Agency.allCases.map(\.name)).compactMap { Agency(name: $0) }
            .reduce([]) { $0.union(AgencySet($1)) }
    }
}
