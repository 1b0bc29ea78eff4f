/// How often a camera took which character for which, as counted somewhere. Also what a test makes of its own, to measure
/// the matcher with confusions that it was not made from.
///
/// Each entry is written `8B3`: of the declared 8, three were read as B; `8-5`: five were lost; `+07`: seven times a 0
/// was added.
public struct ConfusionTable: Sendable {
    /// Characters counted, in all.
    public var characters: Int
    /// Plates counted.
    public var plates: Int
    /// Of each symbol 1…36 (digits, A–Z), how often it stood on the plates.
    public var occurrences: [Int]
    public var entries: [Entry]

    public struct Entry: Hashable, Sendable {
        /// Symbols 1…36; 0 for none: a declared 0 is an added character, a read 0 a lost one.
        public var declared: UInt8
        public var read: UInt8
        public var count: Int
    }

    public init(characters: Int, plates: Int, occurrences: [Int], entries: [Entry]) {
        self.characters = characters
        self.plates = plates
        self.occurrences = occurrences
        self.entries = entries
    }

    /// Reads entries written as above, separated by spaces. What is not written so is left out.
    public static func entries(_ text: String) -> [Entry] {
        text.split(separator: " ").compactMap { word in
            let scalars = Array(word.unicodeScalars)
            guard scalars.count >= 3, let count = Int(String(word.dropFirst(2))) else { return nil }
            func symbol(_ scalar: UInt32, none: UInt32) -> UInt8? {
                if scalar == none { return 0 }
                let symbol = Symbols.symbol(scalar)
                return symbol <= 36 ? symbol : nil
            }
            guard let declared = symbol(scalars[0].value, none: 0x2B), let read = symbol(scalars[1].value, none: 0x2D)
            else { return nil }
            return Entry(declared: declared, read: read, count: count)
        }
    }

    /// Counted on 376 of the 751 plates of openalpr's benchmark (`seg`): every second row of its file, beginning with the
    /// first, truth and read aligned by plain edit distance. The other 375 were kept apart for measuring (docs/matching.md).
    public static let openalprFirstHalf = ConfusionTable(
        characters: 2_294, plates: 376,
        occurrences: [
            147, 146, 118, 117, 128, 106, 110, 107, 117, 108, 105, 69, 51, 40, 48, 32, 44, 39, 28, 30, 39, 46, 47, 53,
            7,
            50, 17, 46, 42, 56, 32, 21, 38, 42, 37, 31,
        ],
        entries: entries(
            """
            8B3 0D3 I12 LE2 102 2Z2 2I1 LH1 GB1 561 OD1 1X1 821 D01 Q01 0O1 9S1 1D1 5S1 S51 0Z1 WH1 MH1 W01 QO1 TI1 \
            PE1 PR1 8R1 LI1 KR1 U01 8-5 1-3 Y-3 4-2 A-2 I-2 M-2 W-2 2-1 0-1 C-1 T-1 L-1 3-1 R-1 X-1 Z-1 +07 +13 +B3 +V1 \
            +41 +E1
            """))

    /// Pairs alike by shape, either way: what ``openalprFirstHalf`` is too small to have met. (The look-alikes of
    /// `ContainerNumber`, and the letters a printed digit resembles most.)
    static let lookAlikes: [(StaticString, StaticString)] = [
        ("O", "0"), ("Q", "0"), ("D", "0"), ("U", "0"), ("C", "0"), ("O", "Q"), ("O", "D"), ("O", "C"), ("U", "O"),
        ("U", "V"), ("I", "1"), ("L", "1"), ("T", "1"), ("J", "1"), ("J", "I"), ("T", "I"), ("L", "I"), ("Z", "2"),
        ("S", "5"), ("G", "6"), ("C", "G"), ("T", "7"), ("Y", "7"), ("Z", "7"), ("B", "8"), ("A", "4"), ("E", "F"),
        ("P", "R"), ("P", "F"), ("M", "N"), ("M", "H"), ("N", "H"), ("W", "H"), ("W", "M"), ("V", "Y"), ("X", "Y"),
        ("K", "X"), ("K", "R"), ("B", "R"), ("B", "E"), ("B", "3"), ("3", "8"), ("1", "7"), ("5", "6"), ("6", "8"),
        ("0", "8"), ("9", "8"), ("3", "5"), ("2", "7"), ("0", "6"), ("9", "0"), ("E", "L"), ("S", "8"), ("G", "0"),
    ]
}
