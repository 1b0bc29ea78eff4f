import Foundation
import GateLayout
import GateModel
import GateText
import TestSupport
import Testing

@Suite struct CatalogueTests {
    private let vietnamese: [String: String]
    private let english: [String: String]

    init() throws {
        vietnamese = try Repository.data.messages(.vietnamese)
        english = try Repository.data.messages(.english)
    }

    @Test func bothLanguagesHaveTheSameKeys() {
        #expect(Set(vietnamese.keys).symmetricDifference(english.keys).sorted() == [])
        #expect(vietnamese.count > 400)
    }

    @Test(arguments: Language.allCases)
    func everyMessageHasAText(language: Language) throws {
        let texts = language == .vietnamese ? vietnamese : english
        #expect(Message.allCases.filter { texts[$0.rawValue] == nil }.map(\.rawValue) == [])
        let catalogue = try Repository.data.catalogue(language)
        for message in Message.allCases { #expect(!catalogue[message].isEmpty, "\(message.rawValue)") }
    }

    /// Placeholders are numbered from 0 and are the same in both languages.
    @Test func placeholdersAgree() throws {
        func placeholders(_ text: String) throws -> [String] {
            let pattern = try Regex(#"\{[^}]*\}"#)
            return Set(text.matches(of: pattern).map { String(text[$0.range]) }).sorted()
        }
        for (key, text) in english {
            let found = try placeholders(text)
            #expect(try placeholders(vietnamese[key] ?? "") == found, "\(key)")
            #expect(found == found.indices.map { "{\($0)}" }, "\(key): \(text)")
        }
    }

    /// NFC, nothing a terminal must not see, no blank at the ends; not empty.
    @Test(arguments: Language.allCases)
    func everyTextIsCleanAndNotEmpty(language: Language) {
        for (key, text) in language == .vietnamese ? vietnamese : english {
            #expect(!text.isEmpty, "\(key)")
            #expect(text.trimmingCharacters(in: .whitespacesAndNewlines) == text, "\(key): '\(text)'")
            #expect(
                Array(text.precomposedStringWithCanonicalMapping.unicodeScalars) == Array(text.unicodeScalars),
                "\(key) is not NFC")
            #expect(Array(ScreenText(text).text.unicodeScalars) == Array(text.unicodeScalars), "\(key): '\(text)'")
        }
    }

    /// Most Vietnamese texts differ from the English ones, and most of those carry a letter that English has not.
    @Test func vietnameseIsVietnamese() {
        let differing = vietnamese.filter { $0.value != english[$0.key] }
        #expect(differing.count * 100 >= vietnamese.count * 80)
        let accented = differing.filter {
            $0.value.unicodeScalars.contains { $0.value > 0xBF && $0.properties.isAlphabetic }
        }
        #expect(accented.count * 100 >= differing.count * 80, "\(accented.count) of \(differing.count)")
        let strangers = english.filter {
            $0.value.unicodeScalars.contains { $0.value > 0xBF && $0.properties.isAlphabetic }
        }
        #expect(strangers.keys.sorted() == [], "English texts with Vietnamese letters")
    }

    @Test func aCatalogueWithAMissingKeyCannotBeMade() {
        var fewer = english
        fewer["top.open"] = nil
        do throws(CatalogueFault) {
            _ = try Catalogue(.english, texts: fewer)
            Issue.record("made without top.open")
        } catch {
            #expect(error.missing == ["top.open"])
            #expect(error.language == .english)
        }
    }

    @Test func theDataFolderIsFoundFromBelow() {
        let below = Repository.root + "/Sources/GateModel"
        #expect(
            DataFolder.locate(environment: nil, executable: "/nowhere/bin/x", workingFolder: below)?.root
                == Repository.root)
        #expect(
            DataFolder.locate(environment: Repository.root, executable: "/", workingFolder: "/")?.root
                == Repository.root)
    }
}
