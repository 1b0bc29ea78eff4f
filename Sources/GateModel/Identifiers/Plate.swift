/// A licence plate of one of the four countries whose trucks use the gate.
///
/// `text` is what stands on the plate, normalised (NFC, upper case, without space, dot, dash or slash). `key` is
/// its Latin spelling, one to one with the plate, for people and systems without a Han, Lao or Khmer font:
/// 桂F12345 ⇄ `CN-GUI-F12345`.
public struct Plate: Hashable, Sendable {
    /// Country of registration, by its ISO 3166 code.
    public enum Country: UInt8, CaseIterable, Sendable, NamedCode {
        case vietnam, china, laos, cambodia
        public static let names: [StaticString] = ["VN", "CN", "LA", "KH"]
    }

    /// What kind of registration the grammar found.
    public enum Category: Sendable { case civil, trailer, diplomatic, army }

    public let country: Country
    public let category: Category
    public let text: String
    public let key: String

    /// Reads a normalised plate. The country follows from the script and shape, so no hint is needed.
    ///
    /// - Throws: ``IdentifierError`` naming the first character that fits no grammar.
    public init(_ normalised: String) throws(IdentifierError) {
        let characters = Array(normalised)
        guard let first = characters.first else { throw IdentifierError(.plate, normalised, .empty) }
        if PlateGrammar.chineseProvinces[first] != nil {
            self = try PlateGrammar.china(characters, normalised)
        } else if PlateGrammar.isLao(first) {
            self = try PlateGrammar.laos(characters, normalised)
        } else if first.isASCIIDigit {
            self = try PlateGrammar.startingWithDigit(characters, normalised)
        } else if first.isASCIILetter {
            self = try PlateGrammar.vietnamArmy(characters, normalised)
        } else {
            throw IdentifierError(.plate, normalised, .unknownPrefix(String(first)))
        }
    }

    init(country: Country, category: Category, text: String, key: String) {
        self.country = country
        self.category = category
        self.text = text
        self.key = key
    }

    /// The plate with the marks people expect on it: `12C-123.45`, `桂F·12345`.
    public var display: String {
        let characters = Array(text)
        switch country {
        case .vietnam where category == .civil || category == .trailer:
            let digits = characters.reversed().prefix { $0.isASCIIDigit }.count
            let serial = min(digits, 5)
            let head = String(characters.dropLast(serial))
            let tail = characters.suffix(serial)
            return serial == 5
                ? "\(head)-\(String(tail.prefix(3))).\(String(tail.suffix(2)))" : "\(head)-\(String(tail))"
        case .vietnam: return text
        case .china: return "\(characters[0])\(characters[1])·\(String(characters.dropFirst(2)))"
        case .laos, .cambodia: return "\(String(characters.dropLast(4))) \(String(characters.suffix(4)))"
        }
    }
}

extension Character {
    var isASCIIDigit: Bool { isASCII && ("0"..."9").contains(self) }
    var isASCIILetter: Bool { isASCII && ("A"..."Z").contains(self) }
}
