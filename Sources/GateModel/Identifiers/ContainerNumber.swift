/// A freight container's identification: owner code, category, serial and check digit (ISO 6346:2022).
public struct ContainerNumber: Hashable, Sendable {
    /// Eleven characters, upper case, without spaces: `CSQU3054383`.
    public let text: String

    /// Reads a normalised container number.
    ///
    /// - Throws: ``IdentifierError``; a wrong check digit names the digit that would be right.
    public init(_ normalised: String) throws(IdentifierError) {
        let characters = Array(normalised)
        guard !characters.isEmpty else { throw IdentifierError(.container, normalised, .empty) }
        guard characters.count == 11 else {
            throw IdentifierError(.container, normalised, .length(expected: "11", found: characters.count))
        }
        for index in 0..<3 where !characters[index].isASCIILetter {
            throw IdentifierError(
                .container, normalised, .character(at: index, found: String(characters[index]), expected: "A–Z"))
        }
        guard characters[3] == "U" || characters[3] == "J" || characters[3] == "Z" else {
            throw IdentifierError(
                .container, normalised, .character(at: 3, found: String(characters[3]), expected: "U, J, Z"))
        }
        for index in 4..<11 where !characters[index].isASCIIDigit {
            throw IdentifierError(
                .container, normalised, .character(at: index, found: String(characters[index]), expected: "0–9"))
        }
        let expected = Self.checkDigit(ofFirstTen: characters)
        guard characters[10] == Character(String(expected)) else {
            throw IdentifierError(
                .container, normalised,
                .checkDigit(field: "ISO 6346", expected: String(expected), found: String(characters[10])))
        }
        text = normalised
    }

    /// The check digit of the first ten characters (letters A=10 … Z=38 without multiples of 11; weights 2^position;
    /// modulo 11, where 10 counts as 0). Characters that are neither letter nor digit count as 0.
    public static func checkDigit(ofFirstTen characters: [Character]) -> Int {
        var sum = 0
        for (position, character) in characters.prefix(10).enumerated() {
            sum += value(of: character) << position
        }
        return sum % 11 % 10
    }

    /// The only container number that differs from `normalised` in one character which cameras take for another; nil
    /// where there is none or more than one.
    ///
    /// A suggestion for a person, never a reading: one digit checks ten characters, so that one misread in eleven
    /// passes for right.
    public static func suggestion(for normalised: String) -> String? {
        var characters = Array(normalised)
        guard characters.count == 11, (try? ContainerNumber(normalised)) == nil else { return nil }
        var found: String?
        for index in characters.indices {
            let read = characters[index]
            for other in lookAlikes[read] ?? [] {
                characters[index] = other
                guard let number = try? ContainerNumber(String(characters)) else { continue }
                guard found == nil else { return nil }
                found = number.text
            }
            characters[index] = read
        }
        return found
    }

    /// By shape, both ways. (The commonest misreads of 751 plates are among them: 8 and B, Q and 0, O and D, 1 and I,
    /// 5 and S, 2 and Z.)
    private static let lookAlikes: [Character: [Character]] = {
        var table: [Character: [Character]] = [:]
        for (first, second) in [
            ("O", "0"), ("Q", "0"), ("D", "0"), ("U", "0"), ("O", "Q"), ("O", "D"), ("U", "O"), ("U", "V"), ("I", "1"),
            ("L", "1"), ("T", "1"), ("J", "1"), ("J", "I"), ("Z", "2"), ("S", "5"), ("G", "6"), ("C", "G"), ("T", "7"),
            ("B", "8"), ("A", "4"), ("E", "F"), ("P", "R"), ("M", "N"), ("V", "Y"), ("W", "H"), ("3", "8"), ("1", "7"),
            ("5", "6"), ("6", "8"),
        ] as [(Character, Character)] {
            table[first, default: []].append(second)
            table[second, default: []].append(first)
        }
        return table
    }()

    private static func value(of character: Character) -> Int {
        guard let ascii = character.asciiValue else { return 0 }
        if character.isASCIIDigit { return Int(ascii - 48) }
        guard character.isASCIILetter else { return 0 }
        // 10 + position, stepping over 11, 22 and 33.
        let plain = Int(ascii - 65) + 10
        return plain + (plain >= 11 ? 1 : 0) + (plain + 1 >= 22 ? 1 : 0) + (plain + 2 >= 33 ? 1 : 0)
    }
}
