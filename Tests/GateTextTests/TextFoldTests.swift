import TestSupport
import Testing

@testable import GateText

@Suite struct TextFoldTests {
    @Test func searchIgnoresDiacritics() {
        #expect(TextFold.fold("NGUYỄN Văn Đạt") == "nguyen van dat")
        #expect(TextFold.fold("Nguye\u{302}\u{303}n") == "nguyen")
        #expect(TextFold.contains(haystack: "Trần Thị Nguyễn", needle: "nguyen"))
        #expect(TextFold.contains(haystack: "Đồng Đăng", needle: "d"))
        #expect(TextFold.contains(haystack: "Đồng Đăng", needle: "ĐĂNG"))
        #expect(TextFold.contains(haystack: "桂F·A8231", needle: "桂f"))
        #expect(TextFold.contains(haystack: "ＦＡ８２", needle: "fa8"))
        #expect(TextFold.contains(haystack: "abc", needle: ""))
        #expect(!TextFold.contains(haystack: "ab", needle: "abc"))
        #expect(TextFold.fold("ກ່ອນ") == "ກ່ອນ")
    }

    @Test func asciiHasALookAlikeForEveryGlyphOfTheConsole() {
        #expect(Transliteration.ascii("Hữu Nghị · Đồng Đăng") == "Huu Nghi - Dong Dang")
        #expect(Transliteration.ascii("▲ HIGH ● late ✕ no ✓ yes ▸ …") == "^ HIGH * late x no v yes > ...")
        #expect(Transliteration.ascii("▁▂▃▄▅▆▇█") == "_.-~=+*#")
        #expect(Transliteration.ascii("┌─┬╥┐│║═") == "+-+++||=")
        #expect(Transliteration.ascii("桂F") == "?F")
        #expect(Transliteration.ascii("a – b — c") == "a - b - c")
        #expect(Transliteration.ascii("\u{1B}[2J") == "?[2J")
        for value in UInt32(0)...0x10FFFF {
            let cell = Transliteration.cell(value)
            if cell < 0x20 || cell > 0x7E {
                Issue.record("U+\(String(value, radix: 16)) gives \(cell)")
                break
            }
        }
    }

    @Test func identifiersAreComparedInOneSpelling() {
        #expect(TextNormaliser.identifier("12c-123.45") == "12C12345")
        #expect(TextNormaliser.identifier(" 桂F·A8231 ") == "桂FA8231")
        #expect(TextNormaliser.identifier("CBHU 123456/1\u{0}\u{202E}") == "CBHU1234561")
        #expect(TextNormaliser.identifier("29LĐ–012.34") == TextNormaliser.identifier("29lđ01234"))
    }

    /// The quick way for plates and the one by Unicode's tables say the same of every scalar and of any mixture.
    @Test func quickIdentifiersAreTheSlowOnes() {
        func differs(_ text: String) -> Bool {
            let quick = [UInt8](text.utf8).withUnsafeBufferPointer { TextNormaliser.identifier(utf8: $0) }
            return quick != TextNormaliser.composedIdentifier(text)
        }
        for value in UInt32(0)...0x2_FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if differs("a\(String(scalar))1") { Issue.record("U+\(String(value, radix: 16))") }
        }
        var random = SeededRandom(seed: 3)
        let letters = Array("aZ09 -./·桂挂ກຣກ\u{0EB4}កឣ\u{301}đéé\u{1100}\u{1161}\u{0}\r\n".unicodeScalars).map {
            String($0)
        }
        for _ in 0..<20_000 {
            let text = (0..<random.below(20)).map { _ in letters[random.below(letters.count)] }.joined()
            if differs(text) { Issue.record("\(text.debugDescription)") }
        }
    }
}
