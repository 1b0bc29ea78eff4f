import Foundation
public import GateLayout
public import GateText

/// The package's folder and what is read from it.
public enum House {
    public static let root = String(#filePath.dropLast("/Tests/ConsoleSupport/Words.swift".count))
    public static let data = DataFolder(root: root)

    /// Samples that live beside the checkout on some machines; nil where they are absent.
    public static func sample(_ name: String) -> String? {
        var folders = [root]
        while let last = folders.last, last != "/" { folders.append((last as NSString).deletingLastPathComponent) }
        // A worktree lies outside the checkout: a link or a variable may name the place.
        if let named = ProcessInfo.processInfo.environment["SMARTGATE_SAMPLES"] {
            return existing(named + "/" + name)
        }
        return folders.lazy.compactMap { existing($0 + "/shared/samples/" + name) }.first
    }

    private static func existing(_ path: String) -> String? {
        FileManager.default.fileExists(atPath: path) ? path : nil
    }

    public static func words(_ language: Language) throws -> Catalogue { try data.catalogue(language) }

    public static func allWords() throws -> [Language: Catalogue] {
        var all: [Language: Catalogue] = [:]
        for language in Language.allCases { all[language] = try words(language) }
        return all
    }
}
