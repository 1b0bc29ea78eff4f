import GateModel
import TestSupport
import Testing

@Suite struct ContainerNumberTests {
    /// Letter values written out (ISO 6346 annex A), apart from the code that computes them.
    static let values: [Character: Int] = [
        "A": 10, "B": 12, "C": 13, "D": 14, "E": 15, "F": 16, "G": 17, "H": 18, "I": 19, "J": 20, "K": 21, "L": 23,
        "M": 24, "N": 25, "O": 26, "P": 27, "Q": 28, "R": 29, "S": 30, "T": 31, "U": 32, "V": 34, "W": 35, "X": 36,
        "Y": 37, "Z": 38,
    ]
    static let weights = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

    static func remainder(_ text: String) -> Int {
        zip(text, weights).reduce(0) { $0 + (values[$1.0] ?? $1.0.wholeNumberValue ?? 0) * $1.1 } % 11
    }

    static func random(_ random: inout SeededRandom) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let owner = (0..<3).map { _ in random.pick(letters) }
        let ten =
            String(owner) + String(random.pick(Array("UJZ"))) + (0..<6).map { _ in String(random.below(10)) }.joined()
        return ten + String(remainder(ten) % 10)
    }

    @Test(arguments: ["CSQU3054383", "MSKU6011672", "TGHU7599330"])
    func publishedNumbersAreValid(text: String) throws {
        #expect(try ContainerNumber(text).text == text)
    }

    @Test func wrongNumbersSayWhatIsWrong() {
        let wrong: [(String, IdentifierError.Fault)] = [
            ("", .empty), ("CSQU305438", .length(expected: "11", found: 10)),
            ("CSQU30543833", .length(expected: "11", found: 12)),
            ("TESI1120274", .character(at: 3, found: "I", expected: "U, J, Z")),
            ("C5QU3054383", .character(at: 1, found: "5", expected: "A–Z")),
            ("CSQU30S4383", .character(at: 6, found: "S", expected: "0–9")),
            ("CSQU305438X", .character(at: 10, found: "X", expected: "0–9")),
            (
                "CONU1234567",
                .checkDigit(field: "ISO 6346", expected: "\(Self.remainder("CONU123456") % 10)", found: "7")
            ),
            ("CSQU3054384", .checkDigit(field: "ISO 6346", expected: "3", found: "4")),
        ]
        for (text, fault) in wrong {
            #expect(throws: IdentifierError(.container, text, fault)) { try ContainerNumber(text) }
        }
    }

    /// Every change of one character is noticed, but for the two gaps of the standard: letters whose values differ by
    /// 11, 22 or 33 … stand for each other, and a remainder of 10 is written as 0.
    @Test(arguments: 0..<20)
    func oneWrongCharacterIsNoticed(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let text = seed == 0 ? "CSQU3054383" : Self.random(&random)
        _ = try ContainerNumber(text)
        let characters = Array(text)
        var missed = 0
        for position in characters.indices {
            for other in position < 4 ? Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ") : Array("0123456789")
            where other != characters[position] {
                var changed = characters
                changed[position] = other
                guard (try? ContainerNumber(String(changed))) != nil else { continue }
                missed += 1
                let before = Self.remainder(text)
                let after = Self.remainder(String(changed))
                let sameValue = position < 3 && before == after
                let tenIsZero = (before, after) == (10, 0) || (before, after) == (0, 10)
                #expect(sameValue || tenIsZero, "seed \(seed): \(text) → \(String(changed))")
                #expect(position < 10, "a wrong check digit is always noticed")
            }
        }
        if seed == 0 { #expect(missed == 4) }
    }
}

@Suite struct NumberTests {
    @Test func declarationsHaveTwelveDigits() throws {
        let number = try DeclarationNumber("305123456782")
        #expect(number.amendments == 2)
        let wrong: [(String, IdentifierError.Fault)] = [
            ("", .empty), ("30512345678", .length(expected: "12", found: 11)),
            ("3051234567822", .length(expected: "12", found: 13)),
            ("30512345678A", .character(at: 11, found: "A", expected: "0–9")),
            ("30512345678٢", .character(at: 11, found: "٢", expected: "0–9")),
        ]
        for (text, fault) in wrong {
            #expect(throws: IdentifierError(.declaration, text, fault)) { try DeclarationNumber(text) }
        }
    }

    @Test func aPersonalNumberTellsPlaceBirthAndSex() throws {
        let cases: [(String, Int, Int, Bool)] = [
            ("001085123456", 1, 1985, true), ("020185000001", 20, 1985, false), ("079200999999", 79, 2000, true),
            ("096312000000", 96, 2012, false),
        ]
        for (text, place, year, isMale) in cases {
            let number = try PersonalNumber(text)
            #expect(number.placeOfBirth == place)
            #expect(number.birthYear == year)
            #expect(number.isMale == isMale)
        }
        let wrong: [(String, IdentifierError.Fault)] = [
            ("", .empty), ("000085123456", .unknownPrefix("000")), ("097085123456", .unknownPrefix("097")),
            ("00108512345", .length(expected: "12", found: 11)),
            ("00108512345x", .character(at: 11, found: "x", expected: "0–9")),
        ]
        for (text, fault) in wrong {
            #expect(throws: IdentifierError(.personalNumber, text, fault)) { try PersonalNumber(text) }
        }
    }
}

/// The specimens of ICAO Doc 9303, parts 4 to 6.
@Suite struct TravelDocumentTests {
    static let td1 = [
        "I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ]
    static let td2 = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]
    static let td3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]

    @Test func theSpecimensAreRead() throws {
        for (lines, format, type, number) in [
            (Self.td1, TravelDocument.Format.td1, "I", "D23145890"), (Self.td2, .td2, "I", "D23145890"),
            (Self.td3, .td3, "P", "L898902C3"),
        ] {
            let document = try TravelDocument(lines: lines)
            #expect(document.format == format)
            #expect(document.type == type)
            #expect(document.issuer == "UTO")
            #expect(document.number == number)
            #expect(document.nationality == "UTO")
            #expect(document.birth == "740812")
            #expect(document.sex == "F")
            #expect(document.expiry == "120415")
            #expect(document.surname == "ERIKSSON")
            #expect(document.givenNames == "ANNA MARIA")
        }
    }

    /// No check digit tells it: a zero read for an O is found by being a figure.
    @Test func aNationalityHoldsNoFigures() {
        for lines in [Self.td1, Self.td2, Self.td3] {
            let read = [lines[0], lines[1].replacing("UTO", with: "UT0")] + lines.dropFirst(2)
            let expected = read[1].prefix { $0 != "U" }.count + 2 + read[1].count
            #expect {
                _ = try TravelDocument(lines: read)
            } throws: { error in
                (error as? IdentifierError)?.fault == .character(at: expected, found: "0", expected: "A–Z, <")
            }
        }
    }

    /// Format, row, place of the check digit, and the field it guards.
    static let checks: [(TravelDocument.Format, Int, Int, String)] = [
        (.td1, 0, 14, "document number"), (.td1, 1, 6, "date of birth"), (.td1, 1, 14, "date of expiry"),
        (.td1, 1, 29, "composite"), (.td2, 1, 9, "document number"), (.td2, 1, 19, "date of birth"),
        (.td2, 1, 27, "date of expiry"), (.td2, 1, 35, "composite"), (.td3, 1, 9, "document number"),
        (.td3, 1, 19, "date of birth"), (.td3, 1, 27, "date of expiry"), (.td3, 1, 42, "personal number"),
        (.td3, 1, 43, "composite"),
    ]

    @Test(arguments: checks)
    func eachWrongCheckDigitNamesItsField(format: TravelDocument.Format, row: Int, column: Int, field: String) throws {
        let lines = format == .td1 ? Self.td1 : format == .td2 ? Self.td2 : Self.td3
        var rows = lines.map { Array($0) }
        let right = try #require(rows[row][column].wholeNumberValue)
        for wrong in 0...9 where wrong != right {
            rows[row][column] = Character(String(wrong))
            let changed = rows.map { String($0) }
            let fault = IdentifierError.Fault.checkDigit(field: field, expected: "\(right)", found: "\(wrong)")
            #expect(throws: IdentifierError(.travelDocument, changed.joined(), fault)) {
                try TravelDocument(lines: changed)
            }
        }
    }

    @Test func otherFaultsAreNamedToo() throws {
        func fault(_ lines: [String]) -> IdentifierError.Fault? {
            do throws(IdentifierError) {
                _ = try TravelDocument(lines: lines)
                return nil
            } catch {
                return error.fault
            }
        }
        #expect(fault([]) == .empty)
        #expect(fault([Self.td3[0]]) == .length(expected: "3×30, 2×36, 2×44", found: 44))
        #expect(
            fault([Self.td3[0], String(Self.td3[1].dropLast())]) == .length(expected: "3×30, 2×36, 2×44", found: 87))
        #expect(fault([Self.td2[0], Self.td3[1]]) == .length(expected: "3×30, 2×36, 2×44", found: 80))
        let lower = [Self.td3[0].replacing("ANNA", with: "ANNa"), Self.td3[1]]
        #expect(fault(lower) == .character(at: 18, found: "a", expected: "A–Z, 0–9, <"))
        // Optional data counts in the composite only.
        #expect(
            fault([Self.td1[0], "7408122F1204159UTO<<<<<<<<<<X6", Self.td1[2]]).map { "\($0)" }?.contains("composite")
                == true)
        var rows = Array(Self.td3[1])
        rows.replaceSubrange(13..<19, with: Array("741312"))
        rows[19] = Character(String(TravelDocument.checkDigit(of: Array("741312"))))
        #expect(fault([Self.td3[0], String(rows)]) == .noSuchDate(field: "date of birth", text: "741312"))
    }

    @Test func aNameWithoutGivenNamesIsASurname() throws {
        let lines = [Self.td1[0], Self.td1[1], "NGUYEN<VAN<AN<<<<<<<<<<<<<<<<<"]
        let document = try TravelDocument(lines: lines)
        #expect(document.surname == "NGUYEN VAN AN")
        #expect(document.givenNames.isEmpty)
    }

    /// Most single misreads of the number or a date are noticed (values that differ by a multiple of ten are not).
    @Test func misreadDigitsAreNoticed() throws {
        for column in Array(0..<9) + Array(13..<19) + Array(21..<27) {
            var row = Array(Self.td3[1])
            guard let digit = row[column].wholeNumberValue else { continue }
            for other in 0...9 where other != digit {
                row[column] = Character(String(other))
                #expect(throws: IdentifierError.self) { try TravelDocument(lines: [Self.td3[0], String(row)]) }
            }
        }
    }
}
