import Foundation
import GateText
import TestSupport
import TestTraits
import Testing

@Suite(.ownThread) struct ScreenTextTests {
    /// Everything the glass refuses, written out apart from the code under test.
    private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x34F, 0x61C, 0x115F...0x1160, 0x17B4...0x17B5, 0x180B...0x180F,
            0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0,
            0xFFF0...0xFFFB, 0xE000...0xF8FF, 0xE0000...0xE0FFF, 0xF0000...0x10FFFF, 0x1F1E6...0x1F1FF,
            0x1F3FB...0x1F3FF:
            return true
        default:
            switch scalar.properties.generalCategory {
            case .control, .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator:
                return true
            default: return false
            }
        }
    }

    @Test func everyScalarComesOutSafe() {
        var failures: [String] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = ScreenText(String(Character(scalar)))
            var sum = 0
            for cluster in text.clusters {
                sum += Int(cluster.width)
                if cluster.width != 1 && cluster.width != 2 { failures.append("U+\(String(value, radix: 16)) width") }
            }
            let safe = text.text.unicodeScalars.allSatisfy { !Self.isHostile($0) }
            let marked = !Self.isHostile(scalar) || text.text == "\u{FFFD}"
            if sum != text.width || !safe || !marked || text.width < 1 {
                failures.append("U+\(String(value, radix: 16))")
            }
        }
        #expect(failures.isEmpty, "\(failures.prefix(20))")
    }

    @Test func cleaningTwiceChangesNothing() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SeededRandom(seed: seed)
        let alphabet: [UInt32] = [
            0x41, 0x20, 0x09, 0x1B, 0x300, 0x301, 0x323, 0x1EA1, 0x110, 0x6842, 0x200D, 0x202E, 0x9C7, 0x9BE, 0x1100,
            0x1161, 0x11A8, 0xAC00, 0xE81, 0xEC8, 0x1780, 0x17D2, 0xA0, 0x3000, 0x1F600, 0xFE0F, 0x2126, 0x45, 0x302,
            0x0DD9, 0x0DCF, 0x0DCA,
        ]
        for round in 0..<4_000 {
            let scalars = (0..<random.below(14)).compactMap { _ in
                Unicode.Scalar(alphabet[random.below(alphabet.count)])
            }
            let raw = String(String.UnicodeScalarView(scalars))
            let once = ScreenText(raw, limit: 1 + random.below(9))
            let twice = ScreenText(once.text)
            #expect(Array(once.text.utf8) == Array(twice.text.utf8), "seed \(seed), round \(round): \(scalars)")
            #expect(once.width == twice.width, "seed \(seed), round \(round): \(scalars)")
            #expect(once.width == once.clusters.reduce(0) { $0 + Int($1.width) }, "seed \(seed), round \(round)")
            let cut = random.below(once.text.unicodeScalars.count + 1)
            let view = once.text.unicodeScalars
            let left = ScreenText(String(view.prefix(cut)))
            let sum = left + ScreenText(String(view.dropFirst(cut)))
            #expect(sum == ScreenText(sum.text), "seed \(seed), round \(round): \(scalars) cut at \(cut)")
            let width = random.below(12)
            #expect(once.prefix(width: width).width <= width, "seed \(seed), round \(round)")
            #expect(once.padded(to: width, alignment: .centre).width == width, "seed \(seed), round \(round)")
        }
    }

    @Test func decomposedVietnameseIsOneCellALetter() {
        let name = ScreenText("Nguye\u{302}\u{303}n Thi\u{323}")
        #expect(name.text == "Nguyễn Thị")
        #expect(name.width == 10)
        #expect(name.clusters.allSatisfy { $0.mark1 == 0 })
    }

    @Test func hostileTextBecomesMarks() {
        #expect(ScreenText("a\u{1B}[2Jb").text == "a\u{FFFD}[2Jb")
        #expect(ScreenText("a\tb\nc\rd").text == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d")
        #expect(ScreenText("12\u{202E}34").text == "12\u{FFFD}34")
        #expect(ScreenText("soft\u{AD}hyphen").width == 11)
        #expect(ScreenText("\u{301}x").text == "\u{25CC}\u{301}x")
        #expect(ScreenText(" \u{301}").text == " \u{25CC}\u{301}")
        #expect(ScreenText("no\u{A0}break").text == "no break")
    }

    @Test func aThirdMarkIsDropped() {
        let heap = ScreenText("x" + String(repeating: "\u{323}\u{307}", count: 40))
        #expect(heap.width == 1)
        #expect(heap.text.unicodeScalars.count <= 3)
    }

    @Test func longTextIsCutWithAnEllipsis() {
        #expect(ScreenText(String(repeating: "x", count: 600)).text == String(repeating: "x", count: 511) + "…")
        #expect(ScreenText("桂桂桂", limit: 2).text == "桂…")
        #expect(ScreenText("桂桂", limit: 2).text == "桂桂")
        #expect(ScreenText("abc", limit: 0).text == "…")
        #expect(ScreenText(String(repeating: "\u{301}", count: 1_000_000)).width == 1)
    }

    @Test func fieldsKeepTheirWidth() {
        #expect(ScreenText("桂F·A8231").width == 9)
        #expect(ScreenText("桂F·A8231").prefix(width: 4).text == "桂F…")
        #expect(ScreenText("桂桂").prefix(width: 2).text == "…")
        #expect(ScreenText("桂").padded(to: 4, alignment: .right).text == "  桂")
        #expect(ScreenText("ab").padded(to: 5, alignment: .centre).text == " ab  ")
        #expect(ScreenText.joined(["a", "b", "桂"], separator: " · ").width == 10)
        #expect(ScreenText("tại \(3) làn").text == "tại 3 làn")
    }
}

@Suite struct CellWidthTests {
    @Test func knownWidths() {
        let known: [(Unicode.Scalar, Int)] = [
            ("a", 1), ("ễ", 1), ("桂", 2), ("挂", 2), ("\u{301}", 0), ("\u{200B}", 0), ("\u{1B}", 0), ("▲", 1), ("▁", 1),
            ("Ａ", 2), ("가", 2), ("ກ", 1), ("\u{EC8}", 0), ("ក", 1), ("\u{17D2}", 0), ("\u{3000}", 2), ("😀", 2),
        ]
        for (scalar, width) in known { #expect(CellWidth.width(of: scalar) == width, "\(scalar.value)") }
    }
}
