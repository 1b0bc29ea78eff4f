public import GateModel
import GateText

/// What vehicles are judged by: the files of `data/risk`.
public enum RiskFiles {
    /// Reads a folder's `rules.toml`, `watch.toml`, `declarants.toml` and `sampling.toml`, and tries every rule on its own
    /// cases.
    ///
    /// - Throws: ``LayoutProblems`` with every mistake of the first file that has any.
    public static func load(folder: String) throws(LayoutProblems) -> (tables: RiskTables, trials: Int) {
        func read<Part>(
            _ name: String, _ parse: (String, String) throws(LayoutProblems) -> Part
        ) throws(LayoutProblems) -> Part {
            let path = "\(folder)/\(name).toml"
            return try parse(try TextFile.read(path, limit: LawFile.sizeLimit), path)
        }
        var tables = RiskTables()
        let trials: [Bool]
        (tables.rules, trials) = try read("rules", parseRules(_:file:))
        (tables.watchVersion, tables.watch) = try read("watch", parseWatch(_:file:))
        tables.declarants = try read("declarants", parseDeclarants(_:file:))
        tables.sampling = try read("sampling", parseSampling(_:file:))
        // They share the plan, one event of the journal, with the gate's lanes and devices.
        let bytes = JSONFieldWriter.json(tables).count
        guard bytes <= GatePlan.sizeLimit / 2 else {
            let problem = "all files together are too large: \(bytes) bytes in the journal of \(GatePlan.sizeLimit / 2)"
            throw LayoutProblems(problems: [LayoutProblem(file: folder, line: 0, field: "rules", problem: problem)])
        }
        return (tables, trials.count)
    }

    // MARK: Rules

    /// - Returns: the rules, and of each case that they bring along whether its rule must hit it.
    /// - Throws: ``LayoutProblems``, also where a rule does not do what its cases say.
    public static func parseRules(
        _ text: String, file: String
    ) throws(LayoutProblems) -> (rules: [RiskRule], trials: [Bool]) {
        var ids: Set<String> = []
        var trials: [Bool] = []
        let rules = try LawFile.parse(text, file: file, table: "rule", most: RiskRule.limit, mayOverlap: true) {
            (reader, rule: inout RiskRule) in
            rule.id = id(reader, &ids)
            rule.vietnamese = reader.text("vi", maximum: 80)
            rule.english = reader.text("en", maximum: 80)
            rule.isShadow = reader.choice("state", among: ["in-force", "shadow"]) == "shadow"
            rule.channel = channel(reader)
            rule.level =
                reader.choice("level", among: ["medium", "high"]).flatMap { ChannelReason(name: $0) } ?? .medium
            let words = reader.texts("when")
            if words.isEmpty { reader.report("when", "expected at least one condition") }
            if words.count > RiskRule.termLimit { reader.report("when", "more than \(RiskRule.termLimit) conditions") }
            for word in words.prefix(RiskRule.termLimit) {
                if let term = term(word, reader) { rule.terms.append(term) }
            }
            let isRead = !rule.terms.isEmpty && rule.terms.count == words.count
            let cases = reader.tables("case", most: 50).map { trial($0, rule, isRead: isRead) }
            for expected in [true, false] where !cases.contains(expected) {
                reader.report("case", "expected a [[rule.case]] with hits = \(expected)")
            }
            trials += cases
            reader.finish(known: LawFile.known)
        }
        return (rules, trials)
    }

    private static func id(_ reader: TableReader, _ ids: inout Set<String>) -> String {
        let id = reader.text("id", maximum: 24)
        if !id.utf8.allSatisfy({ DeviceReader.isPlain($0) }) {
            reader.report("id", "'\(id)': letters a–z, digits, '-', '_' and '.' only")
        }
        if !id.isEmpty, !ids.insert(id).inserted { reader.report("id", "'\(id)' stands twice") }
        return id
    }

    private static func channel(_ reader: TableReader) -> Channel {
        reader.choice("channel", among: ["yellow", "red"]).flatMap { Channel(name: $0) } ?? .yellow
    }

    /// `measured >= 20000`, `goods is empty`, `hs starts 4403`.
    private static func term(_ text: String, _ reader: TableReader) -> RiskTerm? {
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true).map(String.init)
        guard words.count == 3 else {
            reader.report("when", "'\(text)': expected a fact, a comparison and a value, as in 'measured >= 20000'")
            return nil
        }
        var term = RiskTerm()
        guard let fact = RiskFact(name: words[0]) else {
            reader.report(
                "when", "\(TableReader.shown(words[0])) is no fact of a vehicle",
                suggestion: NearestName.to(words[0], among: RiskFact.allCases.map(\.name)))
            return nil
        }
        let comparisons: [RiskTerm.Comparison] =
            fact.isText ? [.equals, .differs, .starts] : [.equals, .differs, .atLeast, .atMost]
        guard let comparison = comparisons.first(where: { $0.name == words[1] }) else {
            reader.report(
                "when", "'\(words[1])': \(fact.name) is compared by \(comparisons.map(\.name).joined(separator: ", "))")
            return nil
        }
        term.fact = fact
        term.comparison = comparison
        if fact.isText {
            if let problem = problem(words[2], of: fact, isWhole: comparison != .starts) {
                reader.report("when", problem.0, suggestion: problem.1)
                return nil
            }
            term.text = words[2]
        } else if let number = Int64(words[2]), (0...1_000_000_000).contains(number) {
            term.number = number
        } else {
            reader.report("when", "'\(words[2])': \(fact.name) is a whole number")
            return nil
        }
        return term
    }

    /// What is wrong with a text as the value of a fact, and what was probably meant.
    private static func problem(_ text: String, of fact: RiskFact, isWhole: Bool) -> (String, String?)? {
        let known: [String]
        switch fact {
        case .direction: known = Direction.allCases.map(\.name)
        case .goods: known = GoodsClass.allCases.map(\.name)
        case .plateCountry: known = Plate.Country.allCases.map(\.name)
        default: return nil
        }
        guard isWhole, !known.contains(text) else { return nil }
        return (
            "\(TableReader.shown(text)) is none of \(known.joined(separator: ", "))", NearestName.to(text, among: known)
        )
    }

    /// Tries a rule on one of its cases; a rule that does something else is a mistake of the file.
    ///
    /// - Parameter isRead: all of its conditions were; of another rule it would only be said twice that it is wrong.
    /// - Returns: whether it must hit the case.
    private static func trial(_ reader: TableReader, _ rule: RiskRule, isRead: Bool) -> Bool {
        let hits = reader.flag("hits", fallback: true) ?? true
        let facts = reader.table("facts").map(facts) ?? RiskFacts()
        reader.finish()
        if isRead, rule.hits(facts) != hits {
            reader.report("hits", "the rule '\(rule.id)' \(hits ? "does not hit" : "hits") this case")
        }
        return hits
    }

    private static func facts(_ reader: TableReader) -> RiskFacts {
        var facts = RiskFacts()
        for fact in RiskFact.allCases where reader.has(fact.name) {
            if fact.isText {
                let text = reader.text(fact.name)
                facts[text: fact] = text
                if let problem = problem(text, of: fact, isWhole: true) {
                    reader.report(fact.name, problem.0, suggestion: problem.1)
                }
            } else {
                facts[number: fact] = Int64(reader.integer(fact.name, 0...1_000_000_000))
            }
        }
        reader.finish(known: RiskFact.allCases.map(\.name))
        return facts
    }

    // MARK: Lists

    public static func parseWatch(_ text: String, file: String) throws(LayoutProblems) -> (String, [WatchEntry]) {
        var ids: Set<String> = []
        var version = ""
        let entries = try LawFile.parse(
            text, file: file, table: "watch", most: WatchEntry.limit, mayOverlap: true, mayBeEmpty: true,
            head: { version = $0.text("version", maximum: 40) },
            { (reader, entry: inout WatchEntry) in
                entry.id = id(reader, &ids)
                entry.kind =
                    reader.choice("kind", among: WatchEntry.Kind.allCases.map(\.name))
                    .flatMap { WatchEntry.Kind(name: $0) } ?? .plate
                entry.value = watched(reader, entry.kind)
                entry.agency =
                    reader.choice("agency", among: Agency.allCases.map(\.name)).flatMap { Agency(name: $0) } ?? .customs
                entry.channel = channel(reader)
                if !reader.has("until") { reader.report("until", "is missing: nobody is watched for good") }
                reader.finish(known: LawFile.known)
            })
        return (version, entries)
    }

    /// As a declaration has it.
    private static func watched(_ reader: TableReader, _ kind: WatchEntry.Kind) -> String {
        let value = reader.text("value", maximum: 80)
        if value.isEmpty { return "" }
        switch kind {
        case .plate:
            do throws(IdentifierError) {
                return try Plate(TextNormaliser.identifier(value)).text
            } catch {
                reader.report("value", "'\(value)' is no plate of the four countries, without marks: \(error)")
            }
        case .container:
            do throws(IdentifierError) {
                return try ContainerNumber(TextNormaliser.identifier(value)).text
            } catch {
                reader.report("value", "'\(value)' is no container's number: \(error)")
            }
        case .document: return TextNormaliser.identifier(value)
        case .company: return value
        }
        return ""
    }

    public static func parseDeclarants(_ text: String, file: String) throws(LayoutProblems) -> [DeclarantGrade] {
        var graded: [DeclarantGrade] = []
        return try LawFile.parse(
            text, file: file, table: "declarant", most: DeclarantGrade.limit, mayOverlap: true, mayBeEmpty: true
        ) { (reader, grade: inout DeclarantGrade) in
            grade.company = reader.text("company", maximum: 80)
            let now = grade
            if graded.contains(where: { $0.company == now.company && $0.overlaps(now) }) {
                reader.report("company", "'\(grade.company)' has another grade on these days")
            }
            graded.append(grade)
            grade.level = Int32(reader.integer("level", 1...5))
            grade.riskClass = Int32(reader.integer("class", 1...9))
            reader.finish(known: LawFile.known)
        }
    }

    public static func parseSampling(_ text: String, file: String) throws(LayoutProblems) -> [SamplingLaw] {
        try LawFile.parse(text, file: file) { (reader, law: inout SamplingLaw) in
            law.normal = Int32(reader.integer("normal_per_10000", 0...10_000))
            law.tightened = Int32(reader.integer("tightened_per_10000", 0...10_000))
            law.loosened = Int32(reader.integer("loosened_per_10000", 0...10_000))
            if law.tightened < law.normal { reader.report("tightened_per_10000", "is less than normal_per_10000") }
            if law.loosened > law.normal { reader.report("loosened_per_10000", "is more than normal_per_10000") }
            law.tightenAfter = Int32(reader.integer("tighten_after", 1...5))
            law.loosenAfter = Int32(reader.integer("loosen_after", 1...1_000))
            law.channel = channel(reader)
            reader.finish(known: LawFile.known)
        }
    }
}
