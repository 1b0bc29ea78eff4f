import GateGrid
import GateText
import Testing

@testable import GateTerminal

@Suite struct PenFilterTests {
    private static func passed(_ parts: String...) -> [String] {
        var filter = PenFilter()
        return parts.map { part in
            var output: [UInt8] = []
            filter.pass(Array(part.utf8), to: &output)
            return String(decoding: output, as: UTF8.self)
        }
    }

    @Test func onlyWhatChangesIsSaid() {
        #expect(Self.passed("\u{1B}(B\u{1B}[m\u{1B}[38;5;252m\u{1B}[48;5;234mab") == ["\u{1B}[0;38;5;252;48;5;234mab"])
        #expect(
            Self.passed("\u{1B}[31m\u{1B}[40ma", "\u{1B}(B\u{1B}[m\u{1B}[31m\u{1B}[44mb\u{1B}(B\u{1B}[m")
                == ["\u{1B}[0;31;40ma", "\u{1B}[44mb"])
        #expect(Self.passed("\u{1B}[1;7mx\u{1B}[my") == ["\u{1B}[0;1;7mx\u{1B}[my"])
        #expect(Self.passed("\u{1B}[1;31mx\u{1B}[0;31my") == ["\u{1B}[0;1;31mx\u{1B}[22my"])
    }

    @Test func aBlankNeedsItsGroundOnly() {
        #expect(Self.passed("\u{1B}[31;44ma\u{1B}[32;44m \u{1B}[33;44mb") == ["\u{1B}[0;31;44ma \u{1B}[33mb"])
        #expect(Self.passed("\u{1B}[31;44ma\u{1B}[32;7m ") == ["\u{1B}[0;31;44ma\u{1B}[7;32m "])
        #expect(Self.passed("\u{1B}[41ma\u{1B}[42m\u{1B}[K") == ["\u{1B}[0;41ma\u{1B}[42m\u{1B}[K"])
    }

    @Test func scrollingTakesTheGroundFirst() {
        #expect(
            Self.passed("\u{1B}[7mx\u{1B}[m\u{1B}[2;9r\u{1B}[2;1H\u{1B}M") == [
                "\u{1B}[0;7mx\u{1B}[2;9r\u{1B}[2;1H\u{1B}[m\u{1B}M"
            ])
        #expect(Self.passed("\u{1B}[7mx\u{1B}[m\n") == ["\u{1B}[0;7mx\u{1B}[m\n"])
    }

    @Test func otherBytesGoThrough() {
        #expect(
            Self.passed("\u{1B}[3;4H\u{1B}=\r\u{1B}[?25l\u{1B}#8") == [
                "\u{1B}[3;4H\u{1B}=\r\u{1B}[?25l\u{1B}#8"
            ])
        // Unknown attributes are let through after what was wanted, and followed by a fresh start.
        #expect(Self.passed("\u{1B}[31ma\u{1B}[3mb") == ["\u{1B}[0;31ma\u{1B}[3m\u{1B}[0;31mb"])
    }
}
