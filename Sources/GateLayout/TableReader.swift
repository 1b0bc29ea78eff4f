import GateModel
import GateText
import TOMLKit

/// A TOML table being read field by field: it remembers which keys were asked for, so that one that nobody knows is
/// reported with the name that was probably meant.
final class TableReader {
    /// The table's place: empty for the whole file, `gate`, `lane[3]`.
    private let path: String
    private let table: TOMLTable
    private let document: LayoutDocument
    private var asked: Set<String> = []

    /// Known names told in full; of more only their number.
    private static let namesTold = 12

    init(_ table: TOMLTable, path: String, document: LayoutDocument) {
        self.table = table
        self.path = path
        self.document = document
    }

    private func field(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func report(_ key: String, _ problem: String, suggestion: @autoclosure () -> String? = nil) {
        asked.insert(key)
        document.report(line: line(of: key), field: field(key), problem, suggestion: suggestion())
    }

    /// Where a field stands, else its table; 0 where there is neither.
    func line(of key: String) -> Int { document.line(of: field(key), in: path) }

    func has(_ key: String) -> Bool { table[key] != nil }

    /// What stands there instead of what was expected.
    private func found(_ value: (any TOMLValueConvertible)?) -> String {
        switch value?.type {
        case .table: "found a table"
        case .array: "found a list"
        case .string: "found a text"
        case .int: "found a number"
        case .double: "found a fraction"
        case .bool: "found true or false"
        case .date, .time, .dateTime: "found a date or a time: put it between quotes"
        case nil: "found nothing"
        }
    }

    /// Lets a key stand that this reading has no use for.
    func expect(_ key: String) { asked.insert(key) }

    /// True or false; `fallback` where the key is missing, nil and a report where it is neither.
    func flag(_ key: String, fallback: Bool) -> Bool? {
        asked.insert(key)
        guard let value = table[key] else { return fallback }
        if let flag = value.bool { return flag }
        report(key, "expected true or false, \(found(value))")
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
            report(key, "expected a whole number, \(found(value))")
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
        guard let text = value.string else {
            report(key, "expected a text of 1…\(maximum) characters, \(found(value))")
            return ""
        }
        guard !text.isEmpty, text.count <= maximum else {
            report(key, "expected a text of 1…\(maximum) characters, found \(text.count)")
            return ""
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            report(key, "holds a control character")
            return ""
        }
        return text
    }

    /// A text that may be missing; empty then.
    func optionalText(_ key: String, maximum: Int) -> String {
        asked.insert(key)
        return has(key) ? text(key, maximum: maximum) : ""
    }

    /// One of the known names; nil and a report where it is not.
    func choice(_ key: String, among known: [String]) -> String? {
        let name = text(key)
        if name.isEmpty { return nil }
        if known.contains(name) { return name }
        let names =
            known.count > Self.namesTold
            ? "the \(known.count) known names (smartgate layout names)" : known.joined(separator: ", ")
        report(key, "\(Self.shown(name)) is none of \(names)", suggestion: NearestName.to(name, among: known))
        return nil
    }

    /// A name between quotes, and which of its letters is none of ASCII: a Cyrillic а looks like the a that it is not.
    static func shown(_ name: String) -> String {
        guard let (place, letter) = name.unicodeScalars.enumerated().first(where: { !$0.element.isASCII }) else {
            return "'\(name)'"
        }
        let code = String(letter.value, radix: 16, uppercase: true)
        let digits = String(repeating: "0", count: max(0, 4 - code.count)) + code
        return "'\(name)' (letter \(place + 1) is U+\(digits), not ASCII)"
    }

    /// Several of the known names, in their order in the file; a name that is unknown or stands twice is reported.
    func choices(_ key: String, among known: [String]) -> [String] {
        var names: [String] = []
        for name in texts(key) {
            if !known.contains(name) {
                report(
                    key, "\(Self.shown(name)) is none of \(known.joined(separator: ", "))",
                    suggestion: NearestName.to(name, among: known))
            } else if names.contains(name) {
                report(key, "'\(name)' stands twice")
            } else {
                names.append(name)
            }
        }
        return names
    }

    /// `HH:MM` as minutes after midnight; nil and a report where it is not.
    func clock(_ key: String) -> Int? {
        let text = text(key)
        if text.isEmpty { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...24).contains(hour), (0..<60).contains(minute), hour * 60 + minute <= 1440
        {
            return hour * 60 + minute
        }
        report(key, "'\(text)' is no time of day (HH:MM)")
        return nil
    }

    /// `YYYY-MM-DD`, in quotes or not; nil and a report where it is not.
    func day(_ key: String) -> CivilDay? {
        if let date = table[key]?.date {
            asked.insert(key)
            return CivilDay(date: Int32(date.year * 10_000 + date.month * 100 + date.day))
        }
        let text = text(key)
        if text.isEmpty { return nil }
        if let day = CivilDay(text) { return day }
        report(key, "'\(text)' is no day (YYYY-MM-DD)")
        return nil
    }

    func texts(_ key: String) -> [String] {
        asked.insert(key)
        guard let array = table[key]?.array else {
            report(key, table[key] == nil ? "is missing" : "expected a list of texts, \(found(table[key]))")
            return []
        }
        return array.compactMap { value in
            if value.string == nil { report(key, "expected a list of texts, \(found(value)) in it") }
            return value.string
        }
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
            report(key, table[key] == nil ? "is missing" : "expected a table, \(found(table[key]))")
            return nil
        }
        return TableReader(inner, path: field(key), document: document)
    }

    /// - Parameter most: tables that are read; one more is reported.
    func tables(_ key: String, most: Int) -> [TableReader] {
        asked.insert(key)
        guard let array = table[key]?.array else {
            if table[key] != nil { report(key, "expected [[\(key)]] tables, \(found(table[key]))") }
            return []
        }
        if array.count > most { report("\(key)[\(most + 1)]", "more than \(most) [[\(key)]] tables") }
        return array.prefix(most).enumerated().compactMap { index, value in
            guard let inner = value.table else {
                report(key, "expected [[\(key)]] tables, \(found(value)) among them")
                return nil
            }
            return TableReader(inner, path: "\(field(key))[\(index + 1)]", document: document)
        }
    }

    /// All keys with whole-number values, for tables whose keys are names.
    func numbers(known: [String], _ range: ClosedRange<Int>) -> [String: Int] {
        var result: [String: Int] = [:]
        for key in known where has(key) { result[key] = integer(key, range) }
        asked.formUnion(known)
        return result
    }

    /// Reports every key that nobody asked for, but for those that are `known` to have a meaning here.
    func finish(known: [String] = []) {
        let names = asked.union(known)
        for key in table.keys.sorted() where !names.contains(key) {
            report(key, "is not a known field", suggestion: NearestName.to(key, among: names))
        }
    }
}
