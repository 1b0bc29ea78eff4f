/// A customs declaration's number: 12 digits, of which the first 11 name the declaration and the last counts its
/// amendments (assumed).
public struct DeclarationNumber: Hashable, Sendable {
    public let text: String

    public init(_ normalised: String) throws(IdentifierError) {
        try Self.requireDigits(normalised, count: 12, kind: .declaration)
        text = normalised
    }

    static func requireDigits(_ text: String, count: Int, kind: IdentifierError.Kind) throws(IdentifierError) {
        let characters = Array(text)
        guard !characters.isEmpty else { throw IdentifierError(kind, text, .empty) }
        for (index, character) in characters.enumerated() where !character.isASCIIDigit {
            throw IdentifierError(kind, text, .character(at: index, found: String(character), expected: "0–9"))
        }
        guard characters.count == count else {
            throw IdentifierError(kind, text, .length(expected: "\(count)", found: characters.count))
        }
    }

    /// How often the declaration was amended (0…9).
    public var amendments: Int { text.last?.wholeNumberValue ?? 0 }
}

/// A Vietnamese citizen's personal number: 3 digits place of birth, 1 century and sex, 2 year of birth, 6 serial
/// (Decree 137/2015/NĐ-CP art. 13).
public struct PersonalNumber: Hashable, Sendable {
    public let text: String

    public init(_ normalised: String) throws(IdentifierError) {
        try DeclarationNumber.requireDigits(normalised, count: 12, kind: .personalNumber)
        // Places run from 001 to 096; a higher number was never issued.
        let place = Int(normalised.prefix(3)) ?? 0
        guard (1...96).contains(place) else {
            throw IdentifierError(.personalNumber, normalised, .unknownPrefix(String(normalised.prefix(3))))
        }
        text = normalised
    }

    private func digits(_ range: Range<Int>) -> Int { Int(String(Array(text)[range])) ?? 0 }

    /// Province or country of birth registration, 1…96.
    public var placeOfBirth: Int { digits(0..<3) }
    /// Year of birth: the century digit is 0/1 for 19xx, 2/3 for 20xx, and so on.
    public var birthYear: Int { 1900 + digits(3..<4) / 2 * 100 + digits(4..<6) }
    /// The century digit is even for men.
    public var isMale: Bool { digits(3..<4) % 2 == 0 }
}
