import GateModel
import TestSupport
import Testing

@Suite struct PlateTests {
    typealias Fault = IdentifierError.Fault

    struct Valid: Sendable, CustomTestStringConvertible {
        var text: String
        var country: Plate.Country
        var category: Plate.Category
        var key: String
        var display: String
        var testDescription: String { text }

        init(_ text: String, _ country: Plate.Country, _ category: Plate.Category, _ key: String, _ display: String) {
            self.text = text
            self.country = country
            self.category = category
            self.key = key
            self.display = display
        }
    }

    static let valid: [Valid] = [
        Valid("12C12345", .vietnam, .civil, "VN-12C-12345", "12C-123.45"),
        Valid("12C1234", .vietnam, .civil, "VN-12C-1234", "12C-1234"),
        Valid("99Z99999", .vietnam, .civil, "VN-99Z-99999", "99Z-999.99"),
        Valid("12R12345", .vietnam, .trailer, "VN-12R-12345", "12R-123.45"),
        Valid("14RM1234", .vietnam, .trailer, "VN-14RM-1234", "14RM-1234"),
        Valid("29LD12345", .vietnam, .civil, "VN-29LD-12345", "29LD-123.45"),
        Valid("11DA0001", .vietnam, .civil, "VN-11DA-0001", "11DA-0001"),
        Valid("24KT00012", .vietnam, .civil, "VN-24KT-00012", "24KT-000.12"),
        Valid("80001NG01", .vietnam, .diplomatic, "VN-80001NG-01", "80001NG01"),
        Valid("80001QT99", .vietnam, .diplomatic, "VN-80001QT-99", "80001QT99"),
        Valid("TM1234", .vietnam, .army, "VN-TM-1234", "TM1234"),
        Valid("桂F12345", .china, .civil, "CN-GUI-F12345", "桂F·12345"),
        Valid("桂FD12345", .china, .civil, "CN-GUI-FD12345", "桂F·D12345"),
        Valid("桂F1234挂", .china, .trailer, "CN-GUI-F1234-GUA", "桂F·1234挂"),
        Valid("粤Z1234港", .china, .civil, "CN-YUE-Z1234-GANG", "粤Z·1234港"),
        Valid("粤Z1234澳", .china, .civil, "CN-YUE-Z1234-AO", "粤Z·1234澳"),
        Valid("京A1234警", .china, .civil, "CN-JING-A1234-JING", "京A·1234警"),
        Valid("云G1234学", .china, .civil, "CN-YUN-G1234-XUE", "云G·1234学"),
        Valid("ກຂ1234", .laos, .civil, "LA-KOKH-1234", "ກຂ 1234"),
        Valid("3A1234", .cambodia, .civil, "KH-3A-1234", "3A 1234"),
        Valid("3AB1234", .cambodia, .civil, "KH-3AB-1234", "3AB 1234"),
        Valid("7C1234", .cambodia, .trailer, "KH-7C-1234", "7C 1234"),
    ]

    @Test(arguments: valid)
    func aPlateIsReadWithItsKeyAndDisplay(plate: Valid) throws {
        let read = try Plate(plate.text)
        #expect(read.country == plate.country)
        #expect(read.category == plate.category)
        #expect(read.text == plate.text)
        #expect(read.key == plate.key)
        #expect(read.display == plate.display)
    }

    static let invalid: [(String, Fault)] = [
        ("", .empty),
        // Viet Nam
        ("10C12345", .unknownPrefix("10")), ("09C12345", .unknownPrefix("09")),
        ("12I12345", .character(at: 2, found: "I", expected: "A–H, K–N, P, S–V, X–Z")),
        ("12O12345", .character(at: 2, found: "O", expected: "A–H, K–N, P, S–V, X–Z")),
        ("12AB1234", .character(at: 2, found: "A", expected: "A–H, K–N, P, S–V, X–Z")),
        ("12345678", .character(at: 2, found: "3", expected: "A–H, K–N, P, S–V, X–Z")),
        ("12C12A45", .character(at: 5, found: "A", expected: "0–9")),
        ("12RM12X4", .character(at: 6, found: "X", expected: "0–9")),
        ("12C123", .length(expected: "7–9", found: 6)), ("12C1234567", .length(expected: "7–9", found: 10)),
        ("12C123456", .length(expected: "7–8", found: 9)),
        ("12RM123", .length(expected: "8–9", found: 7)),
        ("80001XX01", .character(at: 5, found: "XX", expected: "NG, QT, CV, NN")),
        ("80001NG0A", .character(at: 8, found: "A", expected: "0–9")),
        ("80001NG", .length(expected: "9", found: 7)),
        ("TM12A4", .character(at: 4, found: "A", expected: "0–9")),
        ("T11234", .character(at: 1, found: "1", expected: "A–Z")), ("TM123", .length(expected: "6", found: 5)),
        // China
        ("桂I12345", .character(at: 1, found: "I", expected: "A–H, J–N, P–Z")),
        ("桂112345", .character(at: 1, found: "1", expected: "A–H, J–N, P–Z")),
        ("桂F1234O", .character(at: 6, found: "O", expected: "A–H, J–N, P–Z, 0–9")),
        ("桂F123挂5", .character(at: 5, found: "挂", expected: "A–H, J–N, P–Z, 0–9")),
        ("桂FD1234挂", .character(at: 7, found: "挂", expected: "A–H, J–N, P–Z, 0–9")),
        ("桂F1234桂", .character(at: 6, found: "桂", expected: "A–H, J–N, P–Z, 0–9")),
        ("桂F123", .length(expected: "7–8", found: 5)), ("桂F1234567", .length(expected: "7–8", found: 9)),
        ("挂F12345", .unknownPrefix("挂")),
        // Laos
        ("ກ1234", .length(expected: "6", found: 5)), ("ກຂ12A4", .character(at: 4, found: "A", expected: "0–9")),
        ("ກA1234", .character(at: 1, found: "A", expected: "ກ–ຮ")),
        ("ກXກຂ1234", .character(at: 1, found: "X", expected: "ກ–ຮ")),
        // Cambodia
        ("3A123", .length(expected: "6–7", found: 5)), ("3ABC1234", .length(expected: "6–7", found: 8)),
        ("3ABC123", .character(at: 3, found: "C", expected: "0–9")),
        ("3é1234", .character(at: 1, found: "é", expected: "A–Z")),
        // Nobody's
        ("é12345", .unknownPrefix("é")), ("١٢C12345", .unknownPrefix("١")), ("🚚", .unknownPrefix("🚚")),
    ]

    @Test(arguments: invalid)
    func whatIsNoPlateIsRefusedWithItsFaultAndPlace(text: String, fault: Fault) {
        #expect(throws: IdentifierError(.plate, text, fault)) { try Plate(text) }
    }

    // MARK: Keys

    static let provinces = Array("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新")
    static let laoConsonants = Array("ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ")
    static let series = "ABCDEFGHKLMNPSTUVXYZ".map { String($0) } + ["R", "RM", "LD", "DA", "KT", "HC", "MK", "CD"]
    static let chinese = Array("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")

    static func random(_ random: inout SeededRandom) -> String {
        func digits(_ count: Int) -> String { (0..<count).map { _ in String(random.below(10)) }.joined() }
        func letters(_ count: Int) -> String {
            (0..<count).map { _ in String(random.pick(Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))) }.joined()
        }
        switch random.below(8) {
        case 0, 1: return "\(11 + random.below(89))" + random.pick(series) + digits(4 + random.below(2))
        case 2: return digits(5) + random.pick(["NG", "QT", "CV", "NN"]) + digits(2)
        case 3: return letters(2) + digits(4)
        case 4: return "\(random.below(10))" + letters(1 + random.below(2)) + digits(4)
        case 5: return String([random.pick(laoConsonants), random.pick(laoConsonants)]) + digits(4)
        default:
            let tail = (0..<4 + random.below(2) + 1).map { _ in random.pick(chinese) }
            let plate = String(random.pick(provinces)) + String(random.pick(chinese.prefix(24)))
            if random.chance(40) { return plate + String(tail.prefix(4)) + String(random.pick(Array("挂学警港澳"))) }
            return plate + String(tail)
        }
    }

    /// Over many plates of every kind: each is valid, no two have one key, and keys are plain ASCII.
    @Test(arguments: 0..<4)
    func keysAreOneToOne(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var plateOfKey: [String: String] = [:]
        var countries: [Plate.Country: Int] = [:]
        for _ in 0..<6000 {
            let text = Self.random(&random)
            let plate = try Plate(text)
            countries[plate.country, default: 0] += 1
            #expect(plate.key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "seed \(seed): \(text)")
            let known = plateOfKey.updateValue(text, forKey: plate.key)
            #expect(known == nil || known == text, "seed \(seed): \(text) and \(known ?? "") are both \(plate.key)")
        }
        #expect(countries.count == 4)
    }

    @Test func everyProvinceSeriesAndConsonantHasItsOwnKey() throws {
        var keys: Set<String> = []
        var count = 0
        func add(_ text: String) throws {
            keys.insert(try Plate(text).key)
            count += 1
        }
        for province in Self.provinces {
            for letter in Self.chinese.prefix(24) {
                for end in ["12345", "123456", "1234挂", "1234学", "1234警", "1234港", "1234澳"] {
                    try add("\(province)\(letter)\(end)")
                }
            }
        }
        #expect(Self.provinces.count == 31)
        for first in Self.laoConsonants { for second in Self.laoConsonants { try add("\(first)\(second)1234") } }
        for code in 11...99 { for name in Self.series { try add("\(code)\(name)1234") } }
        #expect(keys.count == count)
    }

    /// A province word is no part of a Lao plate's key: a camera seldom reads it.
    @Test func aLaoProvinceWordChangesThePlateAndNotTheKey() throws {
        let plain = try Plate("ກຂ1234")
        let full = try Plate("ວຽງຈັນກຂ1234")
        #expect(full.key == plain.key)
        #expect(full.text != plain.text)
        #expect(full.display == "ວຽງຈັນກຂ 1234")
    }

    @Test(
        arguments: [
            Fault.empty, .length(expected: "3×30, 2×36, 2×44", found: 44),
            .character(at: 18, found: "|", expected: "A–Z, 0–9, <"), .unknownPrefix("10"),
            .checkDigit(field: "document number", expected: "6", found: "||"),
            .noSuchDate(field: "date of birth", text: "901332"), .otherBirthYear(number: 1990, card: 1991), .otherSex,
        ])
    func aFaultReadsBackFromItsText(fault: Fault) {
        #expect(Fault(fault.text) == fault)
        #expect(Fault(fault.text + "\n|x|y|z") != fault)
    }

    @Test(arguments: ["", "|", "empty|", "length|7", "length|7|x", "checkDigit|a|b", "plate '12': 3 characters"])
    func anythingElseIsNoFault(text: String) { #expect(Fault(text) == nil) }

    @Test func anErrorSaysWhereInWords() {
        let error = IdentifierError(.plate, "12I12345", .character(at: 2, found: "I", expected: "A–Z"))
        #expect(error.description == "plate '12I12345': 'I' at position 3, expected A–Z")
    }
}
