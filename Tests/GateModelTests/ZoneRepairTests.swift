import GateModel
import TestSupport
import Testing

/// The specimens of ICAO Doc 9303, part 7.
@Suite struct VisaTests {
    static let mrvA = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]
    static let mrvB = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"]

    @Test(arguments: [(mrvA, TravelDocument.Format.mrvA), (mrvB, .mrvB)])
    func theSpecimensAreRead(lines: [String], format: TravelDocument.Format) throws {
        let document = try TravelDocument(lines: lines)
        #expect(document.format == format && document.type == "V" && document.issuer == "UTO")
        #expect(document.number == "L8988901C" && document.nationality == String(repeating: "X", count: 3))
        #expect(document.birth == "400907" && document.sex == "F" && document.expiry == "961210")
        #expect(document.surname == "ERIKSSON" && document.givenNames == "ANNA MARIA")
    }

    @Test(arguments: [(mrvA, 9, "document number"), (mrvA, 19, "date of birth"), (mrvB, 27, "date of expiry")])
    func wrongCheckDigitsAreNamed(lines: [String], column: Int, field: String) throws {
        var row = Array(lines[1])
        let right = String(row[column])
        row[column] = row[column] == "0" ? "1" : "0"
        let changed = [lines[0], String(row)]
        let fault = IdentifierError.Fault.checkDigit(field: field, expected: right, found: String(row[column]))
        #expect(throws: IdentifierError(.travelDocument, changed.joined(), fault)) {
            try TravelDocument(lines: changed)
        }
    }

    @Test func optionalDataOfAVisaHaveNoCheckDigit() throws {
        for lines in [Self.mrvA, Self.mrvB] {
            let row = String(lines[1].dropLast()) + "7"
            #expect(throws: Never.self) { try TravelDocument(lines: [lines[0], row]) }
        }
    }
}

@Suite struct ZoneRepairTests {
    private static let specimens = [
        TravelDocumentTests.td1, TravelDocumentTests.td2, TravelDocumentTests.td3, VisaTests.mrvA, VisaTests.mrvB,
        ["P<VNMNGUYEN<<VAN<AN<<<<<<<<<<<<<<<<<<<<<<<<<", "B1058Z2505VNM9001011M3001012001090000508<<50"],
    ].map { $0.count == 2 && $0[1].hasPrefix("B1058") ? completed($0) : $0 }

    /// The passport of a number full of look-alikes, its check digits computed.
    private static func completed(_ lines: [String]) -> [String] {
        var row = Array(lines[1])
        func digit(_ columns: [Int]) -> Character {
            Character(String(TravelDocument.checkDigit(of: columns.map { row[$0] })))
        }
        row[9] = digit(Array(0..<9))
        row[19] = digit(Array(13..<19))
        row[27] = digit(Array(21..<27))
        row[42] = digit(Array(28..<42))
        row[43] = digit(Array(0..<10) + Array(13..<20) + Array(21..<43))
        return [lines[0], String(row)]
    }

    private static let confusions: [Character: String] = [
        "0": "OQD", "1": "IL", "2": "Z", "5": "S", "6": "G", "8": "B", "O": "0", "Q": "0", "D": "0", "I": "1", "L": "1",
        "Z": "2", "S": "5", "G": "6", "B": "8",
    ]

    /// Every zone with one character confused.
    private static func confused(_ lines: [String]) -> [(row: Int, column: Int, lines: [String])] {
        var zones: [(Int, Int, [String])] = []
        for row in lines.indices {
            for (column, character) in lines[row].enumerated() {
                for other in confusions[character] ?? "" {
                    var changed = Array(lines[row])
                    changed[column] = other
                    var zone = lines
                    zone[row] = String(changed)
                    zones.append((row, column, zone))
                }
            }
        }
        return zones
    }

    @Test func theSpecimensAreValid() throws {
        for lines in Self.specimens {
            #expect(throws: Never.self) { try TravelDocument(lines: lines) }
            #expect(ZoneRepair(lines: lines) == nil)
        }
    }

    /// One confused character: put right, or left alone; never made another document.
    @Test func everySingleConfusion() throws {
        var repaired = 0
        for lines in Self.specimens {
            let right = try TravelDocument(lines: lines)
            for (row, column, zone) in Self.confused(lines) {
                guard let repair = ZoneRepair(lines: zone) else { continue }
                repaired += 1
                #expect(repair.document == right, "\(zone)")
                #expect(repair.changes.map(\.line) == [row + 1] && repair.changes.map(\.column) == [column + 1])
            }
        }
        #expect(repaired > 100)
    }

    @Test func theChangeIsNamed() throws {
        let zone = [TravelDocumentTests.td3[0], TravelDocumentTests.td3[1].replacing("7408122", with: "74O8I22")]
        let repair = try #require(ZoneRepair(lines: zone))
        #expect(repair.description == "line 2, 16: O→0; line 2, 18: I→1")
        #expect(try repair.document == TravelDocument(lines: TravelDocumentTests.td3))
        let number = [TravelDocumentTests.td3[0], TravelDocumentTests.td3[1].replacing("L898902C3", with: "L8989O2C3")]
        #expect(ZoneRepair(lines: number)?.description == "line 2, 6: O→0")
    }

    /// Where the check digits cannot prove it, nothing is touched.
    @Test func whatCannotBeProvenStays() {
        // G counts as 6 does and L as 1: only where digits must stand is it plain what was meant.
        let visa = [VisaTests.mrvA[0], VisaTests.mrvA[1].replacing("8988901C4", with: "898890LC4")]
        #expect(throws: Never.self) { try TravelDocument(lines: visa) }
        // No look-alike, no lengths, no names.
        for zone in [
            [TravelDocumentTests.td3[0], TravelDocumentTests.td3[1].replacing("L898902C3", with: "L898907C3")],
            [TravelDocumentTests.td3[0], String(TravelDocumentTests.td3[1].dropLast())], [], ["", ""],
            [TravelDocumentTests.td3[0], TravelDocumentTests.td3[1].replacing("7408122", with: "740X122")],
            [TravelDocumentTests.td3[0], TravelDocumentTests.td3[1].replacing("F1204159", with: "FIZO4IS9")],
        ] {
            #expect(ZoneRepair(lines: zone) == nil, "\(zone)")
        }
    }

    /// A letter in a date is refused even where its value fits the check digit.
    @Test func lettersInDatesAreNoDates() {
        let zone = [TravelDocumentTests.td3[0], TravelDocumentTests.td3[1].replacing("7408122", with: "7408L22")]
        let fault = IdentifierError.Fault.character(at: 61, found: "L", expected: "0–9, <")
        #expect(throws: IdentifierError(.travelDocument, zone.joined(), fault)) { try TravelDocument(lines: zone) }
        #expect(ZoneRepair(lines: zone)?.description == "line 2, 18: L→1")
    }

    /// Random damage of any kind: whatever is repaired is valid, differs in look-alikes only, and in few of them.
    @Test func randomDamage() throws {
        let seed = UInt64.random(in: 1...(.max))
        print("zone repair: seed \(seed)")
        var random = SeededRandom(seed: seed)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")
        for _ in 0..<3_000 {
            var rows = random.pick(Self.specimens).map { Array($0) }
            for _ in 0...random.below(3) {
                let row = random.below(rows.count)
                let column = random.below(rows[row].count)
                let options = Self.confusions[rows[row][column]].map { Array($0) } ?? letters
                rows[row][column] = random.chance(70) ? random.pick(options) : random.pick(letters)
            }
            let zone = rows.map { String($0) }
            guard let repair = ZoneRepair(lines: zone) else { continue }
            #expect((1...6).contains(repair.changes.count), "seed \(seed)")
            for change in repair.changes {
                #expect(zone[change.line - 1].map { $0 }[change.column - 1] == change.found, "seed \(seed)")
                #expect(Self.confusions[change.found]?.contains(change.proven) == true, "seed \(seed)")
            }
            #expect((try? TravelDocument(lines: zone)) == nil, "seed \(seed): a valid zone is not repaired")
        }
    }
}

@Suite struct ContainerSuggestionTests {
    @Test(
        arguments: [
            ("CSQU30S4383", "CSQU3054383"), ("C5QU3054383", "CSQU3054383"), ("CSQV3054383", "CSQU3054383"),
            ("CSQU3O54383", "CSQU3054383"),
        ])
    func oneLookAlikeIsSuggested(read: String, meant: String) {
        #expect(ContainerNumber.suggestion(for: read) == meant)
    }

    @Test(arguments: ["CSQU3054383", "", "CSQU305438", "XXXXXXXXXXX", "桂桂桂U3054383", "CSQU3O5438B"])
    func nothingIsSuggested(read: String) { #expect(ContainerNumber.suggestion(for: read) == nil) }

    @Test func aSuggestionIsValidAndOneCharacterAway() {
        let seed = UInt64.random(in: 1...(.max))
        print("container suggestion: seed \(seed)")
        var random = SeededRandom(seed: seed)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        var suggested = 0
        for _ in 0..<5_000 {
            var characters = Array(ContainerNumberTests.random(&random))
            characters[random.below(11)] = random.pick(letters)
            let read = String(characters)
            guard let meant = ContainerNumber.suggestion(for: read) else { continue }
            suggested += 1
            #expect((try? ContainerNumber(meant)) != nil, "seed \(seed)")
            #expect(zip(read, meant).count { $0 != $1 } == 1, "seed \(seed)")
        }
        #expect(suggested > 50, "seed \(seed)")
    }
}
