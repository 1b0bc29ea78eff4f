import Foundation
import GateGrid
import GateLayout
import GateModel
import GateScreens
import GateText
import TestSupport
import Testing

@Suite struct HouseRuleTests {
    private static let data = DataFolder(root: Repository.root)

    private static func allSources() throws -> [House.Source] {
        try House.sources(below: "Sources") + House.sources(below: "Tests")
            + House.sources(below: "Benchmarks/Sources")
    }

    @Test func noFileIsLongerThanFiveHundredLines() throws {
        for source in try Self.allSources() {
            let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
            #expect(lines <= 500, "\(source.name) has \(lines) lines")
        }
    }

    /// A file is named after something it declares or extends; `Type+Topic` after the type. Files that gather several
    /// small things are named for the group, and at least declare something.
    @Test func filesAreNamedAfterWhatTheyDeclare() throws {
        var strangers: [String] = []
        let sources = try House.sources(below: "Sources")
        for source in sources {
            let file = String(source.name.split(separator: "/").last?.dropLast(6) ?? "")
            if file == "main" { continue }
            let type = String(file.prefix { $0 != "+" })
            let words = ["struct", "class", "enum", "protocol", "actor", "extension", "typealias"]
            let declared = words.contains { word in
                source.code.contains("\(word) \(type) ") || source.code.contains("\(word) \(type):")
                    || source.code.contains("\(word) \(type)<") || source.code.contains("\(word) \(type){")
            }
            #expect(words.contains { source.code.contains("\($0) ") }, "\(source.name) declares nothing")
            if !declared { strangers.append(source.name) }
        }
        #expect(strangers.count * 8 <= sources.count, "named after nothing they declare: \(strangers)")
        #expect(strangers.filter { $0.contains("+") } == [], "Type+Topic must extend Type")
    }

    // MARK: Keys and words

    @Test func thePageOfKeysIsFresh() throws {
        let made = KeysPage.markdown(
            vietnamese: try Self.data.catalogue(.vietnamese), english: try Self.data.catalogue(.english))
        #expect(try House.text("docs/keys.md") == made, "docs/keys.md is stale: run make docs")
    }

    @Test func theTableOfKeysDoesNotContradictItself() {
        #expect(BindingTable.clashes() == [])
        #expect(BindingTable.all.count > 40)
        for binding in BindingTable.all { #expect(!binding.keys.isEmpty, "\(binding.action) has no key") }
    }

    /// Sections whose names are looked up by a code that is no `NamedCode`.
    private static let others =
        ScreenID.allCases.map { "screen.\($0.rawValue)" } + Theme.allCases.map { "theme.\($0)" }

    @Test(arguments: Language.allCases)
    func everyCodeHasAName(language: Language) throws {
        let catalogue = try Self.data.catalogue(language)
        for (section, names) in NamedCodes.sections {
            let missing = names.filter { !catalogue.hasName(section, $0) }
            #expect(missing == [], "\(language.rawValue): [\(section)]")
        }
        for key in Self.others {
            let parts = key.split(separator: ".").map { String($0) }
            let isNamed = catalogue.hasName(parts[0], parts[1])
            #expect(isNamed, "\(language.rawValue): \(key)")
        }
    }

    @Test(arguments: Language.allCases)
    func noTextIsLeftThatNobodyAsksFor(language: Language) throws {
        var known = Set(Message.allCases.map(\.rawValue)).union(Self.others)
        for (section, names) in NamedCodes.sections { known.formUnion(names.map { "\(section).\($0)" }) }
        let keys = Set(try Self.data.messages(language).keys)
        #expect(keys.subtracting(known).sorted() == [])
    }

    /// The fields that a document's fault names are texts in the grammars; nothing else ties them to their words.
    @Test func everyFieldOfADocumentHasAName() throws {
        var fields: Set<String> = []
        for file in ["TravelDocument", "ContainerNumber"] {
            let source = try House.text("Sources/GateModel/Identifiers/\(file).swift")
            for match in source.matches(of: /field: "([^"]+)"/) {
                fields.insert(String(match.1).replacing(" ", with: "-"))
            }
        }
        let named = try #require(NamedCodes.sections.first { $0.section == "documentField" }).names
        #expect(fields == Set(named))
    }

    /// The list of refusals' names is the list of their codes; nothing else ties the two together.
    @Test func everyRefusalOfTheModelHasAName() throws {
        let source = try House.text("Sources/GateModel/Decisions/Refusal.swift")
        let codes = source.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        let named = try #require(NamedCodes.sections.first { $0.section == "refusal" }).names
        #expect(codes.count >= 19)
        #expect(Set(codes) == Set(named))
    }
}
