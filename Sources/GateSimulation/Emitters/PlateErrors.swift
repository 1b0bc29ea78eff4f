/// How cameras misread plates, as counted on 751 real ones (formats.md, plate reads): 65 characters replaced, 41
/// added, 63 lost, and three quarters of the wrong reads one edit from the truth.
enum PlateErrors {
    /// A read that is not the truth: one edit (three quarters), two or three.
    static func misread(_ truth: PlateText, _ random: inout RandomSource) -> PlateText {
        let draw = random.uniform()
        let edits = draw < 0.75 ? 1 : draw < 0.93 ? 2 : 3
        while true {
            var read = truth
            for _ in 0..<edits { edit(&read, &random) }
            if read != truth, read.count >= 4 { return read }
        }
    }

    private static func edit(_ read: inout PlateText, _ random: inout RandomSource) {
        let draw = random.below(65 + 41 + 63)
        if draw < 65 {
            replace(&read, &random)
        } else if draw < 65 + 41 {
            let added = added.utf8Start[random.below(added.utf8CodeUnitCount)]
            read.insert(UInt32(added), at: random.below(read.count + 1))
        } else {
            lose(&read, &random)
        }
    }

    private static func replace(_ read: inout PlateText, _ random: inout RandomSource) {
        // A few tries to hit a character that has a named confusion, weighted by how often it is confused.
        for _ in 0..<24 {
            let position = random.below(read.count)
            let confusions = confusions(of: read[position])
            let count = confusions.utf8CodeUnitCount
            guard count > 0, random.below(8) < count else { continue }
            read[position] = UInt32(confusions.utf8Start[random.below(count)])
            return
        }
        lose(&read, &random)
    }

    private static func lose(_ read: inout PlateText, _ random: inout RandomSource) {
        for _ in 0..<24 {
            let position = random.below(read.count)
            // 8 and B are lost most often; a Han, Lao or Khmer character seldom, for it is large.
            let weight =
                switch read[position] {
                case 0x38, 0x42: 9
                case 0x31, 0x32, 0x34, 0x59, 0x49: 4
                case 0x80...: 1
                default: 2
                }
            guard random.below(9) < weight else { continue }
            read.remove(at: position)
            return
        }
        read.remove(at: read.count - 1)
    }

    /// What is added, each as often as it stands here (0 most often).
    private static let added: StaticString = "0000000000000000111144DDDDEEEBBBCCII2VQRW"

    /// What a character is taken for, each as often as it stands here (8→B, Q→0, 0→D, O→D, W→H, I→1, 5→S, 2→Z first).
    private static func confusions(of scalar: UInt32) -> StaticString {
        switch scalar {
        case 0x30: "DDDDOOZ"
        case 0x31: "00XD8M"
        case 0x32: "ZZI"
        case 0x33: "A"
        case 0x34: "Z1"
        case 0x35: "SS6"
        case 0x38: "BBBBBB22R"
        case 0x39: "S"
        case 0x42: "88"
        case 0x44: "0"
        case 0x47: "B"
        case 0x48: "B"
        case 0x49: "11"
        case 0x4B: "R"
        case 0x4C: "EEHI"
        case 0x4D: "H"
        case 0x4E: "W"
        case 0x4F: "DDDQQ"
        case 0x50: "ER"
        case 0x51: "0000O"
        case 0x53: "5"
        case 0x54: "I"
        case 0x55: "0"
        case 0x57: "HH0"
        default: ""
        }
    }
}
