import GateText
import Testing

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
}
