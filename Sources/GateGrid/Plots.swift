public import GateText

/// A curve of one row: `▁▂▃▅▇`.
public enum Sparkline {
    private static let steps: [String] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// One cell a value. More values than cells are gathered and the highest of each group is shown, because a peak must
    /// not vanish; missing values (NaN) are blank.
    ///
    /// - Parameters:
    ///   - values: oldest first.
    ///   - width: cells; fewer values take fewer cells.
    ///   - range: what the lowest and highest step stand for; by default 0 and the highest value, so that a flat curve
    ///     stays flat.
    public static func text(_ values: [Double], width: Int, range: ClosedRange<Double>? = nil) -> ScreenText {
        guard width > 0, !values.isEmpty else { return .empty }
        let columns = min(width, values.count)
        let known = values.filter { $0.isFinite }
        let low = range?.lowerBound ?? min(0, known.min() ?? 0)
        let high = range?.upperBound ?? max(low, known.max() ?? low)
        var text = ""
        for column in 0..<columns {
            let group = values[(column * values.count / columns)..<((column + 1) * values.count / columns)]
            guard let peak = group.filter({ $0.isFinite }).max() else {
                text += " "
                continue
            }
            let share = high > low ? (peak - low) / (high - low) : 0
            text += steps[min(7, max(0, Int((share * 7).rounded())))]
        }
        return ScreenText(text, limit: columns)
    }
}

/// How much of something is used up: `▇▇▇▁`.
public enum Gauge {
    /// The filled and the empty part, together exactly `width` cells. Something above zero fills at least one cell, and
    /// only a full gauge fills the last one.
    public static func parts(_ fraction: Double, width: Int) -> (filled: ScreenText, empty: ScreenText) {
        let width = max(0, width)
        let share = fraction.isFinite ? min(1, max(0, fraction)) : 0
        var filled = Int((share * Double(width)).rounded())
        if share > 0, filled == 0 { filled = min(1, width) }
        if share < 1, filled == width, width > 1 { filled = width - 1 }
        return (
            ScreenText(String(repeating: "▇", count: filled), limit: max(1, filled)),
            ScreenText(String(repeating: "▁", count: width - filled), limit: max(1, width - filled))
        )
    }

    /// Both parts in one text.
    public static func text(_ fraction: Double, width: Int) -> ScreenText {
        let both = parts(fraction, width: width)
        return both.filled + both.empty
    }
}

/// A horizontal bar with a resolution of an eighth of a cell: `███▍`.
public enum BlockBar {
    private static let eighths: [String] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// A bar whose full length is `width` cells; blank on the right, so that it always takes `width` cells.
    public static func text(_ fraction: Double, width: Int) -> ScreenText {
        let width = max(0, width)
        let share = fraction.isFinite ? min(1, max(0, fraction)) : 0
        let total = Int((share * Double(width) * 8).rounded())
        let bar = String(repeating: "█", count: total / 8) + eighths[total % 8]
        return ScreenText(bar, limit: max(1, width)).padded(to: width)
    }
}

extension Canvas {
    /// Draws a gauge of `width` cells and returns the column after it.
    @discardableResult
    public mutating func gauge(_ fraction: Double, x: Int, y: Int, width: Int, _ style: Style = .gauge) -> Int {
        let both = Gauge.parts(fraction, width: width)
        return spans(y, x: x, [(both.filled, style), (both.empty, .gaugeTrack)])
    }

    /// Draws a sparkline and returns the column after it.
    @discardableResult
    public mutating func sparkline(
        _ values: [Double], x: Int, y: Int, width: Int, range: ClosedRange<Double>? = nil, _ style: Style = .spark
    ) -> Int {
        put(Sparkline.text(values, width: width, range: range), x: x, y: y, style)
    }
}
