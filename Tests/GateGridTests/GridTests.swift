import GateGrid
import GateText
import TestSupport
import Testing

@Suite struct GridTests {
    @Test func aCellIsSixteenBytesWithoutGaps() {
        #expect(MemoryLayout<Cell>.size == 16)
        #expect(MemoryLayout<Cell>.stride == 16)
    }

    @Test func halvesOfWideCharactersNeverStay() {
        var grid = Grid(width: 6, height: 1)
        grid.put("桂桂桂", x: 0, y: 0)
        grid.put("x", x: 1, y: 0)
        #expect(grid.plainText() == " x桂桂")
        grid.put("y", x: 2, y: 0)
        #expect(grid.plainText() == " xy 桂")
        grid.put("桂", x: 5, y: 0)
        #expect(grid.plainText() == " xy")
        grid.put("桂z", x: -1, y: 0)
        #expect(grid.plainText() == " zy")
    }

    @Test func clippingReturnsTheWholeWidth() {
        var grid = Grid(width: 4, height: 2)
        #expect(grid.put("abcdef", x: 2, y: 0) == 6)
        #expect(grid.put("abcdef", x: 0, y: 1, maxWidth: 3) == 3)
        #expect(grid.put("x", x: 0, y: 9) == 1)
        #expect(grid.plainText() == "  ab\nab…")
    }

    @Test func boxesAndDividersJoin() {
        var canvas = Canvas(width: 12, height: 5)
        canvas.box(title: "Làn 3")
        canvas.divider(2, title: "kế")
        canvas.verticalLine(x: 8, y: 2, length: 3)
        #expect(
            canvas.grid.plainText() == """
                ┌ Làn 3 ───┐
                │          │
                ├ kế ───┬──┤
                │       │  │
                └───────┴──┘
                """)
    }

    @Test func aWindowClipsAndMoves() {
        var canvas = Canvas(width: 10, height: 3)
        canvas.fill(with: ".")
        canvas.inside(Rect(x: 2, y: 1, width: 5, height: 1)) { pane in
            pane.line(0, "abcdefgh")
            pane.put("zz", x: 4, y: 0)
            pane.put("no", x: 0, y: 1)
            pane.showCursor(x: 1, y: 0)
        }
        #expect(canvas.grid.plainText() == "..........\n..abcdz...\n..........")
        #expect(canvas.grid.cursor == Grid.Point(x: 3, y: 1))
        canvas.line(0, "rechts", .text, .right)
        canvas.row(2, columns: [Column(3), Column(4, .right)], [("abcd", .text), ("12", .strong)])
        #expect(canvas.grid.plainText() == "....rechts\n..abcdz...\nab….  12..")
    }

    @Test func rectanglesSplit() {
        let rect = Rect(x: 1, y: 2, width: 10, height: 5)
        #expect(rect.split(top: 2).rest == Rect(x: 1, y: 4, width: 10, height: 3))
        #expect(rect.split(bottom: 9).rest.isEmpty)
        #expect(rect.split(right: 3).right == Rect(x: 8, y: 2, width: 3, height: 5))
        #expect(rect.columns(3, gap: 1).map(\.width) == [3, 3, 2])
        #expect(rect.columns(3, gap: 1).last?.right == rect.right)
        #expect(rect.inset(dx: 6).isEmpty)
    }

    @Test func asciiFilterKeepsTheColumns() {
        var grid = Grid(width: 16, height: 1)
        grid.put("│桂F ▲ Nguyễn", x: 0, y: 0)
        AsciiFilter.apply(&grid)
        #expect(grid.plainText() == "|? F ^ Nguyen")
    }

    @Test func plots() {
        #expect(Sparkline.text([0, 1, 2, 3, 4, 5, 6, 7], width: 8).text == "▁▂▃▄▅▆▇█")
        #expect(Sparkline.text([0, 7, 0, 0], width: 2).text == "█▁")
        #expect(Sparkline.text([5, .nan, 5], width: 9).text == "█ █")
        #expect(Sparkline.text([0, 0], width: 9).text == "▁▁")
        #expect(Gauge.text(0.75, width: 4).text == "▇▇▇▁")
        #expect(Gauge.text(0.999, width: 4).text == "▇▇▇▁")
        #expect(Gauge.text(0.001, width: 4).text == "▇▁▁▁")
        #expect(Gauge.text(.nan, width: 4).text == "▁▁▁▁")
        #expect(BlockBar.text(0.5, width: 3).text == "█▌ ")
        #expect(BlockBar.text(2, width: 3).text == "███")
    }

    @Test func aGridDrawnByItsRunsIsTheGridDrawnAfresh() {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = SeededRandom(seed: seed)
        for round in 0..<300 {
            let width = 1 + random.below(40)
            let height = 1 + random.below(8)
            let old = RandomGrid.make(width: width, height: height, random: &random)
            var new = random.below(2) == 0 ? old : RandomGrid.make(width: width, height: height, random: &random)
            RandomGrid.scribble(on: &new, strokes: random.below(4), random: &random)
            var cells = old.cells
            var previous: Grid.Run?
            for run in new.runs(differingFrom: old) {
                for x in run.x..<(run.x + run.count) { cells[run.y * width + x] = new[x, run.y] }
                #expect(!new[run.x, run.y].isContinuation && !old[run.x, run.y].isContinuation, "seed \(seed)")
                if let before = previous, before.y == run.y { #expect(before.x + before.count < run.x, "seed \(seed)") }
                previous = run
            }
            #expect(cells == new.cells, "seed \(seed), round \(round)")
            #expect(RandomGrid.isWhole(new), "seed \(seed), round \(round)")
        }
    }
}
