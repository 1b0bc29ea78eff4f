/// Why a text is not the identifier it should be: what was expected, what stood there, and where.
public struct IdentifierError: Error, Hashable, Sendable {
    /// Which identifier was being read.
    public enum Kind: String, Sendable {
        case plate, container, declaration, personalNumber, travelDocument, hazard, unNumber, seal
    }

    /// The grammar rule that failed. Offsets count characters of the normalised text from 0.
    public enum Fault: Hashable, Sendable {
        case empty
        case length(expected: String, found: Int)
        case character(at: Int, found: String, expected: String)
        case unknownPrefix(String)
        case checkDigit(field: String, expected: String, found: String)
        case noSuchDate(field: String, text: String)
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
        case .unknownPrefix(let prefix): "\(kind.rawValue) '\(text)': no country or province has the prefix '\(prefix)'"
        case .checkDigit(let field, let expected, let found):
            "\(kind.rawValue) '\(text)': check digit of \(field) is \(found), computed \(expected)"
        case .noSuchDate(let field, let date): "\(kind.rawValue) '\(text)': \(field) '\(date)' is no date"
        }
    }
}
