import GateGrid
import GateText

/// Upright bars over several rows, one column a value, in eighths of a row.
enum BarPlot {
    private static let eighths: [ScreenText] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// Draws `values`, the newest last, scaled so that `top` fills the height. What does not fit is left off in front.
    static func draw(_ values: [Double], top: Double, in rect: Rect, _ canvas: inout Canvas) {
        guard top > 0, rect.height > 0 else { return }
        for (column, value) in values.suffix(rect.width).enumerated() {
            var rest = Int((min(1, max(0, value / top)) * Double(rect.height * 8)).rounded())
            if value > 0 { rest = max(1, rest) }
            for row in 0..<rect.height {
                let part = min(8, rest - row * 8)
                guard part > 0 else { break }
                canvas.put(eighths[part], x: rect.x + column, y: rect.y + rect.height - 1 - row, .spark)
            }
        }
    }
}

extension ScreenText {
    /// The text on as many lines as it needs, broken at blanks; a word longer than a line is cut by whoever draws it.
    func wrapped(to width: Int) -> [ScreenText] {
        guard self.width > width, width > 0 else { return [self] }
        var lines: [ScreenText] = []
        var line = ScreenText.empty
        for word in text.split(separator: " ", omittingEmptySubsequences: false).map({ ScreenText($0) }) {
            if line.isEmpty {
                line = word
            } else if line.width + 1 + word.width <= width {
                line = line + " " + word
            } else {
                lines.append(line)
                line = word
            }
        }
        lines.append(line)
        return lines
    }

    /// The text on as many lines as it needs, broken wherever a line is full: for bytes, whose blanks mean nothing.
    func chopped(to width: Int) -> [ScreenText] {
        guard self.width > width, width > 1 else { return [self] }
        var lines: [ScreenText] = []
        var line = ""
        var used = 0
        for character in text {
            let own = ScreenText(String(character)).width
            if used + own > width {
                lines.append(ScreenText(line))
                (line, used) = ("", 0)
            }
            line.append(character)
            used += own
        }
        if !line.isEmpty { lines.append(ScreenText(line)) }
        return lines
    }
}
