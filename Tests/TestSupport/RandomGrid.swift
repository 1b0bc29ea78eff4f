public import GateGrid
import GateText

/// Grids full of everything the glass can hold.
public enum RandomGrid {
    static let words: [ScreenText] = [
        "桂F·A8231", "Nguyễn Thị Đào", "x\u{323}\u{307}y", "ກ່ອນ", "ក្រុម", "▲ HIGH", "12 345", "▁▂▃▄▅▆▇█", "王伟",
        "│─┼", " ", "가나", "\u{1B}[2J", "ab",
    ]

    public static func make(width: Int, height: Int, random: inout SeededRandom) -> Grid {
        var grid = Grid(width: width, height: height)
        scribble(on: &grid, strokes: width * height / 6 + 1, random: &random)
        return grid
    }

    public static func scribble(on grid: inout Grid, strokes: Int, random: inout SeededRandom) {
        for _ in 0..<strokes {
            let role = Role.allCases[random.below(Role.allCases.count)]
            let style =
                role == .picture
                ? Style.picture(ink: UInt8(random.below(256)), paper: UInt8(random.below(256)))
                : Style(role, Attributes(rawValue: UInt8(random.below(16))))
            let x = random.below(grid.width + 4) - 4
            let y = random.below(grid.height)
            switch random.below(8) {
            case 0: grid.box(Rect(x: x, y: y, width: 2 + random.below(9), height: 2 + random.below(4)), style: style)
            case 1: grid.fill(Rect(x: x, y: y, width: random.below(6), height: 2), style: style)
            case 2:
                grid.restyle(Rect(x: x, y: y, width: random.below(6), height: 2)) { _ in style }
            case 3:
                let part = make(width: 5, height: 1, random: &random)
                grid.blit(part, x: x, y: y)
            default: grid.put(words[random.below(words.count)], x: x, y: y, style: style)
            }
        }
    }

    /// Every lead has its continuation and every continuation its lead.
    public static func isWhole(_ grid: Grid) -> Bool {
        for y in 0..<grid.height {
            for x in 0..<grid.width {
                let cell = grid[x, y]
                if cell.width == 2, x + 1 >= grid.width || !grid[x + 1, y].isContinuation { return false }
                if cell.isContinuation, x == 0 || grid[x - 1, y].width != 2 { return false }
            }
        }
        return true
    }
}
