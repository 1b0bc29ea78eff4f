import GateLayout
import GateModel
import Testing

/// docs/layouts.md shows every field that the readers of a layout know, in its table.
@Suite("The page of layouts") struct LayoutPageTests {
    /// Each reader, and the tables of the page that its fields may stand in; "" is the file itself.
    static let readers: [(file: String, tables: [String])] = [
        (
            "GateLayoutFile",
            [
                "", "gate", "simulated", "lane", "device", "link", "hours", "exception", "silent_after_seconds",
                "scan_images",
            ]
        ),
        ("GateReader", ["gate"]), ("DeviceReader", ["lane", "device"]), ("CalendarReader", ["hours", "exception"]),
        ("LinkReader", ["link"]),
    ]

    /// Keys by table, as the page's examples have them; also those named in a remark beside a line.
    private static func shown() throws -> [String: Set<String>] {
        var shown: [String: Set<String>] = [:]
        var table = ""
        var isExample = false
        for line in try House.text("docs/layouts.md").split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isExample = line == "```toml"
                table = ""
                continue
            }
            guard isExample else { continue }
            if let header = line.firstMatch(of: /^\[+([a-z_]+)\]+/) {
                table = String(header.1)
                shown["", default: []].insert(table)
            }
            for key in line.matches(of: /\b([a-z_]+) =\s/) { shown[table, default: []].insert(String(key.1)) }
            // `# or opens, closes` tells the rest of a choice.
            for list in line.matches(of: /or ([a-z_]+(?:, [a-z_]+)*)$/) {
                for key in list.1.split(separator: ", ") { shown[table, default: []].insert(String(key)) }
            }
        }
        return shown
    }

    /// The keys that a reader asks its table for, or lets stand.
    private static func known(to file: String) throws -> Set<String> {
        let text = try House.text("Sources/GateLayout/\(file).swift")
        var keys: Set<String> = []
        let asked =
            /\.(?:text|optionalText|integer|number|flag|clock|day|choices?|texts|tables?|has|report|expect)\("([a-z_]+)"/
        for match in text.matches(of: asked) { keys.insert(String(match.1)) }
        for match in text.matches(of: /read(?:File|Topic)\(reader, "([a-z_]+)"/) { keys.insert(String(match.1)) }
        for match in text.matches(of: /\("([a-z_]+)", \[\./) { keys.insert(String(match.1)) }
        for list in text.matches(of: /(?:known:|fields =|fields \+) \[([^\]]*)\]/) {
            for match in list.1.matches(of: /"([a-z_]+)"/) { keys.insert(String(match.1)) }
        }
        return keys
    }

    @Test("Every field stands in its table", arguments: readers.map(\.file)) func fields(file: String) throws {
        let shown = try Self.shown()
        let tables = Self.readers.first { $0.file == file }?.tables ?? []
        let known = try Self.known(to: file)
        #expect(known.count >= 5, "\(file): \(known)")
        let missing = known.subtracting(tables.flatMap { shown[$0] ?? [] })
        #expect(missing.isEmpty, "docs/layouts.md lacks \(missing.sorted()) in \(tables)")
    }

    @Test("Every name that a field may hold stands on the page") func names() throws {
        let page = try House.text("docs/layouts.md")
        let words = Set(page.matches(of: /[A-Za-z][A-Za-z-]*/).map { String($0.0) })
        var names = DeviceKind.allCases.map(\.name) + LaneKind.allCases.map(\.name) + Direction.allCases.map(\.name)
        names += GateClass.allCases.filter { $0 != .unstated }.map(\.name) + Agency.allCases.map(\.name)
        names += LinkPlan.Transport.allCases.map(\.rawValue) + LinkPlan.Overflow.allCases.map(\.rawValue)
        names += Weekday.allCases.map(\.name)
        let reader = try House.text("Sources/GateLayout/DeviceReader.swift")
        names += reader.matches(of: /\("([a-z-]+)", \.[a-zA-Z]+\)/).map { String($0.1) }
        let missing = Set(names).subtracting(words)
        #expect(missing.isEmpty, "docs/layouts.md lacks \(missing.sorted())")
    }

    @Test("Every limit of a number is told") func limits() throws {
        let page = try House.text("docs/layouts.md").replacing(",", with: "")
        var count = 0
        for reader in Self.readers {
            let text = try House.text("Sources/GateLayout/\(reader.file).swift").replacing("_000", with: "000")
            for match in text.matches(of: /(?:integer|number)\("([a-z_]+)", (-?[0-9_]+)\.\.\.([0-9_]+)/) {
                count += 1
                let range = "\(match.2.replacing("-", with: "−"))…\(match.3)".replacing("_", with: "")
                #expect(page.contains(range), "\(match.1): \(range)")
            }
        }
        #expect(count >= 10)
    }
}
