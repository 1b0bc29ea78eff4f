/// The plate grammars of the four countries.
///
/// Sources: Vietnamese Circular 79/2024/TT-BCA (civil series), Chinese GA 36-2018, and the field's own tables for
/// Laos and Cambodia. Series letters exclude those that look like digits.
enum PlateGrammar {
    // MARK: China

    /// Province character → Latin key. Where two provinces share a pinyin syllable the less common one at these
    /// gates takes a longer or an older name, so that keys stay one to one.
    static let chineseProvinces: [Character: String] = [
        "京": "JING", "津": "TJIN", "冀": "JI", "晋": "JIN", "蒙": "MENG", "辽": "LIAO", "吉": "JIL", "黑": "HEI",
        "沪": "HU", "苏": "SU", "浙": "ZHE", "皖": "WAN", "闽": "MIN", "赣": "GANX", "鲁": "LU", "豫": "YU",
        "鄂": "E", "湘": "XIANG", "粤": "YUE", "桂": "GUI", "琼": "QIONG", "渝": "YUC", "川": "CHUAN", "贵": "QIAN",
        "云": "YUN", "藏": "ZANG", "陕": "SHAN", "甘": "GAN", "青": "QING", "宁": "NING", "新": "XIN",
    ]

    /// Characters that may stand last on a Chinese plate, with their spelling in the key.
    static let chineseLast: [Character: String] = ["挂": "GUA", "学": "XUE", "警": "JING", "港": "GANG", "澳": "AO"]

    static func china(_ characters: [Character], _ text: String) throws(IdentifierError) -> Plate {
        guard let province = chineseProvinces[characters[0]] else {
            throw IdentifierError(.plate, text, .unknownPrefix(String(characters[0])))
        }
        guard characters.count == 7 || characters.count == 8 else {
            throw IdentifierError(.plate, text, .length(expected: "7–8", found: characters.count))
        }
        guard characters[1].isASCIILetter, characters[1] != "I", characters[1] != "O" else {
            throw IdentifierError(
                .plate, text, .character(at: 1, found: String(characters[1]), expected: "A–H, J–N, P–Z"))
        }
        var tail = ""
        var category = Plate.Category.civil
        for index in 2..<characters.count {
            let character = characters[index]
            if character.isASCIIDigit || (character.isASCIILetter && character != "I" && character != "O") {
                tail.append(character)
            } else if index == 6, characters.count == 7, let spelt = chineseLast[character] {
                tail += "-" + spelt
                if character == "挂" { category = .trailer }
            } else {
                throw IdentifierError(
                    .plate, text,
                    .character(at: index, found: String(character), expected: "A–H, J–N, P–Z, 0–9"))
            }
        }
        return Plate(country: .china, category: category, text: text, key: "CN-\(province)-\(characters[1])\(tail)")
    }

    // MARK: Laos

    /// Lao consonant → two Latin letters, so that two consonants always read back as they were.
    static let laoConsonants: [Character: String] = [
        "ກ": "KO", "ຂ": "KH", "ຄ": "KK", "ງ": "NG", "ຈ": "CH", "ສ": "SO", "ຊ": "XO", "ຍ": "NY", "ດ": "DO", "ຕ": "TO",
        "ຖ": "TH", "ທ": "TT", "ນ": "NO", "ບ": "BO", "ປ": "PO", "ຜ": "PH", "ຝ": "FO", "ພ": "PP", "ຟ": "FF", "ມ": "MO",
        "ຢ": "YO", "ຣ": "RO", "ລ": "LO", "ວ": "VO", "ຫ": "HH", "ອ": "OO", "ຮ": "HO",
    ]

    static func isLao(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { (0x0E80...0x0EFF).contains($0.value) } ?? false
    }

    /// Two consonants and four digits. A province word may stand in front; a camera seldom reads it, so it is no
    /// part of the key.
    static func laos(_ characters: [Character], _ text: String) throws(IdentifierError) -> Plate {
        guard characters.count >= 6 else {
            throw IdentifierError(.plate, text, .length(expected: "6", found: characters.count))
        }
        let serial = characters.count - 4
        for index in serial..<characters.count where !characters[index].isASCIIDigit {
            throw IdentifierError(
                .plate, text, .character(at: index, found: String(characters[index]), expected: "0–9"))
        }
        var letters = ""
        for index in serial - 2..<serial {
            guard let latin = laoConsonants[characters[index]] else {
                throw IdentifierError(
                    .plate, text, .character(at: index, found: String(characters[index]), expected: "ກ–ຮ"))
            }
            letters += latin
        }
        for index in 0..<serial - 2 where !isLao(characters[index]) {
            throw IdentifierError(
                .plate, text, .character(at: index, found: String(characters[index]), expected: "ກ–ຮ"))
        }
        return Plate(country: .laos, category: .civil, text: text, key: "LA-\(letters)-\(String(characters.suffix(4)))")
    }

    // MARK: Viet Nam and Cambodia

    static let vietnamSeries: Set<Character> = Set("ABCDEFGHKLMNPSTUVXYZ")
    /// Two-letter series; R and RM are trailers.
    static let vietnamSpecialSeries: Set<String> = ["R", "RM", "LD", "DA", "KT", "HC", "MK", "CD"]
    static let vietnamDiplomatic: Set<String> = ["NG", "QT", "CV", "NN"]

    static func startingWithDigit(_ characters: [Character], _ text: String) throws(IdentifierError) -> Plate {
        if characters.count > 1, !characters[1].isASCIIDigit { return try cambodia(characters, text) }
        let leading = characters.prefix { $0.isASCIIDigit }.count
        return leading == 5 ? try vietnamDiplomatic(characters, text) : try vietnamCivil(characters, text)
    }

    private static func vietnamCivil(_ characters: [Character], _ text: String) throws(IdentifierError) -> Plate {
        guard (7...9).contains(characters.count) else {
            throw IdentifierError(.plate, text, .length(expected: "7–9", found: characters.count))
        }
        // Province codes run from 11 to 99 (`1[1-9]|[2-9][0-9]`).
        guard characters[0] >= "1", characters[0] != "1" || characters[1] != "0" else {
            throw IdentifierError(.plate, text, .unknownPrefix(String(characters.prefix(2))))
        }
        let series = characters.dropFirst(2).prefix { $0.isASCIILetter }
        let name = String(series)
        let known = series.count == 1 && vietnamSeries.contains(series[2]) || vietnamSpecialSeries.contains(name)
        guard known else {
            throw IdentifierError(
                .plate, text, .character(at: 2, found: String(characters[2]), expected: "A–H, K–N, P, S–V, X–Z"))
        }
        let digits = characters.dropFirst(2 + series.count)
        for (offset, character) in digits.enumerated() where !character.isASCIIDigit {
            throw IdentifierError(
                .plate, text,
                .character(at: 2 + series.count + offset, found: String(character), expected: "0–9"))
        }
        guard digits.count == 4 || digits.count == 5 else {
            let head = 2 + series.count
            throw IdentifierError(.plate, text, .length(expected: "\(head + 4)–\(head + 5)", found: characters.count))
        }
        let category: Plate.Category = name == "R" || name == "RM" ? .trailer : .civil
        let key = "VN-\(String(characters.prefix(2)))\(name)-\(String(digits))"
        return Plate(country: .vietnam, category: category, text: text, key: key)
    }

    private static func vietnamDiplomatic(_ characters: [Character], _ text: String) throws(IdentifierError) -> Plate {
        guard characters.count == 9 else {
            throw IdentifierError(.plate, text, .length(expected: "9", found: characters.count))
        }
        let series = String(characters[5..<7])
        guard vietnamDiplomatic.contains(series) else {
            throw IdentifierError(.plate, text, .character(at: 5, found: series, expected: "NG, QT, CV, NN"))
        }
        for index in 7..<9 where !characters[index].isASCIIDigit {
            throw IdentifierError(
                .plate, text, .character(at: index, found: String(characters[index]), expected: "0–9"))
        }
        let key = "VN-\(String(characters.prefix(5)))\(series)-\(String(characters.suffix(2)))"
        return Plate(country: .vietnam, category: .diplomatic, text: text, key: key)
    }

    static func vietnamArmy(_ characters: [Character], _ text: String) throws(IdentifierError) -> Plate {
        guard characters.count == 6 else {
            throw IdentifierError(.plate, text, .length(expected: "6", found: characters.count))
        }
        for index in 0..<2 where !characters[index].isASCIILetter {
            throw IdentifierError(
                .plate, text, .character(at: index, found: String(characters[index]), expected: "A–Z"))
        }
        for index in 2..<6 where !characters[index].isASCIIDigit {
            throw IdentifierError(
                .plate, text, .character(at: index, found: String(characters[index]), expected: "0–9"))
        }
        let key = "VN-\(String(characters.prefix(2)))-\(String(characters.suffix(4)))"
        return Plate(country: .vietnam, category: .army, text: text, key: key)
    }

    /// One class digit (3 lorry, 7 truck trailer), one or two letters, four digits.
    private static func cambodia(_ characters: [Character], _ text: String) throws(IdentifierError) -> Plate {
        guard (6...7).contains(characters.count) else {
            throw IdentifierError(.plate, text, .length(expected: "6–7", found: characters.count))
        }
        let serial = characters.count - 4
        for index in 1..<serial where !characters[index].isASCIILetter {
            throw IdentifierError(
                .plate, text, .character(at: index, found: String(characters[index]), expected: "A–Z"))
        }
        for index in serial..<characters.count where !characters[index].isASCIIDigit {
            throw IdentifierError(
                .plate, text, .character(at: index, found: String(characters[index]), expected: "0–9"))
        }
        let key = "KH-\(String(characters.prefix(serial)))-\(String(characters.suffix(4)))"
        let category: Plate.Category = characters[0] == "7" ? .trailer : .civil
        return Plate(country: .cambodia, category: category, text: text, key: key)
    }
}
