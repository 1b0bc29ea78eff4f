import Foundation

/// Text for terminals and files that know ASCII only.
public enum Transliteration {
    /// Plain ASCII: letters without marks, glyphs of the console as their look-alikes, "?" for what has none. Marks
    /// vanish; controls become "?".
    public static func ascii(_ raw: some StringProtocol) -> String {
        var result = ""
        for scalar in raw.unicodeScalars {
            result += ascii(scalar)
        }
        return result
    }

    /// The ASCII text for one scalar; empty for a mark.
    public static func ascii(_ scalar: Unicode.Scalar) -> String {
        let value = scalar.value
        if value >= 0x20, value < 0x7F { return String(Character(scalar)) }
        if let plain = LatinTable.ascii(value) ?? glyphs[value] { return plain }
        switch ScalarKind(scalar) {
        case .mark: return ""
        case .space: return " "
        case .hostile: return "?"
        case .narrow, .wide: break
        }
        if (0x2500..<0x2580).contains(value) { return box(value) }
        let parts = String(Character(scalar)).decomposedStringWithCompatibilityMapping.unicodeScalars
        let kept = parts.filter { $0.value >= 0x20 && $0.value < 0x7F }
        return kept.isEmpty ? "?" : String(String.UnicodeScalarView(kept))
    }

    /// One ASCII scalar for one cell, for grids that must keep their columns: the first of `ascii(_:)`. What is cut ends
    /// in ">": a lone dot looks like the end of a sentence, or like a part of a plate.
    public static func cell(_ value: UInt32) -> UInt32 {
        if value >= 0x20, value < 0x7F { return value }
        if value == 0x2026 { return 0x3E }
        guard let scalar = Unicode.Scalar(value) else { return 0x3F }
        return ascii(scalar).unicodeScalars.first?.value ?? 0x3F
    }

    /// Lines of boxes: horizontal, vertical, and everything where they meet.
    private static func box(_ value: UInt32) -> String {
        switch value {
        case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x254D, 0x2574, 0x2576, 0x2578, 0x257A: "-"
        case 0x2550: "="
        case 0x2502, 0x2503, 0x2506, 0x2507, 0x250A, 0x250B, 0x254E, 0x254F, 0x2551, 0x2575, 0x2577, 0x2579: "|"
        case 0x2571: "/"
        case 0x2572: "\\"
        case 0x2573: "x"
        default: "+"
        }
    }

    private static let glyphs: [UInt32: String] = {
        let pairs: [(String, String)] = [
            ("▲", "^"), ("△", "^"), ("▼", "v"), ("▽", "v"), ("●", "*"), ("○", "o"), ("◌", "o"), ("◐", "o"), ("■", "#"),
            ("□", "."), ("◆", "*"), ("◇", "o"), ("★", "*"), ("☆", "*"), ("✕", "x"), ("✗", "x"), ("×", "x"), ("✓", "v"),
            ("✔", "v"), ("▸", ">"), ("▶", ">"), ("►", ">"), ("◂", "<"), ("◀", "<"), ("◄", "<"), ("▾", "v"), ("▴", "^"),
            ("→", ">"), ("←", "<"), ("↑", "^"), ("↓", "v"), ("↔", "-"), ("⇒", ">"), ("…", "..."), ("·", "-"),
            ("•", "*"), ("–", "-"), ("—", "-"), ("−", "-"), ("‐", "-"), ("‑", "-"), ("‘", "'"), ("’", "'"), ("“", "\""),
            ("”", "\""), ("«", "<"), ("»", ">"), ("‹", "<"), ("›", ">"), ("°", "o"), ("±", "+"), ("≤", "<"), ("≥", ">"),
            ("≈", "~"), ("≠", "!"), ("÷", "/"), ("€", "E"), ("₫", "d"), ("§", "S"), ("¿", "?"), ("¡", "!"),
            ("▁", "_"), ("▂", "."), ("▃", "-"), ("▄", "~"), ("▅", "="), ("▆", "+"), ("▇", "*"), ("█", "#"),
            ("▀", "\""), ("▌", "|"), ("▐", "|"), ("░", "."), ("▒", ":"), ("▓", "%"),
            ("▏", "|"), ("▎", "|"), ("▍", "|"), ("▋", "#"), ("▊", "#"), ("▉", "#"), ("\u{FFFD}", "?"), ("⚠", "!"),
            ("ⓘ", "i"), ("⏸", "="), ("⏵", ">"), ("⟳", "@"), ("⌛", "@"), ("✎", "/"), ("⌕", "/"), ("‖", "="), ("✖", "X"),
            ("↩", "<"),
        ]
        var table: [UInt32: String] = [:]
        for (glyph, plain) in pairs {
            if let scalar = glyph.unicodeScalars.first { table[scalar.value] = plain }
        }
        return table
    }()
}
