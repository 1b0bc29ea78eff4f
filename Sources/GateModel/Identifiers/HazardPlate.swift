/// The upper number of an orange plate: how the load is dangerous (ADR 5.3.2.3; after its author, the Kemler number).
///
/// Two or three figures, the first the main danger; a doubled figure makes it worse; a 0 fills up where one figure says
/// it all; an X in front forbids water. Explosives carry their division and group instead: `1.1D`.
public struct HazardNumber: Hashable, Sendable {
    public enum Danger: Int, CaseIterable, Sendable {
        case explosive = 1, gas, flammableLiquid, flammableSolid, oxidising, toxic, radioactive, corrosive, reaction
    }

    /// Normalised: `X423`, `33`, `11D`.
    public let text: String

    /// - Parameter normalised: upper case, without blanks and points.
    /// - Throws: ``IdentifierError`` with the first character that breaks the grammar.
    public init(_ normalised: String) throws(IdentifierError) {
        let characters = Array(normalised)
        guard !characters.isEmpty else { throw IdentifierError(.hazard, normalised, .empty) }
        func require(_ index: Int, _ allowed: String, _ named: String) throws(IdentifierError) {
            guard !allowed.contains(characters[index]) else { return }
            throw IdentifierError(
                .hazard, normalised, .character(at: index, found: String(characters[index]), expected: named))
        }
        if characters[0] == "1" {
            guard characters.count == 3 else {
                throw IdentifierError(.hazard, normalised, .length(expected: "3", found: characters.count))
            }
            try require(1, "123456", "1–6")
            try require(2, "ABCDEFGHJKLNS", "A–H, J–L, N, S")
            text = normalised
            return
        }
        let start = characters[0] == "X" ? 1 : 0
        guard (2...3).contains(characters.count - start) else {
            throw IdentifierError(
                .hazard, normalised, .length(expected: "2, 3", found: characters.count - start))
        }
        try require(start, "23456789", "2–9")
        // A 0 fills up a single figure; 606 alone has one in the middle (infectious substances).
        let isInfectious = start == 0 && normalised == "606"
        for index in (start + 1)..<characters.count where !isInfectious {
            let mayFill = characters.count - start == 2
            try require(index, mayFill ? "023456789" : "23456789", mayFill ? "0, 2–9" : "2–9")
        }
        text = normalised
    }

    /// The main danger.
    public var danger: Danger {
        let first = text.first { $0 != "X" }?.wholeNumberValue ?? 0
        return Danger(rawValue: first) ?? .reaction
    }

    /// The main danger's figure stands twice.
    public var isIntensified: Bool {
        let figures = text.drop { $0 == "X" }
        return danger != .explosive && figures.count > 1 && figures.first == figures.dropFirst().first
    }

    /// Water makes it worse.
    public var reactsWithWater: Bool { text.first == "X" }
}

/// The lower number of an orange plate: which substance it is (UN Model Regulations, list of dangerous goods).
public struct UNNumber: Hashable, Sendable {
    /// Four digits, `1203`.
    public let text: String

    /// - Parameter normalised: four digits, with or without `UN` in front.
    /// - Throws: ``IdentifierError``.
    public init(_ normalised: String) throws(IdentifierError) {
        let digits = normalised.hasPrefix("UN") ? String(normalised.dropFirst(2)) : normalised
        try DeclarationNumber.requireDigits(digits, count: 4, kind: .unNumber)
        // The list begins at 0004 and has reached 3560; new ones are added at its end.
        guard (4...3_999).contains(Int(digits) ?? 0) else {
            throw IdentifierError(.unNumber, normalised, .unknownPrefix(digits))
        }
        text = digits
    }
}

/// The number of a seal on a door. Makers number them as they like (ISO 17712 asks for a mark of the maker and a number
/// that is not given twice), so all that can be asked is letters and digits, with some of these.
public struct SealNumber: Hashable, Sendable {
    public static let lengths = 4...20
    public static let digitsAtLeast = 3

    public let text: String

    /// - Throws: ``IdentifierError``.
    public init(_ normalised: String) throws(IdentifierError) {
        let characters = Array(normalised)
        guard !characters.isEmpty else { throw IdentifierError(.seal, normalised, .empty) }
        for (index, character) in characters.enumerated() where !(character.isASCIILetter || character.isASCIIDigit) {
            throw IdentifierError(
                .seal, normalised, .character(at: index, found: String(character), expected: "A–Z, 0–9"))
        }
        guard Self.lengths.contains(characters.count) else {
            throw IdentifierError(.seal, normalised, .length(expected: "4–20", found: characters.count))
        }
        let digits = characters.count { $0.isASCIIDigit }
        guard digits >= Self.digitsAtLeast else {
            throw IdentifierError(.seal, normalised, .length(expected: "≥ 3 × 0–9", found: digits))
        }
        text = normalised
    }
}
