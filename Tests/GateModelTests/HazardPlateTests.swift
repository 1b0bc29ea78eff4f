import GateModel
import Testing

@Suite struct HazardPlateTests {
    /// Numbers that ADR 5.3.2.3.2 explains.
    static let known = [
        "20", "22", "223", "225", "23", "238", "239", "25", "26", "263", "265", "268", "28", "30", "323", "X323", "33",
        "333", "X333", "336", "338", "X338", "339", "36", "362", "X362", "368", "38", "382", "X382", "39", "40", "423",
        "X423", "43", "X432", "44", "446", "46", "462", "X462", "48", "482", "X482", "50", "539", "55", "556", "558",
        "559", "56", "568", "58", "59", "60", "606", "623", "63", "638", "639", "64", "642", "65", "66", "663", "664",
        "665", "668", "X668", "669", "68", "69", "70", "78", "80", "X80", "823", "83", "X83", "839", "X839", "84",
        "842",
        "85", "856", "86", "X86", "88", "X88", "883", "884", "885", "886", "X886", "89", "90", "99",
    ]

    @Test(arguments: known) func knownNumbersAreRead(text: String) throws {
        let number = try HazardNumber(text)
        #expect(number.text == text && number.reactsWithWater == text.hasPrefix("X"))
        #expect(number.danger.rawValue == text.first { $0 != "X" }?.wholeNumberValue)
    }

    @Test func whatTheFiguresMean() throws {
        #expect(try HazardNumber("33").isIntensified && HazardNumber("X333").isIntensified)
        #expect(try !HazardNumber("30").isIntensified && !HazardNumber("323").isIntensified)
        #expect(try HazardNumber("11D").danger == .explosive && !HazardNumber("11D").isIntensified)
        #expect(try HazardNumber("268").danger == .gas)
    }

    /// Every text of up to three figures, with and without X: exactly the grammar's are taken.
    @Test func everyShortText() {
        for value in 0..<1_000 {
            for length in 1...3 where value < [10, 100, 1_000][length - 1] {
                let digits = (String(repeating: "0", count: 3) + "\(value)").suffix(length).map {
                    $0.wholeNumberValue ?? 0
                }
                for prefix in ["", "X"] {
                    let text = prefix + digits.map { "\($0)" }.joined()
                    let isGrammar =
                        length > 1 && digits[0] >= 2 && digits[1...].allSatisfy { $0 >= 2 || ($0 == 0 && length == 2) }
                    let isTaken = (try? HazardNumber(text)) != nil
                    #expect(isTaken == (isGrammar || text == "606"), "\(text)")
                }
            }
        }
    }

    @Test func faultsNameThePlace() {
        let wrong: [(String, IdentifierError.Fault)] = [
            ("", .empty), ("X", .length(expected: "2, 3", found: 0)),
            ("3333", .length(expected: "2, 3", found: 4)),
            ("0", .length(expected: "2, 3", found: 1)), ("03", .character(at: 0, found: "0", expected: "2–9")),
            ("3A", .character(at: 1, found: "A", expected: "0, 2–9")),
            ("330", .character(at: 2, found: "0", expected: "2–9")),
            ("XX3", .character(at: 1, found: "X", expected: "2–9")), ("11", .length(expected: "3", found: 2)),
            ("17D", .character(at: 1, found: "7", expected: "1–6")),
            ("11I", .character(at: 2, found: "I", expected: "A–H, J–L, N, S")),
        ]
        for (text, fault) in wrong {
            #expect(throws: IdentifierError(.hazard, text, fault)) { try HazardNumber(text) }
        }
    }

    @Test func substances() throws {
        #expect(try UNNumber("1203").text == "1203" && UNNumber("UN0004").text == "0004")
        for text in ["0003", "4000", "0000", "9999"] {
            #expect(throws: IdentifierError(.unNumber, text, .unknownPrefix(text))) { try UNNumber(text) }
        }
        #expect(throws: IdentifierError(.unNumber, "12O3", .character(at: 2, found: "O", expected: "0–9"))) {
            try UNNumber("12O3")
        }
        #expect(throws: IdentifierError(.unNumber, "203", .length(expected: "4", found: 3))) { try UNNumber("203") }
        #expect(throws: IdentifierError.self) { try UNNumber("UN") }
    }

    @Test func seals() throws {
        for text in ["VN0012345", "A123", "12345678", String(repeating: "7", count: 20)] {
            #expect(try SealNumber(text).text == text)
        }
        let wrong: [(String, IdentifierError.Fault)] = [
            ("", .empty), ("A12", .length(expected: "4–20", found: 3)),
            (String(repeating: "7", count: 21), .length(expected: "4–20", found: 21)),
            ("VN12#45", .character(at: 4, found: "#", expected: "A–Z, 0–9")),
            ("SEAL12", .length(expected: "≥ 3 × 0–9", found: 2)),
        ]
        for (text, fault) in wrong {
            #expect(throws: IdentifierError(.seal, text, fault)) { try SealNumber(text) }
        }
    }
}
