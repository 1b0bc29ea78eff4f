public import TestSupport

/// Damages good inputs, and makes bytes of nothing.
public enum Mutator {
    private static let tokens: [[UInt8]] = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "-", "9e999", "null", "\\ud800", "\r\n", "\u{2}", "\u{3}", "<", "</",
        "<!", "<![CDATA[", "<!DOCTYPE a>", "<?x?>", "&", "&#0;", "]]>", "--gate", "|", "\n", "0",
        "99999999999999999999",
        "\u{FEFF}", "\u{202E}", "e\u{301}", "GX,", "NS,1,0,0,0\n", "GB,Aa1,1,1,1\n",
    ].map { Array($0.utf8) }

    /// A good input with some bytes changed, cut, doubled or set among others; now and then noise only.
    public static func mutate(_ good: [UInt8], with random: inout SeededRandom) -> [UInt8] {
        var bytes = good
        for _ in 0...(random.chance(50) ? 0 : random.below(6)) {
            let place = bytes.isEmpty ? 0 : random.below(bytes.count)
            switch random.below(8) {
            case 0 where !bytes.isEmpty: bytes[place] = UInt8(random.below(256))
            case 1 where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(random.below(8))
            case 2: if random.chance(30) { bytes.removeSubrange(place...) }
            case 3 where !bytes.isEmpty:
                bytes.removeSubrange(place..<min(bytes.count, place + random.below(20) + 1))
            case 4:
                let end = min(bytes.count, place + random.below(40))
                bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            case 5: bytes.insert(contentsOf: random.pick(tokens), at: place)
            case 6: bytes.insert(contentsOf: noise(random.below(8), with: &random), at: place)
            default: if random.below(50) == 0 { bytes = noise(random.below(200), with: &random) }
            }
        }
        return bytes
    }

    /// A good input in which one piece comes a thousand times: work that grows faster than its input shows.
    public static func swell(_ good: [UInt8], with random: inout SeededRandom) -> [UInt8] {
        guard !good.isEmpty else { return good }
        let start = random.below(good.count)
        let end = min(good.count, start + 1 + random.below(40))
        let pieces = repeatElement(good[start..<end], count: 1_000).joined()
        return Array(good[..<start]) + Array(pieces) + Array(good[end...])
    }

    /// So many bytes, each of any value.
    public static func noise(_ count: Int, with random: inout SeededRandom) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
}
