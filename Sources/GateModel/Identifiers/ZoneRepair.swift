/// A machine-readable zone whose reader confused look-alike characters, put right where its check digits prove how.
///
/// Dates and check digits hold digits only, so a letter there becomes the digit it looks like. Elsewhere a character is
/// exchanged for its look-alike only if then every check digit of the zone agrees, and only if no other exchange of as
/// few characters does the same. Names, nationality and sex have no check digit and are never touched.
public struct ZoneRepair: Hashable, Sendable {
    /// Exchanges beyond those that the digits' places demand: with three, chance would do too often what proof should.
    static let exchangeLimit = 2
    /// Letters in places of digits: a line read so badly is better read again.
    static let forcedLimit = 4

    public struct Change: Hashable, Sendable {
        /// From 1.
        public let line: Int
        public let column: Int
        public let found: Character
        public let proven: Character
    }

    public let document: TravelDocument
    /// In the order of the zone; never empty.
    public let changes: [Change]

    /// Nil where the zone is right as it stands, has no format's lengths, or nothing or more than one thing would
    /// put it right.
    public init?(lines: [String]) {
        let rows = lines.map { Array($0) }
        guard let format = TravelDocument.Format(rows: rows), let width = rows.first?.count,
            (try? TravelDocument(lines: lines)) == nil
        else { return nil }
        var characters = rows.flatMap { $0 }
        let plan = Plan(format, characters)
        for index in plan.digits where characters[index].isASCIILetter {
            guard let digit = Self.digits[characters[index]] else { return nil }
            characters[index] = digit
        }
        let forced = zip(characters, rows.joined()).count { $0 != $1 }
        guard forced <= Self.forcedLimit else { return nil }
        var found: (document: TravelDocument, characters: [Character])?
        for exchanges in 0...Self.exchangeLimit {
            guard forced + exchanges > 0 else { continue }
            for candidate in plan.candidates(of: characters, exchanges: exchanges) {
                let zone = stride(from: 0, to: candidate.count, by: width).map { String(candidate[$0..<$0 + width]) }
                guard let document = try? TravelDocument(lines: zone) else { continue }
                guard found == nil else { return nil }
                found = (document, candidate)
            }
            if found != nil { break }
        }
        guard let found else { return nil }
        document = found.document
        changes = zip(rows.joined(), found.characters).enumerated().compactMap { index, pair in
            pair.0 == pair.1
                ? nil : Change(line: index / width + 1, column: index % width + 1, found: pair.0, proven: pair.1)
        }
    }

    /// What a letter in a digit's place was.
    private static let digits: [Character: Character] = [
        "O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8",
    ]

    /// What a character may be mistaken for. Not L for 1 and not G for 6: their values differ by 20 and 10, so that no
    /// check digit can tell them apart.
    fileprivate static let lookAlikes: [Character: [Character]] = [
        "O": ["0"], "Q": ["0"], "D": ["0"], "I": ["1"], "Z": ["2"], "S": ["5"], "B": ["8"],
        "0": ["O", "Q", "D"], "1": ["I"], "2": ["Z"], "5": ["S"], "8": ["B"],
    ]
}

extension ZoneRepair: CustomStringConvertible {
    public var description: String {
        changes.map { "line \($0.line), \($0.column): \($0.found)→\($0.proven)" }.joined(separator: "; ")
    }
}

/// Where a format has its check digits, and over what. Places count through all lines.
private struct Plan {
    private struct Equation {
        var places: [Int]
        var check: Int
    }

    private var equations: [Equation] = []
    /// Places that hold digits in every document.
    private(set) var digits: [Int] = []
    /// Places that hold letters or digits and are covered by a check digit.
    private var open: [Int] = []

    init(_ format: TravelDocument.Format, _ characters: [Character]) {
        func range(_ row: Int, _ width: Int, _ columns: Range<Int>) -> [Int] { columns.map { row * width + $0 } }
        var number: [Int] = []
        var dates: [[Int]] = []
        var composite: Equation?
        var personal: Equation?
        switch format {
        case .td1:
            number = range(0, 30, 5..<15)
            dates = [range(1, 30, 0..<7), range(1, 30, 8..<15)]
            let optional = range(0, 30, 15..<30) + range(1, 30, 18..<29)
            open = Array(number.dropLast()) + optional
            composite = Equation(
                places: range(0, 30, 5..<30) + dates[0] + dates[1] + range(1, 30, 18..<29), check: 59)
        case .td2, .td3, .mrvA, .mrvB:
            let width = characters.count / 2
            number = range(1, width, 0..<10)
            dates = [range(1, width, 13..<20), range(1, width, 21..<28)]
            open = Array(number.dropLast())
            if format == .td2 || format == .td3 {
                open += range(1, width, 28..<(format == .td3 ? 42 : 35))
                composite = Equation(
                    places: number + dates[0] + range(1, width, 21..<width - 1), check: 2 * width - 1)
            }
            if format == .td3, characters[86] != "<" {
                personal = Equation(places: range(1, 44, 28..<42), check: 86)
            }
        }
        equations = ([number] + dates).map { Equation(places: $0.dropLast(), check: $0[$0.count - 1]) }
        digits = dates.flatMap { $0 } + [number[number.count - 1]]
        for equation in [personal, composite].compactMap({ $0 }) {
            equations.append(equation)
            digits.append(equation.check)
        }
    }

    /// Zones in which so many characters are exchanged for look-alikes and every check digit agrees.
    ///
    /// Check digits are linear, so what an exchange changes in each of them is computed once and only added up.
    func candidates(of characters: [Character], exchanges: Int) -> [[Character]] {
        let missing = equations.map { equation in
            sum(equation, characters) - value(characters[equation.check])
        }
        var moves: [(place: Int, to: Character, change: [Int])] = []
        for place in open {
            for other in ZoneRepair.lookAlikes[characters[place]] ?? [] {
                let step = value(other) - value(characters[place])
                let change = equations.map { equation in
                    equation.places.enumerated().reduce(0) {
                        $0 + ($1.element == place ? step * Self.weights[$1.offset % 3] : 0)
                    } - (equation.check == place ? step : 0)
                }
                moves.append((place, other, change))
            }
        }
        func agrees(_ chosen: [Int]) -> Bool {
            missing.indices.allSatisfy { index in
                chosen.reduce(missing[index]) { $0 + moves[$1].change[index] } % 10 == 0
            }
        }
        var chosen: [[Int]] = []
        switch exchanges {
        case 0: chosen = [[]]
        case 1: chosen = moves.indices.map { [$0] }
        default:
            for first in moves.indices {
                for second in moves.indices.dropFirst(first + 1) where moves[first].place != moves[second].place {
                    chosen.append([first, second])
                }
            }
        }
        return chosen.filter(agrees).map { picks in
            var zone = characters
            for pick in picks { zone[moves[pick].place] = moves[pick].to }
            return zone
        }
    }

    private static let weights = [7, 3, 1]

    private func sum(_ equation: Equation, _ characters: [Character]) -> Int {
        TravelDocument.checkDigit(of: equation.places.map { characters[$0] })
    }

    /// As the check digits count it; a filler is nothing.
    private func value(_ character: Character) -> Int {
        guard let ascii = character.asciiValue else { return 0 }
        if character.isASCIIDigit { return Int(ascii) - 48 }
        return character.isASCIILetter ? Int(ascii) - 55 : 0
    }
}
