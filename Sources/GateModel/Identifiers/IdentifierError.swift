/// Why a text is not the identifier it should be: what was expected, what stood there, and where.
public struct IdentifierError: Error, Hashable, Sendable {
    /// Which identifier was being read.
    public enum Kind: String, Sendable {
        case plate, container, declaration, personalNumber, travelDocument, hazard, unNumber, seal
    }

    /// The grammar rule that failed. Offsets count characters of the normalised text from 0. What was expected is
    /// written without words of any language: `0–9`, `7–9`, `U, J, Z`.
    public enum Fault: Hashable, Sendable {
        case empty
        case length(expected: String, found: Int)
        case character(at: Int, found: String, expected: String)
        case unknownPrefix(String)
        case checkDigit(field: String, expected: String, found: String)
        case noSuchDate(field: String, text: String)
        /// An identity card's number tells another year of birth than the card.
        case otherBirthYear(number: Int, card: Int)
        /// An identity card's number tells another sex than the card.
        case otherSex
    }

    public var kind: Kind
    public var text: String
    public var fault: Fault

    public init(_ kind: Kind, _ text: String, _ fault: Fault) {
        self.kind = kind
        self.text = text
        self.fault = fault
    }
}

extension IdentifierError: CustomStringConvertible {
    /// One English sentence for logs and the command line; the screens use the message catalogue.
    public var description: String {
        switch fault {
        case .empty: "\(kind.rawValue): the text is empty"
        case .length(let expected, let found):
            "\(kind.rawValue) '\(text)': \(found) characters where \(expected) are expected"
        case .character(let at, let found, let expected):
            "\(kind.rawValue) '\(text)': '\(found)' at position \(at + 1), expected \(expected)"
        case .unknownPrefix where kind == .unNumber: "\(kind.rawValue) '\(text)': no substance has this number"
        case .unknownPrefix(let prefix): "\(kind.rawValue) '\(text)': no country or province has the prefix '\(prefix)'"
        case .checkDigit(let field, let expected, let found):
            "\(kind.rawValue) '\(text)': check digit of \(field) is \(found), computed \(expected)"
        case .noSuchDate(let field, let date): "\(kind.rawValue) '\(text)': \(field) '\(date)' is no date"
        case .otherBirthYear(let number, let card):
            "\(kind.rawValue) '\(text)': it tells the year of birth \(number), the card \(card)"
        case .otherSex: "\(kind.rawValue) '\(text)': it tells another sex than the card"
        }
    }
}

extension IdentifierError.Fault {
    /// The fault in a form that reads back, for a journal that holds no sentence of any one language:
    /// `checkDigit|document number|3|7`. What was found stands last, for it may hold anything.
    public var text: String {
        switch self {
        case .empty: "empty"
        case .length(let expected, let found): "length|\(expected)|\(found)"
        case .character(let at, let found, let expected): "character|\(at)|\(expected)|\(found)"
        case .unknownPrefix(let prefix): "unknownPrefix|\(prefix)"
        case .checkDigit(let field, let expected, let found): "checkDigit|\(field)|\(expected)|\(found)"
        case .noSuchDate(let field, let date): "noSuchDate|\(field)|\(date)"
        case .otherBirthYear(let number, let card): "otherBirthYear|\(number)|\(card)"
        case .otherSex: "otherSex"
        }
    }

    /// Reads ``text`` back; nil for anything else, such as the sentences of older journals.
    public init?(_ text: String) {
        let kind = text.prefix { $0 != "|" }
        let splits = kind == "unknownPrefix" ? 1 : kind == "noSuchDate" ? 2 : 3
        let parts = text.split(separator: "|", maxSplits: splits, omittingEmptySubsequences: false).map { String($0) }
        let fault: Self? =
            switch (parts[0], parts.count) {
            case ("empty", 1): .empty
            case ("length", 3): Int(parts[2]).map { .length(expected: parts[1], found: $0) }
            case ("character", 4):
                Int(parts[1]).flatMap { (0..<100_000).contains($0) ? $0 : nil }.map {
                    .character(at: $0, found: parts[3], expected: parts[2])
                }
            case ("unknownPrefix", 2): .unknownPrefix(parts[1])
            case ("checkDigit", 4): .checkDigit(field: parts[1], expected: parts[2], found: parts[3])
            case ("noSuchDate", 3): .noSuchDate(field: parts[1], text: parts[2])
            case ("otherBirthYear", 3):
                Int(parts[1]).flatMap { number in
                    Int(parts[2]).map { .otherBirthYear(number: number, card: $0) }
                }
            case ("otherSex", 1): .otherSex
            default: nil
            }
        guard let fault, fault.text == text else { return nil }
        self = fault
    }
}
