public import GateModel
public import GateText
import TOMLKit

#if canImport(Glibc)
    import Glibc
#endif

/// Where the program's `data` and `layouts` folders are: beside the sources, or installed.
public struct DataFolder: Sendable {
    /// The folder that holds `data` and `layouts`.
    public let root: String

    public init(root: String) { self.root = root }

    /// Looks at `SMARTGATE_HOME`, then upwards from the executable, then upwards from the working folder, then in
    /// `share/smartgate` beside the executable's folder.
    public static func locate(environment: String?, executable: String, workingFolder: String) -> DataFolder? {
        var candidates: [String] = []
        if let environment, !environment.isEmpty { candidates.append(environment) }
        for start in [executable, workingFolder] {
            var parts = start.split(separator: "/")
            while true {
                candidates.append("/" + parts.joined(separator: "/"))
                candidates.append("/" + (parts + ["share", "smartgate"]).joined(separator: "/"))
                if parts.isEmpty { break }
                parts.removeLast()
            }
        }
        return candidates.first { access("\($0)/data/messages/vi.toml", R_OK) == 0 }.map { DataFolder(root: $0) }
    }

    public func layout(_ name: String) -> String { "\(root)/layouts/\(name).toml" }

    /// The folder of the risk rules, watch list, register and sampling.
    public var risk: String { "\(root)/data/risk" }

    /// What the law says, as tables, and what vehicles are judged by.
    public func laws() throws(LayoutProblems) -> LawTables {
        var laws = LawTables()
        laws.weights = try WeightLawFile.load(path: "\(root)/data/law/weights.toml")
        laws.clocks = try ClockLawFile.load(path: "\(root)/data/law/clocks.toml")
        laws.suspensions = try SuspensionLawFile.load(path: "\(root)/data/law/suspension.toml")
        laws.units = try UnitRuleFile.load(path: "\(root)/data/law/units.toml")
        laws.corrections = try CorrectionLawFile.load(path: "\(root)/data/law/corrections.toml")
        laws.abroad = try AbroadLawFile.load(path: "\(root)/data/law/abroad.toml")
        laws.risk = try RiskFiles.load(folder: risk).tables
        return laws
    }

    /// The words of a language.
    ///
    /// - Throws: ``LayoutProblems``, ``CatalogueFault`` or ``PhraseFault`` where keys are missing.
    public func catalogue(_ language: Language) throws -> Catalogue {
        try catalogue(language, try phrases())
    }

    private func catalogue(_ language: Language, _ phrases: PhraseBook) throws -> Catalogue {
        var catalogue = try Catalogue(language, texts: try messages(language))
        catalogue.phrases = phrases
        return catalogue
    }

    /// The words of every language, with one book of phrases for all.
    ///
    /// - Throws: as ``catalogue(_:)``.
    public func catalogues() throws -> [Language: Catalogue] {
        let phrases = try phrases()
        var catalogues: [Language: Catalogue] = [:]
        for language in Language.allCases { catalogues[language] = try catalogue(language, phrases) }
        return catalogues
    }

    /// What drivers are told, in all their languages.
    ///
    /// - Throws: ``LayoutProblems``, or ``PhraseFault`` where something is missing.
    public func phrases() throws -> PhraseBook { try PhraseFile.load(path: "\(root)/data/phrases/drivers.toml") }

    /// Every `section.key` of a language's file with its text.
    public func messages(_ language: Language) throws(LayoutProblems) -> [String: String] {
        let path = "\(root)/data/messages/\(language.rawValue).toml"
        let table = try TextFile.toml(try TextFile.read(path, limit: 1 << 20), file: path)
        var texts: [String: String] = [:]
        for section in table.keys {
            guard let entries = table[section]?.table else { continue }
            for key in entries.keys { texts["\(section).\(key)"] = entries[key]?.string }
        }
        return texts
    }
}
