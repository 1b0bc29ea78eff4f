import Foundation

/// Plain letters of the accented Latin ones, worked out once from Unicode's own decompositions.
enum LatinTable {
    /// Plain ASCII of U+00C0–U+024F, empty where there is none.
    private static let low = (0xC0..<0x250).map { plain(UInt32($0)) }
    /// Plain ASCII of U+1E00–U+1EFF, empty where there is none.
    private static let high = (0x1E00..<0x1F00).map { plain(UInt32($0)) }

    /// Letters whose bar or shape is not a mark in Unicode's eyes.
    private static let special: [UInt32: String] = [
        0x110: "D", 0x111: "d", 0xD0: "D", 0xF0: "d", 0xC6: "AE", 0xE6: "ae", 0xD8: "O", 0xF8: "o", 0x152: "OE",
        0x153: "oe", 0xDF: "ss", 0x1E9E: "SS", 0x141: "L", 0x142: "l", 0xDE: "TH", 0xFE: "th", 0x131: "i",
        0x126: "H", 0x127: "h",
    ]

    /// The ASCII letters for `value`, case kept; nil outside the table or where no plain letter exists.
    static func ascii(_ value: UInt32) -> String? {
        let found: String
        switch value {
        case 0xC0..<0x250: found = low[Int(value) - 0xC0]
        case 0x1E00..<0x1F00: found = high[Int(value) - 0x1E00]
        default: return nil
        }
        return found.isEmpty ? nil : found
    }

    private static func plain(_ value: UInt32) -> String {
        if let known = special[value] { return known }
        guard let scalar = Unicode.Scalar(value) else { return "" }
        let parts = String(Character(scalar)).decomposedStringWithCompatibilityMapping.unicodeScalars
        let letters = parts.filter { $0.isASCII }
        guard !letters.isEmpty, parts.allSatisfy({ $0.isASCII || isLatinMark($0.value) }) else { return "" }
        return String(String.UnicodeScalarView(letters))
    }

    /// Marks that Latin letters carry. Marks of other scripts are vowels and tones that search must keep.
    static func isLatinMark(_ value: UInt32) -> Bool {
        (0x300..<0x370).contains(value)
    }
}
