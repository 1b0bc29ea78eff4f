/// Seeded numbers (SplitMix64).
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    mutating func below(_ bound: Int) -> Int { Int((next() >> 33) % UInt64(bound)) }
    mutating func pick(_ text: String) -> String {
        let characters = Array(text)
        return String(characters[below(characters.count)])
    }
}

/// Made-up identifiers of few characters, so that many are near each other, and reads with random errors.
enum TestPlates {
    static func digits(_ count: Int, _ random: inout TestRandom) -> String {
        (0..<count).map { _ in random.pick("01235689") }.joined()
    }

    static func any(_ random: inout TestRandom) -> String {
        switch random.below(6) {
        case 0: "桂" + random.pick("FAP") + random.pick("AB18") + digits(3, &random) + random.pick("挂18")
        case 1: random.pick("ກຂບ") + random.pick("ຂນມ") + digits(4, &random)
        case 2: "3" + random.pick("AB") + digits(4, &random)
        default: random.pick("12") + random.pick("289") + random.pick("CHBR") + digits(4 + random.below(2), &random)
        }
    }

    /// Mostly with a wrong check digit.
    static func container(_ random: inout TestRandom) -> String {
        random.pick("MTCO") + random.pick("SG") + random.pick("KHQ") + random.pick("UJZ")
            + (0..<7).map { _ in random.pick("0123456789") }.joined()
    }

    static func misread(_ text: String, errors: Int, _ random: inout TestRandom) -> String {
        var read = Array(text)
        for _ in 0..<errors {
            let place = random.below(max(1, read.count))
            switch random.below(3) {
            case 0 where read.count > 3: read.remove(at: place)
            case 1: read.insert(Character(random.pick("018BDOZ桂")), at: place)
            default: read[place] = Character(random.pick("0125689BDOQSZEHAກ"))
            }
        }
        return String(read)
    }
}
