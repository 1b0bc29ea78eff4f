/// A language of the screen.
public enum Language: String, CaseIterable, Sendable {
    case vietnamese = "vi"
    case english = "en"

    /// `--lang`, else `LANG` where it names one of the languages, else Vietnamese.
    public static func chosen(option: String?, environment: String?) -> Language {
        for text in [option, environment] {
            if let text, let language = Language(rawValue: String(text.prefix(2)).lowercased()) { return language }
        }
        return .vietnamese
    }

    public var next: Language { self == .vietnamese ? .english : .vietnamese }
}

/// The words of one language, all of them: a catalogue with a missing key cannot be made.
public struct Catalogue: Sendable {
    public let language: Language
    /// Plates are shown by their Latin key: for terminals that have no Han, Lao or Khmer letters.
    public var prefersLatinPlates = false
    /// What drivers are told, whatever the language of the screen.
    public var phrases = PhraseBook.empty
    private let fixed: [Message: ScreenText]
    private let named: [String: ScreenText]

    /// - Parameters:
    ///   - language: whose words these are.
    ///   - texts: `section.key` → text.
    /// - Throws: ``CatalogueFault`` naming the keys that are missing.
    public init(_ language: Language, texts: [String: String]) throws(CatalogueFault) {
        let missing = Message.allCases.map(\.rawValue).filter { texts[$0] == nil }
        guard missing.isEmpty else { throw CatalogueFault(language: language, missing: missing) }
        self.language = language
        var fixed: [Message: ScreenText] = [:]
        for message in Message.allCases { fixed[message] = ScreenText(texts[message.rawValue] ?? "") }
        self.fixed = fixed
        named = texts.mapValues { ScreenText($0) }
    }

    public subscript(_ message: Message) -> ScreenText { fixed[message] ?? ScreenText(message.rawValue) }

    /// The message with `{0}`, `{1}` … replaced.
    public func callAsFunction(_ message: Message, _ arguments: ScreenText...) -> ScreenText {
        Self.filled(self[message], arguments)
    }

    /// The name of a code: `name("state", "inLane")`. A code without a name shows its key, so that nothing is hidden.
    public func name(_ section: String, _ code: String) -> ScreenText {
        named["\(section).\(code)"] ?? ScreenText("\(section).\(code)")
    }

    /// Whether a code has a name; for the test of completeness.
    public func hasName(_ section: String, _ code: String) -> Bool { named["\(section).\(code)"] != nil }

    /// Replaces `{0}`, `{1}` … in a text.
    public static func filled(_ text: ScreenText, _ arguments: [ScreenText]) -> ScreenText {
        var parts: [ScreenText] = []
        var rest = Substring(text.text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            parts.append(ScreenText(rest[..<open]))
            let inside = rest[rest.index(after: open)..<close]
            if let number = Int(inside), arguments.indices.contains(number) { parts.append(arguments[number]) }
            rest = rest[rest.index(after: close)...]
        }
        parts.append(ScreenText(rest))
        return ScreenText.joined(parts)
    }
}

/// A language file lacks keys.
public struct CatalogueFault: Error, Hashable, Sendable, CustomStringConvertible {
    public var language: Language
    public var missing: [String]

    public var description: String {
        "messages of '\(language.rawValue)': missing " + missing.prefix(8).joined(separator: ", ")
            + (missing.count > 8 ? " and \(missing.count - 8) more" : "")
    }
}
