import Foundation
public import GateLayout
public import GateText
import TestSupport

/// The package's folder and what is read from it.
public enum House {
    public static let data = DataFolder(root: Repository.root)

    /// One of the real recordings; nil where it is absent.
    public static func sample(_ name: String) -> String? {
        Repository.samples.map { $0 + "/" + name }.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
    }

    public static func words(_ language: Language) throws -> Catalogue { try data.catalogue(language) }

    public static func allWords() throws -> [Language: Catalogue] {
        var all: [Language: Catalogue] = [:]
        for language in Language.allCases { all[language] = try words(language) }
        return all
    }
}
