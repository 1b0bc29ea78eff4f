public import GateText

/// Lines that know each other: where two meet, the cell becomes the corner, tee or cross it has to be.
extension Grid {
    /// Directions a line glyph reaches to.
    private struct Arms: OptionSet {
        let rawValue: Int
        static let up = Arms(rawValue: 1)
        static let down = Arms(rawValue: 2)
        static let left = Arms(rawValue: 4)
        static let right = Arms(rawValue: 8)
    }

    /// Light box glyphs by their arms; lone arms become full strokes.
    private static let glyphs: [ScreenText] = [
        " ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼",
    ]

    private static func arms(of base: UInt32) -> Arms {
        switch base {
        case 0x2500: [.left, .right]
        case 0x2502: [.up, .down]
        case 0x250C: [.down, .right]
        case 0x2510: [.down, .left]
        case 0x2514: [.up, .right]
        case 0x2518: [.up, .left]
        case 0x251C: [.up, .down, .right]
        case 0x2524: [.up, .down, .left]
        case 0x252C: [.down, .left, .right]
        case 0x2534: [.up, .left, .right]
        case 0x253C: [.up, .down, .left, .right]
        default: []
        }
    }

    private mutating func join(_ arms: Arms, x: Int, y: Int, style: Style, clip: Rect) {
        guard clip.contains(x: x, y: y) else { return }
        let merged = Self.arms(of: self[x, y].base).union(arms)
        let glyph = Self.glyphs[merged.rawValue]
        guard let cluster = glyph.clusters.first(where: { _ in true }) else { return }
        set(Cell(cluster, style: style), x: x, y: y)
    }

    /// A horizontal line of `length` cells. Its ends join lines they touch: drawn from border to border of a box it
    /// ends in tees.
    public mutating func horizontalLine(x: Int, y: Int, length: Int, style: Style = .frame, clip: Rect? = nil) {
        guard length > 0 else { return }
        let area = clip.map { bounds.intersection($0) } ?? bounds
        for column in max(x, area.x)..<max(max(x, area.x), min(x + length, area.right)) {
            let arms: Arms = column == x ? .right : column == x + length - 1 ? .left : [.left, .right]
            join(arms, x: column, y: y, style: style, clip: area)
        }
    }

    /// A vertical line of `length` cells; its ends join like those of a horizontal one.
    public mutating func verticalLine(x: Int, y: Int, length: Int, style: Style = .frame, clip: Rect? = nil) {
        guard length > 0 else { return }
        let area = clip.map { bounds.intersection($0) } ?? bounds
        for row in max(y, area.y)..<max(max(y, area.y), min(y + length, area.bottom)) {
            let arms: Arms = row == y ? .down : row == y + length - 1 ? .up : [.up, .down]
            join(arms, x: x, y: row, style: style, clip: area)
        }
    }

    /// A box along the edge of `rect`, with a title on its top line (`┌ title ───┐`). Boxes smaller than 2×2 draw
    /// nothing. The inside is left alone.
    public mutating func box(
        _ rect: Rect, title: ScreenText = .empty, style: Style = .frame, titleStyle: Style = .heading,
        clip: Rect? = nil
    ) {
        guard rect.width >= 2, rect.height >= 2 else { return }
        let area = clip.map { bounds.intersection($0) } ?? bounds
        let (last, bottom) = (rect.right - 1, rect.bottom - 1)
        for column in max(rect.x + 1, area.x)..<max(max(rect.x + 1, area.x), min(last, area.right)) {
            join([.left, .right], x: column, y: rect.y, style: style, clip: area)
            join([.left, .right], x: column, y: bottom, style: style, clip: area)
        }
        for row in max(rect.y + 1, area.y)..<max(max(rect.y + 1, area.y), min(bottom, area.bottom)) {
            join([.up, .down], x: rect.x, y: row, style: style, clip: area)
            join([.up, .down], x: last, y: row, style: style, clip: area)
        }
        join([.down, .right], x: rect.x, y: rect.y, style: style, clip: area)
        join([.down, .left], x: last, y: rect.y, style: style, clip: area)
        join([.up, .right], x: rect.x, y: bottom, style: style, clip: area)
        join([.up, .left], x: last, y: bottom, style: style, clip: area)
        caption(title, x: rect.x + 1, y: rect.y, room: rect.width - 2, style: titleStyle, clip: clip)
    }

    /// A horizontal line from border to border of the box `rect` at row `y`, with an own title.
    public mutating func divider(
        _ rect: Rect, y: Int, title: ScreenText = .empty, style: Style = .frame, titleStyle: Style = .heading,
        clip: Rect? = nil
    ) {
        horizontalLine(x: rect.x, y: y, length: rect.width, style: style, clip: clip)
        caption(title, x: rect.x + 1, y: y, room: rect.width - 2, style: titleStyle, clip: clip)
    }

    private mutating func caption(_ title: ScreenText, x: Int, y: Int, room: Int, style: Style, clip: Rect?) {
        guard !title.isEmpty, room >= 3 else { return }
        put(" " + title.prefix(width: room - 2) + " ", x: x, y: y, style: style, clip: clip)
    }
}
