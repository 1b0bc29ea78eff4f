import GateText
import TOMLKit

/// A TOML table being read field by field: it remembers which keys were asked for, so that one that nobody knows is
/// reported with the name that was probably meant.
final class TableReader {
    let path: String
    private let table: TOMLTable
    private let document: LayoutDocument
    private var asked: Set<String> = []
    /// Which occurrence of `[[path]]` this is, from 0; nil for plain tables.
    private let occurrence: Int?

    init(_ table: TOMLTable, path: String, document: LayoutDocument, occurrence: Int? = nil) {
        self.table = table
        self.path = path
        self.document = document
        self.occurrence = occurrence
    }

    private func field(_ key: String) -> String {
        guard !path.isEmpty else { return key }
        return occurrence.map { "\(path)[\($0 + 1)].\(key)" } ?? "\(path).\(key)"
    }

    func report(_ key: String, _ problem: String, suggestion: String? = nil) {
        let line = document.line(of: key, in: path, occurrence: occurrence)
        document.report(line: line, field: field(key), problem, suggestion: suggestion)
    }

    func has(_ key: String) -> Bool { table[key] != nil }

    /// Lets a key stand that this reading has no use for.
    func expect(_ key: String) { asked.insert(key) }

    /// True or false; `fallback` where the key is missing, nil and a report where it is neither.
    func flag(_ key: String, fallback: Bool) -> Bool? {
        asked.insert(key)
        guard let value = table[key] else { return fallback }
        if let flag = value.bool { return flag }
        report(key, "expected true or false")
        return nil
    }

    /// A whole number in a range; `fallback` where the key is missing and that is allowed. A mistake is reported, and
    /// the lowest number stands in for it.
    func integer(_ key: String, _ range: ClosedRange<Int>, fallback: Int? = nil) -> Int {
        if let fallback, !has(key) {
            asked.insert(key)
            return fallback
        }
        return number(key, range) ?? range.lowerBound
    }

    /// A whole number in a range that must be there; nil and a report where it is not. For numbers that name
    /// something: a stand-in would name another thing.
    func number(_ key: String, _ range: ClosedRange<Int>) -> Int? {
        asked.insert(key)
        guard let value = table[key] else {
            report(key, "is missing")
            return nil
        }
        guard let number = value.int else {
            report(key, "expected a whole number")
            return nil
        }
        guard range.contains(number) else {
            report(key, "\(number) is outside \(range.lowerBound)…\(range.upperBound)")
            return nil
        }
        return number
    }

    func text(_ key: String, maximum: Int = 120) -> String {
        asked.insert(key)
        guard let value = table[key] else {
            report(key, "is missing")
            return ""
        }
        guard let text = value.string, !text.isEmpty, text.count <= maximum else {
            report(key, "expected a text of 1…\(maximum) characters")
            return ""
        }
        return text
    }

    /// One of the known names; nil and a report where it is not.
    func choice(_ key: String, among known: [String]) -> String? {
        let name = text(key)
        if name.isEmpty { return nil }
        if known.contains(name) { return name }
        report(
            key, "'\(name)' is none of \(known.joined(separator: ", "))",
            suggestion: NearestName.to(name, among: known))
        return nil
    }

    /// `HH:MM` as minutes after midnight.
    func clock(_ key: String) -> Int {
        let text = text(key)
        let parts = text.split(separator: ":")
        if parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour),
            (0..<60).contains(minute), hour * 60 + minute <= 1440
        {
            return hour * 60 + minute
        }
        if !text.isEmpty { report(key, "'\(text)' is no time of day (HH:MM)") }
        return 0
    }

    func texts(_ key: String) -> [String] {
        asked.insert(key)
        guard let array = table[key]?.array else {
            report(key, table[key] == nil ? "is missing" : "expected a list of texts")
            return []
        }
        return array.compactMap { $0.string }
    }

    /// One text, or a list of them.
    func textOrTexts(_ key: String) -> [String] {
        if let text = table[key]?.string {
            asked.insert(key)
            return [text]
        }
        return texts(key)
    }

    func table(_ key: String) -> TableReader? {
        asked.insert(key)
        guard let inner = table[key]?.table else {
            report(key, table[key] == nil ? "is missing" : "expected a table")
            return nil
        }
        return TableReader(inner, path: path.isEmpty ? key : "\(path).\(key)", document: document)
    }

    func tables(_ key: String) -> [TableReader] {
        asked.insert(key)
        guard let array = table[key]?.array else {
            if table[key] != nil { report(key, "expected [[\(key)]] tables") }
            return []
        }
        return array.enumerated().compactMap { index, value in
            value.table.map { TableReader($0, path: key, document: document, occurrence: index) }
        }
    }

    /// All keys with whole-number values, for tables whose keys are names.
    func numbers(known: [String], _ range: ClosedRange<Int>) -> [String: Int] {
        var result: [String: Int] = [:]
        for key in table.keys {
            guard known.contains(key) else { continue }
            result[key] = integer(key, range)
        }
        for key in known { asked.insert(key) }
        return result
    }

    /// Reports every key that nobody asked for; `known` are names that might have been meant.
    func finish(known: [String] = []) {
        for key in table.keys.sorted() where !asked.contains(key) {
            report(key, "is not a known field", suggestion: NearestName.to(key, among: asked.union(known)))
        }
    }
}

/// The text of a file, the problems found in it, and where its keys stand.
final class LayoutDocument {
    let file: String
    private let lines: [Substring]
    private(set) var problems: [LayoutProblem] = []

    init(file: String, text: String) {
        self.file = file
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    func report(line: Int, field: String, _ problem: String, suggestion: String? = nil) {
        problems.append(
            LayoutProblem(file: file, line: line, field: field, problem: problem, suggestion: suggestion))
    }

    /// The line of a key, found by its table's heading: TOMLKit tells lines for syntax errors only. The heading's own
    /// line where the key is missing.
    func line(of key: String, in path: String, occurrence: Int?) -> Int {
        var inside = path.isEmpty
        var seen = -1
        var heading = 0
        for (number, line) in lines.enumerated() {
            let trimmed = line.drop { $0 == " " || $0 == "\t" }
            if trimmed.hasPrefix("[") {
                let name = trimmed.drop { $0 == "[" }.prefix { $0 != "]" }
                if inside, heading > 0 { break }
                inside = name == path
                if name == path, occurrence != nil {
                    seen += 1
                    inside = seen == occurrence
                }
                if inside { heading = number + 1 }
                if path.isEmpty, name == key { return number + 1 }
                if path.isEmpty { inside = false }
                continue
            }
            guard inside else { continue }
            let name = trimmed.prefix { $0 != "=" && $0 != " " && $0 != "\t" }
            if name == key || name == "\"\(key)\"" { return number + 1 }
        }
        return heading
    }
}
