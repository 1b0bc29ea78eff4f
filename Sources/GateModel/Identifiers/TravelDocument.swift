/// What a machine-readable zone says about its bearer (ICAO Doc 9303 parts 4–7: formats TD1, TD2 and TD3 of documents,
/// MRV-A and MRV-B of visas).
public struct TravelDocument: Hashable, Sendable {
    public enum Format: String, Sendable, CaseIterable {
        case td1 = "TD1", td2 = "TD2", td3 = "TD3"
        case mrvA = "MRV-A", mrvB = "MRV-B"

        /// The format of lines of such lengths; a visa begins with `V`, nothing else tells it from a document.
        init?(rows: [[Character]]) {
            let isVisa = rows.first?.first == "V"
            switch rows.map(\.count) {
            case [30, 30, 30]: self = .td1
            case [36, 36]: self = isVisa ? .mrvB : .td2
            case [44, 44]: self = isVisa ? .mrvA : .td3
            default: return nil
            }
        }
    }

    public let format: Format
    /// `P` passport, `I`/`A`/`C` cards, `V` visa, with its subtype letter where given.
    public let type: String
    /// Three-letter code of the issuing state.
    public let issuer: String
    public let number: String
    public let nationality: String
    /// `YYMMDD`
    public let birth: String
    /// `M`, `F` or `<`
    public let sex: String
    /// `YYMMDD`
    public let expiry: String
    public let surname: String
    public let givenNames: String

    /// Reads the lines of a machine-readable zone.
    ///
    /// - Parameter lines: three lines of 30, two of 36 or two of 44 characters.
    /// - Throws: ``IdentifierError`` naming the first field whose characters or check digit are wrong.
    public init(lines: [String]) throws(IdentifierError) {
        let rows = lines.map { Array($0) }
        let whole = lines.joined()
        for (index, character) in whole.enumerated()
        where !(character.isASCIILetter || character.isASCIIDigit || character == "<") {
            throw IdentifierError(
                .travelDocument, whole,
                .character(at: index, found: String(character), expected: "A–Z, 0–9, <"))
        }
        guard !rows.isEmpty else { throw IdentifierError(.travelDocument, whole, .empty) }
        guard let format = Format(rows: rows) else {
            throw IdentifierError(
                .travelDocument, whole, .length(expected: "3×30, 2×36, 2×44", found: whole.count))
        }
        let zone = Zone(format: format, rows: rows, whole: whole)
        self = try format == .td1 ? zone.td1() : zone.twoLines()
    }

    init(
        format: Format, type: String, issuer: String, number: String, nationality: String, birth: String, sex: String,
        expiry: String, names: String
    ) {
        self.format = format
        self.type = type
        self.issuer = issuer
        self.number = number
        self.nationality = nationality
        self.birth = birth
        self.sex = sex
        self.expiry = expiry
        // "<<" parts the surname from the given names; "<" stands for a space in both.
        let characters = Array(names)
        var split = characters.count
        var index = 0
        while index + 1 < characters.count {
            if characters[index] == "<", characters[index + 1] == "<" {
                split = index
                break
            }
            index += 1
        }
        surname = Self.spaced(characters[..<split])
        givenNames = Self.spaced(characters[split...])
    }

    private static func spaced(_ characters: ArraySlice<Character>) -> String {
        characters.split(separator: "<").map { String($0) }.joined(separator: " ")
    }

    /// The check digit of a field: values 0–9, A=10 … Z=35, `<`=0; weights 7, 3, 1; modulo 10.
    public static func checkDigit(of characters: some Sequence<Character>) -> Int {
        var sum = 0
        for (position, character) in characters.enumerated() {
            let value: Int
            if character.isASCIIDigit {
                value = Int(character.asciiValue ?? 48) - 48
            } else if character.isASCIILetter {
                value = Int(character.asciiValue ?? 65) - 55
            } else {
                value = 0
            }
            sum += value * [7, 3, 1][position % 3]
        }
        return sum % 10
    }
}

/// The rows of one zone while its fields are cut out and checked.
private struct Zone {
    let format: TravelDocument.Format
    let rows: [[Character]]
    let whole: String

    func td1() throws(IdentifierError) -> TravelDocument {
        let number = try checked(row: 0, 5..<14, check: 14, field: "document number")
        let birth = try date(row: 1, 0..<6, check: 6, field: "date of birth")
        let expiry = try date(row: 1, 8..<14, check: 14, field: "date of expiry")
        let composite = rows[0][5..<30] + rows[1][0..<7] + rows[1][8..<15] + rows[1][18..<29]
        try require(Array(composite), equals: rows[1][29], field: "composite")
        return TravelDocument(
            format: format, type: text(0, 0..<2), issuer: text(0, 2..<5), number: number,
            nationality: try letters(1, 15..<18), birth: birth, sex: String(rows[1][7]), expiry: expiry,
            names: String(rows[2]))
    }

    func twoLines() throws(IdentifierError) -> TravelDocument {
        let width = rows[1].count
        let number = try checked(row: 1, 0..<9, check: 9, field: "document number")
        let birth = try date(row: 1, 13..<19, check: 19, field: "date of birth")
        let expiry = try date(row: 1, 21..<27, check: 27, field: "date of expiry")
        if format == .td3 {
            // An empty personal number may carry `<` as its check digit.
            let personal = Array(rows[1][28..<42])
            if rows[1][42] != "<" || personal.contains(where: { $0 != "<" }) {
                try require(personal, equals: rows[1][42], field: "personal number")
            }
        }
        // A visa's line ends in optional data: it has no check digit over all.
        if format == .td2 || format == .td3 {
            let composite = rows[1][0..<10] + rows[1][13..<20] + rows[1][21..<width - 1]
            try require(Array(composite), equals: rows[1][width - 1], field: "composite")
        }
        return TravelDocument(
            format: format, type: text(0, 0..<2), issuer: text(0, 2..<5), number: number,
            nationality: try letters(1, 10..<13), birth: birth, sex: String(rows[1][20]), expiry: expiry,
            names: String(rows[0][5...]))
    }

    private func text(_ row: Int, _ range: Range<Int>) -> String {
        String(rows[row][range].filter { $0 != "<" })
    }

    /// A field that holds no figures, and has no check digit to tell one by.
    private func letters(_ row: Int, _ range: Range<Int>) throws(IdentifierError) -> String {
        for column in range where !(rows[row][column].isASCIILetter || rows[row][column] == "<") {
            throw IdentifierError(
                .travelDocument, whole,
                .character(
                    at: row * rows[row].count + column, found: String(rows[row][column]), expected: "A–Z, <"))
        }
        return text(row, range)
    }

    private func checked(
        row: Int, _ range: Range<Int>, check: Int, field: String
    ) throws(IdentifierError) -> String {
        try require(Array(rows[row][range]), equals: rows[row][check], field: field)
        return text(row, range)
    }

    private func date(row: Int, _ range: Range<Int>, check: Int, field: String) throws(IdentifierError) -> String {
        let date = try checked(row: row, range, check: check, field: field)
        // Some letters count as much as a digit does (L and 1, G and 6): the check digit alone lets them pass.
        for column in range where !(rows[row][column].isASCIIDigit || rows[row][column] == "<") {
            throw IdentifierError(
                .travelDocument, whole,
                .character(
                    at: row * rows[row].count + column, found: String(rows[row][column]), expected: "0–9, <"
                ))
        }
        // ICAO allows an unknown month or day as fillers, which have been dropped by now.
        let characters = Array(date)
        if characters.count == 6 {
            let month = Int(String(characters[2..<4])) ?? 0
            let day = Int(String(characters[4..<6])) ?? 0
            guard (1...12).contains(month), (1...31).contains(day) else {
                throw IdentifierError(.travelDocument, whole, .noSuchDate(field: field, text: date))
            }
        }
        return date
    }

    private func require(
        _ characters: [Character], equals found: Character, field: String
    ) throws(IdentifierError) {
        let expected = TravelDocument.checkDigit(of: characters)
        guard found == Character(String(expected)) else {
            throw IdentifierError(
                .travelDocument, whole,
                .checkDigit(field: field, expected: String(expected), found: String(found)))
        }
    }
}
