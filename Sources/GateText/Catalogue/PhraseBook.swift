/// What drivers are told, in the languages of the border. A book with a phrase missing in one language cannot be made.
public struct PhraseBook: Sendable {
    /// No phrase at all: for what speaks to no driver.
    public static let empty = PhraseBook(texts: [:])

    /// By key, then by language.
    private let texts: [String: [String: String]]

    private init(texts: [String: [String: String]]) { self.texts = texts }

    /// - Parameters:
    ///   - texts: `phrase.openDoors` → `zh` → text.
    ///   - keys: what there has to be, in every one of `languages`.
    /// - Throws: ``PhraseFault`` naming what is missing.
    public init(
        _ texts: [String: [String: String]], keys: [String], languages: [String]
    ) throws(PhraseFault) {
        let missing = keys.flatMap { key in
            languages.filter { texts[key]?[$0]?.isEmpty ?? true }.map { "\(key).\($0)" }
        }
        guard missing.isEmpty else { throw PhraseFault(missing: missing) }
        self.texts = texts
    }

    /// What is to be done, and why where a reason is given. Empty where the book does not have it.
    ///
    /// - Parameters:
    ///   - phrase: `phrase.waitHere`.
    ///   - reason: `reason.overweight` or `wait.bayFull`; nil for none.
    ///   - language: `vi`, `en`, `zh`, `lo`, `km`.
    public func text(_ phrase: String, reason: String?, language: String) -> String {
        guard let text = texts[phrase]?[language] else { return "" }
        guard let reason, let why = texts[reason]?[language], let label = texts["reason.label"]?[language] else {
            return text
        }
        // Chinese has no blanks between sentences, and each script its own full stop.
        let (blank, stop) = language == "zh" ? ("", "。") : (" ", language == "km" ? "។" : ".")
        return text + blank + label + blank + why + stop
    }
}

/// A phrase book that is not complete.
public struct PhraseFault: Error, Hashable, Sendable, CustomStringConvertible {
    public var missing: [String]

    public init(missing: [String]) { self.missing = missing }

    public var description: String {
        "phrases for drivers: missing " + missing.prefix(8).joined(separator: ", ")
            + (missing.count > 8 ? " and \(missing.count - 8) more" : "")
    }
}
