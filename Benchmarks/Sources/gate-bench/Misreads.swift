import Foundation
import GateInsight

/// Small seeded numbers for made-up plates and misreads (SplitMix64, Steele and others, OOPSLA 2014).
struct BenchRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int((next() >> 33) % UInt64(bound)) }
    mutating func uniform() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
    mutating func pick<Element>(_ from: [Element]) -> Element { from[below(from.count)] }
}

/// A camera that misreads by a table of its own, which is not the one that the matcher was made from.
struct Misreader {
    private struct Change {
        var read: Character?
        var weight: Double
    }

    /// By declared character: what it becomes (nil: lost), each weighted by how often in a thousand of that character.
    private var changes: [Character: [Change]] = [:]
    private var additions: [(Character, Double)] = []
    private var additionWeight = 0.0
    let name: String

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    /// From pairs of truth and read, aligned by plain edit distance.
    init(name: String, pairs: [(truth: String, read: String)]) {
        self.name = name
        var occurrences: [Character: Double] = [:]
        var counts: [Character: [Character?: Double]] = [:]
        var added: [Character: Double] = [:]
        var characters = 0.0
        for pair in pairs where !pair.read.isEmpty {
            for character in pair.truth {
                occurrences[character, default: 0] += 1
                characters += 1
            }
            for (truth, read) in EditRule.align(Array(pair.truth), Array(pair.read)) {
                if let truth {
                    counts[truth, default: [:]][read, default: 0] += 1
                } else if let read {
                    added[read, default: 0] += 1
                }
            }
        }
        for (truth, reads) in counts {
            changes[truth] = reads.map { Change(read: $0, weight: $1 / (occurrences[truth] ?? 1)) }
                .sorted { String($0.read ?? " ") < String($1.read ?? " ") }
        }
        additions = added.map { ($0, $1) }.sorted { $0.0 < $1.0 }
        additionWeight = added.values.reduce(0, +) / max(1, characters)
    }

    /// Made up: every character has three others that it is taken for and a rate of its own at which it is lost, without
    /// regard to how characters look.
    init(name: String, seed: UInt64) {
        self.name = name
        var random = BenchRandom(seed)
        for truth in Self.alphabet {
            var list = [Change(read: nil, weight: 0.002 + 0.024 * random.uniform())]
            for _ in 0..<3 {
                let read = random.pick(Self.alphabet.filter { $0 != truth })
                list.append(Change(read: read, weight: 0.001 + 0.009 * random.uniform()))
            }
            changes[truth] = list
        }
        for _ in 0..<10 { additions.append((random.pick(Self.alphabet), random.uniform())) }
        additionWeight = 0.009
    }

    /// A read with so many errors, which is not the truth.
    func misread(_ truth: String, errors: Int, _ random: inout BenchRandom) -> String {
        while true {
            var read = Array(truth)
            for _ in 0..<errors { spoil(&read, &random) }
            let text = String(read)
            if errors == 0 || text != truth, read.count >= 4 { return text }
        }
    }

    private func spoil(_ read: inout [Character], _ random: inout BenchRandom) {
        // Characters of other scripts have no counts: they are lost as seldom as a rare letter.
        let weights = read.map { character in
            changes[character]?.reduce(0) { $0 + $1.weight } ?? (character.isASCII ? 0.001 : 0.004)
        }
        let added = additionWeight * Double(read.count)
        var draw = random.uniform() * (weights.reduce(0, +) + added)
        for (place, weight) in weights.enumerated() {
            guard draw >= weight else {
                guard let list = changes[read[place]] else {
                    read.remove(at: place)
                    return
                }
                for change in list {
                    guard draw >= change.weight else {
                        if let new = change.read { read[place] = new } else { read.remove(at: place) }
                        return
                    }
                    draw -= change.weight
                }
                return
            }
            draw -= weight
        }
        var share = random.uniform() * additions.reduce(0) { $0 + $1.1 }
        for (character, weight) in additions {
            share -= weight
            if share < 0 {
                read.insert(character, at: random.below(read.count + 1))
                return
            }
        }
    }
}

/// Plain edit distance: the peer, and how real reads are aligned for counting.
enum EditRule {
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        if abs(left.count - right.count) > 2 { return 3 }
        var row = Array(0...right.count)
        for (y, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = y + 1
            for x in right.indices {
                let above = row[x + 1]
                row[x + 1] = min(diagonal + (a == right[x] ? 0 : 1), above + 1, row[x] + 1)
                diagonal = above
            }
        }
        return row[right.count]
    }

    /// Pairs that differ: nil for an added or a lost character.
    static func align(_ truth: [Character], _ read: [Character]) -> [(Character?, Character?)] {
        let width = read.count + 1
        var rows = [Int](repeating: 0, count: (truth.count + 1) * width)
        for x in 0...read.count { rows[x] = x }
        for y in truth.indices {
            rows[(y + 1) * width] = y + 1
            for x in read.indices {
                rows[(y + 1) * width + x + 1] = min(
                    rows[y * width + x] + (truth[y] == read[x] ? 0 : 1), rows[y * width + x + 1] + 1,
                    rows[(y + 1) * width + x] + 1)
            }
        }
        var pairs: [(Character?, Character?)] = []
        var (y, x) = (truth.count, read.count)
        while y > 0 || x > 0 {
            let here = rows[y * width + x]
            if y > 0, x > 0, here == rows[(y - 1) * width + x - 1] + (truth[y - 1] == read[x - 1] ? 0 : 1) {
                if truth[y - 1] != read[x - 1] { pairs.append((truth[y - 1], read[x - 1])) }
                (y, x) = (y - 1, x - 1)
            } else if y > 0, here == rows[(y - 1) * width + x] + 1 {
                pairs.append((truth[y - 1], nil))
                y -= 1
            } else {
                pairs.append((nil, read[x - 1]))
                x -= 1
            }
        }
        return pairs
    }
}

/// Made-up plates.
enum BenchPlates {
    private static let series = Array("ABCDEFGHKLMNPSTUVXYZ")

    private static func digits(_ count: Int, _ random: inout BenchRandom) -> String {
        String((0..<count).map { _ in Character("\(random.below(10))") })
    }

    /// Any Vietnamese plate of five digits: 89 provinces, 20 series.
    static func vietnamese(_ random: inout BenchRandom) -> String {
        "\(11 + random.below(89))\(random.pick(series))" + digits(5, &random)
    }

    /// Of twelve provinces and fourteen series: about as dense as where the rule "one edit" takes one stranger in a hundred for
    /// a declared vehicle, as published for the peers.
    static func regional(_ random: inout BenchRandom) -> String {
        let province = random.pick(["12", "14", "15", "20", "24", "29", "30", "34", "88", "98", "99", "89"])
        return "\(province)\(series[random.below(14)])" + digits(5, &random)
    }

    /// As they come to the sample gate: half Chinese of a few cities, nearly all others Vietnamese of a few provinces.
    static func border(_ random: inout BenchRandom) -> String {
        let draw = random.uniform()
        if draw < 0.53 {
            let head = random.pick(["桂F", "桂F", "桂F", "桂A", "桂P", "云G", "粤B", "湘A", "豫C"])
            let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")
            return head + String(random.pick(letters)) + digits(4, &random)
        }
        if draw < 0.982 {
            return random.pick(["12C", "12H", "29H", "29C", "98C", "15C", "99C", "14C"]) + digits(5, &random)
        }
        if draw < 0.992 { return random.pick(["ກຂ", "ບພ", "ຂທ", "ນມ"]) + digits(4, &random) }
        return "3" + random.pick(["A", "B", "C", "D"]) + digits(4, &random)
    }

    /// A container code with its check digit, of one of twelve owners.
    static func container(_ random: inout BenchRandom) -> String {
        let owners = ["MSKU", "TGHU", "CSQU", "CMAU", "TEMU", "OOLU", "HLXU", "MSCU", "EGHU", "COSU", "ONEU", "BMOU"]
        let first = random.pick(owners) + digits(6, &random)
        return first + "\(checkDigit(first))"
    }

    private static func checkDigit(_ first: String) -> Int {
        var sum = 0
        for (place, character) in first.unicodeScalars.enumerated() {
            let plain = character.value <= 57 ? Int(character.value) - 48 : Int(character.value) - 55
            sum += (plain + (plain >= 11 ? 1 : 0) + (plain >= 21 ? 1 : 0) + (plain >= 31 ? 1 : 0)) << place
        }
        return sum % 11 % 10
    }
}
