public import GateText

/// A grid seen through a window: coordinates count from the window's corner and nothing outside it is touched.
///
/// Screens draw with this. `inside` moves the window for one part of the screen:
/// ```
/// canvas.box(title: "Lane 3")
/// canvas.inside(canvas.bounds.inset()) { pane in
///     pane.line(0, "12C-123.45", .strong)
///     pane.line(0, "96 %", .dim, .right)
/// }
/// ```
public struct Canvas: Sendable {
    /// What has been drawn so far.
    public private(set) var grid: Grid
    /// The window, in the grid's coordinates.
    private var window: Rect
    /// What may be touched: the window and all windows around it.
    private var clip: Rect

    /// A blank canvas.
    public init(width: Int, height: Int, style: Style = .text) {
        self.init(Grid(width: width, height: height, style: style))
    }

    /// Draws on top of `grid`.
    public init(_ grid: Grid) {
        self.grid = grid
        window = grid.bounds
        clip = grid.bounds
    }

    /// Columns of the window.
    public var width: Int { window.width }
    /// Rows of the window.
    public var height: Int { window.height }
    /// The window in its own coordinates: its corner is 0, 0.
    public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }
    /// The window in the grid's coordinates, for hit maps.
    public var frame: Rect { window }

    /// Draws with the window on `rect`, given in this window's coordinates.
    public mutating func inside<Result>(_ rect: Rect, _ body: (inout Canvas) throws -> Result) rethrows -> Result {
        let saved = (window, clip)
        window = absolute(rect)
        clip = clip.intersection(window)
        defer { (window, clip) = saved }
        return try body(&self)
    }

    private func absolute(_ rect: Rect) -> Rect {
        Rect(x: rect.x + window.x, y: rect.y + window.y, width: rect.width, height: rect.height)
    }
}

// MARK: - Text

extension Canvas {
    /// Writes a text at a place and returns the column after it, so that parts can follow each other.
    @discardableResult
    public mutating func put(
        _ text: ScreenText, x: Int, y: Int, _ style: Style = .text, maxWidth: Int? = nil
    ) -> Int {
        x + grid.put(text, x: window.x + x, y: window.y + y, style: style, maxWidth: maxWidth, clip: clip)
    }

    /// Writes a text on a row of the window, at its left, right or centre; cut with "…" at the window's width.
    public mutating func line(
        _ y: Int, _ text: ScreenText, _ style: Style = .text, _ alignment: ScreenText.Alignment = .left
    ) {
        let shown = text.prefix(width: width)
        let x =
            switch alignment {
            case .left: 0
            case .right: width - shown.width
            case .centre: (width - shown.width) / 2
            }
        put(shown, x: x, y: y, style)
    }

    /// Writes the whole row in one style: the text and then blanks to the window's edge.
    public mutating func bar(
        _ y: Int, _ text: ScreenText, _ style: Style, _ alignment: ScreenText.Alignment = .left
    ) {
        put(text.padded(to: width, alignment: alignment), x: 0, y: y, style)
    }

    /// A piece of a row.
    public typealias Span = (text: ScreenText, style: Style)

    /// Writes pieces after each other and returns the column after the last.
    @discardableResult
    public mutating func spans(_ y: Int, x: Int = 0, _ pieces: [Span]) -> Int {
        var column = x
        for piece in pieces { column = put(piece.text, x: column, y: y, piece.style) }
        return column
    }

    /// Writes pieces after each other into `maxWidth` cells; where they stick out, the last one seen ends in "…".
    @discardableResult
    public mutating func spans(_ y: Int, x: Int = 0, maxWidth: Int, _ pieces: [Span]) -> Int {
        guard pieces.reduce(0, { $0 + $1.text.width }) > maxWidth else { return spans(y, x: x, pieces) }
        var column = x
        for piece in pieces {
            let room = x + maxWidth - column
            guard piece.text.width >= room else {
                column = put(piece.text, x: column, y: y, piece.style)
                continue
            }
            // The blank makes a piece that just fits too long: more was to follow, and that must be seen.
            return put((piece.text + " ").prefix(width: room), x: column, y: y, piece.style)
        }
        return column
    }

    /// One row of a table: every text in its column, cut with "…" where it is too long.
    public mutating func row(_ y: Int, x: Int = 0, columns: [Column], _ fields: [Span]) {
        var column = x
        for (place, field) in zip(columns, fields) {
            let text = field.text.padded(to: place.width, alignment: place.alignment)
            put(text, x: column, y: y, field.style)
            column += place.width + place.gap
        }
    }
}

/// A column of a table: numbers to the right, words to the left.
public struct Column: Sendable, Hashable {
    /// Cells of the field.
    public var width: Int
    /// Where the text stands in it.
    public var alignment: ScreenText.Alignment
    /// Blank cells after it.
    public var gap: Int

    public init(_ width: Int, _ alignment: ScreenText.Alignment = .left, gap: Int = 1) {
        self.width = max(0, width)
        self.alignment = alignment
        self.gap = max(0, gap)
    }
}

// MARK: - Areas and lines

extension Canvas {
    /// Fills an area, the whole window if none is given.
    public mutating func fill(_ rect: Rect? = nil, with text: ScreenText = " ", _ style: Style = .text) {
        grid.fill(absolute(rect ?? bounds).intersection(clip), with: text, style: style)
    }

    /// Changes how an area looks and leaves its text.
    public mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
        grid.restyle(absolute(rect).intersection(clip), change)
    }

    /// A box along the edge of `rect`, of the window if none is given.
    public mutating func box(
        _ rect: Rect? = nil, title: ScreenText = .empty, _ style: Style = .frame, titleStyle: Style = .heading
    ) {
        grid.box(absolute(rect ?? bounds), title: title, style: style, titleStyle: titleStyle, clip: clip)
    }

    /// A line across the window at row `y` that ends in tees where it meets a box.
    public mutating func divider(
        _ y: Int, title: ScreenText = .empty, _ style: Style = .frame, titleStyle: Style = .heading
    ) {
        grid.divider(window, y: window.y + y, title: title, style: style, titleStyle: titleStyle, clip: clip)
    }

    /// A vertical line from row `y`, `length` cells long.
    public mutating func verticalLine(x: Int, y: Int, length: Int, _ style: Style = .frame) {
        grid.verticalLine(x: window.x + x, y: window.y + y, length: length, style: style, clip: clip)
    }

    /// Copies a grid to a place of the window.
    public mutating func blit(_ other: Grid, x: Int, y: Int) {
        grid.blit(other, x: window.x + x, y: window.y + y, clip: clip)
    }

    /// Two pixels in one cell; see `Grid.putPixels`.
    public mutating func putPixels(x: Int, y: Int, top: UInt8, bottom: UInt8) {
        guard clip.contains(x: window.x + x, y: window.y + y) else { return }
        grid.putPixels(x: window.x + x, y: window.y + y, top: top, bottom: bottom)
    }

    /// Shows the terminal's cursor at a place of the window; outside it the cursor stays hidden.
    public mutating func showCursor(x: Int, y: Int) {
        let place = Grid.Point(x: window.x + x, y: window.y + y)
        grid.cursor = clip.contains(x: place.x, y: place.y) ? place : nil
    }
}
