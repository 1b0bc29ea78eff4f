import Foundation

/// Text as search sees it: "nguyen" finds Nguyễn, "d" finds đ.
public enum TextFold {
    /// Lower case, without Latin diacritics, đ as d, full-width forms as plain ones. Marks of other scripts stay: in Lao
    /// and Khmer they are vowels.
    public static func fold(_ raw: some StringProtocol) -> String {
        if raw.utf8.allSatisfy({ $0 < 0x80 }) { return raw.lowercased() }
        var folded = String.UnicodeScalarView()
        var needsUnicode = false
        for scalar in raw.unicodeScalars {
            let value = scalar.value
            if value < 0x80 {
                folded.append(scalar)
            } else if let plain = LatinTable.ascii(value) {
                folded.append(contentsOf: plain.unicodeScalars)
            } else if !LatinTable.isLatinMark(value) {
                folded.append(scalar)
                needsUnicode = needsUnicode || !(0x4E00..<0xA000).contains(value)
            }
        }
        let plain = String(folded).lowercased()
        guard needsUnicode else { return plain }
        let parts = plain.decomposedStringWithCompatibilityMapping.unicodeScalars
        let kept = parts.filter { !LatinTable.isLatinMark($0.value) }
        return String(String.UnicodeScalarView(kept)).lowercased().precomposedStringWithCanonicalMapping
    }

    /// Whether `haystack` holds `needle` after both are folded; an empty needle is found everywhere.
    public static func contains(haystack: some StringProtocol, needle: some StringProtocol) -> Bool {
        contains(folded: fold(haystack), foldedNeedle: fold(needle))
    }

    /// The same for texts that are folded already: a list that is searched at every key folds once.
    public static func contains(folded haystack: String, foldedNeedle needle: String) -> Bool {
        if needle.isEmpty { return true }
        let hay = Array(haystack.utf8)
        let want = Array(needle.utf8)
        guard hay.count >= want.count else { return false }
        for start in 0...(hay.count - want.count) where hay[start] == want[0] {
            if hay[start..<(start + want.count)].elementsEqual(want) { return true }
        }
        return false
    }
}
