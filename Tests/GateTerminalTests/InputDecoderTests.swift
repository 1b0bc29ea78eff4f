import GateGrid
import TestSupport
import Testing

@testable import GateTerminal

@Suite struct InputDecoderTests {
    private static func keys(_ text: String) -> [Key] {
        var decoder = InputDecoder()
        return decoder.feed(text.utf8) + decoder.flush()
    }

    /// Sequence and key, as terminfo and the terminals' manuals give them.
    static let table: [(String, Key)] = [
        ("a", .character("a")), ("đ", .character("đ")), ("桂", .character("桂")), ("😀", .character("😀")),
        ("\u{1}", .control("a")), ("\u{1A}", .control("z")), ("\0", .control("@")), ("\u{1F}", .control("_")),
        ("\t", .tab), ("\r", .enter), ("\n", .enter), ("\u{7F}", .backspace), ("\u{8}", .backspace),
        ("\u{1B}", .escape), ("\u{1B}x", .alt("x")), ("\u{1B}[", .alt("[")), ("\u{1B}O", .alt("O")),
        ("\u{1B}[A", .up), ("\u{1B}[B", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left), ("\u{1B}OA", .up),
        ("\u{1B}OB", .down), ("\u{1B}OC", .right), ("\u{1B}OD", .left), ("\u{1B}[1;5A", .up), ("\u{1B}[a", .up),
        ("\u{1B}Od", .left), ("\u{1B}[c", .right),
        ("\u{1B}[H", .home), ("\u{1B}OH", .home), ("\u{1B}[1~", .home), ("\u{1B}[7~", .home), ("\u{1B}[F", .end),
        ("\u{1B}OF", .end), ("\u{1B}[4~", .end), ("\u{1B}[8~", .end), ("\u{1B}[8$", .end), ("\u{1B}[2~", .insert),
        ("\u{1B}[3~", .delete), ("\u{1B}[3;2~", .delete), ("\u{1B}[3^", .delete), ("\u{1B}[5~", .pageUp),
        ("\u{1B}[6~", .pageDown), ("\u{1B}[Z", .backTab),
        ("\u{1B}OP", .function(1)), ("\u{1B}OQ", .function(2)), ("\u{1B}OR", .function(3)), ("\u{1B}OS", .function(4)),
        ("\u{1B}[11~", .function(1)), ("\u{1B}[12~", .function(2)), ("\u{1B}[13~", .function(3)),
        ("\u{1B}[14~", .function(4)), ("\u{1B}[15~", .function(5)), ("\u{1B}[17~", .function(6)),
        ("\u{1B}[18~", .function(7)), ("\u{1B}[19~", .function(8)), ("\u{1B}[20~", .function(9)),
        ("\u{1B}[21~", .function(10)), ("\u{1B}[23~", .function(11)), ("\u{1B}[24~", .function(12)),
        ("\u{1B}[[A", .function(1)), ("\u{1B}[[E", .function(5)), ("\u{1B}[1;2P", .function(1)),
        ("\u{1B}[1;2R", .function(3)), ("\u{1B}[24;5~", .function(12)), ("\u{1B}[P", .function(1)),
        ("\u{1B}OM", .enter), ("\u{1B}Op", .character("0")), ("\u{1B}Ok", .character("+")),
        ("\u{1B}[27;5;105~", .control("i")), ("\u{1B}[97;3u", .alt("a")), ("\u{1B}[27u", .escape),
        ("\u{1B}[200~Hữu\rNghị\u{1B}[A\u{1B}[201~", .paste("Hữu\rNghị\u{1B}[A")),
        ("\u{1B}[<0;300;12M", .mouse(.init(button: .left, action: .press, column: 299, row: 11))),
        ("\u{1B}[<2;1;1m", .mouse(.init(button: .right, action: .release, column: 0, row: 0))),
        ("\u{1B}[<64;5;6M", .mouse(.init(button: .wheelUp, action: .press, column: 4, row: 5))),
        ("\u{1B}[<65;5;6M", .mouse(.init(button: .wheelDown, action: .press, column: 4, row: 5))),
        ("\u{1B}[<32;5;6M", .mouse(.init(button: .left, action: .drag, column: 4, row: 5))),
    ]

    @Test func everySequenceIsItsKey() {
        for (bytes, key) in Self.table { #expect(Self.keys(bytes) == [key], "\(bytes.debugDescription)") }
    }

    @Test func answersOfTheTerminalAreNoKeys() {
        let silent = [
            "\u{1B}[?1;2c", "\u{1B}[>0;276;0c", "\u{1B}[12;40R", "\u{1B}[?2026;2$y", "\u{1B}]11;rgb:0/0/0\u{7}",
            "\u{1B}]52;c;eA==\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[I", "\u{1B}[O", "\u{1B}[M ab", "\u{1B}[201~",
            "\u{1B}[<0;0;0M", "\u{1B}[25~", "\u{1B}_Gi=1;OK\u{1B}\\",
        ]
        for bytes in silent {
            #expect(Self.keys(bytes + "z") == [.character("z")], "\(bytes.debugDescription)")
        }
    }

    @Test func anyCutGivesTheSameKeys() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SeededRandom(seed: seed)
        for round in 0..<300 {
            var bytes: [UInt8] = []
            for _ in 0..<(1 + random.below(8)) {
                bytes += Self.table[random.below(Self.table.count)].0.utf8
                if random.below(6) == 0 { bytes += (0..<random.below(5)).map { _ in UInt8(random.below(256)) } }
            }
            var whole = InputDecoder()
            let expected = whole.feed(bytes) + whole.flush()
            var cut = InputDecoder()
            var keys: [Key] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = 1 + random.below(3)
                keys += cut.feed(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(keys + cut.flush() == expected, "seed \(seed), round \(round): \(bytes)")
        }
    }

    @Test func noiseNeverStopsTheKeyboard() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SeededRandom(seed: seed)
        let spice: [UInt8] = [0x1B, 0x5B, 0x4F, 0x32, 0x30, 0x7E, 0x3B, 0x3C, 0x4D, 0xE1, 0x9B, 0x24]
        for round in 0..<2_000 {
            var decoder = InputDecoder()
            let noise = (0..<random.below(60)).map { _ in
                random.below(2) == 0 ? spice[random.below(spice.count)] : UInt8(random.below(256))
            }
            _ = decoder.feed(noise)
            _ = decoder.flush()
            #expect(!decoder.needsFlush, "seed \(seed), round \(round)")
            _ = decoder.feed(Array("\u{1B}[201~".utf8))
            #expect(decoder.feed([0x71]) == [.character("q")], "seed \(seed), round \(round): \(noise)")
        }
    }

    @Test func aPasteIsBoundedAndEnds() {
        var decoder = InputDecoder()
        let long = "\u{1B}[200~" + String(repeating: "ễ", count: 3_000) + "\u{1B}[201~"
        guard case .paste(let text)? = decoder.feed(long.utf8).first else {
            Issue.record("no paste")
            return
        }
        #expect(text == String(repeating: "ễ", count: InputDecoder.pasteLimit / 3))
        var endless = decoder.feed("\u{1B}[200~".utf8)
        endless += decoder.feed(repeatElement(0x61, count: InputDecoder.pasteGivesUp + 1))
        #expect(endless.count == 1)
        #expect(decoder.feed("z".utf8) == [.character("z")])
    }

    @Test func brokenCharactersAreMarked() {
        #expect(Self.keys("a\u{1B}\u{1B}[A") == [.character("a"), .escape, .up])
        var decoder = InputDecoder()
        #expect(decoder.feed([0xE1, 0xBB]) == [])
        #expect(decoder.needsFlush)
        #expect(decoder.feed([0x61]) == [.character("\u{FFFD}"), .character("a")])
        #expect(decoder.feed([0xC0, 0xFF, 0xC2, 0x9B]).allSatisfy { $0 == .character("\u{FFFD}") })
        #expect(decoder.feed([0xED, 0xA0, 0x80]) == [.character("\u{FFFD}")])
    }

    @Test func escapeWaitsForItsTimer() {
        var decoder = InputDecoder()
        #expect(decoder.feed([0x1B]) == [])
        #expect(decoder.needsFlush)
        #expect(decoder.flush() == [.escape])
        #expect(!decoder.needsFlush)
        #expect(decoder.flush() == [])
    }
}
