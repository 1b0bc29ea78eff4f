import GateModel
public import GateText
import TOMLKit

/// The phrases for drivers: `data/phrases/drivers.toml`.
enum PhraseFile {
    /// Every phrase, and every reason that a driver may be told.
    static let keys: [String] =
        ["reason.label"] + DriverPhrase.allCases.filter { $0 != .none }.map { "phrase.\($0.name)" }
        + Reason.allCases.filter(\.isForDrivers).map { "reason.\($0.name)" }
        + WaitReason.allCases.filter { $0 != .none }.map { "wait.\($0.name)" }

    static func load(path: String) throws -> PhraseBook {
        let table = try TextFile.toml(try TextFile.read(path, limit: 1 << 20), file: path)
        var texts: [String: [String: String]] = [:]
        for section in table.keys {
            guard let entries = table[section]?.table else { continue }
            for key in entries.keys {
                guard let phrase = entries[key]?.table else { continue }
                for language in phrase.keys {
                    texts["\(section).\(key)", default: [:]][language] = phrase[language]?.string
                }
            }
        }
        return try PhraseBook(texts, keys: keys, languages: DriverLanguage.allCases.map(\.name))
    }
}
