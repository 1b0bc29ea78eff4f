import CTerminal
import CVTerm
import Foundation
import GateGrid
import GateText
import TerminalSupport
import TestSupport
import TestTraits
import Testing

@testable import GateTerminal

/// Everything that touches ncurses, which is global to the process: one test after the other.
@Suite(.serialized, .ownThread) struct CursesTests {
    init() {
        _ = ct_locale_use_utf8()
    }
}

extension CursesTests {
    /// Collects what a writer sends, and can act like a slow terminal.
    final class Collector {
        var bytes: [UInt8] = []
        /// Bytes taken a write; nil for all.
        var room: Int?
        var isGone = false

        var sink: FrameSink {
            FrameSink { [self] offered in
                if isGone { return .gone }
                let count = min(room ?? offered.count, offered.count)
                bytes += offered.prefix(count)
                return .accepted(count)
            }
        }

        func take() -> [UInt8] {
            defer { bytes = [] }
            return bytes
        }
    }

    @Test(arguments: ["xterm-256color", "tmux-256color", "screen-256color", "xterm", "rxvt-unicode-256color"])
    func theBytesRebuildTheGrid(type: String) throws {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SeededRandom(seed: seed)
        for tier in ColourTier.allCases {
            for theme in Theme.allCases {
                let collector = Collector()
                let writer = try FrameWriter(type: type, sink: collector.sink, look: .init(theme: theme, tier: tier))
                var size = (width: 20 + random.below(60), height: 4 + random.below(20))
                let screen = VirtualTerminal(width: size.width, height: size.height)
                var grid = Grid(width: size.width, height: size.height)
                for round in 0..<12 {
                    switch random.below(8) {
                    case 0:
                        size = (10 + random.below(90), 3 + random.below(30))
                        screen.resize(width: size.width, height: size.height)
                        grid = RandomGrid.make(width: size.width, height: size.height, random: &random)
                    case 1: grid = RandomGrid.make(width: size.width, height: size.height, random: &random)
                    case 2: writer.repaint()
                    case 3, 4:
                        // A list that moves: ncurses answers with scrolling.
                        let copy = grid
                        grid.blit(copy, x: 0, y: random.below(7) - 3)
                    default: RandomGrid.scribble(on: &grid, strokes: 1 + random.below(6), random: &random)
                    }
                    writer.present(grid)
                    screen.feed(collector.take())
                    let problems = screen.differences(from: grid, look: writer.look, colours: Self.isExact(writer.look))
                    #expect(problems.isEmpty, "seed \(seed), \(type) \(tier) \(theme) round \(round): \(problems)")
                    if !problems.isEmpty { return }
                }
            }
        }
    }

    /// A terminal with 64 pairs can run out of them on random pictures; real ones use a few.
    private static func isExact(_ look: FrameWriter.Look) -> Bool { look.tier != .eight }

    @Test func everyRoleHasItsColours() throws {
        for type in ["xterm-256color", "xterm"] {
            for tier in ColourTier.allCases {
                for theme in Theme.allCases {
                    let collector = Collector()
                    let writer = try FrameWriter(
                        type: type, sink: collector.sink, look: .init(theme: theme, tier: tier))
                    var canvas = Canvas(width: 30, height: Role.allCases.count)
                    for (row, role) in Role.allCases.enumerated() where role != .picture {
                        canvas.bar(row, "\(String(describing: role)) 桂 ễ", Style(role))
                    }
                    writer.present(canvas.grid)
                    let screen = VirtualTerminal(width: 30, height: Role.allCases.count)
                    screen.feed(collector.take())
                    #expect(screen.differences(from: canvas.grid, look: writer.look) == [], "\(type) \(tier) \(theme)")
                }
            }
        }
    }

    @Test func anEqualGridCostsNothing() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
        var grid = Grid(width: 80, height: 24)
        grid.put("Hữu Nghị", x: 1, y: 1)
        #expect(writer.present(grid) == .sent)
        // The session sets the terminal up, a frame never does: no other screen, no margins.
        let first = String(decoding: collector.take(), as: UTF8.self)
        #expect(!first.contains("1049") && !first.contains("r\u{1B}"))
        #expect(writer.present(grid) == .unchanged)
        #expect(collector.take().isEmpty)
        grid.put("x", x: 40, y: 12)
        writer.present(grid)
        #expect(collector.take().count < 80)
        #expect(writer.counters.frames == 2)
        #expect(writer.counters.unchanged == 1)
    }

    @Test func theCursorIsWhereTheGridSays() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
        var grid = Grid(width: 40, height: 5)
        grid.cursor = Grid.Point(x: 7, y: 3)
        writer.present(grid)
        let screen = VirtualTerminal(width: 40, height: 5)
        screen.feed(collector.take())
        #expect(screen.cursor == (7, 3))
        grid.cursor = Grid.Point(x: 8, y: 1)
        writer.present(grid)
        screen.feed(collector.take())
        #expect(screen.cursor == (8, 1))
    }

    @Test func hostileTextCannotSteer() throws {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SeededRandom(seed: seed)
        let parts = [
            "\u{1B}[2J", "\u{1B}[10;10H", "\r\n\n", "\t\t", "\u{8}\u{8}", "\u{9B}31m", "\u{202E}", "\u{200B}",
            "\u{1B}]0;x\u{7}",
            "\u{E}", "a", "桂", "e\u{301}\u{302}\u{303}\u{304}", "👨‍👩‍👧", "🇻🇳", "\u{FE0F}", "\u{E0041}", "\u{115F}",
            "\u{FFF9}",
        ]
        for round in 0..<60 {
            let raw = (0..<(1 + random.below(8))).map { _ in parts[random.below(parts.count)] }.joined()
            let collector = Collector()
            let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
            var grid = Grid(width: 30, height: 3)
            grid.put(ScreenText(raw), x: 2, y: 1)
            grid.put("|", x: 29, y: 1)
            let screen = VirtualTerminal(width: 30, height: 3)
            writer.present(grid)
            screen.feed(collector.take())
            for y in [0, 2] {
                for x in 0..<30 { #expect(screen.cell(x: x, y: y)?.scalars == [0x20], "seed \(seed) round \(round)") }
            }
            #expect(screen.cell(x: 29, y: 1)?.scalars == [0x7C], "seed \(seed) round \(round): \(raw.debugDescription)")
        }
    }

    @Test func charactersTheLibraryDoesNotKnowKeepTheirColumns() throws {
        // Han added after the C library's tables, and signs that became wide since.
        for raw in ["\u{31350}", "\u{2630}", "\u{4DC0}", "\u{1FAE9}"] {
            let collector = Collector()
            let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
            var grid = Grid(width: 20, height: 1)
            let width = grid.put(ScreenText(raw), x: 3, y: 0)
            grid.put("|", x: 3 + width, y: 0)
            let screen = VirtualTerminal(width: 20, height: 1)
            writer.present(grid)
            let bytes = collector.take()
            // Whatever stands in is as wide as the grid thought, so the bar follows without a cursor move.
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains("|"), "\(raw)")
            screen.feed(bytes)
            #expect(width == 1 || width == 2)
        }
    }

    @Test func onlyTheNewestFrameIsKept() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
        let screen = VirtualTerminal(width: 40, height: 10)
        var grid = Grid(width: 40, height: 10)
        grid.fill(grid.bounds, with: "x")
        collector.room = 100
        #expect(writer.present(grid) == .partial)
        collector.room = 0
        for number in 0..<50 {
            grid.put("frame \(number)", x: 1, y: 1, style: .alarm)
            #expect(writer.present(grid) == .waiting)
        }
        #expect(writer.wantsWrite)
        #expect(writer.counters.dropped == 49)
        collector.room = 7
        var calls = 0
        while writer.wantsWrite, calls < 10_000 {
            writer.writable()
            calls += 1
        }
        screen.feed(collector.take())
        #expect(screen.differences(from: grid, look: writer.look) == [])
        #expect(writer.counters.frames == 2)
    }

    @Test func aDiscardedRestIsFollowedByARepaint() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
        let screen = VirtualTerminal(width: 40, height: 10)
        var grid = Grid(width: 40, height: 10)
        for cut in 1..<200 {
            grid.fill(grid.bounds, with: cut % 2 == 0 ? "x" : "y", style: cut % 3 == 0 ? .alarm : .critical)
            collector.room = cut
            writer.present(grid)
            screen.feed(collector.take())
            writer.discardPending()
            #expect(!writer.wantsWrite)
            collector.room = nil
            writer.present(grid)
            screen.feed(collector.take())
            let problems = screen.differences(from: grid, look: writer.look)
            #expect(problems.isEmpty, "cut after \(cut): \(problems)")
        }
    }

    @Test func anInterjectionNeverFallsInsideAFrame() throws {
        let clipboard = "\u{1B}]52;c;MTJDMTIzNDU=\u{07}"
        let end = "\u{1B}[?2026l"
        var grid = Grid(width: 40, height: 10)
        for cut in 1..<200 {
            let collector = Collector()
            let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
            let screen = VirtualTerminal(width: 40, height: 10)
            grid.fill(grid.bounds, with: cut % 2 == 0 ? "x" : "y", style: cut % 3 == 0 ? .alarm : .critical)
            collector.room = cut
            let first = writer.present(grid)
            collector.room = 0
            #expect(writer.interject(clipboard), "cut after \(cut)")
            grid.put("next", x: 1, y: 1)
            writer.present(grid)
            collector.room = 7
            while writer.wantsWrite { writer.writable() }
            let bytes = collector.take()
            let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: clipboard)
            #expect(parts.count == 2, "cut after \(cut): whole, and once")
            #expect(first == .partial && parts[0].hasSuffix(end) && parts[1].hasSuffix(end), "cut after \(cut)")
            screen.feed(bytes)
            #expect(screen.differences(from: grid, look: writer.look) == [], "cut after \(cut)")
        }
    }

    @Test func anInterjectionGoesOutAtOnceWhereNothingWaits() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
        let grid = Grid(width: 10, height: 2)
        writer.present(grid)
        _ = collector.take()
        #expect(writer.interject("\u{1B}]52;c;\u{07}"))
        #expect(String(decoding: collector.take(), as: UTF8.self) == "\u{1B}]52;c;\u{07}")
        #expect(writer.present(grid) == .unchanged)
    }

    @Test func aCutInterjectionIsCancelled() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
        let screen = VirtualTerminal(width: 40, height: 10)
        var grid = Grid(width: 40, height: 10)
        writer.present(grid)
        collector.room = 9
        writer.interject("\u{1B}]52;c;MTJDMTIzNDU=\u{07}")
        writer.discardPending()
        collector.room = nil
        writer.interject("\u{1B}]52;c;MTI=\u{07}")
        grid.put("next", x: 1, y: 1)
        writer.present(grid)
        let bytes = collector.take()
        #expect(String(decoding: bytes, as: UTF8.self).contains("\u{18}\u{1B}]52;c;MTI=\u{07}"))
        screen.feed(bytes)
        #expect(screen.differences(from: grid, look: writer.look) == [])
    }

    @Test func interjectionsThatWaitHaveALimit() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
        let sequence = "\u{1B}]52;c;" + String(repeating: "A", count: 1_000) + "\u{07}"
        collector.room = 0
        writer.present(Grid(width: 10, height: 2))
        var taken = 0
        while taken < 1_000, writer.interject(sequence) { taken += 1 }
        #expect(taken == FrameWriter.interjectionLimit / sequence.utf8.count)
        collector.room = nil
        writer.writable()
        #expect(!writer.wantsWrite)
        #expect(String(decoding: collector.take(), as: UTF8.self).components(separatedBy: sequence).count == taken + 1)
        #expect(writer.interject(sequence))
        collector.isGone = true
        #expect(!writer.interject(sequence) && writer.isGone)
    }

    @Test func aGoneTerminalIsLeftAlone() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
        collector.isGone = true
        #expect(writer.present(Grid(width: 10, height: 2)) == .gone)
        #expect(writer.isGone)
        #expect(!writer.wantsWrite)
        #expect(writer.writable() == .gone)
    }

    @Test func asciiSendsNothingElse() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm", sink: collector.sink, look: .init(tier: .none, ascii: true))
        var canvas = Canvas(width: 40, height: 5)
        canvas.box(title: "Làn 3 ▸ NHẬP")
        canvas.put("桂F·A8231 ▁▂▃", x: 2, y: 1)
        writer.present(canvas.grid)
        let bytes = collector.take()
        #expect(bytes.allSatisfy { $0 < 0x80 })
        let screen = VirtualTerminal(width: 40, height: 5)
        screen.feed(bytes)
        var filtered = canvas.grid
        AsciiFilter.apply(&filtered)
        #expect(screen.differences(from: filtered, look: writer.look) == [])
    }

    @Test func aSizeOfNothingIsBorne() throws {
        let collector = Collector()
        let writer = try FrameWriter(type: "xterm-256color", sink: collector.sink)
        #expect(writer.present(Grid(width: 0, height: 0)) == .unchanged)
        for size in [(1, 1), (2, 1), (1, 3), (1_000, 2), (3, 300)] {
            var grid = Grid(width: size.0, height: size.1)
            grid.put("桂x", x: 0, y: 0)
            #expect(writer.present(grid) == .sent)
            let screen = VirtualTerminal(width: size.0, height: size.1)
            screen.feed(collector.take())
            #expect(screen.differences(from: grid, look: writer.look) == [], "\(size)")
        }
    }

    @Test func anUnknownTypeIsAnError() {
        #expect(throws: TerminalError.unknownType("no-such-terminal")) {
            _ = try FrameWriter(type: "no-such-terminal", sink: FrameSink { _ in .accepted(0) })
        }
    }
}
