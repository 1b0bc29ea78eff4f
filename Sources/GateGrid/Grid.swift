public import GateText

/// A screenful of cells: what a screen draws into, and all that a terminal is ever asked to show.
///
/// Whatever is drawn, no half of a wide character stays behind: overwriting one half blanks the other.
public struct Grid: Sendable, Equatable {
    /// Columns, 0 or more.
    public let width: Int
    /// Rows, 0 or more.
    public let height: Int
    /// Where the terminal's cursor is to stand; nil hides it.
    public var cursor: Point?
    /// The cells, row by row.
    public private(set) var cells: [Cell]

    /// A place on a grid.
    public struct Point: Sendable, Hashable {
        public var x: Int
        public var y: Int
        public init(x: Int, y: Int) {
            self.x = x
            self.y = y
        }
    }

    /// A blank grid. Sizes are held to 0...1000, as no terminal is larger.
    public init(width: Int, height: Int, style: Style = .text) {
        self.width = min(max(0, width), 1_000)
        self.height = min(max(0, height), 1_000)
        cells = Array(repeating: .blank(style), count: self.width * self.height)
    }

    /// The whole grid.
    public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

    /// The cell at a place inside `bounds`.
    public subscript(x: Int, y: Int) -> Cell {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "outside the grid")
        return cells[y * width + x]
    }
}

// MARK: - Text

extension Grid {
    /// Writes a text on one row.
    ///
    /// - Parameters:
    ///   - text: what to write.
    ///   - x: column of its first cell; may lie outside.
    ///   - y: row; outside the grid nothing is written.
    ///   - style: how it looks.
    ///   - maxWidth: a longer text is cut and ends in "…"; without it only the edge cuts.
    ///   - clip: nothing outside is touched.
    /// - Returns: cells the text takes, whether visible or not, so that the next text can follow.
    @discardableResult
    public mutating func put(
        _ text: ScreenText, x: Int, y: Int, style: Style = .text, maxWidth: Int? = nil, clip: Rect? = nil
    ) -> Int {
        let text = maxWidth.map { text.prefix(width: $0) } ?? text
        let area = clip.map { bounds.intersection($0) } ?? bounds
        guard y >= area.y, y < area.bottom, !text.isEmpty, x < area.right, x + text.width > area.x else {
            return text.width
        }
        sever(x: max(x, area.x), y: y)
        sever(x: min(x + text.width, area.right), y: y)
        var column = x
        if text.width == text.text.utf8.count {
            // As many bytes as cells: only ASCII does that.
            for byte in text.text.utf8 {
                if column >= area.right { break }
                if column >= area.x { cells[y * width + column] = .ascii(UInt32(byte), style: style) }
                column += 1
            }
        } else {
            for cluster in text.clusters {
                if column >= area.right { break }
                write(cluster, x: column, y: y, style: style, area: area)
                column += Int(cluster.width)
            }
        }
        return text.width
    }

    /// Writes one cluster whose place has been severed already; a wide one that does not fit leaves a blank.
    private mutating func write(_ cluster: Cluster, x: Int, y: Int, style: Style, area: Rect) {
        let start = y * width + x
        if cluster.width == 2 {
            let leadFits = x >= area.x
            let restFits = x + 1 >= area.x && x + 1 < area.right
            switch (leadFits, restFits) {
            case (true, true):
                cells[start] = Cell(cluster, style: style)
                cells[start + 1] = .continuation(style)
            case (true, false): cells[start] = .blank(style)
            case (false, true): cells[start + 1] = .blank(style)
            case (false, false): break
            }
        } else if x >= area.x {
            cells[start] = Cell(cluster, style: style)
        }
    }

    /// Makes the border between columns `x - 1` and `x` one that no wide character straddles.
    private mutating func sever(x: Int, y: Int) {
        guard x > 0, x < width else { return }
        let index = y * width + x
        guard cells[index].isContinuation else { return }
        cells[index - 1] = .blank(cells[index - 1].style)
        cells[index] = .blank(cells[index].style)
    }
}

// MARK: - Areas

extension Grid {
    /// Fills an area with one character, a blank if none is given. A wide character is refused and leaves blanks.
    public mutating func fill(_ rect: Rect, with text: ScreenText = " ", style: Style = .text) {
        let area = bounds.intersection(rect)
        guard !area.isEmpty else { return }
        var cell = Cell.blank(style)
        if text.width == 1, let cluster = text.clusters.first(where: { _ in true }) {
            cell = Cell(cluster, style: style)
        }
        for y in area.y..<area.bottom {
            sever(x: area.x, y: y)
            sever(x: area.right, y: y)
            for index in (y * width + area.x)..<(y * width + area.right) { cells[index] = cell }
        }
    }

    /// Changes how an area looks and leaves its text. Both halves of a wide character change together.
    public mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
        let area = bounds.intersection(rect)
        guard !area.isEmpty else { return }
        for y in area.y..<area.bottom {
            var left = area.x
            var right = area.right
            if cells[y * width + left].isContinuation { left -= 1 }
            if right < width, cells[y * width + right].isContinuation { right += 1 }
            for index in (y * width + left)..<(y * width + right) { cells[index].style = change(cells[index].style) }
        }
    }

    /// Copies another grid to a place; what sticks out is left away, its cursor is not taken over.
    public mutating func blit(_ other: Grid, x: Int, y: Int, clip: Rect? = nil) {
        let area = (clip.map { bounds.intersection($0) } ?? bounds).intersection(
            Rect(x: x, y: y, width: other.width, height: other.height))
        guard !area.isEmpty else { return }
        for row in area.y..<area.bottom {
            sever(x: area.x, y: row)
            sever(x: area.right, y: row)
            let source = (row - y) * other.width - x
            for column in area.x..<area.right {
                var cell = other.cells[source + column]
                if (column == area.x && cell.isContinuation) || (column == area.right - 1 && cell.width == 2) {
                    cell = .blank(cell.style)
                }
                cells[row * width + column] = cell
            }
        }
    }

    /// Two pixels in one cell, as square as a terminal can make them: colours are indexes of the xterm palette.
    ///
    /// An upper or a lower half block looks the same with its colours swapped; the one that shares more colours with the
    /// cell to the left is taken, which saves a third of a picture's bytes. So draw from left to right.
    public mutating func putPixels(x: Int, y: Int, top: UInt8, bottom: UInt8) {
        guard bounds.contains(x: x, y: y) else { return }
        let left = x > 0 ? cells[y * width + x - 1].style : .text
        if top == bottom {
            put(" ", x: x, y: y, style: .picture(ink: left.ink, paper: top))
        } else {
            let upper = (left.ink == top ? 1 : 0) + (left.paper == bottom ? 1 : 0)
            let lower = (left.ink == bottom ? 1 : 0) + (left.paper == top ? 1 : 0)
            if lower > upper {
                put("▄", x: x, y: y, style: .picture(ink: bottom, paper: top))
            } else {
                put("▀", x: x, y: y, style: .picture(ink: top, paper: bottom))
            }
        }
    }

    /// Replaces every cell by what `change` makes of it. For filters inside this target, which keep the rule of halves.
    mutating func mapCells(_ change: (Cell) -> Cell) {
        for index in cells.indices { cells[index] = change(cells[index]) }
    }

    /// Sets one narrow cell. For line drawing inside this target.
    mutating func set(_ cell: Cell, x: Int, y: Int) {
        sever(x: x, y: y)
        sever(x: x + 1, y: y)
        cells[y * width + x] = cell
    }
}

// MARK: - Text out

extension Grid {
    /// The rows as text, one line each, trailing blanks left away. What golden screens and dumps hold.
    public func plainText() -> String {
        var lines: [String] = []
        for y in 0..<height {
            var scalars = String.UnicodeScalarView()
            var kept = scalars.endIndex
            var lastKept = 0
            var count = 0
            for x in 0..<width {
                let cell = cells[y * width + x]
                if cell.isContinuation { continue }
                for value in [cell.base, cell.mark1, cell.mark2] where value != 0 {
                    if let scalar = Unicode.Scalar(value) {
                        scalars.append(scalar)
                        count += 1
                    }
                }
                if !cell.isSpace { lastKept = count }
            }
            kept = scalars.index(scalars.startIndex, offsetBy: lastKept)
            lines.append(String(scalars[..<kept]))
        }
        return lines.joined(separator: "\n")
    }
}
