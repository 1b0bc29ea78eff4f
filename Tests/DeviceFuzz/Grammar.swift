internal import TestSupport

/// Makes inputs that follow a format's grammar and mean nothing.
struct Grammar {
    /// Names that the decoder knows.
    let names: [String]
    /// Values as they are written, right and wrong ones.
    let values: [String]

    private static let anyValues = [
        "null", "true", "false", "0", "-0", "1", "-1", "12.5", "1e3", "9e999", "18446744073709551616", "0.000001",
        "\"\"", "\"x\"", "\"12C-123.45\"", "\"桂F·A8231\"", "\"\\u0041\\n\\ud83d\\ude9a\"", "\"\\ud83d\"", "[]", "{}",
    ]

    /// A JSON object, its fields in any order, some of them twice, some unknown, some within others.
    func object(_ random: inout SeededRandom, depth: Int = 0) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for number in 0..<random.below(depth == 0 ? 10 : 5) {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            space(&bytes, &random)
            bytes.append(UInt8(ascii: "\""))
            bytes += (random.chance(92) ? random.pick(names) : "other").utf8
            bytes.append(UInt8(ascii: "\""))
            space(&bytes, &random)
            bytes.append(UInt8(ascii: ":"))
            space(&bytes, &random)
            bytes += value(&random, depth: depth)
        }
        space(&bytes, &random)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private func value(_ random: inout SeededRandom, depth: Int) -> [UInt8] {
        switch random.below(12) {
        case 0 where depth < 4: return object(&random, depth: depth + 1)
        case 1,
            2 where depth < 4:
            let items = (0..<random.below(4)).map { _ in
                random.chance(70) ? object(&random, depth: depth + 1) : value(&random, depth: depth + 1)
            }
            return [UInt8(ascii: "[")] + items.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
        case 3: return Array(random.pick(Self.anyValues).utf8)
        case 4 where random.below(200) == 0:
            let levels = 1 + random.below(100)
            return [UInt8](repeating: UInt8(ascii: "["), count: levels)
                + [UInt8](repeating: UInt8(ascii: "]"), count: levels)
        default: return Array(random.pick(values).utf8)
        }
    }

    private func space(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        if random.chance(15) { bytes += [UInt8](repeating: random.pick([0x20, 0x0A, 0x09]), count: random.below(12)) }
    }

    /// Elements within `root`, with any of the names, attributes, texts, entities, comments.
    func document(_ root: String, _ random: inout SeededRandom) -> [UInt8] {
        let prefix = random.chance(70) ? "" : "h:"
        let head = random.chance(50) ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : ""
        var text = head + "<\(prefix)\(root)>"
        for _ in 0..<random.below(8) { element(prefix, &text, &random, depth: 1) }
        return Array((text + "</\(prefix)\(root)>").utf8)
    }

    private func element(_ prefix: String, _ text: inout String, _ random: inout SeededRandom, depth: Int) {
        let name = prefix + random.pick(names)
        text += "<\(name)"
        for _ in 0..<random.below(3) {
            text += " \(random.pick(["Units", "Detector", "compressionCode", "Compression", "id", "xmlns:h"]))"
            text += "='\(random.pick(["mph", "A1", "CountedZeroes", "None", "&lt;", ""]))'"
        }
        if random.chance(10) {
            text += "/>"
            return
        }
        text += ">"
        if depth < 5 {
            for _ in 0..<random.below(4) { element(prefix, &text, &random, depth: depth + 1) }
        }
        if random.chance(60) { text += random.pick(values) }
        if random.chance(5) {
            text += random.pick(["&amp;", "&#65;", "&lol;", "<![CDATA[5]]>", "<!-- c -->", "<?a?>"])
        }
        text += "</\(random.chance(99) ? name : "other")>"
    }
}

extension SeededRandom {
    /// So many characters of a list.
    mutating func text(_ letters: StaticString, _ count: Int) -> [UInt8] {
        (0..<count).map { _ in letters.utf8Start[below(letters.utf8CodeUnitCount)] }
    }
}
